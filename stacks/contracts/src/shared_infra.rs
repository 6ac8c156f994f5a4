//! What all services share: the bus, and the key that signs tokens.

use crate::{export, secret, service::Service};

/// The shared stack. It has no functions.
pub const SERVICE: Service = Service {
    name: "shared-infra",
    stack: "SharedResources",
    parameters: "shared",
    source: "shared",
};

export! {
    /// Name of the bus that carries all public events.
    BusName = SERVICE / "event-bus-name": String
}

export! {
    /// ARN of that bus.
    BusArn = SERVICE / "event-bus-arn": String
}

secret! {
    /// Signs and verifies every bearer token (HS256): 32 random bytes as text.
    SigningKey = SERVICE / "secret-access-key"
}

/// The base address of an API, with a trailing slash.
pub struct ApiAddress;

/// The base address of an API, without a trailing slash: clients of some services append one.
pub struct BareApiAddress;
