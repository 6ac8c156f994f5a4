//! Tables: keys `PK` and `SK`, on demand, encrypted, with a time to live in `Expires`.

use std::collections::BTreeSet;

use cfn::{
    DeletionPolicy, Handle, List, ResourceOptions, Value, dynamodb, dynamodb::table, sub_with,
};
use contracts::{Capability as _, Read, ReadWrite, Rights, Table};

use super::{StackBuilder, Wired};

/// A global secondary index over all attributes, with keys that are strings.
#[derive(Clone, Copy, Debug)]
pub struct Index {
    /// Its name.
    pub name: &'static str,
    /// Attribute that is the partition key.
    pub partition_key: &'static str,
    /// Attribute that is the sort key.
    pub sort_key: &'static str,
}

/// A table of the stack.
pub struct TableRef {
    handle: Handle<dynamodb::Table>,
    indexed: bool,
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
        let mut arns = vec![self.handle.arn()];
        if self.indexed {
            arns.push(sub_with("${Table}/index/*", [("Table", self.handle.arn())]));
        }
        Table::new(Wired { value: self.handle.reference(), arns })
    }

    /// Its name, for workflows.
    pub fn name(&self) -> Value<String> {
        self.handle.reference()
    }

    /// Its ARN, for workflows.
    pub fn arn(&self) -> Value<String> {
        self.handle.arn()
    }

    pub(super) fn stream_arn(&self) -> Value<String> {
        self.handle.stream_arn()
    }
}

impl StackBuilder<'_> {
    /// A table called `{name}-{environment}`, whose changes are streamed.
    #[track_caller]
    pub fn table(&mut self, name: &str) -> TableRef {
        self.indexed_table(name, &[])
    }

    /// The same with global secondary indexes.
    #[track_caller]
    pub fn indexed_table(&mut self, name: &str, indexes: &[Index]) -> TableRef {
        let protected = self.environment.protected;
        let indexed = !indexes.is_empty();
        let table = dynamodb::Table {
            table_name: Some(format!("{name}-{}", self.environment.name).into()),
            billing_mode: Some(table::BillingMode::PayPerRequest.into()),
            attribute_definitions: Some(key_attributes(indexes)),
            global_secondary_indexes: indexed
                .then(|| indexes.iter().map(global_secondary_index).collect()),
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
            ..dynamodb::Table::new([
                table::KeySchema::new("PK", "HASH"),
                table::KeySchema::new("SK", "RANGE"),
            ])
        };
        let options = self.stateful();
        TableRef { handle: self.stack.template.add_with("Table", table, options), indexed }
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

/// Every attribute that is part of a key, once.
fn key_attributes(indexes: &[Index]) -> List<table::AttributeDefinition> {
    let of_indexes = indexes.iter().flat_map(|index| [index.partition_key, index.sort_key]);
    let names: BTreeSet<&str> = ["PK", "SK"].into_iter().chain(of_indexes).collect();
    names
        .into_iter()
        .map(|name| table::AttributeDefinition::new(name, table::AttributeType::S))
        .collect()
}

fn global_secondary_index(index: &Index) -> table::GlobalSecondaryIndex {
    let all = table::Projection {
        projection_type: Some(table::ProjectionType::All.into()),
        ..table::Projection::new()
    };
    let keys = [
        table::KeySchema::new(index.partition_key, "HASH"),
        table::KeySchema::new(index.sort_key, "RANGE"),
    ];
    table::GlobalSecondaryIndex::new(index.name, keys, all)
}
