//! Which functions, of all services, may read the hash of a password or write the type of a user. A
//! role with a copy of the policy of each function tries.

use std::collections::{BTreeMap, BTreeSet};

use contracts::{
    Component,
    user_management::{
        Authorize, HandleOrderCompleted, Login, PasswordRow, RegisterUser, SERVICE, Seed, UserRow,
        Users,
    },
};
use e2e::{Shop, unique};
use futures_util::future::join_all;

use crate::grants::{Outcome::Allowed, Role};

/// The calls that the role of a function may make. No item has the keys of the calls.
async fn allowed_calls(shop: &Shop, function: &str) -> Vec<&'static str> {
    let role = Role::like_function(shop, function).await;
    let table = role.table::<Users>(shop);
    let id = unique("e2e");
    let (password, user) = (PasswordRow::key(&id), UserRow::key(&id));
    let outcomes = [
        ("get a password", table.get(&password).await),
        ("get passwords in a batch", table.batch_get(&password).await),
        ("query passwords", table.query(&password).await),
        ("put a password", table.put(&password).await),
        ("update a password", table.update(&password).await),
        ("delete a password", table.delete(&password).await),
        ("put a user", table.put(&user).await),
        ("update a user", table.update(&user).await),
        ("delete a user", table.delete(&user).await),
    ];
    role.delete().await;
    outcomes.into_iter().filter(|(_, it)| *it == Allowed).map(|(call, _)| call).collect()
}

#[tokio::test]
async fn few_functions_may_read_passwords_or_write_users() {
    let shop = Shop::open().await;
    let functions = shop.functions().await;
    assert!(functions.len() > 30, "{functions:?}");
    let calls = join_all(functions.iter().map(|function| allowed_calls(&shop, function))).await;
    let mut allowed = BTreeMap::<_, BTreeSet<String>>::new();
    for (function, calls) in functions.into_iter().zip(calls) {
        for call in calls {
            allowed.entry(call).or_default().insert(function.clone());
        }
    }
    let names = |names: &[&str]| -> BTreeSet<String> {
        let prefix = format!("{}-{}", shop.environment, SERVICE.name);
        names.iter().map(|name| format!("{prefix}-{name}")).collect()
    };
    let expected = BTreeMap::from([
        ("get a password", names(&[Authorize::NAME, Login::NAME])),
        ("put a password", names(&[RegisterUser::NAME, Seed::NAME])),
        ("put a user", names(&[HandleOrderCompleted::NAME, RegisterUser::NAME, Seed::NAME])),
        ("update a user", names(&[HandleOrderCompleted::NAME])),
    ]);
    assert_eq!(allowed, expected);
}
