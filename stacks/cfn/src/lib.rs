//! CloudFormation and Amazon States Language as typed data. Depends on no service of this repository.
//!
//! Resource types are generated from the official resource schemas: a required property is an argument of `new`,
//! optional ones are set by struct update, and an attribute is a method of the [`Handle`] that [`Template::add`] returns.
//! The same input always gives the same bytes: this crate uses no clock, no randomness and no I/O.
//!
//! ```
//! use cfn::{dynamodb, dynamodb::table, Output, ResourceOptions, DeletionPolicy, Template};
//!
//! let mut template = Template::new("Accounts.");
//! let accounts = template.add_with(
//!     "Accounts",
//!     dynamodb::Table {
//!         billing_mode: Some(table::BillingMode::PayPerRequest.into()),
//!         attribute_definitions: Some([table::AttributeDefinition::new("PK", table::AttributeType::S)].into()),
//!         ..dynamodb::Table::new([table::KeySchema::new("PK", "HASH")])
//!     },
//!     ResourceOptions { deletion_policy: Some(DeletionPolicy::Retain), ..Default::default() },
//! );
//! template.output("AccountsArn", Output::new("The table of accounts.", accounts.arn()));
//!
//! assert_eq!(
//!     template.to_yaml(),
//!     "\
//! AWSTemplateFormatVersion: \"2010-09-09\"
//! Description: Accounts.
//! Resources:
//!   Accounts:
//!     Type: AWS::DynamoDB::Table
//!     DeletionPolicy: Retain
//!     Properties:
//!       AttributeDefinitions:
//!       - AttributeName: PK
//!         AttributeType: S
//!       BillingMode: PAY_PER_REQUEST
//!       KeySchema:
//!       - AttributeName: PK
//!         KeyType: HASH
//! Outputs:
//!   AccountsArn:
//!     Description: The table of accounts.
//!     Value: !GetAtt Accounts.Arn
//! "
//! );
//! ```
//!
//! A missing required property is a compile error:
//!
//! ```compile_fail,E0061
//! cfn::dynamodb::Table::new();
//! ```
//!
//! So is an attribute that the resource does not have:
//!
//! ```compile_fail,E0599
//! let mut template = cfn::Template::default();
//! let queue = template.add("Queue", cfn::sqs::Queue::new());
//! queue.stream_arn();
//! ```

#![warn(missing_docs)]

pub mod asl;
mod facts;
mod generated;
mod intrinsics;
mod template;
mod value;
mod yaml;

pub use facts::{Contents, contents, replaces_on_change};
pub use generated::*;
pub use intrinsics::{resolve_ssm, sub, sub_with};
pub use serde_json::Value as Json;
pub use template::{
    DeletionPolicy, Handle, Output, Parameter, Resource, ResourceOptions, Template,
};
pub use value::{List, Map, ToJson, Value};
pub use yaml::{ParseError, parse, to_yaml};
