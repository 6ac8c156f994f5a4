//! Runs the function of the dead-letters service that Lambda's `Handler` setting names.

#[tokio::main(flavor = "current_thread")]
async fn main() -> platform::Result {
    platform::run::<dead_letters::DeadLetters>().await
}
