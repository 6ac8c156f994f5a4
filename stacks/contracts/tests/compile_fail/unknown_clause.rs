//! A declaration has known clauses only.

use contracts::{Schedule, function, service, shared_infra::SERVICE};

function! {
    /// Counts books.
    CountBooks = SERVICE / "count-books" on Schedule { memory: 512 }
}

service! { SERVICE { functions: [CountBooks] } }

fn main() {}
