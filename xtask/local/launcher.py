"""Starts ministack, the local AWS, with its defects repaired.

usage: launcher.py PID_FILE [--stop-with-parent]

The process holds an exclusive lock on PID_FILE, which contains its process id, until it ends: no
server runs if the file is not locked. With --stop-with-parent it also stops when its standard input
ends. If the environment variable LOCAL_AWS_USED_RIGHTS names a file, the server records there by
which rights the calls of functions and state machines were allowed. Everything else is set by
ministack's environment variables.

Each repair is a function that replaces functions of ministack. Its docstring describes what
ministack does wrong after "Defect:", and after "Repaired when:" what to try in a later version to
see that the repair is no longer needed.
"""

import argparse
import copy
import fcntl
import importlib
import importlib.metadata
import os
import signal
import socketserver
import sys
import threading
import time

import authorisation
import durable
import faults
import refusals
import workflows

PINNED_VERSION = "1.5.33"
LOG_LINE_WAIT_SECONDS = 0.005
LOG_QUIET_SECONDS = 0.002
LOG_TOTAL_SECONDS = 0.250
TTL_SWEEP_SECONDS = 5
STREAM_RETRY_FIRST_SECONDS = 0.5
STREAM_RETRY_LONGEST_SECONDS = 30
USED_RIGHTS_VARIABLE = "LOCAL_AWS_USED_RIGHTS"


def main():
    arguments = parse_arguments()
    installed = importlib.metadata.version("ministack")
    if installed != PINNED_VERSION:
        sys.exit(f"the repairs are for ministack {PINNED_VERSION}, found {installed}")
    pid_file = lock_pid_file(arguments.pid_file)
    if arguments.stop_with_parent:
        start_thread("stop-with-parent", stop_when_standard_input_ends)

    send_small_responses_at_once()
    wait_less_for_log_lines()
    consume_each_stream_on_its_own_thread()
    record_expired_items_in_the_stream()
    keep_streams_over_a_restart()
    keep_expiry_and_cors_of_templates()
    keep_durable_config_of_templates()
    durable.require_rights_for_durable_executions()
    workflows.start_executions_at_once()
    workflows.start_each_execution_once()
    workflows.give_each_attempt_its_own_token()
    workflows.complete_each_attempt_once()
    workflows.evaluate_output_of_succeed()
    workflows.assign_all_variables_at_once()
    workflows.parse_each_expression_once()
    authorisation.let_wildcards_match_line_breaks()
    authorisation.count_requests_as_encrypted()
    authorisation.set_condition_keys_of_events()
    authorisation.set_leading_keys()
    authorisation.name_the_resource_in_denials_of_dynamodb()
    authorisation.authorise_tasks_by_their_state_machine()
    authorisation.hold_state_machines_to_their_roles()
    refusals.refuse_names_that_are_taken()
    refusals.refuse_lengths_over_the_limits()
    refusals.refuse_routes_of_http_apis()
    refusals.refuse_several_index_changes()
    refusals.keep_protected_tables()
    refusals.keep_event_buses_with_rules()
    refusals.make_no_log_groups_for_functions()
    faults.add_switch()
    # Functions inherit the server's environment, and do not need this variable.
    used_rights = os.environ.pop(USED_RIGHTS_VARIABLE, None)
    if used_rights:
        authorisation.record_used_rights(used_rights)

    sys.argv = ["ministack"]
    from ministack.app import main as serve

    serve()
    pid_file.close()


def parse_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("pid_file")
    parser.add_argument("--stop-with-parent", action="store_true")
    return parser.parse_args()


def lock_pid_file(path):
    """Lock the file and write the process id. The system releases the lock when the process ends."""
    pid_file = open(path, "a+", encoding="ascii")
    if not lock_within_a_second(pid_file):
        sys.exit(f"another server holds {path}")
    pid_file.truncate(0)
    pid_file.write(f"{os.getpid()}\n")
    pid_file.flush()
    return pid_file


def lock_within_a_second(file):
    """A command that checks whether a server runs holds the lock for a moment, so one failed
    attempt does not mean that another server holds it."""
    for _ in range(20):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            time.sleep(0.05)
    return False


def stop_when_standard_input_ends():
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def start_thread(name, target, *arguments):
    threading.Thread(name=name, target=target, args=arguments, daemon=True).start()


def send_small_responses_at_once():
    """Defect: the Runtime API sends a response in two segments under Nagle's algorithm, which with
    delayed acknowledgements costs 40 ms on each warm invocation.

    Repaired when: without this, a warm invocation of a Rust function takes less than 20 ms."""
    socketserver.StreamRequestHandler.disable_nagle_algorithm = True


def wait_less_for_log_lines():
    """Defect: after each invocation the executor waits 50 ms for a first log line.

    Repaired when: without this, a warm invocation of a function that logs nothing takes less than
    20 ms."""
    from ministack.core import lambda_runtime

    lambda_runtime.Worker._drain_stderr_bounded.__defaults__ = (
        LOG_LINE_WAIT_SECONDS,
        LOG_QUIET_SECONDS,
        LOG_TOTAL_SECONDS,
    )


def consume_each_stream_on_its_own_thread():
    """Defect: DynamoDB stream mappings run on the thread that polls every queue, so that one slow
    function delays all others; and ReportBatchItemFailures, MaximumRetryAttempts and
    BisectBatchOnFunctionError are ignored, so that records are lost.

    Repaired when: while one function sleeps for 10 seconds on a stream record, another receives a
    message from a queue at once, and a record that fails once is delivered again."""
    from ministack.services import lambda_svc

    running = set()
    running_lock = threading.Lock()

    def poll():
        for account, region, mapping in lambda_svc._iter_all_esms():
            if is_enabled_table_stream(mapping):
                start_unless_running(account, region, mapping)
        return False

    def start_unless_running(account, region, mapping):
        with running_lock:
            if mapping["UUID"] in running:
                return
            running.add(mapping["UUID"])
        start_thread("table-stream", run, account, region, mapping)

    def run(account, region, mapping):
        try:
            with acting_for(account, region):
                StreamMapping(mapping).consume()
        except Exception:
            lambda_svc.logger.exception("stream mapping %s failed", mapping["UUID"])
        finally:
            with running_lock:
                running.discard(mapping["UUID"])

    lambda_svc._poll_dynamodb_streams = poll


def is_enabled_table_stream(mapping):
    return mapping.get("Enabled", True) and ":dynamodb:" in mapping.get("EventSourceArn", "")


def acting_for(account, region):
    from ministack.core.responses import request_scope

    return request_scope(account, region)


class StreamMapping:
    """One event source mapping that reads a table's stream, in order, until nothing is left."""

    def __init__(self, mapping):
        from ministack.services import dynamodb, lambda_svc

        self.dynamodb = dynamodb
        self.lambda_svc = lambda_svc
        self.mapping = mapping
        self.attempts = 0
        self.batch_limit = mapping.get("BatchSize", 100)

    def consume(self):
        while self.exists() and is_enabled_table_stream(self.mapping):
            function, table = self.function(), self.table()
            if function is None or table is None:
                return
            position = self.position(table)
            records = self.dynamodb.stream_records_since(table, position, self.batch_limit)
            if not records:
                return
            self.deliver(function, position, records)

    def exists(self):
        identifiers = {mapping["UUID"] for _, _, mapping in self.lambda_svc._iter_all_esms()}
        return self.mapping["UUID"] in identifiers

    def function(self):
        name, qualifier = self.mapping["FunctionName"], self.mapping.get("Qualifier")
        function, _ = self.lambda_svc._get_func_record_for_qualifier(name, qualifier)
        return function

    def table(self):
        """The table's name, or None once the stream is closed."""
        stream = self.mapping["EventSourceArn"]
        parsed = self.lambda_svc._dynamodb_stream_table_from_arn_spec(self.lambda_svc.parse_arn(stream))
        if parsed is None:
            return None
        name, _ = parsed
        table = self.dynamodb._tables.get(name)
        return name if table and table.get("LatestStreamArn") == stream else None

    def position(self, table):
        """The next position to read, never before the trim horizon: older records are deleted."""
        horizon = self.dynamodb.stream_start_position(table)
        from_horizon = self.mapping.get("StartingPosition") == "TRIM_HORIZON"
        first = horizon if from_horizon else self.dynamodb.stream_end_position(table)
        with self.lambda_svc._dynamodb_stream_positions_lock:
            positions = self.lambda_svc._dynamodb_stream_positions
            positions[self.mapping["UUID"]] = max(positions.get(self.mapping["UUID"], first), horizon)
            return positions[self.mapping["UUID"]]

    def deliver(self, function, position, records):
        batch = self.lambda_svc._apply_filter_criteria(records, self.mapping)
        if not batch:
            self.advance(position + len(records))
            return
        result = self.lambda_svc._execute_function(function, {"Records": batch})
        failed_index = self.first_failure(records, result)
        if failed_index is None:
            self.mapping["LastProcessingResult"] = f"OK - {len(batch)} records"
            self.advance(position + len(records))
            return
        self.mapping["LastProcessingResult"] = "PROBLEM: Function call failed"
        if failed_index > 0:
            self.advance(position + failed_index)
        else:
            self.fail(function, position, records, result)

    def first_failure(self, records, result):
        """Index of the first record to deliver again, None if all were processed."""
        if result.get("error"):
            return 0
        if "ReportBatchItemFailures" not in (self.mapping.get("FunctionResponseTypes") or []):
            return None
        body = result.get("body")
        failures = body.get("batchItemFailures") if isinstance(body, dict) else None
        if not failures:
            return None
        failed = {failure.get("itemIdentifier") for failure in failures}
        indexes = [i for i, record in enumerate(records) if record["dynamodb"]["SequenceNumber"] in failed]
        return min(indexes, default=0)

    def fail(self, function, position, records, result):
        """The first record failed: halve the batch, or wait before a retry, or give the batch up."""
        if self.mapping.get("BisectBatchOnFunctionError") and len(records) > 1:
            self.batch_limit = len(records) // 2
            return
        self.attempts += 1
        condition = self.reason_to_give_up(records)
        if condition is None:
            time.sleep(min(STREAM_RETRY_FIRST_SECONDS * 2 ** (self.attempts - 1), STREAM_RETRY_LONGEST_SECONDS))
            return
        stream = self.mapping["EventSourceArn"]
        self.lambda_svc._send_ddb_stream_failure_record(
            self.mapping, function, records, stream, result, condition
        )
        self.advance(position + len(records))

    def reason_to_give_up(self, records):
        longest_age = self.mapping.get("MaximumRecordAgeInSeconds") or -1
        created = records[0]["dynamodb"].get("ApproximateCreationDateTime", time.time())
        if 0 < longest_age < time.time() - float(created):
            return "MaxRecordAgeExceeded"
        retries = self.mapping.get("MaximumRetryAttempts")
        if retries is not None and 0 <= retries < self.attempts:
            return "RetryAttemptsExhausted"
        return None

    def advance(self, position):
        self.attempts = 0
        self.batch_limit = self.mapping.get("BatchSize", 100)
        if self.exists():
            with self.lambda_svc._dynamodb_stream_positions_lock:
                self.lambda_svc._dynamodb_stream_positions[self.mapping["UUID"]] = position


def record_expired_items_in_the_stream():
    """Defect: expired items are removed only once a minute, and without a record in the stream.

    Repaired when: an item whose expiry time has passed appears as a REMOVE record in the stream of
    its table within 10 seconds."""
    dynamodb = import_without_thread("ministack.services.dynamodb", "dynamodb-ttl-reaper")

    def sweep_repeatedly():
        while True:
            time.sleep(TTL_SWEEP_SECONDS)
            try:
                sweep()
            except Exception:
                dynamodb.logger.exception("the sweep of expired items failed")

    def sweep():
        for (account, region, table_name), setting in list(dynamodb._ttl_settings.all_items()):
            if setting.get("TimeToLiveStatus") == "ENABLED":
                with acting_for(account, region), dynamodb._lock:
                    remove_expired_items(dynamodb, table_name, setting["AttributeName"])

    start_thread("expired-items", sweep_repeatedly)


def import_without_thread(module, thread_name):
    """Import a module without the thread of this name that the import would start."""
    start = threading.Thread.start

    def start_others(thread):
        if thread.name != thread_name:
            start(thread)

    threading.Thread.start = start_others
    try:
        return importlib.import_module(module)
    finally:
        threading.Thread.start = start


def remove_expired_items(dynamodb, table_name, attribute):
    table = dynamodb._tables.get(table_name) or {"items": {}}
    for partition_key, partition in list(table["items"].items()):
        for sort_key, item in list(partition.items()):
            if is_expired(item.get(attribute)):
                dynamodb._remove_item(table, partition_key, sort_key)
                emit_expiry(dynamodb, table_name, item)


def is_expired(value):
    """TTL attributes are numbers; DynamoDB ignores any other type."""
    return value is not None and "N" in value and float(value["N"]) <= time.time()


def emit_expiry(dynamodb, table_name, item):
    """Write the REMOVE record, marked as DynamoDB marks the items that it removes itself."""
    before = len(dynamodb._stream_records.get(table_name, []))
    dynamodb._emit_stream_event(table_name, "REMOVE", item, None)
    for record in dynamodb._stream_records.get(table_name, [])[before:]:
        record["userIdentity"] = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}


def keep_streams_over_a_restart():
    """Defect: the position of each mapping in its stream is saved, but not the records of the
    stream, so that after a restart a mapping reads nothing until the stream has as many records as
    before.

    Repaired when: with PERSIST_STATE=1, a function receives the first record that is written to the
    stream after a restart of the server."""
    from ministack.services import dynamodb

    stores = {"stream_records": dynamodb._stream_records, "stream_trimmed": dynamodb._stream_trimmed}
    get_state, load_persisted_state = dynamodb.get_state, dynamodb.load_persisted_state

    def get_state_with_streams():
        return get_state() | {name: copy.deepcopy(store) for name, store in stores.items()}

    def load_persisted_state_with_streams(state):
        for name, store in stores.items():
            store.update(state.get(name, {}))
        load_persisted_state(state)

    dynamodb.get_state = get_state_with_streams
    dynamodb.load_persisted_state = load_persisted_state_with_streams


def keep_expiry_and_cors_of_templates():
    """Defect: CloudFormation ignores the TimeToLiveSpecification of a table, and stores the
    CorsConfiguration of an API under names that API Gateway does not read.

    Repaired when: after a stack with both is deployed, DescribeTimeToLive returns `ENABLED` and the
    API responds to a preflight request with 204."""
    from ministack.services.cloudformation import provisioners

    complete(provisioners._RESOURCE_HANDLERS["AWS::DynamoDB::Table"], set_expiry)
    complete(provisioners._RESOURCE_HANDLERS["AWS::ApiGatewayV2::Api"], set_cors)


def keep_durable_config_of_templates():
    """Defect: CloudFormation ignores the DurableConfig of a function.

    Repaired when: GetFunctionConfiguration returns the DurableConfig of a function of a stack, and of
    a version that the stack publishes."""
    from ministack.services.cloudformation import provisioners

    complete(provisioners._RESOURCE_HANDLERS["AWS::Lambda::Function"], durable.set_durable_config)


def complete(handlers, apply):
    """Call `apply` with a resource's physical id and properties after each create and update."""
    create, update = handlers["create"], handlers["update"]

    def create_and_apply(logical_id, properties, stack_name):
        result = create(logical_id, properties, stack_name)
        apply(result[0], properties)
        return result

    def update_and_apply(physical_id, old, new, stack_name, logical_id=None):
        result = update(physical_id, old, new, stack_name, logical_id)
        apply(result[0], new)
        return result

    handlers["create"], handlers["update"] = create_and_apply, update_and_apply


def set_expiry(table, properties):
    from ministack.services import dynamodb

    specification = properties.get("TimeToLiveSpecification")
    if specification:
        dynamodb._update_ttl({"TableName": table, "TimeToLiveSpecification": specification})
    else:
        dynamodb._ttl_settings.pop(table, None)


def set_cors(api, properties):
    """Store the rules under the names that API Gateway uses: `allowOrigins` for `AllowOrigins`."""
    from ministack.services import apigateway

    rules = properties.get("CorsConfiguration") or {}
    renamed = {f"{name[0].lower()}{name[1:]}": value for name, value in rules.items()}
    apigateway._update_api(api, {"corsConfiguration": renamed})


if __name__ == "__main__":
    main()
