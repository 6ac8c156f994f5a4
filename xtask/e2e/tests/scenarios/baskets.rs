//! Baskets: priced by the catalogue, private to their users, and ordered once.

use aws_sdk_dynamodb::types::AttributeValue;
use contracts::{
    Event,
    basket::{CheckoutBasket, CheckoutRow, SERVICE},
    order::{HandleCheckoutBasket, OrderConfirmed, OrderRejected, Orders, PriceRow},
    payment::PaymentProcessed,
    product_management,
};
use e2e::{CONFIRMED_FEED, Entry, Request, Response, Shop, Subscriber, eventually, unique};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

/// A user who shops. Baskets need a token only, and no account.
struct Customer<'a> {
    shop: &'a Shop,
    id: String,
    token: String,
}

impl<'a> Customer<'a> {
    async fn new(shop: &'a Shop, user_type: &str) -> Self {
        let id = unique("user");
        Self { shop, token: shop.token(&id, user_type).await, id }
    }

    fn request(&self, method: Method, path: &str) -> Request {
        self.shop.api(SERVICE).request(method, path).bearer(&self.token)
    }

    async fn get(&self, user: &str) -> Response {
        self.request(Method::GET, &format!("basket/{user}")).send().await
    }

    async fn delete(&self, user: &str) -> Response {
        self.request(Method::DELETE, &format!("basket/{user}")).send().await
    }

    async fn post(&self, body: &Value) -> Response {
        self.request(Method::POST, "basket").json(body).send().await
    }

    async fn put(&self, items: Value) -> Response {
        self.post(&json!({ "items": items })).await
    }

    async fn check_out(&self, body: &Value) -> Response {
        self.request(Method::POST, "basket/checkout").json(body).send().await
    }

    /// The basket.
    async fn basket(&self) -> Value {
        self.get(&self.id).await.expect(200).json()["body"].take()
    }

    /// Puts so many units of a new product with this price, all of them in stock, into the basket.
    async fn with_product(&self, price: f64, units: u32) -> String {
        let product = self.shop.create_product(price).await;
        self.shop.set_stock(&product, &json!(1000)).await.expect(200);
        self.put(json!([{ "productId": product, "quantity": units }])).await.expect(200);
        product
    }
}

/// A member of a response that is a text.
fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is not a text")).to_owned()
}

async fn subscribe(shop: &Shop) -> Subscriber {
    shop.subscribe(&[CheckoutBasket::TYPE]).await
}

/// Waits for `count` checkouts of a user, and returns all of them.
async fn checkouts_of(
    subscriber: &Subscriber,
    customer: &Customer<'_>,
    count: usize,
) -> Vec<Value> {
    let what = format!("{count} checkouts of `{}`", customer.id);
    let is_of_user = |event: &Value| event["detail"]["userName"] == customer.id;
    subscriber.wait_for(&what, count, is_of_user).await
}

/// Sets the price of a product.
async fn set_price(shop: &Shop, product: &str, price: f64) {
    let path = format!("product/{product}");
    let request = shop.api(product_management::SERVICE).request(Method::PUT, &path);
    let request = request.bearer(&shop.admin_token().await).json(&json!({ "price": price }));
    request.send().await.expect(200);
}

async fn delete_product(shop: &Shop, product: &str) {
    let path = format!("product/{product}");
    let request = shop.api(product_management::SERVICE).request(Method::DELETE, &path);
    request.bearer(&shop.admin_token().await).send().await.expect(200);
}

/// Waits until the brackets of a product are calculated.
async fn wait_for_brackets(shop: &Shop, product: &str) {
    eventually(&format!("brackets of `{product}`"), async || {
        let request = shop.api(product_management::SERVICE).get(&format!("product/{product}"));
        let product = request.send().await.expect(200).json();
        product["data"]["pricingBrackets"].is_array().then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_basket_has_the_prices_of_the_catalogue_whatever_the_client_sends() {
    let shop = Shop::open().await;
    let customer = Customer::new(&shop, "STANDARD").await;
    let (latte, tea) = (shop.create_product(4.99).await, shop.create_product(2.0).await);
    let body = json!({
        "userName": customer.id,
        "items": [
            {
                "quantity": 2, "color": "Red", "price": 0.01, "productId": latte,
                "productName": "A gift",
            },
            { "quantity": 1, "productId": tea },
        ],
    });
    let put = customer.post(&body).await.expect(200).json();
    assert_eq!(put["message"], "Successfully finished operation: \"POST\"");
    let shown = customer.get(&customer.id).await.expect(200).json();
    assert_eq!(shown["message"], "Successfully finished operation: \"GET\"");
    assert_eq!(shown["body"], put["body"]);

    let basket = &shown["body"];
    let first = &basket["items"][0];
    assert_eq!((&first["price"], &first["color"]), (&json!(4.99), &json!("Red")));
    assert_eq!(first["productName"].as_str().map(str::to_uppercase), Some(latte.clone()));
    let totals = ["subtotal", "discount", "tax", "totalPrice"].map(|name| basket[name].clone());
    assert_eq!(totals, [json!(11.98), json!(0), json!(1.91), json!(11.98)]);
    assert_eq!((&basket["userName"], &basket["currency"]), (&json!(customer.id), &json!("EUR")));
}

#[tokio::test]
async fn a_basket_is_replaced_and_emptied() {
    let shop = Shop::open().await;
    let customer = Customer::new(&shop, "STANDARD").await;
    assert_eq!(customer.basket().await["items"], json!([]));
    customer.with_product(3.5, 2).await;
    let product = customer.with_product(4.2, 1).await;
    assert_eq!(customer.basket().await["items"].as_array().map(Vec::len), Some(1));
    customer.put(json!([])).await.expect(200);
    assert_eq!(customer.basket().await["items"], json!([]));

    customer.put(json!([{ "productId": product }])).await.expect(200);
    for _ in 0..2 {
        let deleted = customer.delete(&customer.id).await.expect(200).json();
        let message = "Successfully finished operation: \"DELETE\"";
        assert_eq!(deleted, json!({ "message": message, "body": null }));
        assert_eq!(customer.basket().await["items"], json!([]));
    }
}

#[tokio::test]
async fn a_basket_is_private_to_its_user_and_administrators() {
    let shop = Shop::open().await;
    let customer = Customer::new(&shop, "STANDARD").await;
    customer.with_product(3.5, 2).await;
    let basket = customer.basket().await;

    let other = Customer::new(&shop, "PREMIUM").await;
    other.get(&customer.id).await.problem(404);
    other.delete(&customer.id).await.problem(404);
    let body = json!({ "userName": customer.id, "items": [] });
    other.post(&body).await.problem(403);
    other.check_out(&json!({ "userName": customer.id })).await.problem(403);
    let anonymous = shop.api(SERVICE).get(&format!("basket/{}", customer.id));
    anonymous.send().await.problem(401);

    let admin = Customer::new(&shop, "ADMIN").await;
    assert_eq!(admin.get(&customer.id).await.expect(200).json()["body"], basket);
    admin.delete(&customer.id).await.problem(404);
    assert_eq!(customer.basket().await, basket);
}

#[tokio::test]
async fn a_basket_with_bad_input_is_refused_and_changes_nothing() {
    let shop = Shop::open().await;
    let customer = Customer::new(&shop, "STANDARD").await;
    let product = customer.with_product(3.5, 2).await;
    let basket = customer.basket().await;

    let too_many: Vec<_> =
        (0..51).map(|number| json!({ "productId": format!("P{number}") })).collect();
    for items in [
        json!(too_many),
        json!([{ "productId": product, "quantity": 0 }]),
        json!([{ "productId": product, "quantity": 101 }]),
        json!([{ "productId": product, "quantity": 1.5 }]),
        json!([{ "productId": "a b" }]),
        json!([{ "productId": product, "color": "x".repeat(51) }]),
        json!([{ "productId": product }, { "productId": product }]),
        json!([{}]),
        json!("none"),
    ] {
        customer.put(items).await.problem(400);
    }
    customer.post(&json!({})).await.problem(400);
    let unknown = unique("UNKNOWN");
    let problem = customer.put(json!([{ "productId": unknown }])).await.problem(400);
    assert_eq!(problem["unknownProducts"], json!([unknown]));
    assert_eq!(customer.basket().await, basket);

    for body in [
        json!({ "paymentMethod": "my card" }),
        json!({ "paymentMethod": "4111-1111-1111-1111" }),
        json!({ "paymentMethod": 4_111_111_111_111_111_u64 }),
        json!({ "totalPrice": "7" }),
    ] {
        customer.check_out(&body).await.problem(400);
    }
    let request = customer.request(Method::POST, "basket/checkout").json(&json!({}));
    request.header("idempotency-key", &"x".repeat(256)).send().await.problem(400);
    assert_eq!(customer.basket().await, basket);
}

#[tokio::test]
async fn a_premium_user_pays_the_price_of_the_bracket() {
    let shop = Shop::open().await;
    let (premium, standard) =
        (Customer::new(&shop, "PREMIUM").await, Customer::new(&shop, "STANDARD").await);
    let product = shop.create_product(12.99).await;
    wait_for_brackets(&shop, &product).await;
    let items = json!([{ "productId": product, "quantity": 10 }]);
    for (customer, price, discount, total) in
        [(&premium, 11.69, json!(13), 116.9), (&standard, 12.99, json!(0), 129.9)]
    {
        let basket = customer.put(items.clone()).await.expect(200).json()["body"].take();
        assert_eq!(customer.basket().await, basket);
        assert_eq!(basket["items"][0]["price"], price);
        let totals = ["subtotal", "discount", "totalPrice"].map(|name| basket[name].clone());
        assert_eq!(totals, [json!(129.9), discount, json!(total)]);
    }

    let subscriber = subscribe(&shop).await;
    premium.check_out(&json!({ "totalPrice": 116.9 })).await.expect(202);
    let detail = checkouts_of(&subscriber, &premium, 1).await[0]["detail"].take();
    assert_eq!((&detail["userType"], &detail["totalPrice"]), (&json!("PREMIUM"), &json!(116.9)));
    assert_eq!(detail["items"][0]["price"], 11.69);
    subscriber.unsubscribe().await;
}

#[tokio::test]
async fn a_checkout_becomes_a_confirmed_order_that_costs_what_its_response_states() {
    let shop = Shop::open().await;
    let customer = Customer::new(&shop, "STANDARD").await;
    let product = customer.with_product(3.5, 2).await;
    let response = customer.check_out(&json!({ "totalPrice": 7 })).await.expect(202);
    let checkout = response.json()["body"].take();
    assert_eq!((&checkout["totalPrice"], &checkout["currency"]), (&json!(7), &json!("EUR")));
    let number = text(&checkout["orderNumber"]);
    let order = shop.order_with_status(&customer.token, &number, "Confirmed").await;
    let expected = [json!(7), json!("EUR"), json!(customer.id)];
    assert_eq!(["totalPrice", "currency", "userId"].map(|name| order[name].clone()), expected);
    assert_eq!(shop.booked(&number).await, Some(("Charged".to_owned(), "7".to_owned())));
    assert_eq!(shop.available(&product).await, 998);
    shop.wait_for_order_feed(&number, &CONFIRMED_FEED).await;
    let expected = [PaymentProcessed::TYPE, OrderConfirmed::TYPE];
    shop.wait_for_notifications(&customer.token, &expected).await;
    assert_eq!(customer.basket().await["items"], json!([]));
}

#[tokio::test]
async fn a_checkout_is_published_with_its_products_and_its_total() {
    let shop = Shop::open().await;
    let (subscriber, customer) = (subscribe(&shop).await, Customer::new(&shop, "STANDARD").await);
    let product = customer.with_product(3.5, 2).await;
    let body = json!({ "paymentMethod": "invoice", "totalPrice": 7 });
    let checkout = customer.check_out(&body).await.expect(202).json()["body"].take();
    let events = checkouts_of(&subscriber, &customer, 1).await;
    assert_eq!(events[0]["source"], "com.swn.basket.checkoutbasket");
    let detail = &events[0]["detail"];
    assert_eq!(detail["checkoutId"], checkout["checkoutId"]);
    assert_eq!(detail["checkoutId"], checkout["orderNumber"]);
    let members = ["totalPrice", "expectedTotal", "currency", "paymentMethod", "userType"];
    let expected = [json!(7), json!(7), json!("EUR"), json!("invoice"), json!("STANDARD")];
    assert_eq!(members.map(|name| detail[name].clone()), expected);
    let item = &detail["items"][0];
    assert_eq!((&item["productId"], &item["quantity"]), (&json!(product), &json!(2)));
    subscriber.unsubscribe().await;
}

#[tokio::test]
async fn personal_data_of_a_checkout_is_neither_stored_nor_published() {
    let shop = Shop::open().await;
    let (subscriber, customer) = (subscribe(&shop).await, Customer::new(&shop, "STANDARD").await);
    customer.with_product(3.5, 2).await;
    // As other applications with a basket send it.
    let body = json!({
        "userName": customer.id, "totalPrice": 0, "firstName": "Ada", "lastName": "Lovelace",
        "email": "ada@example.com", "address": "12 St James's Square",
        "cardInfo": "4111111111111111", "paymentMethod": 1,
    });
    let checkout = customer.check_out(&body).await.expect(202).json()["body"].take();
    assert_eq!(checkout["totalPrice"], 7);
    let detail = checkouts_of(&subscriber, &customer, 1).await[0]["detail"].take();
    assert_eq!(detail["paymentMethod"], "1");
    let stored = shop.item(&CheckoutRow::key(text(&checkout["checkoutId"]))).await;
    let stored = format!("{:?}", stored.expect("the basket of a checkout is kept"));
    for secret in ["Lovelace", "ada@example.com", "James", "4111"] {
        assert!(!detail.to_string().contains(secret), "{detail}");
        assert!(!stored.contains(secret), "{stored}");
    }
    subscriber.unsubscribe().await;
}

#[tokio::test]
async fn a_repeated_checkout_with_an_idempotency_key_gets_its_original_response() {
    let shop = Shop::open().await;
    let (subscriber, customer) = (subscribe(&shop).await, Customer::new(&shop, "STANDARD").await);
    let product = customer.with_product(3.5, 2).await;
    let (key, body) = (unique("key"), json!({ "totalPrice": 7 }));
    let check_out = async |body: &Value| {
        let request = customer.request(Method::POST, "basket/checkout").json(body);
        request.header("idempotency-key", &key).send().await
    };
    let first = check_out(&body).await.expect(202);
    assert_eq!(first.header("idempotency-replayed"), None);
    assert_eq!(customer.basket().await["items"], json!([]));
    customer.put(json!([{ "productId": product }])).await.expect(200);
    let repeated = check_out(&body).await.expect(202);
    assert_eq!(repeated.header("idempotency-replayed"), Some("true"));
    assert_eq!(repeated.json(), first.json());
    check_out(&json!({ "totalPrice": 3.5 })).await.problem(422);
    assert_eq!(customer.basket().await["items"].as_array().map(Vec::len), Some(1));
    // A further checkout is published after the first one, and no other is.
    customer.check_out(&json!({})).await.expect(202);
    assert_eq!(checkouts_of(&subscriber, &customer, 2).await.len(), 2);
    subscriber.unsubscribe().await;
}

/// The event of a checkout of two units, at a total that the customer accepted.
fn checkout_event(customer: &Customer<'_>, checkout: &str, product: &str, total: f64) -> Entry {
    customer.shop.event::<CheckoutBasket>(&json!({
        "userName": customer.id, "checkoutId": checkout, "expectedTotal": total,
        "items": [{ "productId": product, "quantity": 2 }],
    }))
}

/// Delivers an event of a checkout, which must be done afterwards.
async fn deliver(shop: &Shop, event: &Entry) {
    let body = json!({
        "id": unique("event"), "source": event.source, "detail-type": event.detail_type,
        "time": "2026-01-01T00:00:00Z", "detail": event.detail,
    });
    let record = json!({ "messageId": "m-1", "body": body.to_string() });
    let response = shop.invoke::<HandleCheckoutBasket>(&json!({ "Records": [record] })).await;
    assert_eq!(response["batchItemFailures"], json!([]), "{event:?}");
}

#[tokio::test]
async fn a_checkout_at_another_total_is_rejected_before_anything_is_charged() {
    let shop = Shop::open().await;
    let customer = Customer::new(&shop, "STANDARD").await;
    let product = shop.stocked_product(3.5, 10).await;
    let checkout = uuid::Uuid::now_v7().to_string();
    let event = |total: f64| checkout_event(&customer, &checkout, &product, total);
    shop.publish([&event(0.02)]).await;
    let order = shop.order_with_status(&customer.token, &checkout, "PaymentFailed").await;
    assert_eq!(order["totalPrice"], 7);
    // A checkout is decided once.
    deliver(&shop, &event(7.0)).await;
    shop.wait_for_order_feed(&checkout, &[OrderRejected::TYPE]).await;
    shop.wait_for_notifications(&customer.token, &[OrderRejected::TYPE]).await;
    let order = shop.get_order(&customer.token, &checkout).await.expect(200).json();
    assert_eq!(order["status"], "PaymentFailed");
    assert_eq!(shop.booked(&checkout).await, None);
    assert_eq!(shop.available(&product).await, 10);
}

/// Enters another price into the price list of the orders, as if the event of the last change had not
/// arrived.
async fn list_price(shop: &Shop, product: &str, price: &str) {
    let mut item = eventually(&format!("a listed price of `{product}`"), async || {
        shop.item(&PriceRow::key(product)).await.filter(|item| item.contains_key("Price"))
    })
    .await;
    item.insert("Price".to_owned(), AttributeValue::N(price.to_owned()));
    let client = aws_sdk_dynamodb::Client::new(&shop.aws);
    let put = client.put_item().table_name(shop.table_name::<Orders>()).set_item(Some(item));
    put.send().await.expect("the tests may write to the table");
}

#[tokio::test]
async fn a_checkout_costs_what_its_response_states_although_the_price_list_is_older() {
    let shop = Shop::open().await;
    let customer = Customer::new(&shop, "STANDARD").await;
    let product = customer.with_product(3.5, 2).await;
    list_price(&shop, &product, "3.25").await;
    let response = customer.check_out(&json!({ "totalPrice": 7 })).await.expect(202).json();
    let number = text(&response["body"]["orderNumber"]);
    let order = shop.order_with_status(&customer.token, &number, "Confirmed").await;
    assert_eq!(order["totalPrice"], 7);
    // A checkout is decided once.
    deliver(&shop, &checkout_event(&customer, &number, &product, 0.02)).await;
    assert_eq!(shop.booked(&number).await, Some(("Charged".to_owned(), "7".to_owned())));
    assert_eq!(shop.available(&product).await, 998);
}

#[tokio::test]
async fn several_checkouts_at_once_order_a_basket_once() {
    let shop = Shop::open().await;
    let (subscriber, customer) = (subscribe(&shop).await, Customer::new(&shop, "STANDARD").await);
    customer.with_product(3.5, 2).await;
    let (body, checkouts) = (json!({ "userName": customer.id }), 6);
    let responses = join_all((0..checkouts).map(|_| customer.check_out(&body))).await;
    let accepted = responses.iter().filter(|response| response.status == 202).count();
    assert_eq!(accepted, 1, "{responses:?}");
    for response in responses {
        assert!(matches!(response.status, 202 | 400 | 409), "{response:?}");
    }
    // A further checkout is published after the others, whichever there are.
    customer.with_product(4.2, 1).await;
    customer.check_out(&body).await.expect(202);
    assert_eq!(checkouts_of(&subscriber, &customer, 2).await.len(), 2);
    subscriber.unsubscribe().await;
}

#[tokio::test]
async fn a_basket_whose_products_changed_is_not_ordered_unseen() {
    let shop = Shop::open().await;
    let customer = Customer::new(&shop, "STANDARD").await;
    let product = customer.with_product(3.5, 2).await;
    set_price(&shop, &product, 4.25).await;
    let problem = customer.check_out(&json!({ "totalPrice": 7 })).await.problem(409);
    assert_eq!(problem["totalPrice"], 8.5);
    delete_product(&shop, &product).await;
    let problem = customer.check_out(&json!({ "totalPrice": 8.5 })).await.problem(400);
    assert_eq!(problem["unknownProducts"], json!([product]));
    assert_eq!(customer.basket().await["items"][0]["productId"], json!(product));
    customer.put(json!([])).await.expect(200);
    customer.check_out(&json!({})).await.problem(400);
}

#[tokio::test]
async fn the_products_of_a_rejected_order_return_to_the_basket() {
    let shop = Shop::open().await;
    let customer = Customer::new(&shop, "STANDARD").await;
    customer.with_product(3.5, 2).await;
    let basket = customer.basket().await;
    let body = json!({ "paymentMethod": "decline" });
    let checkout = customer.check_out(&body).await.expect(202).json()["body"].take();
    let number = text(&checkout["orderNumber"]);
    let order = shop.order_with_status(&customer.token, &number, "PaymentFailed").await;
    assert_eq!(order["totalPrice"], 7);
    // The event arrives once more.
    let rejected = shop.event::<OrderRejected>(&json!({
        "orderNumber": number, "userId": customer.id, "reason": "PAYMENT_FAILED",
    }));
    shop.publish([&rejected]).await;
    eventually("the products to return to the basket", async || {
        (customer.basket().await == basket).then_some(())
    })
    .await;
    let again = customer.check_out(&json!({})).await.expect(202).json()["body"].take();
    let second = text(&again["orderNumber"]);
    assert_ne!(second, number);
    shop.order_with_status(&customer.token, &second, "Confirmed").await;
    assert_eq!(customer.basket().await["items"], json!([]));
}

#[tokio::test]
async fn administrators_list_all_baskets_page_by_page() {
    let shop = Shop::open().await;
    let customers = [Customer::new(&shop, "STANDARD").await, Customer::new(&shop, "PREMIUM").await];
    for customer in &customers {
        customer.with_product(3.5, 2).await;
    }
    let admin = Customer::new(&shop, "ADMIN").await;
    eventually("both baskets to be listed once", async || {
        let users = listed_users(&admin).await;
        let count = |customer: &Customer| users.iter().filter(|user| **user == customer.id).count();
        (customers.iter().all(|customer| count(customer) == 1)).then_some(())
    })
    .await;
    customers[0].request(Method::GET, "basket").send().await.problem(401);
    for query in [("pageSize", "0"), ("pageSize", "101"), ("pageToken", "none")] {
        admin.request(Method::GET, "basket").query(&[query]).send().await.problem(400);
    }
}

/// The users of all baskets, as an administrator lists them.
async fn listed_users(admin: &Customer<'_>) -> Vec<Value> {
    let (mut users, mut token) = (Vec::new(), None::<String>);
    loop {
        let mut query = vec![("pageSize", "2")];
        query.extend(token.as_deref().map(|token| ("pageToken", token)));
        let page =
            admin.request(Method::GET, "basket").query(&query).send().await.expect(200).json();
        let baskets = page["body"].as_array().expect("a page is a list");
        assert!(baskets.len() <= 2);
        users.extend(baskets.iter().map(|basket| basket["userName"].clone()));
        token = page["nextPageToken"].as_str().map(str::to_owned);
        if token.is_none() {
            return users;
        }
    }
}
