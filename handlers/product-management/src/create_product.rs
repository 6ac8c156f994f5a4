//! `create-product`: adds a product to the catalogue. If a product has the same id already, it stays
//! unchanged and is returned.

use contracts::{
    Json,
    product_management::{CreateProduct, CreateProductRequest, CreatedProduct},
};
use platform::{Attempt, Context, Handler, Lambda, Request, Result, retry_conflicts};

use crate::{
    ProductManagement, dto,
    dynamo::DynamoProducts,
    events::PrivateEvent,
    ports::{NewProducts, Products},
    product::{BadDetails, Details, Product},
};

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
    let existing = retry_conflicts(format_args!("create product `{}`", product.id), async || {
        if products.add(&product, &event, context).await? {
            return Ok(Attempt::Done(None));
        }
        // If there is no product any more, another request has deleted it.
        let existing = products.product(&product.id).await?;
        Ok(existing.map_or(Attempt::Conflict, |existing| Attempt::Done(Some(existing))))
    })
    .await?;
    Ok(existing.map_or(Created::New(product), Created::Existing))
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

    /// The response to `POST /product`.
    async fn respond(
        products: &(impl Products + NewProducts),
        body: &str,
        user_type: UserType,
    ) -> TestResponse {
        let token = token("u-1", user_type).await;
        let call = Call::to::<CreateProduct>("POST /product").body(body).bearer(&token);
        let handle = async |request| handle(request, products).await;
        TestResponse::of(invoke::<CreateProduct>(call.event(), handle).await)
    }

    /// Its status and body.
    async fn post(products: &MemoryProducts, body: &str, user_type: UserType) -> (u64, Value) {
        let response = respond(products, body, user_type).await;
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

    /// A catalogue in which another request creates the product before each attempt to add it, and
    /// deletes it after that.
    struct Contested;

    impl Products for Contested {
        async fn product(&self, _: &ProductId) -> Result<Option<Product>> {
            Ok(None)
        }
    }

    impl NewProducts for Contested {
        async fn add(&self, _: &Product, _: &PrivateEvent, _: &Context) -> Result<bool> {
            Ok(false)
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_product_that_others_create_and_delete_all_the_time_is_a_conflict_to_retry() {
        let body = r#"{"name":"Latte","price":1}"#;
        let response = respond(&Contested, body, UserType::Admin).await;
        assert_eq!((response.status(), response.header("Retry-After")), (409, "1"));
    }

    #[tokio::test]
    async fn invalid_details_are_rejected() {
        let products = MemoryProducts::default();
        for (request, detail) in [
            (json!({ "name": "abc", "price": 1 }), "`name` must have 4 to 100"),
            (json!({ "price": 1 }), "`name` must have 4 to 100"),
            (json!({ "name": null, "price": 1 }), "`name` must have 4 to 100"),
            (json!({ "name": "Half/Half", "price": 1 }), "`name` must not contain `/`"),
            (json!({ "name": "Why?", "price": 1 }), "`name` must not contain `?`"),
            (json!({ "name": "Blend #1", "price": 1 }), "`name` must not contain `#`"),
            (json!({ "name": "100% Robusta", "price": 1 }), "`name` must not contain `%`"),
            (json!({ "name": " .. ", "price": 1 }), "`name` must not consist of `..`"),
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
