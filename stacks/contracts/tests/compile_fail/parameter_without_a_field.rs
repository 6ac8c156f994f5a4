//! Every parameter in the path of a route is a field.

use contracts::{Http, NoBody, NoContent, Public, function, path, service, shared_infra::SERVICE};

path! {
    /// Names a book.
    BookPath { isbn }
}

function! {
    /// Deletes a book.
    DeleteBook = SERVICE / "delete-book" on Http<NoBody, NoContent, Public, BookPath> {
        routes: ["DELETE /book/{id}" => 204],
    }
}

service! { SERVICE { functions: [DeleteBook] } }

fn main() {}
