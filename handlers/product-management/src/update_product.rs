//! `update-product`: changes what is said about a product. Of two administrators who change the
//! same product at the same moment, one hears that the other was faster.

use contracts::{
    Json,
    product_management::{Envelope, UpdateProductRequest, UpdatedProduct},
};
use platform::{Caller, Request, Result};

use crate::{
    dto,
    events::Recorded,
    ports::Products,
    product::{BadDetails, Change, ProductId},
};

const NO_UPDATES: &str = "No updates required";

pub async fn handle(
    request: Request<UpdateProductRequest, Caller>,
    products: &impl Products,
) -> Result<Json<Envelope<UpdatedProduct>>> {
    let id = named(&request)?;
    let id = ProductId::parse(&id).ok_or_else(|| dto::not_found(&id))?;
    let change = change(request.content);
    let before = products.product(&id).await?.ok_or_else(|| dto::not_found(id.as_str()))?;
    let after = before.changed(change).map_err(|reason| dto::invalid_details(&reason))?;
    let Some(after) = after else {
        let data = UpdatedProduct::Unchanged(dto::ok());
        return Ok(Json(Envelope { data, message: NO_UPDATES.to_owned() }));
    };
    let event = Recorded::updated(&before, &after);
    if !products.replace(&after, &event, &request.context).await? {
        return Err(dto::changed_meanwhile(&id));
    }
    Ok(Json(dto::enveloped(UpdatedProduct::Changed(dto::product_dto(&after)))))
}

/// The id of the product to change. Where the path does not say it, this is the request that
/// replaces a product, and name and price are needed too.
fn named(request: &Request<UpdateProductRequest, Caller>) -> Result<String> {
    let asked = &request.content;
    match (request.path_if_any("productId")?, &asked.id) {
        (Some(path), Some(body)) if path != *body => {
            Err(dto::invalid_body(format!("the path says `{path}` and the body's `id` `{body}`")))
        }
        (Some(path), _) => Ok(path),
        (None, None) => Err(dto::invalid_body("`id` is missing")),
        (None, Some(_)) if asked.name.is_none() => {
            Err(dto::invalid_details(&BadDetails::NameLength))
        }
        (None, Some(_)) if asked.price.is_none() => {
            Err(dto::invalid_details(&BadDetails::PriceRange))
        }
        (None, Some(body)) => Ok(body.clone()),
    }
}

fn change(asked: UpdateProductRequest) -> Change {
    Change {
        name: asked.name,
        price: asked.price.map(|price| price.0),
        category: asked.category,
        description: asked.description,
        image_file: asked.image_file,
    }
}

#[cfg(test)]
mod tests {
    use contracts::product_management::UpdateProduct;
    use platform::{Context, UserType, testing::Call};
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        calls::{Answer, send_as},
        memory::MemoryProducts,
        ports::{Noted, Page, Wanted},
        product::{Bracket, Product},
        samples::{bracket, details, plain},
        stamp::Stamp,
    };

    async fn put(products: &impl Products, body: &Value) -> Answer {
        let handle = async |request| handle(request, products).await;
        let call = Call::to("PUT /product").json(body);
        send_as::<UpdateProduct>(UserType::Admin, call, handle).await
    }

    async fn put_at(products: &impl Products, id: &str, body: &Value) -> Answer {
        let handle = async |request| handle(request, products).await;
        let call = Call::to("PUT /product/{productId}").path("productId", id).json(body);
        send_as::<UpdateProduct>(UserType::Admin, call, handle).await
    }

    fn shop() -> MemoryProducts {
        let brackets = Some(vec![bracket(5, "3.33")]);
        MemoryProducts::with([Product {
            brackets,
            stock_level: 7,
            ..Product::new(details()).unwrap()
        }])
    }

    #[tokio::test]
    async fn a_change_is_shown_and_announced() {
        let shop = shop();
        let body = json!({ "id": "FLATWHITE", "name": "Large White", "price": 4 });
        let data = json!({
            "productId": "FLATWHITE",
            "name": "Large White",
            "price": 4,
            "pricingBrackets": [{ "price": 3.33, "quantity": 5 }],
            "stockLevel": 7,
            "category": "coffee",
        });
        let expected = json!({ "data": data, "message": "OK" });
        assert_eq!(put(&shop, &body).await, Answer { status: 200, body: expected });
        let [Recorded::ProductUpdated { product_id, previous, new }] = &shop.recorded()[..] else {
            panic!("{:?}", shop.recorded())
        };
        assert_eq!(product_id, "FLATWHITE");
        assert_eq!((previous.name.as_str(), new.name.as_str()), ("Flat White", "Large White"));
    }

    #[tokio::test]
    async fn a_path_names_the_product_too_and_the_rest_may_be_partial() {
        let shop = shop();
        let answer = put_at(&shop, "FLATWHITE", &json!({ "category": "", "price": 4 })).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.body["data"]["name"], "Flat White");
        assert_eq!(answer.body["data"].get("category"), None);
        assert_eq!(put_at(&shop, "FLATWHITE", &json!({ "id": "FLATWHITE" })).await.status, 200);
    }

    #[tokio::test]
    async fn what_makes_no_difference_is_not_announced() {
        let shop = shop();
        let expected = json!({ "data": "OK", "message": "No updates required" });
        let body = json!({ "id": "FLATWHITE", "name": "Flat White", "price": 3.50 });
        assert_eq!(put(&shop, &body).await, Answer { status: 200, body: expected.clone() });
        let answer = put_at(&shop, "FLATWHITE", &json!({})).await;
        assert_eq!(answer, Answer { status: 200, body: expected });
        assert_eq!(shop.recorded(), []);
    }

    #[tokio::test]
    async fn a_request_must_say_what_to_change() {
        let shop = shop();
        let expected = (400, "Bad Request", "Invalid request body");
        let body = json!({ "name": "Flat White", "price": 4 });
        assert_eq!(put(&shop, &body).await.problem(), expected);
        let answer = put_at(&shop, "FLATWHITE", &json!({ "id": "LATTE", "price": 4 })).await;
        assert_eq!(answer.problem(), expected);
        assert_eq!(shop.recorded(), []);
    }

    #[tokio::test]
    async fn bad_details_are_refused() {
        let shop = shop();
        for body in [
            json!({ "id": "FLATWHITE", "name": "abc", "price": 4 }),
            json!({ "id": "FLATWHITE", "name": "Flat White", "price": 0 }),
            json!({ "id": "FLATWHITE", "price": 4 }),
            json!({ "id": "FLATWHITE", "name": "Flat White" }),
        ] {
            let answer = put(&shop, &body).await;
            assert_eq!((answer.status, &answer.body["data"]), (400, &json!("OK")), "{body}");
        }
        let answer = put_at(&shop, "FLATWHITE", &json!({ "price": -1 })).await;
        assert_eq!(answer.status, 400);
        assert_eq!(shop.recorded(), []);
    }

    #[tokio::test]
    async fn what_is_not_there_is_not_found() {
        let shop = shop();
        let expected = (404, "Not found", "Product not found");
        for id in ["LATTE", "", &"X".repeat(256)] {
            let body = json!({ "id": id, "name": "Latte", "price": 4 });
            assert_eq!(put(&shop, &body).await.problem(), expected);
        }
    }

    /// A store in which somebody else changes the product after every look at it.
    struct Contested(MemoryProducts);

    impl Products for Contested {
        async fn product(&self, id: &ProductId) -> Result<Option<Product>> {
            let found = self.0.product(id).await?;
            if let Some(found) = &found {
                let price = found.details.price + rust_decimal::Decimal::ONE;
                let change = Change { price: Some(price), ..Change::default() };
                let after = found.changed(change)?.unwrap();
                let event = Recorded::updated(found, &after);
                assert!(self.0.replace(&after, &event, &Context::new()).await?);
            }
            Ok(found)
        }

        async fn page(&self, wanted: &Wanted) -> Result<Page> {
            self.0.page(wanted).await
        }

        async fn add(&self, product: &Product, event: &Recorded, it: &Context) -> Result<bool> {
            self.0.add(product, event, it).await
        }

        async fn replace(&self, after: &Product, event: &Recorded, it: &Context) -> Result<bool> {
            self.0.replace(after, event, it).await
        }

        async fn remove(&self, id: &ProductId, event: &Recorded, it: &Context) -> Result {
            self.0.remove(id, event, it).await
        }

        async fn note_stock(&self, id: &ProductId, level: u64, stamp: &Stamp) -> Result<Noted> {
            self.0.note_stock(id, level, stamp).await
        }

        async fn note_brackets(
            &self,
            id: &ProductId,
            brackets: &[Bracket],
            stamp: &Stamp,
        ) -> Result<Noted> {
            self.0.note_brackets(id, brackets, stamp).await
        }
    }

    #[tokio::test]
    async fn who_is_too_late_overwrites_nothing() {
        let shop = Contested(MemoryProducts::with([plain("Latte", "4")]));
        let answer = put(&shop, &json!({ "id": "LATTE", "name": "Cheap", "price": 1 })).await;
        assert_eq!(answer.status, 409);
        let latte = shop.0.product(&ProductId::parse("LATTE").unwrap()).await.unwrap().unwrap();
        assert_eq!((latte.details.name.as_str(), latte.details.price), ("Latte", 5.into()));
        assert_eq!(shop.0.recorded().len(), 1);
    }
}
