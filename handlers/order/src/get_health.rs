//! `get-health`: shows whether the API and its table respond.
//!
//! `/health` and `/health/ready` read the table, `/health/live` shows that the function runs.

use std::time::Duration;

use contracts::{
    Json,
    order::{GetHealth, HealthCheck as CheckDto, HealthReply},
};
use platform::{
    Handler, Lambda, Reply, Request, Result,
    clock::{Clock, SystemClock},
};
use serde_json::Map;
use tokio::time::Instant;

use crate::{dynamo::DynamoOrders, ports::reading::HealthCheck};

const HEALTHY: &str = "Healthy";
const UNHEALTHY: &str = "Unhealthy";

impl Handler<GetHealth> for crate::Order {
    async fn run(lambda: Lambda<GetHealth>) -> Result {
        let table = DynamoOrders(lambda.table());
        lambda.serve(async |request| handle(request, &table, &SystemClock).await).await
    }
}

pub async fn handle(
    request: Request<GetHealth>,
    table: &impl HealthCheck,
    clock: &impl Clock,
) -> Result<Reply<Json<HealthReply>>> {
    let timestamp = clock.now().to_string();
    let reply = |status: &str| HealthReply {
        status: status.to_owned(),
        timestamp,
        duration: None,
        version: None,
        checks: None,
    };
    if request.route() == "GET /health/live" {
        return Ok(Json(reply(HEALTHY)).into());
    }
    let (status, duration) = check(table).await;
    let mut body = reply(status);
    if request.route() == "GET /health" {
        body.duration = Some(duration.clone());
        body.version = Some("1.0.0".to_owned());
        body.checks = Some(vec![table_check(status, duration)]);
    }
    let reply = Reply::new(Json(body));
    Ok(if status == HEALTHY { reply } else { reply.status(503) })
}

/// The health of the table, and how long the check took.
async fn check(table: &impl HealthCheck) -> (&'static str, String) {
    let start = Instant::now();
    let status = match table.check().await {
        Ok(()) => HEALTHY,
        Err(failure) => {
            tracing::warn!(error = ?failure, "the table does not respond");
            UNHEALTHY
        }
    };
    (status, text(start.elapsed()))
}

fn table_check(status: &str, duration: String) -> CheckDto {
    CheckDto {
        name: "dynamodb".to_owned(),
        status: status.to_owned(),
        description: "Reads an item of the table of orders".to_owned(),
        duration,
        data: Map::new(),
    }
}

/// A duration as `hh:mm:ss.fffffff`.
fn text(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}.{:07}", seconds % 60, duration.subsec_nanos() / 100)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use platform::{
        Failure,
        clock::FixedClock,
        testing::{Call, TestResponse, invoke},
    };
    use serde_json::{Value, json};

    use super::*;
    use crate::memory::MemoryOrders;

    /// A table that does not respond.
    struct Unavailable;

    impl HealthCheck for Unavailable {
        async fn check(&self) -> Result {
            Err(Failure::failed("the table is gone"))
        }
    }

    /// Status and body of a route, without time passing.
    async fn get(route: &str, table: &impl HealthCheck) -> (u64, Value) {
        let clock = FixedClock(Timestamp::constant(1_795_255_200, 0));
        let call = Call::to::<GetHealth>(route);
        let handle = async |request| handle(request, table, &clock).await;
        let response = TestResponse::of(invoke::<GetHealth>(call.event(), handle).await);
        (response.status(), response.json())
    }

    fn health(status: &str) -> Value {
        json!({
            "status": status, "timestamp": "2026-11-21T10:00:00Z",
            "duration": "00:00:00.0000000", "version": "1.0.0",
            "checks": [{
                "name": "dynamodb", "status": status,
                "description": "Reads an item of the table of orders",
                "duration": "00:00:00.0000000", "data": {},
            }],
        })
    }

    #[tokio::test(start_paused = true)]
    async fn a_healthy_service_responds_on_every_route() {
        let orders = MemoryOrders::default();
        assert_eq!(get("GET /health", &orders).await, (200, health("Healthy")));
        let expected = json!({ "status": "Healthy", "timestamp": "2026-11-21T10:00:00Z" });
        assert_eq!(get("GET /health/ready", &orders).await, (200, expected.clone()));
        assert_eq!(get("GET /health/live", &orders).await, (200, expected));
    }

    #[tokio::test(start_paused = true)]
    async fn without_its_table_the_service_is_alive_but_not_healthy() {
        assert_eq!(get("GET /health", &Unavailable).await, (503, health("Unhealthy")));
        let expected = json!({ "status": "Unhealthy", "timestamp": "2026-11-21T10:00:00Z" });
        assert_eq!(get("GET /health/ready", &Unavailable).await, (503, expected));
        let (status, body) = get("GET /health/live", &Unavailable).await;
        assert_eq!((status, &body["status"]), (200, &json!("Healthy")));
    }

    #[test]
    fn a_duration_has_hours_to_ticks() {
        assert_eq!(text(Duration::from_millis(3_723_004)), "01:02:03.0040000");
    }
}
