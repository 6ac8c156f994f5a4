//! The catalogue, as the product API lists it.

use contracts::product_management::ProductApi;
use platform::{ApiClient, Context, Failure, Result};
use serde::Deserialize;

use crate::ports::{Catalogue, CataloguePage};

/// Products of one page: as many as DynamoDB takes keys in one batch.
const PAGE: &str = "100";

/// The list of products. An API without pages lists them all.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ProductList {
    data: Vec<Product>,
    #[serde(default)]
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Product {
    product_id: String,
}

impl Catalogue for ApiClient<ProductApi> {
    async fn page(&self, token: Option<&str>, context: &Context) -> Result<CataloguePage> {
        let mut query = vec![("limit", PAGE)];
        query.extend(token.map(|token| ("nextToken", token)));
        let list: ProductList =
            self.get(&["product"], &query, context).await?.ok_or_else(|| {
                Failure::failed("failed to list the products: the product API has no such route")
            })?;
        Ok(list.into())
    }
}

impl From<ProductList> for CataloguePage {
    fn from(list: ProductList) -> Self {
        let product_ids = list.data.into_iter().map(|product| product.product_id).collect();
        Self { product_ids, next: list.next_token }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn page(list: Value) -> CataloguePage {
        serde_json::from_value::<ProductList>(list).unwrap().into()
    }

    #[test]
    fn a_list_is_a_page_with_or_without_a_next_one() {
        let data = json!([{ "productId": "LATTE", "name": "Latte", "price": 4.99 }]);
        let last = page(json!({ "data": data, "message": "OK" }));
        assert_eq!(last.product_ids, ["LATTE"]);
        assert_eq!(last.next, None);
        let first = page(json!({ "data": data, "message": "OK", "nextToken": "t" }));
        assert_eq!(first.next.as_deref(), Some("t"));
    }
}
