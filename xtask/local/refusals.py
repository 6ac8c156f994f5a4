"""Makes ministack refuse what AWS refuses: names that are taken or too long, policies over their
lengths, routes, indexes, and deletions that would lose data.

Each function replaces functions of ministack. Its docstring describes what ministack does wrong after
"Defect:", and after "Repaired when:" what to try in a later version to see that the repair is no
longer needed.
"""

import json
import re

LONGEST_TRUST_POLICY = 2048
LONGEST_INLINE_POLICIES = 10_240
LONGEST_QUEUE_POLICY = 8192
LONGEST_VARIABLES = 4096

# The property with the name of a resource, and the names that AWS accepts.
NAMES = {
    "AWS::DynamoDB::Table": ("TableName", r"[a-zA-Z0-9_.-]{3,255}"),
    "AWS::Events::Rule": ("Name", r"[.\-_A-Za-z0-9]{1,64}"),
    "AWS::IAM::Role": ("RoleName", r"[\w+=,.@-]{1,64}"),
    "AWS::Lambda::Function": ("FunctionName", r"[a-zA-Z0-9-_]{1,64}"),
    "AWS::Logs::LogGroup": ("LogGroupName", r"[.\-_/#A-Za-z0-9]{1,512}"),
    "AWS::SQS::Queue": ("QueueName", r"[a-zA-Z0-9_-]{1,80}|[a-zA-Z0-9_-]{1,75}\.fifo"),
    "AWS::Scheduler::Schedule": ("Name", r"[0-9a-zA-Z-_.]{1,64}"),
    "AWS::StepFunctions::StateMachine": ("StateMachineName", r"[a-zA-Z0-9-_]{1,80}"),
}

# A path is `/`, or segments of which the last one may be greedy.
ROUTE_KEY = re.compile(
    r"(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|ANY) "
    r"(/|(/([^/{}\s]+|\{[^/{}+\s]+\}))*/([^/{}\s]+|\{[^/{}\s]+\}))"
)
ROUTE_FORMAT = (
    "The provided route key is not formatted properly for HTTP protocol. "
    'Format should be "<HTTP METHOD> /<RESOURCE PATH>" or "$default"'
)


def check_each_resource(check):
    """Call `check` with the type, the old and the new properties of a resource before CloudFormation
    creates or updates it. The old properties of a new resource are empty. An exception of `check`
    fails the resource."""
    from ministack.services.cloudformation import stacks

    provision, update = stacks._provision_resource, stacks._update_resource

    def checked_provision(kind, logical_id, properties, stack_name):
        check(kind, {}, properties)
        return provision(kind, logical_id, properties, stack_name)

    def checked_update(kind, physical_id, old, new, *others):
        check(kind, old, new)
        return update(kind, physical_id, old, new, *others)

    stacks._provision_resource, stacks._update_resource = checked_provision, checked_update


def refuse_names_that_are_taken():
    """Defect: CloudFormation creates a table, a queue, a function and so on although another resource
    has the name. The new one replaces the other, with its data.

    Repaired when: without this, a stack with a table of the name of an existing one fails."""

    def check(kind, old, new):
        if kind not in NAMES:
            return
        name = new.get(NAMES[kind][0])
        if name and name != old.get(NAMES[kind][0]) and is_taken(kind, name, new):
            raise ValueError(f"Resource of type '{kind}' with identifier '{name}' already exists.")

    check_each_resource(check)


def is_taken(kind, name, properties):
    from ministack.services import (
        cloudwatch_logs,
        dynamodb,
        eventbridge,
        iam,
        lambda_svc,
        scheduler,
        sqs,
        stepfunctions,
    )
    from ministack.services.cloudformation import provisioners

    match kind:
        case "AWS::DynamoDB::Table":
            return name in dynamodb._tables
        case "AWS::Events::Rule":
            bus = provisioners._eb_rule_bus_name(properties)
            return eventbridge._rule_key(name, bus) in eventbridge._rules
        case "AWS::IAM::Role":
            return name.lower() in (role.lower() for role in iam._roles)
        case "AWS::Lambda::Function":
            return name in lambda_svc._functions
        case "AWS::Logs::LogGroup":
            return name in cloudwatch_logs._log_groups
        case "AWS::SQS::Queue":
            return sqs._queue_name_to_url.get(name) in sqs._queues
        case "AWS::Scheduler::Schedule":
            return f"{properties.get('GroupName', 'default')}/{name}" in scheduler._schedules
        case "AWS::StepFunctions::StateMachine":
            return name in (machine["name"] for machine in stepfunctions._state_machines.values())


def make_no_log_groups_for_functions():
    """Defect: a function that has no log group gets one when it writes to it. On AWS this takes the
    right `logs:CreateLogGroup`, which no role of ours has. The name of the group that a function of a
    deleted stack made is then taken when the stack is created again.

    Repaired when: without this, there is no log group after an invocation of a function whose role has
    no rights."""
    from ministack.services import cloudwatch_logs, lambda_svc

    emit = lambda_svc._emit_lambda_logs

    def emit_to_existing_group(function, *others, **options):
        config = function.get("config") or function
        group = (config.get("LoggingConfig") or {}).get("LogGroup")
        if (group or f"/aws/lambda/{config.get('FunctionName')}") in cloudwatch_logs._log_groups:
            emit(function, *others, **options)

    lambda_svc._emit_lambda_logs = emit_to_existing_group


def refuse_lengths_over_the_limits():
    """Defect: CloudFormation accepts names, policies and variables of any length, and any character in
    a name.

    Repaired when: without this, a stack fails that has a function with a name of 65 characters, or a
    role with inline policies of 10,241 characters."""

    def check(kind, _, new):
        if kind in NAMES:
            check_name(kind, new)
        if kind == "AWS::IAM::Role":
            check_policies_of_role(new)
        if kind == "AWS::SQS::QueuePolicy":
            refuse_over(
                LONGEST_QUEUE_POLICY,
                length(new.get("PolicyDocument")),
                "Invalid value for the parameter Policy.",
            )
        if kind == "AWS::Lambda::Function":
            refuse_over(
                LONGEST_VARIABLES,
                length(new.get("Environment", {}).get("Variables", {})),
                "Lambda was unable to configure your environment variables because the environment "
                "variables you have provided exceeded the 4KB limit.",
            )

    check_each_resource(check)


def check_name(kind, properties):
    name_property, pattern = NAMES[kind]
    name = properties.get(name_property)
    if name and not re.fullmatch(pattern, name):
        raise ValueError(
            f"1 validation error detected: Value '{name}' at '{name_property}' failed to satisfy "
            f"constraint: Member must satisfy regular expression pattern: {pattern}"
        )


def check_policies_of_role(properties):
    name = properties.get("RoleName", "")
    inline = sum(length(policy.get("PolicyDocument")) for policy in properties.get("Policies") or [])
    refuse_over(
        LONGEST_INLINE_POLICIES,
        inline,
        f"Maximum policy size of {LONGEST_INLINE_POLICIES} bytes exceeded for role {name}",
    )
    refuse_over(
        LONGEST_TRUST_POLICY,
        length(properties.get("AssumeRolePolicyDocument")),
        f"Cannot exceed quota for ACLSizePerRole: {LONGEST_TRUST_POLICY}",
    )


def length(document):
    """The characters of a document, without white space between its parts."""
    return len(json.dumps(document, separators=(",", ":")))


def refuse_over(limit, actual, message):
    if actual > limit:
        raise ValueError(message)


def refuse_routes_of_http_apis():
    """Defect: an HTTP API accepts any text as a route key, also one that ends in `/` and one that the
    API has already.

    Repaired when: without this, `GET /x/` is a bad request, and so is a second `GET /x` a conflict."""
    from ministack.services import apigateway

    create, update = apigateway._create_route, apigateway._update_route

    def checked_create(api, data):
        return error_of(api, None, data) or create(api, data)

    def checked_update(api, route, data):
        return error_of(api, route, data) or update(api, route, data)

    def error_of(api, route, data):
        problem = route_problem(api, route, data.get("routeKey"))
        return problem and apigateway._apigw_error(*problem)

    def check(kind, old, new):
        # CloudFormation updates a route by `UpdateRoute`, but writes a new one by itself.
        if kind == "AWS::ApiGatewayV2::Route" and not old:
            problem = route_problem(new.get("ApiId"), None, new.get("RouteKey"))
            if problem:
                code, message, status = problem
                raise ValueError(f"{message} (Service: ApiGatewayV2, Status Code: {status}, {code})")

    apigateway._create_route, apigateway._update_route = checked_create, checked_update
    check_each_resource(check)


def route_problem(api, route, key):
    """Code, message and status of the error for a route with this key, or None."""
    from ministack.services import apigateway

    if key is None or apigateway._apis.get(api, {}).get("protocolType") != "HTTP":
        return None
    if key != "$default" and not ROUTE_KEY.fullmatch(key):
        return "BadRequestException", ROUTE_FORMAT, 400
    routes = apigateway._routes.get(api, {})
    for other in (it["routeKey"] for identifier, it in routes.items() if identifier != route):
        if other == key:
            return "ConflictException", f"Route with key {key} already exists for this API", 409
        if without_variables(other) == without_variables(key):
            message = (
                f'The provided route key "{key}" has a conflicting variable on the same '
                f'hierarchical level as "{other}"'
            )
            return "ConflictException", message, 409
    return None


def without_variables(key):
    return re.sub(r"\{[^}+]+", "{", key)


def refuse_several_index_changes():
    """Defect: one update creates and deletes any number of a table's global secondary indexes.

    Repaired when: without this, an update of a stack that adds two indexes to a table fails."""
    from ministack.core.responses import error_response_json
    from ministack.services import dynamodb

    update = dynamodb._update_table

    def checked_update(data):
        changes = data.get("GlobalSecondaryIndexUpdates") or []
        if sum("Create" in change or "Delete" in change for change in changes) > 1:
            message = "Only 1 online index can be created or deleted simultaneously per table"
            return error_response_json(
                "LimitExceededException", f"Subscriber limit exceeded: {message}", 400
            )
        return update(data)

    def check(kind, old, new):
        # CloudFormation calls `UpdateTable` once for each index.
        if kind == "AWS::DynamoDB::Table" and old and len(indexes(old) ^ indexes(new)) > 1:
            raise ValueError(
                "Cannot perform more than one GSI creation or deletion in a single update"
            )

    dynamodb._update_table = checked_update
    check_each_resource(check)


def indexes(table):
    return {index["IndexName"] for index in table.get("GlobalSecondaryIndexes") or []}


def keep_protected_tables():
    """Defect: CloudFormation deletes a table whose deletion protection is on.

    Repaired when: without this, the deletion of a stack with such a table fails."""
    from ministack.services import dynamodb
    from ministack.services.cloudformation import provisioners

    def refuse(table):
        if dynamodb._tables.get(table, {}).get("DeletionProtectionEnabled"):
            raise ValueError(
                "Table is protected against deletion. To delete the table, disable deletion protection."
            )

    provisioners._ddb_delete = check_deletions("AWS::DynamoDB::Table", refuse)


def keep_event_buses_with_rules():
    """Defect: an event bus is deleted together with its rules.

    Repaired when: without this, DeleteEventBus of a bus with a rule is a ValidationException."""
    from ministack.core.responses import error_response_json
    from ministack.services import eventbridge

    message = "EventBus can't be deleted since it has rules."
    delete = eventbridge._delete_event_bus

    def has_rules(bus):
        return any(rule.get("EventBusName") == bus for rule in eventbridge._rules.values())

    def checked_delete(data):
        if has_rules(data.get("Name")):
            return error_response_json("ValidationException", message, 400)
        return delete(data)

    def refuse(bus):
        if has_rules(bus):
            raise ValueError(message)

    eventbridge._delete_event_bus = checked_delete
    check_deletions("AWS::Events::EventBus", refuse)


def check_deletions(kind, refuse):
    """Call `refuse` with a resource's physical id before CloudFormation deletes it. Returns the new
    function."""
    from ministack.services.cloudformation import provisioners

    handlers = provisioners._RESOURCE_HANDLERS[kind]
    delete = handlers["delete"]

    def checked_delete(physical_id, properties):
        refuse(physical_id)
        return delete(physical_id, properties)

    handlers["delete"] = checked_delete
    return checked_delete
