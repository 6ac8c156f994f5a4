//! Runs the function of the loyalty service that Lambda's `Handler` setting names.

#[tokio::main(flavor = "current_thread")]
async fn main() -> platform::Result {
    platform::run::<loyalty::Loyalty>().await
}
