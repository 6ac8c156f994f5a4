//! Accounts and attempts to guess their passwords, in DynamoDB.

use aws_sdk_dynamodb::types::builders::{PutBuilder, UpdateBuilder};
use contracts::{
    Delete, Function, Get, IdempotencyKey, May, Outbox, Put, Update,
    user_management::{AttemptsRow, CountedOrderRow, EmailRow, UserRow, Users as Table},
};
use jiff::Timestamp;
use platform::{
    Context, Failure, OutboxMessage, Result, UserType,
    dynamo::{Outcome, expiring, number, text, to_item},
};
use serde::{Deserialize, Serialize};

use super::{
    email::Email,
    events::PrivateEvent,
    lockout::Attempts,
    password::PasswordHash,
    ports::{CompletedOrder, Counting, LoginAttempts, NewUsers, OrderCounts, Users, UsersByEmail},
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
    password_hash: String,
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
struct AttemptsItem {
    guesses: u32,
    forgotten_at: Timestamp,
}

impl<F: Function + May<Get<UserRow>>> Users for DynamoStore<F> {
    async fn user(&self, id: &str) -> Result<Option<User>> {
        let item: Option<UserItem> = self.0.get(&UserRow::key(id)).await?;
        Ok(item.map(User::from))
    }
}

impl<F: Function + May<Get<UserRow>> + May<Get<EmailRow>>> UsersByEmail for DynamoStore<F> {
    async fn user_by_email(&self, email: &Email) -> Result<Option<User>> {
        let item: Option<EmailItem> = self.0.get(&EmailRow::key(email.folded())).await?;
        match item {
            Some(item) => self.user(&item.user_id).await,
            None => Ok(None),
        }
    }
}

impl<F> NewUsers for DynamoStore<F>
where
    F: Function + May<Put<UserRow>> + May<Put<EmailRow>> + May<Put<Outbox<Table>>>,
{
    async fn register(&self, user: &User, context: &Context) -> Result<bool> {
        let key = UserRow::key(&user.id);
        let email = EmailItem { user_id: user.id.clone() };
        let event = PrivateEvent::UserRegistered { user_id: user.id.clone() };
        let transaction = self
            .0
            .transaction()
            .put_new(&EmailRow::key(user.email.folded()), to_item(&email)?)
            .put_new(&key, to_item(&UserItem::from(user))?)
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

impl<F> LoginAttempts for DynamoStore<F>
where
    F: Function + May<Get<AttemptsRow>> + May<Put<AttemptsRow>> + May<Delete<AttemptsRow>>,
{
    async fn attempts(&self, email: &Email) -> Result<Option<Attempts>> {
        let item: Option<AttemptsItem> = self.0.get(&AttemptsRow::key(email.folded())).await?;
        Ok(item.map(|item| Attempts { count: item.guesses, until: item.forgotten_at }))
    }

    async fn replace_attempts(
        &self,
        email: &Email,
        before: Option<Attempts>,
        after: Attempts,
    ) -> Result<bool> {
        let item = AttemptsItem { guesses: after.count, forgotten_at: after.until };
        let item = expiring(to_item(&item)?, after.until);
        let key = AttemptsRow::key(email.folded());
        let transaction = self.0.transaction();
        let transaction = match before {
            None => transaction.put_new(&key, item),
            Some(before) => {
                let put = PutBuilder::default()
                    .condition_expression("Guesses = :guesses AND ForgottenAt = :forgotten")
                    .expression_attribute_values(":guesses", number(before.count))
                    .expression_attribute_values(":forgotten", text(before.until.to_string()));
                transaction.put(&key, item, put)
            }
        };
        Ok(transaction.commit().await? == Outcome::Committed)
    }

    async fn delete_attempts(&self, email: &Email) -> Result {
        self.0.delete(&AttemptsRow::key(email.folded())).await
    }
}

impl From<&User> for UserItem {
    fn from(user: &User) -> Self {
        Self {
            user_id: user.id.clone(),
            email_address: user.email.as_str().to_owned(),
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            password_hash: user.password.as_str().to_owned(),
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
            password: PasswordHash::stored(item.password_hash),
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

    #[test]
    fn times_are_stored_as_they_are_compared() {
        let item = AttemptsItem { guesses: 1, forgotten_at: samples::now() };
        assert_eq!(to_item(&item).unwrap()["ForgottenAt"], text(samples::now().to_string()));
    }
}
