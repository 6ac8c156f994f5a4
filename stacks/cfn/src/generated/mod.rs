//! Resource types, one module per service.
//! Written by `cargo xtask codegen` from the official resource schemas; not edited by hand.

pub mod apigatewayv2;
pub mod dynamodb;
pub mod events;
pub mod eventschemas;
pub(crate) mod facts;
pub mod iam;
pub mod lambda;
pub mod logs;
pub mod s3;
pub mod scheduler;
pub mod sqs;
pub mod ssm;
pub mod stepfunctions;
