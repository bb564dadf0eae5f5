# SPDX-License-Identifier: Apache-2.0
"""A small threaded HTTP/1.1 server for one WSGI application, with keep-alive.

It keeps the request target and the headers exactly as they came (`RAW_URI`, `testaws.headers`), since signatures are
computed over them. Answers leave in one write, with Nagle's algorithm off.
"""

from __future__ import annotations

import io
import socket
import sys
import threading
import time
import traceback
from urllib.parse import unquote_to_bytes

from moto.core.request import PRESERVED_HEADER_NAMES_ENVIRON_KEY

MAX_HEAD = 64 * 1024


class BadRequest(Exception):
    """The bytes on the connection are no HTTP request."""


class DropConnection(Exception):
    """Raised by the application: close the connection, after sending `partial` (may be empty)."""

    def __init__(self, partial=b"", reset=True):
        super().__init__("connection dropped on purpose")
        self.partial = partial
        self.reset = reset


class HTTPServer:
    """Serves `app` on 127.0.0.1 with one thread per connection."""

    def __init__(self, app, port=0, host="127.0.0.1"):
        self.app = app
        self.listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind((host, port))
        self.listener.listen(256)
        self.host, self.port = self.listener.getsockname()

    @property
    def base_url(self):
        return f"http://{self.host}:{self.port}"

    def serve_forever(self):
        """Accepts connections until `close` is called."""
        while True:
            try:
                connection, peer = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection, peer), daemon=True).start()

    def close(self):
        self.listener.close()

    def _serve(self, connection, peer):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        reader = connection.makefile("rb", buffering=64 * 1024)
        try:
            while self._serve_one(connection, reader, peer):
                pass
        except DropConnection as drop:
            try:
                if drop.partial:
                    connection.sendall(drop.partial)
                if drop.reset:
                    linger = (1).to_bytes(4, sys.byteorder) + (0).to_bytes(4, sys.byteorder)
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            except OSError:
                pass
        except BadRequest as error:
            text = f"{error}\n".encode()
            try:
                head = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(text)
                connection.sendall(head + text)
            except OSError:
                pass
        except (OSError, ValueError):
            pass
        finally:
            for closable in (reader, connection):
                try:
                    closable.close()
                except OSError:
                    pass

    def _serve_one(self, connection, reader, peer):
        """Answers one request; false when the connection ends with it."""
        line = reader.readline(MAX_HEAD)
        while line in (b"\r\n", b"\n"):
            line = reader.readline(MAX_HEAD)
        if not line:
            return False
        parts = line.decode("latin-1").rstrip("\r\n").split(" ")
        if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
            raise BadRequest("malformed request line")
        method, target, version = parts
        headers = _read_headers(reader)
        lookup = {name.lower(): value for name, value in headers}
        keep_alive = version == "HTTP/1.1" and "close" not in lookup.get("connection", "").lower()
        if lookup.get("expect", "").lower() == "100-continue":
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        environ = self._environ(method, target, version, headers, peer)
        environ["wsgi.input"] = io.BytesIO(_read_body(reader, lookup))
        environ["CONTENT_LENGTH"] = str(environ["wsgi.input"].getbuffer().nbytes)
        environ.pop("HTTP_TRANSFER_ENCODING", None)

        status, answer_headers, body = self._run(environ)
        head = [f"HTTP/1.1 {status}"]
        length = None
        for name, value in answer_headers:
            lowered = name.lower()
            if lowered in ("connection", "transfer-encoding"):
                continue
            if lowered == "content-length":
                length = value
                continue
            head.append(f"{name}: {value}")
        code = int(status[:3])
        if method == "HEAD":
            head.append(f"Content-Length: {length if length is not None else len(body)}")
            body = b""
        elif code != 204 and code != 304:
            head.append(f"Content-Length: {len(body)}")
        else:
            body = b""
        if not keep_alive:
            head.append("Connection: close")
        data = "\r\n".join(head).encode("latin-1", "replace") + b"\r\n\r\n"
        if environ.get("testaws.pace"):
            _trickle(connection, data + body, *environ["testaws.pace"])
            return keep_alive
        connection.sendall(data + body if len(body) < 1 << 20 else data)
        if len(body) >= 1 << 20:
            connection.sendall(body)
        return keep_alive

    def _environ(self, method, target, version, headers, peer):
        path, _, query = target.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "RAW_URI": target,
            "REQUEST_URI": target,
            "SERVER_NAME": self.host,
            "SERVER_PORT": str(self.port),
            "SERVER_PROTOCOL": version,
            "REMOTE_ADDR": peer[0],
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            "testaws.headers": headers,
        }
        preserved = {}
        for name, value in headers:
            key = name.upper().replace("-", "_")
            if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
                key = "HTTP_" + key
            environ[key] = f"{environ[key]},{value}" if key in environ else value
            if "_" in name:
                preserved[key] = name
        if preserved:
            environ[PRESERVED_HEADER_NAMES_ENVIRON_KEY] = preserved
        return environ

    def _run(self, environ):
        answer = {}

        def start_response(status, headers, exc_info=None):
            answer["status"], answer["headers"] = status, headers
            return lambda data: None

        try:
            result = self.app(environ, start_response)
            try:
                body = b"".join(result)
            finally:
                if hasattr(result, "close"):
                    result.close()
        except DropConnection:
            raise
        except Exception:  # the server has to outlive any bug in a handler
            traceback.print_exc()
            return "500 Internal Server Error", [("Content-Type", "text/plain")], b"internal error in the test AWS\n"
        return answer["status"], answer["headers"], body


def _trickle(connection, data, size, seconds):
    """Sends a few bytes at a time."""
    for start in range(0, len(data), size):
        connection.sendall(data[start:start + size])
        time.sleep(seconds)


def _read_headers(reader):
    headers = []
    total = 0
    while True:
        line = reader.readline(MAX_HEAD)
        total += len(line)
        if not line or total > MAX_HEAD:
            raise BadRequest("malformed or too large head")
        if line in (b"\r\n", b"\n"):
            return headers
        name, colon, value = line.decode("latin-1").partition(":")
        if not colon or not name or name != name.strip():
            raise BadRequest("malformed header line")
        headers.append((name, value.strip()))


def _read_body(reader, lookup):
    if "chunked" in lookup.get("transfer-encoding", "").lower():
        chunks = []
        while True:
            size = int(reader.readline(1024).split(b";")[0].strip() or b"x", 16)
            if size == 0:
                while reader.readline(MAX_HEAD) not in (b"\r\n", b"\n", b""):
                    pass
                return b"".join(chunks)
            chunks.append(_read_exactly(reader, size))
            reader.readline(16)
    length = lookup.get("content-length", "0")
    if not length.isdigit():
        raise BadRequest("malformed Content-Length")
    return _read_exactly(reader, int(length))


def _read_exactly(reader, size):
    if not size:
        return b""
    data = reader.read(size)
    if len(data) != size:
        raise OSError("the connection ended inside a body")
    return data
