//! Accounts in DynamoDB.

mod guesses;

use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use contracts::{
    Function, Get, IdempotencyKey, May, Outbox, Put, Update,
    user_management::{CountedOrderRow, EmailRow, PasswordRow, UserRow, Users as Table},
};
use jiff::Timestamp;
use platform::{
    Context, Failure, OutboxMessage, Result, UserType,
    dynamo::{Outcome, number, text, to_item},
};
use serde::{Deserialize, Serialize};

use super::{
    email::Email,
    events::PrivateEvent,
    password::PasswordHash,
    ports::{CompletedOrder, Counting, NewUsers, OrderCounts, Passwords, Users, UsersByEmail},
    user::{OrderChange, User},
};
use crate::dynamo::DynamoStore;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct UserItem {
    user_id: String,
    email_address: String,
    first_name: String,
    last_name: String,
    user_type: UserType,
    order_count: u32,
    created_at: Timestamp,
    last_active: Timestamp,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EmailItem {
    user_id: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PasswordItem {
    password_hash: String,
}

impl<F: Function + May<Get<UserRow>>> Users for DynamoStore<F> {
    async fn user(&self, id: &str) -> Result<Option<User>> {
        let item: Option<UserItem> = self.0.get(&UserRow::key(id)).await?;
        Ok(item.map(User::from))
    }
}

impl<F: Function + May<Get<UserRow>> + May<Get<EmailRow>>> UsersByEmail for DynamoStore<F> {
    async fn user_id(&self, email: &Email) -> Result<Option<String>> {
        let item: Option<EmailItem> = self.0.get(&EmailRow::key(email.folded())).await?;
        Ok(item.map(|item| item.user_id))
    }
}

impl<F: Function + May<Get<PasswordRow>>> Passwords for DynamoStore<F> {
    async fn password(&self, user_id: &str) -> Result<Option<PasswordHash>> {
        let item: Option<PasswordItem> = self.0.get(&PasswordRow::key(user_id)).await?;
        Ok(item.map(|item| PasswordHash::stored(item.password_hash)))
    }
}

impl<F> NewUsers for DynamoStore<F>
where
    F: Function
        + May<Put<UserRow>>
        + May<Put<PasswordRow>>
        + May<Put<EmailRow>>
        + May<Put<Outbox<Table>>>,
{
    async fn register(
        &self,
        user: &User,
        password: &PasswordHash,
        context: &Context,
    ) -> Result<bool> {
        let key = UserRow::key(&user.id);
        let email = EmailItem { user_id: user.id.clone() };
        let password = PasswordItem { password_hash: password.as_str().to_owned() };
        let event = PrivateEvent::UserRegistered { user_id: user.id.clone() };
        let transaction = self
            .0
            .transaction()
            .put_new(&EmailRow::key(user.email.folded()), to_item(&email)?)
            .put_new(&key, to_item(&UserItem::from(user))?)
            .put_new(&PasswordRow::key(&user.id), to_item(&password)?)
            .enqueue(&OutboxMessage::about(&key, &event, context)?);
        match transaction.commit().await? {
            Outcome::Committed => Ok(true),
            Outcome::Refused { index: 0 } => Ok(false),
            other => {
                Err(Failure::failed(format!("failed to register user `{}`: {other:?}", user.id)))
            }
        }
    }
}

impl<F> OrderCounts for DynamoStore<F>
where
    F: Function
        + May<Put<CountedOrderRow>>
        + May<Update<UserRow>>
        + May<Put<IdempotencyKey<Table>>>,
{
    async fn count_order(
        &self,
        user: &User,
        change: &OrderChange,
        order: &CompletedOrder<'_>,
    ) -> Result<Counting> {
        let counted = [("CountedAt".to_owned(), text(change.last_active.to_string()))];
        let transaction = self
            .0
            .transaction()
            .put_new(&CountedOrderRow::key(&user.id, order.number), counted.into())
            .update(&UserRow::key(&user.id), update(user, change))
            .idempotent(order.event_id);
        Ok(match transaction.commit().await? {
            Outcome::Committed => Counting::Counted,
            Outcome::Duplicate | Outcome::Refused { index: 0 } => Counting::Duplicate,
            Outcome::Refused { .. } => Counting::Conflict,
        })
    }
}

/// Writes every field of `change`, unless another order was counted since `user` was read.
fn update(user: &User, change: &OrderChange) -> UpdateBuilder {
    let OrderChange { user_type, order_count, last_active } = change;
    UpdateBuilder::default()
        .update_expression("SET OrderCount = :count, UserType = :type, LastActive = :active")
        .condition_expression("OrderCount = :countBefore AND UserType = :typeBefore")
        .expression_attribute_values(":count", number(order_count))
        .expression_attribute_values(":type", text(user_type.to_string()))
        .expression_attribute_values(":active", text(last_active.to_string()))
        .expression_attribute_values(":countBefore", number(user.order_count))
        .expression_attribute_values(":typeBefore", text(user.user_type.to_string()))
}

impl From<&User> for UserItem {
    fn from(user: &User) -> Self {
        Self {
            user_id: user.id.clone(),
            email_address: user.email.as_str().to_owned(),
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            user_type: user.user_type,
            order_count: user.order_count,
            created_at: user.created_at,
            last_active: user.last_active,
        }
    }
}

impl From<UserItem> for User {
    fn from(item: UserItem) -> Self {
        Self {
            id: item.user_id,
            email: Email::stored(item.email_address),
            first_name: item.first_name,
            last_name: item.last_name,
            user_type: item.user_type,
            order_count: item.order_count,
            created_at: item.created_at,
            last_active: item.last_active,
        }
    }
}

#[cfg(test)]
mod tests {
    use platform::dynamo::from_item;

    use super::*;
    use crate::accounts::samples;

    #[test]
    fn a_user_is_read_as_it_was_written() {
        let user = User { user_type: UserType::Admin, ..samples::user("a@b.c") };
        let item = to_item(&UserItem::from(&user)).unwrap();
        assert_eq!(item["UserType"], text("ADMIN"));
        assert_eq!(User::from(from_item::<UserItem>(item).unwrap()), user);
    }

    #[test]
    fn a_counted_order_writes_what_a_changed_user_would_contain() {
        let before = User { order_count: 10, ..samples::user("a@b.c") };
        let change = before.complete_order(samples::now());
        let OrderChange { user_type, order_count, last_active } = change;
        let after = User { user_type, order_count, last_active, ..before.clone() };
        let item = to_item(&UserItem::from(&after)).unwrap();
        let update = update(&before, &change);
        let values = update.get_expression_attribute_values().as_ref().unwrap();
        for (name, value) in
            [("OrderCount", ":count"), ("UserType", ":type"), ("LastActive", ":active")]
        {
            assert_eq!(values[value], item[name], "{name}");
            let assignment = format!("{name} = {value}");
            assert!(update.get_update_expression().as_ref().unwrap().contains(&assignment));
        }
    }
}
