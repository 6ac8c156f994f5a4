"""A launcher with an empty local AWS, for the tests."""

import json
import os
import pathlib
import socket
import subprocess
import sys
import time
import urllib.request

import botocore.session

REGION = "us-east-1"
LAUNCHER = pathlib.Path(__file__).with_name("launcher.py")
START_SECONDS = 30


class Server:
    """A launcher with an empty local AWS."""

    def __init__(self, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self.session = botocore.session.Session()
        self.record = folder / "used-rights.jsonl"
        self.log = open(folder / "server.log", "w", encoding="utf-8")
        environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": os.environ.get("HOME", ""),
            "TMPDIR": str(folder),
            "GATEWAY_PORT": str(self.port),
            "BIND_HOST": "127.0.0.1",
            "MINISTACK_HOST": "localhost",
            "MINISTACK_REGION": REGION,
            "AWS_ENDPOINT_URL": self.endpoint,
            "AUTH": "true",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "SFTP_ENABLED": "0",
            "IOT_MTLS_ENABLED": "0",
            "LOG_LEVEL": "WARNING",
            "SFN_WAIT_SCALE": "0",
            "LOCAL_AWS_USED_RIGHTS": str(self.record),
        }
        command = [sys.executable, str(LAUNCHER), str(folder / "server.pid"), "--stop-with-parent"]
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=self.log, stderr=self.log
        )
        self.wait_until_healthy()

    def wait_until_healthy(self):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"{self.endpoint}/_ministack/health", timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise TimeoutError(f"the local AWS did not start, see `{self.log.name}`")

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdin.close()
        self.log.close()

    def client(self, service, credentials=("test", "test", None), config=None):
        key, secret, token = credentials
        return self.session.create_client(
            service,
            region_name=REGION,
            endpoint_url=self.endpoint,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            aws_session_token=token,
            config=config,
        )

    def client_as(self, role, service, session_name="test", config=None):
        """A client with a session of this role."""
        arn = f"arn:aws:iam::000000000000:role/{role}"
        request = {"RoleArn": arn, "RoleSessionName": session_name}
        session = self.client("sts").assume_role(**request)["Credentials"]
        parts = ("AccessKeyId", "SecretAccessKey", "SessionToken")
        return self.client(service, tuple(session[part] for part in parts), config)

    def deploy(self, stack, resources):
        """Create a stack and return the physical ids of its resources by their logical ids."""
        cloudformation = self.client("cloudformation")
        cloudformation.create_stack(
            StackName=stack,
            TemplateBody=json.dumps({"Resources": resources}),
            Capabilities=["CAPABILITY_NAMED_IAM"],
        )
        cloudformation.get_waiter("stack_create_complete").wait(
            StackName=stack, WaiterConfig={"Delay": 0.1, "MaxAttempts": 100}
        )
        found = cloudformation.list_stack_resources(StackName=stack)["StackResourceSummaries"]
        return {it["LogicalResourceId"]: it["PhysicalResourceId"] for it in found}
