//! `seed`: makes an environment's first administrator and the OAuth client `default`, once.

use contracts::user_management::{SeedRequest, Seeded};
use platform::{Context, Failure, Result, clock::Clock, ids::Ids};

use crate::{
    client::{Authentication, Client, GrantType},
    email::Email,
    password::{self, Password},
    ports::{Clients, Users},
    redirect::RedirectUri,
    scope::Scope,
    user::{Standing, User},
};

const CLIENT_ID: &str = "default";
/// Programs on the user's own machine, on any port.
const CLIENT_ADDRESSES: [&str; 2] = ["http://localhost/callback", "http://127.0.0.1/callback"];

/// `admin_password` is looked up only if there is an administrator to be made.
pub async fn handle(
    request: SeedRequest,
    store: &(impl Users + Clients),
    admin_password: impl AsyncFnOnce() -> Result<String>,
    clock: &impl Clock,
    ids: &impl Ids,
) -> Result<Seeded> {
    let admin_created = match &request.admin_email {
        Some(email) => create_admin(email, store, admin_password, clock, ids).await?,
        None => false,
    };
    let client_created = store.add_client(&default_client(clock)?).await?;
    Ok(Seeded { admin_created, client_created })
}

async fn create_admin(
    email: &str,
    users: &impl Users,
    password: impl AsyncFnOnce() -> Result<String>,
    clock: &impl Clock,
    ids: &impl Ids,
) -> Result<bool> {
    let email = Email::parse(email)?;
    if let Some(user) = users.user_by_email(&email).await? {
        return if user.standing == Standing::Admin { Ok(false) } else { Err(occupied()) };
    }
    let password = Password::choose(&password().await?)?;
    let admin = User {
        id: ids.uuid().to_string(),
        email,
        first_name: "Admin".to_owned(),
        last_name: "User".to_owned(),
        password: password::hash(password).await?,
        standing: Standing::Admin,
        order_count: 0,
        created_at: clock.now(),
        last_active: clock.now(),
    };
    users.register(&admin, &Context::new()).await
}

/// Promoting whoever registered the address first would make a stranger administrator.
fn occupied() -> Failure {
    Failure::conflict(
        "the administrator's e-mail address belongs to an ordinary user; \
         name another one in the environment's file and run `cargo xtask deploy` again",
    )
}

fn default_client(clock: &impl Clock) -> Result<Client> {
    let redirect_uris =
        CLIENT_ADDRESSES.into_iter().map(RedirectUri::parse).collect::<Result<_, _>>()?;
    Ok(Client {
        id: CLIENT_ID.to_owned(),
        name: CLIENT_ID.to_owned(),
        redirect_uris,
        grant_types: vec![GrantType::AuthorizationCode, GrantType::RefreshToken],
        scope: Scope::all(),
        authentication: Authentication::Public,
        secret: None,
        registration_token: None,
        created_at: clock.now(),
        updated_at: clock.now(),
    })
}

#[cfg(test)]
mod tests {
    use platform::ids::SystemIds;

    use super::*;
    use crate::{calls::clock, credentials, memory::MemoryStore, samples};

    const EMAIL: &str = "admin@serverless-sample.com";

    async fn seed(store: &MemoryStore, email: Option<&str>, password: &str) -> Result<Seeded> {
        let request = SeedRequest { admin_email: email.map(str::to_owned) };
        let password = async || Ok(password.to_owned());
        handle(request, store, password, &clock(), &SystemIds).await
    }

    #[tokio::test]
    async fn the_administrator_can_log_in() {
        let store = MemoryStore::default();
        let seeded = seed(&store, Some(EMAIL), "Admin!23").await.unwrap();
        assert_eq!(seeded, Seeded { admin_created: true, client_created: true });
        let email = Email::parse(EMAIL).unwrap();
        let password = Password::present("Admin!23").unwrap();
        let login = credentials::check(&store, &email, password, samples::now()).await.unwrap();
        assert!(matches!(login, credentials::Login::Right(it) if it.standing == Standing::Admin));
    }

    #[tokio::test]
    async fn seeding_again_changes_nothing() {
        let store = MemoryStore::default();
        seed(&store, Some(EMAIL), "Admin!23").await.unwrap();
        let before = store.user_named(EMAIL).await.unwrap();
        let seeded = seed(&store, Some(EMAIL), "Another!23").await.unwrap();
        assert_eq!(seeded, Seeded { admin_created: false, client_created: false });
        assert_eq!(store.user_named(EMAIL).await.unwrap(), before);
        assert_eq!(store.recorded().len(), 1);
    }

    #[tokio::test]
    async fn an_environment_may_have_no_administrator() {
        let store = MemoryStore::default();
        let request = SeedRequest { admin_email: None };
        let password = async || Err(Failure::failed("there is no password"));
        let seeded = handle(request, &store, password, &clock(), &SystemIds).await.unwrap();
        assert_eq!(seeded, Seeded { admin_created: false, client_created: true });
    }

    #[tokio::test]
    async fn a_stranger_who_was_first_does_not_become_administrator() {
        let store = MemoryStore::with_users([samples::user(EMAIL)]);
        assert!(matches!(seed(&store, Some(EMAIL), "Admin!23").await, Err(Failure::Rejected(_))));
        assert_eq!(store.user_named(EMAIL).await.unwrap().unwrap().standing, Standing::Standard);
    }

    #[tokio::test]
    async fn the_default_client_is_public_and_local() {
        let store = MemoryStore::default();
        seed(&store, None, "").await.unwrap();
        let client = store.client("default").await.unwrap().unwrap();
        assert!(client.is_public());
        let here = RedirectUri::parse("http://localhost:3000/callback").unwrap();
        let elsewhere = RedirectUri::parse("https://example.com/callback").unwrap();
        assert!(client.allows_redirect_to(&here));
        assert!(!client.allows_redirect_to(&elsewhere));
    }
}
