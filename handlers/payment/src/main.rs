//! Runs the function of the payment service that Lambda's `Handler` setting names.

#[tokio::main(flavor = "current_thread")]
async fn main() -> platform::Result {
    platform::run::<payment::Payment>().await
}
