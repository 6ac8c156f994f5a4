//! Products and errors as the API shows them.
//!
//! Errors are problems with two more members, `data` and `message`, which clients of the reference
//! read. Their texts are those of the reference, spelling included.

use contracts::{
    Money,
    pricing::PriceBracket,
    product_management::{Envelope, ListedProduct, ProductDto},
};
use platform::{Failure, Rejection};

use crate::product::{BadDetails, Bracket, Product, ProductId};

const OK: &str = "OK";
const INVALID_DETAILS: &str = "Invalid product details provided. Name must be 3 charachters and \
                               price greater than 0.";

pub fn enveloped<T>(data: T) -> Envelope<T> {
    Envelope { data, message: OK.to_owned() }
}

pub fn ok() -> String {
    OK.to_owned()
}

pub fn product_dto(product: &Product) -> ProductDto {
    let details = product.details.clone();
    ProductDto {
        product_id: product.id.to_string(),
        name: details.name,
        price: Money(details.price),
        pricing_brackets: product.brackets.as_deref().map(pricing_brackets),
        stock_level: product.stock_level,
        category: details.category,
        description: details.description,
        image_file: details.image_file,
    }
}

/// A product as the list shows it, without brackets.
pub fn listed(product: Product) -> ListedProduct {
    let details = product.details;
    ListedProduct {
        product_id: product.id.to_string(),
        name: details.name,
        price: Money(details.price),
        stock_level: product.stock_level,
        category: details.category,
        description: details.description,
        image_file: details.image_file,
    }
}

fn pricing_brackets(brackets: &[Bracket]) -> Vec<PriceBracket> {
    brackets
        .iter()
        .map(|bracket| PriceBracket { quantity: bracket.quantity, price: Money(bracket.price) })
        .collect()
}

/// 400: a name, price or text that no product may have.
pub fn invalid_details(reason: &BadDetails) -> Failure {
    reject(400, reason.to_string(), OK, INVALID_DETAILS)
}

/// 400: the request does not name one product to change.
pub fn invalid_body(detail: impl Into<String>) -> Failure {
    reject(400, detail, "Bad Request", "Invalid request body")
}

/// 404: there is no such product.
pub fn not_found(id: &str) -> Failure {
    reject(404, format!("there is no product `{id}`"), "Not found", "Product not found")
}

/// 409: another request changed the product after this one read it.
pub fn version_conflict(id: &ProductId) -> Failure {
    let detail = format!("another request changed the product `{id}` at the same time; try again");
    reject(409, detail, "Conflict", "Product was changed meanwhile")
}

fn reject(status: u16, detail: impl Into<String>, data: &str, message: &str) -> Failure {
    Rejection::new(status, detail).with("data", data).with("message", message).into()
}
