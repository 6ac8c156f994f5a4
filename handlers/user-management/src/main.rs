//! Runs the function of user management that Lambda's `Handler` setting names.

#[tokio::main(flavor = "current_thread")]
async fn main() -> platform::Result {
    platform::run::<user_management::UserManagement>().await
}
