//! `list-products`: lists the catalogue, all of it or one category, at once or page by page.

use contracts::{
    Json,
    product_management::{ListProducts, ProductPage, ProductQuery},
};
use platform::{Failure, Handler, Lambda, Request, Result};

use crate::{
    ProductManagement, dto,
    dynamo::DynamoProducts,
    ports::{ListQuery, ProductPages},
    product::MAX_CATEGORY,
    token,
};

const LIMITS: std::ops::RangeInclusive<u32> = 1..=1000;

impl Handler<ListProducts> for ProductManagement {
    async fn run(lambda: Lambda<ListProducts>) -> Result {
        let products = DynamoProducts(lambda.table());
        lambda.serve(async |request| handle(request, &products).await).await
    }
}

pub async fn handle(
    request: Request<ListProducts>,
    products: &impl ProductPages,
) -> Result<Json<ProductPage>> {
    let query = list_query(request.content)?;
    let page = products.page(&query).await?;
    let last = page.products.last().filter(|_| page.more);
    let next_token =
        last.map(|last| token::encode(&last.id, query.category.as_ref())).transpose()?;
    let data = page.products.into_iter().map(dto::listed).collect();
    Ok(Json(ProductPage { data, message: dto::ok(), next_token }))
}

fn list_query(query: ProductQuery) -> Result<ListQuery> {
    // Categories are stored without spaces around them.
    let category = query.category.map(|category| category.trim().to_owned());
    let length = category.as_ref().map(|category| category.chars().count());
    if length.is_some_and(|length| !(1..=MAX_CATEGORY).contains(&length)) {
        return Err(Failure::bad_request(format!(
            "`category` must have 1 to {MAX_CATEGORY} characters"
        )));
    }
    if query.limit.is_some_and(|limit| !LIMITS.contains(&limit)) {
        return Err(Failure::bad_request(format!(
            "`limit` must be {} to {}",
            LIMITS.start(),
            LIMITS.end()
        )));
    }
    let after = query.next_token.map(|text| {
        token::decode(&text, category.as_ref()).ok_or_else(|| {
            Failure::bad_request("`nextToken` must be the one of the page before, unchanged")
        })
    });
    Ok(ListQuery { after: after.transpose()?, category, limit: query.limit })
}

#[cfg(test)]
mod tests {
    use platform::testing::{Call, TestResponse, invoke};
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        memory::MemoryProducts,
        product::Product,
        samples::{bracket, details, plain},
    };

    /// Status and body of `GET /product?{query}`.
    async fn list(products: &MemoryProducts, query: &str) -> (u64, Value) {
        let fields: Vec<_> = query.split('&').filter_map(|field| field.split_once('=')).collect();
        let call = Call::to::<ListProducts>("GET /product").query(&fields);
        let handle = async |request| handle(request, products).await;
        let response = TestResponse::of(invoke::<ListProducts>(call.event(), handle).await);
        (response.status(), response.json())
    }

    fn three_products() -> MemoryProducts {
        let flat_white = Product {
            brackets: Some(vec![bracket(5, "3.33")]),
            stock_level: 7,
            ..Product::new(details()).unwrap()
        };
        MemoryProducts::with([plain("Latte", "4.99"), flat_white, plain("Espresso", "2.99")])
    }

    #[tokio::test]
    async fn an_empty_catalogue_is_an_empty_list() {
        let response = list(&MemoryProducts::default(), "").await;
        assert_eq!(response, (200, json!({ "data": [], "message": "OK" })));
    }

    #[tokio::test]
    async fn the_list_shows_stock_and_no_brackets() {
        let expected = json!([
            { "productId": "ESPRESSO", "name": "Espresso", "price": 2.99, "stockLevel": 0 },
            {
                "productId": "FLATWHITE", "name": "Flat White", "price": 3.5, "stockLevel": 7,
                "category": "coffee",
            },
            { "productId": "LATTE", "name": "Latte", "price": 4.99, "stockLevel": 0 },
        ]);
        let (_, body) = list(&three_products(), "").await;
        assert_eq!(body, json!({ "data": expected, "message": "OK" }));
    }

    #[tokio::test]
    async fn following_the_tokens_lists_every_product_once() {
        let products = three_products();
        let (mut ids, mut query) = (Vec::new(), "limit=2".to_owned());
        loop {
            let (_, page) = list(&products, &query).await;
            let listed = page["data"].as_array().unwrap();
            ids.extend(listed.iter().map(|product| product["productId"].clone()));
            let Some(token) = page["nextToken"].as_str() else { break };
            query = format!("limit=2&nextToken={token}");
        }
        assert_eq!(ids, ["ESPRESSO", "FLATWHITE", "LATTE"]);
    }

    #[tokio::test]
    async fn a_category_lists_its_products_alone() {
        let products = three_products();
        for (query, count) in
            [("category=coffee", 1), ("category= coffee ", 1), ("category=tea", 0)]
        {
            let (_, page) = list(&products, query).await;
            assert_eq!(page["data"].as_array().unwrap().len(), count, "{query}");
        }
    }

    #[tokio::test]
    async fn an_invalid_query_is_a_bad_request() {
        let (_, page) = list(&three_products(), "limit=1").await;
        let token = page["nextToken"].as_str().unwrap();
        for (query, detail) in [
            ("limit=0", "`limit` must be 1 to 1000"),
            ("limit=1001", "`limit` must be 1 to 1000"),
            ("limit=-1", "the query is not readable: `limit`"),
            ("limit=many", "the query is not readable: `limit`"),
            ("category=", "`category` must have 1 to 100 characters"),
            (&format!("category={}", "x".repeat(101)), "`category` must have 1 to 100"),
            ("nextToken=x", "`nextToken` must be the one of the page before"),
            (&format!("category=tea&nextToken={token}"), "`nextToken` must be the one"),
        ] {
            let (status, problem) = list(&three_products(), query).await;
            assert_eq!(status, 400, "{query}");
            let found = problem["detail"].as_str().unwrap();
            assert!(found.starts_with(detail), "{found}");
        }
    }
}
