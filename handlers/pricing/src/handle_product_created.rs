//! `handle-product-created`: prices a new product.

use contracts::product_management::ProductCreated;
use platform::{Message, Result, clock::Clock};

use crate::{
    ports::{Audience, Catalogue},
    reprice::{Asked, Pricer},
};

pub async fn handle(
    message: Message<ProductCreated>,
    pricer: &Pricer<impl Catalogue, impl Audience, impl Clock>,
) -> Result {
    let asked = Asked {
        product_id: message.data.product_id,
        event_id: message.id,
        context: message.context,
    };
    pricer.reprice(asked).await
}
