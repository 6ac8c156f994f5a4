//! `handle-product-updated`: prices a changed product.

use contracts::product_management::ProductUpdated;
use platform::{Message, Result, clock::Clock};

use crate::{
    ports::{Audience, Catalogue},
    reprice::{Asked, Pricer},
};

pub async fn handle(
    message: Message<ProductUpdated>,
    pricer: &Pricer<impl Catalogue, impl Audience, impl Clock>,
) -> Result {
    let asked = Asked {
        product_id: message.data.product_id,
        event_id: message.id,
        context: message.context,
    };
    pricer.reprice(asked).await
}
