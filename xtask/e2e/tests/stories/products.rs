//! Products: what administrators say about them, what other services tell of them, and how both
//! spread.

use contracts::{
    Event,
    inventory::{self, StockUpdated},
    pricing::{self, PricingCalculated},
    product_management::{
        self, HandlePricingCalculated, HandleStockUpdated, ProductCreated, ProductDeleted,
        ProductUpdated,
    },
};
use e2e::{Entry, Reply, Shop, eventually, tokens, unique};
use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use reqwest::Method;
use serde_json::{Value, json};

/// What clients of the reference hear about a bad name or price.
const INVALID: &str =
    "Invalid product details provided. Name must be 3 charachters and price greater than 0.";

/// A catalogue, and an administrator who keeps it.
struct Keeper {
    shop: Shop,
    token: String,
}

impl Keeper {
    async fn new() -> Self {
        let shop = Shop::open().await;
        let token = shop.admin_token().await;
        Self { shop, token }
    }

    async fn send(&self, method: Method, path: &str, body: &Value) -> Reply {
        self.shop.products.call(method, path).bearer(&self.token).json(body).send().await
    }

    async fn post(&self, body: &Value) -> Reply {
        self.send(Method::POST, "product", body).await
    }

    async fn put(&self, id: &str, body: &Value) -> Reply {
        self.send(Method::PUT, &format!("product/{id}"), body).await
    }

    async fn delete(&self, id: &str) {
        let path = format!("product/{id}");
        let call = self.shop.products.call(Method::DELETE, &path).bearer(&self.token);
        let reply = call.send().await.expect(200).json();
        assert_eq!(reply, json!({ "data": "OK", "message": "OK" }));
    }

    /// A new product of this price. Its id.
    async fn create(&self, price: f64) -> String {
        let body = json!({ "name": unique("Latte"), "price": price });
        let reply = self.post(&body).await.expect(201).json();
        reply["productId"].as_str().expect("products have ids").to_owned()
    }

    async fn get(&self, id: &str) -> Reply {
        self.shop.products.get(&format!("product/{id}")).send().await
    }

    async fn product(&self, id: &str) -> Value {
        self.get(id).await.expect(200).json()["data"].take()
    }

    /// Waits until a field of a product has this value.
    async fn becomes(&self, id: &str, field: &str, value: &Value) {
        eventually(&format!("`{field}` of `{id}` to be {value}"), async || {
            (self.product(id).await[field] == *value).then_some(())
        })
        .await;
    }

    /// Waits until the brackets of a product are those of a price.
    async fn priced(&self, id: &str, price: f64) {
        eventually(&format!("`{id}` to be priced at {price}"), async || {
            let brackets = self.product(id).await["pricingBrackets"].take();
            let discounted = brackets[4]["price"].as_f64()?;
            assert_eq!(brackets[4]["quantity"], 100);
            ((discounted - price * 0.7).abs() < 0.01).then_some(())
        })
        .await;
    }

    /// Pages of the list until there is no more. The ids, in order.
    async fn list(&self, query: &[(&str, &str)]) -> Vec<String> {
        let (mut ids, mut token) = (Vec::new(), None::<String>);
        loop {
            let mut query = query.to_vec();
            query.extend(token.as_deref().map(|token| ("nextToken", token)));
            let page = self.shop.products.get("product").query(&query).send().await;
            let page = page.expect(200).json();
            let products = page["data"].as_array().expect("a page is a list");
            let id = |it: &Value| it["productId"].as_str().expect("products have ids").to_owned();
            ids.extend(products.iter().map(id));
            token = page["nextToken"].as_str().map(str::to_owned);
            if token.is_none() {
                return ids;
            }
        }
    }

    /// How often something of this type is in the product's feed.
    async fn count(&self, id: &str, name: &str) -> usize {
        self.shop.feed("product", id).await.iter().filter(|it| *it == name).count()
    }

    /// Waits until this is in the product's feed.
    async fn fed(&self, id: &str, name: &str) {
        eventually(&format!("`{name}` in the feed of `{id}`"), async || {
            (self.count(id, name).await > 0).then_some(())
        })
        .await;
    }

    /// An event of inventory that happened at this time.
    fn stock_updated(&self, id: &str, level: &Value, time: &str) -> Entry {
        let data = json!({ "productId": id, "newStockLevel": level });
        at(self.shop.event(inventory::SERVICE, StockUpdated::TYPE, &data), time)
    }

    /// An event of pricing that happened at this time.
    fn pricing_calculated(&self, id: &str, price: f64, time: &str) -> Entry {
        let brackets = json!([{ "quantity": 5, "price": price }]);
        let data = json!({ "productId": id, "priceBrackets": brackets });
        at(self.shop.event(pricing::SERVICE, PricingCalculated::TYPE, &data), time)
    }
}

fn at(mut entry: Entry, time: &str) -> Entry {
    entry.detail["time"] = json!(time);
    entry
}

#[tokio::test]
async fn a_new_product_is_listed_priced_and_on_the_feed() {
    let keeper = Keeper::new().await;
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
    let reply = keeper.post(&body).await.expect(201).json();
    assert_eq!(reply, json!({ "data": product, "message": "OK", "productId": id }));

    keeper.priced(&id, 12.99).await;
    let brackets = json!([
        { "price": 12.34, "quantity": 5 },
        { "price": 11.69, "quantity": 10 },
        { "price": 10.39, "quantity": 25 },
        { "price": 9.74, "quantity": 50 },
        { "price": 9.09, "quantity": 100 },
    ]);
    assert_eq!(keeper.product(&id).await["pricingBrackets"], brackets);
    keeper.fed(&id, ProductCreated::TYPE).await;
    keeper.fed(&id, PricingCalculated::TYPE).await;
    assert!(keeper.list(&[]).await.contains(&id));
}

#[tokio::test]
async fn after_many_changes_the_brackets_are_those_of_the_last_price() {
    let keeper = Keeper::new().await;
    let id = keeper.create(1.0).await;
    for price in 2..=9 {
        let body = json!({ "id": id, "name": "Changed often", "price": price });
        let reply = keeper.send(Method::PUT, "product", &body).await.expect(200).json();
        assert_eq!(reply["data"]["price"], price);
    }
    eventually("every price to be priced", async || {
        let updated = keeper.count(&id, ProductUpdated::TYPE).await == 8;
        let priced = keeper.count(&id, PricingCalculated::TYPE).await == 9;
        (updated && priced).then_some(())
    })
    .await;
    keeper.priced(&id, 9.0).await;
    assert_eq!(keeper.product(&id).await["name"], "Changed often");
}

#[tokio::test]
async fn a_change_that_makes_no_difference_is_none() {
    let keeper = Keeper::new().await;
    let id = keeper.create(4.99).await;
    let same = keeper.put(&id, &json!({ "price": 4.99 })).await.expect(200).json();
    assert_eq!(same, json!({ "data": "OK", "message": "No updates required" }));
    keeper.delete(&id).await;
    keeper.fed(&id, ProductDeleted::TYPE).await;
    assert_eq!(keeper.count(&id, ProductUpdated::TYPE).await, 0);
}

#[tokio::test]
async fn a_deleted_product_is_gone_and_deleting_it_again_is_fine() {
    let keeper = Keeper::new().await;
    let id = keeper.create(4.99).await;
    keeper.delete(&id).await;
    keeper.delete(&id).await;
    let problem = keeper.get(&id).await.problem(404);
    assert_eq!(
        (&problem["data"], &problem["message"]),
        (&json!("Not found"), &json!("Product not found"))
    );
    keeper.put(&id, &json!({ "price": 5 })).await.problem(404);
    eventually("both deletions on the feed", async || {
        (keeper.count(&id, ProductDeleted::TYPE).await == 2).then_some(())
    })
    .await;
    eventually(&format!("`{id}` to leave the list"), async || {
        (!keeper.list(&[]).await.contains(&id)).then_some(())
    })
    .await;
}

#[tokio::test]
async fn creating_a_product_again_changes_nothing() {
    let keeper = Keeper::new().await;
    let name = unique("Latte");
    keeper.post(&json!({ "name": name, "price": 4.99 })).await.expect(201);
    let again = keeper.post(&json!({ "name": name.to_lowercase(), "price": 1 })).await;
    let again = again.expect(201).json();
    assert_eq!((&again["data"]["name"], &again["data"]["price"]), (&json!(name), &json!(4.99)));
    let id = name.to_uppercase();
    keeper.delete(&id).await;
    keeper.fed(&id, ProductDeleted::TYPE).await;
    assert_eq!(keeper.count(&id, ProductCreated::TYPE).await, 1);
}

#[tokio::test]
async fn of_many_who_create_a_product_at_once_one_does() {
    let keeper = Keeper::new().await;
    let name = unique("Latte");
    let bodies: Vec<_> = (1..=8).map(|price| json!({ "name": name, "price": price })).collect();
    let replies = join_all(bodies.iter().map(|body| keeper.post(body))).await;
    let id = name.to_uppercase();
    let price = keeper.product(&id).await["price"].clone();
    for reply in replies {
        assert_eq!(reply.expect(201).json()["data"]["price"], price);
    }
    keeper.delete(&id).await;
    keeper.fed(&id, ProductDeleted::TYPE).await;
    assert_eq!(keeper.count(&id, ProductCreated::TYPE).await, 1);
}

#[tokio::test]
async fn of_administrators_who_change_a_product_at_once_nobody_is_overwritten_unheard() {
    let keeper = Keeper::new().await;
    let id = keeper.create(100.0).await;
    let bodies: Vec<_> = (1..=8)
        .map(|number| json!({ "name": format!("Version {number}"), "price": number }))
        .collect();
    let replies = join_all(bodies.iter().map(|body| keeper.put(&id, body))).await;
    let mut changes = 0;
    for reply in replies {
        match reply.status {
            200 => changes += 1,
            _ => assert!(reply.problem(409)["message"].is_string()),
        }
    }
    assert!(changes > 0);
    let product = keeper.product(&id).await;
    assert_eq!(product["name"], format!("Version {}", product["price"]));
    keeper.delete(&id).await;
    keeper.fed(&id, ProductDeleted::TYPE).await;
    eventually(&format!("{changes} changes in the feed of `{id}`"), async || {
        (keeper.count(&id, ProductUpdated::TYPE).await == changes).then_some(())
    })
    .await;
}

#[tokio::test]
async fn categories_and_pages_show_every_product_once() {
    let keeper = Keeper::new().await;
    let (category, other) = (unique("hot & cold"), unique("other"));
    let mut expected = Vec::new();
    for number in 0..5 {
        let name = format!("{number} {category}");
        let body = json!({ "name": name, "price": 1, "category": category });
        let reply = keeper.post(&body).await.expect(201).json();
        expected.push(reply["productId"].as_str().expect("products have ids").to_owned());
    }
    eventually("the index to have them all", async || {
        (keeper.list(&[("category", &category)]).await == expected).then_some(())
    })
    .await;
    for limit in ["1", "2", "5", "6"] {
        let ids = keeper.list(&[("category", &category), ("limit", limit)]).await;
        assert_eq!(ids, expected, "{limit}");
    }

    let moved = expected.remove(2);
    keeper.put(&moved, &json!({ "category": other })).await.expect(200);
    eventually("the index to have it elsewhere", async || {
        let left = keeper.list(&[("category", &category)]).await == expected;
        let arrived = keeper.list(&[("category", &other)]).await == [moved.clone()];
        (left && arrived).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_question_for_products_must_make_sense() {
    let keeper = Keeper::new().await;
    keeper.create(1.0).await;
    let page = keeper.shop.products.get("product").query(&[("limit", "1")]).send().await;
    let page = page.expect(200).json();
    assert_eq!(page["data"].as_array().map(Vec::len), Some(1));
    let token = page["nextToken"].as_str().expect("there are demo products too").to_owned();
    for query in [
        [("limit", "0"), ("x", "")],
        [("limit", "1001"), ("x", "")],
        [("limit", "-1"), ("x", "")],
        [("nextToken", "made up"), ("x", "")],
        [("nextToken", &token), ("category", "another")],
        [("category", ""), ("x", "")],
    ] {
        keeper.shop.products.get("product").query(&query).send().await.problem(400);
    }
}

#[tokio::test]
async fn names_and_prices_have_limits() {
    let keeper = Keeper::new().await;
    let long = "x".repeat(101);
    for (name, price) in [
        ("abc", json!(1)),
        ("", json!(1)),
        ("    ", json!(1)),
        (&long, json!(1)),
        ("line\nbreak", json!(1)),
        ("Latte", json!(0)),
        ("Latte", json!(-0.01)),
        ("Latte", json!(1_000_000.01)),
        ("Latte", json!(1e300)),
        ("Latte", json!(0.001)),
        ("Latte", Value::Null),
    ] {
        let body = json!({ "name": name, "price": price });
        let reply = keeper.post(&body).await;
        let problem = reply.problem(400);
        // What is no decimal number at all does not get as far as our rules.
        if price != json!(1e300) {
            assert_eq!((&problem["data"], &problem["message"]), (&json!("OK"), &json!(INVALID)));
        }
    }
    for price in [0.01, 1_000_000.0] {
        let id = keeper.create(price).await;
        assert_eq!(keeper.product(&id).await["price"].as_f64(), Some(price));
        keeper.delete(&id).await;
    }
    let id = keeper.create(1.0).await;
    let problem = keeper.put(&id, &json!({ "name": "abc" })).await.problem(400);
    assert_eq!(problem["message"], INVALID);
    let body = json!({ "name": "Latte", "price": 1 });
    let problem = keeper.send(Method::PUT, "product", &body).await.problem(400);
    assert_eq!(problem["message"], "Invalid request body");
}

#[tokio::test]
async fn what_cannot_be_read_is_the_callers_mistake() {
    let keeper = Keeper::new().await;
    for body in ["", "{", "[]", "null", r#"{"name":"Latte","price":"1"}"#, r#"{"name":[]}"#] {
        for (method, path) in [(Method::POST, "product"), (Method::PUT, "product")] {
            let call = keeper.shop.products.call(method, path).bearer(&keeper.token);
            call.body("application/json", body).send().await.problem(400);
        }
    }
}

#[tokio::test]
async fn only_administrators_keep_the_catalogue() {
    let keeper = Keeper::new().await;
    let id = keeper.create(4.99).await;
    let customer = keeper.shop.register().await;
    let customer = keeper.shop.login(&customer).await;
    let forged = tokens::sign(&tokens::claims_of("x", "ADMIN", 600), "another secret");
    let body = json!({ "name": unique("Latte"), "price": 1 });
    let path = format!("product/{id}");
    for (method, path) in [
        (Method::POST, "product"),
        (Method::PUT, "product"),
        (Method::PUT, &path),
        (Method::DELETE, &path),
    ] {
        let call = || keeper.shop.products.call(method.clone(), path).json(&body);
        call().send().await.problem(401);
        call().bearer(&customer).send().await.problem(401);
        call().bearer(&forged).send().await.problem(401);
    }
    assert_eq!(keeper.product(&id).await["price"], 4.99);
}

#[tokio::test]
async fn the_newest_of_what_others_tell_is_kept() {
    let keeper = Keeper::new().await;
    let (id, fence) = (keeper.create(4.99).await, keeper.create(4.99).await);
    keeper.priced(&id, 4.99).await;
    keeper.priced(&fence, 4.99).await;
    let now = Timestamp::now();
    let (older, newer) = (now.to_string(), (now + SignedDuration::from_nanos(1)).to_string());

    let newest = keeper.stock_updated(&id, &json!(7), &newer);
    let stale = keeper.stock_updated(&id, &json!(5.0), &older);
    let last = keeper.stock_updated(&fence, &json!(1), &newer);
    keeper.shop.publish([&newest]).await;
    keeper.becomes(&id, "stockLevel", &json!(7)).await;
    keeper.shop.publish([&stale, &newest, &stale, &last]).await;
    keeper.becomes(&fence, "stockLevel", &json!(1)).await;
    assert_eq!(keeper.product(&id).await["stockLevel"], 7);

    let newest = keeper.pricing_calculated(&id, 1.5, &newer);
    let stale = keeper.pricing_calculated(&id, 2.5, &older);
    let last = keeper.pricing_calculated(&fence, 3.5, &newer);
    let brackets = |price: f64| json!([{ "price": price, "quantity": 5 }]);
    keeper.shop.publish([&newest]).await;
    keeper.becomes(&id, "pricingBrackets", &brackets(1.5)).await;
    keeper.shop.publish([&stale, &newest, &stale, &last]).await;
    keeper.becomes(&fence, "pricingBrackets", &brackets(3.5)).await;
    assert_eq!(keeper.product(&id).await["pricingBrackets"], brackets(1.5));
}

#[tokio::test]
async fn events_of_other_dialects_are_understood() {
    let keeper = Keeper::new().await;
    let id = keeper.create(4.99).await;
    let data = json!({ "productId": id, "stockLevel": 10.0, "unknown": true });
    let bare = keeper.shop.bare_event(inventory::SERVICE, StockUpdated::TYPE, &data);
    keeper.shop.publish([&bare]).await;
    keeper.becomes(&id, "stockLevel", &json!(10)).await;
}

#[tokio::test]
async fn what_others_tell_of_unknown_products_makes_no_product() {
    let keeper = Keeper::new().await;
    let (id, fence) = (unique("NOBODY"), keeper.create(4.99).await);
    let now = Timestamp::now().to_string();
    let events = [
        keeper.stock_updated(&id, &json!(7), &now),
        keeper.stock_updated(&fence, &json!(7), &now),
        keeper.pricing_calculated(&id, 1.5, &now),
    ];
    keeper.shop.publish(&events).await;
    keeper.becomes(&fence, "stockLevel", &json!(7)).await;
    keeper.get(&id).await.problem(404);
}

#[tokio::test]
async fn what_cannot_be_is_a_dead_letter_and_changes_nothing() {
    let keeper = Keeper::new().await;
    let (id, neighbour) = (keeper.create(4.99).await, keeper.create(4.99).await);
    let (now, mark) = (Timestamp::now().to_string(), unique("broken"));
    let stock = |data: Value, time: &str| {
        json!({
            "id": unique("event"),
            "detail-type": StockUpdated::TYPE,
            "time": now,
            "detail": { "time": time, "data": data, "mark": mark },
        })
        .to_string()
    };
    let broken = [
        stock(json!({ "productId": id, "newStockLevel": -1 }), &now),
        stock(json!({ "productId": id, "newStockLevel": 0.5 }), &now),
        stock(json!({ "productId": id }), &now),
        stock(json!({ "productId": "", "newStockLevel": 1 }), &now),
        stock(json!({ "newStockLevel": 1 }), &now),
        stock(json!({ "productId": id, "newStockLevel": 1 }), "2999-01-01T00:00:00Z"),
    ];
    let queues = |function| keeper.shop.queues(product_management::SERVICE, function);
    let queue = queues(HandleStockUpdated::NAME).await;
    // Its tries would take minutes otherwise. No invocation here takes a second.
    let before = queue.set_visibility_timeout("1").await;
    let mut batch = broken.to_vec();
    batch.push(stock(json!({ "productId": neighbour, "newStockLevel": 3 }), &now));
    queue.send(&batch).await;
    keeper.becomes(&neighbour, "stockLevel", &json!(3)).await;
    queue.expect_dead_letters(&broken).await;
    queue.set_visibility_timeout(&before).await;
    assert_eq!(keeper.product(&id).await["stockLevel"], 0);

    let queue = queues(HandlePricingCalculated::NAME).await;
    let brackets = json!([{ "quantity": 5, "price": -1 }]);
    let broken = [json!({
        "id": unique("event"),
        "detail-type": PricingCalculated::TYPE,
        "time": now,
        "detail": { "data": { "productId": id, "priceBrackets": brackets } },
    })
    .to_string()];
    let before = queue.set_visibility_timeout("1").await;
    queue.send(&broken).await;
    queue.expect_dead_letters(&broken).await;
    queue.set_visibility_timeout(&before).await;
}

#[tokio::test]
async fn the_demo_products_are_there() {
    let keeper = Keeper::new().await;
    for (id, name) in [
        ("FLATWHITE", "Flat White"),
        ("ESPRESSO", "Espresso"),
        ("LATTE", "Latte"),
        ("LONGBLACK", "Long Black"),
        ("CAPPUCCINO", "Cappuccino"),
    ] {
        assert_eq!(keeper.product(id).await["name"], name);
        keeper.fed(id, ProductCreated::TYPE).await;
    }
}
