# SPDX-License-Identifier: Apache-2.0
"""Runs the Lambda functions of the test AWS for real, without containers.

The uploaded archive is unpacked, and the runtime client that AWS ships for
Python runs its handler in a process of its own. The handler's SDK calls go to
the test AWS. AWS reference: AWS Lambda Developer Guide, "Understanding the
Lambda execution environment lifecycle".
"""

from __future__ import annotations

import atexit
import hashlib
import io
import json
import os
import shutil
import tempfile
import threading
import time
import uuid
import zipfile
from typing import Any

from .runtime_environment import Environment, FunctionSpec, InitFailure, InvocationResult

MAXIMUM_ENVIRONMENTS = 10
# How long an event waits for a busy environment before one more is started.
PATIENCE_SECONDS = 0.05


class Pool:
    """The environments of one function in one configuration."""

    def __init__(self, spec: FunctionSpec, code: bytes, endpoint: str, root: str):
        self.spec = spec
        self._endpoint = endpoint
        self._directory = os.path.join(root, hashlib.sha256(repr(spec).encode()).hexdigest()[:24])
        self._condition = threading.Condition()
        self._idle: list[Environment] = []
        self._count = 0
        self._retired = False
        self._unpack(code)

    def _unpack(self, code: bytes) -> None:
        shutil.rmtree(self._directory, ignore_errors=True)
        os.makedirs(self._directory)
        with zipfile.ZipFile(io.BytesIO(code)) as archive:
            for entry in archive.infolist():
                path = archive.extract(entry, self._directory)
                mode = entry.external_attr >> 16
                if mode and not entry.is_dir():
                    # Lambda keeps the modes of the archive: a file that is not
                    # readable for others fails there, so it must fail here.
                    os.chmod(path, mode & 0o777)

    def invoke(self, payload: bytes, request_id: str) -> tuple[InvocationResult, Environment | None]:
        try:
            environment = self._acquire()
        except InitFailure as failure:
            return InvocationResult(failure.payload, "Unhandled", failure.logs, request_id), None
        reusable = False
        try:
            started = time.monotonic()
            result, reusable = environment.invoke(payload, self.spec.timeout, request_id)
            milliseconds = (time.monotonic() - started) * 1000
            result.request_id = request_id
            result.logs = (
                f"START RequestId: {request_id} Version: {self.spec.version_text}\n"
                f"{environment.take_logs()}"
                f"END RequestId: {request_id}\n"
                f"REPORT RequestId: {request_id}\tDuration: {milliseconds:.2f} ms\t"
                f"Memory Size: {self.spec.memory} MB\n"
            )
            return result, environment
        finally:
            self._release(environment, reusable)

    def _acquire(self) -> Environment:
        with self._condition:
            first = self._count == 0
            deadline = time.monotonic() + PATIENCE_SECONDS
            while True:
                while self._idle:
                    environment = self._idle.pop()
                    if environment.is_alive():
                        return environment
                    self._count -= 1
                    environment.stop()
                left = deadline - time.monotonic()
                if self._count < MAXIMUM_ENVIRONMENTS and (first or self._count == 0 or left <= 0):
                    self._count += 1
                    break
                self._condition.wait(left if left > 0 else None)
        environment = None
        try:
            environment = Environment(self.spec, self._directory, self._endpoint)
            environment.start()
            return environment
        except BaseException:
            if environment is not None:
                environment.stop()
            with self._condition:
                self._count -= 1
                self._condition.notify()
            raise

    def _release(self, environment: Environment, reusable: bool) -> None:
        with self._condition:
            keep = reusable and not self._retired
            if keep:
                self._idle.append(environment)
            else:
                self._count -= 1
            self._condition.notify()
        if not keep:
            environment.stop()
            self._remove_when_unused()

    def retire(self) -> None:
        """Stops the idle environments now and busy ones when they are done."""
        with self._condition:
            self._retired = True
            idle, self._idle = self._idle, []
            self._count -= len(idle)
        for environment in idle:
            environment.stop()
        self._remove_when_unused()

    def _remove_when_unused(self) -> None:
        if self._retired and self._count == 0:
            shutil.rmtree(self._directory, ignore_errors=True)

    @property
    def environment_count(self) -> int:
        return self._count


class FunctionRuntime:
    """All functions of the test AWS. One instance lives as long as the server."""

    def __init__(self, endpoint: str | None = None):
        self._endpoint = endpoint
        self._lock = threading.Lock()
        self._pools: dict[str, Pool] = {}
        self._root: str | None = None

    @property
    def endpoint(self) -> str:
        return self._endpoint or os.environ.get("TESTAWS_ENDPOINT_URL") or "http://127.0.0.1:5566"

    def configure(self, endpoint: str) -> None:
        """Sets the address where handlers reach the test AWS."""
        self._endpoint = endpoint

    @property
    def is_configured(self) -> bool:
        return self._endpoint is not None

    def invoke(self, function: Any, event: Any) -> InvocationResult:
        """Runs moto's `LambdaFunction` on `event`: JSON bytes, or a value to encode."""
        payload = event if isinstance(event, bytes) else json.dumps(event).encode()
        request_id = str(uuid.uuid4())
        result, environment = self._pool(function).invoke(payload, request_id)
        self._write_logs(function, result.logs, environment)
        return result

    def pool(self, function: Any) -> Pool | None:
        """The environments of a function that has been invoked."""
        return self._pools.get(function.function_arn)

    def _pool(self, function: Any) -> Pool:
        spec = FunctionSpec.of(function)
        with self._lock:
            pool = self._pools.get(spec.function_arn)
            if pool is not None and pool.spec == spec:
                return pool
            if self._root is None:
                self._root = tempfile.mkdtemp(prefix="testaws-lambda-")
            if pool is not None:
                pool.retire()
            pool = Pool(spec, function.code_bytes, self.endpoint, os.path.join(self._root, uuid.uuid4().hex))
            self._pools[spec.function_arn] = pool
            return pool

    def _write_logs(self, function: Any, logs: str, environment: Environment | None) -> None:
        """Keeps the output in the function's log group, if there is one.

        A role without logs:CreateLogGroup never makes one, so neither does this.
        """
        backend = function.logs_backend
        group = backend.groups.get(FunctionSpec.of(function).log_group)
        if group is None or not logs:
            return
        stream = environment.log_stream if environment else f"{time.strftime('%Y/%m/%d')}/[$LATEST]{uuid.uuid4().hex}"
        now = int(time.time() * 1000)
        with self._lock:
            if stream not in group.streams:
                backend.create_log_stream(group.name, stream)
            backend.put_log_events(
                group.name, stream, [{"timestamp": now, "message": line} for line in logs.splitlines()]
            )

    def stop(self) -> None:
        """Ends every process and removes the unpacked code."""
        with self._lock:
            pools, self._pools = list(self._pools.values()), {}
            root, self._root = self._root, None
        for pool in pools:
            pool.retire()
        if root is not None:
            shutil.rmtree(root, ignore_errors=True)


default = FunctionRuntime()
atexit.register(default.stop)


def configure(endpoint: str) -> None:
    """Tells where handlers reach the test AWS, such as `http://127.0.0.1:5566`."""
    default.configure(endpoint)


def invoke(function: Any, event: Any) -> InvocationResult:
    """Runs a function of moto on `event` and waits for its answer."""
    return default.invoke(function, event)
