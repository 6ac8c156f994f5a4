//! Accounts and guesses at their passwords, in DynamoDB.

use aws_sdk_dynamodb::types::{AttributeValue, Put, Update};
use jiff::Timestamp;
use platform::{
    Context, Failure, Recording, Result, UserType,
    dynamo::{Outcome, key, to_item},
};
use serde::{Deserialize, Serialize};

use super::{DynamoStore, expiring, keyed, text};
use crate::{
    email::Email,
    events::Recorded,
    lockout::Attempts,
    password::PasswordHash,
    ports::{Counting, Order, Users},
    user::{Standing, User},
};

/// Handles completed orders; names the marks of handled messages.
const CONSUMER: &str = "handle-order-completed";

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct UserRow {
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
struct EmailRow {
    user_id: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AttemptsRow {
    guesses: u32,
    forgotten_at: Timestamp,
}

impl Users for DynamoStore {
    async fn user(&self, id: &str) -> Result<Option<User>> {
        Ok(self.get::<UserRow>(user_pk(id), "USER").await?.map(User::from))
    }

    async fn user_by_email(&self, email: &Email) -> Result<Option<User>> {
        match self.get::<EmailRow>(email_pk(email), "EMAIL").await? {
            Some(row) => self.user(&row.user_id).await,
            None => Ok(None),
        }
    }

    async fn register(&self, user: &User, context: &Context) -> Result<bool> {
        let pk = user_pk(&user.id);
        let registered = Recorded::UserRegistered { user_id: user.id.clone() };
        let email = EmailRow { user_id: user.id.clone() };
        let transaction = self
            .transaction()
            .put_new(keyed(email_pk(&user.email), "EMAIL", to_item(&email)?))
            .put_new(keyed(pk.clone(), "USER", to_item(&UserRow::from(user))?))
            .record(&Recording::new(pk, &registered, context)?);
        match transaction.commit().await? {
            Outcome::Committed => Ok(true),
            Outcome::Refused { index: 0 } => Ok(false),
            other => Err(Failure::failed(format!(
                "failed to register the user `{}`: {other:?}",
                user.id
            ))),
        }
    }

    async fn count_order(
        &self,
        before: &User,
        after: &User,
        order: &Order<'_>,
    ) -> Result<Counting> {
        let pk = user_pk(&before.id);
        let update = Update::builder()
            .set_key(Some(key(pk.clone(), "USER")))
            .update_expression("SET OrderCount = :count, UserType = :type, LastActive = :now")
            .condition_expression("OrderCount = :before AND UserType = :typeBefore")
            .expression_attribute_values(":count", number(after.order_count))
            .expression_attribute_values(":type", text(UserType::from(after.standing).to_string()))
            .expression_attribute_values(":now", text(after.last_active.to_string()))
            .expression_attribute_values(":before", number(before.order_count))
            .expression_attribute_values(
                ":typeBefore",
                text(UserType::from(before.standing).to_string()),
            );
        let counted = [("CountedAt".to_owned(), text(after.last_active.to_string()))];
        let transaction = self
            .transaction()
            .put_new(keyed(pk, format!("ORDER#{}", order.number), counted.into()))
            .update(update)
            .once(CONSUMER, order.event_id);
        Ok(match transaction.commit().await? {
            Outcome::Committed => Counting::Counted,
            Outcome::Repeated | Outcome::Refused { index: 0 } => Counting::Repeated,
            Outcome::Refused { .. } => Counting::Stale,
        })
    }

    async fn attempts(&self, email: &Email) -> Result<Option<Attempts>> {
        let row: Option<AttemptsRow> = self.get(email_pk(email), "ATTEMPTS").await?;
        Ok(row.map(|it| Attempts { count: it.guesses, until: it.forgotten_at }))
    }

    async fn record_attempt(
        &self,
        email: &Email,
        before: Option<Attempts>,
        after: Attempts,
    ) -> Result<bool> {
        let row = AttemptsRow { guesses: after.count, forgotten_at: after.until };
        let item = expiring(keyed(email_pk(email), "ATTEMPTS", to_item(&row)?), after.until);
        let put = Put::builder().set_item(Some(item));
        let put = match before {
            None => put.condition_expression("attribute_not_exists(PK)"),
            Some(before) => put
                .condition_expression("Guesses = :guesses AND ForgottenAt = :forgotten")
                .expression_attribute_values(":guesses", number(before.count))
                .expression_attribute_values(":forgotten", text(before.until.to_string())),
        };
        Ok(self.transaction().put(put).commit().await? == Outcome::Committed)
    }

    async fn forget_attempts(&self, email: &Email) -> Result {
        let attempts = key(email_pk(email), "ATTEMPTS");
        self.client.delete_item().table_name(&self.table).set_key(Some(attempts)).send().await?;
        Ok(())
    }
}

fn user_pk(id: &str) -> String {
    format!("USER#{id}")
}

fn email_pk(email: &Email) -> String {
    format!("EMAIL#{}", email.folded())
}

fn number(value: u32) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

impl From<&User> for UserRow {
    fn from(user: &User) -> Self {
        Self {
            user_id: user.id.clone(),
            email_address: user.email.as_str().to_owned(),
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            password_hash: user.password.as_str().to_owned(),
            user_type: user.standing.into(),
            order_count: user.order_count,
            created_at: user.created_at,
            last_active: user.last_active,
        }
    }
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> Self {
        Self {
            id: row.user_id,
            email: Email::stored(row.email_address),
            first_name: row.first_name,
            last_name: row.last_name,
            password: PasswordHash::stored(row.password_hash),
            standing: match row.user_type {
                UserType::Standard => Standing::Standard,
                UserType::Premium => Standing::Premium,
                UserType::Admin => Standing::Admin,
            },
            order_count: row.order_count,
            created_at: row.created_at,
            last_active: row.last_active,
        }
    }
}

#[cfg(test)]
mod tests {
    use platform::dynamo::from_item;

    use super::*;
    use crate::samples;

    #[test]
    fn a_user_survives_its_row() {
        let user = User { standing: Standing::Admin, ..samples::user("a@b.c") };
        let item = to_item(&UserRow::from(&user)).unwrap();
        assert_eq!(item["UserType"], text("ADMIN"));
        assert_eq!(User::from(from_item::<UserRow>(item).unwrap()), user);
    }

    #[test]
    fn a_time_is_stored_as_it_is_compared() {
        let row = AttemptsRow { guesses: 1, forgotten_at: samples::now() };
        assert_eq!(to_item(&row).unwrap()["ForgottenAt"], text(samples::now().to_string()));
    }
}
