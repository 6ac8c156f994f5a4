//! `register-user`: creates an account.

use contracts::{
    Json,
    user_management::{Envelope, RegisterUser, UserDto},
};
use platform::{
    Failure, Handler, Lambda, Request, Result, Tokens, UserType,
    clock::{Clock, SystemClock},
    ids::{Ids, SystemIds},
};

use super::{
    dto::{enveloped, user_dto},
    email::Email,
    password::{self, Password},
    ports::NewUsers,
    user::{self, User},
};
use crate::{UserManagement, dynamo::DynamoStore};

impl Handler<RegisterUser> for UserManagement {
    async fn run(lambda: Lambda<RegisterUser>) -> Result {
        let (users, tokens) = (DynamoStore(lambda.table()), lambda.tokens());
        lambda
            .serve(async |request| handle(request, &users, &tokens, &SystemClock, &SystemIds).await)
            .await
    }
}

pub async fn handle(
    request: Request<RegisterUser>,
    users: &impl NewUsers,
    tokens: &Tokens,
    clock: &impl Clock,
    ids: &impl Ids,
) -> Result<Json<Envelope<UserDto>>> {
    let content = &request.content;
    let email = Email::parse(&content.email_address)?;
    let first_name = user::name("first_name", &content.first_name)?;
    let last_name = user::name("last_name", &content.last_name)?;
    let password = Password::choose(&content.password)?;
    let user_type = user_type(&request, tokens).await?;
    let password = password::hash(password).await?;
    let user = User {
        id: ids.uuid().to_string(),
        email,
        first_name,
        last_name,
        user_type,
        order_count: 0,
        created_at: clock.now(),
        last_active: clock.now(),
    };
    if !users.register(&user, &password, &request.context).await? {
        return Err(Failure::conflict("the e-mail address is registered already"));
    }
    Ok(enveloped(user_dto(&user)))
}

/// Only administrators create administrators.
async fn user_type(request: &Request<RegisterUser>, tokens: &Tokens) -> Result<UserType> {
    let Some(token) = request.bearer() else { return Ok(UserType::Standard) };
    let caller = tokens.verify(token).await?;
    let is_requested = request.content.admin_user == Some(true);
    let is_admin = is_requested && caller.user_type == UserType::Admin;
    Ok(if is_admin { UserType::Admin } else { UserType::Standard })
}

#[cfg(test)]
mod tests {
    use platform::testing::{Call, TestResponse, invoke, token, tokens};
    use serde_json::{Value, json};

    use super::*;
    use crate::accounts::{
        events::PrivateEvent, memory::MemoryAccounts, ports::UsersByEmail, samples::clock,
    };

    fn registration(email: &str) -> Value {
        json!({
            "email_address": email,
            "first_name": "Test",
            "last_name": "Doe",
            "password": "Test!23",
        })
    }

    fn call(body: &Value) -> Call {
        Call::to::<RegisterUser>("POST /user").json(body)
    }

    async fn send(users: &MemoryAccounts, call: Call) -> TestResponse {
        let handle = async |request| handle(request, users, &tokens(), &clock(), &SystemIds).await;
        TestResponse::of(invoke::<RegisterUser>(call.event(), handle).await)
    }

    async fn user_type_of(users: &MemoryAccounts, email: &str) -> UserType {
        users.user_by_id_or_email(email).await.unwrap().unwrap().user_type
    }

    #[tokio::test]
    async fn a_new_user_is_shown_and_enqueued() {
        let users = MemoryAccounts::default();
        let response = send(&users, call(&registration("Jane@Example.com"))).await;
        assert_eq!(response.status(), 200);
        let body = response.json();
        let user_id = body["data"]["userId"].as_str().unwrap();
        assert_eq!(uuid::Uuid::parse_str(user_id).unwrap().get_version_num(), 7);
        assert_eq!(
            body,
            json!({
                "data": {
                    "userId": user_id,
                    "firstName": "Test",
                    "lastName": "Doe",
                    "emailAddress": "Jane@Example.com",
                    "orderCount": 0,
                },
                "message": "",
            })
        );
        let event = PrivateEvent::UserRegistered { user_id: user_id.to_owned() };
        assert_eq!(users.outbox(), [event]);
    }

    #[tokio::test]
    async fn registering_again_is_a_conflict_and_changes_nothing() {
        let users = MemoryAccounts::default();
        send(&users, call(&registration("jane@example.com"))).await;
        let before = users.user_by_id_or_email("jane@example.com").await.unwrap();
        let mut again = registration("JANE@example.com");
        again["first_name"] = "Mallory".into();
        assert_eq!(send(&users, call(&again)).await.status(), 409);
        assert_eq!(users.user_by_id_or_email("jane@example.com").await.unwrap(), before);
        assert_eq!(users.outbox().len(), 1);
    }

    #[tokio::test]
    async fn an_invalid_registration_names_the_field_and_writes_nothing() {
        let users = MemoryAccounts::default();
        for (field, value) in [
            ("email_address", json!("jane")),
            ("first_name", json!("")),
            ("last_name", json!("d".repeat(101))),
            ("password", json!("short")),
            ("password", json!("p".repeat(129))),
            ("password", json!(1_234_567)),
            ("admin_user", json!("yes")),
        ] {
            let mut body = registration("jane@example.com");
            body[field] = value;
            let response = send(&users, call(&body)).await;
            assert_eq!(response.status(), 400, "{field}");
            let detail = response.json()["detail"].as_str().unwrap().to_owned();
            assert!(detail.contains(&format!("`{field}`")), "{detail}");
        }
        assert_eq!(users.outbox(), []);
    }

    #[tokio::test]
    async fn without_an_administrators_token_no_administrator_is_created() {
        let users = MemoryAccounts::default();
        let mut body = registration("jane@example.com");
        body["admin_user"] = true.into();
        assert_eq!(send(&users, call(&body)).await.status(), 200);
        assert_eq!(user_type_of(&users, "jane@example.com").await, UserType::Standard);

        body["email_address"] = "john@example.com".into();
        let bearer = token("u1", UserType::Premium).await;
        send(&users, call(&body).bearer(&bearer)).await;
        assert_eq!(user_type_of(&users, "john@example.com").await, UserType::Standard);
    }

    #[tokio::test]
    async fn an_administrator_creates_administrators_on_request() {
        let users = MemoryAccounts::default();
        let bearer = token("admin", UserType::Admin).await;
        for (email, admin_user, expected) in [
            ("a@example.com", json!(true), UserType::Admin),
            ("b@example.com", json!(false), UserType::Standard),
            ("c@example.com", Value::Null, UserType::Standard),
        ] {
            let mut body = registration(email);
            body["admin_user"] = admin_user;
            assert_eq!(send(&users, call(&body).bearer(&bearer)).await.status(), 200);
            assert_eq!(user_type_of(&users, email).await, expected, "{email}");
        }
    }

    #[tokio::test]
    async fn an_invalid_token_is_refused_and_writes_nothing() {
        let users = MemoryAccounts::default();
        let call = call(&registration("jane@example.com")).bearer("bad");
        assert_eq!(send(&users, call).await.status(), 401);
        assert_eq!(users.outbox(), []);
    }
}
