# SPDX-License-Identifier: Apache-2.0
"""A Lambda Runtime API on a loopback port, for one execution environment.

AWS reference: AWS Lambda Developer Guide, "Using the Lambda runtime API for
custom runtimes".
"""

from __future__ import annotations

import json
import queue
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PREFIX = "/2018-06-01/runtime"


@dataclass
class Event:
    """What `next` hands to the runtime."""

    request_id: str
    payload: bytes
    deadline_ms: int
    function_arn: str
    trace_id: str = ""


@dataclass
class Outcome:
    """What came back: `kind` is ready, response, error, init-error or exit."""

    kind: str
    payload: bytes = b""
    request_id: str = ""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    # Head and body leave in one write; otherwise the client's delayed
    # acknowledgement costs tens of milliseconds for each call.
    wbufsize = -1
    server: "RuntimeAPI"

    def do_GET(self) -> None:
        if self.path != f"{PREFIX}/invocation/next":
            self._answer(404, b"{}")
            return
        event = self.server.next_event()
        if event is None:
            self.close_connection = True
            return
        try:
            self._answer(
                200,
                event.payload,
                {
                    "Lambda-Runtime-Aws-Request-Id": event.request_id,
                    "Lambda-Runtime-Deadline-Ms": str(event.deadline_ms),
                    "Lambda-Runtime-Invoked-Function-Arn": event.function_arn,
                    "Lambda-Runtime-Trace-Id": event.trace_id,
                },
            )
        except OSError:
            self.close_connection = True

    def do_POST(self) -> None:
        body = self._body()
        parts = self.path.removeprefix(PREFIX).strip("/").split("/")
        if parts == ["init", "error"]:
            outcome = Outcome("init-error", body)
        elif len(parts) == 3 and parts[0] == "invocation" and parts[2] in ("response", "error"):
            outcome = Outcome(parts[2], body, parts[1])
        else:
            self._answer(404, b"{}")
            return
        self.server.outcomes.put(outcome)
        self._answer(202, json.dumps({"status": "OK"}).encode())

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        chunks = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return b"".join(chunks)

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            if value:
                self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        pass


class RuntimeAPI(ThreadingHTTPServer):
    """Serves one runtime process: events go in by `send`, outcomes come out of `outcomes`."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.outcomes: queue.Queue[Outcome] = queue.Queue()
        self._events: queue.Queue[Event | None] = queue.Queue()
        self._greeted = False
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def send(self, event: Event) -> None:
        self._events.put(event)

    def next_event(self) -> Event | None:
        """Blocks until there is an event; `None` once the environment is closed.

        The first call tells that the function's module is loaded.
        """
        if not self._greeted:
            self._greeted = True
            self.outcomes.put(Outcome("ready"))
        return self._events.get()

    def close(self) -> None:
        self._events.put(None)
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A process that was stopped breaks its connection; nobody needs to hear of it."""
