//! A route has a method of HTTP.

use contracts::{Http, NoBody, NoContent, Public, function, service, shared_infra::SERVICE};

function! {
    /// Deletes a book.
    DeleteBook = SERVICE / "delete-book" on Http<NoBody, NoContent, Public> {
        routes: ["ERASE /book" => 204],
    }
}

service! { SERVICE { functions: [DeleteBook] } }

fn main() {}
