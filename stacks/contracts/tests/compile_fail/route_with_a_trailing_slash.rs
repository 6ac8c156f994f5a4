//! The path of a route does not end in a slash.

use contracts::{Http, NoBody, NoContent, Public, function, service, shared_infra::SERVICE};

function! {
    /// Deletes a book.
    DeleteBook = SERVICE / "delete-book" on Http<NoBody, NoContent, Public> {
        routes: ["DELETE /book/" => 204],
    }
}

service! { SERVICE { functions: [DeleteBook] } }

fn main() {}
