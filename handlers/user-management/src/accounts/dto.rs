//! From accounts to the types of the contract.

use contracts::{
    Json,
    user_management::{Envelope, UserDto},
};

use super::user::User;

/// A successful response: data, and no message.
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
