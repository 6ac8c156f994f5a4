//! A route for users cannot be served by a function that asks nobody for a token.

use contracts::{Http, Nothing, Service, User, function};
use platform::{Lambda, Result};

const SERVICE: Service =
    Service { name: "shelf", stack: "Shelf", parameters: "Shelf", source: "shelf" };

function! {
    /// Burns a book.
    BurnBook = SERVICE / "burn-book" on Http<Nothing, Nothing, User>,
        routes ["DELETE /book" => 204] {}
}

fn serve(lambda: &Lambda) -> impl Future<Output = Result> {
    lambda.serve::<BurnBook>(async |_| Ok(Nothing))
}

fn main() {}
