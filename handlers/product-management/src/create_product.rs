//! `create-product`: adds a product to the catalogue. If a product has the same id already, it stays
//! unchanged and is returned.

use contracts::{
    Json,
    product_management::{CreateProduct, CreateProductRequest, CreatedProduct},
};
use platform::{Context, Failure, Handler, Lambda, Request, Result};

use crate::{
    ProductManagement, dto,
    dynamo::DynamoProducts,
    events::PrivateEvent,
    ports::{NewProducts, Products},
    product::{BadDetails, Details, Product},
};

/// Attempts to add a product that other requests create and delete at the same time.
const ATTEMPTS: usize = 3;

impl Handler<CreateProduct> for ProductManagement {
    async fn run(lambda: Lambda<CreateProduct>) -> Result {
        let products = DynamoProducts(lambda.table());
        lambda.serve(async |request| handle(request, &products).await).await
    }
}

pub async fn handle(
    request: Request<CreateProduct>,
    products: &(impl Products + NewProducts),
) -> Result<Json<CreatedProduct>> {
    let product = product(request.content).map_err(|reason| dto::invalid_details(&reason))?;
    let data = match create(product, products, &request.context).await? {
        Created::New(product) => {
            let mut data = dto::product_dto(&product);
            // Clients of the reference expect a list, although a new product has no brackets yet.
            data.pricing_brackets = Some(Vec::new());
            data
        }
        Created::Existing(product) => dto::product_dto(&product),
    };
    Ok(Json(CreatedProduct { product_id: data.product_id.clone(), data, message: dto::ok() }))
}

/// A product that now exists.
pub enum Created {
    New(Product),
    Existing(Product),
}

/// Adds a product unless there is one with its id.
pub async fn create(
    product: Product,
    products: &(impl Products + NewProducts),
    context: &Context,
) -> Result<Created> {
    let event = PrivateEvent::created(&product);
    for _ in 0..ATTEMPTS {
        if products.add(&product, &event, context).await? {
            return Ok(Created::New(product));
        }
        if let Some(existing) = products.product(&product.id).await? {
            return Ok(Created::Existing(existing));
        }
    }
    let id = product.id;
    Err(Failure::failed(format!(
        "failed to create product `{id}`: other requests create and delete it at the same time"
    )))
}

fn product(request: CreateProductRequest) -> Result<Product, BadDetails> {
    Product::new(Details {
        name: request.name.ok_or(BadDetails::NameLength)?,
        price: request.price.ok_or(BadDetails::PriceRange)?.0,
        category: request.category,
        description: request.description,
        image_file: request.image_file,
    })
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
        memory::MemoryProducts,
        product::ProductId,
        samples::{bracket, plain},
    };

    /// Status and body of `POST /product`.
    async fn post(products: &MemoryProducts, body: &str, user_type: UserType) -> (u64, Value) {
        let token = token("u-1", user_type).await;
        let call = Call::to::<CreateProduct>("POST /product").body(body).bearer(&token);
        let handle = async |request| handle(request, products).await;
        let response = TestResponse::of(invoke::<CreateProduct>(call.event(), handle).await);
        (response.status(), response.json())
    }

    async fn create(products: &MemoryProducts, body: &Value) -> (u64, Value) {
        post(products, &body.to_string(), UserType::Admin).await
    }

    #[tokio::test]
    async fn a_new_product_is_returned_and_its_event_enqueued() {
        let products = MemoryProducts::default();
        let response = create(&products, &json!({ "name": "Flat White", "price": 12.99 })).await;
        let data = json!({
            "productId": "FLATWHITE",
            "name": "Flat White",
            "price": 12.99,
            "pricingBrackets": [],
            "stockLevel": 0,
        });
        let body = json!({ "data": data, "message": "OK", "productId": "FLATWHITE" });
        assert_eq!(response, (201, body));
        let id = ProductId::parse("FLATWHITE").unwrap();
        let product = products.product(&id).await.unwrap().unwrap();
        assert_eq!(products.outbox(), [PrivateEvent::created(&product)]);
    }

    #[tokio::test]
    async fn category_description_and_picture_are_stored() {
        let products = MemoryProducts::default();
        let body = json!({
            "name": "Latte", "price": 4.99, "category": "coffee", "description": "Mild.\nWarm.",
            "imageFile": "latte.png", "unknown": true,
        });
        let (_, created) = create(&products, &body).await;
        for field in ["category", "description", "imageFile"] {
            assert_eq!(created["data"][field], body[field]);
        }
    }

    #[tokio::test]
    async fn an_existing_product_stays_unchanged() {
        let existing =
            Product { brackets: Some(vec![bracket(5, "3.33")]), ..plain("Flat White", "3.5") };
        let products = MemoryProducts::with([existing]);
        let (status, body) = create(&products, &json!({ "name": "flat white", "price": 9 })).await;
        assert_eq!(status, 201);
        assert_eq!(body["productId"], "FLATWHITE");
        assert_eq!(body["data"]["name"], "Flat White");
        assert_eq!(body["data"]["price"], 3.5);
        assert_eq!(products.outbox(), []);
    }

    #[tokio::test]
    async fn invalid_details_are_rejected() {
        let products = MemoryProducts::default();
        for (request, detail) in [
            (json!({ "name": "abc", "price": 1 }), "`name` must have 4 to 100"),
            (json!({ "price": 1 }), "`name` must have 4 to 100"),
            (json!({ "name": null, "price": 1 }), "`name` must have 4 to 100"),
            (json!({ "name": "abcd" }), "`price` must be greater than 0"),
            (json!({ "name": "abcd", "price": 0 }), "`price` must be greater than 0"),
            (json!({ "name": "abcd", "price": -1 }), "`price` must be greater than 0"),
            (json!({ "name": "abcd", "price": 1e27 }), "`price` must be greater than 0"),
            (json!({ "name": "abcd", "price": 1.001 }), "`price` must have at most 2"),
            (
                json!({ "name": "abcd", "price": 1, "category": "x".repeat(101) }),
                "`category` must have at most 100",
            ),
        ] {
            let (status, problem) = create(&products, &request).await;
            let message = "Invalid product details provided. Name must be 3 charachters and price \
                           greater than 0.";
            let expected = json!([400, "OK", message]);
            assert_eq!(json!([status, problem["data"], problem["message"]]), expected, "{request}");
            let found = problem["detail"].as_str().unwrap();
            assert!(found.starts_with(detail), "{found}");
        }
        assert_eq!(products.outbox(), []);
    }

    #[tokio::test]
    async fn an_unreadable_body_is_a_bad_request() {
        let products = MemoryProducts::default();
        for body in ["", "nonsense", "[]", r#"{"name":1}"#, r#"{"name":"abcd","price":"1"}"#] {
            assert_eq!(post(&products, body, UserType::Admin).await.0, 400, "{body}");
        }
    }

    #[tokio::test]
    async fn only_administrators_may_create_products() {
        let products = MemoryProducts::default();
        for user_type in [UserType::Standard, UserType::Premium] {
            let body = r#"{"name":"abcd","price":1}"#;
            assert_eq!(post(&products, body, user_type).await.0, 401);
        }
        assert_eq!(products.outbox(), []);
    }
}
