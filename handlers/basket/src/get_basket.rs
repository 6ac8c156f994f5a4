//! `get-basket`: shows the basket of a user: the caller's own, or to an administrator any.

use contracts::{
    Json,
    basket::{BasketDto, BasketReply, GetBasket},
};
use platform::{Handler, Lambda, Request, Result};

use crate::{
    BasketService,
    dto::{PriceSettings, basket_dto, empty_basket_dto, reply},
    dynamo::DynamoBaskets,
    owner,
    ports::Baskets,
};

impl Handler<GetBasket> for BasketService {
    async fn run(lambda: Lambda<GetBasket>) -> Result {
        let (baskets, settings) = (DynamoBaskets(lambda.table()), PriceSettings::of(&lambda)?);
        lambda.serve(async |request| handle(request, &baskets, &settings).await).await
    }
}

pub async fn handle(
    request: Request<GetBasket>,
    baskets: &impl Baskets,
    settings: &PriceSettings,
) -> Result<Json<BasketReply<BasketDto>>> {
    let (caller, user_name) = (&request.caller, &request.path.user_name);
    if !caller.is_admin() {
        owner::check_path(caller, user_name)?;
    }
    let shown = match baskets.basket(user_name).await? {
        Some(basket) => basket_dto(basket, caller.user_type, settings),
        None => empty_basket_dto(user_name, settings),
    };
    Ok(Json(reply(request.method(), shown)))
}

#[cfg(test)]
mod tests {
    use platform::{
        UserType,
        testing::{Call, TestResponse, invoke, token},
    };
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        basket::Basket,
        memory::MemoryBaskets,
        samples::{bracketed, item, product, settings},
    };

    /// Status and body of the response to a user.
    async fn get(baskets: &MemoryBaskets, user: (&str, UserType), user_name: &str) -> (u64, Value) {
        let call = Call::to::<GetBasket>("GET /basket/{user_name}").path("user_name", user_name);
        let call = call.bearer(&token(user.0, user.1).await);
        let handle = async |request| handle(request, baskets, &settings()).await;
        let response = TestResponse::of(invoke::<GetBasket>(call.event(), handle).await);
        (response.status(), response.json())
    }

    fn baskets() -> MemoryBaskets {
        let items = vec![item(bracketed("LATTE", "10"), 10), item(product("TEA", "1.19"), 1)];
        MemoryBaskets::with([Basket {
            user_id: "u-1".to_owned(),
            revision: "r-1".to_owned(),
            items,
        }])
    }

    #[tokio::test]
    async fn a_basket_is_shown_with_its_totals() {
        let expected = json!({
            "message": "Successfully finished operation: \"GET\"",
            "body": {
                "userName": "u-1",
                "items": [
                    { "productId": "LATTE", "productName": "LATTE", "quantity": 10, "price": 10 },
                    { "productId": "TEA", "productName": "TEA", "quantity": 1, "price": 1.19 },
                ],
                "subtotal": 101.19, "discount": 0, "tax": 16.16, "totalPrice": 101.19,
                "currency": "EUR",
            },
        });
        let shown = get(&baskets(), ("u-1", UserType::Standard), "u-1").await;
        assert_eq!(shown, (200, expected));
    }

    #[tokio::test]
    async fn a_premium_user_gets_the_prices_of_the_brackets() {
        let (_, shown) = get(&baskets(), ("u-1", UserType::Premium), "u-1").await;
        let body = &shown["body"];
        assert_eq!(body["items"][0]["price"], 9);
        let totals = ["subtotal", "discount", "tax", "totalPrice"].map(|name| &body[name]);
        assert_eq!(totals, [&json!(101.19), &json!(10), &json!(14.56), &json!(91.19)]);
    }

    #[tokio::test]
    async fn a_user_without_a_basket_has_an_empty_one() {
        let (status, shown) = get(&baskets(), ("u-2", UserType::Standard), "u-2").await;
        let expected = json!({
            "userName": "u-2", "items": [], "subtotal": 0, "discount": 0, "tax": 0,
            "totalPrice": 0, "currency": "EUR",
        });
        assert_eq!((status, &shown["body"]), (200, &expected));
    }

    #[tokio::test]
    async fn an_administrator_sees_every_basket_and_others_their_own() {
        let (status, shown) = get(&baskets(), ("u-9", UserType::Admin), "u-1").await;
        assert_eq!((status, &shown["body"]["userName"]), (200, &json!("u-1")));
        for user_type in [UserType::Standard, UserType::Premium] {
            for user_name in ["u-1", "u-9", "U-2", ""] {
                assert_eq!(get(&baskets(), ("u-2", user_type), user_name).await.0, 404);
            }
        }
    }

    #[tokio::test]
    async fn a_caller_without_a_token_is_refused() {
        let call = Call::to::<GetBasket>("GET /basket/{user_name}").path("user_name", "u-1");
        let handle = async |request| handle(request, &baskets(), &settings()).await;
        let response = TestResponse::of(invoke::<GetBasket>(call.event(), handle).await);
        assert_eq!(response.status(), 401);
    }
}
