//! Every field of a path is a parameter of the route.

use contracts::{Http, NoBody, NoContent, Public, function, path, service, shared_infra::SERVICE};

path! {
    /// Names a book.
    BookPath { isbn }
}

function! {
    /// Deletes a book.
    DeleteBook = SERVICE / "delete-book" on Http<NoBody, NoContent, Public, BookPath> {
        routes: ["DELETE /book" => 204],
    }
}

service! { SERVICE { functions: [DeleteBook] } }

fn main() {}
