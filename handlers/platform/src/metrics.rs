//! Metrics: lines of the log from which `CloudWatch` makes metrics, so that a function needs no request
//! and no right to record one.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>

use std::io::Write;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// Records values, each with its name and unit, such as `("Depth", 3.0, "Count")`, in a namespace.
/// The dimensions, names and values, tell apart what is measured; there are at most 30. At most 100
/// values are recorded at once. Values are finite.
pub fn record(namespace: &str, dimensions: &[(&str, &str)], values: &[(&str, f64, &str)]) {
    let line = format!("{}\n", line(namespace, dimensions, values, Timestamp::now()));
    if let Err(error) = std::io::stdout().lock().write_all(line.as_bytes()) {
        eprintln!("failed to write a metric to the log: {error}");
    }
}

/// The line, in the embedded metric format.
fn line(
    namespace: &str,
    dimensions: &[(&str, &str)],
    values: &[(&str, f64, &str)],
    time: Timestamp,
) -> Value {
    let names: Vec<&str> = dimensions.iter().map(|(name, _)| *name).collect();
    let metrics = values.iter().map(|(name, _, unit)| json!({ "Name": name, "Unit": unit }));
    let description = json!({
        "Timestamp": time.as_millisecond(),
        "CloudWatchMetrics": [{
            "Namespace": namespace,
            "Dimensions": [names],
            "Metrics": metrics.collect::<Vec<_>>(),
        }],
    });
    let mut line = Map::from_iter([("_aws".to_owned(), description)]);
    line.extend(dimensions.iter().map(|(name, value)| ((*name).to_owned(), json!(value))));
    line.extend(values.iter().map(|(name, value, _)| ((*name).to_owned(), json!(value))));
    line.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_describes_its_dimensions_and_values() {
        let time = Timestamp::from_millisecond(1_795_255_200_123).unwrap();
        let values = [("Depth", 3.0, "Count"), ("Age", 1.5, "Seconds")];
        let expected = json!({
            "_aws": {
                "Timestamp": 1_795_255_200_123_i64,
                "CloudWatchMetrics": [{
                    "Namespace": "Shop",
                    "Dimensions": [["Queue"]],
                    "Metrics": [
                        { "Name": "Depth", "Unit": "Count" },
                        { "Name": "Age", "Unit": "Seconds" },
                    ],
                }],
            },
            "Queue": "dev-shelf-count-books-dlq",
            "Depth": 3.0,
            "Age": 1.5,
        });
        let dimensions = [("Queue", "dev-shelf-count-books-dlq")];
        assert_eq!(line("Shop", &dimensions, &values, time), expected);
    }
}
