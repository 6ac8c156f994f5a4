//! Baskets and messages as the API shows them.

use contracts::{
    Currency, Function, May, Money, Setting, TaxRate,
    basket::{BasketDto, BasketItemDto, BasketReply},
};
use platform::{Lambda, Result, UserType};
use rust_decimal::Decimal;

use crate::basket::{Basket, Item, Totals, included_tax};

/// What the environment's file says about prices.
pub struct PriceSettings {
    /// ISO 4217 code.
    pub currency: String,
    /// The share of tax on a net price.
    pub tax_rate: Decimal,
}

impl PriceSettings {
    pub fn of<F>(lambda: &Lambda<F>) -> Result<Self>
    where
        F: Function + May<Setting<Currency>> + May<Setting<TaxRate>>,
    {
        Ok(Self { currency: lambda.setting::<Currency>()?, tax_rate: lambda.setting::<TaxRate>()? })
    }
}

/// The message of every success.
pub fn message(method: &str) -> String {
    format!("Successfully finished operation: \"{method}\"")
}

/// The response to a request with this method.
pub fn reply<T>(method: &str, body: T) -> BasketReply<T> {
    BasketReply { message: message(method), body }
}

/// A basket with the prices for a reader of this type.
pub fn basket_dto(basket: Basket, reader: UserType, settings: &PriceSettings) -> BasketDto {
    let Totals { subtotal, discount, total } = basket.totals(reader);
    let item = |item: &Item| BasketItemDto {
        product_id: item.product.id.clone(),
        product_name: item.product.name.clone(),
        quantity: item.quantity,
        color: item.color.clone(),
        price: basket.unit_price(item, reader),
    };
    BasketDto {
        items: basket.items.iter().map(item).collect(),
        user_name: basket.user_id,
        subtotal,
        discount,
        tax: included_tax(total, settings.tax_rate),
        total_price: total,
        currency: settings.currency.clone(),
    }
}

/// The basket of a user who has none.
pub fn empty_basket_dto(user_id: &str, settings: &PriceSettings) -> BasketDto {
    BasketDto {
        user_name: user_id.to_owned(),
        items: Vec::new(),
        subtotal: Money::default(),
        discount: Money::default(),
        tax: Money::default(),
        total_price: Money::default(),
        currency: settings.currency.clone(),
    }
}
