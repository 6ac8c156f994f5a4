//! How many executions of a machine with six tasks one processor does in a second:
//! `cargo bench -p simulation --bench workflow`.

use std::{collections::BTreeMap, hint::black_box, sync::Arc};

use cfn::asl::{Branch, Choice, Retry, StateMachine, Succeed, Task, jsonata, task_token};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jiff::Timestamp;
use serde_json::{Value as Json, json};
use simulation::workflow::{Effect, Execution, Machine, Outcome, Start};

const TASKS: usize = 6;

/// Six tasks that wait for their tokens, with as much data as those of an order.
fn definition() -> StateMachine {
    let mut machine = StateMachine::new("Step 0");
    for step in 0..TASKS {
        let next = format!("Check {step}");
        let following =
            if step + 1 == TASKS { "Done".to_owned() } else { format!("Step {}", step + 1) };
        let choices = vec![Branch::new("$states.input.status = 'ok'", following)];
        machine = machine
            .state(format!("Step {step}"), task(next.as_str()))
            .state(next, Choice { choices, default: Some("Done".to_owned()) });
    }
    machine.state("Done", Succeed::default())
}

fn task(next: &str) -> Task {
    let detail = json!({
        "data": {
            "orderNumber": jsonata("$states.context.Execution.Input.orderNumber"),
            "products": jsonata("$states.context.Execution.Input.products"),
            "conversationId": task_token(),
            "attempt": jsonata("$string($states.context.State.RetryCount)"),
        },
        "id": jsonata("$uuid()"),
        "time": jsonata("$now()"),
        "type": "orders.reserveStock.v1",
    });
    let entry = json!({ "Detail": detail, "DetailType": "orders.reserveStock.v1" });
    Task {
        retry: vec![Retry {
            errors: vec!["States.TaskFailed".to_owned()],
            interval_seconds: 1,
            max_attempts: 8,
            backoff_rate: 2.0,
            max_delay_seconds: Some(60),
            full_jitter: true,
        }],
        assign: Some(json!({ "last": jsonata("$states.result.status") })),
        ..Task::put_event_and_wait(entry, 300, next)
    }
}

fn input() -> Json {
    json!({
        "orderNumber": "01K0000000000000000000000",
        "userId": "4e1c2a52-6f0e-4f4e-9a55-3f6f6d6a2a51",
        "products": ["p1", "p2", "p3", "p4"],
        "totalPrice": 42.5,
        "rejection": null,
    })
}

fn execute(machine: &Arc<Machine>, seed: u64) -> Outcome {
    let now = Timestamp::UNIX_EPOCH;
    let start = Start { name: "order-1".to_owned(), input: input(), seed, now };
    let mut execution = Execution::start(machine, start);
    loop {
        match execution.step(now) {
            Effect::Call(call) => {
                execution.respond(now, call.id, Ok(json!({ "FailedEntryCount": 0 })));
                let token = call.token.expect("each task has a token");
                let completed = execution.complete(now, &token, Ok(json!({ "status": "ok" })));
                completed.expect("the task waits for its token");
            }
            Effect::Ended(outcome) => return outcome,
            effect => panic!("expected a call or the end, got {effect:?}"),
        }
    }
}

fn executions(criterion: &mut Criterion) {
    let compiled = Machine::new("Orders", &definition(), &BTreeMap::new());
    let machine = Arc::new(compiled.expect("the definition is valid"));
    let mut group = criterion.benchmark_group("workflow");
    group.throughput(Throughput::Elements(1));
    let mut seed = 0;
    group.bench_function("an execution with six tasks", |bencher| {
        bencher.iter(|| {
            seed += 1;
            execute(black_box(&machine), seed)
        });
    });
    group.bench_function("compilation of its machine", |bencher| {
        bencher.iter(|| Machine::new("Orders", black_box(&definition()), &BTreeMap::new()));
    });
    group.finish();
}

criterion_group!(benches, executions);
criterion_main!(benches);
