//! The name of this OAuth server: the base address of its API, as the deployment exported it. The
//! `Host` header of a request is not used, because the caller chooses it.

use contracts::user_management::UserApi;
use platform::{Parameter, Result};

pub async fn issuer(api: &Parameter<UserApi>) -> Result<String> {
    Ok(api.get().await?.trim_end_matches('/').to_owned())
}

#[cfg(test)]
#[tokio::test]
async fn the_issuer_does_not_end_in_a_slash() {
    let api = Parameter::fixed("https://users.example/");
    assert_eq!(issuer(&api).await.unwrap(), "https://users.example");
}
