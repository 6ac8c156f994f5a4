"""Repairs how ministack runs state machines.

Each repair replaces functions of ministack. Its docstring describes what ministack does wrong after
"Defect:", and after "Repaired when:" what to try in a later version to see that the repair is no
longer needed.
"""

import base64
import concurrent.futures
import contextlib
import functools
import json
import re
import secrets
import sys
import time

START_DELAY_SECONDS = 0.15
WITH_TOKEN = ".waitForTaskToken"
LONGEST_WAIT_SECONDS = 99_999
# The tokens of AWS have several hundred characters too.
RANDOM_BYTES_OF_TOKEN = 240
EXECUTION_NAME = re.compile(r"[^\s<>{}\[\]?*\"#%\\^|~`$&,;:/\x00-\x1f\x7f-\x9f]{1,80}")


def start_executions_at_once():
    """Defect: an execution waits for 150 ms before its first state.

    Repaired when: without this, an execution that only passes its input on ends within 50 ms."""
    from ministack.services import stepfunctions

    class Time:
        """The module `time`, except that an execution sleeps no time before its first state."""

        def __getattr__(self, name):
            return getattr(time, name)

        def sleep(self, seconds):
            if seconds != START_DELAY_SECONDS:
                time.sleep(seconds)

    stepfunctions.time = Time()


def start_each_execution_once():
    """Defect: a second StartExecution with the name and the input of a running execution fails, and
    any text is accepted as a name or as an input.

    Repaired when: without this, the second call returns the running execution, and the name `a/b`
    is an InvalidName."""
    from ministack.core.responses import error_response_json, get_account_id, get_region, json_response
    from ministack.services import stepfunctions

    start = stepfunctions._start_execution

    def start_once(request):
        problem = problem_of_start(request)
        if problem:
            return error_response_json(*problem, 400)
        running = running_execution(request)
        if running and running["input"] == request.get("input", "{}"):
            fields = ("executionArn", "startDate")
            return json_response({field: running[field] for field in fields})
        return start(request)

    def running_execution(request):
        machine = request.get("stateMachineArn", "").rsplit(":", 1)[-1]
        scope = f"arn:aws:states:{get_region()}:{get_account_id()}"
        found = stepfunctions._executions.get(f"{scope}:execution:{machine}:{request.get('name')}")
        return found if found and found["status"] == "RUNNING" else None

    stepfunctions._start_execution = start_once


def problem_of_start(request):
    """Code and message of the error for the name or the input of a new execution, or None."""
    name = request.get("name")
    if name is not None and not EXECUTION_NAME.fullmatch(name):
        return "InvalidName", f"Invalid Name: '{name}'"
    if not is_json(request.get("input", "{}")):
        return "InvalidExecutionInput", "Invalid State Machine Execution Input"
    return None


def is_json(text):
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def give_each_attempt_its_own_token():
    """Defect: all attempts of a task that waits for its token have the same token, and the states
    after it still see that token.

    Repaired when: without this, a task that timed out is retried with another token."""
    from ministack.services import stepfunctions

    def with_new_token(evaluate):
        def evaluate_with_new_token(state, state_input, context=None):
            if context:
                context.pop("Task", None)
                if state.get("Resource", "").endswith(WITH_TOKEN):
                    context["Task"] = {"Token": new_token(context["Execution"]["Id"])}
            return evaluate(state, state_input, context)

        return evaluate_with_new_token

    # Each attempt starts with one of these, according to the language of the state.
    for name in ("_apply_jsonata_arguments", "_apply_parameters"):
        setattr(stepfunctions, name, with_new_token(getattr(stepfunctions, name)))


def complete_each_attempt_once():
    """Defect: a second result for a token replaces the first, results for stopped executions and
    results that are not JSON are accepted, and a task whose function fails waits nevertheless.

    Repaired when: without this, a second SendTaskFailure for one token is a TaskTimedOut, and so is
    SendTaskSuccess for an execution that was stopped."""
    from ministack.core.responses import error_response_json, json_response
    from ministack.services import stepfunctions

    tasks = WaitingTasks()
    stop = stepfunctions._stop_execution

    def invoke_with_callback(resource, arguments, token, state):
        with tasks.waiting(token) as task:
            stepfunctions._invoke_resource(resource.removesuffix(WITH_TOKEN), arguments)
            return result_within(task, state.get("TimeoutSeconds", LONGEST_WAIT_SECONDS))

    def send_success(request):
        output = request.get("output", "")
        if not is_json(output):
            return error_response_json("InvalidOutput", f"Invalid Output: '{output}'", 400)
        return response(tasks.complete(request, lambda task: task.set_result(json.loads(output))))

    def send_failure(request):
        failure = stepfunctions._ExecutionError(request.get("error", ""), request.get("cause", ""))
        return response(tasks.complete(request, lambda task: task.set_exception(failure)))

    def response(problem):
        return error_response_json(*problem, 400) if problem else json_response({})

    def stop_with_tasks(request):
        stopped = stop(request)
        tasks.cancel(request.get("executionArn"))
        return stopped

    stepfunctions._invoke_with_callback = invoke_with_callback
    stepfunctions._send_task_success = send_success
    stepfunctions._send_task_failure = send_failure
    stepfunctions._stop_execution = stop_with_tasks


class WaitingTasks:
    """The tasks that wait for a result, by their tokens."""

    def __init__(self):
        self.tasks = {}

    @contextlib.contextmanager
    def waiting(self, token):
        self.tasks[token] = concurrent.futures.Future()
        try:
            yield self.tasks[token]
        finally:
            del self.tasks[token]

    def complete(self, request, settle):
        """Settle the task of a request. Returns code and message of the error, or None."""
        token = request.get("taskToken", "")
        if execution_of(token) is None:
            return "InvalidToken", "Invalid Token: 'Invalid token'"
        try:
            settle(self.tasks[token])
        except (KeyError, concurrent.futures.InvalidStateError):
            return "TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'"
        return None

    def cancel(self, execution_arn):
        for token, task in list(self.tasks.items()):
            if execution_of(token) == execution_arn:
                task.cancel()


def result_within(task, seconds):
    """The result of a task. A task that is out of time accepts no result any more."""
    from ministack.services import stepfunctions

    try:
        return task.result(seconds)
    except concurrent.futures.TimeoutError:
        if task.cancel():
            raise stepfunctions._ExecutionError("States.Timeout", "") from None
        return task.result()
    except concurrent.futures.CancelledError:
        # The execution was stopped, and this is its thread.
        sys.exit()


def new_token(execution_arn):
    content = f"{execution_arn}#{secrets.token_hex(RANDOM_BYTES_OF_TOKEN)}"
    return base64.b64encode(content.encode()).decode()


def execution_of(token):
    """The ARN of the execution to which a token belongs; None for any other text."""
    try:
        content = base64.b64decode(token, validate=True).decode()
    except (TypeError, ValueError):
        return None
    execution, mark, _ = content.partition("#")
    return execution if mark and ":execution:" in execution else None


def state_machine_of(token):
    """The ARN of the state machine to which a token belongs; None for any other text."""
    execution = execution_of(token)
    return execution and execution.replace(":execution:", ":stateMachine:").rpartition(":")[0]


def evaluate_output_of_succeed():
    """Defect: the `Output` of a Succeed state is ignored.

    Repaired when: without this, the output of an execution is the `Output` of its Succeed state."""
    from ministack.services import stepfunctions

    apply_output_path = stepfunctions._apply_output_path

    def output(state, data, context=None):
        language = stepfunctions._state_query_language(state, context)
        if state.get("Type") == "Succeed" and language == "JSONata":
            return stepfunctions._apply_jsonata_output(state, data, context, default=data)
        return apply_output_path(state, data, context)

    stepfunctions._apply_output_path = output


def assign_all_variables_at_once():
    """Defect: the second expression of an `Assign` sees the new value of the first variable.

    Repaired when: without this, `"Assign": {"a": "{% $b %}", "b": "{% $a %}"}` exchanges the values."""
    from ministack.services import stepfunctions

    def assign(state, state_input, context, result=None, error_output=None):
        if "Assign" in state and stepfunctions._state_query_language(state, context) == "JSONata":
            values = stepfunctions._apply_jsonata_template(
                state["Assign"], state_input, context, result=result, error_output=error_output
            )
            context["variables"].update(values)

    stepfunctions._apply_state_assign = assign


def parse_each_expression_once():
    """Defect: each evaluation of a JSONata expression parses it again, and each execution builds a
    parser of its own for that, which takes two thirds of the time of an execution.

    Repaired when: without this, 1,000 executions with ten expressions each take less than two
    seconds."""
    from jsonata import Jsonata, parser

    # Evaluation does not change the tree, so that executions can share it.
    @functools.lru_cache(maxsize=1024)
    def tree_of(expression, *engine):
        return parser.Parser().parse(expression, *engine)

    class RememberingParser(parser.Parser):
        def parse(self, expression, *engine):
            return tree_of(expression, *engine)

    shared = RememberingParser()
    Jsonata.get_parser = staticmethod(lambda: shared)
