//! The inventory service and the address of its API, which the catalogue uses, too: a file of its own,
//! because inventory uses the catalogue's.

use crate::{export, service::Service, shared_infra::BareApiAddress};

/// The inventory service.
pub const SERVICE: Service = Service {
    name: "inventory",
    stack: "InventoryService",
    parameters: "InventoryService",
    source: "inventory",
};

export! {
    /// Base address of its API.
    InventoryApi = SERVICE / "api-endpoint": BareApiAddress
}
