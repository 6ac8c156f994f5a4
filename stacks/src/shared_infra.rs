//! What every service stands on: the bus, kept in an archive and documented in a registry.

use cfn::{Handle, events, eventschemas, sub};
use contracts::shared_infra::{BUS_ARN, BUS_NAME, SERVICE};
use serde_json::json;

use crate::{Environment, Stack, StackBuilder, iam};

/// Days that events can be replayed.
const ARCHIVE_DAYS: u32 = 30;

pub fn stack(environment: &Environment) -> Stack {
    let mut s = StackBuilder::new(SERVICE, environment, "What every service stands on.");
    let name = format!("SharedEventBus-{}", environment.name);
    let bus = s.template().add("EventBus", events::EventBus::new(name.as_str()));
    s.export(BUS_NAME, &bus.reference());
    s.export(BUS_ARN, &bus.arn());
    if environment.is_aws() {
        // The local AWS knows none of these types.
        guard_and_record(&mut s, &name, &bus);
    }
    s.finish()
}

/// Keeps strangers off the bus, its events for replay, and their schemas for whoever looks them up.
fn guard_and_record(s: &mut StackBuilder, name: &str, bus: &Handle<events::EventBus>) {
    let account = sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root");
    s.template().add(
        "EventBusPolicy",
        events::EventBusPolicy {
            event_bus_name: Some(bus.reference()),
            statement: Some(json!(iam::bus_of_account(bus.arn(), &account)).into()),
            ..events::EventBusPolicy::new("OwnAccount")
        },
    );
    s.template().add(
        "Archive",
        events::Archive {
            archive_name: Some(name.into()),
            retention_days: Some(ARCHIVE_DAYS.into()),
            ..events::Archive::new(bus.arn())
        },
    );
    s.template().add(
        "SchemaRegistry",
        eventschemas::Registry {
            registry_name: Some(name.into()),
            ..eventschemas::Registry::new()
        },
    );
    s.template().add("SchemaDiscoverer", eventschemas::Discoverer::new(bus.arn()));
}
