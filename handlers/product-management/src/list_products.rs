//! `list-products`: the catalogue, whole or by category, at once or page by page.

use contracts::{
    Json,
    product_management::{ProductPage, ProductQuery},
};
use platform::{Failure, Request, Result};

use crate::{
    dto,
    ports::{Products, Wanted},
    product::MAX_CATEGORY,
    token,
};

const LIMITS: std::ops::RangeInclusive<u32> = 1..=1000;

pub async fn handle(
    request: Request<ProductQuery>,
    products: &impl Products,
) -> Result<Json<ProductPage>> {
    let wanted = wanted(request.content)?;
    let page = products.page(&wanted).await?;
    let last = page.products.last().filter(|_| page.more);
    let next_token =
        last.map(|last| token::encode(&last.id, wanted.category.as_ref())).transpose()?;
    let data = page.products.into_iter().map(dto::listed).collect();
    Ok(Json(ProductPage { data, message: dto::ok(), next_token }))
}

fn wanted(query: ProductQuery) -> Result<Wanted> {
    // As it is when a product is stored.
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
    Ok(Wanted { after: after.transpose()?, category, limit: query.limit })
}

#[cfg(test)]
mod tests {
    use contracts::product_management::ListProducts;
    use platform::testing::Call;
    use serde_json::json;

    use super::*;
    use crate::{
        calls::{Answer, send},
        memory::MemoryProducts,
        product::Product,
        samples::{bracket, details, plain},
    };

    async fn list(products: &MemoryProducts, query: &str) -> Answer {
        let fields: Vec<_> = query.split('&').filter_map(|field| field.split_once('=')).collect();
        let handle = async |request| handle(request, products).await;
        send::<ListProducts>(Call::to("GET /product").query(&fields), handle).await
    }

    fn shop() -> MemoryProducts {
        let flat_white = Product {
            brackets: Some(vec![bracket(5, "3.33")]),
            stock_level: 7,
            ..Product::new(details()).unwrap()
        };
        MemoryProducts::with([plain("Latte", "4.99"), flat_white, plain("Espresso", "2.99")])
    }

    #[tokio::test]
    async fn an_empty_catalogue_is_an_empty_list() {
        let answer = list(&MemoryProducts::default(), "").await;
        let body = json!({ "data": [], "message": "OK" });
        assert_eq!(answer, Answer { status: 200, body });
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
        let answer = list(&shop(), "").await;
        assert_eq!(answer.body, json!({ "data": expected, "message": "OK" }));
    }

    #[tokio::test]
    async fn pages_are_followed_to_the_end() {
        let shop = shop();
        let (mut ids, mut query) = (Vec::new(), "limit=2".to_owned());
        loop {
            let page = list(&shop, &query).await.body;
            ids.extend(page["data"].as_array().unwrap().iter().map(|it| it["productId"].clone()));
            let Some(token) = page["nextToken"].as_str() else { break };
            query = format!("limit=2&nextToken={token}");
        }
        assert_eq!(ids, ["ESPRESSO", "FLATWHITE", "LATTE"]);
    }

    #[tokio::test]
    async fn a_category_is_a_list_of_its_own() {
        let shop = shop();
        for (query, count) in
            [("category=coffee", 1), ("category= coffee ", 1), ("category=tea", 0)]
        {
            let page = list(&shop, query).await.body;
            assert_eq!(page["data"].as_array().unwrap().len(), count, "{query}");
        }
    }

    #[tokio::test]
    async fn a_question_that_makes_no_sense_is_the_callers_mistake() {
        let token = list(&shop(), "limit=1").await.body["nextToken"].as_str().unwrap().to_owned();
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
            let answer = list(&shop(), query).await;
            assert_eq!(answer.status, 400, "{query}");
            let found = answer.body["detail"].as_str().unwrap();
            assert!(found.starts_with(detail), "{found}");
        }
    }
}
