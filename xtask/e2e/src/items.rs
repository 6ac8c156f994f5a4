//! Items of the deployed tables, read with the credentials of the person or job that runs the tests.

use std::collections::HashMap;

use aws_sdk_dynamodb::{Client, types::AttributeValue};
use contracts::{Key, Row};

use crate::Shop;

impl Shop {
    /// The item with this key, if there is one.
    pub async fn item<R: Row>(&self, key: &Key<R>) -> Option<HashMap<String, AttributeValue>> {
        let request = Client::new(&self.aws).get_item().table_name(self.table_name::<R::Table>());
        let request = request.set_key(Some(key_attributes(key))).consistent_read(true);
        request.send().await.expect("the tests may read the table").item
    }
}

/// The attributes of a key.
pub fn key_attributes<R>(key: &Key<R>) -> HashMap<String, AttributeValue> {
    let attribute =
        |(name, value): (&str, &str)| (name.to_owned(), AttributeValue::S(value.to_owned()));
    key.attributes().map(attribute).collect()
}
