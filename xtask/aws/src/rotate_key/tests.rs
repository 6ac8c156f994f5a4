//! Tests: what a rotation writes, and when.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use aws_sdk_ssm::{
    config::{BehaviorVersion, Config, Credentials, Region},
    operation::{
        get_parameter::{GetParameterInput, GetParameterOutput},
        put_parameter::{PutParameterInput, PutParameterOutput},
    },
    primitives::DateTime,
};
use aws_smithy_mocks::{MockResponseInterceptor, RuleMode, create_mock_http_client, mock};
use request::Verbosity;
use tokio::sync::Notify;

use super::*;

/// An environment's parameters, and what a rotation does.
#[derive(Clone, Default)]
struct Ssm {
    values: Arc<Mutex<BTreeMap<String, String>>>,
    steps: Arc<Mutex<Vec<Step>>>,
    changed: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Write(String),
    /// In seconds.
    Wait(u64),
}

impl Ssm {
    fn with(current: &str, verification: &str) -> Self {
        let ssm = Self::default();
        for (name, value) in [("current", current), ("verification", verification)] {
            ssm.values.lock().unwrap().insert(name.to_owned(), value.to_owned());
        }
        ssm
    }

    fn value(&self, name: &str) -> String {
        self.values.lock().unwrap()[name].clone()
    }

    fn get(&self, input: &GetParameterInput) -> GetParameterOutput {
        assert_eq!(input.with_decryption(), Some(true));
        let changed = self.changed.unwrap_or(Timestamp::UNIX_EPOCH).as_second();
        let parameter = Parameter::builder()
            .value(self.value(input.name().unwrap()))
            .last_modified_date(DateTime::from_secs(changed));
        GetParameterOutput::builder().parameter(parameter.build()).build()
    }

    fn put(&self, input: &PutParameterInput) -> PutParameterOutput {
        assert_eq!(input.r#type(), Some(&ParameterType::SecureString));
        let (name, value) = (input.name().unwrap(), input.value().unwrap());
        self.values.lock().unwrap().insert(name.to_owned(), value.to_owned());
        self.steps.lock().unwrap().push(write(name));
        PutParameterOutput::builder().build()
    }

    fn client(&self) -> Client {
        let (reading, writing) = (self.clone(), self.clone());
        let get = mock!(Client::get_parameter).then_compute_output(move |it| reading.get(it));
        let put = mock!(Client::put_parameter).then_compute_output(move |it| writing.put(it));
        let responses = MockResponseInterceptor::new()
            .rule_mode(RuleMode::MatchAny)
            .with_rule(&get)
            .with_rule(&put);
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("us-east-1"))
            .credentials_provider(Credentials::new("id", "key", None, None, "test"))
            .http_client(create_mock_http_client())
            .interceptor(responses);
        Client::from_conf(config.build())
    }

    /// Rotates the key, or replaces all keys at once. Waiting takes no time.
    async fn rotate(&self, compromised: bool) {
        let sleep = async |time: Duration| {
            self.steps.lock().unwrap().push(Step::Wait(time.as_secs()));
        };
        self.rotate_with(compromised, sleep).await.unwrap();
    }

    /// Rotates the key, and is interrupted while it waits.
    async fn begin(&self) {
        let waits = Notify::new();
        let sleep = async |_| {
            waits.notify_one();
            std::future::pending::<()>().await;
        };
        tokio::select! {
            _ = self.rotate_with(false, sleep) => panic!("the rotation did not wait"),
            () = waits.notified() => {}
        }
    }

    async fn rotate_with(&self, compromised: bool, sleep: impl AsyncFn(Duration)) -> Result<()> {
        let names = SigningKeys {
            current: "current".to_owned(),
            verification: "verification".to_owned(),
            lifetime_seconds: 60,
        };
        let progress = Progress::new(Verbosity { quiet: true, no_progress: true });
        let ssm = &self.client();
        let rotation = Rotation { ssm, names: &names, progress: &progress, sleep };
        if compromised { rotation.replace_at_once().await } else { rotation.run().await }
    }

    fn steps(&self) -> Vec<Step> {
        self.steps.lock().unwrap().clone()
    }
}

fn write(name: &str) -> Step {
    Step::Write(name.to_owned())
}

#[tokio::test]
async fn the_next_key_verifies_for_a_while_before_it_signs() {
    let ssm = Ssm::with("a", "z a");
    ssm.rotate(false).await;
    let next = ssm.value("current");
    assert_eq!(ssm.value("verification"), format!("a {next}"));
    assert_eq!(next.len(), 43);
    assert_eq!(ssm.steps(), [write("verification"), Step::Wait(75), write("current")]);
}

#[tokio::test]
async fn the_first_rotation_replaces_the_key_that_the_deployment_wrote() {
    let ssm = Ssm::with("a", "never-signed");
    ssm.rotate(false).await;
    assert_eq!(ssm.value("verification"), format!("a {}", ssm.value("current")));
}

#[tokio::test]
async fn a_rotation_that_was_interrupted_while_it_waited_continues_with_the_announced_key() {
    let ssm = Ssm::with("a", "z a");
    ssm.begin().await;
    let announced = ssm.value("verification");
    assert_eq!((ssm.value("current").as_str(), &announced[..2]), ("a", "a "));
    ssm.rotate(false).await;
    assert_eq!(ssm.value("verification"), announced);
    assert_eq!(announced, format!("a {}", ssm.value("current")));
    assert_eq!(ssm.steps(), [write("verification"), write("current")]);
}

#[tokio::test]
async fn the_rotation_after_a_completed_one_announces_another_key() {
    let ssm = Ssm::with("b", "a b");
    ssm.rotate(false).await;
    let next = ssm.value("current");
    assert_eq!(ssm.value("verification"), format!("b {next}"));
    assert!(next != "a" && next != "b");
}

#[tokio::test]
async fn every_process_has_time_to_read_the_last_change_before_the_next_one_is_made() {
    for (current, next_step) in [("b", "verification"), ("a", "current")] {
        let ssm = Ssm { changed: Some(Timestamp::now()), ..Ssm::with(current, "a b") };
        ssm.rotate(false).await;
        let steps = ssm.steps();
        assert!(matches!(steps[0], Step::Wait(60..)), "{steps:?}");
        assert_eq!(steps[1], write(next_step));
    }
}

#[test]
fn the_wait_ends_when_every_process_had_time_to_read_the_change() {
    let wait = |seconds: i64| {
        let now = Timestamp::from_second(seconds).unwrap();
        remaining(Timestamp::UNIX_EPOCH, now, Duration::from_mins(1)).as_secs()
    };
    assert_eq!([wait(0), wait(30), wait(75), wait(1000)], [75, 45, 0, 0]);
    // The clock of AWS is ahead of ours.
    assert_eq!(wait(-100), 75);
}

#[tokio::test]
async fn a_current_key_that_is_empty_or_contains_white_space_can_only_be_replaced_at_once() {
    for current in ["", "my secret key", "key\n"] {
        let ssm = Ssm::with(current, "z");
        let error = ssm.rotate_with(false, async |_| ()).await.unwrap_err();
        assert!(error.hint().unwrap().contains("`--compromised`"), "{error:?}");
        assert_eq!(ssm.steps(), []);
        ssm.rotate(true).await;
        assert_eq!(ssm.value("verification"), ssm.value("current"));
    }
}

#[tokio::test]
async fn compromised_keys_neither_sign_nor_verify_any_more() {
    let ssm = Ssm::with("a", "z a");
    ssm.rotate(true).await;
    assert_eq!(ssm.value("current").len(), 43);
    assert_eq!(ssm.value("verification"), ssm.value("current"));
    assert_eq!(ssm.steps(), [write("verification"), write("current")]);
}
