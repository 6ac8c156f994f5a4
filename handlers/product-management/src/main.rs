//! Runs the function of the product service that Lambda's `Handler` setting names.

#[tokio::main(flavor = "current_thread")]
async fn main() -> platform::Result {
    platform::run::<product_management::ProductManagement>().await
}
