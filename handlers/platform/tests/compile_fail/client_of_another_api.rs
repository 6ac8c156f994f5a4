//! The client of an API is not passed where the client of another API is expected.

use contracts::{inventory::InventoryApi, product_management::ProductApi};
use platform::ApiClient;

fn list_products(_: ApiClient<ProductApi>) {}

fn list(api: ApiClient<InventoryApi>) {
    list_products(api);
}

fn main() {}
