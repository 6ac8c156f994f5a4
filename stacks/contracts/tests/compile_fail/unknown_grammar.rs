//! A declaration names the function, its service, its name in AWS, its trigger and its clauses.

contracts::function! {
    /// Counts books.
    CountBooks = SERVICE / "count-books", Schedule {}
}

fn main() {}
