//! The price list in DynamoDB. Price and brackets of a product are on one item, each with the stamp of
//! the event that it is from; a change requires that its event is newer.

use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use contracts::{
    BatchGet, Function, Key, May, Money, Update, order::PriceRow, pricing::PriceBracket,
};
use platform::{
    Context, Result, Stamp,
    dynamo::{Item, Written, number, text, to_item},
};
use serde::{Deserialize, Serialize};

use super::DynamoOrders;
use crate::{
    ports::prices::{PriceChanges, PriceList},
    price_list::{ListedPrice, ListedProduct},
};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PriceItem {
    product_id: String,
    /// None if no event announced a price.
    #[serde(default)]
    price_as_of: Option<String>,
    /// None of a product that was deleted.
    #[serde(default)]
    price: Option<Money>,
    #[serde(default)]
    brackets: Vec<StoredBracket>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct BracketsItem {
    brackets: Vec<StoredBracket>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct StoredBracket {
    quantity: u32,
    price: Money,
}

impl From<PriceItem> for ListedProduct {
    fn from(item: PriceItem) -> Self {
        let price = item.price.map_or(ListedPrice::Deleted, ListedPrice::Price);
        let bracket = |StoredBracket { quantity, price }| PriceBracket { quantity, price };
        Self {
            product_id: item.product_id,
            price: item.price_as_of.map(|_| price),
            brackets: item.brackets.into_iter().map(bracket).collect(),
        }
    }
}

impl<F: Function + May<BatchGet<PriceRow>>> PriceList for DynamoOrders<F> {
    async fn listed(&self, product_ids: &[String]) -> Result<Vec<ListedProduct>> {
        let keys: Vec<Key<PriceRow>> = product_ids.iter().map(PriceRow::key).collect();
        let items: Vec<PriceItem> = self.0.batch_get(&keys).await?;
        Ok(items.into_iter().map(ListedProduct::from).collect())
    }
}

impl<F: Function + May<Update<PriceRow>>> PriceChanges for DynamoOrders<F> {
    async fn set_price(
        &self,
        product_id: &str,
        price: ListedPrice,
        stamp: &Stamp,
        context: &Context,
    ) -> Result<bool> {
        let value = match price {
            ListedPrice::Price(Money(amount)) => Some(number(amount)),
            ListedPrice::Deleted => None,
        };
        let values = value.map(|value| ("Price".to_owned(), value)).into_iter().collect();
        self.set(product_id, "Price", values, stamp, context).await
    }

    async fn set_brackets(
        &self,
        product_id: &str,
        brackets: &[PriceBracket],
        stamp: &Stamp,
        context: &Context,
    ) -> Result<bool> {
        let stored = |PriceBracket { quantity, price }: &PriceBracket| StoredBracket {
            quantity: *quantity,
            price: *price,
        };
        let item = to_item(&BracketsItem { brackets: brackets.iter().map(stored).collect() })?;
        self.set(product_id, "Brackets", item, stamp, context).await
    }
}

impl<F: Function + May<Update<PriceRow>>> DynamoOrders<F> {
    /// Sets the attribute `name` to its value in `values`, or removes it if it has none there. False,
    /// and nothing is changed, if the stored one is as new or newer.
    async fn set(
        &self,
        product_id: &str,
        name: &str,
        mut values: Item,
        stamp: &Stamp,
        context: &Context,
    ) -> Result<bool> {
        let set = "SET ProductId = :product, #type = :type, CorrelationId = :correlation, #as_of = :as_of";
        let update = UpdateBuilder::default()
            .condition_expression("attribute_not_exists(#as_of) OR #as_of < :as_of")
            .expression_attribute_names("#type", "Type")
            .expression_attribute_names("#value", name)
            .expression_attribute_names("#as_of", format!("{name}AsOf"))
            .expression_attribute_values(":product", text(product_id))
            .expression_attribute_values(":type", text("Price"))
            .expression_attribute_values(":correlation", text(&context.correlation_id))
            .expression_attribute_values(":as_of", text(stamp.as_str()));
        let update = match values.remove(name) {
            Some(value) => update
                .update_expression(format!("{set}, #value = :value"))
                .expression_attribute_values(":value", value),
            None => update.update_expression(format!("{set} REMOVE #value")),
        };
        Ok(self.0.update(&PriceRow::key(product_id), update).await? == Written::Done)
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::{
        Client,
        operation::{
            batch_get_item::BatchGetItemOutput,
            update_item::{UpdateItemError, UpdateItemInput, UpdateItemOutput},
        },
        types::{AttributeValue, error::ConditionalCheckFailedException},
    };
    use aws_smithy_mocks::{Rule, mock};
    use contracts::order::{CreateOrder, HandlePricingCalculated, HandleProductChanged};
    use jiff::Timestamp;
    use platform::dynamo;

    use super::*;
    use crate::memory::samples::{brackets, money};

    fn orders<F: Function>(rule: &Rule) -> DynamoOrders<F> {
        DynamoOrders(dynamo::Table::mocked(rule))
    }

    fn stamp() -> Stamp {
        let time = Timestamp::from_second(1).unwrap();
        Stamp::new(time, "e-1", time).unwrap()
    }

    async fn set(rule: &Rule, price: ListedPrice) -> bool {
        let orders = orders::<HandleProductChanged>(rule);
        orders.set_price("LATTE", price, &stamp(), &Context::new()).await.unwrap()
    }

    fn updated(expected: fn(&UpdateItemInput) -> bool) -> Rule {
        mock!(Client::update_item)
            .match_requests(expected)
            .then_output(|| UpdateItemOutput::builder().build())
    }

    #[tokio::test]
    async fn a_price_is_set_if_its_event_is_newer() {
        let rule = updated(|request| {
            let names = request.expression_attribute_names().unwrap();
            let values = request.expression_attribute_values().unwrap();
            request.key().unwrap()["PK"] == text("PRICE#LATTE")
                && request.condition_expression()
                    == Some("attribute_not_exists(#as_of) OR #as_of < :as_of")
                && request.update_expression().unwrap().ends_with(", #value = :value")
                && (names["#value"].as_str(), names["#as_of"].as_str()) == ("Price", "PriceAsOf")
                && values[":value"] == number("4.99")
                && values[":as_of"] == text("1970-01-01T00:00:01.000000000Z#e-1")
        });
        assert!(set(&rule, ListedPrice::Price(money("4.99"))).await);
        let refused = mock!(Client::update_item).then_error(|| {
            let error = ConditionalCheckFailedException::builder().build();
            UpdateItemError::ConditionalCheckFailedException(error)
        });
        assert!(!set(&refused, ListedPrice::Price(money("4.99"))).await);
    }

    #[tokio::test]
    async fn a_deleted_product_keeps_its_stamp_and_no_price() {
        let rule = updated(|request| {
            let update = request.update_expression().unwrap();
            update.contains("#as_of = :as_of") && update.ends_with(" REMOVE #value")
        });
        assert!(set(&rule, ListedPrice::Deleted).await);
    }

    #[tokio::test]
    async fn brackets_are_a_list_with_a_stamp_of_their_own() {
        let rule = updated(|request| {
            let names = request.expression_attribute_names().unwrap();
            let values = request.expression_attribute_values().unwrap();
            let bracket = values[":value"].as_l().unwrap()[0].as_m().unwrap();
            names["#as_of"] == "BracketsAsOf"
                && bracket["Quantity"] == number(5)
                && bracket["Price"] == number("4.74")
        });
        let orders = orders::<HandlePricingCalculated>(&rule);
        let brackets = brackets(&[(5, "4.74")]);
        assert!(orders.set_brackets("LATTE", &brackets, &stamp(), &Context::new()).await.unwrap());
    }

    /// The item of a product with these attributes.
    fn item(product_id: &str, attributes: &[(&str, AttributeValue)]) -> Item {
        let id = ("ProductId".to_owned(), text(product_id));
        attributes
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .chain([id])
            .collect()
    }

    #[tokio::test]
    async fn prices_are_read_in_one_request() {
        let rule = mock!(Client::batch_get_item)
            .match_requests(|request| request.request_items().unwrap()["mocked"].keys().len() == 3)
            .then_output(|| {
                let latte = [("PriceAsOf", text("1")), ("Price", number("4.99"))];
                let bracket = Item::from([
                    ("Quantity".to_owned(), number(5)),
                    ("Price".to_owned(), number(3)),
                ]);
                let bracket = AttributeValue::M(bracket);
                let mocha = [("Brackets", AttributeValue::L(vec![bracket]))];
                let items = vec![
                    item("LATTE", &latte),
                    item("TEA", &[("PriceAsOf", text("1"))]),
                    item("MOCHA", &mocha),
                ];
                BatchGetItemOutput::builder().responses("mocked", items).build()
            });
        let wanted = ["LATTE", "TEA", "MOCHA"].map(str::to_owned);
        let found = orders::<CreateOrder>(&rule).listed(&wanted).await.unwrap();
        let listed = |id: &str, price, brackets| ListedProduct {
            product_id: id.to_owned(),
            price,
            brackets,
        };
        let expected = [
            listed("LATTE", Some(ListedPrice::Price(money("4.99"))), Vec::new()),
            listed("TEA", Some(ListedPrice::Deleted), Vec::new()),
            listed("MOCHA", None, brackets(&[(5, "3")])),
        ];
        assert_eq!((found, rule.num_calls()), (expected.to_vec(), 1));
    }
}
