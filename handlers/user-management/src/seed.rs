//! `seed`: creates an environment's first administrator and the OAuth client `default`, unless they
//! exist.

use contracts::user_management::{AdminPassword, Seed, SeedRequest, Seeded};
use platform::{
    Context, Failure, Handler, Input, Lambda, Result, Secret, UserType,
    clock::{Clock, SystemClock},
    ids::{Ids, SystemIds},
};

use crate::{
    UserManagement,
    accounts::{
        email::Email,
        password::{self, Password},
        ports::{NewUsers, UsersByEmail},
        user::User,
    },
    dynamo::DynamoStore,
    oauth::{
        client::{Authentication, Client, GrantType},
        ports::NewClients,
        redirect::RedirectUri,
        scope::Scope,
    },
};

const CLIENT_ID: &str = "default";
/// Programs on the user's own machine, on any port.
const CLIENT_ADDRESSES: [&str; 2] = ["http://localhost/callback", "http://127.0.0.1/callback"];

impl Handler<Seed> for UserManagement {
    async fn run(lambda: Lambda<Seed>) -> Result {
        let store = DynamoStore(lambda.table());
        let password = lambda.secret();
        lambda
            .serve(async |input: Input<SeedRequest>| {
                handle(input.content, &store, &store, &password, &SystemClock, &SystemIds).await
            })
            .await
    }
}

/// `admin_password` is read only if there is an administrator to create.
pub async fn handle(
    request: SeedRequest,
    users: &(impl UsersByEmail + NewUsers),
    clients: &impl NewClients,
    admin_password: &Secret<AdminPassword>,
    clock: &impl Clock,
    ids: &impl Ids,
) -> Result<Seeded> {
    let admin_created = match &request.admin_email {
        Some(email) => create_admin(email, users, admin_password, clock, ids).await?,
        None => false,
    };
    let client_created = clients.add_client(&default_client(clock)?).await?;
    Ok(Seeded { admin_created, client_created })
}

async fn create_admin(
    email: &str,
    users: &(impl UsersByEmail + NewUsers),
    password: &Secret<AdminPassword>,
    clock: &impl Clock,
    ids: &impl Ids,
) -> Result<bool> {
    let email = Email::parse(email)?;
    if let Some(user) = users.user_by_email(&email).await? {
        return if user.user_type == UserType::Admin { Ok(false) } else { Err(occupied()) };
    }
    let password = password::hash(Password::choose(&password.get().await?)?).await?;
    let admin = User {
        id: ids.uuid().to_string(),
        email,
        first_name: "Admin".to_owned(),
        last_name: "User".to_owned(),
        user_type: UserType::Admin,
        order_count: 0,
        created_at: clock.now(),
        last_active: clock.now(),
    };
    users.register(&admin, &password, &Context::new()).await
}

/// A stranger can register the address first, so an existing user is not promoted.
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
        introspects_all: false,
        created_at: clock.now(),
        updated_at: clock.now(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        accounts::{
            credentials::{self, LoginOutcome},
            guessing::LoginSource,
            memory::MemoryAccounts,
            origin::Origin,
            samples::{self, clock},
        },
        oauth::{memory::MemoryOauth, ports::Clients},
    };

    const EMAIL: &str = "admin@serverless-sample.com";

    /// Accounts and clients of an environment.
    #[derive(Default)]
    struct Stores {
        users: MemoryAccounts,
        clients: MemoryOauth,
    }

    async fn seed(stores: &Stores, email: Option<&str>, password: &str) -> Result<Seeded> {
        let request = SeedRequest { admin_email: email.map(str::to_owned) };
        let (Stores { users, clients }, password) = (stores, Secret::fixed(password));
        handle(request, users, clients, &password, &clock(), &SystemIds).await
    }

    async fn admin(stores: &Stores) -> Option<User> {
        stores.users.user_by_email(&Email::parse(EMAIL).unwrap()).await.unwrap()
    }

    #[tokio::test]
    async fn the_created_administrator_can_log_in() {
        let stores = Stores::default();
        let seeded = seed(&stores, Some(EMAIL), "Admin!23").await.unwrap();
        assert_eq!(seeded, Seeded { admin_created: true, client_created: true });
        let origin = Origin::of("203.0.113.7");
        let source = LoginSource { email: Email::parse(EMAIL).unwrap(), origin };
        let password = Password::present("Admin!23").unwrap();
        let outcome = credentials::check(&stores.users, &source, password, &clock()).await.unwrap();
        assert!(
            matches!(outcome, LoginOutcome::Correct(user) if user.user_type == UserType::Admin)
        );
    }

    #[tokio::test]
    async fn seeding_again_changes_nothing() {
        let stores = Stores::default();
        seed(&stores, Some(EMAIL), "Admin!23").await.unwrap();
        let before = admin(&stores).await;
        let seeded = seed(&stores, Some(EMAIL), "Another!23").await.unwrap();
        assert_eq!(seeded, Seeded { admin_created: false, client_created: false });
        assert_eq!(admin(&stores).await, before);
        assert_eq!(stores.users.outbox().len(), 1);
    }

    #[tokio::test]
    async fn an_environment_without_administrator_needs_no_password() {
        let stores = Stores::default();
        let seeded = seed(&stores, None, "short").await.unwrap();
        assert_eq!(seeded, Seeded { admin_created: false, client_created: true });
        assert!(seed(&stores, Some(EMAIL), "short").await.is_err());
    }

    #[tokio::test]
    async fn an_existing_user_does_not_become_administrator() {
        let users = MemoryAccounts::with_users([samples::user(EMAIL)]);
        let stores = Stores { users, ..Stores::default() };
        assert!(matches!(seed(&stores, Some(EMAIL), "Admin!23").await, Err(Failure::Rejected(_))));
        assert_eq!(admin(&stores).await.unwrap().user_type, UserType::Standard);
    }

    #[tokio::test]
    async fn the_default_client_is_public_and_local() {
        let stores = Stores::default();
        seed(&stores, None, "").await.unwrap();
        let client = stores.clients.client("default").await.unwrap().unwrap();
        assert!(client.is_public());
        let here = RedirectUri::parse("http://localhost:3000/callback").unwrap();
        let elsewhere = RedirectUri::parse("https://example.com/callback").unwrap();
        assert!(client.allows_redirect_to(&here));
        assert!(!client.allows_redirect_to(&elsewhere));
    }
}
