//! Requests that spend points.

use futures_util::future::join_all;
use platform::{
    UserType,
    clock::TestClock,
    idempotency::LIFETIME,
    memory::Calls,
    testing::{Call, TestResponse, invoke, token},
};
use serde_json::{Value, json};

use super::*;
use crate::memory::MemoryAccounts;

/// A store with an account of 100 points.
fn accounts() -> MemoryAccounts {
    let accounts = MemoryAccounts::default();
    accounts.set_points("u-1", 100);
    accounts
}

async fn send(accounts: &MemoryAccounts, call: Call, clock: &impl Clock) -> TestResponse {
    let call = call.bearer(&token("u-1", UserType::Standard).await);
    let handle = async |request| handle(request, accounts, clock).await;
    TestResponse::of(invoke::<SpendPoints>(call.event(), handle).await)
}

fn call(points: &Value) -> Call {
    Call::to::<SpendPoints>("POST /loyalty").json(&json!({ "points": points }))
}

async fn spend(accounts: &MemoryAccounts, points: impl Into<Value>) -> TestResponse {
    send(accounts, call(&points.into()), &SystemClock).await
}

#[tokio::test]
async fn points_are_spent_until_none_are_left() {
    let accounts = accounts();
    for (points, left) in [(json!(30), 70), (json!(0), 70), (json!(20.0), 50), (json!(50), 0)] {
        let response = spend(&accounts, points).await;
        let data = json!({ "userId": "u-1", "currentPoints": left });
        assert_eq!(response.status(), 201);
        assert_eq!(response.json(), json!({ "data": data, "success": true, "message": [] }));
    }
}

#[tokio::test]
async fn more_points_than_there_are_are_refused_and_the_points_are_shown() {
    let accounts = accounts();
    for points in [json!(101), json!(u64::from(u32::MAX) + 2), json!(1e300)] {
        let response = spend(&accounts, points).await;
        assert_eq!(response.status(), 400);
        let body = response.json();
        assert_eq!(body["data"], json!({ "userId": "u-1", "currentPoints": 100 }));
        assert_eq!(body["success"], json!(false));
        assert_eq!(body["message"], json!(["You don't have enough points"]));
    }
    assert_eq!(accounts.points("u-1"), Some(100));
}

#[tokio::test]
async fn points_that_are_negative_or_no_whole_number_are_refused() {
    let accounts = accounts();
    for points in [json!(-1), json!(-50.0), json!(0.5), json!("5"), json!(null), json!([1])] {
        assert_eq!(spend(&accounts, points).await.status(), 400);
    }
    let nothing = Call::to::<SpendPoints>("POST /loyalty");
    assert_eq!(send(&accounts, nothing.clone(), &SystemClock).await.status(), 400);
    assert_eq!(send(&accounts, nothing.json(&json!({})), &SystemClock).await.status(), 400);
    assert_eq!((accounts.points("u-1"), accounts.changes().len()), (Some(100), 0));
}

#[tokio::test]
async fn a_user_without_an_account_gets_400_without_data() {
    let response = spend(&MemoryAccounts::default(), 1).await;
    assert_eq!(
        (response.status(), response.json()["message"].clone()),
        (400, json!(["Not found"]))
    );
    assert_eq!(response.json().get("data"), None);
}

#[tokio::test]
async fn an_invalid_token_is_refused() {
    let accounts = accounts();
    let call = call(&json!(1)).bearer("bad");
    let handle = async |request| handle(request, &accounts, &SystemClock).await;
    let response = TestResponse::of(invoke::<SpendPoints>(call.event(), handle).await);
    assert_eq!(response.status(), 401);
}

#[tokio::test(start_paused = true)]
async fn of_requests_at_once_as_many_succeed_as_there_are_points_for() {
    let accounts = accounts().with_calls(Calls::yielding());
    let responses = join_all((0..5).map(|_| spend(&accounts, 30))).await;
    let mut statuses: Vec<u64> = responses.iter().map(TestResponse::status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 201, 201, 400, 400]);
    assert_eq!(accounts.points("u-1"), Some(10));
}

#[tokio::test]
async fn a_repeated_request_gets_the_points_that_the_first_one_left() {
    let (accounts, clock) = (accounts(), TestClock::at(jiff::Timestamp::UNIX_EPOCH));
    let repeat = async |points: u32, key: &str| {
        send(&accounts, call(&json!(points)).header("idempotency-key", key), &clock).await
    };
    let first = repeat(30, "a").await;
    assert_eq!((first.status(), first.header("Idempotency-Replayed")), (201, ""));
    assert_eq!(spend(&accounts, 5).await.status(), 201);
    let second = repeat(30, "a").await;
    assert_eq!((second.status(), second.header("Idempotency-Replayed")), (201, "true"));
    assert_eq!(second.json(), first.json());
    assert_eq!(accounts.points("u-1"), Some(65));
    assert_eq!(repeat(31, "a").await.status(), 422);
    assert_eq!(repeat(30, "a b").await.status(), 400);
    assert_eq!(repeat(30, "b").await.status(), 201);
    clock.advance(LIFETIME);
    assert_eq!(repeat(30, "a").await.status(), 201);
    assert_eq!(accounts.points("u-1"), Some(5));
}

#[tokio::test]
async fn a_refused_request_may_be_repeated_when_there_are_enough_points() {
    let accounts = accounts();
    let repeat = async || {
        let call = call(&json!(120)).header("idempotency-key", "a");
        send(&accounts, call, &SystemClock).await.status()
    };
    assert_eq!(repeat().await, 400);
    accounts.set_points("u-1", 150);
    assert_eq!(repeat().await, 201);
    assert_eq!(accounts.points("u-1"), Some(30));
}
