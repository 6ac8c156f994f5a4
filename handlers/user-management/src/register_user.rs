//! `register-user`: opens an account.

use contracts::{
    Json,
    user_management::{Envelope, RegisterUserRequest, UserDto},
};
use platform::{Authority, Failure, Request, Result, UserType, clock::Clock, ids::Ids};

use crate::{
    dto::{enveloped, user_dto},
    email::Email,
    password::{self, Password},
    ports::Users,
    user::{self, Standing, User},
};

pub async fn handle(
    request: Request<RegisterUserRequest>,
    users: &impl Users,
    authority: &Authority,
    clock: &impl Clock,
    ids: &impl Ids,
) -> Result<Json<Envelope<UserDto>>> {
    let asked = &request.content;
    let email = Email::parse(&asked.email_address)?;
    let first_name = user::name("first_name", &asked.first_name)?;
    let last_name = user::name("last_name", &asked.last_name)?;
    let password = Password::choose(&asked.password)?;
    let user = User {
        id: ids.uuid().to_string(),
        email,
        first_name,
        last_name,
        standing: standing(&request, authority).await?,
        password: password::hash(password).await?,
        order_count: 0,
        created_at: clock.now(),
        last_active: clock.now(),
    };
    if !users.register(&user, &request.context).await? {
        return Err(Failure::conflict("the e-mail address is registered already"));
    }
    Ok(enveloped(user_dto(&user)))
}

/// Administrators make administrators, and nobody else does.
async fn standing(
    request: &Request<RegisterUserRequest>,
    authority: &Authority,
) -> Result<Standing> {
    let Some(token) = request.bearer() else { return Ok(Standing::Standard) };
    let caller = authority.verify(token).await?;
    let wanted = request.content.admin_user == Some(true);
    let is_admin = wanted && caller.user_type == UserType::Admin;
    Ok(if is_admin { Standing::Admin } else { Standing::Standard })
}

#[cfg(test)]
mod tests {
    use contracts::user_management::RegisterUser;
    use platform::{ids::SystemIds, testing::invoke};
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        calls::{Answer, Call, authority, clock, token},
        events::Recorded,
        memory::MemoryStore,
    };

    fn registration(email: &str) -> Value {
        json!({
            "email_address": email,
            "first_name": "Test",
            "last_name": "Doe",
            "password": "Test!23",
        })
    }

    async fn send(store: &MemoryStore, call: Call) -> Answer {
        let handle =
            async |request| handle(request, store, &authority(), &clock(), &SystemIds).await;
        Answer::of(invoke::<RegisterUser>(call.event(), handle).await)
    }

    async fn register(store: &MemoryStore, body: &Value) -> Answer {
        send(store, Call::to("POST /user").json(body)).await
    }

    async fn standing_of(store: &MemoryStore, email: &str) -> Standing {
        store.user_named(email).await.unwrap().unwrap().standing
    }

    #[tokio::test]
    async fn a_new_user_is_shown_and_announced() {
        let store = MemoryStore::default();
        let answer = register(&store, &registration("Jane@Example.com")).await;
        assert_eq!(answer.status(), 200);
        let body = answer.json();
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
        assert_eq!(store.recorded(), [Recorded::UserRegistered { user_id: user_id.to_owned() }]);
    }

    #[tokio::test]
    async fn registering_again_is_a_conflict_and_changes_nothing() {
        let store = MemoryStore::default();
        register(&store, &registration("jane@example.com")).await;
        let before = store.user_named("jane@example.com").await.unwrap();
        let mut again = registration("JANE@example.com");
        again["first_name"] = "Mallory".into();
        assert_eq!(register(&store, &again).await.status(), 409);
        assert_eq!(store.user_named("jane@example.com").await.unwrap(), before);
        assert_eq!(store.recorded().len(), 1);
    }

    #[tokio::test]
    async fn a_bad_registration_names_the_field_and_writes_nothing() {
        let store = MemoryStore::default();
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
            let answer = register(&store, &body).await;
            assert_eq!(answer.status(), 400, "{field}");
            let detail = answer.json()["detail"].as_str().unwrap().to_owned();
            assert!(detail.contains(&format!("`{field}`")), "{detail}");
        }
        assert_eq!(store.recorded(), []);
    }

    #[tokio::test]
    async fn nobody_makes_himself_administrator() {
        let store = MemoryStore::default();
        let mut body = registration("jane@example.com");
        body["admin_user"] = true.into();
        assert_eq!(register(&store, &body).await.status(), 200);
        assert_eq!(standing_of(&store, "jane@example.com").await, Standing::Standard);

        body["email_address"] = "john@example.com".into();
        let bearer = token("u1", UserType::Premium).await;
        send(&store, Call::to("POST /user").json(&body).bearer(&bearer)).await;
        assert_eq!(standing_of(&store, "john@example.com").await, Standing::Standard);
    }

    #[tokio::test]
    async fn an_administrator_makes_administrators_on_request() {
        let store = MemoryStore::default();
        let bearer = token("admin", UserType::Admin).await;
        for (email, admin_user, expected) in [
            ("a@example.com", json!(true), Standing::Admin),
            ("b@example.com", json!(false), Standing::Standard),
            ("c@example.com", Value::Null, Standing::Standard),
        ] {
            let mut body = registration(email);
            body["admin_user"] = admin_user;
            let call = Call::to("POST /user").json(&body).bearer(&bearer);
            assert_eq!(send(&store, call).await.status(), 200);
            assert_eq!(standing_of(&store, email).await, expected, "{email}");
        }
    }

    #[tokio::test]
    async fn a_bad_token_is_refused_and_writes_nothing() {
        let store = MemoryStore::default();
        let call = Call::to("POST /user").json(&registration("jane@example.com")).bearer("bad");
        assert_eq!(send(&store, call).await.status(), 401);
        assert_eq!(store.recorded(), []);
    }
}
