"""Tests of the faults that a test can switch on, on a server that they start.

usage: python -m unittest discover --start-directory xtask/local, with the Python of the local AWS
"""

import json
import pathlib
import tempfile
import time
import unittest
import urllib.error
import urllib.request

from botocore.config import Config
from botocore.exceptions import ClientError, ReadTimeoutError
from server import Server
from templates import allow, get_att, role

EVENT = {"Source": "shop", "DetailType": "tested", "Detail": "{}"}
BUS = "arn:aws:events:us-east-1:000000000000:event-bus/default"
# Longer than any test takes.
ALWAYS = 600
ONE_ATTEMPT = Config(retries={"total_max_attempts": 1}, read_timeout=1)


def template():
    put = {"Type": "Task", "Resource": "arn:aws:states:::events:putEvents", "End": True}
    definition = {"StartAt": "Put", "States": {"Put": {**put, "Parameters": {"Entries": [EVENT]}}}}
    machine = {"RoleArn": get_att("Publisher"), "DefinitionString": json.dumps(definition)}
    keys = [{"AttributeName": "PK", "KeyType": "HASH"}]
    table = {
        "TableName": "stock",
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "PK", "AttributeType": "S"}],
        "KeySchema": keys,
    }
    return {
        "Publisher": role({"AWS": "*"}, allow(["events:PutEvents"], BUS)),
        "Machine": {"Type": "AWS::StepFunctions::StateMachine", "Properties": machine},
        "Table": {"Type": "AWS::DynamoDB::Table", "Properties": table},
    }


def setUpModule():
    global folder, server, physical
    folder = tempfile.TemporaryDirectory()
    server = Server(pathlib.Path(folder.name))
    physical = server.deploy("Shop", template())


def tearDownModule():
    server.stop()
    folder.cleanup()


def add(fault):
    body = json.dumps(fault).encode()
    urllib.request.urlopen(f"{server.endpoint}/_shop/faults", data=body).close()


def fault_of_bus(**more):
    return {"service": "events", "operation": "PutEvents", "effect": "refuse", **more}


def put_event(client=None):
    """Code of the error, or None."""
    client = client or server.client("events", config=ONE_ATTEMPT)
    try:
        client.put_events(Entries=[EVENT])
    except ClientError as error:
        return error.response["Error"]["Code"]
    return None


class RefusalTest(unittest.TestCase):
    def test_so_many_calls_are_refused(self):
        add(fault_of_bus(seconds=ALWAYS, calls=2))
        self.assertEqual([put_event() for _ in range(3)], ["InternalServerError"] * 2 + [None])

    def test_calls_are_refused_until_the_fault_ends(self):
        add(fault_of_bus(seconds=0.5))
        self.assertEqual(put_event(), "InternalServerError")
        while put_event():
            time.sleep(0.05)

    def test_only_the_calls_of_a_function_are_refused(self):
        function = server.client_as(physical["Publisher"], "events", "charge", ONE_ATTEMPT)
        add(fault_of_bus(seconds=ALWAYS, calls=1, function="charge"))
        self.assertIsNone(put_event())
        self.assertEqual(put_event(function), "InternalServerError")
        self.assertIsNone(put_event(function))

    def test_a_call_of_a_state_machine_is_refused(self):
        add(fault_of_bus(seconds=ALWAYS, calls=1))
        states = server.client("stepfunctions")
        ends = []
        for _ in range(2):
            execution = states.start_execution(stateMachineArn=physical["Machine"])
            ends.append(end_of(states, execution["executionArn"]))
        self.assertEqual(ends, ["EventBridge.InternalException", "SUCCEEDED"])

    def test_what_is_no_fault_is_an_error(self):
        for fault in ({}, [], fault_of_bus(), fault_of_bus(seconds=1) | {"effect": "explode"}):
            with self.assertRaises(urllib.error.HTTPError) as raised:
                add(fault)
            self.assertEqual(raised.exception.code, 400)
            raised.exception.close()


class HeldAnswerTest(unittest.TestCase):
    def test_a_call_whose_answer_is_held_is_executed(self):
        dynamodb, item = server.client("dynamodb", config=ONE_ATTEMPT), {"PK": {"S": "MUG"}}
        hold = {"service": "dynamodb", "operation": "PutItem", "effect": "hold", "seconds": ALWAYS}
        add({**hold, "calls": 1})
        with self.assertRaises(ReadTimeoutError):
            dynamodb.put_item(TableName="stock", Item=item)
        self.assertEqual(dynamodb.get_item(TableName="stock", Key=item)["Item"], item)
        dynamodb.put_item(TableName="stock", Item=item)


def end_of(states, execution):
    """The error of an execution, or its status."""
    for _ in range(200):
        description = states.describe_execution(executionArn=execution)
        if description["status"] != "RUNNING":
            return description.get("error", description["status"])
        time.sleep(0.02)
    raise TimeoutError(f"{execution} does not end")


if __name__ == "__main__":
    unittest.main()
