//! Product management: the catalogue.

pub mod events;

pub use events::*;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    capability::{Delete, Find, Get, Parameter, Put, Update},
    export, function,
    function::{Direct, Queue, TableStream},
    http::{Admin, Http, Json, NoBody, Public, Query},
    inventory::{api::InventoryApi, events::StockUpdated},
    money::Money,
    path,
    pricing::events::{PriceBracket, PricingCalculated},
    service,
    service::Service,
    shared_infra::ApiAddress,
    table,
    table::Outbox,
    view,
};

/// The catalogue's service.
pub const SERVICE: Service = Service {
    name: "product-management",
    stack: "ProductService",
    parameters: "ProductService",
    source: "products",
};

export! {
    /// Base address of its API.
    ProductApi = SERVICE / "api-endpoint": ApiAddress
}

table! {
    /// The products of the catalogue.
    Products = SERVICE / "ProductService-Products" {
        rows: {
            /// A product, with its stock level and price brackets.
            ProductRow(product_id) = "PRODUCT#{product_id}" / "PRODUCT",
        },
        indexes: {
            /// All products, by id.
            Catalogue of ProductRow = "Catalogue" / "PK",
            /// The products of a category, by id.
            Category of ProductRow = "Category" / "PK",
        },
    }
}

/// The response of the catalogue's routes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Envelope<T> {
    /// The requested data.
    pub data: T,
    /// `OK`
    pub message: String,
}

/// A product with all its details, its stock level and its price brackets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProductDto {
    /// The product's id: its first name in capitals without spaces. It stays when the name changes.
    pub product_id: String,
    /// The product's name.
    pub name: String,
    /// Price of one unit.
    pub price: Money,
    /// Prices of one unit in larger orders; null until they are calculated.
    pub pricing_brackets: Option<Vec<PriceBracket>>,
    /// Units in stock, reserved units included.
    pub stock_level: u64,
    /// Name of the category that the product is listed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Description for customers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// File name or address of the product's picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_file: Option<String>,
}

/// A product as the list shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListedProduct {
    /// The product's id.
    pub product_id: String,
    /// The product's name.
    pub name: String,
    /// Price of one unit.
    pub price: Money,
    /// Units in stock, reserved units included.
    pub stock_level: u64,
    /// Name of the category that the product is listed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Description for customers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// File name or address of the product's picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_file: Option<String>,
}

/// Which products to list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProductQuery {
    /// Only products of this category.
    #[serde(default)]
    pub category: Option<String>,
    /// Most products of the page, 1 to 1000. Without it, as many as one request to the table
    /// returns: some two thousand.
    #[serde(default)]
    pub limit: Option<u32>,
    /// The `nextToken` of the page before, which must have been requested with the same category.
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
    /// Requests the next page; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// A product to be added to the catalogue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreateProductRequest {
    /// The product's name: 4 to 100 characters, not only spaces.
    #[serde(default)]
    #[schemars(required)]
    pub name: Option<String>,
    /// Price of one unit: greater than 0, at most 1000000, with at most 2 decimals.
    #[serde(default)]
    #[schemars(required)]
    pub price: Option<Money>,
    /// Name of the category that the product is listed in, at most 100 characters.
    #[serde(default)]
    pub category: Option<String>,
    /// Description for customers, at most 2000 characters.
    #[serde(default)]
    pub description: Option<String>,
    /// File name or address of the product's picture, at most 500 characters.
    #[serde(default)]
    pub image_file: Option<String>,
}

/// The product that exists now: the new one, or an older one with the same id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreatedProduct {
    /// The new or existing product.
    pub data: ProductDto,
    /// `OK`
    pub message: String,
    /// The product's id.
    pub product_id: String,
}

/// New details of a product. Absent ones stay unchanged; an empty text removes a category,
/// description or picture. `PUT /product` needs `id`, `name` and `price`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UpdateProductRequest {
    /// The product's id, if the path does not name the product.
    #[serde(default)]
    pub id: Option<String>,
    /// The product's new name. The id stays.
    #[serde(default)]
    pub name: Option<String>,
    /// The new price of one unit.
    #[serde(default)]
    pub price: Option<Money>,
    /// The new category.
    #[serde(default)]
    pub category: Option<String>,
    /// The new description.
    #[serde(default)]
    pub description: Option<String>,
    /// The new picture.
    #[serde(default)]
    pub image_file: Option<String>,
}

/// The changed product, or `OK` if the request changed nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum UpdatedProduct {
    /// The product after the change.
    Changed(ProductDto),
    /// `OK`: the request made no difference.
    Unchanged(String),
}

/// The result of seeding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Seeded {
    /// Number of demo products that were created.
    pub created: u32,
}

path! {
    /// Names a product.
    ProductPath { product_id }
}

function! {
    /// Lists the products.
    ListProducts = SERVICE / "list-products" on Http<Query<ProductQuery>, Json<ProductPage>, Public> {
        routes: ["GET /product" => 200],
        may: [Find<Catalogue>, Find<Category>],
    }
}

function! {
    /// Shows a product.
    GetProduct = SERVICE / "get-product"
        on Http<NoBody, Json<Envelope<ProductDto>>, Public, ProductPath>
    {
        routes: ["GET /product/{product_id}" => 200],
        may: [Get<ProductRow>],
    }
}

function! {
    /// Adds a product to the catalogue.
    CreateProduct = SERVICE / "create-product"
        on Http<Json<CreateProductRequest>, Json<CreatedProduct>, Admin>
    {
        routes: ["POST /product" => 201],
        may: [Get<ProductRow>, Put<ProductRow>, Put<Outbox<Products>>],
    }
}

function! {
    /// Changes a product, which is named by the path or the body.
    UpdateProduct = SERVICE / "update-product"
        on Http<
            Json<UpdateProductRequest>,
            Json<Envelope<UpdatedProduct>>,
            Admin,
            Option<ProductPath>,
        >
    {
        routes: ["PUT /product" => 200, "PUT /product/{product_id}" => 200],
        may: [Get<ProductRow>, Update<ProductRow>, Put<Outbox<Products>>],
    }
}

function! {
    /// Removes a product from the catalogue.
    DeleteProduct = SERVICE / "delete-product"
        on Http<NoBody, Json<Envelope<String>>, Admin, ProductPath>
    {
        routes: ["DELETE /product/{product_id}" => 200],
        may: [Delete<ProductRow>, Put<Outbox<Products>>],
    }
}

view! {
    /// The stock level of a product.
    pub struct StockLevel of StockUpdated {
        product_id: String,
        #[serde(alias = "stockLevel")]
        new_stock_level: Option<f64>,
        revision: Option<u64>,
    }
}

function! {
    /// Applies a stock level from inventory to the product. If the event lacks the level or its
    /// revision, reads them from inventory.
    HandleStockUpdated = SERVICE / "handle-stock-updated" on Queue<StockLevel> {
        may: [Update<ProductRow>, Parameter<InventoryApi>],
    }
}

view! {
    /// The price brackets of a product.
    pub struct CalculatedBrackets of PricingCalculated {
        product_id: String,
        price_brackets: Vec<PriceBracket>,
    }
}

function! {
    /// Applies price brackets from pricing to the product.
    HandlePricingCalculated = SERVICE / "handle-pricing-calculated" on Queue<CalculatedBrackets> {
        may: [Update<ProductRow>],
    }
}

function! {
    /// Publishes the events in the outbox of the table.
    PublishEvents = SERVICE / "publish-events" on TableStream<Products> {
        publishes: [ProductCreated, ProductUpdated, ProductDeleted],
    }
}

function! {
    /// Creates the demo products that do not exist yet.
    Seed = SERVICE / "seed" on Direct<(), Seeded> {
        may: [Get<ProductRow>, Put<ProductRow>, Put<Outbox<Products>>],
    }
}

service! {
    SERVICE {
        functions: [
            ListProducts,
            GetProduct,
            CreateProduct,
            UpdateProduct,
            DeleteProduct,
            HandleStockUpdated,
            HandlePricingCalculated,
            PublishEvents,
            Seed,
        ],
    }
}
