//! The rows of an outbox. Their attributes are those that the functions' platform writes.

use std::collections::HashMap;

use aws_sdk_dynamodb::{error::ProvideErrorMetadata, types::AttributeValue};
use jiff::Timestamp;
use manifest::Outbox;
use serde::Serialize;
use serde_json::Value;

use crate::{
    context::Context,
    error::{Error, Result, call},
};

/// An outbox message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    pub table: String,
    /// The partition key of the item that it is about.
    pub aggregate: String,
    /// The id of the event. Ids of an aggregate are in the order of its changes.
    pub id: String,
    /// The name of the private event; `None` if it cannot be read.
    pub event: Option<String>,
    pub created_at: Option<Timestamp>,
    pub correlation_id: Option<String>,
    pub republished_at: Option<Timestamp>,
    /// The private event.
    #[serde(skip)]
    pub text: String,
}

impl Row {
    /// The aggregate and the id.
    pub fn key(&self) -> (String, String) {
        (self.aggregate.clone(), self.id.clone())
    }
}

type Item = HashMap<String, AttributeValue>;

/// The messages about an aggregate, in their order.
pub async fn about(ctx: &Context, outbox: &Outbox, aggregate: &str) -> Result<Vec<Row>> {
    let partition = AttributeValue::S(format!("{}{aggregate}", outbox.prefix));
    let query = ctx.dynamodb.query().table_name(&outbox.table).consistent_read(true);
    let query = query.key_condition_expression("PK = :partition");
    let query = query.expression_attribute_values(":partition", partition);
    let mut items = query.into_paginator().items().send();
    let mut rows = vec![];
    while let Some(item) = items.next().await {
        rows.push(row(outbox, &item.map_err(|error| failed(ctx, outbox, error))?));
    }
    Ok(rows)
}

/// All messages, in the order of their aggregates. This reads the whole table.
pub async fn all(ctx: &Context, outbox: &Outbox) -> Result<Vec<Row>> {
    let scan = ctx.dynamodb.scan().table_name(&outbox.table).consistent_read(true);
    let scan = scan.filter_expression("begins_with(PK, :prefix)");
    let scan =
        scan.expression_attribute_values(":prefix", AttributeValue::S(outbox.prefix.clone()));
    let mut pages = scan.into_paginator().send();
    let task = ctx.progress.task(&outbox.table);
    let (mut rows, mut scanned) = (vec![], 0);
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| failed(ctx, outbox, error))?;
        scanned += page.scanned_count();
        rows.extend(page.items().iter().map(|item| row(outbox, item)));
        if task.is_live() {
            task.now(&format!("{scanned} items read"));
        }
    }
    task.end(&format!("{scanned} items read, {} outbox messages", rows.len()));
    rows.sort();
    Ok(rows)
}

/// Has a message published again. Returns false if its row does not exist; none is ever created.
pub async fn mark(ctx: &Context, outbox: &Outbox, row: &Row, now: Timestamp) -> Result<bool> {
    let partition = format!("{}{}", outbox.prefix, row.aggregate);
    let update = ctx.dynamodb.update_item().table_name(&outbox.table);
    let update = update.key("PK", AttributeValue::S(partition));
    let update = update.key("SK", AttributeValue::S(row.id.clone()));
    let update = update.update_expression("SET #mark = :now");
    let update = update.condition_expression("attribute_exists(PK)");
    let update = update.expression_attribute_names("#mark", &outbox.mark);
    let update = update.expression_attribute_values(":now", AttributeValue::S(now.to_string()));
    match update.send().await {
        Ok(_) => Ok(true),
        Err(error) if error.code() == Some("ConditionalCheckFailedException") => Ok(false),
        Err(error) => Err(call(format!("mark the message `{}`", row.id))(error)
            .with_hint("run the same command again; marking a message twice does no harm")),
    }
}

fn failed<E>(ctx: &Context, outbox: &Outbox, error: aws_sdk_dynamodb::error::SdkError<E>) -> Error
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    let is_missing = error.code() == Some("ResourceNotFoundException");
    let error = call(format!("read the table `{}`", outbox.table))(error);
    if is_missing {
        error.with_hint(format!("deploy it with `{}`", ctx.command("deploy")))
    } else {
        error
    }
}

fn row(outbox: &Outbox, item: &Item) -> Row {
    let text = |name: &str| item.get(name)?.as_s().ok().cloned();
    let time = |name: &str| text(name)?.parse().ok();
    let partition = text("PK").unwrap_or_default();
    let event = text("Event").unwrap_or_default();
    let name = |event: &str| {
        let event: Value = serde_json::from_str(event).ok()?;
        event["event"].as_str().map(str::to_owned)
    };
    Row {
        table: outbox.table.clone(),
        aggregate: partition.strip_prefix(&outbox.prefix).unwrap_or(&partition).to_owned(),
        id: text("SK").unwrap_or_default(),
        event: name(&event),
        created_at: time("CreatedAt"),
        correlation_id: text("CorrelationId"),
        republished_at: time(&outbox.mark),
        text: event,
    }
}
