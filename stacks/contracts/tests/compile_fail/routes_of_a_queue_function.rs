//! Only an HTTP function has routes.

use contracts::{Queue, function, service, shared_infra::SERVICE, user_management::UserCreated};

function! {
    /// Counts users.
    CountUsers = SERVICE / "count-users" on Queue<UserCreated> {
        routes: ["GET /users" => 200],
    }
}

service! { SERVICE { functions: [CountUsers] } }

fn main() {}
