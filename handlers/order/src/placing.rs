//! Placing an order: prices it, gives it a number and stores it, once for each request.

use contracts::{Currency, Function, May, Parameter, Setting, product_management::ProductApi};
use futures_util::{StreamExt, TryStreamExt, stream};
use platform::{
    ApiClient, Context, Failure, Lambda, Result, Unavailable,
    clock::{Clock, SystemClock},
    idempotency::IdempotentRequest,
    ids::{Ids, SystemIds},
};

use crate::{
    dynamo::DynamoOrders,
    new_order::NewOrder,
    order::Order,
    ports::{
        placing::{Placed, RequestedOrders},
        prices::{Catalogue, PriceList},
        reading::OrderLookup,
    },
    price_list::KnownPrices,
};

/// Products that are looked up in the catalogue at the same time.
const CONCURRENT_LOOKUPS: usize = 10;

/// The ports that placing an order uses, and the currency of the prices.
pub struct Placement<'a, O, P, I, C> {
    pub orders: &'a O,
    pub catalogue: &'a P,
    pub ids: &'a I,
    pub clock: &'a C,
    pub currency: &'a str,
}

/// The ports of a deployed function that places orders.
pub struct PlacementPorts<F> {
    orders: DynamoOrders<F>,
    catalogue: ApiClient<ProductApi>,
    currency: String,
}

/// The order of a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Accepted {
    /// As it is now.
    pub order: Order,
    /// Whether the same request made it before.
    pub is_repeated: bool,
}

impl<F> PlacementPorts<F>
where
    F: Function + May<Parameter<ProductApi>> + May<Setting<Currency>>,
{
    /// Those of this function.
    pub fn of(lambda: &Lambda<F>) -> Result<Self> {
        Ok(Self {
            orders: DynamoOrders(lambda.table()),
            catalogue: lambda.api_client()?,
            currency: lambda.setting::<Currency>()?,
        })
    }

    /// Placing orders with them.
    pub fn placement(
        &self,
    ) -> Placement<'_, DynamoOrders<F>, ApiClient<ProductApi>, SystemIds, SystemClock> {
        let Self { orders, catalogue, currency } = self;
        Placement { orders, catalogue, ids: &SystemIds, clock: &SystemClock, currency }
    }
}

impl<O: PriceList, P: Catalogue, I: Ids, C: Clock> Placement<'_, O, P, I, C> {
    /// The prices of the products. One that no event announced is looked up in the catalogue.
    pub async fn prices(&self, product_ids: &[String], context: &Context) -> Result<KnownPrices> {
        let listed = self.orders.listed(product_ids).await?;
        let (known, unlisted) = KnownPrices::of_list(listed, product_ids);
        self.with_catalogue(known, unlisted, context).await
    }

    /// The prices of the products in the catalogue, which the price list follows with a delay.
    pub async fn current_prices(
        &self,
        product_ids: Vec<String>,
        context: &Context,
    ) -> Result<KnownPrices> {
        self.with_catalogue(KnownPrices::default(), product_ids, context).await
    }

    /// The order at these prices, with a number of its own unless it has one.
    pub fn order(&self, new: &NewOrder, prices: &KnownPrices, number: Option<&str>) -> Order {
        let number = number.map_or_else(|| self.ids.uuid().to_string(), str::to_owned);
        new.at(prices, number, self.clock.now())
    }

    /// Adds the prices that the catalogue has of these products.
    async fn with_catalogue(
        &self,
        known: KnownPrices,
        product_ids: Vec<String>,
        context: &Context,
    ) -> Result<KnownPrices> {
        let lookup = |id: String| async move {
            let found = self.catalogue.prices(&id, context).await;
            found
                .map(|prices| (id, prices))
                .map_err(|failure| Unavailable::because("the catalogue of products", failure))
        };
        stream::iter(product_ids)
            .map(lookup)
            .buffer_unordered(CONCURRENT_LOOKUPS)
            .try_fold(known, async |mut known, (id, prices)| {
                if let Some(prices) = prices {
                    known.insert(id, prices);
                }
                Ok(known)
            })
            .await
    }
}

impl<O, P, I, C> Placement<'_, O, P, I, C>
where
    O: PriceList + RequestedOrders + OrderLookup,
    P: Catalogue,
    I: Ids,
    C: Clock,
{
    /// Stores the order, unless the same request made one before or `check` refuses its prices.
    pub async fn accept(
        &self,
        new: &NewOrder,
        request: Option<&IdempotentRequest>,
        check: impl FnOnce(&KnownPrices) -> Result,
        context: &Context,
    ) -> Result<Accepted> {
        let product_ids = new.product_ids();
        let (listed, earlier) = tokio::try_join!(
            self.orders.listed(&product_ids),
            self.earlier_order(&new.user_id, request),
        )?;
        if let Some(earlier) = earlier {
            return self.repeat(&new.user_id, &earlier).await;
        }
        let (known, unlisted) = KnownPrices::of_list(listed, &product_ids);
        let prices = self.with_catalogue(known, unlisted, context).await?;
        check(&prices)?;
        let order = self.order(new, &prices, None);
        match self.orders.place(&order, request, context).await? {
            Placed::Done => Ok(Accepted { order, is_repeated: false }),
            // The same request was made at the same time.
            Placed::Repeated => match self.earlier_order(&new.user_id, request).await? {
                Some(earlier) => self.repeat(&new.user_id, &earlier).await,
                None => Err(Failure::failed("failed to find the order of a repeated request")),
            },
            Placed::NumberTaken => Err(number_taken(&order.number)),
        }
    }

    /// The number of the order that the same request made before. Fails if another request has its key.
    async fn earlier_order(
        &self,
        user_id: &str,
        request: Option<&IdempotentRequest>,
    ) -> Result<Option<String>> {
        let Some(request) = request else { return Ok(None) };
        let accepted = self.orders.accepted(user_id, &request.key).await?;
        request.outcome(accepted, self.clock.now())
    }

    async fn repeat(&self, user_id: &str, number: &str) -> Result<Accepted> {
        let order = self.orders.order(user_id, number).await?.ok_or_else(|| {
            Failure::failed(format!("failed to repeat order `{number}`: order not found"))
        })?;
        Ok(Accepted { order, is_repeated: true })
    }
}

/// The failure if another order has the number.
pub fn number_taken(number: &str) -> Failure {
    Failure::failed(format!("failed to place order `{number}`: another order has this number"))
}
