//! OAuth clients in DynamoDB.

use aws_sdk_dynamodb::types::{Delete, Put};
use jiff::Timestamp;
use platform::{
    Failure, Result,
    dynamo::{Item, Outcome, key, to_item},
};
use serde::{Deserialize, Serialize};

use super::{DynamoStore, keyed, text};
use crate::{
    client::{Authentication, Client, GrantType},
    dto,
    ports::Clients,
    redirect::RedirectUri,
    scope::Scope,
    secret::Digest,
};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ClientRow {
    client_id: String,
    client_name: String,
    redirect_uris: Vec<String>,
    grant_types: Vec<String>,
    scopes: Vec<String>,
    token_endpoint_auth_method: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    registration_token_hash: Option<String>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl Clients for DynamoStore {
    async fn client(&self, id: &str) -> Result<Option<Client>> {
        self.get::<ClientRow>(pk(id), "CLIENT").await?.map(Client::try_from).transpose()
    }

    async fn add_client(&self, client: &Client) -> Result<bool> {
        let outcome = self.transaction().put_new(item(client)?).commit().await?;
        Ok(outcome == Outcome::Committed)
    }

    async fn replace_client(&self, before: &Client, after: &Client) -> Result<bool> {
        let put = Put::builder()
            .set_item(Some(item(after)?))
            .condition_expression("UpdatedAt = :before")
            .expression_attribute_values(":before", text(before.updated_at.to_string()));
        Ok(self.transaction().put(put).commit().await? == Outcome::Committed)
    }

    async fn delete_client(&self, id: &str) -> Result<bool> {
        let delete = Delete::builder()
            .set_key(Some(key(pk(id), "CLIENT")))
            .condition_expression("attribute_exists(PK)");
        Ok(self.transaction().delete(delete).commit().await? == Outcome::Committed)
    }
}

fn pk(id: &str) -> String {
    format!("CLIENT#{id}")
}

fn item(client: &Client) -> Result<Item> {
    Ok(keyed(pk(&client.id), "CLIENT", to_item(&ClientRow::from(client))?))
}

impl From<&Client> for ClientRow {
    fn from(client: &Client) -> Self {
        let hash = |digest: &Option<Digest>| digest.as_ref().map(|it| it.as_str().to_owned());
        Self {
            client_id: client.id.clone(),
            client_name: client.name.clone(),
            redirect_uris: dto::redirect_uris(client),
            grant_types: client.grant_types.iter().map(|it| it.name().to_owned()).collect(),
            scopes: client.scope.names(),
            token_endpoint_auth_method: client.authentication.name().to_owned(),
            client_secret_hash: hash(&client.secret),
            registration_token_hash: hash(&client.registration_token),
            created_at: client.created_at,
            updated_at: client.updated_at,
        }
    }
}

impl TryFrom<ClientRow> for Client {
    type Error = Failure;

    fn try_from(row: ClientRow) -> Result<Self> {
        let unreadable =
            || Failure::failed(format!("the client `{}` is not readable", row.client_id));
        let grant_types = row.grant_types.iter().map(|it| GrantType::parse(it));
        let grant_types = grant_types.collect::<Option<_>>().ok_or_else(unreadable)?;
        let authentication = Authentication::parse(&row.token_endpoint_auth_method);
        let scope = Scope::of(row.scopes.iter().map(String::as_str));
        Ok(Self {
            grant_types,
            scope: scope.map_err(|_| unreadable())?,
            authentication: authentication.ok_or_else(unreadable)?,
            id: row.client_id,
            name: row.client_name,
            redirect_uris: row.redirect_uris.into_iter().map(RedirectUri::stored).collect(),
            secret: row.client_secret_hash.map(Digest::stored),
            registration_token: row.registration_token_hash.map(Digest::stored),
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

#[cfg(test)]
mod tests {
    use platform::dynamo::from_item;

    use super::*;
    use crate::samples::{self, CLIENT_SECRET};

    #[test]
    fn a_client_survives_its_row() {
        for client in [samples::client("c"), samples::public_client("p")] {
            let row = from_item::<ClientRow>(item(&client).unwrap()).unwrap();
            assert_eq!(Client::try_from(row).unwrap(), client);
        }
    }

    #[test]
    fn no_secret_is_stored() {
        let item = item(&samples::client("c")).unwrap();
        assert!(!format!("{item:?}").contains(CLIENT_SECRET));
    }
}
