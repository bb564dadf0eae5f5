# SPDX-License-Identifier: Apache-2.0
"""One execution environment: a process with a function loaded.

AWS reference: AWS Lambda Developer Guide, "Understanding the Lambda execution
environment lifecycle".
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass
from typing import Any

from .runtime_api import Event, Outcome, RuntimeAPI

ACCESS_KEY_ID = "AKIDEXAMPLE0TEST0001"
SECRET_ACCESS_KEY = "testing-secret-key/EXAMPLE+0001"
# Loading the module has a limit of its own, far above the 10 s of AWS: a slow
# test machine is not the function's fault.
INIT_TIMEOUT_SECONDS = 60.0
RESPONSE_LIMIT = 6_291_556


@dataclass(frozen=True)
class FunctionSpec:
    """What an environment is made from; two equal ones can share environments."""

    name: str
    function_arn: str
    region: str
    handler: str
    runtime: str
    memory: int
    timeout: float
    version_text: str
    code_sha256: str
    log_group: str
    log_format: str
    environment: tuple[tuple[str, str], ...]

    @property
    def variables(self) -> dict[str, str]:
        return dict(self.environment)

    @staticmethod
    def of(function: Any) -> "FunctionSpec":
        """Reads moto's `LambdaFunction`."""
        # name:version stands behind the sixth colon of the ARN of a version.
        version = function.function_arn.split(":")[7:]
        logging = function.get_configuration().get("LoggingConfig") or {}
        return FunctionSpec(
            name=function.function_name,
            function_arn=function.function_arn,
            region=function.region,
            handler=function.handler or "",
            runtime=function.run_time or "",
            memory=int(function.memory_size),
            timeout=float(function.timeout),
            version_text=version[0] if version else "$LATEST",
            code_sha256=function.code_sha_256,
            log_group=logging.get("LogGroup") or f"/aws/lambda/{function.function_name}",
            log_format=logging.get("LogFormat") or "Text",
            environment=tuple(sorted((k, str(v)) for k, v in (function.environment_vars or {}).items())),
        )


@dataclass
class InvocationResult:
    """The answer to an Invoke.

    `payload` is JSON: what the handler returned, or errorMessage, errorType and
    stackTrace. `error` is `None` for success, else `Unhandled`.
    """

    payload: bytes
    error: str | None = None
    logs: str = ""
    request_id: str = ""


class InitFailure(Exception):
    """The environment did not come up; `payload` is what Lambda reports for it."""

    def __init__(self, payload: bytes, logs: str):
        super().__init__(payload.decode("utf-8", "replace"))
        self.payload = payload
        self.logs = logs


class Environment:
    """One process with the function loaded, serving one event at a time."""

    def __init__(self, function: FunctionSpec, directory: str, endpoint: str):
        self.function_arn = function.function_arn
        self._log = tempfile.TemporaryFile()
        self._log_offset = 0
        self.log_stream = f"{time.strftime('%Y/%m/%d')}/[{function.version_text}]{uuid.uuid4().hex}"
        self._api = RuntimeAPI()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "awslambdaric", function.handler or ""],
                cwd=directory,
                env=self._variables(function, directory, endpoint),
                stdin=subprocess.DEVNULL,
                stdout=self._log,
                stderr=self._log,
                # Ctrl-C belongs to the server, which ends the processes itself.
                start_new_session=True,
            )
        except OSError:
            self._api.close()
            raise

    def _variables(self, function: FunctionSpec, directory: str, endpoint: str) -> dict[str, str]:
        region = function.region
        return {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "LANG": "en_US.UTF-8",
            "TZ": ":UTC",
            "PYTHONDONTWRITEBYTECODE": "1",
            **{key: str(value) for key, value in function.variables.items()},
            "_HANDLER": function.handler or "",
            "AWS_LAMBDA_RUNTIME_API": self._api.address,
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY_ID,
            "AWS_SECRET_ACCESS_KEY": SECRET_ACCESS_KEY,
            "AWS_EXECUTION_ENV": f"AWS_Lambda_{function.runtime}",
            "AWS_LAMBDA_FUNCTION_NAME": function.name,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory),
            "AWS_LAMBDA_FUNCTION_VERSION": function.version_text,
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_LAMBDA_LOG_GROUP_NAME": function.log_group,
            "AWS_LAMBDA_LOG_STREAM_NAME": self.log_stream,
            "AWS_LAMBDA_LOG_FORMAT": function.log_format,
            "LAMBDA_TASK_ROOT": directory,
            # Settings of the machine must not reach the function.
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    def start(self) -> None:
        """Waits until the module is loaded.

        Throws `InitFailure` with the report of Lambda when it cannot be.
        """
        outcome = self._wait(INIT_TIMEOUT_SECONDS)
        if outcome is not None and outcome.kind == "ready":
            return
        if outcome is None:
            payload = _error("Sandbox.Timedout", f"Init did not end in {INIT_TIMEOUT_SECONDS:.0f} seconds")
        elif outcome.kind == "init-error":
            payload = outcome.payload
        else:
            payload = _error("Runtime.ExitError", f"Error: Runtime exited with error: exit status {self._status()}")
        self.stop()
        raise InitFailure(payload, self.take_logs())

    def invoke(self, payload: bytes, timeout: float, request_id: str) -> tuple[InvocationResult, bool]:
        """Hands one event over. The flag says whether the environment may serve on."""
        deadline = int((time.time() + timeout) * 1000)
        trace = f"Root=1-{int(time.time()):08x}-{uuid.uuid4().hex[:24]};Sampled=0"
        self._api.send(Event(request_id, payload, deadline, self.function_arn, trace))
        outcome = self._wait(timeout)
        if outcome is None:
            self.stop()
            text = f"RequestId: {request_id} Error: Task timed out after {timeout:.2f} seconds"
            return InvocationResult(_error("Sandbox.Timedout", text), "Unhandled"), False
        if outcome.kind == "exit":
            text = f"RequestId: {request_id} Error: Runtime exited with error: exit status {self._status()}"
            return InvocationResult(_error("Runtime.ExitError", text), "Unhandled"), False
        if outcome.kind == "response" and len(outcome.payload) > RESPONSE_LIMIT:
            text = f"Response payload size exceeded maximum allowed payload size ({RESPONSE_LIMIT} bytes)."
            return InvocationResult(_error("Function.ResponseSizeTooLarge", text), "Unhandled"), True
        return InvocationResult(outcome.payload, None if outcome.kind == "response" else "Unhandled"), True

    def _wait(self, timeout: float) -> Outcome | None:
        deadline = time.monotonic() + timeout
        while (left := deadline - time.monotonic()) > 0:
            try:
                return self._api.outcomes.get(timeout=min(left, 0.1))
            except queue.Empty:
                if self._process.poll() is not None and self._api.outcomes.empty():
                    return Outcome("exit")
        return None

    def _status(self) -> Any:
        return self._process.poll()

    def take_logs(self) -> str:
        """What the process has printed since the last call."""
        text = os.pread(self._log.fileno(), 1 << 24, self._log_offset)
        self._log_offset += len(text)
        return text.decode("utf-8", "replace")

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._api.close()


def _error(kind: str, message: str) -> bytes:
    return json.dumps({"errorType": kind, "errorMessage": message}).encode()
