"""Tests of the launcher's repairs, on a server that it starts.

usage: python -m unittest discover --start-directory xtask/local, with the Python of the local AWS
"""

import json
import pathlib
import tempfile
import time
import unittest
import urllib.error
import urllib.request

import authorisation
from botocore.exceptions import ClientError
from server import Server
from templates import allow, function, get_att, role

STACK = "Shop-local"


def route(key):
    properties = {
        "ApiId": {"Ref": "Api"},
        "RouteKey": key,
        "Target": {"Fn::Sub": "integrations/${Integration}"},
    }
    return {"Type": "AWS::ApiGatewayV2::Route", "Properties": properties}


def state_machine(role_name, table):
    put = {
        "Type": "Task",
        "Resource": "arn:aws:states:::dynamodb:putItem",
        "Parameters": {
            "TableName": table,
            "Item": {"PK": {"S.$": "$.key"}, "SK": {"S": "0"}},
        },
        "End": True,
    }
    properties = {
        "RoleArn": get_att(role_name),
        "DefinitionString": json.dumps({"StartAt": "Put", "States": {"Put": put}}),
    }
    return {"Type": "AWS::StepFunctions::StateMachine", "Properties": properties}


def template():
    index = {"Fn::Sub": "${Table.Arn}/index/ByOwner"}
    narrow = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:BatchGetItem"]
    keys = [{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}]
    states = {"Service": "states.amazonaws.com"}
    return {
        "Table": {
            "Type": "AWS::DynamoDB::Table",
            "Properties": {
                "TableName": "stock",
                "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [
                    {"AttributeName": name, "AttributeType": "S"} for name in ("PK", "SK", "Owner")
                ],
                "KeySchema": keys,
                "GlobalSecondaryIndexes": [
                    {
                        "IndexName": "ByOwner",
                        "KeySchema": [{"AttributeName": "Owner", "KeyType": "HASH"}],
                        "Projection": {"ProjectionType": "ALL"},
                    }
                ],
                "TimeToLiveSpecification": {"AttributeName": "Expires", "Enabled": True},
            },
        },
        "Narrow": role({"AWS": "*"}, allow(narrow, get_att("Table"), "PRODUCT#*", "ORDER#1")),
        "IndexOnly": role({"AWS": "*"}, allow(["dynamodb:Query"], index)),
        "IndexOfOwner": role({"AWS": "*"}, allow(["dynamodb:Query"], index, "ada")),
        "TableWithoutIndex": role(
            {"AWS": "*"}, allow(["dynamodb:Query", "dynamodb:Scan"], get_att("Table"))
        ),
        "Publisher": role(
            {"AWS": "*"},
            {
                "Effect": "Allow",
                "Action": ["events:PutEvents"],
                "Resource": ["arn:aws:events:us-east-1:000000000000:event-bus/default"],
                "Condition": {
                    "ForAllValues:StringEquals": {
                        "events:detail-type": ["a", "b"],
                        "events:source": ["shop.stock"],
                    },
                    "Null": {"events:detail-type": "false", "events:source": "false"},
                },
            },
        ),
        "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "dead-letters"}},
        "QueuePolicy": {
            "Type": "AWS::SQS::QueuePolicy",
            "Properties": {
                "Queues": [{"Ref": "Queue"}],
                "PolicyDocument": {
                    "Statement": [
                        {
                            "Effect": "Deny",
                            "Principal": "*",
                            "Action": ["sqs:SendMessage"],
                            "Resource": [get_att("Queue")],
                            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                        }
                    ]
                },
            },
        },
        "Sender": role({"AWS": "*"}, allow(["sqs:SendMessage"], get_att("Queue"))),
        "Writer": role(states, allow(["dynamodb:PutItem"], get_att("Table"), "PRODUCT#*")),
        "Machine": state_machine("Writer", "stock"),
        "Api": {
            "Type": "AWS::ApiGatewayV2::Api",
            "Properties": {
                "Name": "api",
                "ProtocolType": "HTTP",
                "CorsConfiguration": {"AllowOrigins": ["*"], "AllowMethods": ["GET"], "MaxAge": 600},
            },
        },
        "Echo": role({"Service": "lambda.amazonaws.com"}),
        "EchoFunction": function(
            "Echo", "def handler(event, context):\n    return {'routeKey': event['routeKey']}\n"
        ),
        "Integration": {
            "Type": "AWS::ApiGatewayV2::Integration",
            "Properties": {
                "ApiId": {"Ref": "Api"},
                "IntegrationType": "AWS_PROXY",
                "IntegrationUri": get_att("EchoFunction"),
                "PayloadFormatVersion": "2.0",
            },
        },
        "Stage": {
            "Type": "AWS::ApiGatewayV2::Stage",
            "Properties": {"ApiId": {"Ref": "Api"}, "StageName": "$default", "AutoDeploy": True},
        },
        "DefaultRoute": route("$default"),
        "ProductRoute": route("GET /product/{id}"),
    }


def setUpModule():
    global folder, server, physical
    folder = tempfile.TemporaryDirectory()
    server = Server(pathlib.Path(folder.name))
    physical = server.deploy(STACK, template())


def tearDownModule():
    server.stop()
    folder.cleanup()


def dynamodb_as(role_name):
    return client_as(role_name, "dynamodb")


def client_as(role_name, service):
    return server.client_as(physical[role_name], service)


def key(partition, sort="0"):
    return {"PK": {"S": partition}, "SK": {"S": sort}}


def query(partition, **more):
    request = {
        "TableName": "stock",
        "KeyConditionExpression": "#partition = :partition AND begins_with(SK, :sort)",
        "ExpressionAttributeNames": {"#partition": "PK"},
        "ExpressionAttributeValues": {":partition": {"S": partition}, ":sort": {"S": "0"}},
    }
    return {**request, **more}


def query_of_index(owner):
    return {
        "TableName": "stock",
        "IndexName": "ByOwner",
        "KeyConditionExpression": "#owner = :owner",
        "ExpressionAttributeNames": {"#owner": "Owner"},
        "ExpressionAttributeValues": {":owner": {"S": owner}},
    }


class AuthorisationTest(unittest.TestCase):
    def assert_denied(self, action, resource, call, **request):
        with self.assertRaises(ClientError) as raised:
            call(**request)
        response = raised.exception.response
        self.assertEqual(response["Error"]["Code"], "AccessDeniedException")
        self.assertEqual(response["ResponseMetadata"]["HTTPStatusCode"], 400)
        message = response["Error"]["Message"]
        self.assertIn(f"is not authorized to perform: {action} on resource: ", message)
        self.assertIn(f":table/{resource} because no identity-based policy", message)

    def test_an_item_is_authorised_by_its_partition_key(self):
        narrow = dynamodb_as("Narrow")
        for partition in ("PRODUCT#1", "PRODUCT#", "PRODUCT#1\n", "ORDER#1"):
            narrow.put_item(TableName="stock", Item=key(partition))
            narrow.get_item(TableName="stock", Key=key(partition))
        for partition in ("ORDER#12", "ORDER#1\n", "product#1", "X"):
            self.assert_denied(
                "dynamodb:GetItem", "stock", narrow.get_item, TableName="stock", Key=key(partition)
            )

    def test_an_action_without_a_right_is_denied(self):
        narrow = dynamodb_as("Narrow")
        request = {"TableName": "stock", "Key": key("PRODUCT#1")}
        self.assert_denied("dynamodb:DeleteItem", "stock", narrow.delete_item, **request)
        self.assert_denied("dynamodb:UpdateItem", "stock", narrow.update_item, **request)

    def test_a_query_is_authorised_by_the_partition_key_of_its_condition(self):
        narrow = dynamodb_as("Narrow")
        narrow.query(**query("PRODUCT#1"))
        condition = {"AttributeValueList": [{"S": "PRODUCT#1"}], "ComparisonOperator": "EQ"}
        narrow.query(TableName="stock", KeyConditions={"PK": condition})
        self.assert_denied("dynamodb:Query", "stock", narrow.query, **query("X"))

    def test_a_query_of_an_index_is_authorised_on_the_index(self):
        self.assert_denied(
            "dynamodb:Query", "stock/index/ByOwner", dynamodb_as("TableWithoutIndex").query,
            **query_of_index("ada"),
        )
        index_only = dynamodb_as("IndexOnly")
        index_only.query(**query_of_index("ada"))
        self.assert_denied("dynamodb:Query", "stock", index_only.query, **query("PRODUCT#1"))

    def test_a_query_of_an_index_has_the_partition_key_of_the_index(self):
        of_owner = dynamodb_as("IndexOfOwner")
        of_owner.query(**query_of_index("ada"))
        self.assert_denied(
            "dynamodb:Query", "stock/index/ByOwner", of_owner.query, **query_of_index("bob")
        )

    def test_a_scan_has_no_leading_keys(self):
        dynamodb_as("TableWithoutIndex").scan(TableName="stock")
        self.assert_denied("dynamodb:Scan", "stock", dynamodb_as("Narrow").scan, TableName="stock")

    def test_a_batch_is_authorised_by_all_its_keys(self):
        narrow = dynamodb_as("Narrow")
        both = {"Keys": [key("PRODUCT#1"), key("ORDER#1")]}
        narrow.batch_get_item(RequestItems={"stock": both})
        one_too_many = {"Keys": [key("PRODUCT#1"), key("X")]}
        self.assert_denied(
            "dynamodb:BatchGetItem", "stock", narrow.batch_get_item,
            RequestItems={"stock": one_too_many},
        )
        self.assert_denied(
            "dynamodb:BatchWriteItem", "stock", narrow.batch_write_item,
            RequestItems={"stock": [{"PutRequest": {"Item": key("PRODUCT#1")}}]},
        )

    def test_a_transaction_is_authorised_item_by_item(self):
        narrow = dynamodb_as("Narrow")
        put = {"Put": {"TableName": "stock", "Item": key("PRODUCT#1")}}
        get = {"Get": {"TableName": "stock", "Key": key("ORDER#1")}}
        narrow.transact_write_items(TransactItems=[put])
        narrow.transact_get_items(TransactItems=[get])
        foreign = {"Put": {"TableName": "stock", "Item": key("X")}}
        delete = {"Delete": {"TableName": "stock", "Key": key("PRODUCT#2")}}
        check = {
            "ConditionCheck": {
                "TableName": "stock",
                "Key": key("PRODUCT#2"),
                "ConditionExpression": "attribute_not_exists(PK)",
            }
        }
        for item, action in ((foreign, "PutItem"), (delete, "DeleteItem"), (check, "ConditionCheckItem")):
            self.assert_denied(
                f"dynamodb:{action}", "stock", narrow.transact_write_items,
                TransactItems=[put, item],
            )

    def assert_events_are_denied(self, *entries):
        with self.assertRaises(ClientError) as raised:
            client_as("Publisher", "events").put_events(Entries=list(entries))
        self.assertEqual(raised.exception.response["Error"]["Code"], "AccessDeniedException")

    def test_events_are_authorised_by_their_detail_types(self):
        a, b, c = (event("shop.stock", name) for name in "abc")
        client_as("Publisher", "events").put_events(Entries=[a, b])
        self.assert_events_are_denied(c)
        self.assert_events_are_denied(a, b, c)

    def test_events_are_authorised_by_their_sources(self):
        own = event("shop.stock", "a")
        for source in ("shop.orders", "shop.stock2", "shop", "Shop.stock", "shop.stock "):
            self.assert_events_are_denied(event(source, "a"))
            self.assert_events_are_denied(own, event(source, "a"))

    def test_a_request_counts_as_encrypted(self):
        sender, queue = client_as("Sender", "sqs"), physical["Queue"]
        self.assertTrue(queue.startswith("http://"))
        sender.send_message(QueueUrl=queue, MessageBody="a dead letter")
        with self.assertRaises(ClientError) as raised:
            sender.receive_message(QueueUrl=queue)
        self.assertIn("AccessDenied", raised.exception.response["Error"]["Code"])

    def test_a_state_machine_may_only_what_its_role_allows(self):
        self.assertEqual(run_state_machine("PRODUCT#9")["status"], "SUCCEEDED")
        denied = run_state_machine("ORDER#9")
        self.assertEqual(denied["status"], "FAILED")
        self.assertEqual(denied["error"], "DynamoDB.AccessDeniedException")


def event(source, detail_type):
    return {"Source": source, "DetailType": detail_type, "Detail": "{}"}


def run_state_machine(partition):
    client = server.client("stepfunctions")
    execution = client.start_execution(
        stateMachineArn=physical["Machine"], input=json.dumps({"key": partition})
    )["executionArn"]
    for _ in range(100):
        state = client.describe_execution(executionArn=execution)
        if state["status"] != "RUNNING":
            return state
        time.sleep(0.05)
    return state


class ConditionTest(unittest.TestCase):
    """How ministack evaluates the operators that our policies use. It has only the defect of
    wildcards here."""

    def test_operators_are_evaluated_as_iam_does(self):
        from ministack.core import iam_evaluator

        authorisation.let_wildcards_match_line_breaks()
        for operator, expected, actual, is_met in (
            ("StringEquals", ["a", "b"], "b", True),
            ("StringEquals", ["A"], "a", False),
            ("StringEquals", ["a"], None, False),
            ("StringEquals", ["a*"], "ab", False),
            ("StringEqualsIfExists", ["a"], None, True),
            ("StringNotEquals", ["a", "b"], "b", False),
            ("StringLike", ["A#*"], "A#1", True),
            ("StringLike", ["A#*"], "A#", True),
            ("StringLike", ["A#*"], "a#1", False),
            ("StringLike", ["A#*"], "B#A#1", False),
            ("StringLike", ["A#?"], "A#12", False),
            ("StringLike", ["A#*"], "A#\n", True),
            ("StringLike", ["A#1"], "A#1\n", False),
            ("StringLike", ["A.1"], "AB1", False),
            ("ForAllValues:StringLike", ["A#*", "B#1"], ["A#1", "B#1"], True),
            ("ForAllValues:StringLike", ["A#*", "B#1"], ["A#1", "B#12"], False),
            ("ForAllValues:StringLike", ["A#*"], None, True),
            ("ForAnyValue:StringLike", ["A#*"], ["B#1", "A#1"], True),
            ("ForAnyValue:StringLike", ["A#*"], None, False),
            ("Null", ["false"], None, False),
            ("Null", ["false"], ["a"], True),
            ("Null", ["true"], None, True),
            ("Bool", ["false"], "false", True),
            ("ArnEquals", ["arn:aws:s3:::a"], "arn:aws:s3:::a", True),
        ):
            with self.subTest(operator=operator, expected=expected, actual=actual):
                found = iam_evaluator._evaluate_single_condition(operator, actual, expected)
                self.assertEqual(found, is_met)


class RuleTest(unittest.TestCase):
    """Not a repair: ministack has no defect here, and the rules of our queues depend on it."""

    def test_a_rule_takes_outside_events_of_the_types_that_name_their_source_only(self):
        from ministack.services import eventbridge

        inside = {"source": [{"prefix": "dev."}], "detail-type": ["a", "b"]}
        outside = {"source": ["com.example"], "detail-type": ["b"]}
        pattern = json.dumps({"$or": [inside, outside]})
        for source, detail_type, expected in (
            ("dev.stock", "a", True),
            ("dev.", "b", True),
            ("dev.stock", "c", False),
            ("development.stock", "a", False),
            ("prod.stock", "a", False),
            ("com.example", "b", True),
            ("com.example", "a", False),
            ("com.example.dev.", "b", False),
        ):
            with self.subTest(source=source, detail_type=detail_type):
                found = eventbridge._matches_pattern(pattern, event(source, detail_type))
                self.assertEqual(found, expected)


class RecordTest(unittest.TestCase):
    def record(self):
        return [json.loads(line) for line in server.record.read_text().splitlines()]

    def test_a_used_right_is_recorded_once_with_the_patterns_of_its_keys(self):
        narrow = dynamodb_as("Narrow")
        for _ in range(2):
            narrow.get_item(TableName="stock", Key=key("PRODUCT#1"))
        right = {
            "stack": STACK,
            "role": "Narrow",
            "statement": 0,
            "action": "dynamodb:GetItem",
            "resource": "arn:aws:dynamodb:us-east-1:000000000000:table/stock",
            "resource_index": 0,
            "leading_keys": "PRODUCT#*",
        }
        self.assertEqual(self.record().count(right), 1)

    def test_a_right_without_patterns_is_recorded_without_them(self):
        dynamodb_as("IndexOnly").query(**query_of_index("ada"))
        rights = [it for it in self.record() if it["role"] == "IndexOnly"]
        self.assertEqual([(it["action"], it["leading_keys"]) for it in rights], [("dynamodb:Query", None)])

    def test_a_right_of_a_state_machine_is_recorded(self):
        run_state_machine("PRODUCT#9")
        rights = [it for it in self.record() if it["role"] == "Writer"]
        self.assertEqual(
            [(it["action"], it["leading_keys"]) for it in rights], [("dynamodb:PutItem", "PRODUCT#*")]
        )

    def test_a_denied_call_is_not_recorded(self):
        with self.assertRaises(ClientError):
            dynamodb_as("Narrow").delete_item(TableName="stock", Key=key("PRODUCT#1"))
        self.assertNotIn("dynamodb:DeleteItem", [it["action"] for it in self.record()])


class TemplateTest(unittest.TestCase):
    def test_the_expiry_of_a_table_is_set(self):
        expiry = server.client("dynamodb").describe_time_to_live(TableName="stock")
        self.assertEqual(
            expiry["TimeToLiveDescription"],
            {"TimeToLiveStatus": "ENABLED", "AttributeName": "Expires"},
        )

    def test_the_cors_rules_of_an_api_are_set(self):
        rules = server.client("apigatewayv2").get_api(ApiId=physical["Api"])["CorsConfiguration"]
        self.assertEqual(rules, {"AllowOrigins": ["*"], "AllowMethods": ["GET"], "MaxAge": 600})
        status, headers, _ = request_api("OPTIONS", "/product/1", {"Origin": "https://example.com"})
        self.assertEqual((status, headers["Access-Control-Allow-Methods"]), (204, "GET"))


class RouteTest(unittest.TestCase):
    """Not a repair: ministack has no defect here, and our APIs depend on it."""

    def test_a_request_without_a_route_of_its_own_reaches_the_default_route(self):
        for method, path, expected in (
            ("GET", "/product/1", "GET /product/{id}"),
            ("POST", "/product/1", "$default"),
            ("GET", "/product", "$default"),
            ("GET", "/", "$default"),
        ):
            _, _, body = request_api(method, path)
            self.assertEqual(json.loads(body), {"routeKey": expected}, f"{method} {path}")


def request_api(method, path, headers=None):
    url = f"{server.endpoint}/_aws/execute-api/{physical['Api']}{path}"
    request = urllib.request.Request(url, method=method, headers=headers or {})
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


if __name__ == "__main__":
    unittest.main()
