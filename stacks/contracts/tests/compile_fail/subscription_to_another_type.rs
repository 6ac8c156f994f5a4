//! A queue function subscribes to events.

use contracts::{Queue, function, service, shared_infra::SERVICE};

function! {
    /// Counts books.
    CountBooks = SERVICE / "count-books" on Queue<String> {}
}

service! { SERVICE { functions: [CountBooks] } }

fn main() {}
