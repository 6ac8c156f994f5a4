"""Faults that a test switches on: calls that are refused, and answers that come too late.

`POST /_shop/faults` adds a fault. Its body is a JSON object with

    service, operation  the calls that fail, such as `events` and `PutEvents`
    effect              `refuse`: the call is not executed, and its answer is an error with status 500;
                        `hold`: it is executed, and its answer is sent when the fault ends
    seconds             how long the fault lasts
    calls               optional: how many calls fail at most
    function            optional: the function whose calls fail. Without it, those of state machines
                        and of everybody else fail too.

A held call of a state machine is not a fault: a state machine has no connection that could break.
"""

import asyncio
import json
import threading
import time

PATH = "/_shop/faults"
EFFECTS = ("refuse", "hold")
INTEGRATION = "arn:aws:states:::"
WITH_TOKEN = ".waitForTaskToken"
REFUSAL = "the test refuses this call"


class Fault:
    """Calls that fail until a time."""

    def __init__(self, service, operation, effect, seconds, calls=None, function=None):
        if effect not in EFFECTS:
            raise ValueError(f"the effect `{effect}` is none of {EFFECTS}")
        self.service = service
        self.operation = operation.lower()
        self.effect = effect
        self.ends_at = time.monotonic() + float(seconds)
        self.calls = float("inf") if calls is None else int(calls)
        self.function = function

    def remaining_seconds(self):
        return max(0.0, self.ends_at - time.monotonic())

    def is_about(self, service, operation, function):
        return (
            (service, operation.lower()) == (self.service, self.operation)
            and self.function in (None, function)
            and self.calls > 0
            and self.remaining_seconds() > 0
        )


class Faults:
    """The faults that were added."""

    def __init__(self):
        self.faults = []
        self.lock = threading.Lock()

    def add(self, request):
        with self.lock:
            self.faults = [fault for fault in self.faults if fault.remaining_seconds() > 0]
            self.faults.append(Fault(**request))

    def take(self, service, operation, function):
        """The fault that a call meets, or None."""
        with self.lock:
            about = (fault for fault in self.faults if fault.is_about(service, operation, function))
            fault = next(about, None)
            if fault:
                fault.calls -= 1
            return fault


def add_switch():
    """Let the server take faults, and let calls of its services and of its state machines fail."""
    faults = Faults()
    take_faults(faults)
    fail_calls_of_services(faults)
    fail_calls_of_state_machines(faults)


def take_faults(faults):
    from ministack import app

    handle_request = app._handle_admin_config_request

    async def handle_fault(path, method, body):
        if (path, method) != (PATH, "POST"):
            return await handle_request(path, method, body)
        try:
            faults.add(json.loads(body))
        except (TypeError, ValueError) as error:
            return 400, {"Content-Type": "text/plain"}, f"not a fault: {error}\n".encode()
        return 204, {}, b""

    app._handle_admin_config_request = handle_fault


def fail_calls_of_services(faults):
    from ministack import app

    def failing(service, handle):
        async def handle_or_fail(method, path, headers, body, query_params):
            # Services whose operations are in no header have no faults.
            operation = headers.get("x-amz-target", "").rpartition(".")[2]
            fault = faults.take(service, operation, caller(headers, query_params))
            if fault and fault.effect == "refuse":
                body = json.dumps({"__type": "InternalServerError", "message": REFUSAL}).encode()
                return 500, {"Content-Type": "application/x-amz-json-1.0"}, body
            response = await handle(method, path, headers, body, query_params)
            if fault:
                await asyncio.sleep(fault.remaining_seconds())
            return response

        return handle_or_fail

    for service, handle in app.SERVICE_HANDLERS.items():
        app.SERVICE_HANDLERS[service] = failing(service, handle)


def caller(headers, query_params):
    """The name of the function that calls, or of the session of another caller."""
    from ministack.core import iam_evaluator, router

    access_key = router.extract_access_key_id(headers, query_params)
    credential = iam_evaluator.resolve_credential(access_key) if access_key else None
    return getattr(credential, "principal_arn", "").rpartition("/")[2]


def fail_calls_of_state_machines(faults):
    from ministack.services import stepfunctions

    invoke_resource = stepfunctions._invoke_resource

    def invoke_or_fail(resource, arguments):
        integration = resource.removeprefix(INTEGRATION).removesuffix(WITH_TOKEN)
        service, _, operation = integration.partition(":")
        fault = faults.take(service, operation, None)
        if fault and fault.effect == "refuse":
            raise stepfunctions._ExecutionError("EventBridge.InternalException", REFUSAL)
        return invoke_resource(resource, arguments)

    stepfunctions._invoke_resource = invoke_or_fail
