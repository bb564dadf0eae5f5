# SPDX-License-Identifier: Apache-2.0
"""The function under Lambda's own runtime client, from a copy of just the files that are packed."""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, LoopbackServer

REQUEST_ID = "8476a536-e9f4-11e8-9739-2dfe598c3fcd"


class RuntimeAPI:
    """The loopback half of Lambda's runtime API: hands out events, takes in answers."""

    def __init__(self) -> None:
        events: queue.Queue[Any] = queue.Queue()
        answers: queue.Queue[tuple[str, Any]] = queue.Queue()
        self.events, self.answers = events, answers

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                data = json.dumps(events.get()).encode()
                self.send_response(200)
                # Lambda always sends the type; without it the runtime client crashes.
                self.send_header("Content-Type", "application/json")
                self.send_header("Lambda-Runtime-Aws-Request-Id", REQUEST_ID)
                self.send_header("Lambda-Runtime-Deadline-Ms", "4102444800000")
                self.send_header(
                    "Lambda-Runtime-Invoked-Function-Arn",
                    "arn:aws:lambda:eu-central-1:123456789012:function:resume-counter",
                )
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                answers.put((self.path.rpartition("/")[2], json.loads(body)))
                self.send_response(202)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = LoopbackServer(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def invoke(self, event: Any) -> tuple[str, Any]:
        """Returns ``response`` or ``error``, and what the function answered."""
        self.events.put(event)
        return self.answers.get(timeout=60)


@pytest.fixture
def runtime():
    api = RuntimeAPI()
    yield api
    api.server.shutdown()
    api.server.server_close()


def start(runtime: RuntimeAPI, folder: Path, **variables: str) -> subprocess.Popen[str]:
    """Starts the packed files under the runtime client."""
    for source in ROOT.glob("*.py"):
        shutil.copy(source, folder)
    return subprocess.Popen(
        [sys.executable, "-m", "awslambdaric", "app.handler"],
        cwd=folder,
        env={
            **{key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
            "AWS_LAMBDA_RUNTIME_API": runtime.address,
            "LAMBDA_TASK_ROOT": str(folder),
            **variables,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def wait_for_requests(server: Any, number: int, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 60
    while len(server.requests) < number:
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.02)


def test_the_packed_files_answer_under_the_runtime_client(runtime, flaky, events, tmp_path):
    process = start(runtime, tmp_path)
    try:
        flaky.count(41)
        flaky.count(42)
        kind, first = runtime.invoke(events["get"])
        assert (kind, first["statusCode"], first["body"]) == ("response", 200, '{"count": 41}')
        kind, second = runtime.invoke(events["post"])
        assert (kind, second["statusCode"], second["body"]) == ("response", 200, '{"count": 42}')
    finally:
        process.kill()
        out, _ = process.communicate()
    lines = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    assert [(line["message"], line["requestId"]) for line in lines] == [
        ("read", REQUEST_ID),
        ("counted", REQUEST_ID),
    ]


def test_lambda_opens_the_connection_before_the_first_call(runtime, flaky, events, tmp_path):
    flaky.count(41)
    process = start(runtime, tmp_path, AWS_LAMBDA_FUNCTION_NAME="resume-counter")
    try:
        wait_for_requests(flaky, 1, process)
        flaky.count(42)
        kind, first = runtime.invoke(events["post"])
        assert (kind, first["statusCode"], first["body"]) == ("response", 200, '{"count": 42}')
    finally:
        process.kill()
        process.communicate()
    assert [operation for operation, _ in flaky.requests] == ["GetItem", "UpdateItem"]
    assert len(set(flaky.connections)) == 1, "the first call uses the connection that is there"


def test_a_failure_while_the_module_is_loaded_is_met_again_by_the_call(
    runtime, flaky, events, tmp_path
):
    for _ in range(4):
        flaky.fail(400, "AccessDeniedException")
    process = start(runtime, tmp_path, AWS_LAMBDA_FUNCTION_NAME="resume-counter")
    try:
        wait_for_requests(flaky, 1, process)
        kind, first = runtime.invoke(events["get"])
        assert (kind, first["statusCode"]) == ("response", 500)
        flaky.answers.clear()
        flaky.count(7)
        kind, second = runtime.invoke(events["get"])
        assert (kind, second["statusCode"], second["body"]) == ("response", 200, '{"count": 7}')
    finally:
        process.kill()
        process.communicate()


def test_without_a_table_name_the_module_still_answers(
    runtime, flaky, events, tmp_path, monkeypatch
):
    monkeypatch.delenv("TABLE_NAME")
    process = start(runtime, tmp_path, AWS_LAMBDA_FUNCTION_NAME="resume-counter")
    try:
        kind, first = runtime.invoke(events["get"])
        assert (kind, first["statusCode"]) == ("response", 500)
    finally:
        process.kill()
        process.communicate()
    assert flaky.requests == []
