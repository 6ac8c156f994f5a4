"""Tests of what the local AWS refuses, on a server that they start.

usage: python -m unittest discover --start-directory xtask/local, with the Python of the local AWS
"""

import json
import pathlib
import tempfile
import time
import unittest

from botocore.exceptions import ClientError
from server import Server

ATTRIBUTES = [{"AttributeName": name, "AttributeType": "S"} for name in ("PK", "Owner", "Name")]
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}
MACHINE = json.dumps({"StartAt": "End", "States": {"End": {"Type": "Succeed"}}})
ROLE_ARN = {"Fn::GetAtt": ["Role", "Arn"]}


def setUpModule():
    global folder, server, cloudformation, dynamodb
    folder = tempfile.TemporaryDirectory()
    server = Server(pathlib.Path(folder.name))
    cloudformation, dynamodb = server.client("cloudformation"), server.client("dynamodb")


def tearDownModule():
    server.stop()
    folder.cleanup()


def resource(kind, properties, **attributes):
    return {"Type": f"AWS::{kind}", "Properties": properties, **attributes}


def table(name, indexes=(), protected=False, **attributes):
    properties = {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": ATTRIBUTES[: 1 + len(indexes)],
        "KeySchema": [{"AttributeName": "PK", "KeyType": "HASH"}],
        "DeletionProtectionEnabled": protected,
    }
    if indexes:
        properties["GlobalSecondaryIndexes"] = [index(attribute) for attribute in indexes]
    return resource("DynamoDB::Table", properties, **attributes)


def index(attribute):
    return {
        "IndexName": f"By{attribute}",
        "KeySchema": [{"AttributeName": attribute, "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "ALL"},
    }


def role(policies=(), trust=TRUST, **properties):
    inline = [
        {"PolicyName": f"policy-{number}", "PolicyDocument": policy}
        for number, policy in enumerate(policies)
    ]
    properties = {"AssumeRolePolicyDocument": trust, "Policies": inline, **properties}
    return resource("IAM::Role", properties)


def policy(length):
    """A policy of this many characters without white space."""
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::"}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    statement["Resource"] += "x" * (length - len(json.dumps(document, separators=(",", ":"))))
    return document


def function(name, **properties):
    code = {"ZipFile": "def handler(event, context):\n    print('called')\n"}
    properties = {"FunctionName": name, "Code": code, "Role": ROLE_ARN, **properties}
    return resource("Lambda::Function", {"Handler": "index.handler", "Runtime": "python3.12", **properties})


def route(key):
    return resource("ApiGatewayV2::Route", {"ApiId": {"Ref": "Api"}, "RouteKey": key})


def with_api(*keys):
    api = resource("ApiGatewayV2::Api", {"Name": "api", "ProtocolType": "HTTP"})
    return {"Api": api, **{f"Route{number}": route(key) for number, key in enumerate(keys)}}


def create(stack, resources):
    """Create a stack, and return its status and the failures of its resources."""
    return run(cloudformation.create_stack, stack, resources)


def update(stack, resources):
    return run(cloudformation.update_stack, stack, resources)


def run(operation, stack, resources):
    body = json.dumps({"Resources": resources})
    operation(StackName=stack, TemplateBody=body, Capabilities=["CAPABILITY_NAMED_IAM"])
    return result(stack)


def import_existing(stack, resources):
    """Create a stack that adopts existing resources. None if its change set fails."""
    names = {"StackName": stack, "ChangeSetName": "import"}
    cloudformation.create_change_set(
        **names,
        ChangeSetType="CREATE",
        TemplateBody=json.dumps({"Resources": resources}),
        ImportExistingResources=True,
    )
    for _ in range(100):
        change_set = cloudformation.describe_change_set(**names)
        if change_set["Status"] == "CREATE_COMPLETE":
            cloudformation.execute_change_set(**names)
            return result(stack)
        if change_set["Status"] == "FAILED":
            return None
        time.sleep(0.02)


def delete(stack):
    arn = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackId"]
    cloudformation.delete_stack(StackName=stack)
    return result(arn)


def result(stack):
    for _ in range(500):
        status = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"]
        if not status.endswith("_IN_PROGRESS"):
            return status, failures(stack)
        time.sleep(0.02)
    raise TimeoutError(f"`{stack}` is still {status}")


def failures(stack):
    events = cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
    return " ".join(
        event.get("ResourceStatusReason", "")
        for event in events
        if event["ResourceStatus"].endswith("_FAILED")
    )


def put_item(name):
    dynamodb.put_item(TableName=name, Item={"PK": {"S": "1"}})


def count_items(name):
    return dynamodb.scan(TableName=name)["Count"]


class RefusalTest(unittest.TestCase):
    def assert_refused(self, outcome, message, status="ROLLBACK_COMPLETE"):
        self.assertEqual(outcome[0], status, outcome[1])
        self.assertIn(message, outcome[1])

    def assert_error(self, code, status, call, **request):
        with self.assertRaises(ClientError) as raised:
            call(**request)
        response = raised.exception.response
        self.assertEqual(response["Error"]["Code"], code)
        self.assertEqual(response["ResponseMetadata"]["HTTPStatusCode"], status)


class NameTest(RefusalTest):
    def test_a_taken_name_is_refused(self):
        named = {
            "Table": table("taken"),
            "Queue": resource("SQS::Queue", {"QueueName": "taken"}),
            "Role": role(RoleName="taken"),
            "Function": function("taken"),
            "Rule": resource("Events::Rule", {"Name": "taken", "EventPattern": {"source": ["a"]}}),
            "Bucket": resource("S3::Bucket", {"BucketName": "taken"}),
            "Logs": resource("Logs::LogGroup", {"LogGroupName": "taken"}),
            "Parameter": resource(
                "SSM::Parameter", {"Name": "/taken", "Type": "String", "Value": "1"}
            ),
            "Machine": resource(
                "StepFunctions::StateMachine",
                {"StateMachineName": "taken", "RoleArn": ROLE_ARN, "DefinitionString": MACHINE},
            ),
            "Schedule": resource(
                "Scheduler::Schedule",
                {
                    "Name": "taken",
                    "ScheduleExpression": "rate(1 day)",
                    "FlexibleTimeWindow": {"Mode": "OFF"},
                    "Target": {"Arn": {"Fn::GetAtt": ["Function", "Arn"]}, "RoleArn": ROLE_ARN},
                },
            ),
            "Bus": resource("Events::EventBus", {"Name": "taken"}),
        }
        server.deploy("Owner", named)
        put_item("taken")
        for name in named:
            others = {"Role": role(), "Function": function(f"other-{name}")}
            with self.subTest(name):
                status, message = create(f"Second{name}", {**others, name: named[name]})
                self.assertEqual(status, "ROLLBACK_COMPLETE")
                self.assertRegex(message, "already exists|Validation failed")
        self.assertEqual(count_items("taken"), 1)

    def test_a_table_is_not_renamed_to_a_taken_name(self):
        server.deploy("Renamed", {"One": table("renamed-1"), "Other": table("renamed-2")})
        put_item("renamed-2")
        renamed = {"One": table("renamed-2"), "Other": table("renamed-2")}
        outcome = update("Renamed", renamed)
        self.assert_refused(outcome, "already exists", "UPDATE_ROLLBACK_COMPLETE")
        self.assertEqual(count_items("renamed-2"), 1)

    def test_a_name_is_free_again_after_the_deletion_of_its_stack(self):
        resources = {
            "Table": table("again"),
            "Queue": resource("SQS::Queue", {"QueueName": "again"}),
            "Role": role(RoleName="again"),
            "Function": function("again"),
            "Logs": resource("Logs::LogGroup", {"LogGroupName": "/aws/lambda/again"}),
        }
        for _ in range(2):
            server.deploy("Again", resources)
            update("Again", {**resources, "Queue2": resource("SQS::Queue", {})})
            server.client("lambda").invoke(FunctionName="again")
            self.assertEqual(delete("Again")[0], "DELETE_COMPLETE")

    def test_a_function_without_a_log_group_gets_none(self):
        server.deploy("Silent", {"Role": role(), "Function": function("silent")})
        server.client("lambda").invoke(FunctionName="silent")
        groups = server.client("logs").describe_log_groups(logGroupNamePrefix="/aws/lambda/silent")
        self.assertEqual(groups["logGroups"], [])


class LengthTest(RefusalTest):
    def test_names_that_aws_would_refuse_are_refused(self):
        for name, refused in {
            "Function": function("f" * 65),
            "Role": role(RoleName="r/r"),
            "Queue": resource("SQS::Queue", {"QueueName": "q" * 81}),
            "Table": table("t" * 256),
        }.items():
            with self.subTest(name):
                outcome = create(f"Long{name}", {"Role": role(), name: refused})
                self.assert_refused(outcome, "failed to satisfy constraint")

    def test_names_and_policies_of_the_longest_accepted_length_are_accepted(self):
        queue = resource("SQS::Queue", {"QueueName": "q" * 80})
        inline = role([policy(5000), policy(5240)], RoleName="r" * 64)
        server.deploy("Longest", {"Role": inline, "Queue": queue, "Function": function("f" * 64)})

    def test_policies_over_their_length_are_refused(self):
        inline = role([policy(5000), policy(5241)])
        self.assert_refused(create("Inline", {"Role": inline}), "Maximum policy size of 10240 bytes")
        trust = {**TRUST, "Statement": TRUST["Statement"] * 30}
        outcome = create("Trust", {"Role": role(trust=trust)})
        self.assert_refused(outcome, "ACLSizePerRole: 2048")
        of_queue = {"Queues": [{"Ref": "Queue"}], "PolicyDocument": policy(8193)}
        queue = resource("SQS::Queue", {})
        outcome = create("OfQueue", {"Queue": queue, "Policy": resource("SQS::QueuePolicy", of_queue)})
        self.assert_refused(outcome, "Policy")

    def test_variables_over_their_length_are_refused(self):
        variables = {"Variables": {"TEXT": "x" * 4096}}
        resources = {"Role": role(), "Function": function("large", Environment=variables)}
        self.assert_refused(create("Variables", resources), "exceeded the 4KB limit")


class RouteTest(RefusalTest):
    def test_a_malformed_route_key_is_refused(self):
        client = server.client("apigatewayv2")
        api = client.create_api(Name="malformed", ProtocolType="HTTP")["ApiId"]
        for key in ("GET /x/", "GET x", "GTE /x", "GET", "GET /x{y}", "GET /{x", "GET /{x+}/y"):
            with self.subTest(key):
                self.assert_error("BadRequestException", 400, client.create_route, ApiId=api, RouteKey=key)
        for key in ("$default", "GET /", "ANY /x", "GET /x/{y}/z", "POST /{x+}"):
            client.create_route(ApiId=api, RouteKey=key)

    def test_a_second_route_with_the_same_key_is_a_conflict(self):
        client = server.client("apigatewayv2")
        api = client.create_api(Name="conflict", ProtocolType="HTTP")["ApiId"]
        one = client.create_route(ApiId=api, RouteKey="GET /x/{y}")["RouteId"]
        other = client.create_route(ApiId=api, RouteKey="PUT /x/{z}")["RouteId"]
        for key in ("GET /x/{y}", "GET /x/{z}"):
            request = {"ApiId": api, "RouteKey": key}
            self.assert_error("ConflictException", 409, client.create_route, **request)
            self.assert_error("ConflictException", 409, client.update_route, RouteId=other, **request)
        client.update_route(ApiId=api, RouteId=one, RouteKey="GET /x/{z}")

    def test_cloudformation_refuses_the_same_keys(self):
        self.assert_refused(create("Slash", with_api("GET /x/")), "not formatted properly")
        self.assert_refused(create("Double", with_api("GET /x", "GET /x")), "already exists")
        server.deploy("Routes", with_api("GET /x", "GET /y"))
        swapped = update("Routes", with_api("GET /y", "GET /x"))
        self.assert_refused(swapped, "already exists", "UPDATE_ROLLBACK_COMPLETE")


class IndexTest(RefusalTest):
    def test_one_index_is_added_or_removed_at_a_time(self):
        server.deploy("Indexes", {"Table": table("indexes")})
        both = {"Table": table("indexes", ("Owner", "Name"))}
        message = "Cannot perform more than one GSI creation or deletion in a single update"
        self.assert_refused(update("Indexes", both), message, "UPDATE_ROLLBACK_COMPLETE")
        for indexes in (("Owner",), ("Owner", "Name")):
            self.assertEqual(
                update("Indexes", {"Table": table("indexes", indexes)})[0], "UPDATE_COMPLETE"
            )

    def test_a_call_changes_one_index(self):
        server.deploy("IndexCalls", {"Table": table("index-calls")})
        changes = [{"Create": index("Owner")}, {"Create": index("Name")}]
        request = {"TableName": "index-calls", "AttributeDefinitions": ATTRIBUTES}
        self.assert_error(
            "LimitExceededException", 400, dynamodb.update_table,
            GlobalSecondaryIndexUpdates=changes, **request,
        )
        dynamodb.update_table(GlobalSecondaryIndexUpdates=changes[:1], **request)


class DeletionTest(RefusalTest):
    def test_a_protected_table_is_not_deleted(self):
        server.deploy("Protected", {"Table": table("protected", protected=True)})
        put_item("protected")
        self.assert_error("ValidationException", 400, dynamodb.delete_table, TableName="protected")
        self.assert_refused(delete("Protected"), "protected against deletion", "DELETE_FAILED")
        self.assertEqual(count_items("protected"), 1)

    def test_an_event_bus_with_rules_is_not_deleted(self):
        server.deploy("Bus", {"Bus": resource("Events::EventBus", {"Name": "bus"})})
        events = server.client("events")
        events.put_rule(Name="rule", EventBusName="bus", EventPattern='{"source": ["a"]}')
        self.assert_error("ValidationException", 400, events.delete_event_bus, Name="bus")
        self.assert_refused(delete("Bus"), "since it has rules", "DELETE_FAILED")
        events.delete_rule(Name="rule", EventBusName="bus")
        self.assertEqual(delete("Bus")[0], "DELETE_COMPLETE")


class RetentionTest(RefusalTest):
    """Not repairs: ministack has no defect here, and our deployments depend on it."""

    def retained(self, name):
        return table(name, DeletionPolicy="Retain")

    def test_a_retained_table_outlives_its_stack_and_its_template(self):
        queue = resource("SQS::Queue", {})
        server.deploy("Retained", {"Table": self.retained("retained-1"), "Queue": queue})
        put_item("retained-1")
        delete("Retained")
        self.assertEqual(count_items("retained-1"), 1)
        server.deploy("Removed", {"Table": self.retained("retained-2"), "Queue": queue})
        put_item("retained-2")
        update("Removed", {"Queue": queue})
        self.assertEqual(count_items("retained-2"), 1)

    def test_a_failed_creation_is_repeated_with_the_retained_table(self):
        broken = resource("SQS::Queue", {"QueueName": "not a name"}, DependsOn="Table")
        resources = {"Table": self.retained("repeated"), "Queue": broken}
        self.assertEqual(create("Repeated", resources)[0], "ROLLBACK_COMPLETE")
        delete("Repeated")
        put_item("repeated")
        mended = {**resources, "Queue": resource("SQS::Queue", {"QueueName": "repeated"})}
        self.assert_refused(create("Repeated", mended), "already exists")
        delete("Repeated")
        self.assertEqual(import_existing("Repeated", mended)[0], "CREATE_COMPLETE")
        self.assertEqual(count_items("repeated"), 1)

    def test_a_table_that_is_not_retained_is_not_imported(self):
        server.deploy("Foreign", {"Table": self.retained("foreign")})
        put_item("foreign")
        delete("Foreign")
        self.assertIsNone(import_existing("Importer", {"Table": table("foreign")}))
        self.assertEqual(count_items("foreign"), 1)


if __name__ == "__main__":
    unittest.main()
