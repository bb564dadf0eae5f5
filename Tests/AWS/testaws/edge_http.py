# SPDX-License-Identifier: Apache-2.0
"""Requests and responses as the data plane passes them around."""

from __future__ import annotations

import http.client
import json
import time
from dataclasses import dataclass, field
from typing import Any, Callable, Iterable
from urllib.parse import quote


class Headers:
    """HTTP headers in order, with names compared without regard to case."""

    def __init__(self, items: Iterable[tuple[str, str]] = ()):
        self.items: list[tuple[str, str]] = list(items)

    def get(self, name: str, default: str | None = None) -> str | None:
        """The values of `name` joined by commas, or `default`."""
        values = self.all(name)
        return ",".join(values) if values else default

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.items if key.lower() == name.lower()]

    def set(self, name: str, value: str) -> None:
        self.remove(name)
        self.items.append((name, value))

    def add(self, name: str, value: str) -> None:
        self.items.append((name, value))

    def remove(self, name: str) -> None:
        self.items = [item for item in self.items if item[0].lower() != name.lower()]

    def names(self) -> list[str]:
        """Each name once, in lower case, in order of appearance."""
        return list(dict.fromkeys(name.lower() for name, _ in self.items))

    def __contains__(self, name: str) -> bool:
        return bool(self.all(name))

    def copy(self) -> "Headers":
        return Headers(self.items)


@dataclass
class Request:
    """A viewer's request. `path` is percent-encoded as it was sent."""

    method: str
    host: str
    path: str
    query: str = ""
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    source_ip: str = "127.0.0.1"
    scheme: str = "https"


@dataclass
class Response:
    """An answer. `reason` says why the emulator refused; AWS sends nothing like it."""

    status: int
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    reason: str = ""


def json_response(status: int, value: Any, reason: str = "") -> Response:
    body = json.dumps(value, separators=(",", ":")).encode()
    return Response(status, Headers([("Content-Type", "application/json")]), body, reason)


def encode_path(path: str) -> str:
    """Percent-encodes what may not stand in a path, and leaves escapes alone."""
    return quote(path, safe="/%:@!$&'()*+,;=-._~")


def request_from(environ: dict[str, Any], assume_https: bool) -> Request:
    """Reads a WSGI request; the raw path is kept where the server offers it."""
    raw = environ.get("RAW_URI") or environ.get("REQUEST_URI") or ""
    if raw.startswith(("http://", "https://")):
        raw = "/" + raw.split("://", 1)[1].partition("/")[2]
    if raw:
        path, _, query = raw.partition("?")
    else:
        # WSGI decodes the path and hands its bytes over as Latin-1.
        path = quote(environ.get("PATH_INFO", "/").encode("latin-1"), safe="/:@!$&'()*+,;=-._~")
        query = environ.get("QUERY_STRING", "")
    headers = _headers(environ)
    forwarded = headers.get("X-Forwarded-Proto")
    scheme = forwarded if forwarded in ("http", "https") else "https" if assume_https else "http"
    headers.remove("X-Forwarded-Proto")
    headers.remove("Transfer-Encoding")
    return Request(
        method=environ.get("REQUEST_METHOD", "GET"),
        host=(environ.get("HTTP_HOST") or "").rsplit(":", 1)[0].lower(),
        path=path or "/",
        query=query,
        headers=headers,
        body=_body(environ),
        source_ip=environ.get("REMOTE_ADDR") or "127.0.0.1",
        scheme=scheme,
    )


def _headers(environ: dict[str, Any]) -> Headers:
    if "testaws.headers" in environ:
        return Headers(environ["testaws.headers"])
    headers = Headers()
    for key, value in environ.items():
        if key.startswith("HTTP_"):
            headers.add(key[5:].replace("_", "-").title(), value)
    for key, name in (("CONTENT_TYPE", "Content-Type"), ("CONTENT_LENGTH", "Content-Length")):
        if environ.get(key):
            headers.set(name, environ[key])
    return headers


def _body(environ: dict[str, Any]) -> bytes:
    stream = environ.get("wsgi.input")
    if stream is None:
        return b""
    if environ.get("CONTENT_LENGTH"):
        try:
            return stream.read(int(environ["CONTENT_LENGTH"]))
        except ValueError:
            return b""
    return stream.read() if environ.get("wsgi.input_terminated") else b""


def send(
    response: Response, request: Request, environ: dict[str, Any], start_response: Callable[..., Any]
) -> Iterable[bytes]:
    """Writes `response`: a HEAD request gets the length of the body without it."""
    headers = response.headers.copy()
    # Werkzeug's own server adds the date itself.
    if "Date" not in headers and not environ.get("SERVER_SOFTWARE", "").startswith("Werkzeug"):
        headers.add("Date", time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime()))
    if response.reason:
        headers.set("X-Testaws-Reason", response.reason.encode("ascii", "replace").decode().replace("\n", " "))
    body = response.body
    if response.status in (204, 304):
        headers.remove("Content-Length")
        body = b""
    elif request.method != "HEAD" or "Content-Length" not in headers:
        headers.set("Content-Length", str(len(body)))
    phrase = http.client.responses.get(response.status, "Unknown")
    start_response(f"{response.status} {phrase}", headers.items)
    return [] if request.method == "HEAD" else [body]
