//! What all services share: the bus, and the keys that sign and verify tokens.

use std::time::Duration;

use crate::{
    capability::Capability, export, export::StoredSecret as _, right::Right, secret,
    service::Service,
};

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
    /// Signs every bearer token (HS256), and verifies those that it signed: 32 random bytes as text.
    SigningKey = SERVICE / "secret-access-key"
}

secret! {
    /// Further keys that verify tokens, separated by spaces. When the signing key is replaced, the
    /// next one is among them before it signs, and the former one until its successor is announced.
    VerificationKeys = SERVICE / "verification-keys"
}

/// How long a process uses the parameters and secrets that it has read before it reads them again.
/// After a change, all processes use the new value within this time, unless SSM cannot be read.
pub const PARAMETER_LIFETIME: Duration = Duration::from_mins(1);

/// Signs and verifies tokens: reads [`SigningKey`] and [`VerificationKeys`], which are of use only
/// together.
pub struct SigningKeys;

impl Capability for SigningKeys {
    const RIGHTS: &'static [Right] =
        &[Right::Secret(SigningKey::PARAMETER), Right::Secret(VerificationKeys::PARAMETER)];
}

/// The base address of an API, with a trailing slash.
pub struct ApiAddress;

/// The base address of an API, without a trailing slash: clients of some services append one.
pub struct BareApiAddress;
