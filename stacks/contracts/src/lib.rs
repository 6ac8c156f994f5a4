//! What each service offers: its functions, routes and events, and what each function may touch.
//!
//! Both sides read this crate: `stacks` to deploy a function, `handlers` to implement it. It depends
//! on nothing of ours and on no AWS crate.

#![warn(missing_docs)]

mod capability;
mod cloud_event;
mod event;
mod function;
mod http;
mod money;
mod service;

pub mod asyncapi;
pub mod compatibility;
pub mod documents;
pub mod openapi;

pub mod activity;
pub mod inventory;
pub mod loyalty;
pub mod order;
pub mod payment;
pub mod pricing;
pub mod product_management;
pub mod shared_infra;
pub mod user_management;

pub use capability::{
    Access, Bus, Capability, Need, Parameter, Read, ReadWrite, Rights, Secret, Setting,
    StartWorkflow, Table, Wire,
};
pub use cloud_event::{CloudEvent, Datadog};
pub use event::{Event, EventType, Publisher, Publishes, Subscription, UnknownEvent};
pub use function::{Direct, EnvironmentError, Function, Queue, Schedule, TableStream, Wiring};
pub use http::{
    Admin, Audience, Callers, Client, FormOrJson, Http, HttpFunction, HttpInput, Json, Media,
    Nothing, Page, Problem, Public, Query, ReplyBody, RequestBody, RequestShape, User,
};
pub use money::Money;
pub use service::{Export, Service};

#[doc(hidden)]
pub use serde_json;
