//! What every service stands on: the bus and the secret that signs tokens.

use crate::{Export, Service};

/// The shared stack. It has no functions.
pub const SERVICE: Service = Service {
    name: "shared-infra",
    stack: "SharedResources",
    parameters: "shared",
    source: "shared",
};

/// Name of the bus all public events travel on.
pub const BUS_NAME: Export<BusName> = Export::new(SERVICE, "event-bus-name");

/// ARN of that bus.
pub const BUS_ARN: Export<BusArn> = Export::new(SERVICE, "event-bus-arn");

/// Signs and verifies every bearer token (HS256). Made at deploy time, in no template.
pub const JWT_SECRET: Export<JwtSecret> = Export::new(SERVICE, "secret-access-key");

/// The name of an event bus.
pub struct BusName;

/// The ARN of an event bus.
pub struct BusArn;

/// A key for HS256, 32 random bytes as text.
pub struct JwtSecret;

/// The base address of an API, with a trailing slash.
pub struct ApiEndpoint;

/// The base address of an API, without a trailing slash: clients of some services append one.
pub struct BareApiEndpoint;
