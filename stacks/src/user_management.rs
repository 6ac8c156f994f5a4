//! Users: one table, the account routes, the OAuth server, and the counting of orders.

use contracts::{
    shared_infra::JWT_SECRET,
    user_management::{
        ADMIN_PASSWORD, API, Authorize, DeleteClient, GetClient, GetServerMetadata, GetUser,
        HandleOrderCompleted, IntrospectToken, IssueToken, Login, PublishEvents, RegisterClient,
        RegisterUser, RevokeToken, SERVICE, Seed, SeedRequest, ShowAuthorizePage, ShowCallback,
        UpdateClient,
    },
};

use crate::{
    Environment, Stack, StackBuilder,
    service::{Sources, TableRef},
};

pub fn stack(environment: &Environment) -> Stack {
    let mut s = StackBuilder::new(SERVICE, environment, "Accounts, login and the OAuth server.");
    let users = s.table("Users-Users");
    s.api(API);
    accounts(&mut s, &users);
    clients(&mut s, &users);
    authorization(&mut s, &users);
    tokens(&mut s, &users);

    s.queue_function(Sources::Publishers, HandleOrderCompleted { users: users.read_write() });
    let bus = s.bus();
    s.outbox_function(&users, PublishEvents { bus });
    let admin_password = s.secret(ADMIN_PASSWORD);
    s.direct_function(Seed { users: users.read_write(), admin_password });
    s.finish()
}

/// The first administrator and the client `default`.
pub fn seed(environment: &Environment) -> manifest::Seed {
    let request =
        SeedRequest { admin_email: environment.admin.as_ref().map(|admin| admin.email.clone()) };
    manifest::Seed {
        function: format!("{}-{}-{}", environment.name, SERVICE.name, Seed::NAME),
        payload: serde_json::json!(request).to_string(),
    }
}

fn accounts(s: &mut StackBuilder, users: &TableRef) {
    let jwt_secret = s.secret(JWT_SECRET);
    s.http_function(RegisterUser { users: users.read_write(), jwt_secret });
    let jwt_secret = s.secret(JWT_SECRET);
    let token_lifetime_seconds = s.setting(|environment| environment.token_lifetime_seconds);
    s.http_function(Login { users: users.read_write(), jwt_secret, token_lifetime_seconds });
    let jwt_secret = s.secret(JWT_SECRET);
    s.http_function(GetUser { users: users.read(), jwt_secret });
}

fn clients(s: &mut StackBuilder, users: &TableRef) {
    let api_endpoint = s.lookup(API);
    s.http_function(RegisterClient { users: users.read_write(), api_endpoint });
    let jwt_secret = s.secret(JWT_SECRET);
    s.http_function(GetClient { users: users.read(), jwt_secret });
    let jwt_secret = s.secret(JWT_SECRET);
    s.http_function(UpdateClient { users: users.read_write(), jwt_secret });
    let jwt_secret = s.secret(JWT_SECRET);
    s.http_function(DeleteClient { users: users.read_write(), jwt_secret });
}

fn authorization(s: &mut StackBuilder, users: &TableRef) {
    let (jwt_secret, api_endpoint) = (s.secret(JWT_SECRET), s.lookup(API));
    s.http_function(ShowAuthorizePage { users: users.read(), jwt_secret, api_endpoint });
    let (jwt_secret, api_endpoint) = (s.secret(JWT_SECRET), s.lookup(API));
    s.http_function(Authorize { users: users.read_write(), jwt_secret, api_endpoint });
    s.http_function(ShowCallback::default());
    let api_endpoint = s.lookup(API);
    s.http_function(GetServerMetadata { api_endpoint });
}

fn tokens(s: &mut StackBuilder, users: &TableRef) {
    let jwt_secret = s.secret(JWT_SECRET);
    s.http_function(IssueToken { users: users.read_write(), jwt_secret });
    let jwt_secret = s.secret(JWT_SECRET);
    s.http_function(IntrospectToken { users: users.read(), jwt_secret });
    let jwt_secret = s.secret(JWT_SECRET);
    s.http_function(RevokeToken { users: users.read_write(), jwt_secret });
}
