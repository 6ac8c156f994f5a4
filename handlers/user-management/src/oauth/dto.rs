//! From clients to the types of the contract.

use contracts::user_management::ClientDto;

use super::client::Client;

pub fn client_dto(client: &Client) -> ClientDto {
    ClientDto {
        client_id: client.id.clone(),
        client_name: client.name.clone(),
        redirect_uris: redirect_uris(client),
        grant_types: client.grant_types.iter().map(|grant| grant.name().to_owned()).collect(),
        scopes: client.scope.names(),
        token_endpoint_auth_method: client.authentication.name().to_owned(),
        introspects_all: client.introspects_all,
        created_at: client.created_at.to_string(),
        updated_at: client.updated_at.to_string(),
        is_active: true,
    }
}

pub fn redirect_uris(client: &Client) -> Vec<String> {
    client.redirect_uris.iter().map(|uri| uri.as_str().to_owned()).collect()
}
