//! Logs: one line of JSON per log event, with the fields of the spans around it at its top level.

use std::{fmt, io::Write, panic};

use jiff::Timestamp;
use serde_json::{Map, Value};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
    level_filters::LevelFilter,
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{
    Layer,
    filter::Targets,
    layer::Context,
    layer::SubscriberExt,
    registry::{LookupSpan, Scope},
    util::SubscriberInitExt,
};

use crate::{Failure, Result};

/// Logs from `level` on, and every panic. A collector of traces is one more layer here.
pub(crate) fn init(level: Option<&str>) -> Result {
    let level = parse_level(level)?;
    let lines = JsonLines { write: to_stdout };
    tracing_subscriber::registry().with(lines.with_filter(filter(level))).try_init()?;
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        let reason = panic.payload_as_str();
        tracing::error!(place, reason, "panicked");
    }));
    Ok(())
}

fn to_stdout(line: &[u8]) {
    if let Err(error) = std::io::stdout().lock().write_all(line) {
        eprintln!("failed to write to the log: {error}");
    }
}

fn parse_level(level: Option<&str>) -> Result<LevelFilter> {
    let Some(level) = level.filter(|level| !level.is_empty()) else {
        return Ok(LevelFilter::INFO);
    };
    level.parse().map_err(|_| {
        Failure::failed(format!(
            "`LOG_LEVEL` is `{level}`, not one of `error`, `warn`, `info`, `debug`, `trace`; \
             correct it in `env/` and run `cargo xtask deploy`"
        ))
    })
}

/// Libraries write requests and responses below `WARN`, and those carry tokens and payloads.
fn filter(level: LevelFilter) -> Targets {
    ["aws_", "h2", "hyper", "lambda_runtime", "rustls"]
        .into_iter()
        .fold(Targets::new().with_default(level), |targets, library| {
            targets.with_target(library, level.min(LevelFilter::WARN))
        })
        // Failures of handlers are logged where their cause is known.
        .with_target("lambda_runtime::layers::panic", LevelFilter::OFF)
}

/// Writes each event as a line of JSON.
struct JsonLines<W> {
    write: W,
}

/// The fields of a span, kept with it.
#[derive(Default)]
struct Fields(Map<String, Value>);

impl<S, W> Layer<S> for JsonLines<W>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: Fn(&[u8]) + 'static,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut line = serde_json::to_vec(&describe(event, &context)).unwrap_or_default();
        line.push(b'\n');
        (self.write)(&line);
    }
}

fn describe<S>(event: &Event<'_>, context: &Context<'_, S>) -> Map<String, Value>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let mut line = Fields::default();
    line.set("timestamp", Timestamp::now().to_string());
    line.set("level", event.metadata().level().as_str());
    event.record(&mut line);
    for span in context.event_scope(event).into_iter().flat_map(Scope::from_root) {
        if let Some(fields) = span.extensions().get::<Fields>() {
            line.0.extend(fields.0.iter().map(|(name, value)| (name.clone(), value.clone())));
        }
    }
    line.set("target", event.metadata().target());
    line.0
}

impl Fields {
    fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.to_owned(), value.into());
    }
}

impl Visit for Fields {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.set(field.name(), value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.set(field.name(), value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.set(field.name(), value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.set(field.name(), value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.set(field.name(), value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.set(field.name(), format!("{value:?}"));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use serde_json::json;

    use super::*;

    fn lines_of(work: impl FnOnce()) -> Vec<Value> {
        let written = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&written);
        let lines =
            JsonLines { write: move |line: &[u8]| sink.lock().unwrap().extend_from_slice(line) };
        let filtered = lines.with_filter(filter(LevelFilter::INFO));
        tracing::subscriber::with_default(tracing_subscriber::registry().with(filtered), work);
        let written = written.lock().unwrap();
        written
            .split(|byte| *byte == b'\n')
            .filter_map(|l| serde_json::from_slice(l).ok())
            .collect()
    }

    #[test]
    fn a_line_carries_the_fields_of_the_spans_around_it() {
        let lines = lines_of(|| {
            let outer = tracing::info_span!("invocation", correlation_id = "c-1", step = 1);
            let inner =
                tracing::info_span!(parent: &outer, "process", messaging.message.id = "e-1");
            inner.in_scope(|| tracing::warn!(status = 409, "the message was rejected"));
        });
        let mut line = lines[0].clone();
        assert!(line["timestamp"].take().as_str().unwrap().ends_with('Z'));
        let expected = json!({
            "timestamp": null, "level": "WARN", "message": "the message was rejected",
            "status": 409, "correlation_id": "c-1", "step": 1, "messaging.message.id": "e-1",
            "target": "platform::logging::tests",
        });
        assert_eq!(line, expected);
    }

    #[test]
    fn libraries_do_not_log_payloads() {
        let lines = lines_of(|| {
            tracing::info!(target: "aws_smithy_runtime::client", "a request with its token");
            tracing::info!(target: "hyper_util::client", "a connection");
            tracing::warn!(target: "lambda_runtime::layers", "something of note");
        });
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0]["message"], "something of note");
    }

    #[test]
    fn an_unknown_level_is_named_in_the_error() {
        assert_eq!(parse_level(None).unwrap(), LevelFilter::INFO);
        assert_eq!(parse_level(Some("DEBUG")).unwrap(), LevelFilter::DEBUG);
        let message = format!("{:?}", parse_level(Some("loud")).unwrap_err());
        assert!(message.starts_with("`LOG_LEVEL` is `loud`"), "{message}");
    }
}
