//! Products, and what is wrong with them, in the words of the API.
//!
//! Errors are problems that also have the members `data` and `message` which clients of the
//! reference look at. Its texts are literal, spelling included.

use contracts::{
    Money,
    product_management::{Envelope, ListedProduct, PricingBracket, ProductDto},
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

/// Brackets are not in the list.
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

fn pricing_brackets(brackets: &[Bracket]) -> Vec<PricingBracket> {
    brackets
        .iter()
        .map(|bracket| PricingBracket { price: Money(bracket.price), quantity: bracket.quantity })
        .collect()
}

/// 400: a name, price or text that no product may have.
pub fn invalid_details(reason: &BadDetails) -> Failure {
    refuse(400, reason.to_string(), OK, INVALID_DETAILS)
}

/// 400: the request does not say what to do.
pub fn invalid_body(detail: impl Into<String>) -> Failure {
    refuse(400, detail, "Bad Request", "Invalid request body")
}

/// 404: there is no such product.
pub fn not_found(id: &str) -> Failure {
    refuse(404, format!("there is no product `{id}`"), "Not found", "Product not found")
}

/// 409: somebody else was faster.
pub fn changed_meanwhile(id: &ProductId) -> Failure {
    let detail = format!("the product `{id}` was changed by somebody else meanwhile; try again");
    refuse(409, detail, "Conflict", "Product was changed meanwhile")
}

fn refuse(status: u16, detail: impl Into<String>, data: &str, message: &str) -> Failure {
    Rejection::new(status, detail).with("data", data).with("message", message).into()
}
