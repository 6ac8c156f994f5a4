//! The status of a route is one of success.

use contracts::{Http, NoBody, NoContent, Public, function, service, shared_infra::SERVICE};

function! {
    /// Deletes a book.
    DeleteBook = SERVICE / "delete-book" on Http<NoBody, NoContent, Public> {
        routes: ["DELETE /book" => 404],
    }
}

service! { SERVICE { functions: [DeleteBook] } }

fn main() {}
