//! Users: one table, the account routes, the OAuth server, and the counting of orders.

use contracts::{
    Component,
    user_management::{
        Authorize, DeleteClient, GetClient, GetServerMetadata, GetUser, HandleOrderCompleted,
        IntrospectToken, IssueToken, Login, PublishEvents, RegisterClient, RegisterUser,
        RevokeToken, SERVICE, Seed, SeedRequest, ShowAuthorizePage, ShowCallback, UpdateClient,
        UserApi, Users, contract,
    },
};

use crate::{Environment, Stack, StackBuilder};

pub fn stack(environment: &Environment) -> Stack {
    let mut s = StackBuilder::new(contract(), environment, "Accounts, login and the OAuth server.");
    s.table::<Users>();
    s.api::<UserApi>();
    s.http_function::<RegisterUser>();
    s.http_function::<Login>();
    s.http_function::<GetUser>();

    s.http_function::<RegisterClient>();
    s.http_function::<GetClient>();
    s.http_function::<UpdateClient>();
    s.http_function::<DeleteClient>();

    s.http_function::<ShowAuthorizePage>();
    s.http_function::<Authorize>();
    s.http_function::<ShowCallback>();
    s.http_function::<GetServerMetadata>();

    s.http_function::<IssueToken>();
    s.http_function::<IntrospectToken>();
    s.http_function::<RevokeToken>();

    s.queue_function::<HandleOrderCompleted>();
    s.outbox_function::<PublishEvents>();
    s.direct_function::<Seed>();
    s.finish()
}

/// The first administrator and the OAuth client `default`.
pub fn seed(environment: &Environment) -> manifest::Seed {
    let request =
        SeedRequest { admin_email: environment.admin.as_ref().map(|admin| admin.email.clone()) };
    manifest::Seed {
        function: format!("{}-{}-{}", environment.name, SERVICE.name, Seed::NAME),
        payload: serde_json::json!(request).to_string(),
    }
}
