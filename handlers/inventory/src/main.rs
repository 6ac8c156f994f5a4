//! Runs the function of the inventory service that Lambda's `Handler` setting names.

#[tokio::main(flavor = "current_thread")]
async fn main() -> platform::Result {
    platform::run::<inventory::Inventory>().await
}
