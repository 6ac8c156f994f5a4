//! Tables: keys `PK` and `SK` or `PK` alone, billed per request, encrypted. A table has a stream only if a function
//! of the service reads it.

use std::collections::BTreeSet;

use cfn::{DeletionPolicy, List, ResourceOptions, dynamodb, dynamodb::table};
use contracts::{IndexKeys, Table, TableName};

use super::StackBuilder;
use crate::reference::{physical_table_name, table_id};

/// Settings of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableOptions {
    /// Attribute with the time, in seconds since 1970, after which DynamoDB deletes the item.
    /// Default: `Expires`.
    pub expiry_attribute: &'static str,
    /// Whether its items can be made again from other data, so that the table is deleted with its
    /// stack and has no backup even where the environment is protected. Default: false.
    pub disposable: bool,
}

impl Default for TableOptions {
    fn default() -> Self {
        Self { expiry_attribute: "Expires", disposable: false }
    }
}

impl StackBuilder<'_> {
    /// The table `T`, with the indexes that it declares.
    #[track_caller]
    pub fn table<T: Table>(&mut self) {
        self.table_with::<T>(TableOptions::default());
    }

    /// The same with options.
    #[track_caller]
    pub fn table_with<T: Table>(&mut self, options: TableOptions) {
        self.check_owner(T::SERVICE, T::NAME);
        let name = TableName::of::<T>();
        let protected = self.environment.protected && !options.disposable;
        let keys: &[&str] = if T::HAS_SORT_KEY { &["PK", "SK"] } else { &["PK"] };
        let indexes = T::INDEXES.iter().map(global_secondary_index);
        let table = dynamodb::Table {
            table_name: Some(physical_table_name(T::PHYSICAL_NAME, self.environment).into()),
            billing_mode: Some(table::BillingMode::PayPerRequest.into()),
            attribute_definitions: Some(key_attributes(keys, T::INDEXES)),
            global_secondary_indexes: (!T::INDEXES.is_empty()).then(|| indexes.collect()),
            time_to_live_specification: Some(time_to_live(options.expiry_attribute).into()),
            stream_specification: self.contract.streams(name).then(|| stream().into()),
            sse_specification: Some(table::SSESpecification::new(true).into()),
            deletion_protection_enabled: Some(protected.into()),
            point_in_time_recovery_specification: Some(recovery(protected).into()),
            tags: Some(self.tags(table::Tag::new)),
            ..dynamodb::Table::new(key_schema(keys))
        };
        self.stack.template.add_with(table_id(name), table, kept_if(protected));
        self.stack.tables.push(name);
    }
}

/// A protected table stays in AWS when it leaves the template.
fn kept_if(protected: bool) -> ResourceOptions {
    let policy = if protected { DeletionPolicy::Retain } else { DeletionPolicy::Delete };
    ResourceOptions {
        deletion_policy: Some(policy),
        update_replace_policy: Some(policy),
        ..ResourceOptions::default()
    }
}

fn time_to_live(attribute: &str) -> table::TimeToLiveSpecification {
    table::TimeToLiveSpecification {
        attribute_name: Some(attribute.into()),
        ..table::TimeToLiveSpecification::new(true)
    }
}

fn stream() -> table::StreamSpecification {
    table::StreamSpecification::new(table::StreamViewType::NewAndOldImages)
}

fn recovery(enabled: bool) -> table::PointInTimeRecoverySpecification {
    table::PointInTimeRecoverySpecification {
        point_in_time_recovery_enabled: Some(enabled.into()),
        ..Default::default()
    }
}

/// The partition key, and the sort key if there is one.
fn key_schema(keys: &[&str]) -> List<table::KeySchema> {
    let kinds = ["HASH", "RANGE"];
    keys.iter().zip(kinds).map(|(name, kind)| table::KeySchema::new(*name, kind)).collect()
}

/// Every attribute that is part of a key, once.
fn key_attributes(keys: &[&str], indexes: &[IndexKeys]) -> List<table::AttributeDefinition> {
    let of_indexes = indexes.iter().flat_map(|index| [index.partition_key, index.sort_key]);
    let names: BTreeSet<&str> = keys.iter().copied().chain(of_indexes).collect();
    names
        .into_iter()
        .map(|name| table::AttributeDefinition::new(name, table::AttributeType::S))
        .collect()
}

fn global_secondary_index(index: &IndexKeys) -> table::GlobalSecondaryIndex {
    let all = table::Projection {
        projection_type: Some(table::ProjectionType::All.into()),
        ..table::Projection::new()
    };
    let keys = [index.partition_key, index.sort_key];
    table::GlobalSecondaryIndex::new(index.name, key_schema(&keys), all)
}
