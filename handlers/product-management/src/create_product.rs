//! `create-product`: adds a product to the catalogue. One that has the same id already stays as it
//! is, and is the answer.

use contracts::{
    Json,
    product_management::{CreateProductRequest, CreatedProduct},
};
use platform::{Caller, Context, Failure, Request, Result};

use crate::{
    dto,
    events::Recorded,
    ports::Products,
    product::{BadDetails, Details, Product},
};

/// How often a product may come and go while we look.
const TRIES: usize = 3;

/// A product that now exists.
pub enum Created {
    New(Product),
    Existing(Product),
}

pub async fn handle(
    request: Request<CreateProductRequest, Caller>,
    products: &impl Products,
) -> Result<Json<CreatedProduct>> {
    let product = product(request.content).map_err(|reason| dto::invalid_details(&reason))?;
    let data = match create(product, products, &request.context).await? {
        Created::New(product) => {
            let mut data = dto::product_dto(&product);
            // Clients of the reference expect a list, though there cannot be anything in it yet.
            data.pricing_brackets = Some(Vec::new());
            data
        }
        Created::Existing(product) => dto::product_dto(&product),
    };
    Ok(Json(CreatedProduct { product_id: data.product_id.clone(), data, message: dto::ok() }))
}

/// Adds a product unless there is one with its id.
pub async fn create(
    product: Product,
    products: &impl Products,
    context: &Context,
) -> Result<Created> {
    let event = Recorded::created(&product);
    for _ in 0..TRIES {
        if products.add(&product, &event, context).await? {
            return Ok(Created::New(product));
        }
        if let Some(existing) = products.product(&product.id).await? {
            return Ok(Created::Existing(existing));
        }
    }
    Err(Failure::failed(format!("the product `{}` comes and goes", product.id)))
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
    use contracts::product_management::CreateProduct;
    use platform::{UserType, testing::Call};
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        calls::{Answer, send_as},
        memory::MemoryProducts,
        product::ProductId,
        samples::{bracket, plain},
    };

    async fn send(products: &MemoryProducts, call: Call, user_type: UserType) -> Answer {
        let handle = async |request| handle(request, products).await;
        send_as::<CreateProduct>(user_type, call, handle).await
    }

    async fn create(products: &MemoryProducts, body: &Value) -> Answer {
        send(products, Call::to("POST /product").json(body), UserType::Admin).await
    }

    #[tokio::test]
    async fn a_new_product_is_shown_and_announced() {
        let products = MemoryProducts::default();
        let answer = create(&products, &json!({ "name": "Flat White", "price": 12.99 })).await;
        let data = json!({
            "productId": "FLATWHITE",
            "name": "Flat White",
            "price": 12.99,
            "pricingBrackets": [],
            "stockLevel": 0,
        });
        let body = json!({ "data": data, "message": "OK", "productId": "FLATWHITE" });
        assert_eq!(answer, Answer { status: 201, body });
        let id = ProductId::parse("FLATWHITE").unwrap();
        let product = products.product(&id).await.unwrap().unwrap();
        assert_eq!(products.recorded(), [Recorded::created(&product)]);
    }

    #[tokio::test]
    async fn everything_said_about_it_is_kept() {
        let products = MemoryProducts::default();
        let body = json!({
            "name": "Latte", "price": 4.99, "category": "coffee", "description": "Mild.\nWarm.",
            "imageFile": "latte.png", "unknown": true,
        });
        let data = create(&products, &body).await.body["data"].clone();
        for field in ["category", "description", "imageFile"] {
            assert_eq!(data[field], body[field]);
        }
    }

    #[tokio::test]
    async fn an_existing_product_stays_as_it_is() {
        let existing =
            Product { brackets: Some(vec![bracket(5, "3.33")]), ..plain("Flat White", "3.5") };
        let products = MemoryProducts::with([existing]);
        let answer = create(&products, &json!({ "name": "flat white", "price": 9 })).await;
        assert_eq!(answer.status, 201);
        assert_eq!(answer.body["productId"], "FLATWHITE");
        assert_eq!(answer.body["data"]["name"], "Flat White");
        assert_eq!(answer.body["data"]["price"], 3.5);
        assert_eq!(products.recorded(), []);
    }

    #[tokio::test]
    async fn bad_details_are_refused_and_change_nothing() {
        let products = MemoryProducts::default();
        for (body, detail) in [
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
            let answer = create(&products, &body).await;
            let message = "Invalid product details provided. Name must be 3 charachters and price \
                           greater than 0.";
            assert_eq!(answer.problem(), (400, "OK", message), "{body}");
            let found = answer.body["detail"].as_str().unwrap();
            assert!(found.starts_with(detail), "{found}");
        }
        assert_eq!(products.recorded(), []);
    }

    #[tokio::test]
    async fn what_is_no_product_at_all_is_the_callers_mistake() {
        let products = MemoryProducts::default();
        for body in ["", "nonsense", "[]", r#"{"name":1}"#, r#"{"name":"abcd","price":"1"}"#] {
            let call = Call::to("POST /product").body(body);
            assert_eq!(send(&products, call, UserType::Admin).await.status, 400, "{body}");
        }
    }

    #[tokio::test]
    async fn only_administrators_add_products() {
        let products = MemoryProducts::default();
        for user_type in [UserType::Standard, UserType::Premium] {
            let call = Call::to("POST /product").json(&json!({ "name": "abcd", "price": 1 }));
            assert_eq!(send(&products, call, user_type).await.status, 401);
        }
        assert_eq!(products.recorded(), []);
    }
}
