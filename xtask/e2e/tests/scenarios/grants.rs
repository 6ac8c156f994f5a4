//! A function may do what it declared and nothing else. A role with a copy of the policy of a
//! deployed function makes calls, of which some must be allowed and the others denied. No call
//! changes an item: every write has a condition that does not hold.

use std::{collections::HashMap, error::Error, fmt::Debug};

use aws_config::SdkConfig;
use aws_sdk_dynamodb::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
    types::{AttributeValue, KeysAndAttributes, Put, TransactWriteItem, Update},
};
use contracts::{
    Function, Key, Outbox, Table,
    activity::{Activities, EntryRow, GetActivity},
    inventory::{GetStock, HandleOrderCreated, OrderRow, Stock, StockRow},
    pricing::{HandleProductCreated, PricingCalculated},
    product_management::ProductCreated,
    user_management::{AttemptsRow, EmailRow, GetUser, UserRow, Users},
};
use e2e::{Entry, Shop, eventually, unique};
use serde_json::json;

use Outcome::{Allowed, Denied};

/// The role of every function has one inline policy, with this name.
const POLICY: &str = "grants";

/// The condition of every write. No scenario writes items with the keys that are used here.
const EXISTS: &str = "attribute_exists(PK)";

#[derive(Debug, PartialEq)]
pub enum Outcome {
    Allowed,
    Denied,
}

/// A role that may do what one function may do.
pub struct Role {
    iam: aws_sdk_iam::Client,
    name: String,
    credentials: SdkConfig,
}

/// A table as a role may use it.
pub struct RoleTable {
    client: Client,
    name: String,
}

impl Role {
    /// Creates a role with a copy of the policy of `F`.
    async fn like<F: Function>(shop: &Shop) -> Self {
        Self::like_function(shop, &shop.function_name::<F>()).await
    }

    /// Creates a role with a copy of the policy of the function with this name in AWS.
    pub async fn like_function(shop: &Shop, function: &str) -> Self {
        let iam = aws_sdk_iam::Client::new(&shop.aws);
        let policy = policy_of(shop, &iam, function).await;
        let account = aws_sdk_sts::Client::new(&shop.aws).get_caller_identity().send().await;
        let account = account.expect("the caller has an identity").account;
        let account = account.expect("the identity has an account");
        let trust = json!({
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Principal": { "AWS": format!("arn:aws:iam::{account}:root") },
            }],
        });
        let name = unique("e2e");
        let role =
            iam.create_role().role_name(&name).assume_role_policy_document(trust.to_string());
        let role = role.send().await.expect("the tests may create roles");
        let put = iam.put_role_policy().role_name(&name).policy_name(POLICY);
        put.policy_document(policy).send().await.expect("the tests may write policies");
        let arn = role.role.expect("the role was created").arn;
        let credentials = assume(shop, &arn).await;
        Self { iam, name, credentials }
    }

    pub fn table<T: Table>(&self, shop: &Shop) -> RoleTable {
        RoleTable { client: Client::new(&self.credentials), name: shop.table_name::<T>() }
    }

    async fn publish(&self, shop: &Shop, entries: &[&Entry]) -> Outcome {
        outcome(shop.put_events(&self.credentials, entries).await)
    }

    pub async fn delete(self) {
        let Self { iam, name, .. } = self;
        let delete = iam.delete_role_policy().role_name(&name).policy_name(POLICY);
        delete.send().await.expect("the policy exists");
        iam.delete_role().role_name(&name).send().await.expect("the role exists");
    }
}

impl RoleTable {
    pub async fn get<R>(&self, key: &Key<R>) -> Outcome {
        let request = self.client.get_item().table_name(&self.name);
        outcome(request.set_key(Some(attributes(key))).send().await)
    }

    pub async fn batch_get<R>(&self, key: &Key<R>) -> Outcome {
        let keys = KeysAndAttributes::builder().keys(attributes(key)).build();
        let keys = keys.expect("there is a key");
        outcome(self.client.batch_get_item().request_items(&self.name, keys).send().await)
    }

    /// Queries the partition of an item.
    pub async fn query<R>(&self, key: &Key<R>) -> Outcome {
        let request = self.client.query().table_name(&self.name);
        let request = request.key_condition_expression("PK = :partition");
        let partition = AttributeValue::S(key.partition().to_owned());
        outcome(request.expression_attribute_values(":partition", partition).send().await)
    }

    pub async fn put<R>(&self, key: &Key<R>) -> Outcome {
        let request = self.client.put_item().table_name(&self.name);
        let request = request.set_item(Some(attributes(key))).condition_expression(EXISTS);
        outcome(request.send().await)
    }

    pub async fn update<R>(&self, key: &Key<R>) -> Outcome {
        let request = self.client.update_item().table_name(&self.name);
        let request = request.set_key(Some(attributes(key))).condition_expression(EXISTS);
        outcome(request.update_expression("REMOVE Missing").send().await)
    }

    pub async fn delete<R>(&self, key: &Key<R>) -> Outcome {
        let request = self.client.delete_item().table_name(&self.name);
        let request = request.set_key(Some(attributes(key))).condition_expression(EXISTS);
        outcome(request.send().await)
    }

    async fn transaction(&self, writes: impl IntoIterator<Item = TransactWriteItem>) -> Outcome {
        let writes = writes.into_iter().collect();
        outcome(self.client.transact_write_items().set_transact_items(Some(writes)).send().await)
    }

    /// A put for a transaction.
    fn write_put<R>(&self, key: &Key<R>) -> TransactWriteItem {
        let put = Put::builder().table_name(&self.name).set_item(Some(attributes(key)));
        let put = put.condition_expression(EXISTS).build().expect("table and item are set");
        TransactWriteItem::builder().put(put).build()
    }

    /// An update for a transaction.
    fn write_update<R>(&self, key: &Key<R>) -> TransactWriteItem {
        let update = Update::builder().table_name(&self.name).set_key(Some(attributes(key)));
        let update = update.update_expression("REMOVE Missing").condition_expression(EXISTS);
        let update = update.build().expect("table, key and expression are set");
        TransactWriteItem::builder().update(update).build()
    }
}

/// The inline policy of a function's role.
async fn policy_of(shop: &Shop, iam: &aws_sdk_iam::Client, function: &str) -> String {
    let lambda = aws_sdk_lambda::Client::new(&shop.aws);
    let function = lambda.get_function_configuration().function_name(function).send().await;
    let role = function.expect("the function exists").role.expect("a function has a role");
    let role = role.rsplit('/').next().expect("a role's ARN ends in its name");
    let policy = iam.get_role_policy().role_name(role).policy_name(POLICY).send().await;
    let policy = policy.expect("the role has the policy").policy_document;
    // IAM returns documents percent-encoded.
    let field = format!("document={}", policy.replace('+', "%2B"));
    let mut decoded = form_urlencoded::parse(field.as_bytes());
    decoded.next().expect("there is one field").1.into_owned()
}

async fn assume(shop: &Shop, role: &str) -> SdkConfig {
    let sts = aws_sdk_sts::Client::new(&shop.aws);
    let assumed = eventually("the role to be assumable", async || {
        let request = sts.assume_role().role_arn(role).role_session_name("e2e");
        request.send().await.ok()?.credentials
    })
    .await;
    let credentials = aws_sdk_sts::config::Credentials::new(
        assumed.access_key_id,
        assumed.secret_access_key,
        Some(assumed.session_token),
        None,
        "e2e",
    );
    let provider = aws_sdk_sts::config::SharedCredentialsProvider::new(credentials);
    shop.aws.to_builder().credentials_provider(provider).build()
}

fn attributes<R>(key: &Key<R>) -> HashMap<String, AttributeValue> {
    let text = |value: &str| AttributeValue::S(value.to_owned());
    [("PK".to_owned(), text(key.partition())), ("SK".to_owned(), text(key.sort()))].into()
}

/// Whether the policy allowed a call. IAM decides before DynamoDB evaluates the condition of a
/// write.
fn outcome<T: Debug, E>(result: Result<T, SdkError<E>>) -> Outcome
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let Err(error) = result else { return Allowed };
    match error.code() {
        Some("AccessDeniedException") => Denied,
        Some("ConditionalCheckFailedException" | "TransactionCanceledException") => Allowed,
        _ => panic!("the call failed: {error:?}"),
    }
}

/// Compares what happened to each call with what must happen.
#[track_caller]
fn check<const N: usize>(calls: [(&str, Outcome, Outcome); N]) {
    for (call, outcome, expected) in calls {
        assert_eq!(outcome, expected, "{call}");
    }
}

#[tokio::test]
async fn get_activity_may_query_feeds_only() {
    let shop = Shop::open().await;
    let role = Role::like::<GetActivity>(&shop).await;
    let (feeds, accounts) = (role.table::<Activities>(&shop), role.table::<Users>(&shop));
    let id = unique("e2e");
    let entry = EntryRow::key(&id, "user", 0, &id);
    check([
        ("query a feed", feeds.query(&entry).await, Allowed),
        ("get an entry", feeds.get(&entry).await, Denied),
        ("put an entry", feeds.put(&entry).await, Denied),
        ("query another table", accounts.query(&UserRow::key(&id)).await, Denied),
    ]);
    role.delete().await;
}

#[tokio::test]
async fn get_stock_may_get_stock_items_only() {
    let shop = Shop::open().await;
    let role = Role::like::<GetStock>(&shop).await;
    let table = role.table::<Stock>(&shop);
    let id = unique("e2e");
    let (stock, order) = (StockRow::key(&id), OrderRow::key(&id));
    let message = Outbox::<Stock>::key(stock.partition(), &id);
    check([
        ("get stock", table.get(&stock).await, Allowed),
        ("get an order", table.get(&order).await, Denied),
        ("get an outbox message", table.get(&message).await, Denied),
        ("get stock in a batch", table.batch_get(&stock).await, Denied),
        ("query stock", table.query(&stock).await, Denied),
        ("put stock", table.put(&stock).await, Denied),
    ]);
    role.delete().await;
}

#[tokio::test]
async fn handle_order_created_may_update_stock_and_enqueue_messages_but_not_put_stock() {
    let shop = Shop::open().await;
    let role = Role::like::<HandleOrderCreated>(&shop).await;
    let table = role.table::<Stock>(&shop);
    let (id, other) = (unique("e2e"), unique("e2e"));
    let (stock, order) = (StockRow::key(&id), OrderRow::key(&id));
    let message = Outbox::<Stock>::key(order.partition(), &id);
    let misplaced = Key::<Outbox<Stock>>::new(stock.partition().to_owned()).sorted_by(id.clone());
    let reserve = || [table.write_update(&stock), table.write_put(&order)];
    let with = |write| table.transaction(reserve().into_iter().chain([write]));
    check([
        ("reserve", table.transaction(reserve()).await, Allowed),
        ("reserve and enqueue", with(table.write_put(&message)).await, Allowed),
        ("reserve and put stock", with(table.write_put(&StockRow::key(&other))).await, Denied),
        (
            "reserve and update an order",
            with(table.write_update(&OrderRow::key(&other))).await,
            Denied,
        ),
        ("put a message among stock", table.put(&misplaced).await, Denied),
        ("get stock", table.get(&stock).await, Denied),
    ]);
    role.delete().await;
}

#[tokio::test]
async fn get_user_may_get_accounts_and_addresses_but_not_attempts() {
    let shop = Shop::open().await;
    let role = Role::like::<GetUser>(&shop).await;
    let table = role.table::<Users>(&shop);
    let id = unique("e2e");
    check([
        ("get an account", table.get(&UserRow::key(&id)).await, Allowed),
        ("get an address", table.get(&EmailRow::key(&id)).await, Allowed),
        ("get failed attempts", table.get(&AttemptsRow::key(&id, "ACCOUNT")).await, Denied),
        ("put an account", table.put(&UserRow::key(&id)).await, Denied),
    ]);
    role.delete().await;
}

#[tokio::test]
async fn handle_product_created_of_pricing_may_publish_its_own_type_from_its_own_source_only() {
    let shop = Shop::open().await;
    let role = Role::like::<HandleProductCreated>(&shop).await;
    let brackets = json!([{ "quantity": 5, "price": 1.5 }]);
    let data = json!({ "productId": unique("E2E"), "priceBrackets": brackets });
    let own = shop.event::<PricingCalculated>(&data);
    let foreign = shop.event::<ProductCreated>(&data);
    let disguised = Entry { source: foreign.source.clone(), ..own.clone() };
    let misnamed = Entry { source: own.source.clone(), ..foreign.clone() };
    check([
        ("publish its own type", role.publish(&shop, &[&own]).await, Allowed),
        ("publish from another source", role.publish(&shop, &[&disguised]).await, Denied),
        ("publish another type", role.publish(&shop, &[&misnamed]).await, Denied),
        ("publish another's event", role.publish(&shop, &[&foreign]).await, Denied),
        ("publish from both sources", role.publish(&shop, &[&own, &disguised]).await, Denied),
        ("publish both types", role.publish(&shop, &[&own, &misnamed]).await, Denied),
    ]);
    role.delete().await;
}
