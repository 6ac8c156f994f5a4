//! Clients, grants and revoked tokens in DynamoDB.

mod clients;
mod grants;
