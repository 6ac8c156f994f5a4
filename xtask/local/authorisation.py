"""Repairs how ministack authorises calls, and records which rights the calls used.

Each repair replaces functions of ministack. A docstring that starts with "Defect:" describes what
ministack does wrong, and "Repaired when:" what to try in a later version to see that the repair is
no longer needed. A right is one action on one resource in a statement of a role's policy, for one
pattern of partition keys where the statement names patterns.
"""

import contextvars
import functools
import json
import re
import threading

import workflows

LEADING_KEYS = "dynamodb:LeadingKeys"
ACTIONS_WITH_LEADING_KEYS = {
    "dynamodb:BatchGetItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DeleteItem",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:UpdateItem",
}
OPERATORS_OF_LEADING_KEYS = ("forallvalues:stringequals", "forallvalues:stringlike")
TRANSACTIONS = ("dynamodb:TransactGetItems", "dynamodb:TransactWriteItems")
UNKNOWN_TASK = "a task of no state machine"
ACCESS_DENIED = "com.amazon.coral.service#AccessDeniedException"


def let_wildcards_match_line_breaks():
    """Defect: `*` in a policy does not match a line break, and a pattern without a wildcard also
    matches a value that has a line break after it.

    Repaired when: a right on the partition keys `A#*` allows to read the item `A#\\n`."""
    from ministack.core import iam_evaluator

    iam_evaluator._fnmatch_compile = compile_pattern


@functools.lru_cache(maxsize=4096)
def compile_pattern(pattern, ignore_case):
    wildcards = {"*": ".*", "?": "."}
    expression = "".join(wildcards.get(character, re.escape(character)) for character in pattern)
    flags = re.DOTALL | (re.IGNORECASE if ignore_case else 0)
    return re.compile(rf"{expression}\Z", flags)


def count_requests_as_encrypted():
    """Defect: requests without TLS, which the server does not offer here, are denied by policies that
    refuse unencrypted requests, unless they have the header `X-Forwarded-Proto: https`.

    Repaired when: a client that is configured with the server's `http` address can send a message to
    a queue whose policy denies requests for which aws:SecureTransport is false."""
    from ministack.core import iam_evaluator

    pin_request_origin = iam_evaluator.pin_request_origin

    def pin_encrypted(source_ip, secure_transport):
        pin_request_origin(source_ip, True)

    iam_evaluator.pin_request_origin = pin_encrypted


def set_condition_keys_of_events():
    """Defect: the condition keys of PutEvents, events:detail-type and events:source, are never set.

    Repaired when: a role with a right to put events of one detail type and one source only, under the
    condition `"Null": {"events:detail-type": "false", "events:source": "false"}`, can put such an
    event."""
    from ministack.core import iam_actions

    request_tag_context = iam_actions.request_tag_context

    def context(service, iam_action, body, parameters):
        keys = request_tag_context(service, iam_action, body, parameters)
        if iam_action == "events:PutEvents":
            keys = {**keys, **event_condition_keys(parsed(body))}
        return keys

    iam_actions.request_tag_context = context


def event_condition_keys(request):
    """The condition keys of a PutEvents request; none if the request is malformed."""
    try:
        return {
            "events:detail-type": [entry["DetailType"] for entry in request["Entries"]],
            "events:source": [entry["Source"] for entry in request["Entries"]],
        }
    except (KeyError, TypeError):
        return {}


def parsed(body):
    """The JSON object in the body of a request, or an empty one."""
    try:
        request = json.loads(body or b"{}")
    except ValueError:
        return {}
    return request if isinstance(request, dict) else {}


class TouchedTable(str):
    """The ARN of a table or of an index, with the partition keys that a request touches there."""

    leading_keys = ()

    @classmethod
    def of(cls, table, requests, index=None, region=None, account=None):
        """`requests` are the parts of a request that concern this table: each has a `Key`, an
        `Item` or a key condition."""
        from ministack.core import iam_actions
        from ministack.core.responses import get_account_id, get_region

        region, account = region or get_region(), account or get_account_id()
        arn = iam_actions._dynamodb_table_arn(table, region, account)
        touched = cls(f"{arn}/index/{index}" if index else arn)
        touched.leading_keys = leading_keys(table, index, requests)
        return touched


def leading_keys(table_name, index, requests):
    """The values of the partition key, each once."""
    from ministack.services import dynamodb

    table = dynamodb._tables.get(dynamodb._normalize_table_name(table_name))
    if table is None:
        return []
    attribute, _, _ = dynamodb._resolve_index_keys(table, index)
    values = [partition_key_value(attribute, request) for request in requests]
    return list(dict.fromkeys(value for value in values if value))


def partition_key_value(attribute, request):
    """The value of the partition key in a request for one item, or in a query."""
    from ministack.services import dynamodb

    if not isinstance(request, dict):
        return None
    for item in (request.get("Key"), request.get("Item")):
        if isinstance(item, dict):
            return dynamodb._extract_key_val(item.get(attribute))
    if request.get("KeyConditions"):
        return dynamodb._extract_pk_from_key_conditions(request["KeyConditions"], attribute)
    return dynamodb._extract_pk_from_condition(
        request.get("KeyConditionExpression"),
        request.get("ExpressionAttributeValues") or {},
        request.get("ExpressionAttributeNames") or {},
        attribute,
    )


def requests_of_batch(part):
    """The requests that BatchGetItem or BatchWriteItem has for one table."""
    if isinstance(part, dict):
        return [{"Key": key} for key in part.get("Keys") or []]
    return [request for entry in part or [] if isinstance(entry, dict) for request in entry.values()]


def set_leading_keys():
    """Defect: the condition key dynamodb:LeadingKeys is never set.

    Repaired when: a role with a right on the partition keys `A#*` only, under the condition
    `"Null": {"dynamodb:LeadingKeys": "false"}`, can read the item `A#1`."""
    from ministack.core import iam_actions, iam_evaluator

    enforce = iam_evaluator.enforce

    def touched_tables(body, region, account):
        request = parsed(body)
        table, batch = request.get("TableName"), request.get("RequestItems")
        if isinstance(table, str) and table:
            return [TouchedTable.of(table, [request], request.get("IndexName"), region, account)]
        if not isinstance(batch, dict):
            return []
        return [
            TouchedTable.of(table, requests_of_batch(part), None, region, account)
            for table, part in batch.items()
        ]

    def transaction_checks(iam_action, body, region, account):
        if iam_action not in TRANSACTIONS:
            return []
        actions = iam_actions._DYNAMODB_TRANSACT_ITEM_ACTIONS
        return [
            (actions[member], TouchedTable.of(request["TableName"], [request], None, region, account))
            for item in parsed(body).get("TransactItems") or []
            for member, request in (item.items() if isinstance(item, dict) else ())
            if member in actions and isinstance(request.get("TableName"), str)
        ]

    def enforce_with_leading_keys(
        access_key, iam_action, service, region, resource_arn="*", service_context=None
    ):
        keys = getattr(resource_arn, "leading_keys", ())
        if keys and iam_action in ACTIONS_WITH_LEADING_KEYS:
            service_context = {**(service_context or {}), LEADING_KEYS: list(keys)}
        return enforce(access_key, iam_action, service, region, resource_arn, service_context)

    iam_actions.dynamodb_resource_arns = touched_tables
    iam_actions.dynamodb_transaction_checks = transaction_checks
    iam_evaluator.enforce = enforce_with_leading_keys


def name_the_resource_in_denials_of_dynamodb():
    """Defect: DynamoDB denies a call with status 403 and without naming the resource.

    Repaired when: a denied GetItem has status 400 and the table's ARN in its message."""
    from ministack.core import iam_actions, iam_evaluator

    enforce, access_denied_response = iam_evaluator.enforce, iam_actions.access_denied_response
    denied_resource = contextvars.ContextVar("denied_resource", default="*")

    def enforce_and_keep_resource(
        access_key, iam_action, service, region, resource_arn="*", service_context=None
    ):
        denied_resource.set(str(resource_arn))
        return enforce(access_key, iam_action, service, region, resource_arn, service_context)

    def response(service, action, principal_arn, request_id, **details):
        if service != "dynamodb" or details.get("error_code"):
            return access_denied_response(service, action, principal_arn, request_id, **details)
        message = iam_actions.identity_denial_message(
            action, principal_arn, denied_resource.get(), details.get("explicit_deny", False)
        )
        body = json.dumps({"__type": ACCESS_DENIED, "Message": message}).encode()
        return 400, {"Content-Type": "application/x-amz-json-1.0"}, body

    iam_evaluator.enforce = enforce_and_keep_resource
    iam_actions.access_denied_response = response


def authorise_tasks_by_their_state_machine():
    """Defect: SendTaskSuccess and SendTaskFailure need a right on `*`.

    Repaired when: a role with a right to SendTaskSuccess on one state machine only can complete a
    task of it, and no task of another."""
    from ministack.core import iam_actions, iam_evaluator

    enforce, extract_resource_arn = iam_evaluator.enforce, iam_actions.extract_resource_arn

    def resource_arn(service, method, path, headers, body, *others):
        token = parsed(body).get("taskToken") if service == "states" else None
        if token is None:
            return extract_resource_arn(service, method, path, headers, body, *others)
        return workflows.state_machine_of(token) or UNKNOWN_TASK

    def enforce_for_known_tasks(
        access_key, iam_action, service, region, resource_arn="*", service_context=None
    ):
        # The service itself refuses a token that belongs to no state machine.
        if resource_arn == UNKNOWN_TASK:
            return None
        return enforce(access_key, iam_action, service, region, resource_arn, service_context)

    iam_actions.extract_resource_arn = resource_arn
    iam_evaluator.enforce = enforce_for_known_tasks


def hold_state_machines_to_their_roles():
    """Defect: a state machine may call every service, whatever its role allows. Repaired for the
    item operations of DynamoDB, for invocations of functions and for PutEvents.

    Repaired when: a state machine whose role has no policy cannot put an item into a table."""
    from ministack.services import stepfunctions

    execute_task = stepfunctions._execute_task
    invoke_resource = stepfunctions._invoke_resource
    role_of_task = contextvars.ContextVar("role_of_task", default=None)

    def execute_task_with_role(state, raw_input, execution, ctx):
        machine = stepfunctions._state_machines.get(ctx["StateMachine"]["Id"]) or {}
        role_of_task.set(machine.get("roleArn"))
        return execute_task(state, raw_input, execution, ctx)

    def invoke_authorised(resource, arguments):
        for action, arn, keys in calls_of_task(resource, arguments):
            denial = denial_for_role(role_of_task.get(), action, arn, keys)
            if denial:
                raise stepfunctions._ExecutionError(error_name(action), denial)
        return invoke_resource(resource, arguments)

    stepfunctions._execute_task = execute_task_with_role
    stepfunctions._invoke_resource = invoke_authorised


def calls_of_task(resource, arguments):
    """What the role of a task must allow: action, ARN and condition keys of each call."""
    from ministack.services import lambda_svc, stepfunctions

    integration = resource.removeprefix("arn:aws:states:::")
    service, _, operation = integration.partition(":")
    if service == "dynamodb":
        action = f"dynamodb:{operation[:1].upper()}{operation[1:]}"
        touched = TouchedTable.of(arguments.get("TableName", ""), [arguments])
        return [(action, touched, {LEADING_KEYS: touched.leading_keys or None})]
    if integration == "events:putEvents":
        return [
            ("events:PutEvents", arn, event_condition_keys({"Entries": [entry]}))
            for entry in arguments.get("Entries") or []
            for arn in [event_bus_arn(entry)]
        ]
    function = arguments.get("FunctionName") if integration == "lambda:invoke" else None
    function = function or stepfunctions._extract_lambda_ref(resource)
    if function:
        _, config, _ = lambda_svc._get_func_record_for_ref(function)
        return [("lambda:InvokeFunction", (config or {}).get("FunctionArn", function), {})]
    return []


def event_bus_arn(entry):
    from ministack.core.iam_actions import eventbridge_resource_arns
    from ministack.core.responses import get_account_id, get_region

    return eventbridge_resource_arns(json.dumps({"Entries": [entry]}), get_region(), get_account_id())[0]


def denial_for_role(role_arn, action, resource_arn, keys):
    """Why the role may not do this; None if it may."""
    from ministack.core import iam_actions, iam_evaluator
    from ministack.core.responses import get_account_id, get_region

    if not role_arn:
        return None
    role, account = role_arn.rsplit("/", 1)[-1], get_account_id()
    context = iam_evaluator.EvalContext(
        principal_arn=f"arn:aws:sts::{account}:assumed-role/{role}/task",
        principal_type="AssumedRole",
        principal_account=account,
        action=action,
        resource_arn=resource_arn,
        region=get_region(),
        service_context={key.lower(): value for key, value in keys.items()},
    )
    result = iam_evaluator.evaluate(context, iam_evaluator._gather_role_policies(role, account))
    if result.decision == "Allow":
        return None
    is_explicit = result.decision == "Deny"
    return iam_actions.identity_denial_message(
        action, context.principal_arn, resource_arn, is_explicit
    )


def error_name(action):
    """The name of the error of a task that was denied."""
    services = {"dynamodb": "DynamoDB.AccessDeniedException", "lambda": "Lambda.AWSLambdaException"}
    return services.get(action.split(":")[0], "EventBridge.AccessDeniedException")


class RolePolicies(list):
    """The policies of one role, which remember whose they are."""

    def __init__(self, role, policies):
        super().__init__(policies)
        self.role = role


def record_used_rights(path):
    """Append each right to the file, as one line of JSON, when a call first uses it: the right by
    which a role of a stack, that of a function or of a state machine, was allowed the call. The
    statement is counted over all inline policies of the role."""
    from ministack.core import iam_evaluator

    evaluate, gather_role_policies = iam_evaluator.evaluate, iam_evaluator._gather_role_policies
    record = Record(path)
    places = {}

    def gather(role, account):
        return RolePolicies(role, gather_role_policies(role, account))

    def evaluate_and_record(context, policies, *limits):
        result = evaluate(context, policies, *limits)
        if result.decision == "Allow" and isinstance(policies, RolePolicies):
            place = places.get(policies.role) or place_of_role(policies.role)
            if place:
                places[policies.role] = place
                record.add_all({**place, **right} for right in used_rights(context, policies))
        return result

    iam_evaluator._gather_role_policies = gather
    iam_evaluator.evaluate = evaluate_and_record


class Record:
    """A file of different lines."""

    def __init__(self, path):
        self.file = open(path, "a", encoding="utf-8")
        self.seen = set()
        self.lock = threading.Lock()

    def add_all(self, values):
        for value in values:
            line = json.dumps(value)
            with self.lock:
                if line not in self.seen:
                    self.seen.add(line)
                    self.file.write(f"{line}\n")
                    self.file.flush()


def place_of_role(role):
    """The stack of a role and its logical id there; None for a role without a stack."""
    from ministack.services import cloudformation

    for stack_name, stack in cloudformation._stacks.items():
        for logical_id, resource in stack.get("_resources", {}).items():
            is_role = resource.get("ResourceType") == "AWS::IAM::Role"
            if is_role and resource.get("PhysicalResourceId") == role:
                return {"stack": stack_name, "role": logical_id}
    return None


def used_rights(context, policies):
    """The rights of the first statement that allows the call, one for each pattern of partition
    keys that the call needed."""
    from ministack.core import iam_evaluator

    statements = [statement for policy in policies for statement in policy]
    allowing = iam_evaluator._first_match(context, statements, "Allow")
    match_action, match_resource = iam_evaluator.fnmatch_iam, iam_evaluator.fnmatch_iam_cs
    right = {
        "statement": next(i for i, statement in enumerate(statements) if statement is allowing),
        "action": first_match(match_action, context.action, allowing.actions),
        "resource": first_match(match_resource, context.resource_arn, allowing.resources),
    }
    right["resource_index"] = allowing.resources.index(right["resource"])
    patterns = leading_key_patterns(allowing)
    if not patterns:
        return [{**right, "leading_keys": None}]
    values = context.service_context.get(LEADING_KEYS.lower()) or []
    needed = {first_match(match_resource, value, patterns) for value in values}
    return [{**right, "leading_keys": pattern} for pattern in sorted(needed)]


def first_match(matches, value, patterns):
    return next(pattern for pattern in patterns if matches(value, pattern))


def leading_key_patterns(statement):
    """The patterns of partition keys to which a statement is limited."""
    for operator, keys in statement.conditions.items():
        for key, patterns in keys.items():
            if key.lower() == LEADING_KEYS.lower() and operator.lower() in OPERATORS_OF_LEADING_KEYS:
                return [patterns] if isinstance(patterns, str) else patterns
    return []
