//! The bus that all services share, an archive of its events and a registry of their schemas.

use cfn::{Handle, events, eventschemas, sub};
use contracts::{
    retention::ARCHIVE_RETENTION_DAYS,
    shared_infra::{BusArn, BusName, SERVICE},
};
use serde_json::json;

use crate::{Environment, Stack, StackBuilder, iam, without_components};

pub fn stack(environment: &Environment) -> Stack {
    let contract = without_components(SERVICE);
    let mut s = StackBuilder::new(contract, environment, "What every service stands on.");
    let name = format!("SharedEventBus-{}", environment.name);
    let bus = s.template().add("EventBus", events::EventBus::new(name.as_str()));
    s.export::<BusName>(&bus.reference());
    s.export::<BusArn>(&bus.arn());
    if environment.is_aws() {
        // The local AWS has none of these resource types.
        guard_and_archive(&mut s, &name, &bus);
    }
    s.finish()
}

/// Lets only the own account publish on the bus, archives its events for replay, and registers their
/// schemas.
fn guard_and_archive(s: &mut StackBuilder, name: &str, bus: &Handle<events::EventBus>) {
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
            retention_days: Some(ARCHIVE_RETENTION_DAYS.into()),
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
