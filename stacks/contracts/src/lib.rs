//! What each service offers: its functions, routes, events and tables, and what each function may
//! do.
//!
//! Both sides read this crate: `stacks` to deploy a function, `handlers` to implement it. It depends
//! on no other crate of the workspace and on no AWS crate.

#![warn(missing_docs)]

mod capability;
mod cloud_event;
mod component;
mod contract;
mod envelope;
mod event;
mod event_type;
mod export;
mod function;
mod http;
mod money;
mod operation;
mod right;
mod route;
mod service;
mod setting;
mod table;
mod variable;
mod view;

pub mod asyncapi;
pub mod compatibility;
pub mod documents;
pub mod openapi;

pub mod activity;
pub mod basket;
pub mod dead_letters;
pub mod inventory;
pub mod loyalty;
pub mod notification;
pub mod order;
pub mod payment;
pub mod pricing;
pub mod product_management;
pub mod retention;
pub mod shared_infra;
pub mod user_management;

pub use capability::{
    BatchGet, Capability, Check, CompleteTask, Delete, Describe, FailTask, Find, Get, Invoke, May,
    Parameter, Put, QueryItems, Scan, Secret, Setting, Start, Update, WatchDeadLetters,
};
pub use cloud_event::{CloudEvent, Datadog};
pub use component::{Component, Declaration, PublishedBy, Publishes};
pub use contract::{Contract, FunctionContract, WorkflowContract};
pub use envelope::Envelope;
pub use event::Event;
pub use event_type::{EventType, Published};
pub use export::{Export, ParameterName, StoredSecret};
pub use function::{
    Direct, Function, Queue, Schedule, TableStream, Trigger, TriggerDescription, Workflow,
};
pub use http::{
    Access, Admin, Fallible, FormOrJson, Http, HttpFunction, HttpTrigger, Json, NoBody, NoContent,
    OAuthClient, Page, PathOf, Problem, Public, Query, RequestBody, ResponseBody, Text, User,
};
pub use money::Money;
pub use operation::{AccessLevel, Media, Operation, RequestShape};
pub use right::{ComponentName, ItemOperation, ItemScope, Right};
pub use route::{NoPath, PathParameters, Route};
pub use service::{Listed, Service};
pub use setting::{
    AvailabilityRate, Currency, EnvironmentSetting, PaymentSuccessRate, PricingIssues, SettingName,
    SettingValue, SettingValues, TaxRate, TokenLifetime,
};
pub use table::{
    IdempotencyKey, Index, IndexKeys, Key, OUTBOX_PARTITION, Outbox, Partition, REPUBLISHED_AT,
    Row, Table, TableName, have_sort_keys, prefix,
};
pub use variable::{BUS_VARIABLE, DEAD_LETTER_QUEUE_SUFFIX, DEAD_LETTER_QUEUE_VARIABLE};
pub use view::{EventView, Subject, Subscription, UnreadableEvent};

#[doc(hidden)]
pub use serde_json;

/// The contracts of all services, those that are still to be deployed included.
pub fn contracts() -> Vec<Contract> {
    vec![
        activity::contract(),
        basket::contract(),
        dead_letters::contract(),
        inventory::contract(),
        loyalty::contract(),
        notification::contract(),
        order::contract(),
        payment::contract(),
        pricing::contract(),
        product_management::contract(),
        user_management::contract(),
    ]
}
