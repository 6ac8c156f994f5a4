"""Tests of the repairs for durable functions, on a server that they start.

usage: python -m unittest discover --start-directory xtask/local, with the Python of the local AWS
"""

import base64
import pathlib
import tempfile
import unittest

from botocore.exceptions import ClientError
from server import Server
from templates import allow, function, get_att, role

EXECUTION = {
    "CheckpointDurableExecution": {"CheckpointToken": "t", "Updates": []},
    "GetDurableExecution": {},
    "GetDurableExecutionHistory": {},
    "GetDurableExecutionState": {"CheckpointToken": "t"},
    "StopDurableExecution": {},
}
CALLBACK = (
    "SendDurableExecutionCallbackSuccess",
    "SendDurableExecutionCallbackFailure",
    "SendDurableExecutionCallbackHeartbeat",
)
LIST = "ListDurableExecutionsByFunction"
ACTIONS = (*EXECUTION, *CALLBACK, LIST)
CONFIG = {"ExecutionTimeout": 60, "RetentionPeriodInDays": 1}
CODE = "def handler(event, context):\n    return event\n"


def template():
    """A durable function with a version, another function, and a role for each action on the first."""
    versions, workflow = {"Fn::Sub": "${Workflow.Arn}:*"}, get_att("Workflow")
    resources = {
        action: role({"AWS": "*"}, allow([f"lambda:{action}"], workflow if action == LIST else versions))
        for action in ACTIONS
    }
    resources["Execution"] = role({"Service": "lambda.amazonaws.com"})
    resources["Workflow"] = function("Execution", CODE)
    resources["Other"] = function("Execution", CODE)
    resources["Workflow"]["Properties"]["DurableConfig"] = CONFIG
    published = {"FunctionName": {"Ref": "Workflow"}}
    resources["Version"] = {"Type": "AWS::Lambda::Version", "Properties": published}
    return resources


def setUpModule():
    global folder, server, physical
    folder = tempfile.TemporaryDirectory()
    server = Server(pathlib.Path(folder.name))
    physical = server.deploy("Workflows-local", template())


def tearDownModule():
    server.stop()
    folder.cleanup()


def calls(client, logical_id):
    """Each call about an execution of a function, by its action."""
    name = physical[logical_id]
    version = f"arn:aws:lambda:us-east-1:000000000000:function:{name}:1"
    execution = f"{version}/durable-execution/order-1/0123"
    callback = base64.b64encode(f"{execution}#1".encode()).decode()
    requests = {action: {"DurableExecutionArn": execution, **more} for action, more in EXECUTION.items()}
    requests.update({action: {"CallbackId": callback} for action in CALLBACK})
    requests[LIST] = {"FunctionName": name}
    methods = {action: method for method, action in client.meta.method_to_api_mapping.items()}
    return {
        action: lambda method=methods[action], request=request: getattr(client, method)(**request)
        for action, request in requests.items()
    }


def is_denied(call):
    try:
        call()
    except ClientError as error:
        return error.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    return False


class RightsTest(unittest.TestCase):
    def test_a_call_needs_the_right_of_its_name(self):
        for action in ACTIONS:
            client = server.client_as(physical[action], "lambda")
            allowed = [name for name, call in calls(client, "Workflow").items() if not is_denied(call)]
            self.assertEqual(allowed, [action])

    def test_a_right_on_one_function_allows_no_call_about_another(self):
        for action in ACTIONS:
            client = server.client_as(physical[action], "lambda")
            self.assertTrue(is_denied(calls(client, "Other")[action]), action)

    def test_a_callback_of_no_execution_is_denied(self):
        client = server.client_as(physical[CALLBACK[0]], "lambda")
        for callback in ("bm8gZXhlY3V0aW9u", "bm8"):
            call = lambda: client.send_durable_execution_callback_success(CallbackId=callback)
            self.assertTrue(is_denied(call), callback)


class TemplateTest(unittest.TestCase):
    def durable_config(self, qualifier=None):
        request = {"FunctionName": physical["Workflow"]}
        request |= {"Qualifier": qualifier} if qualifier else {}
        return server.client("lambda").get_function_configuration(**request).get("DurableConfig")

    def test_a_durable_function_and_its_published_version_are_durable(self):
        self.assertEqual(self.durable_config(), CONFIG)
        version = physical["Version"].rsplit(":", 1)[-1]
        self.assertEqual(self.durable_config(version), CONFIG)

    def test_a_function_without_durable_config_is_not_durable(self):
        found = server.client("lambda").get_function_configuration(FunctionName=physical["Other"])
        self.assertNotIn("DurableConfig", found)


if __name__ == "__main__":
    unittest.main()
