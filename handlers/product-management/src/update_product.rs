//! `update-product`: changes the details of a product. Of two requests that change the same version,
//! one is rejected with a version conflict.

use contracts::{
    Json,
    product_management::{Envelope, UpdateProduct, UpdateProductRequest, UpdatedProduct},
};
use platform::{Handler, Lambda, Request, Result};

use crate::{
    ProductManagement, dto,
    dynamo::DynamoProducts,
    events::PrivateEvent,
    ports::{ProductChanges, Products},
    product::{BadDetails, Change, ProductId},
};

const NO_UPDATES: &str = "No updates required";

impl Handler<UpdateProduct> for ProductManagement {
    async fn run(lambda: Lambda<UpdateProduct>) -> Result {
        let products = DynamoProducts(lambda.table());
        lambda.serve(async |request| handle(request, &products).await).await
    }
}

pub async fn handle(
    request: Request<UpdateProduct>,
    products: &(impl Products + ProductChanges),
) -> Result<Json<Envelope<UpdatedProduct>>> {
    let path = request.path.map(|path| path.product_id);
    let id = product_id(path, &request.content)?;
    let id = ProductId::parse(&id).ok_or_else(|| dto::not_found(&id))?;
    let change = change(request.content);
    let before = products.product(&id).await?.ok_or_else(|| dto::not_found(id.as_str()))?;
    let after = before.changed(change).map_err(|reason| dto::invalid_details(&reason))?;
    let Some(after) = after else {
        let data = UpdatedProduct::Unchanged(dto::ok());
        return Ok(Json(Envelope { data, message: NO_UPDATES.to_owned() }));
    };
    let event = PrivateEvent::updated(&before, &after);
    if !products.replace(&after, &event, &request.context).await? {
        return Err(dto::version_conflict(&id));
    }
    Ok(Json(dto::enveloped(UpdatedProduct::Changed(dto::product_dto(&after)))))
}

/// The id of the product to change, from the path or from the body. A request without an id in its
/// path replaces a product, so it needs name and price too.
fn product_id(path: Option<String>, request: &UpdateProductRequest) -> Result<String> {
    match (path, &request.id) {
        (Some(path), Some(body)) if path != *body => Err(dto::invalid_body(format!(
            "the path names the product `{path}` and the body's `id` the product `{body}`"
        ))),
        (Some(path), _) => Ok(path),
        (None, None) => Err(dto::invalid_body("`id` is missing")),
        (None, Some(_)) if request.name.is_none() => {
            Err(dto::invalid_details(&BadDetails::NameLength))
        }
        (None, Some(_)) if request.price.is_none() => {
            Err(dto::invalid_details(&BadDetails::PriceRange))
        }
        (None, Some(body)) => Ok(body.clone()),
    }
}

fn change(request: UpdateProductRequest) -> Change {
    Change {
        name: request.name,
        price: request.price.map(|price| price.0),
        category: request.category,
        description: request.description,
        image_file: request.image_file,
    }
}

#[cfg(test)]
mod tests {
    use platform::{
        Context, UserType,
        testing::{Call, TestResponse, invoke, token},
    };
    use rust_decimal::Decimal;
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        memory::MemoryProducts,
        product::Product,
        samples::{bracket, details, plain},
    };

    /// Status and body of a request of an administrator.
    async fn send(products: &(impl Products + ProductChanges), call: Call) -> (u64, Value) {
        let call = call.bearer(&token("u-1", UserType::Admin).await);
        let handle = async |request| handle(request, products).await;
        let response = TestResponse::of(invoke::<UpdateProduct>(call.event(), handle).await);
        (response.status(), response.json())
    }

    /// Status and body of `PUT /product`.
    async fn put(products: &(impl Products + ProductChanges), body: &Value) -> (u64, Value) {
        send(products, Call::to::<UpdateProduct>("PUT /product").json(body)).await
    }

    /// Status and body of `PUT /product/{id}`.
    async fn put_at(products: &MemoryProducts, id: &str, body: &Value) -> (u64, Value) {
        let call = Call::to::<UpdateProduct>("PUT /product/{product_id}");
        send(products, call.path("product_id", id).json(body)).await
    }

    /// Status, `data` and `message` of a problem.
    fn problem((status, body): (u64, Value)) -> Value {
        json!([status, body["data"], body["message"]])
    }

    fn flat_white() -> MemoryProducts {
        let brackets = Some(vec![bracket(5, "3.33")]);
        MemoryProducts::with([Product {
            brackets,
            stock_level: 7,
            ..Product::new(details()).unwrap()
        }])
    }

    #[tokio::test]
    async fn a_changed_product_is_returned_and_its_event_enqueued() {
        let products = flat_white();
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
        assert_eq!(put(&products, &body).await, (200, expected));
        let [PrivateEvent::ProductUpdated { product_id, previous, new }] = &products.outbox()[..]
        else {
            panic!("{:?}", products.outbox())
        };
        assert_eq!(product_id, "FLATWHITE");
        assert_eq!((previous.name.as_str(), new.name.as_str()), ("Flat White", "Large White"));
    }

    #[tokio::test]
    async fn a_request_with_the_id_in_its_path_may_omit_details() {
        let products = flat_white();
        let (status, body) =
            put_at(&products, "FLATWHITE", &json!({ "category": "", "price": 4 })).await;
        assert_eq!(status, 200);
        assert_eq!(body["data"]["name"], "Flat White");
        assert_eq!(body["data"].get("category"), None);
        assert_eq!(put_at(&products, "FLATWHITE", &json!({ "id": "FLATWHITE" })).await.0, 200);
    }

    #[tokio::test]
    async fn a_change_without_a_difference_enqueues_no_event() {
        let products = flat_white();
        let expected = (200, json!({ "data": "OK", "message": "No updates required" }));
        let body = json!({ "id": "FLATWHITE", "name": "Flat White", "price": 3.50 });
        assert_eq!(put(&products, &body).await, expected);
        assert_eq!(put_at(&products, "FLATWHITE", &json!({})).await, expected);
        assert_eq!(products.outbox(), []);
    }

    #[tokio::test]
    async fn a_request_without_an_id_or_with_two_ids_is_a_bad_request() {
        let products = flat_white();
        let expected = json!([400, "Bad Request", "Invalid request body"]);
        let body = json!({ "name": "Flat White", "price": 4 });
        assert_eq!(problem(put(&products, &body).await), expected);
        let body = json!({ "id": "LATTE", "price": 4 });
        assert_eq!(problem(put_at(&products, "FLATWHITE", &body).await), expected);
        assert_eq!(products.outbox(), []);
    }

    #[tokio::test]
    async fn invalid_details_are_rejected() {
        let products = flat_white();
        for body in [
            json!({ "id": "FLATWHITE", "name": "abc", "price": 4 }),
            json!({ "id": "FLATWHITE", "name": "Flat White", "price": 0 }),
            json!({ "id": "FLATWHITE", "price": 4 }),
            json!({ "id": "FLATWHITE", "name": "Flat White" }),
        ] {
            let (status, problem) = put(&products, &body).await;
            assert_eq!((status, &problem["data"]), (400, &json!("OK")), "{body}");
        }
        assert_eq!(put_at(&products, "FLATWHITE", &json!({ "price": -1 })).await.0, 400);
        assert_eq!(products.outbox(), []);
    }

    #[tokio::test]
    async fn an_unknown_or_invalid_id_is_not_found() {
        let products = flat_white();
        let expected = json!([404, "Not found", "Product not found"]);
        for id in ["LATTE", "", &"X".repeat(256)] {
            let body = json!({ "id": id, "name": "Latte", "price": 4 });
            assert_eq!(problem(put(&products, &body).await), expected);
        }
    }

    /// A store in which another request changes the product after every read.
    struct Contested(MemoryProducts);

    impl Products for Contested {
        async fn product(&self, id: &ProductId) -> Result<Option<Product>> {
            let found = self.0.product(id).await?;
            if let Some(found) = &found {
                let price = found.details.price + Decimal::ONE;
                let change = Change { price: Some(price), ..Change::default() };
                let after = found.changed(change)?.unwrap();
                let event = PrivateEvent::updated(found, &after);
                assert!(self.0.replace(&after, &event, &Context::new()).await?);
            }
            Ok(found)
        }
    }

    impl ProductChanges for Contested {
        async fn replace(
            &self,
            after: &Product,
            event: &PrivateEvent,
            context: &Context,
        ) -> Result<bool> {
            self.0.replace(after, event, context).await
        }
    }

    #[tokio::test]
    async fn a_change_of_an_outdated_version_is_a_conflict() {
        let products = Contested(MemoryProducts::with([plain("Latte", "4")]));
        let body = json!({ "id": "LATTE", "name": "Cheap", "price": 1 });
        assert_eq!(put(&products, &body).await.0, 409);
        let id = ProductId::parse("LATTE").unwrap();
        let latte = products.0.product(&id).await.unwrap().unwrap();
        assert_eq!((latte.details.name.as_str(), latte.details.price), ("Latte", 5.into()));
        assert_eq!(products.0.outbox().len(), 1);
    }
}
