//! Users: one table, the account routes, the OAuth server, and the counting of orders.

use contracts::{
    Component,
    user_management::{
        Authorize, DeleteClient, GetClient, GetServerMetadata, GetUser, HandleOrderCompleted,
        IntrospectToken, IssueToken, Login, PublishEvents, RegisterClient, RegisterUser,
        RevokeToken, SERVICE, Seed, SeedRequest, ShowAuthorizePage, ShowCallback, UnlockUser,
        UpdateClient, UserApi, Users, contract,
    },
};

use crate::{Environment, Stack, StackBuilder, service::FunctionOptions};

/// Functions that hash a password. That keeps one processor busy, and with this memory Lambda gives a
/// function one whole processor.
const HASHING: FunctionOptions = FunctionOptions { memory: 1769, timeout: 29 };

pub fn stack(environment: &Environment) -> Stack {
    let mut s = StackBuilder::new(contract(), environment, "Accounts, login and the OAuth server.");
    s.table::<Users>();
    s.api::<UserApi>();
    s.http_function_with::<RegisterUser>(HASHING);
    s.http_function_with::<Login>(HASHING);
    s.http_function::<GetUser>();
    s.http_function::<UnlockUser>();

    s.http_function::<RegisterClient>();
    s.http_function::<GetClient>();
    s.http_function::<UpdateClient>();
    s.http_function::<DeleteClient>();

    s.http_function::<ShowAuthorizePage>();
    s.http_function_with::<Authorize>(HASHING);
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
