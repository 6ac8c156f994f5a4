//! Each problem of the graph, with the sentence that reports it.

use contracts::{
    ComponentName, FunctionContract, ItemOperation, ItemScope, Published, Service,
    WorkflowContract, order::OrderCreated,
};

use super::*;

const BOOKS: TableName = TableName { service: "shelf", name: "Books" };

fn service(name: &'static str) -> Service {
    Service { name, stack: name, parameters: name, source: name }
}

fn function(name: &'static str, trigger: TriggerDescription) -> FunctionContract {
    FunctionContract {
        name,
        trigger,
        rights: Vec::new(),
        publishes: Vec::new(),
        outside_production: false,
    }
}

fn contract(functions: Vec<FunctionContract>) -> Contract {
    Contract { service: service("shelf"), functions, workflows: Vec::new() }
}

fn deployed(name: &'static str, rights: &[Right]) -> DeployedComponent {
    DeployedComponent { name, rights: rights.to_vec(), stream: None, publishes: Vec::new() }
}

fn stack(functions: Vec<DeployedComponent>) -> Stack {
    Stack { name: "Shelf-dev".to_owned(), service: "shelf", functions, ..Stack::default() }
}

/// The right to read items of `table`.
fn read(table: TableName) -> Right {
    Right::Items { table, operation: ItemOperation::Get, scope: ItemScope::All }
}

fn start(service: &'static str) -> Right {
    Right::Start(ComponentName { service, name: "ordering-workflow" })
}

#[track_caller]
fn check(contracts: &[Contract], planned: &[&str], stacks: &[Stack], expected: &[&str]) {
    assert_eq!(System { contracts, planned, stacks }.problems(), expected);
}

#[test]
fn contracts_and_stacks_that_fit_together_have_no_problem() {
    let stack = Stack { tables: vec![BOOKS], ..stack(vec![deployed("get-book", &[read(BOOKS)])]) };
    let contract = contract(vec![function("get-book", TriggerDescription::Direct)]);
    check(&[contract], &[], &[stack], &[]);
}

#[test]
fn a_declared_function_that_is_not_deployed_is_reported_with_the_missing_line() {
    let functions = vec![
        function("handle-order", TriggerDescription::Queue(Vec::new())),
        FunctionContract {
            publishes: vec![Published::of::<OrderCreated>()],
            ..function("publish-events", TriggerDescription::TableStream(BOOKS))
        },
        function("refresh", TriggerDescription::Schedule),
        function("seed", TriggerDescription::Direct),
    ];
    check(
        &[contract(functions)],
        &[],
        &[stack(Vec::new())],
        &[
            "`shelf/handle-order` is in the contract but not deployed: add \
             `s.queue_function::<HandleOrder>()` to `stacks/src/shelf.rs`",
            "`shelf/publish-events` is in the contract but not deployed: add \
             `s.outbox_function::<PublishEvents>()` to `stacks/src/shelf.rs`",
            "`shelf/refresh` is in the contract but not deployed: add \
             `s.scheduled_function::<Refresh>(\"5 minutes\")` to `stacks/src/shelf.rs`",
            "`shelf/seed` is in the contract but not deployed: add \
             `s.direct_function::<Seed>()` to `stacks/src/shelf.rs`",
        ],
    );
}

#[test]
fn a_declared_http_function_that_is_not_deployed_is_reported() {
    let contracts = [contracts::inventory::contract()];
    let stacks = [Stack { service: "inventory", ..stack(Vec::new()) }];
    let problems = System { contracts: &contracts, planned: &[], stacks: &stacks }.problems();
    assert_eq!(
        problems[0],
        "`inventory/get-stock` is in the contract but not deployed: add \
         `s.http_function::<GetStock>()` to `stacks/src/inventory.rs`"
    );
}

#[test]
fn a_declared_workflow_that_is_not_deployed_is_reported() {
    let workflows = vec![WorkflowContract {
        name: "ordering-workflow",
        rights: Vec::new(),
        publishes: Vec::new(),
    }];
    check(
        &[Contract { workflows, ..contract(Vec::new()) }],
        &[],
        &[stack(Vec::new())],
        &["`shelf/ordering-workflow` is in the contract but not deployed: add \
           `s.workflow::<OrderingWorkflow>(name, definition)` to `stacks/src/shelf.rs`"],
    );
}

#[test]
fn a_table_that_is_not_deployed_is_reported_once() {
    let functions = vec![deployed("get-book", &[read(BOOKS)]), deployed("seed", &[read(BOOKS)])];
    check(
        &[contract(Vec::new())],
        &[],
        &[stack(functions)],
        &["`GetBook` uses the table `Books`, which no stack deploys: add `s.table::<Books>()` to \
           `stacks/src/shelf.rs`"],
    );
}

#[test]
fn the_stream_of_a_table_that_is_not_deployed_is_reported() {
    let reader = DeployedComponent { stream: Some(BOOKS), ..deployed("publish-events", &[]) };
    check(
        &[contract(Vec::new())],
        &[],
        &[stack(vec![reader])],
        &["`PublishEvents` uses the table `Books`, which no stack deploys: add \
           `s.table::<Books>()` to `stacks/src/shelf.rs`"],
    );
}

#[test]
fn a_right_on_a_table_of_another_service_is_refused() {
    let users = TableName { service: "user-management", name: "Users" };
    check(
        &[contract(Vec::new())],
        &[],
        &[stack(vec![deployed("get-book", &[read(users)])])],
        &[
            "`GetBook` of `shelf` uses the table `Users` of `user-management`: only the functions of \
           a table's own service use it; others call its API or subscribe to its events",
        ],
    );
}

#[test]
fn a_started_workflow_must_be_deployed_by_the_own_service() {
    let functions =
        vec![deployed("buy-book", &[start("shelf")]), deployed("sell-book", &[start("order")])];
    check(
        &[contract(Vec::new())],
        &[],
        &[stack(functions)],
        &[
            "`BuyBook` starts the workflow `OrderingWorkflow`, which no stack deploys: add \
             `s.workflow::<OrderingWorkflow>(name, definition)` to `stacks/src/shelf.rs`",
            "`SellBook` of `shelf` starts the workflow `OrderingWorkflow` of `order`: only the \
             functions of a workflow's own service start it",
        ],
    );
}

#[test]
fn a_contract_without_stack_is_reported_unless_it_is_planned() {
    check(
        &[contract(Vec::new())],
        &[],
        &[],
        &["`shelf` has a contract and no stack: add a stack to `stacks::all`, or `shelf` to \
           `PLANNED` in `stacks/src/lib.rs`"],
    );
    check(&[contract(Vec::new())], &["shelf"], &[], &[]);
}

#[test]
fn a_stack_with_functions_and_without_contract_is_reported() {
    check(
        &[],
        &[],
        &[stack(vec![deployed("get-book", &[])])],
        &["`shelf` has a stack and no contract: add its contract to `contracts::contracts`"],
    );
}

#[test]
fn a_planned_service_with_a_stack_or_without_contract_is_reported() {
    check(
        &[contract(Vec::new())],
        &["shelf", "library"],
        &[stack(Vec::new())],
        &[
            "`shelf` is planned and has a stack: remove it from `PLANNED` in `stacks/src/lib.rs`",
            "`library` is planned and has no contract: remove it from `PLANNED` in \
             `stacks/src/lib.rs`",
        ],
    );
}

#[test]
fn an_import_without_export_is_reported() {
    let import =
        crate::Import { parameter: "/dev/Other/x".to_owned(), stack: "Other-dev".to_owned() };
    check(
        &[contract(Vec::new())],
        &[],
        &[Stack { imports: vec![import], ..stack(Vec::new()) }],
        &["`Shelf-dev` imports `/dev/Other/x`, which no stack exports"],
    );
}

#[test]
fn every_publisher_of_a_subscribed_event_must_be_deployed() {
    let event = EventType {
        name: "shelf.bookAdded.v1",
        service: service("shelf"),
        publisher: "add-book",
        outside_sources: &[],
        envelope: contracts::Envelope::CLOUD_EVENT,
    };
    let published = || {
        let mut published = Published::of::<OrderCreated>();
        published.event = event;
        vec![published]
    };
    let publishers = ["add-book", "import-books"].map(|name| FunctionContract {
        publishes: published(),
        ..function(name, TriggerDescription::Direct)
    });
    let contracts = [contract(publishers.into())];
    let subscriber = Stack {
        name: "Activity-dev".to_owned(),
        service: "artifacts",
        subscriptions: vec![event],
        ..Stack::default()
    };
    check(&contracts, &["shelf"], std::slice::from_ref(&subscriber), &[]);
    check(
        &contracts,
        &[],
        &[subscriber, stack(vec![deployed("add-book", &[])])],
        &[
            "`shelf/import-books` is in the contract but not deployed: add \
             `s.direct_function::<ImportBooks>()` to `stacks/src/shelf.rs`",
            "`Activity-dev` subscribes to `shelf.bookAdded.v1`, but no stack deploys its \
             publisher `shelf/import-books`",
        ],
    );
}
