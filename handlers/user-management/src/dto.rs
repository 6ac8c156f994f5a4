//! From the domain's terms to those of the contract.

use contracts::{
    Json,
    user_management::{ClientDto, Envelope, UserDto},
};
use platform::UserType;

use crate::{
    client::Client,
    user::{Standing, User},
};

/// The usual answer: what was asked for, and no message.
pub fn enveloped<T>(data: T) -> Json<Envelope<T>> {
    Json(Envelope { data, message: String::new() })
}

pub fn user_dto(user: &User) -> UserDto {
    UserDto {
        user_id: user.id.clone(),
        first_name: user.first_name.clone(),
        last_name: user.last_name.clone(),
        email_address: user.email.as_str().to_owned(),
        order_count: user.order_count,
    }
}

pub fn client_dto(client: &Client) -> ClientDto {
    ClientDto {
        client_id: client.id.clone(),
        client_name: client.name.clone(),
        redirect_uris: redirect_uris(client),
        grant_types: client.grant_types.iter().map(|it| it.name().to_owned()).collect(),
        scopes: client.scope.names(),
        token_endpoint_auth_method: client.authentication.name().to_owned(),
        created_at: client.created_at.to_string(),
        updated_at: client.updated_at.to_string(),
        is_active: true,
    }
}

pub fn redirect_uris(client: &Client) -> Vec<String> {
    client.redirect_uris.iter().map(|it| it.as_str().to_owned()).collect()
}

impl From<Standing> for UserType {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Standard => Self::Standard,
            Standing::Premium => Self::Premium,
            Standing::Admin => Self::Admin,
        }
    }
}
