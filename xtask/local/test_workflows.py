"""Tests of how state machines run, on a server that they start.

usage: python -m unittest discover --start-directory xtask/local, with the Python of the local AWS
"""

import concurrent.futures
import json
import pathlib
import tempfile
import time
import unittest
from unittest import mock

import workflows
from botocore.exceptions import ClientError
from server import Server
from templates import allow, function, get_att, role

SCOPE = "us-east-1:000000000000"
BUS = f"arn:aws:events:{SCOPE}:event-bus/default"
ASK = "arn:aws:states:::events:putEvents.waitForTaskToken"
INVOKE = "arn:aws:states:::lambda:invoke"
FAILS_AT_FIRST = """
def handler(event, context):
    if event["attempt"] == 0:
        raise ValueError("the first attempt fails")
    return event
"""


def machine_arn(name):
    return f"arn:aws:states:{SCOPE}:stateMachine:{name}"


def jsonata(expression):
    return f"{{% {expression} %}}"


def machine(name, states, role_name="Workflow", **substitutions):
    definition = {"QueryLanguage": "JSONata", "StartAt": next(iter(states)), "States": states}
    properties = {
        "StateMachineName": name,
        "RoleArn": get_att(role_name),
        "DefinitionString": json.dumps(definition),
        "DefinitionSubstitutions": substitutions,
    }
    return {"Type": "AWS::StepFunctions::StateMachine", "Properties": properties}


def ask(timeout, **more):
    """A state that publishes an event with its token, and waits for the answer."""
    detail = {
        "token": jsonata("$states.context.Task.Token"),
        "attempt": jsonata("$states.context.State.RetryCount"),
        "order": jsonata("$states.context.Execution.Name"),
        "input": jsonata("$states.context.Execution.Input"),
        "id": jsonata("$uuid()"),
    }
    entry = {"Source": "shop.orders", "DetailType": "asked", "Detail": detail}
    arguments = {"Entries": [entry]}
    task = {"Type": "Task", "Resource": ASK, "TimeoutSeconds": timeout, "Arguments": arguments}
    return {**task, "End": True, **more}


def invoke(function_name):
    """A state that invokes a function, and again if the function fails."""
    payload = {
        "order": jsonata("$states.context.Execution.Name"),
        "attempt": jsonata("$states.context.State.RetryCount"),
    }
    return {
        "Type": "Task",
        "Resource": INVOKE,
        "Arguments": {"FunctionName": function_name, "Payload": payload},
        "Retry": [{"ErrorEquals": ["Runtime.HandlerError"]}],
        "Output": jsonata("$states.result.Payload"),
        "End": True,
    }


def template():
    retry = {"ErrorEquals": ["States.Timeout"], "MaxAttempts": 1, "IntervalSeconds": 1}
    caught = {"Output": jsonata("$states.errorOutput"), "Next": "Caught"}
    send = ["states:SendTaskSuccess", "states:SendTaskFailure"]
    return {
        "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "asked"}},
        "Rule": {
            "Type": "AWS::Events::Rule",
            "Properties": {
                "EventPattern": {"source": ["shop.orders"]},
                "Targets": [{"Id": "queue", "Arn": get_att("Queue")}],
            },
        },
        "Nothing": role({"Service": "lambda.amazonaws.com"}),
        "Function": function("Nothing", FAILS_AT_FIRST),
        "Workflow": role(
            {"Service": "states.amazonaws.com"},
            allow(["events:PutEvents"], BUS),
            allow(["lambda:InvokeFunction"], get_att("Function")),
        ),
        "Patient": machine("patient", {"Ask": ask(60)}),
        "Hasty": machine(
            "hasty",
            {
                "Ask": ask(2, Retry=[retry], Catch=[{"ErrorEquals": ["States.ALL"], **caught}]),
                "Caught": {"Type": "Succeed"},
            },
        ),
        "Forbidden": machine("forbidden", {"Ask": ask(60)}, role_name="Nothing"),
        "Confirm": machine(
            "confirm",
            {"Confirm": invoke("${CONFIRM_FUNCTION}")},
            CONFIRM_FUNCTION=get_att("Function"),
        ),
        "Unconfirmed": machine(
            "unconfirmed", {"Confirm": invoke(f"arn:aws:lambda:{SCOPE}:function:other")}
        ),
        "Exchange": machine(
            "exchange",
            {
                "Set": {"Type": "Pass", "Assign": {"a": 1, "b": 2}, "Next": "Exchange"},
                "Exchange": {
                    "Type": "Pass",
                    "Assign": {"a": jsonata("$b"), "b": jsonata("$a")},
                    "Next": "Done",
                },
                "Done": {
                    "Type": "Succeed",
                    "Output": {"a": jsonata("$a"), "b": jsonata("$b"), "input": jsonata("$states.input")},
                },
            },
        ),
        "Answerer": role({"AWS": "*"}, allow(send, machine_arn("patient"))),
        "Stranger": role({"AWS": "*"}, allow(send, machine_arn("patient-2"))),
    }


def setUpModule():
    global folder, server, physical, states, queues
    folder = tempfile.TemporaryDirectory()
    server = Server(pathlib.Path(folder.name))
    physical = server.deploy("Orders", template())
    states, queues = server.client("stepfunctions"), server.client("sqs")


def tearDownModule():
    server.stop()
    folder.cleanup()


def states_as(role_name):
    return server.client_as(physical[role_name], "stepfunctions")


def start(machine_name, name, **state_input):
    request = {"name": name, "input": json.dumps(state_input)}
    return states.start_execution(stateMachineArn=machine_arn(machine_name), **request)


def end_of(execution):
    """The description of an execution that has ended."""
    for _ in range(1000):
        description = states.describe_execution(executionArn=execution["executionArn"])
        if description["status"] != "RUNNING":
            return description
        time.sleep(0.02)
    raise TimeoutError(f"{execution['executionArn']} does not end")


def output_of(execution):
    return json.loads(end_of(execution)["output"])


def asked(order, count=1):
    """The first events of an order."""
    found = []
    for _ in range(20):
        request = {"QueueUrl": physical["Queue"], "MaxNumberOfMessages": 1, "WaitTimeSeconds": 1}
        for message in queues.receive_message(**request).get("Messages", []):
            receipt = message["ReceiptHandle"]
            queues.delete_message(QueueUrl=physical["Queue"], ReceiptHandle=receipt)
            detail = json.loads(message["Body"])["detail"]
            if detail["order"] == order:
                found.append(detail)
        if len(found) == count:
            return found
    raise TimeoutError(f"{order} asked {len(found)} times")


def token_of(order):
    return asked(order)[0]["token"]


class StartTest(unittest.TestCase):
    def assert_fails(self, code, call, **request):
        with self.assertRaises(ClientError) as raised:
            call(**request)
        self.assertEqual(raised.exception.response["Error"]["Code"], code)

    def test_a_second_start_with_the_same_input_returns_the_running_execution(self):
        first = start("patient", "twice", total=5)
        second = start("patient", "twice", total=5)
        for field in ("executionArn", "startDate"):
            self.assertEqual(second[field], first[field])
        asked("twice")

    def test_a_name_is_taken_by_another_input_and_by_an_execution_that_ended(self):
        execution = start("patient", "taken")
        with self.assertRaises(states.exceptions.ExecutionAlreadyExists):
            start("patient", "taken", total=5)
        states.send_task_success(taskToken=token_of("taken"), output="{}")
        end_of(execution)
        with self.assertRaises(states.exceptions.ExecutionAlreadyExists):
            start("patient", "taken")

    def test_names_and_inputs_are_checked(self):
        patient = {"stateMachineArn": machine_arn("patient")}
        for name in ("a/b", "a b", "a:b", "a*"):
            self.assert_fails("InvalidName", states.start_execution, name=name, **patient)
        self.assert_fails("InvalidExecutionInput", states.start_execution, input="{", **patient)

    def test_an_execution_does_not_sleep_before_its_first_state(self):
        from ministack.services import stepfunctions

        with mock.patch("time.sleep") as sleep:
            workflows.start_executions_at_once()
            stepfunctions.time.sleep(workflows.START_DELAY_SECONDS)
            stepfunctions.time.sleep(2)
        sleep.assert_called_once_with(2)

    def test_an_execution_that_never_started_does_not_exist(self):
        arn = f"arn:aws:states:{SCOPE}:execution:patient:never"
        self.assert_fails("ExecutionDoesNotExist", states.describe_execution, executionArn=arn)


class TaskTest(unittest.TestCase):
    def assert_closed(self, token):
        for call, request in (
            (states.send_task_success, {"output": "{}"}),
            (states.send_task_failure, {"error": "Late"}),
        ):
            with self.assertRaises(states.exceptions.TaskTimedOut):
                call(taskToken=token, **request)

    def test_the_output_of_a_task_is_what_was_sent(self):
        execution = start("patient", "answered", total=5)
        [event] = asked("answered")
        self.assertEqual((event["attempt"], event["input"]), (0, {"total": 5}))
        states.send_task_success(taskToken=event["token"], output='{"paid": true}')
        self.assertEqual(output_of(execution), {"paid": True})
        self.assert_closed(event["token"])

    def test_a_failure_has_the_error_and_the_cause_that_were_sent(self):
        execution = start("patient", "declined")
        states.send_task_failure(taskToken=token_of("declined"), error="Declined", cause="no money")
        failed = end_of(execution)
        self.assertEqual((failed["error"], failed["cause"]), ("Declined", "no money"))

    def test_only_one_of_many_results_is_accepted(self):
        execution = start("patient", "raced")
        token = token_of("raced")

        def send(number):
            try:
                states.send_task_success(taskToken=token, output=json.dumps(number))
            except states.exceptions.TaskTimedOut:
                return None
            return number

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            accepted = [number for number in pool.map(send, range(8)) if number is not None]
        self.assertEqual(accepted, [output_of(execution)])

    def test_a_retry_has_another_token_and_evaluates_its_arguments_again(self):
        execution = start("hasty", "retried")
        first, second = asked("retried", 2)
        self.assertEqual((first["attempt"], second["attempt"]), (0, 1))
        self.assertNotEqual(first["id"], second["id"])
        self.assert_closed(first["token"])
        states.send_task_success(taskToken=second["token"], output='"second"')
        self.assertEqual(output_of(execution), "second")

    def test_a_task_that_timed_out_twice_is_caught(self):
        execution = start("hasty", "late")
        tokens = [event["token"] for event in asked("late", 2)]
        self.assertEqual(output_of(execution)["Error"], "States.Timeout")
        for token in tokens:
            self.assert_closed(token)

    def test_a_stopped_execution_accepts_no_result(self):
        execution = start("patient", "stopped")
        token = token_of("stopped")
        states.stop_execution(executionArn=execution["executionArn"])
        self.assert_closed(token)
        self.assertEqual(end_of(execution)["status"], "ABORTED")

    def test_tokens_and_outputs_are_checked(self):
        for token in ("x", "é", "bnVsbA==", "/w==", "I2Fybg=="):
            with self.assertRaises(states.exceptions.InvalidToken):
                states.send_task_success(taskToken=token, output="{}")
        start("patient", "garbled")
        with self.assertRaises(states.exceptions.InvalidOutput):
            states.send_task_success(taskToken=token_of("garbled"), output="{")

    def test_a_token_is_as_long_as_those_of_aws(self):
        token = workflows.new_token("arn:aws:states:us-east-1:000000000000:execution:patient:x")
        self.assertIn(len(token), range(600, 1025))


class FunctionTest(unittest.TestCase):
    """Not a repair: ministack has no defect here, and our workflows depend on it."""

    def test_a_function_that_fails_is_invoked_again(self):
        self.assertEqual(output_of(start("confirm", "1")), {"order": "1", "attempt": 1})


class LanguageTest(unittest.TestCase):
    def test_variables_are_assigned_at_once_and_succeed_has_an_output(self):
        execution = start("exchange", "exchanged", total=5)
        self.assertEqual(output_of(execution), {"a": 2, "b": 1, "input": {"total": 5}})

    def test_expressions_are_parsed_once(self):
        from jsonata import Jsonata

        workflows.parse_each_expression_once()
        trees = [Jsonata.jsonata("$a + 1").ast for _ in range(2)]
        self.assertIs(trees[0], trees[1])
        self.assertEqual(Jsonata.jsonata("$a + 1").evaluate(None, {"a": 1}), 2)
        for _ in range(2):
            with self.assertRaises(Exception):
                Jsonata.jsonata("$a +")


class AuthorisationTest(unittest.TestCase):
    def test_a_result_is_authorised_by_the_state_machine_of_its_token(self):
        execution = start("patient", "authorised")
        token = token_of("authorised")
        stranger = states_as("Stranger")
        for call, request in (
            (stranger.send_task_success, {"output": "{}"}),
            (stranger.send_task_failure, {"error": "Declined"}),
        ):
            with self.assertRaises(ClientError) as raised:
                call(taskToken=token, **request)
            self.assertEqual(raised.exception.response["Error"]["Code"], "AccessDeniedException")
        answerer = states_as("Answerer")
        answerer.send_task_success(taskToken=token, output="{}")
        self.assertEqual(end_of(execution)["status"], "SUCCEEDED")
        with self.assertRaises(states.exceptions.TaskTimedOut):
            answerer.send_task_success(taskToken=token, output="{}")

    def test_a_token_of_no_state_machine_is_invalid_whatever_the_right(self):
        answerer = states_as("Answerer")
        with self.assertRaises(answerer.exceptions.InvalidToken):
            answerer.send_task_failure(taskToken="x", error="Declined")

    def test_a_state_machine_publishes_and_invokes_only_what_its_role_allows(self):
        for machine_name, error in (
            ("forbidden", "EventBridge.AccessDeniedException"),
            ("unconfirmed", "Lambda.AWSLambdaException"),
        ):
            with self.subTest(machine=machine_name):
                self.assertEqual(end_of(start(machine_name, "denied"))["error"], error)


if __name__ == "__main__":
    unittest.main()
