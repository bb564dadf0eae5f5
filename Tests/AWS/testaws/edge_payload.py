# SPDX-License-Identifier: Apache-2.0
"""HTTP requests to Lambda events and back, in payload format 2.0.

AWS reference: API Gateway Developer Guide, "Create AWS Lambda proxy
integrations for HTTP APIs".
"""

from __future__ import annotations

import base64
import binascii
import json
import time
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

from .edge_http import Headers, Request, Response
from .edge_state import ACCOUNT

TEXT_TYPES = ("application/json", "application/javascript", "application/xml")
# Hop-by-hop headers and those that the gateway sets itself.
DROPPED = {"connection", "keep-alive", "transfer-encoding", "te", "upgrade", "expect", "cookie", "host"}


class InvalidResult(Exception):
    """The function returned what API Gateway cannot turn into an HTTP answer."""


@dataclass
class Target:
    """Where a request ended up."""

    api_id: str
    region: str
    stage: str
    stage_variables: dict[str, str]
    route_key: str
    parameters: dict[str, str]


def event(request: Request, target: Target, now: float | None = None) -> dict[str, Any]:
    """The event for the function; members without a value are absent, as on AWS."""
    now = time.time() if now is None else now
    request_id = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    path = unquote(request.path)
    value: dict[str, Any] = {
        "version": "2.0",
        "routeKey": target.route_key,
        "rawPath": path,
        "rawQueryString": request.query,
        "headers": _event_headers(request),
        "requestContext": {
            "accountId": ACCOUNT,
            "apiId": target.api_id,
            "domainName": request.host,
            "domainPrefix": request.host.partition(".")[0],
            "http": {
                "method": request.method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": request.source_ip,
                "userAgent": request.headers.get("User-Agent", ""),
            },
            "requestId": request_id,
            "routeKey": target.route_key,
            "stage": target.stage,
            "time": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)),
            "timeEpoch": int(now * 1000),
        },
        "isBase64Encoded": False,
    }
    cookies = [part.strip() for line in request.headers.all("Cookie") for part in line.split(";") if part.strip()]
    if cookies:
        value["cookies"] = cookies
    query: dict[str, str] = {}
    for key, item in parse_qsl(request.query, keep_blank_values=True):
        query[key] = f"{query[key]},{item}" if key in query else item
    if query:
        value["queryStringParameters"] = query
    if target.parameters:
        value["pathParameters"] = target.parameters
    if target.stage_variables:
        value["stageVariables"] = target.stage_variables
    if request.body:
        value["body"], value["isBase64Encoded"] = _event_body(request)
    return value


def _event_headers(request: Request) -> dict[str, str]:
    headers = {
        name: request.headers.get(name, "") or "" for name in request.headers.names() if name not in DROPPED
    }
    forwarded = headers.get("x-forwarded-for")
    headers.update(
        {
            "host": request.host,
            "content-length": str(len(request.body)),
            "x-forwarded-for": f"{forwarded}, {request.source_ip}" if forwarded else request.source_ip,
            "x-forwarded-port": "443",
            "x-forwarded-proto": "https",
            "x-amzn-trace-id": f"Root=1-{int(time.time()):08x}-{uuid.uuid4().hex[:24]}",
        }
    )
    return dict(sorted(headers.items()))


def _event_body(request: Request) -> tuple[str, bool]:
    kind = (request.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
    if kind.startswith("text/") or kind in TEXT_TYPES:
        try:
            return request.body.decode(), False
        except UnicodeDecodeError:
            pass
    return base64.b64encode(request.body).decode(), True


def response(payload: bytes) -> Response:
    """The HTTP answer for what a function returned.

    Throws `InvalidResult` for values that make API Gateway answer 500.
    """
    try:
        value = json.loads(payload)
    except ValueError as error:
        raise InvalidResult(f"the function did not return JSON: {error}") from error
    if not isinstance(value, dict) or "statusCode" not in value:
        return Response(200, Headers([("Content-Type", "application/json")]), payload)
    headers = Headers()
    for name, item in (value.get("headers") or {}).items():
        if isinstance(item, (dict, list)):
            raise InvalidResult(f"header {name} is no string")
        if name.lower() not in ("content-length", "connection", "transfer-encoding", "date"):
            headers.set(name.lower(), _header_text(item))
    if "content-type" not in headers:
        headers.set("content-type", "text/plain;charset=UTF-8")
    for cookie in value.get("cookies") or []:
        headers.add("set-cookie", _header_text(cookie))
    return Response(_status(value["statusCode"]), headers, _body(value))


def _status(value: Any) -> int:
    try:
        status = int(value) if not isinstance(value, (bool, float)) else 0
    except (TypeError, ValueError):
        status = 0
    if not 100 <= status <= 599:
        raise InvalidResult(f"statusCode {value!r} is no HTTP status")
    return status


def _header_text(value: Any) -> str:
    text = str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)
    if "\r" in text or "\n" in text:
        raise InvalidResult("a header has a line break")
    return text


def _body(value: dict[str, Any]) -> bytes:
    body = value.get("body")
    if body is None:
        return b""
    if not isinstance(body, str):
        raise InvalidResult(f"body is a {type(body).__name__}, not a string")
    if value.get("isBase64Encoded") is not True:
        return body.encode()
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error as error:
        raise InvalidResult(f"body is not base64: {error}") from error
