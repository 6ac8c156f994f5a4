//! The constructs, tested with a service of their own: the effect of options, the logical ids of
//! routes, and mistakes that are refused.

use contracts::{
    Direct, Find, Get, Http, Json, NoBody, Public, Put, Queue, Schedule, Service, TableStream,
    function, order::OrderCreated, service, table,
};
use manifest::Trigger;
use serde_json::{Value, json};
use stacks::{
    Environment, Stack, StackBuilder,
    service::{
        FunctionOptions, QueueOptions, ScheduleOptions, StreamChanges, StreamOptions, TableOptions,
    },
};

use crate::system::{self, environments};

const SERVICE: Service =
    Service { name: "shelf", stack: "Shelf", parameters: "Shelf", source: "shelf" };

contracts::export! {
    /// Base address of the API.
    ShelfApi = SERVICE / "api-endpoint": contracts::shared_infra::ApiAddress
}

table! {
    /// Books.
    Books = SERVICE / "Shelf-Books" {
        rows: {
            /// A book.
            BookRow(isbn) = "BOOK#{isbn}" / "BOOK",
        },
        indexes: {
            /// Books by author.
            Authors of BookRow = "Author" / "PK",
        },
    }
}

table! {
    /// Readers.
    Readers = SERVICE / "Shelf-Readers" {
        rows: {
            /// A reader.
            ReaderRow(name) = "READER#{name}" / "READER",
        },
    }
}

contracts::path! {
    /// Names a book.
    BookPath { isbn }
}

function! {
    /// Shows a book.
    GetBook = SERVICE / "get-book" on Http<NoBody, Json<u32>, Public, Option<BookPath>> {
        routes: ["GET /book" => 200, "GET /book/{isbn}" => 200],
        may: [Get<BookRow>, Find<Authors>],
    }
}

function! {
    /// Adds a book.
    AddBook = SERVICE / "add-book" on Http<Json<u32>, Json<u32>, Public> {
        routes: ["POST /book" => 201],
        default_route: "POST /book/" => 201,
        may: [Put<BookRow>],
    }
}

function! {
    /// Adds a reader.
    AddReader = SERVICE / "add-reader" on Http<Json<u32>, Json<u32>, Public> {
        routes: ["POST /reader" => 201],
        default_route: "POST /reader/" => 201,
        may: [Put<ReaderRow>],
    }
}

contracts::view! {
    /// A new order.
    pub struct NewOrder of OrderCreated { order_number: String }
}

function! {
    /// Counts orders.
    HandleOrderCreated = SERVICE / "handle-order-created" on Queue<NewOrder> {}
}

function! {
    /// Counts books.
    CountBooks = SERVICE / "count-books" on Schedule {}
}

function! {
    /// Publishes the events in the outbox of the table.
    PublishEvents = SERVICE / "publish-events" on TableStream<Books> {}
}

function! {
    /// Adds the first books.
    Seed = SERVICE / "seed" on Direct<(), u32> {}
}

service! {
    SERVICE {
        functions: [
            GetBook,
            AddBook,
            AddReader,
            HandleOrderCreated,
            CountBooks,
            PublishEvents,
            Seed,
        ],
    }
}

/// The same service after the route `GET /book` was removed.
mod without_a_route {
    use contracts::{Http, Json, NoBody, Public, function, service};

    use super::{BookPath, SERVICE};

    function! {
        /// Shows a book.
        GetBook = SERVICE / "get-book" on Http<NoBody, Json<u32>, Public, BookPath> {
            routes: ["GET /book/{isbn}" => 200],
        }
    }

    service! { SERVICE { functions: [GetBook] } }
}

/// The environment `dev`, or `prod`, which is protected.
fn environment(name: &str) -> Environment {
    environments().into_iter().find(|environment| environment.name == name).unwrap()
}

/// A stack of the service, built by `build`.
fn stack(build: impl FnOnce(&mut StackBuilder)) -> Stack {
    let environment = environment("dev");
    let mut s = StackBuilder::new(contract(), &environment, "Books and their readers.");
    build(&mut s);
    s.finish()
}

#[track_caller]
fn check(stack: &Stack, id: &str, property: &str, expected: impl Into<Value>) {
    let resource = system::resource(stack, id).unwrap();
    assert_eq!(*resource.property(property), expected.into(), "{id}{property}");
}

#[test]
fn two_tables_of_a_stack_have_ids_names_indexes_and_streams_of_their_own() {
    let stack = stack(|s| {
        s.table::<Books>();
        s.table::<Readers>();
    });
    check(&stack, "BooksTable", "/TableName", "Shelf-Books-dev");
    check(&stack, "ReadersTable", "/TableName", "Shelf-Readers-dev");
    check(&stack, "BooksTable", "/GlobalSecondaryIndexes/0/IndexName", "Authors");
    check(&stack, "ReadersTable", "/GlobalSecondaryIndexes", Value::Null);
    check(&stack, "BooksTable", "/StreamSpecification/StreamViewType", "NEW_AND_OLD_IMAGES");
    check(&stack, "ReadersTable", "/StreamSpecification", Value::Null);
}

#[test]
fn a_disposable_table_is_not_kept_where_the_environment_is_protected() {
    let environment = environment("prod");
    let mut s = StackBuilder::new(contract(), &environment, "Books and their readers.");
    s.table::<Books>();
    let options = TableOptions { disposable: true, expiry_attribute: "ReadUntil" };
    s.table_with::<Readers>(options);
    let stack = s.finish();
    let policy = |id| system::resource(&stack, id).unwrap().body["DeletionPolicy"].clone();
    assert_eq!((policy("BooksTable"), policy("ReadersTable")), ("Retain".into(), "Delete".into()));
    check(&stack, "BooksTable", "/DeletionProtectionEnabled", true);
    check(&stack, "ReadersTable", "/DeletionProtectionEnabled", false);
    check(&stack, "BooksTable", "/TimeToLiveSpecification/AttributeName", "Expires");
    check(&stack, "ReadersTable", "/TimeToLiveSpecification/AttributeName", "ReadUntil");
}

#[test]
fn function_options_change_memory_and_timeout_of_that_function_only() {
    let stack = stack(|s| {
        s.api::<ShelfApi>();
        s.http_function_with::<GetBook>(FunctionOptions { memory: 1024, timeout: 5 });
        s.http_function::<AddBook>();
    });
    check(&stack, "GetBookFunction", "/MemorySize", 1024);
    check(&stack, "GetBookFunction", "/Timeout", 5);
    check(&stack, "AddBookFunction", "/MemorySize", 512);
    check(&stack, "AddBookFunction", "/Timeout", 29);
}

#[test]
fn queue_options_change_the_queue_and_the_mapping() {
    let stack = stack(|s| {
        s.queue_function_with::<HandleOrderCreated>(QueueOptions {
            batch_size: 100,
            max_receives: 5,
            function: FunctionOptions { timeout: 60, ..FunctionOptions::default() },
        });
    });
    check(&stack, "HandleOrderCreatedQueue", "/RedrivePolicy/maxReceiveCount", 5);
    check(&stack, "HandleOrderCreatedQueue", "/VisibilityTimeout", 360);
    check(&stack, "HandleOrderCreatedFunction", "/Timeout", 60);
    check(&stack, "HandleOrderCreatedSource", "/BatchSize", 100);
    check(&stack, "HandleOrderCreatedSource", "/MaximumBatchingWindowInSeconds", 1);
}

#[test]
fn a_queue_function_without_options_receives_ten_messages_at_once() {
    let stack = stack(|s| s.queue_function::<HandleOrderCreated>());
    check(&stack, "HandleOrderCreatedSource", "/BatchSize", 10);
    check(&stack, "HandleOrderCreatedSource", "/MaximumBatchingWindowInSeconds", Value::Null);
}

#[test]
fn stream_options_change_the_mapping() {
    let options = StreamOptions { batch_size: 7, max_retries: 3, ..StreamOptions::default() };
    let stack = stack(|s| s.outbox_function_with::<PublishEvents>(options));
    check(&stack, "PublishEventsSource", "/BatchSize", 7);
    check(&stack, "PublishEventsSource", "/MaximumRetryAttempts", 3);
    let stream = json!({ "Fn::GetAtt": ["BooksTable", "StreamArn"] });
    check(&stack, "PublishEventsSource", "/EventSourceArn", stream);
}

#[test]
fn a_stream_function_receives_every_change_and_an_outbox_function_due_messages() {
    let every = stack(|s| s.stream_function::<PublishEvents>());
    check(&every, "PublishEventsSource", "/FilterCriteria", Value::Null);
    let outbox = stack(|s| s.outbox_function::<PublishEvents>());
    let new = json!({ "Type": { "S": ["Outbox"] } });
    let marked = json!({
        "Type": { "S": ["Outbox"] },
        "RepublishedAt": { "S": [{ "exists": true }] },
    });
    let filters = system::resource(&outbox, "PublishEventsSource").unwrap();
    let filters = filters.property("/FilterCriteria/Filters").as_array().unwrap();
    let patterns: Vec<Value> =
        filters.iter().map(|filter| filter["Pattern"].as_str().unwrap().parse().unwrap()).collect();
    let expected = [
        json!({ "eventName": ["INSERT"], "dynamodb": { "NewImage": new } }),
        json!({ "eventName": ["MODIFY"], "dynamodb": { "NewImage": marked } }),
    ];
    assert_eq!(patterns, expected);
}

#[test]
fn a_stream_function_may_receive_the_insertions_or_all_writes_of_one_kind_of_items_only() {
    let images = json!({ "NewImage": { "Type": { "S": ["Book"] } } });
    let insertions = json!({ "eventName": ["INSERT"], "dynamodb": images });
    for (changes, expected) in [
        (StreamChanges::InsertionsOf("Book"), insertions),
        (StreamChanges::WritesOf("Book"), json!({ "dynamodb": images })),
    ] {
        let options = StreamOptions { changes, ..StreamOptions::default() };
        let stack = stack(|s| s.stream_function_with::<PublishEvents>(options));
        let Trigger::Stream { remedy, .. } = &stack.dead_letters[0].trigger else { panic!() };
        assert_eq!(remedy, options.remedy);
        let source = system::resource(&stack, "PublishEventsSource").unwrap();
        let filters = source.property("/FilterCriteria/Filters");
        let pattern: Value = filters[0]["Pattern"].as_str().unwrap().parse().unwrap();
        assert_eq!((pattern, filters.as_array().map(Vec::len)), (expected, Some(1)));
    }
}

#[test]
fn a_table_without_sort_keys_has_the_partition_key_alone() {
    let environment = environment("dev");
    let mut s = StackBuilder::new(contracts::loyalty::contract(), &environment, "Points.");
    s.table::<contracts::loyalty::Points>();
    let stack = s.finish();
    let schema = json!([{ "AttributeName": "PK", "KeyType": "HASH" }]);
    check(&stack, "PointsTable", "/KeySchema", schema);
    let attributes = json!([{ "AttributeName": "PK", "AttributeType": "S" }]);
    check(&stack, "PointsTable", "/AttributeDefinitions", attributes);
}

#[test]
fn an_outbox_function_may_send_to_its_dead_letter_queue_and_has_its_address() {
    let stack = stack(|s| s.outbox_function::<PublishEvents>());
    check(
        &stack,
        "PublishEventsFunction",
        "/Environment/Variables/DEAD_LETTER_QUEUE",
        json!({ "Ref": "PublishEventsDeadLetters" }),
    );
    let role = system::resource(&stack, "PublishEventsRole").unwrap();
    let queue = json!({ "Fn::GetAtt": ["PublishEventsDeadLetters", "Arn"] });
    let send = system::statements(role.body)
        .into_iter()
        .find(|statement| statement["Action"][0] == "sqs:SendMessage");
    assert_eq!(send.unwrap()["Resource"], json!([queue]));
}

#[test]
fn schedule_options_change_the_retries_of_an_invocation() {
    let options = ScheduleOptions { max_retries: Some(0), ..ScheduleOptions::default() };
    let stack = stack(|s| s.scheduled_function_with::<CountBooks>("1 hour", options));
    check(&stack, "CountBooksOnFailure", "/MaximumRetryAttempts", 0);
    check(&stack, "CountBooksSchedule", "/ScheduleExpression", "rate(1 hour)");
}

#[test]
fn the_ids_of_a_route_stay_when_another_route_is_removed() {
    let before = stack(|s| {
        s.api::<ShelfApi>();
        s.http_function::<GetBook>();
    });
    let environment = environment("dev");
    let mut s = StackBuilder::new(without_a_route::contract(), &environment, "Books.");
    s.api::<ShelfApi>();
    s.http_function::<without_a_route::GetBook>();
    let after = s.finish();
    for stack in [&before, &after] {
        check(stack, "GetBookIsbnRoute", "/RouteKey", "GET /book/{isbn}");
        assert!(system::resource(stack, "GetBookIsbnPermission").is_some());
    }
    check(&before, "GetBookRoute", "/RouteKey", "GET /book");
    assert!(system::resource(&after, "GetBookRoute").is_none());
}

#[test]
fn a_default_route_may_be_invoked_with_every_method_and_path() {
    let stack = stack(|s| {
        s.api::<ShelfApi>();
        s.http_function::<AddBook>();
    });
    check(&stack, "DefaultRoute", "/RouteKey", "$default");
    let source = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}";
    check(
        &stack,
        "DefaultPermission",
        "/SourceArn",
        json!({ "Fn::Sub": [format!("{source}/*/$default"), { "Api": { "Ref": "Api" } }] }),
    );
}

#[test]
#[should_panic(expected = "`add-book` and `add-reader` both declare a `default_route`")]
fn a_second_default_route_is_refused() {
    stack(|s| {
        s.api::<ShelfApi>();
        s.http_function::<AddBook>();
        s.http_function::<AddReader>();
    });
}

#[test]
#[should_panic(expected = "`shelf` has no API yet")]
fn an_http_function_without_an_api_is_refused() {
    stack(|s| s.http_function::<GetBook>());
}

#[test]
#[should_panic(expected = "`get-book` may take 30 seconds, and an HTTP API waits 29")]
fn an_http_function_that_may_take_longer_than_its_api_waits_is_refused() {
    let options = FunctionOptions { timeout: 30, ..FunctionOptions::default() };
    stack(|s| s.http_function_with::<GetBook>(options));
}

#[test]
#[should_panic(expected = "`get-activity` belongs to the service `activity`")]
fn a_function_of_another_service_is_refused() {
    stack(|s| {
        s.api::<ShelfApi>();
        s.http_function::<contracts::activity::GetActivity>();
    });
}

#[test]
#[should_panic(expected = "`Activities` belongs to the service `activity`")]
fn a_table_of_another_service_is_refused() {
    stack(|s| s.table::<contracts::activity::Activities>());
}

#[test]
#[should_panic(expected = "`ActivityApi` is an export of the stack `ActivityService`")]
fn an_export_of_another_service_is_refused() {
    stack(|s| s.api::<contracts::activity::ActivityApi>());
}

#[test]
fn a_direct_function_has_neither_queue_nor_route() {
    let stack = stack(|s| s.direct_function::<Seed>());
    let ids: Vec<&str> = stack.template.resources().map(|(id, _)| id).collect();
    assert_eq!(ids, ["SeedLogs", "SeedRole", "SeedFunction"]);
}
