//! What gets deployed.
