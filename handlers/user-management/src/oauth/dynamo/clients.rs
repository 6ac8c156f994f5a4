//! OAuth clients in DynamoDB.

use aws_sdk_dynamodb::types::builders::{DeleteBuilder, PutBuilder};
use contracts::{Delete, Function, Get, May, Put, user_management::ClientRow};
use jiff::Timestamp;
use platform::{
    Failure, Result,
    dynamo::{Outcome, text, to_item},
};
use serde::{Deserialize, Serialize};

use crate::{
    dynamo::DynamoStore,
    oauth::{
        client::{Authentication, Client, GrantType},
        dto,
        ports::{ClientDeletions, ClientUpdates, Clients, NewClients},
        redirect::RedirectUri,
        scope::Scope,
        secret::Digest,
    },
};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ClientItem {
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
    #[serde(default)]
    introspects_all: bool,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl<F: Function + May<Get<ClientRow>>> Clients for DynamoStore<F> {
    async fn client(&self, id: &str) -> Result<Option<Client>> {
        let item: Option<ClientItem> = self.0.get(&ClientRow::key(id)).await?;
        item.map(Client::try_from).transpose()
    }
}

impl<F: Function + May<Put<ClientRow>>> NewClients for DynamoStore<F> {
    async fn add_client(&self, client: &Client) -> Result<bool> {
        let item = to_item(&ClientItem::from(client))?;
        let transaction = self.0.transaction().put_new(&ClientRow::key(&client.id), item);
        Ok(transaction.commit().await? == Outcome::Committed)
    }
}

impl<F: Function + May<Put<ClientRow>>> ClientUpdates for DynamoStore<F> {
    async fn replace_client(&self, before: &Client, after: &Client) -> Result<bool> {
        let item = to_item(&ClientItem::from(after))?;
        let put = PutBuilder::default()
            .condition_expression("UpdatedAt = :before")
            .expression_attribute_values(":before", text(before.updated_at.to_string()));
        let transaction = self.0.transaction().put(&ClientRow::key(&after.id), item, put);
        Ok(transaction.commit().await? == Outcome::Committed)
    }
}

impl<F: Function + May<Delete<ClientRow>>> ClientDeletions for DynamoStore<F> {
    async fn delete_client(&self, id: &str) -> Result<bool> {
        let delete = DeleteBuilder::default().condition_expression("attribute_exists(PK)");
        let transaction = self.0.transaction().delete(&ClientRow::key(id), delete);
        Ok(transaction.commit().await? == Outcome::Committed)
    }
}

impl From<&Client> for ClientItem {
    fn from(client: &Client) -> Self {
        let hash = |digest: &Option<Digest>| digest.as_ref().map(|hash| hash.as_str().to_owned());
        Self {
            client_id: client.id.clone(),
            client_name: client.name.clone(),
            redirect_uris: dto::redirect_uris(client),
            grant_types: client.grant_types.iter().map(|grant| grant.name().to_owned()).collect(),
            scopes: client.scope.names(),
            token_endpoint_auth_method: client.authentication.name().to_owned(),
            client_secret_hash: hash(&client.secret),
            registration_token_hash: hash(&client.registration_token),
            introspects_all: client.introspects_all,
            created_at: client.created_at,
            updated_at: client.updated_at,
        }
    }
}

impl TryFrom<ClientItem> for Client {
    type Error = Failure;

    fn try_from(item: ClientItem) -> Result<Self> {
        let unreadable = || Failure::failed(format!("failed to read client `{}`", item.client_id));
        let grant_types = item.grant_types.iter().map(|name| GrantType::parse(name));
        let grant_types = grant_types.collect::<Option<_>>().ok_or_else(unreadable)?;
        let authentication = Authentication::parse(&item.token_endpoint_auth_method);
        let scope = Scope::of(item.scopes.iter().map(String::as_str));
        Ok(Self {
            grant_types,
            scope: scope.map_err(|_| unreadable())?,
            authentication: authentication.ok_or_else(unreadable)?,
            id: item.client_id,
            name: item.client_name,
            redirect_uris: item.redirect_uris.into_iter().map(RedirectUri::stored).collect(),
            secret: item.client_secret_hash.map(Digest::stored),
            registration_token: item.registration_token_hash.map(Digest::stored),
            introspects_all: item.introspects_all,
            created_at: item.created_at,
            updated_at: item.updated_at,
        })
    }
}

#[cfg(test)]
mod tests {
    use platform::dynamo::from_item;

    use super::*;
    use crate::oauth::samples::{self, CLIENT_SECRET};

    #[test]
    fn a_client_is_read_as_it_was_written() {
        let introspector = Client { introspects_all: true, ..samples::client("i") };
        for client in [samples::client("c"), samples::public_client("p"), introspector] {
            let item = to_item(&ClientItem::from(&client)).unwrap();
            assert_eq!(Client::try_from(from_item::<ClientItem>(item).unwrap()).unwrap(), client);
        }
    }

    #[test]
    fn no_secret_is_stored() {
        let item = to_item(&ClientItem::from(&samples::client("c"))).unwrap();
        assert!(!format!("{item:?}").contains(CLIENT_SECRET));
    }
}
