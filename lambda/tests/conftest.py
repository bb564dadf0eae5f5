# SPDX-License-Identifier: Apache-2.0
"""Fixtures: events as API Gateway sends them, a DynamoDB table, and a DynamoDB that fails."""

from __future__ import annotations

import copy
import json
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws
from moto.dynamodb.responses import DynamoHandler

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import app  # noqa: E402
import counter  # noqa: E402

TABLE = "resume-counter"
EVENTS = Path(__file__).with_name("events")


class Context:
    """The part of Lambda's context object that the handler uses."""

    aws_request_id = "6f1c2b34-0000-4000-8000-0123456789ab"


@dataclass
class Answer:
    """One answer of the failing DynamoDB. ``None`` for ``status`` hangs up without answering."""

    status: int | None
    body: dict[str, Any] = field(default_factory=dict)
    delay: threading.Event | None = None


class LoopbackServer(ThreadingHTTPServer):
    """A server that says nothing when its client, a process that was ended, goes away."""

    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        pass


class FlakyDynamoDB:
    """A loopback server that gives out prepared answers and keeps what it was asked."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.connections: list[int] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                operation = self.headers["X-Amz-Target"].rpartition(".")[2]
                outer.requests.append((operation, json.loads(body)))
                outer.connections.append(self.client_address[1])
                answer = outer.answers.pop(0)
                if answer.delay:
                    answer.delay.wait(10)
                if answer.status is None or answer.delay:
                    self.close_connection = True
                    return
                data = json.dumps(answer.body).encode()
                self.send_response(answer.status)
                self.send_header("Content-Type", "application/x-amz-json-1.0")
                self.send_header("Content-Length", str(len(data)))
                self.send_header("x-amzn-RequestId", "AWSREQUEST")
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = LoopbackServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def fail(self, status: int, code: str, message: str = "told by the test") -> None:
        """Prepares an error answer as DynamoDB words it."""
        body = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": message}
        self.answers.append(Answer(status, body))

    def hang_up(self) -> None:
        """Prepares a request that is taken and never answered."""
        self.answers.append(Answer(None))

    def stall(self) -> threading.Event:
        """Prepares a request that is answered only when the returned event is set."""
        release = threading.Event()
        self.answers.append(Answer(200, delay=release))
        return release

    def count(self, number: int) -> None:
        """Prepares a right answer, good for a read and for a write."""
        value = {"count": {"N": str(number)}}
        self.answers.append(Answer(200, {"Attributes": value, "Item": value}))

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A Lambda-like environment without the developer's own AWS settings."""
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB", "COUNTER_ID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("TABLE_NAME", TABLE)
    counter.connection.reset()
    yield
    counter.connection.reset()


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The counter's table in an in-process DynamoDB."""
    # DynamoDB works on one item one request at a time. moto does not promise that to threads of
    # one process, so each request takes a lock, its answer included, which moto makes from the live
    # item; a read and a later write do not share it.
    lock = threading.Lock()
    for name in ("update_item", "put_item", "get_item"):
        monkeypatch.setattr(DynamoHandler, name, _locked(getattr(DynamoHandler, name), lock))
    with mock_aws():
        yield boto3.resource("dynamodb").create_table(
            TableName=TABLE,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )


def _locked(method: Callable[..., Any], lock: threading.Lock) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        with lock:
            return method(*args, **kwargs)

    return call


@pytest.fixture
def flaky(monkeypatch: pytest.MonkeyPatch) -> Iterator[FlakyDynamoDB]:
    """A DynamoDB that fails as the test says."""
    server = FlakyDynamoDB()
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", server.url)
    monkeypatch.setattr(counter, "CONNECT_TIMEOUT_SECONDS", 20)  # a busy machine fails no test
    monkeypatch.setattr(counter, "READ_TIMEOUT_SECONDS", 20)
    yield server
    server.close()


@pytest.fixture(scope="session")
def events() -> dict[str, dict[str, Any]]:
    """Payload 2.0 events by name, as API Gateway sends them."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in EVENTS.glob("*.json")}


@dataclass
class Result:
    """A response of the handler, its body decoded, and the one line it logged."""

    status: int
    headers: dict[str, str]
    body: Any
    log: dict[str, Any]
    raw_log: str


@pytest.fixture
def call(
    events: dict[str, dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> Callable[..., Result]:
    """Calls the handler with a method, or with any event."""

    def call(method: str | None = None, event: Any = None) -> Result:
        if method is not None:
            event = copy.deepcopy(events["get"])
            event["requestContext"]["http"]["method"] = method
        response = app.handler(event, Context())
        assert set(response) == {"statusCode", "headers", "body", "isBase64Encoded"}
        assert response["isBase64Encoded"] is False
        out, err = capsys.readouterr()
        assert err == ""
        lines = out.splitlines()
        assert len(lines) == 1, "each call writes one line"
        body = json.loads(response["body"]) if response["body"] else None
        return Result(
            response["statusCode"], response["headers"], body, json.loads(lines[0]), lines[0]
        )

    return call
