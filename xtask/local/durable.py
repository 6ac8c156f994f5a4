"""Repairs what ministack does with durable functions. The project's own control plane, `xtask/durable`,
executes them, and asks ministack who may call it and how a function is configured.

Each repair replaces functions of ministack. Its docstring describes what ministack does wrong after
"Defect:", and after "Repaired when:" what to try in a later version to see that the repair is no
longer needed.
"""

import base64
import re
from urllib.parse import unquote

API = "/2025-12-01"
EXECUTION = re.compile(rf"{API}/durable-executions/(arn:.*)/durable-execution/[^/]+/[^/]+(?:/(\w+))?")
CALLBACK = re.compile(rf"{API}/durable-execution-callbacks/(.+)/(\w+)")
EXECUTIONS_OF_FUNCTION = re.compile(rf"{API}/functions/[^/]+/durable-executions")
# The last part of a path, and the action.
ACTIONS = {
    None: "GetDurableExecution",
    "checkpoint": "CheckpointDurableExecution",
    "history": "GetDurableExecutionHistory",
    "state": "GetDurableExecutionState",
    "stop": "StopDurableExecution",
    "succeed": "SendDurableExecutionCallbackSuccess",
    "fail": "SendDurableExecutionCallbackFailure",
    "heartbeat": "SendDurableExecutionCallbackHeartbeat",
}


def require_rights_for_durable_executions():
    """Defect: calls about durable executions need no right at all.

    Repaired when: a role without rights cannot call GetDurableExecution."""
    from ministack.core import iam_actions

    lambda_action, extract_resource_arn = iam_actions._lambda_action, iam_actions.extract_resource_arn

    def action(method, path):
        return durable_call(path)[0] or lambda_action(method, path)

    def resource_arn(service, method, path, *others):
        arn = durable_call(path)[1] if service == "lambda" else None
        return arn or extract_resource_arn(service, method, path, *others)

    iam_actions._lambda_action = action
    iam_actions.extract_resource_arn = resource_arn


def durable_call(path):
    """The action of a call, and the ARN of the version of a function that it concerns. None and None
    for other calls; a call about a function has no ARN of a version."""
    path = unquote(path)
    if EXECUTIONS_OF_FUNCTION.fullmatch(path):
        return "ListDurableExecutionsByFunction", None
    if match := EXECUTION.fullmatch(path):
        return ACTIONS.get(match[2]), match[1]
    if match := CALLBACK.fullmatch(path):
        return ACTIONS.get(match[2]), version_of_callback(match[1])
    return None, None


def version_of_callback(callback):
    """A callback's id is Base64 of text that begins with the ARN of its execution. An id that is not
    needs a right on all functions."""
    try:
        text = base64.b64decode(callback).decode()
    except ValueError:
        return "*"
    version, is_callback, _ = text.partition("/durable-execution/")
    return version if is_callback else "*"


def set_durable_config(function, properties):
    """Published versions are copies of the configuration, so they have it too."""
    from ministack.services import lambda_svc

    config = lambda_svc._functions[function]["config"]
    config.pop("DurableConfig", None)
    if properties.get("DurableConfig"):
        config["DurableConfig"] = properties["DurableConfig"]
