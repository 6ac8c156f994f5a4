//! Shows how many dead letters there are.

use jiff::Timestamp;
use request::ListDeadLetters;
use serde::Serialize;

use super::{
    queues::{Counts, DeadLetterQueue, all, counts},
    reader::{Message, read},
};
use crate::{context::Context, error::Result};

/// The depth of a function's dead-letter queue. SQS counts approximately.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Depth {
    pub function: String,
    pub dead_letter_queue: String,
    /// The queue that its dead letters come from, if it is one.
    pub queue: Option<String>,
    pub visible: u64,
    /// Received by a command that runs or was killed less than two minutes ago.
    pub in_flight: u64,
    /// When the oldest of up to ten messages was sent. SQS does not show the others without receiving
    /// all.
    pub oldest_of_ten: Option<Timestamp>,
}

impl Depth {
    fn is_empty(&self) -> bool {
        self.visible + self.in_flight == 0
    }
}

/// Prints the depths. Returns whether `--fail` applies.
pub async fn run(ctx: &Context, options: &ListDeadLetters) -> Result<bool> {
    let all = depths(ctx).await?;
    let is_empty = all.iter().all(Depth::is_empty);
    let shown: Vec<_> = all.into_iter().filter(|it| options.all || !it.is_empty()).collect();
    if options.json {
        println!("{:#}", serde_json::json!(shown));
    } else {
        print!("{}", table(&shown));
    }
    if is_empty {
        ctx.progress.line(&format!("`{}` has no dead letters", ctx.manifest.environment));
    }
    Ok(options.fail && !is_empty)
}

/// The depths of all dead-letter queues that are deployed.
pub async fn depths(ctx: &Context) -> Result<Vec<Depth>> {
    let mut depths = vec![];
    for queue in all(&ctx.manifest) {
        match queue.address(ctx).await? {
            Some(address) => depths.push(depth(ctx, queue, &address).await?),
            None => ctx.progress.line(&format!("{queue}: not deployed")),
        }
    }
    Ok(depths)
}

async fn depth(ctx: &Context, queue: DeadLetterQueue<'_>, address: &str) -> Result<Depth> {
    let name = &queue.declared.queue;
    let Counts { visible, in_flight } = counts(ctx, name, address).await?;
    let oldest = if visible == 0 { None } else { oldest_of_ten(ctx, name).await? };
    Ok(Depth {
        function: queue.to_string(),
        dead_letter_queue: name.clone(),
        queue: queue.source().map(str::to_owned),
        visible,
        in_flight,
        oldest_of_ten: oldest,
    })
}

async fn oldest_of_ten(ctx: &Context, queue: &str) -> Result<Option<Timestamp>> {
    let messages = read(ctx, queue, async |reader| reader.next().await).await?;
    Ok(messages.iter().filter_map(Message::sent).min())
}

fn table(depths: &[Depth]) -> String {
    let width = depths.iter().map(|it| it.function.len()).max().unwrap_or_default();
    let line = |it: &Depth| {
        let oldest = it.oldest_of_ten.map(|time| format!("  sent {time:.0} or earlier"));
        let queue = it.queue.as_ref().map(|name| format!("  from {name}"));
        format!(
            "{:width$}  {:5} visible  {:5} in flight{}{}\n",
            it.function,
            it.visible,
            it.in_flight,
            oldest.unwrap_or_default(),
            queue.unwrap_or_default()
        )
    };
    depths.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_shows_depth_age_and_origin() {
        let depth = |function: &str, oldest: Option<&str>, queue: Option<&str>| Depth {
            function: function.to_owned(),
            dead_letter_queue: String::new(),
            queue: queue.map(str::to_owned),
            visible: 2,
            in_flight: 0,
            oldest_of_ten: oldest.map(|it| it.parse().unwrap()),
        };
        let depths = [
            depth("a/list", Some("2026-11-21T10:00:00.5Z"), Some("dev-a-list")),
            depth("ab/publish", None, None),
        ];
        assert_eq!(
            table(&depths),
            "a/list          2 visible      0 in flight  sent 2026-11-21T10:00:00Z or earlier  from dev-a-list\n\
             ab/publish      2 visible      0 in flight\n"
        );
    }
}
