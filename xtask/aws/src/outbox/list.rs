//! Shows outbox messages.

use jiff::Timestamp;
use request::ListOutbox;

use super::{
    outboxes,
    rows::{self, Row},
};
use crate::{context::Context, error::Result};

pub async fn run(ctx: &Context, options: &ListOutbox) -> Result<()> {
    let rows = select(ctx, options).await?;
    if options.json {
        println!("{:#}", serde_json::json!(rows));
    } else {
        print!("{}", table(&rows));
    }
    if rows.is_empty() {
        ctx.progress.line("no such outbox message");
    }
    Ok(())
}

/// The messages that the options select.
pub async fn select(ctx: &Context, options: &ListOutbox) -> Result<Vec<Row>> {
    let mut selected = vec![];
    for it in outboxes(ctx, options.service.as_deref())? {
        selected.extend(match &options.aggregate {
            Some(aggregate) => rows::about(ctx, it.outbox, aggregate).await?,
            None => rows::all(ctx, it.outbox).await?,
        });
    }
    let is_recent =
        |row: &Row, after: Timestamp| row.created_at.is_none_or(|created| created >= after);
    selected.retain(|row| {
        options.after.is_none_or(|after| is_recent(row, after))
            && options.contains.as_ref().is_none_or(|text| row.text.contains(text.as_str()))
    });
    Ok(selected)
}

/// One message per line.
pub fn table(rows: &[Row]) -> String {
    let line = |row: &Row| {
        let created = row.created_at.map_or("unknown time".to_owned(), |it| format!("{it:.0}"));
        let event = row.event.as_deref().unwrap_or("(unreadable)");
        let correlation = row.correlation_id.as_deref().unwrap_or("none");
        let again = row.republished_at.map(|it| format!("  published again at {it:.0}"));
        format!(
            "{created}  {}  {}  {}  {event}  correlation id {correlation}{}\n",
            row.table,
            row.aggregate,
            row.id,
            again.unwrap_or_default()
        )
    };
    rows.iter().map(line).collect()
}
