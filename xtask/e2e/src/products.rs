//! Products and their stock, as an administrator manages them.

use contracts::{inventory, product_management};
use serde_json::{Value, json};

use crate::{Response, Shop, unique};

impl Shop {
    /// Adds a product with this price to the catalogue. Returns its id.
    pub async fn create_product(&self, price: f64) -> String {
        let body = json!({ "name": unique("Latte"), "price": price });
        let request = self.api(product_management::SERVICE).post("product").json(&body);
        let response = request.bearer(&self.admin_token().await).send().await.expect(201).json();
        response["productId"].as_str().expect("products have ids").to_owned()
    }

    /// The response to `POST /inventory` of an administrator.
    pub async fn set_stock(&self, product: &str, level: &Value) -> Response {
        let body = json!({ "productId": product, "stockLevel": level });
        let request = self.api(inventory::SERVICE).post("inventory").json(&body);
        request.bearer(&self.admin_token().await).send().await
    }
}
