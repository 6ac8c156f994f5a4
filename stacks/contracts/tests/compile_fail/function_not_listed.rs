//! Every function is in the list of its service.

use contracts::{Schedule, function, service, shared_infra::SERVICE};

function! {
    /// Counts books.
    CountBooks = SERVICE / "count-books" on Schedule {}
}

service! { SERVICE { functions: [] } }

fn main() {}
