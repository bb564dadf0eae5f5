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
from http.server import BaseHTTPRequestHandler
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


def test_the_packed_files_answer_under_the_runtime_client(runtime, flaky, events, tmp_path):
    for source in ROOT.glob("*.py"):
        shutil.copy(source, tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-m", "awslambdaric", "app.handler"],
        cwd=tmp_path,
        env={
            **{key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
            "AWS_LAMBDA_RUNTIME_API": runtime.address,
            "LAMBDA_TASK_ROOT": str(tmp_path),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
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
