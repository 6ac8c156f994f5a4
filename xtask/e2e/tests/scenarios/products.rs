//! The catalogue: how administrators change it, and how it follows the events of other services.

use contracts::{
    Event,
    inventory::StockUpdated,
    pricing::PricingCalculated,
    product_management::{
        HandlePricingCalculated, HandleStockUpdated, ProductCreated, ProductDeleted,
        ProductUpdated, SERVICE,
    },
};
use e2e::{Entry, Response, Shop, eventually, tokens, unique};
use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use reqwest::Method;
use serde_json::{Value, json};

/// The message about an invalid name or price, which clients of the reference compare.
const INVALID: &str =
    "Invalid product details provided. Name must be 3 charachters and price greater than 0.";

/// The catalogue, and the token of an administrator.
struct Catalogue {
    shop: Shop,
    token: String,
}

impl Catalogue {
    async fn open() -> Self {
        let shop = Shop::open().await;
        let token = shop.admin_token().await;
        Self { shop, token }
    }

    async fn send(&self, method: Method, path: &str, body: &Value) -> Response {
        let request = self.shop.api(SERVICE).request(method, path);
        request.bearer(&self.token).json(body).send().await
    }

    async fn post(&self, body: &Value) -> Response {
        self.send(Method::POST, "product", body).await
    }

    async fn put(&self, id: &str, body: &Value) -> Response {
        self.send(Method::PUT, &format!("product/{id}"), body).await
    }

    async fn delete(&self, id: &str) {
        let request = self.shop.api(SERVICE).request(Method::DELETE, &format!("product/{id}"));
        let response = request.bearer(&self.token).send().await.expect(200).json();
        assert_eq!(response, json!({ "data": "OK", "message": "OK" }));
    }

    async fn create(&self, price: f64) -> String {
        self.shop.create_product(price).await
    }

    async fn get(&self, id: &str) -> Response {
        self.shop.api(SERVICE).get(&format!("product/{id}")).send().await
    }

    async fn product(&self, id: &str) -> Value {
        self.get(id).await.expect(200).json()["data"].take()
    }

    /// Waits until a field of a product has this value.
    async fn wait_for_field(&self, id: &str, field: &str, value: &Value) {
        eventually(&format!("`{field}` of `{id}` to be {value}"), async || {
            (self.product(id).await[field] == *value).then_some(())
        })
        .await;
    }

    /// Waits until the brackets of a product are those of a price.
    async fn wait_for_brackets(&self, id: &str, price: f64) {
        eventually(&format!("brackets of `{id}` for the price {price}"), async || {
            let brackets = self.product(id).await["pricingBrackets"].take();
            let discounted = brackets[4]["price"].as_f64()?;
            assert_eq!(brackets[4]["quantity"], 100);
            ((discounted - price * 0.7).abs() < 0.01).then_some(())
        })
        .await;
    }

    /// The ids on all pages of the list, in order.
    async fn list(&self, query: &[(&str, &str)]) -> Vec<String> {
        let (mut ids, mut token) = (Vec::new(), None::<String>);
        loop {
            let mut query = query.to_vec();
            query.extend(token.as_deref().map(|token| ("nextToken", token)));
            let page = self.query(&query).await.expect(200).json();
            let products = page["data"].as_array().expect("a page is a list");
            let id = |product: &Value| {
                product["productId"].as_str().expect("products have ids").to_owned()
            };
            ids.extend(products.iter().map(id));
            token = page["nextToken"].as_str().map(str::to_owned);
            if token.is_none() {
                return ids;
            }
        }
    }

    /// One page of the list.
    async fn query(&self, query: &[(&str, &str)]) -> Response {
        self.shop.api(SERVICE).get("product").query(query).send().await
    }

    /// How many events of type `E` are in the feed of the product.
    async fn count<E: Event>(&self, id: &str) -> usize {
        self.shop.count_feed_entries("product", id, E::TYPE).await
    }

    /// Waits until `count` events of type `E` are in the feed of the product.
    async fn wait_for_events<E: Event>(&self, id: &str, count: usize) {
        self.shop.wait_for_feed_entries("product", id, E::TYPE, count).await;
    }

    /// An event about stock, the level of which has this revision.
    fn stock_updated(&self, id: &str, level: &Value, revision: u64) -> Entry {
        let data = json!({ "productId": id, "newStockLevel": level, "revision": revision });
        self.shop.event::<StockUpdated>(&data)
    }

    /// An event about brackets that were calculated at this time.
    fn pricing_calculated(&self, id: &str, price: f64, time: &str) -> Entry {
        let brackets = json!([{ "quantity": 5, "price": price }]);
        let data = json!({ "productId": id, "priceBrackets": brackets });
        let mut entry = self.shop.event::<PricingCalculated>(&data);
        entry.detail["time"] = json!(time);
        entry
    }
}

#[tokio::test]
async fn a_new_product_is_listed_and_priced_and_has_a_feed() {
    let catalogue = Catalogue::open().await;
    let name = unique("Flat White");
    let category = unique("category");
    let body = json!({ "name": name, "price": 12.99, "category": category });
    let id = name.to_uppercase().replace(' ', "");
    let product = json!({
        "productId": id,
        "name": name,
        "price": 12.99,
        "pricingBrackets": [],
        "stockLevel": 0,
        "category": category,
    });
    let response = catalogue.post(&body).await.expect(201).json();
    assert_eq!(response, json!({ "data": product, "message": "OK", "productId": id }));

    catalogue.wait_for_brackets(&id, 12.99).await;
    let brackets = json!([
        { "price": 12.34, "quantity": 5 },
        { "price": 11.69, "quantity": 10 },
        { "price": 10.39, "quantity": 25 },
        { "price": 9.74, "quantity": 50 },
        { "price": 9.09, "quantity": 100 },
    ]);
    assert_eq!(catalogue.product(&id).await["pricingBrackets"], brackets);
    catalogue.wait_for_events::<ProductCreated>(&id, 1).await;
    catalogue.wait_for_events::<PricingCalculated>(&id, 1).await;
    assert!(catalogue.list(&[]).await.contains(&id));
}

#[tokio::test]
async fn after_many_changes_the_brackets_are_those_of_the_last_price() {
    let catalogue = Catalogue::open().await;
    let id = catalogue.create(1.0).await;
    for price in 2..=9 {
        let body = json!({ "id": id, "name": "Changed often", "price": price });
        let response = catalogue.send(Method::PUT, "product", &body).await.expect(200).json();
        assert_eq!(response["data"]["price"], price);
    }
    catalogue.wait_for_events::<ProductUpdated>(&id, 8).await;
    catalogue.wait_for_events::<PricingCalculated>(&id, 9).await;
    catalogue.wait_for_brackets(&id, 9.0).await;
    assert_eq!(catalogue.product(&id).await["name"], "Changed often");
}

#[tokio::test]
async fn a_change_to_equal_values_publishes_nothing() {
    let catalogue = Catalogue::open().await;
    let id = catalogue.create(4.99).await;
    let response = catalogue.put(&id, &json!({ "price": 4.99 })).await.expect(200).json();
    assert_eq!(response, json!({ "data": "OK", "message": "No updates required" }));
    catalogue.delete(&id).await;
    catalogue.wait_for_events::<ProductDeleted>(&id, 1).await;
    assert_eq!(catalogue.count::<ProductUpdated>(&id).await, 0);
}

#[tokio::test]
async fn a_deleted_product_is_not_found_and_can_be_deleted_again() {
    let catalogue = Catalogue::open().await;
    let id = catalogue.create(4.99).await;
    catalogue.delete(&id).await;
    catalogue.delete(&id).await;
    let problem = catalogue.get(&id).await.problem(404);
    assert_eq!(
        (&problem["data"], &problem["message"]),
        (&json!("Not found"), &json!("Product not found"))
    );
    catalogue.put(&id, &json!({ "price": 5 })).await.problem(404);
    catalogue.wait_for_events::<ProductDeleted>(&id, 2).await;
    eventually(&format!("`{id}` to leave the list"), async || {
        (!catalogue.list(&[]).await.contains(&id)).then_some(())
    })
    .await;
}

#[tokio::test]
async fn creating_a_product_again_changes_nothing() {
    let catalogue = Catalogue::open().await;
    let name = unique("Latte");
    catalogue.post(&json!({ "name": name, "price": 4.99 })).await.expect(201);
    let again = catalogue.post(&json!({ "name": name.to_lowercase(), "price": 1 })).await;
    let again = again.expect(201).json();
    assert_eq!((&again["data"]["name"], &again["data"]["price"]), (&json!(name), &json!(4.99)));
    let id = name.to_uppercase();
    catalogue.delete(&id).await;
    catalogue.wait_for_events::<ProductDeleted>(&id, 1).await;
    assert_eq!(catalogue.count::<ProductCreated>(&id).await, 1);
}

#[tokio::test]
async fn concurrent_creations_of_a_product_create_it_once() {
    let catalogue = Catalogue::open().await;
    let name = unique("Latte");
    let bodies: Vec<_> = (1..=8).map(|price| json!({ "name": name, "price": price })).collect();
    let responses = join_all(bodies.iter().map(|body| catalogue.post(body))).await;
    let id = name.to_uppercase();
    let price = catalogue.product(&id).await["price"].clone();
    for response in responses {
        assert_eq!(response.expect(201).json()["data"]["price"], price);
    }
    catalogue.delete(&id).await;
    catalogue.wait_for_events::<ProductDeleted>(&id, 1).await;
    assert_eq!(catalogue.count::<ProductCreated>(&id).await, 1);
}

#[tokio::test]
async fn concurrent_changes_of_a_product_succeed_or_report_a_conflict() {
    let catalogue = Catalogue::open().await;
    let id = catalogue.create(100.0).await;
    let bodies: Vec<_> = (1..=8)
        .map(|number| json!({ "name": format!("Version {number}"), "price": number }))
        .collect();
    let responses = join_all(bodies.iter().map(|body| catalogue.put(&id, body))).await;
    let mut changes = 0;
    for response in responses {
        match response.status {
            200 => changes += 1,
            _ => assert!(response.problem(409)["message"].is_string()),
        }
    }
    assert!(changes > 0);
    let product = catalogue.product(&id).await;
    assert_eq!(product["name"], format!("Version {}", product["price"]));
    catalogue.delete(&id).await;
    catalogue.wait_for_events::<ProductDeleted>(&id, 1).await;
    catalogue.wait_for_events::<ProductUpdated>(&id, changes).await;
}

#[tokio::test]
async fn every_product_of_a_category_is_on_one_page() {
    let catalogue = Catalogue::open().await;
    let (category, other) = (unique("hot & cold"), unique("other"));
    let mut expected = Vec::new();
    for number in 0..5 {
        let name = format!("{number} {category}");
        let body = json!({ "name": name, "price": 1, "category": category });
        let response = catalogue.post(&body).await.expect(201).json();
        expected.push(response["productId"].as_str().expect("products have ids").to_owned());
    }
    eventually("all products in the category", async || {
        (catalogue.list(&[("category", &category)]).await == expected).then_some(())
    })
    .await;
    for limit in ["1", "2", "5", "6"] {
        let ids = catalogue.list(&[("category", &category), ("limit", limit)]).await;
        assert_eq!(ids, expected, "{limit}");
    }

    let moved = expected.remove(2);
    catalogue.put(&moved, &json!({ "category": other })).await.expect(200);
    eventually("the product in the other category", async || {
        let left = catalogue.list(&[("category", &category)]).await == expected;
        let arrived = catalogue.list(&[("category", &other)]).await == [moved.clone()];
        (left && arrived).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_list_with_an_invalid_query_is_refused() {
    let catalogue = Catalogue::open().await;
    catalogue.create(1.0).await;
    let page = catalogue.query(&[("limit", "1")]).await.expect(200).json();
    assert_eq!(page["data"].as_array().map(Vec::len), Some(1));
    let token = page["nextToken"].as_str().expect("there are demo products too").to_owned();
    for query in [
        [("limit", "0"), ("x", "")],
        [("limit", "1001"), ("x", "")],
        [("limit", "-1"), ("x", "")],
        [("nextToken", "invalid"), ("x", "")],
        [("nextToken", &token), ("category", "another")],
        [("category", ""), ("x", "")],
    ] {
        catalogue.query(&query).await.problem(400);
    }
}

#[tokio::test]
async fn names_and_prices_outside_the_limits_are_refused() {
    let catalogue = Catalogue::open().await;
    let long = "x".repeat(101);
    for (name, price) in [
        ("abc", json!(1)),
        ("", json!(1)),
        ("    ", json!(1)),
        (&long, json!(1)),
        ("line\nbreak", json!(1)),
        ("Half/Half", json!(1)),
        ("Why?", json!(1)),
        ("Blend #1", json!(1)),
        ("100% Robusta", json!(1)),
        (" .. ", json!(1)),
        ("Latte", json!(0)),
        ("Latte", json!(-0.01)),
        ("Latte", json!(1_000_000.01)),
        ("Latte", json!(1e300)),
        ("Latte", json!(0.001)),
        ("Latte", Value::Null),
    ] {
        let problem = catalogue.post(&json!({ "name": name, "price": price })).await.problem(400);
        // A number that is too large for a decimal is refused before the limits are checked.
        if price != json!(1e300) {
            assert_eq!((&problem["data"], &problem["message"]), (&json!("OK"), &json!(INVALID)));
        }
    }
    for price in [0.01, 1_000_000.0] {
        let id = catalogue.create(price).await;
        assert_eq!(catalogue.product(&id).await["price"].as_f64(), Some(price));
        catalogue.delete(&id).await;
    }
    let id = catalogue.create(1.0).await;
    let problem = catalogue.put(&id, &json!({ "name": "abc" })).await.problem(400);
    assert_eq!(problem["message"], INVALID);
    let body = json!({ "name": "Latte", "price": 1 });
    let problem = catalogue.send(Method::PUT, "product", &body).await.problem(400);
    assert_eq!(problem["message"], "Invalid request body");
}

#[tokio::test]
async fn a_body_that_is_not_a_product_is_refused() {
    let catalogue = Catalogue::open().await;
    for body in ["", "{", "[]", "null", r#"{"name":"Latte","price":"1"}"#, r#"{"name":[]}"#] {
        for method in [Method::POST, Method::PUT] {
            let request = catalogue.shop.api(SERVICE).request(method, "product");
            let request = request.bearer(&catalogue.token).body("application/json", body);
            request.send().await.problem(400);
        }
    }
}

#[tokio::test]
async fn only_administrators_can_change_the_catalogue() {
    let catalogue = Catalogue::open().await;
    let id = catalogue.create(4.99).await;
    let (_, customer) = catalogue.shop.customer().await;
    let forged = tokens::sign(&tokens::claims_of("x", "ADMIN", 600), "another key");
    let body = json!({ "name": unique("Latte"), "price": 1 });
    let path = format!("product/{id}");
    for (method, path) in [
        (Method::POST, "product"),
        (Method::PUT, "product"),
        (Method::PUT, &path),
        (Method::DELETE, &path),
    ] {
        let request = || catalogue.shop.api(SERVICE).request(method.clone(), path).json(&body);
        request().send().await.problem(401);
        request().bearer(&customer).send().await.problem(401);
        request().bearer(&forged).send().await.problem(401);
    }
    assert_eq!(catalogue.product(&id).await["price"], 4.99);
}

#[tokio::test]
async fn an_event_that_is_older_than_the_last_one_changes_nothing() {
    let catalogue = Catalogue::open().await;
    let (id, other) = (catalogue.create(4.99).await, catalogue.create(4.99).await);
    catalogue.wait_for_brackets(&id, 4.99).await;
    catalogue.wait_for_brackets(&other, 4.99).await;
    let now = Timestamp::now();
    let (older, newer) = (now.to_string(), (now + SignedDuration::from_nanos(1)).to_string());

    let newest = catalogue.stock_updated(&id, &json!(7), 2);
    let stale = catalogue.stock_updated(&id, &json!(5.0), 1);
    let last = catalogue.stock_updated(&other, &json!(1), 2);
    catalogue.shop.publish([&newest]).await;
    catalogue.wait_for_field(&id, "stockLevel", &json!(7)).await;
    catalogue.shop.publish([&stale, &newest, &stale, &last]).await;
    catalogue.wait_for_field(&other, "stockLevel", &json!(1)).await;
    assert_eq!(catalogue.product(&id).await["stockLevel"], 7);

    let newest = catalogue.pricing_calculated(&id, 1.5, &newer);
    let stale = catalogue.pricing_calculated(&id, 2.5, &older);
    let last = catalogue.pricing_calculated(&other, 3.5, &newer);
    let brackets = |price: f64| json!([{ "price": price, "quantity": 5 }]);
    catalogue.shop.publish([&newest]).await;
    catalogue.wait_for_field(&id, "pricingBrackets", &brackets(1.5)).await;
    catalogue.shop.publish([&stale, &newest, &stale, &last]).await;
    catalogue.wait_for_field(&other, "pricingBrackets", &brackets(3.5)).await;
    assert_eq!(catalogue.product(&id).await["pricingBrackets"], brackets(1.5));
}

#[tokio::test]
async fn an_event_with_another_name_for_the_level_and_data_only_is_applied() {
    let catalogue = Catalogue::open().await;
    let id = catalogue.create(4.99).await;
    let data = json!({ "productId": id, "stockLevel": 10.0, "revision": 1, "unknown": true });
    let event = catalogue.shop.event::<StockUpdated>(&data).data_only();
    catalogue.shop.publish([&event]).await;
    catalogue.wait_for_field(&id, "stockLevel", &json!(10)).await;
}

#[tokio::test]
async fn events_about_an_unknown_product_create_none() {
    let catalogue = Catalogue::open().await;
    let (id, other) = (unique("UNKNOWN"), catalogue.create(4.99).await);
    let now = Timestamp::now().to_string();
    let events = [
        catalogue.stock_updated(&id, &json!(7), 1),
        catalogue.stock_updated(&other, &json!(7), 1),
        catalogue.pricing_calculated(&id, 1.5, &now),
    ];
    catalogue.shop.publish(&events).await;
    catalogue.wait_for_field(&other, "stockLevel", &json!(7)).await;
    catalogue.get(&id).await.problem(404);
}

#[tokio::test]
async fn invalid_stock_levels_become_dead_letters_and_the_rest_of_the_batch_is_applied() {
    let catalogue = Catalogue::open().await;
    let (id, other) = (catalogue.create(4.99).await, catalogue.create(4.99).await);
    let (now, mark) = (Timestamp::now().to_string(), unique("invalid"));
    let message = |data: Value| {
        json!({
            "id": unique("event"),
            "detail-type": StockUpdated::TYPE,
            "time": now,
            "detail": { "time": now, "data": data, "mark": mark },
        })
        .to_string()
    };
    let invalid = [
        message(json!({ "productId": id, "newStockLevel": -1, "revision": 1 })),
        message(json!({ "productId": id, "newStockLevel": 0.5, "revision": 1 })),
        message(json!({ "productId": "", "newStockLevel": 1 })),
        message(json!({ "newStockLevel": 1 })),
        message(json!({ "productId": id, "newStockLevel": 1, "revision": -1 })),
    ];
    let mut batch = invalid.to_vec();
    batch.push(message(json!({ "productId": other, "newStockLevel": 3, "revision": 1 })));
    let queues = catalogue.shop.queues_with_short_timeout::<HandleStockUpdated>().await;
    queues.send(&batch).await;
    catalogue.wait_for_field(&other, "stockLevel", &json!(3)).await;
    queues.expect_dead_letters(&invalid).await;
    queues.restore_timeout().await;
    assert_eq!(catalogue.product(&id).await["stockLevel"], 0);
}

#[tokio::test]
async fn invalid_price_brackets_become_a_dead_letter() {
    let catalogue = Catalogue::open().await;
    let id = catalogue.create(4.99).await;
    let brackets = json!([{ "quantity": 5, "price": -1 }]);
    let invalid = [json!({
        "id": unique("event"),
        "detail-type": PricingCalculated::TYPE,
        "time": Timestamp::now().to_string(),
        "detail": { "data": { "productId": id, "priceBrackets": brackets } },
    })
    .to_string()];
    let queues = catalogue.shop.queues_with_short_timeout::<HandlePricingCalculated>().await;
    queues.send(&invalid).await;
    queues.expect_dead_letters(&invalid).await;
    queues.restore_timeout().await;
}
