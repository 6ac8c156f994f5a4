//! Tests: what the commands ask Lambda, and what they show.

use aws_sdk_lambda::{
    Client, Config,
    config::{BehaviorVersion, Credentials, Region},
    operation::{
        get_durable_execution::{GetDurableExecutionError, GetDurableExecutionOutput},
        get_durable_execution_history::GetDurableExecutionHistoryOutput,
        list_durable_executions_by_function::ListDurableExecutionsByFunctionOutput,
        stop_durable_execution::StopDurableExecutionOutput,
    },
    types::{
        ErrorObject, Event, EventError, EventType, Execution, ExecutionStatus as Status,
        StepFailedDetails, error::ResourceNotFoundException,
    },
};
use aws_smithy_mocks::{MockResponseInterceptor, Rule, RuleMode, create_mock_http_client, mock};
use request::{ExecutionStatus, ListExecutions, ShowExecution, StopExecution};
use serde_json::json;

use super::*;
use crate::testing::{Aws, Project};

const ARN: &str =
    "arn:aws:lambda:eu-west-1:123456789012:function:dev-users-upgrade:3/durable-execution/ada/7";

/// The context of `dev`, with the service `users`, in which Lambda responds as the rules say.
async fn with<T>(rules: &[&Rule], command: impl AsyncFnOnce(&Context) -> T) -> T {
    let mut responses = MockResponseInterceptor::new().rule_mode(RuleMode::MatchAny);
    for rule in rules {
        responses = responses.with_rule(rule);
    }
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("eu-west-1"))
        .credentials_provider(Credentials::new("id", "key", None, None, "test"))
        .http_client(create_mock_http_client())
        .interceptor(responses);
    let mut project = Project::new();
    project.set("Users", &json!({}));
    let lambda = Client::from_conf(config.build());
    let ctx = Context { lambda, ..project.context(&Aws::default()) };
    command(&ctx).await
}

fn execution(name: &str) -> Execution {
    let execution = Execution::builder()
        .durable_execution_arn(ARN)
        .durable_execution_name(name)
        .function_arn("arn")
        .status(Status::Running)
        .start_timestamp(DateTime::from_millis(1_500));
    execution.build().unwrap()
}

#[tokio::test]
async fn executions_are_listed_over_all_pages_up_to_the_limit() {
    let list = mock!(Client::list_durable_executions_by_function).then_compute_output(|it| {
        assert_eq!(it.function_name(), Some("dev-users-upgrade"));
        assert_eq!((it.reverse_order(), it.statuses()), (Some(true), &[Status::TimedOut][..]));
        let page = ListDurableExecutionsByFunctionOutput::builder();
        match it.marker() {
            None => page.durable_executions(execution("ada")).next_marker("1"),
            Some(_) => {
                page.durable_executions(execution("grace")).durable_executions(execution("more"))
            }
        }
        .build()
    });
    let options = ListExecutions {
        function: "users/upgrade".to_owned(),
        status: vec![ExecutionStatus::TimedOut],
        limit: 2,
        ..ListExecutions::default()
    };
    let found = with(&[&list], async |ctx| list::select(ctx, &options).await.unwrap()).await;
    assert_eq!(
        list::table(&found),
        format!(
            "1970-01-01T00:00:01.500Z  RUNNING    ada    {ARN}\n\
             1970-01-01T00:00:01.500Z  RUNNING    grace  {ARN}\n"
        )
    );
}

#[tokio::test]
async fn an_unknown_service_is_refused_with_the_closest_one() {
    with(&[], async |ctx| {
        let error = lambda_name(ctx, "user/upgrade").unwrap_err();
        assert_eq!(error.to_string(), "no service is called `user`");
        assert!(error.hint().unwrap().contains("`users`"), "{error:?}");
        assert_eq!((error.exit_code(), lambda_name(ctx, "users").unwrap_err().exit_code()), (2, 2));
    })
    .await;
}

#[tokio::test]
async fn an_execution_of_another_environment_is_refused() {
    with(&[], async |ctx| {
        check_arn(ctx, ARN).unwrap();
        let error = check_arn(ctx, &ARN.replace("dev-", "prod-")).unwrap_err();
        assert!(error.to_string().contains("`prod-users-upgrade`"), "{error}");
        let function = "arn:aws:lambda:eu-west-1:123456789012:function:dev-users-upgrade:3";
        for wrong in ["ada", function] {
            let error = check_arn(ctx, wrong).unwrap_err();
            assert!(error.to_string().contains("is not the ARN of an execution"), "{error}");
        }
    })
    .await;
}

fn failed(message: &str) -> ErrorObject {
    ErrorObject::builder().error_type("Declined").error_message(message).build()
}

/// An execution whose step failed, whether its data is asked for or not.
fn failed_execution() -> [Rule; 2] {
    let get = mock!(Client::get_durable_execution).then_output(|| {
        GetDurableExecutionOutput::builder()
            .durable_execution_arn(ARN)
            .durable_execution_name("ada")
            .function_arn("arn")
            .version("3")
            .status(Status::Failed)
            .start_timestamp(DateTime::from_secs(1))
            .end_timestamp(DateTime::from_secs(3))
            .input_payload(r#"{"user":"ada"}"#)
            .error(failed("too few points"))
            .build()
            .unwrap()
    });
    let history = mock!(Client::get_durable_execution_history).then_output(|| {
        let started = Event::builder()
            .event_type(EventType::ExecutionStarted)
            .event_timestamp(DateTime::from_secs(1));
        let error = EventError::builder().payload(failed("too few points")).build();
        let step = Event::builder()
            .event_type(EventType::StepFailed)
            .event_timestamp(DateTime::from_secs(2))
            .name("count points")
            .step_failed_details(StepFailedDetails::builder().error(error).build());
        let events = GetDurableExecutionHistoryOutput::builder();
        events.events(started.build()).events(step.build()).build().unwrap()
    });
    [get, history]
}

async fn shown(data: bool) -> String {
    let [get, history] = failed_execution();
    let options = ShowExecution { arn: ARN.to_owned(), data, json: false };
    with(&[&get, &history], async |ctx| show::page(&show::read(ctx, &options).await.unwrap())).await
}

#[tokio::test]
async fn an_execution_is_shown_with_its_events_and_without_personal_data() {
    let expected = "ada\n  FAILED of version 3, started 1970-01-01T00:00:01.000Z, \
                    ended 1970-01-01T00:00:03.000Z\n\
                    1970-01-01T00:00:01.000Z  ExecutionStarted\n\
                    1970-01-01T00:00:02.000Z  StepFailed              count points\n";
    assert_eq!(shown(false).await, expected);
}

#[tokio::test]
async fn input_and_errors_are_shown_when_they_are_asked_for() {
    let page = shown(true).await;
    assert!(page.contains("\n  input: {\"user\":\"ada\"}\n"), "{page}");
    assert!(page.contains("\n  error: Declined: too few points\n"), "{page}");
    assert!(page.ends_with("count points  Declined: too few points\n"), "{page}");
}

#[tokio::test]
async fn an_unknown_execution_is_an_error_with_a_hint() {
    let get = mock!(Client::get_durable_execution).then_error(|| {
        let error = ResourceNotFoundException::builder().meta(
            aws_sdk_lambda::error::ErrorMetadata::builder()
                .code("ResourceNotFoundException")
                .message("no such execution")
                .build(),
        );
        GetDurableExecutionError::ResourceNotFoundException(error.build())
    });
    let options = ShowExecution { arn: ARN.to_owned(), ..ShowExecution::default() };
    let error = with(&[&get], async |ctx| show::read(ctx, &options).await.unwrap_err()).await;
    assert_eq!(error.to_string(), format!("failed to read the execution `{ARN}`"));
    assert!(error.hint().unwrap().contains("executions list SERVICE/FUNCTION --env dev"));
}

#[tokio::test]
async fn an_execution_is_stopped_with_its_reason_after_consent_only() {
    let stop = mock!(Client::stop_durable_execution).then_compute_output(|it| {
        let error = it.error().unwrap();
        assert_eq!(it.durable_execution_arn(), Some(ARN));
        assert_eq!(
            (error.error_type(), error.error_message()),
            (Some(stop::STOPPED), Some("late"))
        );
        let output = StopDurableExecutionOutput::builder();
        output.stop_timestamp(DateTime::from_secs(4)).build().unwrap()
    });
    let options = |yes| {
        let reason = Some("late".to_owned());
        Executions::Stop(StopExecution { arn: ARN.to_owned(), reason, yes })
    };
    with(&[&stop], async |ctx| {
        let error = run(ctx, &options(false)).await.unwrap_err();
        assert_eq!((error.exit_code(), stop.num_calls()), (3, 0));
        run(ctx, &options(true)).await.unwrap();
        assert_eq!(stop.num_calls(), 1);
    })
    .await;
}
