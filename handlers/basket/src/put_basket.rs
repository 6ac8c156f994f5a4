//! `put-basket`: replaces the caller's basket. Names and prices are those of the catalogue, whatever
//! the request says.

use std::mem;

use contracts::{
    Json,
    basket::{BasketDto, BasketReply, PutBasket},
};
use platform::{
    Handler, Lambda, Request, Result,
    ids::{Ids, SystemIds},
};

use crate::{
    BasketService,
    basket::Basket,
    dto::{PriceSettings, basket_dto, empty_basket_dto, reply},
    dynamo::DynamoBaskets,
    lines::check_lines,
    owner,
    ports::{Catalogue, Removals, Replacements},
    products::items_of,
};

impl Handler<PutBasket> for BasketService {
    async fn run(lambda: Lambda<PutBasket>) -> Result {
        let (baskets, settings) = (DynamoBaskets(lambda.table()), PriceSettings::of(&lambda)?);
        let catalogue = lambda.api_client()?;
        lambda
            .serve(async |request| {
                handle(request, &baskets, &catalogue, &settings, &SystemIds).await
            })
            .await
    }
}

pub async fn handle(
    mut request: Request<PutBasket>,
    baskets: &(impl Replacements + Removals),
    catalogue: &impl Catalogue,
    settings: &PriceSettings,
    ids: &impl Ids,
) -> Result<Json<BasketReply<BasketDto>>> {
    let lines = check_lines(mem::take(&mut request.content.items))?;
    let (caller, context) = (&request.caller, &request.context);
    owner::check_body(caller, request.content.user_name.as_deref())?;
    let shown = if lines.is_empty() {
        baskets.remove(&caller.user_id).await?;
        empty_basket_dto(&caller.user_id, settings)
    } else {
        let basket = Basket {
            user_id: caller.user_id.clone(),
            revision: ids.uuid().to_string(),
            items: items_of(lines, catalogue, context).await?,
        };
        baskets.replace(&basket, context).await?;
        basket_dto(basket, caller.user_type, settings)
    };
    Ok(Json(reply(request.method(), shown)))
}

#[cfg(test)]
mod tests {
    use platform::{
        UserType,
        ids::CountingIds,
        testing::{Call, TestResponse, invoke, token},
    };
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        memory::{MemoryBaskets, MemoryCatalogue},
        samples::{basket, bracketed, product, settings},
    };

    async fn put(
        baskets: &MemoryBaskets,
        catalogue: &MemoryCatalogue,
        user_type: UserType,
        body: &Value,
    ) -> TestResponse {
        let call = Call::to::<PutBasket>("POST /basket").json(body);
        let call = call.bearer(&token("u-1", user_type).await);
        let ids = CountingIds::default();
        let handle = async |request| handle(request, baskets, catalogue, &settings(), &ids).await;
        TestResponse::of(invoke::<PutBasket>(call.event(), handle).await)
    }

    async fn put_as_user(baskets: &MemoryBaskets, body: &Value) -> TestResponse {
        put(baskets, &catalogue(), UserType::Standard, body).await
    }

    fn catalogue() -> MemoryCatalogue {
        MemoryCatalogue::with([bracketed("LATTE", "4.99"), product("TEA", "2")])
    }

    /// A request with 5 units of one product.
    fn latte() -> Value {
        json!({ "userName": "u-1", "items": [{ "productId": "LATTE", "quantity": 5 }] })
    }

    #[tokio::test]
    async fn a_basket_has_the_names_and_prices_of_the_catalogue() {
        let baskets = MemoryBaskets::with([basket("u-1", "r-1")]);
        let body = json!({
            "userName": "u-1",
            "items": [
                {
                    "quantity": 2, "color": "Red", "price": 0.01, "productId": "LATTE",
                    "productName": "A gift",
                },
                { "productId": "TEA" },
            ],
        });
        let response = put_as_user(&baskets, &body).await;
        assert_eq!(response.status(), 200);
        let expected = json!({
            "message": "Successfully finished operation: \"POST\"",
            "body": {
                "userName": "u-1",
                "items": [
                    {
                        "productId": "LATTE", "productName": "LATTE", "quantity": 2,
                        "color": "Red", "price": 4.99,
                    },
                    { "productId": "TEA", "productName": "TEA", "quantity": 1, "price": 2 },
                ],
                "subtotal": 11.98, "discount": 0, "tax": 1.91, "totalPrice": 11.98,
                "currency": "EUR",
            },
        });
        assert_eq!(response.json(), expected);
        let stored = baskets.basket_of("u-1").unwrap();
        assert_ne!(stored.revision, "r-1");
        let products: Vec<_> = stored.items.into_iter().map(|item| item.product).collect();
        assert_eq!(products, [bracketed("LATTE", "4.99"), product("TEA", "2")]);
    }

    #[tokio::test]
    async fn a_premium_user_gets_the_prices_of_the_brackets() {
        let baskets = MemoryBaskets::default();
        let response = put(&baskets, &catalogue(), UserType::Premium, &latte()).await.json();
        let body = &response["body"];
        let prices = [&body["items"][0]["price"], &body["discount"], &body["totalPrice"]];
        assert_eq!(prices, [&json!(4.7405), &json!(1.2475), &json!(23.7025)]);
        assert_eq!(baskets.basket_of("u-1").unwrap().items[0].product, bracketed("LATTE", "4.99"));
    }

    #[tokio::test]
    async fn an_empty_list_empties_the_basket() {
        let baskets = MemoryBaskets::with([basket("u-1", "r-1"), basket("u-2", "r-2")]);
        let response = put_as_user(&baskets, &json!({ "items": [] })).await;
        assert_eq!((response.status(), &response.json()["body"]["items"]), (200, &json!([])));
        assert_eq!(baskets.basket_of("u-1"), None);
        assert_eq!(baskets.basket_of("u-2"), Some(basket("u-2", "r-2")));
    }

    #[tokio::test]
    async fn the_basket_of_another_user_is_forbidden() {
        let baskets = MemoryBaskets::default();
        for user_name in ["u-2", ""] {
            let body = json!({ "userName": user_name, "items": [{ "productId": "LATTE" }] });
            for user_type in [UserType::Standard, UserType::Admin] {
                let response = put(&baskets, &catalogue(), user_type, &body).await;
                assert_eq!(response.status(), 403);
            }
        }
        assert_eq!(baskets.basket_of("u-2"), None);
    }

    #[tokio::test]
    async fn an_invalid_request_reads_no_product_and_changes_nothing() {
        let baskets = MemoryBaskets::with([basket("u-1", "r-1")]);
        for body in [json!({}), json!([]), json!({ "userName": "u-1" })] {
            assert_eq!(put_as_user(&baskets, &body).await.status(), 400, "{body}");
        }
        let too_many: Vec<_> =
            (0..51).map(|number| json!({ "productId": number.to_string() })).collect();
        for items in [
            json!(too_many),
            json!([{}]),
            json!([{ "productId": "A B" }]),
            json!([{ "productId": "LATTE", "quantity": 0 }]),
            json!([{ "productId": "LATTE", "quantity": 1.5 }]),
            json!([{ "productId": "LATTE", "quantity": "2" }]),
            json!([{ "productId": "LATTE" }, { "productId": "LATTE" }]),
            json!("LATTE"),
            json!(null),
        ] {
            let catalogue = catalogue();
            let body = json!({ "items": items });
            let response = put(&baskets, &catalogue, UserType::Standard, &body).await;
            assert_eq!(response.status(), 400, "{body}");
            assert_eq!(catalogue.reads(), 0, "{body}");
        }
        assert_eq!(baskets.basket_of("u-1"), Some(basket("u-1", "r-1")));
    }

    #[tokio::test]
    async fn unknown_products_are_named_and_nothing_changes() {
        let baskets = MemoryBaskets::with([basket("u-1", "r-1")]);
        let items = json!([{ "productId": "LATTE" }, { "productId": "MOCHA" }]);
        let response = put_as_user(&baskets, &json!({ "items": items })).await;
        assert_eq!(response.status(), 400);
        assert_eq!(response.json()["unknownProducts"], json!(["MOCHA"]));
        assert_eq!(baskets.basket_of("u-1"), Some(basket("u-1", "r-1")));
    }

    #[tokio::test]
    async fn an_unavailable_catalogue_changes_nothing() {
        let baskets = MemoryBaskets::with([basket("u-1", "r-1")]);
        let catalogue = MemoryCatalogue::failing();
        let response = put(&baskets, &catalogue, UserType::Standard, &latte()).await;
        assert_eq!((response.status(), response.header("Retry-After")), (503, "1"));
        assert_eq!(baskets.basket_of("u-1"), Some(basket("u-1", "r-1")));
    }
}
