//! Tables: keys `PK` and `SK`, on demand, encrypted, with a time to live in `Expires`.

use cfn::{DeletionPolicy, Handle, ResourceOptions, Value, dynamodb, dynamodb::table};
use contracts::{Capability as _, Read, ReadWrite, Rights, Table};

use super::{StackBuilder, Wired};

/// A table of the stack.
pub struct TableRef {
    handle: Handle<dynamodb::Table>,
}

impl TableRef {
    /// The capability to look items up.
    pub fn read(&self) -> Table<Read, Wired> {
        self.capability()
    }

    /// The capability to look items up and change them.
    pub fn read_write(&self) -> Table<ReadWrite, Wired> {
        self.capability()
    }

    fn capability<R: Rights>(&self) -> Table<R, Wired> {
        Table::new(Wired { value: self.handle.reference(), arns: vec![self.handle.arn()] })
    }

    pub(super) fn stream_arn(&self) -> Value<String> {
        self.handle.stream_arn()
    }
}

impl StackBuilder<'_> {
    /// A table called `{name}-{environment}`, whose changes are streamed.
    #[track_caller]
    pub fn table(&mut self, name: &str) -> TableRef {
        let protected = self.environment.protected;
        let keys = [("PK", "HASH"), ("SK", "RANGE")];
        let table = dynamodb::Table {
            table_name: Some(format!("{name}-{}", self.environment.name).into()),
            billing_mode: Some(table::BillingMode::PayPerRequest.into()),
            attribute_definitions: Some(
                keys.iter()
                    .map(|(name, _)| {
                        table::AttributeDefinition::new(*name, table::AttributeType::S)
                    })
                    .collect(),
            ),
            time_to_live_specification: Some(
                table::TimeToLiveSpecification {
                    attribute_name: Some("Expires".into()),
                    ..table::TimeToLiveSpecification::new(true)
                }
                .into(),
            ),
            stream_specification: Some(
                table::StreamSpecification::new(table::StreamViewType::NewAndOldImages).into(),
            ),
            sse_specification: Some(table::SSESpecification::new(true).into()),
            deletion_protection_enabled: Some(protected.into()),
            point_in_time_recovery_specification: Some(
                table::PointInTimeRecoverySpecification {
                    point_in_time_recovery_enabled: Some(protected.into()),
                    ..Default::default()
                }
                .into(),
            ),
            tags: Some(self.tags(table::Tag::new)),
            ..dynamodb::Table::new(keys.map(|(name, role)| table::KeySchema::new(name, role)))
        };
        let options = self.stateful();
        TableRef { handle: self.stack.template.add_with("Table", table, options) }
    }

    /// What holds data outlives its stack where the environment is protected.
    fn stateful(&self) -> ResourceOptions {
        let policy = if self.environment.protected {
            DeletionPolicy::Retain
        } else {
            DeletionPolicy::Delete
        };
        ResourceOptions {
            deletion_policy: Some(policy),
            update_replace_policy: Some(policy),
            ..ResourceOptions::default()
        }
    }
}
