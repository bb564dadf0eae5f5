# SPDX-License-Identifier: Apache-2.0
"""Runs CloudFront Functions in a JavaScript engine.

The engine knows more than CloudFront's cloudfront-js-2.0, so syntax that this
runtime lacks is refused first. Built-in modules (crypto, querystring, cloudfront)
are not played. AWS reference: CloudFront Developer Guide, "CloudFront Functions
event structure" and "JavaScript runtime 2.0 features for CloudFront Functions".
"""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

import quickjs

from .edge_http import Headers, Request, Response

CPU_SECONDS = 2
MEMORY_BYTES = 2 * 1024 * 1024
MAXIMUM_BODY = 40 * 1024
CALL = """
(function () {
    var failed = function (error) { __outcome = JSON.stringify({ error: String(error) }); };
    try {
        Promise.resolve(handler(JSON.parse(__event))).then(function (value) {
            __outcome = JSON.stringify({ value: value === undefined ? null : value });
        }).catch(failed);
    } catch (error) {
        failed(error);
    }
})();
"""
# The page lists what there is; each of these is beyond it.
UNSUPPORTED = {
    "class": r"\bclass\b\s*[\w$]*\s*(?:\bextends\b|\{)",
    "for-of": r"\bfor\s*(?:await\s*)?\((?:[^();]*\s)of\s",
    "destructuring": r"\b(?:const|let|var)\s*[\[{]",
    "optional chaining": r"\?\.(?!\d)",
    "nullish coalescing": r"\?\?",
    "generator": r"\bfunction\s*\*|\byield\b",
    "eval": r"\beval\s*\(|\bnew\s+Function\b",
    "import and require, which are not played here": r"^\s*import\b|\brequire\s*\(",
}
_LITERALS = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`"""
    # A regular expression stands where a value may begin.
    r"""|(?<=[=(,:!&|?;{}\n])\s*/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/""",
    re.DOTALL,
)


class FunctionFailure(Exception):
    """The function is invalid, threw, or returned something CloudFront refuses."""


def check_syntax(code: str) -> None:
    """Throws `FunctionFailure` for syntax beyond cloudfront-js-2.0."""
    bare = _LITERALS.sub(lambda match: "" if match[0].startswith("/") else '""', code)
    for name, pattern in UNSUPPORTED.items():
        if re.search(pattern, bare, re.MULTILINE):
            raise FunctionFailure(f"cloudfront-js-2.0 has no {name}")


def run(code: str, event: dict[str, Any]) -> Any:
    """Calls `handler(event)` in a fresh context, waiting for a promise.

    Throws `FunctionFailure` when it cannot be run or throws.
    """
    check_syntax(code)
    # A context belongs to the thread that made it, so each call has its own.
    context = quickjs.Context()
    context.set_memory_limit(16 * MEMORY_BYTES)
    context.set_time_limit(CPU_SECONDS)
    try:
        context.set("__event", json.dumps(event))
        context.set("__outcome", None)
        context.eval("var console = { log: function () {}, error: function () {} };")
        # CloudFront runs functions in strict mode.
        context.eval('"use strict";\n' + code)
        context.eval(CALL)
        while context.execute_pending_job():
            pass
        outcome = context.get("__outcome")
    except (quickjs.JSException, quickjs.StackOverflow) as error:
        raise FunctionFailure(str(error).strip()) from error
    if outcome is None:
        raise FunctionFailure("the handler's promise never settled")
    outcome = json.loads(outcome)
    if "error" in outcome:
        raise FunctionFailure(outcome["error"])
    return outcome["value"]


def viewer_request_event(request: Request, distribution_domain: str, distribution_id: str) -> dict[str, Any]:
    """The event of a viewer request. Names and values of the query stay encoded."""
    query: dict[str, Any] = {}
    for part in filter(None, request.query.split("&")):
        key, _, value = part.partition("=")
        _add(query, key, value)
    headers: dict[str, Any] = {}
    for name, value in request.headers.items:
        if name.lower() not in ("cookie", "host", "connection"):
            _add(headers, name.lower(), value)
    _add(headers, "host", request.host)
    cookies: dict[str, Any] = {}
    for line in request.headers.all("Cookie"):
        for part in filter(None, (part.strip() for part in line.split(";"))):
            key, _, value = part.partition("=")
            _add(cookies, key, value)
    return {
        "version": "1.0",
        "context": {
            "distributionDomainName": distribution_domain,
            "distributionId": distribution_id,
            "eventType": "viewer-request",
            "requestId": uuid.uuid4().hex,
        },
        "viewer": {"ip": request.source_ip},
        "request": {
            "method": request.method,
            "uri": request.path,
            "querystring": query,
            "headers": headers,
            "cookies": cookies,
        },
    }


def _add(values: dict[str, Any], key: str, value: str) -> None:
    entry = values.get(key)
    if entry is None:
        values[key] = {"value": value}
    else:
        entry.setdefault("multiValue", [{"value": entry["value"]}]).append({"value": value})


def _values(entry: Any, what: str) -> list[str]:
    if not isinstance(entry, dict):
        raise FunctionFailure(f"{what} is not an object with a value")
    found = [item.get("value") for item in entry.get("multiValue") or [entry]]
    if not all(isinstance(value, str) for value in found):
        raise FunctionFailure(f"{what} has a value that is no string")
    return found


def viewer_request(code: str, request: Request, domain: str, identifier: str) -> Request | Response:
    """The request as the function changed it, or the answer it made.

    Throws `FunctionFailure` for a result that CloudFront refuses.
    """
    event = viewer_request_event(request, domain, identifier)
    value = run(code, event)
    if not isinstance(value, dict):
        raise FunctionFailure("the handler returned neither a request nor a response")
    if "statusCode" in value:
        return _response(value)
    uri = value.get("uri")
    if not isinstance(uri, str) or not uri.startswith("/"):
        raise FunctionFailure(f"uri {uri!r} does not begin with a slash")
    if value.get("method") != request.method:
        raise FunctionFailure("method is read-only")
    headers = Headers()
    for name, entry in (value.get("headers") or {}).items():
        if name != name.lower():
            raise FunctionFailure(f"header {name} is not in lower case")
        for item in _values(entry, f"header {name}"):
            if name == "host":
                if item != request.host:
                    raise FunctionFailure("header host is read-only")
            else:
                headers.add(name, item)
    cookies = [
        f"{name}={item}"
        for name, entry in (value.get("cookies") or {}).items()
        for item in _values(entry, f"cookie {name}")
    ]
    if cookies:
        headers.add("cookie", "; ".join(cookies))
    query = "&".join(
        f"{name}={item}" if item or _has_value(request.query, name) else name
        for name, entry in (value.get("querystring") or {}).items()
        for item in _values(entry, f"query parameter {name}")
    )
    return Request(
        request.method, request.host, uri, query, headers, request.body, request.source_ip, request.scheme
    )


def _has_value(query: str, name: str) -> bool:
    """Whether `name=` was sent, so that an empty value keeps its sign."""
    return any(part.startswith(f"{name}=") for part in query.split("&"))


def _response(value: dict[str, Any]) -> Response:
    status = value["statusCode"]
    if isinstance(status, bool) or not isinstance(status, int) or not 100 <= status <= 599:
        raise FunctionFailure(f"statusCode {status!r} is no HTTP status")
    headers = Headers()
    for name, entry in (value.get("headers") or {}).items():
        if name != name.lower():
            raise FunctionFailure(f"header {name} is not in lower case")
        for item in _values(entry, f"header {name}"):
            headers.add(name, item)
    for name, entry in (value.get("cookies") or {}).items():
        attributes = entry.get("attributes") if isinstance(entry, dict) else None
        for item in _values(entry, f"cookie {name}"):
            headers.add("set-cookie", f"{name}={item}" + (f"; {attributes}" if attributes else ""))
    body = value.get("body") or ""
    text = body.get("data", "") if isinstance(body, dict) else body
    if not isinstance(text, str):
        raise FunctionFailure("body is no string")
    if len(text.encode()) > MAXIMUM_BODY:
        raise FunctionFailure(f"body is longer than {MAXIMUM_BODY} bytes")
    return Response(status, headers, text.encode())
