//! `check-out`: orders what is in the caller's basket, and empties it.
//!
//! The basket that is ordered is the one that was read: if it changed meanwhile, the checkout is
//! refused, so that no change is lost and two tabs order once. Prices are read again; the customer
//! pays what the response states, or gets the new total first. Addresses and cards in the request are
//! not even decoded.

use contracts::{
    Currency, Json, Money,
    basket::{BasketReply, CheckOut, CheckoutDto, CheckoutRequest},
    order::limits::{DEFAULT_PAYMENT_METHOD, PAYMENT_METHOD_RULE, is_payment_method},
};
use platform::{
    Context, Failure, Handler, Lambda, Rejection, Reply, Request, Result, UserType,
    clock::{Clock, SystemClock},
    idempotency::IdempotentRequest,
    ids::{Ids, SystemIds},
};

use crate::{
    BasketService,
    basket::{Basket, Checkout, Receipt},
    dto,
    dynamo::DynamoBaskets,
    lines::Line,
    owner,
    ports::{Baskets, Catalogue, Checkouts, Receipts},
    products::items_of,
};

type CheckoutReply = Reply<Json<BasketReply<CheckoutDto>>>;

impl Handler<CheckOut> for BasketService {
    async fn run(lambda: Lambda<CheckOut>) -> Result {
        let (baskets, catalogue) = (DynamoBaskets(lambda.table()), lambda.api_client()?);
        let shop =
            Shop { currency: lambda.setting::<Currency>()?, ids: SystemIds, clock: SystemClock };
        lambda.serve(async |request| handle(request, &baskets, &catalogue, &shop).await).await
    }
}

/// What a checkout needs besides baskets and products.
pub struct Shop<I, C> {
    /// ISO 4217 code of all prices.
    pub currency: String,
    pub ids: I,
    pub clock: C,
}

pub async fn handle(
    request: Request<CheckOut>,
    baskets: &(impl Baskets + Checkouts + Receipts),
    catalogue: &impl Catalogue,
    shop: &Shop<impl Ids, impl Clock>,
) -> Result<CheckoutReply> {
    let (order, context) = (Order::of(&request)?, &request.context);
    // The basket is read first. If a request with the same key empties it, its receipt is there.
    let basket = baskets.basket(&order.user_id).await?;
    if let Some(receipt) = order.earlier_receipt(baskets, &shop.clock).await? {
        return Ok(reply(&request, receipt).replayed());
    }
    let basket = basket.ok_or_else(|| Failure::bad_request("the basket is empty"))?;
    let basket = with_current_products(basket, catalogue, context).await?;
    let checkout = order.checkout(basket, shop)?;
    if baskets.check_out(&checkout, order.request.as_ref(), context).await? {
        return Ok(reply(&request, checkout.receipt));
    }
    match order.earlier_receipt(baskets, &shop.clock).await? {
        Some(receipt) => Ok(reply(&request, receipt).replayed()),
        None => Err(Failure::conflict(
            "the basket was changed or checked out at the same time; read it and try again",
        )),
    }
}

/// What a request orders.
struct Order {
    user_id: String,
    user_type: UserType,
    payment_method: String,
    /// The total that the customer saw.
    expected_total: Option<Money>,
    /// None without an idempotency key.
    request: Option<IdempotentRequest>,
}

impl Order {
    fn of(request: &Request<CheckOut>) -> Result<Self> {
        let CheckoutRequest { user_name, payment_method, total_price } = &request.content;
        owner::check_body(&request.caller, user_name.as_deref())?;
        let payment_method = payment_method.as_deref().unwrap_or(DEFAULT_PAYMENT_METHOD);
        if !is_payment_method(payment_method) {
            let detail = format!("`paymentMethod` must have {PAYMENT_METHOD_RULE}");
            return Err(Failure::bad_request(detail));
        }
        Ok(Self {
            user_id: request.caller.user_id.clone(),
            user_type: request.caller.user_type,
            payment_method: payment_method.to_owned(),
            // A client that does not know the total sends 0.
            expected_total: total_price.filter(|total| !total.0.is_zero()),
            request: IdempotentRequest::of(request, &request.content)?,
        })
    }

    /// The receipt of the checkout that the same request made before. 422 if another request has its
    /// key.
    async fn earlier_receipt(
        &self,
        receipts: &impl Receipts,
        clock: &impl Clock,
    ) -> Result<Option<Receipt>> {
        let Some(request) = &self.request else { return Ok(None) };
        let accepted = receipts.accepted(&self.user_id, &request.key).await?;
        request.outcome(accepted, clock.now())
    }

    /// The checkout of a basket. 409 if it does not cost what the customer saw.
    fn checkout(&self, basket: Basket, shop: &Shop<impl Ids, impl Clock>) -> Result<Checkout> {
        let total_price = basket.totals(self.user_type).total;
        if self.expected_total.is_some_and(|expected| expected != total_price) {
            let detail = "the total has changed; put the products into the basket again to see \
                          their prices";
            let rejection = Rejection::new(409, detail);
            return Err(rejection.with("totalPrice", serde_json::to_value(total_price)?).into());
        }
        let receipt = Receipt {
            checkout_id: shop.ids.uuid().to_string(),
            total_price,
            currency: shop.currency.clone(),
            payment_method: self.payment_method.clone(),
        };
        Ok(Checkout { receipt, basket, user_type: self.user_type, time: shop.clock.now() })
    }
}

/// The same basket with the products as they are in the catalogue now.
async fn with_current_products(
    basket: Basket,
    catalogue: &impl Catalogue,
    context: &Context,
) -> Result<Basket> {
    let Basket { user_id, revision, items } = basket;
    let lines = items.into_iter().map(Line::from).collect();
    Ok(Basket { user_id, revision, items: items_of(lines, catalogue, context).await? })
}

fn reply(request: &Request<CheckOut>, receipt: Receipt) -> CheckoutReply {
    let checkout = CheckoutDto {
        order_number: receipt.checkout_id.clone(),
        checkout_id: receipt.checkout_id,
        total_price: receipt.total_price,
        currency: receipt.currency,
    };
    Reply::new(Json(dto::reply(request.method(), checkout)))
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use platform::{
        clock::TestClock,
        idempotency::LIFETIME,
        ids::CountingIds,
        testing::{Call, TestResponse, invoke, token},
    };
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        basket::Product,
        events::PrivateEvent,
        memory::{MemoryBaskets, MemoryCatalogue},
        samples::{basket, bracketed, item, money, product},
    };

    const ID: &str = "00000000-0000-0000-0000-000000000001";

    const REPLAYED: &str = "Idempotency-Replayed";

    /// Baskets, the catalogue, and what else a checkout needs.
    struct World {
        baskets: MemoryBaskets,
        catalogue: MemoryCatalogue,
        shop: Shop<CountingIds, TestClock>,
    }

    impl World {
        /// The user `u-1` has a basket of two units for 4.99 each.
        fn new() -> Self {
            Self::with(MemoryCatalogue::with([bracketed("LATTE", "4.99")]))
        }

        fn with(catalogue: MemoryCatalogue) -> Self {
            let clock = TestClock::at(Timestamp::constant(1_795_255_200, 0));
            let (currency, ids) = ("EUR".to_owned(), CountingIds::default());
            Self {
                baskets: MemoryBaskets::with([basket("u-1", "r-1")]),
                catalogue,
                shop: Shop { currency, ids, clock },
            }
        }

        async fn send(&self, user_type: UserType, key: Option<&str>, body: &Value) -> TestResponse {
            self.send_with(&self.catalogue, user_type, key, body).await
        }

        async fn send_with(
            &self,
            catalogue: &impl Catalogue,
            user_type: UserType,
            key: Option<&str>,
            body: &Value,
        ) -> TestResponse {
            let call = Call::to::<CheckOut>("POST /basket/checkout").json(body);
            let call = call.bearer(&token("u-1", user_type).await);
            let call = key.into_iter().fold(call, |call, key| call.header("idempotency-key", key));
            let handle =
                async |request| handle(request, &self.baskets, catalogue, &self.shop).await;
            TestResponse::of(invoke::<CheckOut>(call.event(), handle).await)
        }

        async fn check_out(&self, body: &Value) -> TestResponse {
            self.send(UserType::Standard, None, body).await
        }

        async fn check_out_with_key(&self, key: &str, body: &Value) -> TestResponse {
            self.send(UserType::Standard, Some(key), body).await
        }

        /// Asserts that nothing was ordered.
        fn check_unchanged(&self) {
            assert_eq!(self.baskets.events(), []);
            assert_eq!(self.baskets.basket_of("u-1"), Some(basket("u-1", "r-1")));
        }
    }

    #[tokio::test]
    async fn a_checkout_orders_the_basket_and_empties_it() {
        let world = World::new();
        let response = world.check_out(&json!({ "userName": "u-1", "totalPrice": 9.98 })).await;
        let expected = json!({
            "message": "Successfully finished operation: \"POST\"",
            "body": {
                "checkoutId": ID, "orderNumber": ID, "totalPrice": 9.98, "currency": "EUR",
            },
        });
        assert_eq!((response.status(), response.json()), (202, expected));
        assert_eq!(world.baskets.basket_of("u-1"), None);
        let event = PrivateEvent::checked_out(&crate::samples::checkout(ID, basket("u-1", "r-1")));
        assert_eq!(world.baskets.events(), [event]);
    }

    #[tokio::test]
    async fn addresses_and_cards_are_neither_stored_nor_published() {
        let world = World::new();
        let body = json!({
            "userName": "u-1", "firstName": "Ada", "lastName": "Lovelace", "email": "ada@example.com",
            "address": "12 St James's Square", "paymentMethod": "invoice", "cardInfo": "4111111111111111",
        });
        assert_eq!(world.check_out(&body).await.status(), 202);
        let event = serde_json::to_value(&world.baskets.events()[0]).unwrap();
        assert_eq!(event["receipt"]["paymentMethod"], "invoice");
        let stored = format!("{event} {:?}", world.baskets.emptied(ID));
        for secret in ["Ada", "ada@", "James", "4111"] {
            assert!(!stored.contains(secret), "{stored}");
        }
    }

    #[tokio::test]
    async fn a_method_may_be_a_number_and_a_total_of_0_is_not_compared() {
        let world = World::new();
        let response = world.check_out(&json!({ "paymentMethod": 1, "totalPrice": 0 })).await;
        assert_eq!(
            (response.status(), &response.json()["body"]["totalPrice"]),
            (202, &json!(9.98))
        );
        let PrivateEvent::BasketCheckedOut { receipt, .. } = world.baskets.events().remove(0);
        assert_eq!((receipt.payment_method.as_str(), receipt.total_price), ("1", money("9.98")));
    }

    #[tokio::test]
    async fn a_premium_user_pays_the_price_of_the_bracket() {
        let world = World::with(MemoryCatalogue::with([bracketed("LATTE", "10")]));
        world
            .baskets
            .put(Basket { items: vec![item(bracketed("LATTE", "10"), 5)], ..basket("u-1", "r-1") });
        let response = world.send(UserType::Premium, None, &json!({})).await.json();
        assert_eq!(response["body"]["totalPrice"], 47.5);
        let PrivateEvent::BasketCheckedOut { user_type, items, .. } =
            world.baskets.events().remove(0);
        assert_eq!((user_type, items[0].price), (UserType::Premium, money("9.5")));
    }

    #[tokio::test]
    async fn an_empty_basket_is_a_bad_request() {
        let world = World::new();
        assert_eq!(world.check_out(&json!({})).await.status(), 202);
        assert_eq!(world.check_out(&json!({})).await.status(), 400);
        assert_eq!(world.baskets.events().len(), 1);
    }

    #[tokio::test]
    async fn another_total_than_the_customer_saw_is_a_conflict_with_the_total_now() {
        let world = World::with(MemoryCatalogue::with([product("LATTE", "5.5")]));
        let response = world.check_out(&json!({ "totalPrice": 9.98 })).await;
        assert_eq!((response.status(), &response.json()["totalPrice"]), (409, &json!(11)));
        world.check_unchanged();
        let response = world.check_out(&json!({ "totalPrice": 11.0 })).await;
        assert_eq!((response.status(), &response.json()["body"]["totalPrice"]), (202, &json!(11)));
    }

    #[tokio::test]
    async fn a_product_that_vanished_is_named() {
        let world = World::with(MemoryCatalogue::default());
        let response = world.check_out(&json!({})).await;
        assert_eq!(response.status(), 400);
        assert_eq!(response.json()["unknownProducts"], json!(["LATTE"]));
        world.check_unchanged();
    }

    #[tokio::test]
    async fn an_unavailable_catalogue_orders_nothing() {
        let world = World::with(MemoryCatalogue::failing());
        assert_eq!(world.check_out(&json!({})).await.status(), 503);
        world.check_unchanged();
    }

    #[tokio::test]
    async fn an_invalid_request_orders_nothing() {
        let world = World::new();
        for (body, status) in [
            (json!({ "userName": "u-2" }), 403),
            (json!({ "userName": "" }), 403),
            (json!({ "paymentMethod": "" }), 400),
            (json!({ "paymentMethod": "my card" }), 400),
            (json!({ "paymentMethod": "4111111111111111" }), 400),
            (json!({ "paymentMethod": "4111-1111-1111-1111" }), 400),
            (json!({ "paymentMethod": 4_111_111_111_111_111_u64 }), 400),
            (json!({ "paymentMethod": 1.5 }), 400),
            (json!({ "totalPrice": "9.98" }), 400),
        ] {
            assert_eq!(world.check_out(&body).await.status(), status, "{body}");
        }
        for key in ["", "two words", &"x".repeat(256)] {
            assert_eq!(world.check_out_with_key(key, &json!({})).await.status(), 400, "{key}");
        }
        world.check_unchanged();
    }

    #[tokio::test]
    async fn a_repeated_request_gets_its_original_receipt() {
        let world = World::new();
        let first = world.check_out_with_key("k-1", &json!({ "totalPrice": 9.98 })).await;
        assert_eq!((first.status(), first.header(REPLAYED)), (202, ""));
        // A new basket is not ordered by the repetition.
        world.baskets.put(basket("u-1", "r-2"));
        let repeated = world.check_out_with_key("k-1", &json!({ "totalPrice": 9.98 })).await;
        assert_eq!((repeated.status(), repeated.header(REPLAYED)), (202, "true"));
        assert_eq!(repeated.json(), first.json());
        assert_eq!(world.baskets.events().len(), 1);
        let other = world.check_out_with_key("k-2", &json!({})).await;
        assert_eq!((other.status(), other.header(REPLAYED)), (202, ""));
        assert_ne!(other.json(), first.json());
    }

    #[tokio::test]
    async fn a_request_with_the_same_key_and_another_body_is_refused() {
        let world = World::new();
        assert_eq!(world.check_out_with_key("k-1", &json!({})).await.status(), 202);
        world.baskets.put(basket("u-1", "r-2"));
        // Neither of the last two would make another checkout.
        for body in [
            json!({ "totalPrice": 1 }),
            json!({ "paymentMethod": "invoice" }),
            json!({ "totalPrice": 9.98 }),
            json!({ "userName": "u-1" }),
        ] {
            assert_eq!(world.check_out_with_key("k-1", &body).await.status(), 422, "{body}");
        }
        assert_eq!(world.baskets.basket_of("u-1"), Some(basket("u-1", "r-2")));
    }

    #[tokio::test]
    async fn a_null_member_and_an_absent_one_are_the_same_request() {
        let world = World::new();
        let first = world.check_out_with_key("k-1", &json!({ "totalPrice": null })).await;
        let repeated = world.check_out_with_key("k-1", &json!({ "paymentMethod": null })).await;
        assert_eq!((repeated.status(), repeated.header(REPLAYED)), (202, "true"));
        assert_eq!(repeated.json(), first.json());
    }

    #[tokio::test]
    async fn a_key_expires_after_seven_days() {
        let world = World::new();
        let check_out = async |total| {
            let body = json!({ "totalPrice": total });
            world.check_out_with_key("k-1", &body).await
        };
        let first = check_out(9.98).await.json();
        world.baskets.put(basket("u-1", "r-2"));
        world.shop.clock.advance(LIFETIME - SignedDuration::from_secs(1));
        assert_eq!(check_out(9.98).await.json(), first);
        assert_eq!(check_out(0.0).await.status(), 422);
        world.shop.clock.advance(SignedDuration::from_secs(1));
        let second = check_out(0.0).await;
        assert_eq!((second.status(), second.header(REPLAYED)), (202, ""));
        assert_ne!(second.json(), first);
        // From now on, the key belongs to the second request.
        assert_eq!(check_out(9.98).await.status(), 422);
        assert_eq!(check_out(0.0).await.json(), second.json());
        assert_eq!(world.baskets.events().len(), 2);
    }

    /// A catalogue, and a user who changes the basket while it is read.
    struct Busy<'a>(&'a World);

    impl Catalogue for Busy<'_> {
        async fn product(&self, id: &str, context: &Context) -> Result<Option<Product>> {
            self.0.baskets.put(basket("u-1", "r-2"));
            self.0.catalogue.product(id, context).await
        }
    }

    #[tokio::test]
    async fn a_basket_that_changes_during_the_checkout_is_a_conflict() {
        let world = World::new();
        let response = world.send_with(&Busy(&world), UserType::Standard, None, &json!({})).await;
        assert_eq!(response.status(), 409);
        assert_eq!(world.baskets.events(), []);
        assert_eq!(world.baskets.basket_of("u-1"), Some(basket("u-1", "r-2")));
    }
}
