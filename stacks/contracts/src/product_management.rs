//! Product management: the catalogue.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Admin, Direct, Event, Export, Http, Json, Money, Nothing, Public, Query, Queue, Read,
    ReadWrite, Service, TableStream,
    asyncapi::{Published, Subscriber},
    documents::Contract,
    function,
    inventory::StockUpdated,
    openapi::Operation,
    pricing::PricingCalculated,
    shared_infra::ApiEndpoint,
};

/// The catalogue's service.
pub const SERVICE: Service = Service {
    name: "product-management",
    stack: "ProductService",
    parameters: "ProductService",
    source: "products",
};

/// Base address of its API.
pub const API: Export<ApiEndpoint> = Export::new(SERVICE, "api-endpoint");

/// A product is for sale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProductCreated {
    /// The name in capitals without spaces.
    pub product_id: String,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Price of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
    /// Where it is listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
}

/// A product's name, price or description changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProductUpdated {
    /// The product.
    pub product_id: String,
    /// What it is called now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Price of one now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
    /// Where it is listed now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
}

/// A product is no longer for sale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProductDeleted {
    /// The product.
    pub product_id: String,
}

impl Event for ProductCreated {
    const TYPE: &'static str = "product.productCreated.v1";
    type Publisher = PublishEvents;
}

impl Event for ProductUpdated {
    const TYPE: &'static str = "product.productUpdated.v1";
    type Publisher = PublishEvents;
}

impl Event for ProductDeleted {
    const TYPE: &'static str = "product.productDeleted.v1";
    type Publisher = PublishEvents;
}

/// The answer of the catalogue's routes: what was asked for, and a message for people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Envelope<T> {
    /// What was asked for.
    pub data: T,
    /// `OK`
    pub message: String,
}

/// A product with everything known about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProductDto {
    /// The name at first, in capitals without spaces. It stays when the name changes.
    pub product_id: String,
    /// What it is called.
    pub name: String,
    /// Price of one.
    pub price: Money,
    /// Prices of one when ordering more, if they are known already.
    pub pricing_brackets: Option<Vec<PricingBracket>>,
    /// Units in stock, reserved ones included.
    pub stock_level: u64,
    /// Where it is listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// What it is, for customers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_file: Option<String>,
}

/// The price of one when ordering at least so many.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PricingBracket {
    /// Price of one.
    pub price: Money,
    /// From this many on.
    pub quantity: u32,
}

/// A product as the list shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListedProduct {
    /// The product.
    pub product_id: String,
    /// What it is called.
    pub name: String,
    /// Price of one.
    pub price: Money,
    /// Units in stock, reserved ones included.
    pub stock_level: u64,
    /// Where it is listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// What it is, for customers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_file: Option<String>,
}

/// Which products to list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProductQuery {
    /// Only those of this category.
    #[serde(default)]
    pub category: Option<String>,
    /// At most so many, 1 to 1000. Without it, as many as one look into the table gives: all of
    /// some two thousand.
    #[serde(default)]
    pub limit: Option<u32>,
    /// The `nextToken` of the page before, with the same category.
    #[serde(default)]
    pub next_token: Option<String>,
}

/// A page of the list, in the order of the products' ids.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProductPage {
    /// The products.
    pub data: Vec<ListedProduct>,
    /// `OK`
    pub message: String,
    /// Gets the next page, if there is more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// A product to sell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreateProductRequest {
    /// What it is called: 4 to 100 characters, not only spaces.
    #[serde(default)]
    #[schemars(required)]
    pub name: Option<String>,
    /// Price of one: more than 0, at most 1000000, with at most 2 decimals.
    #[serde(default)]
    #[schemars(required)]
    pub price: Option<Money>,
    /// Where it is listed, at most 100 characters.
    #[serde(default)]
    pub category: Option<String>,
    /// What it is, at most 2000 characters.
    #[serde(default)]
    pub description: Option<String>,
    /// Its picture, at most 500 characters.
    #[serde(default)]
    pub image_file: Option<String>,
}

/// The product that now exists: the new one, or the one that had its id before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreatedProduct {
    /// The product.
    pub data: ProductDto,
    /// `OK`
    pub message: String,
    /// Its id.
    pub product_id: String,
}

/// What to change about a product. What is absent stays. `PUT /product` needs `id`, `name` and
/// `price`; an empty text removes category, description or picture.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UpdateProductRequest {
    /// The product, where the path does not say it.
    #[serde(default)]
    pub id: Option<String>,
    /// What it is called from now on. Its id stays.
    #[serde(default)]
    pub name: Option<String>,
    /// Price of one from now on.
    #[serde(default)]
    pub price: Option<Money>,
    /// Where it is listed from now on.
    #[serde(default)]
    pub category: Option<String>,
    /// What it is.
    #[serde(default)]
    pub description: Option<String>,
    /// Its picture.
    #[serde(default)]
    pub image_file: Option<String>,
}

/// The product as it is now, or `OK` if it was like that before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum UpdatedProduct {
    /// It was changed.
    Changed(ProductDto),
    /// There was nothing to change.
    Unchanged(String),
}

/// What seeding did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Seeded {
    /// How many demo products are new.
    pub created: u32,
}

function! {
    /// Lists the products.
    ListProducts = SERVICE / "list-products" on Http<Query<ProductQuery>, Json<ProductPage>, Public>,
        routes ["GET /product" => 200] {
            products: Table<Read>,
        }
}

function! {
    /// Shows a product.
    GetProduct = SERVICE / "get-product" on Http<Nothing, Json<Envelope<ProductDto>>, Public>,
        routes ["GET /product/{productId}" => 200] {
            products: Table<Read>,
        }
}

function! {
    /// Adds a product to the catalogue.
    CreateProduct = SERVICE / "create-product"
        on Http<Json<CreateProductRequest>, Json<CreatedProduct>, Admin>,
        routes ["POST /product" => 201] {
            products: Table<ReadWrite>,
            jwt_secret: Secret,
        }
}

function! {
    /// Changes a product.
    UpdateProduct = SERVICE / "update-product"
        on Http<Json<UpdateProductRequest>, Json<Envelope<UpdatedProduct>>, Admin>,
        routes ["PUT /product" => 200, "PUT /product/{productId}" => 200] {
            products: Table<ReadWrite>,
            jwt_secret: Secret,
        }
}

function! {
    /// Takes a product out of the catalogue.
    DeleteProduct = SERVICE / "delete-product" on Http<Nothing, Json<Envelope<String>>, Admin>,
        routes ["DELETE /product/{productId}" => 200] {
            products: Table<ReadWrite>,
            jwt_secret: Secret,
        }
}

function! {
    /// Keeps the stock level that inventory tells of.
    HandleStockUpdated = SERVICE / "handle-stock-updated" on Queue<StockUpdated> {
        products: Table<ReadWrite>,
    }
}

function! {
    /// Keeps the price brackets that pricing tells of.
    HandlePricingCalculated = SERVICE / "handle-pricing-calculated" on Queue<PricingCalculated> {
        products: Table<ReadWrite>,
    }
}

function! {
    /// Publishes what the table's outbox holds.
    PublishEvents = SERVICE / "publish-events" on TableStream,
        publishes [ProductCreated, ProductUpdated, ProductDeleted] {}
}

function! {
    /// Makes the demo products, once.
    Seed = SERVICE / "seed" on Direct<(), Seeded> {
        products: Table<ReadWrite>,
    }
}

/// What it offers and hears.
pub fn contract() -> Contract {
    Contract {
        service: SERVICE,
        operations: vec![
            Operation::of::<ListProducts>(),
            Operation::of::<GetProduct>(),
            Operation::of::<CreateProduct>(),
            Operation::of::<UpdateProduct>(),
            Operation::of::<DeleteProduct>(),
        ],
        publishes: vec![
            Published::of(&ProductCreated {
                product_id: "FLATWHITE".into(),
                name: Some("Flat White".into()),
                price: Some(Money(Decimal::new(35, 1))),
                category: Some("coffee".into()),
            }),
            Published::of(&ProductUpdated {
                product_id: "FLATWHITE".into(),
                name: Some("Flat White".into()),
                price: Some(Money(Decimal::new(399, 2))),
                category: Some("coffee".into()),
            }),
            Published::of(&ProductDeleted { product_id: "FLATWHITE".into() }),
        ],
        subscribers: vec![
            Subscriber::of::<HandleStockUpdated>(),
            Subscriber::of::<HandlePricingCalculated>(),
        ],
    }
}
