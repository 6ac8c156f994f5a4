//! Properties of any sequence of depths, concurrent invocations and processes that die included: one
//! event whenever a queue turns from empty to non-empty.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use platform::{
    clock::SystemClock,
    memory::Calls,
    testing::{block_on, run_process},
};
use proptest::{collection::vec, prelude::*};

use crate::{
    events::PrivateEvent,
    memory::{MemoryDepths, MemoryMetrics, MemoryQueues},
    watch_queues,
};

const QUEUES: [&str; 3] = ["a-dlq", "b-dlq", "c-dlq"];

/// A minute: the depth of each queue that exists, and the concurrent invocations, each of which begins
/// after some turns and dies after some polls. One more completes at the end of the minute.
#[derive(Clone, Debug)]
struct Minute {
    depths: [Option<u64>; 3],
    invocations: Vec<(usize, usize)>,
}

fn minute() -> impl Strategy<Value = Minute> {
    let depth = prop_oneof![1 => Just(None), 4 => (0_u64..3).prop_map(Some)];
    let depths = [depth.clone(), depth.clone(), depth];
    let invocations = vec((0_usize..8, 0_usize..16), 0..4);
    (depths, invocations).prop_map(|(depths, invocations)| Minute { depths, invocations })
}

struct World {
    depths: MemoryDepths,
    queues: MemoryQueues,
}

impl World {
    async fn watch(&self) -> platform::Result {
        let metrics = MemoryMetrics::default();
        watch_queues::handle(&self.depths, &self.queues, &metrics, &SystemClock).await
    }

    async fn minute(&self, minute: &Minute) {
        let existing = QUEUES.into_iter().zip(minute.depths);
        self.depths.set(existing.filter_map(|(queue, depth)| Some((queue, depth?))));
        let invocations = minute.invocations.iter();
        join_all(invocations.map(|&(delay, polls)| run_process(delay, polls, self.watch()))).await;
        self.watch().await.unwrap();
    }
}

/// The events of each queue, as the depths that they name.
fn expected(minutes: &[Minute]) -> BTreeMap<&'static str, Vec<u64>> {
    let mut found: BTreeMap<_, Vec<u64>> = BTreeMap::new();
    for (index, queue) in QUEUES.into_iter().enumerate() {
        let mut before = 0;
        for minute in minutes {
            let depth = minute.depths[index].unwrap_or(0);
            if before == 0 && depth > 0 {
                found.entry(queue).or_default().push(depth);
            }
            before = depth;
        }
    }
    found
}

proptest! {
    #[test]
    fn a_queue_that_turns_non_empty_is_one_event(
        minutes in vec(minute(), 0..12),
        pauses in [vec(0_u8..4, 0..60), vec(0_u8..4, 0..60)],
    ) {
        let [depths, queues] = pauses.map(Calls::pausing);
        let world = World {
            depths: MemoryDepths::default().with_calls(depths),
            queues: MemoryQueues::default().with_calls(queues),
        };
        block_on(async {
            for minute in &minutes {
                world.minute(minute).await;
            }
        });
        let events = world.queues.events();
        let mut found: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
        for PrivateEvent::DeadLettersFound { queue, depth } in &events {
            found.entry(queue).or_default().push(*depth);
        }
        prop_assert_eq!(found, expected(&minutes));
    }
}
