//! Runs the function of the basket service that Lambda's `Handler` setting names.

#[tokio::main(flavor = "current_thread")]
async fn main() -> platform::Result {
    platform::run::<basket::BasketService>().await
}
