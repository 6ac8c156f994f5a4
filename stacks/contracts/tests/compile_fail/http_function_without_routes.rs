//! An HTTP function has routes.

use contracts::{Http, NoBody, NoContent, Public, function, service, shared_infra::SERVICE};

function! {
    /// Deletes a book.
    DeleteBook = SERVICE / "delete-book" on Http<NoBody, NoContent, Public> {}
}

service! { SERVICE { functions: [DeleteBook] } }

fn main() {}
