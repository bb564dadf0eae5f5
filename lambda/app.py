# SPDX-License-Identifier: Apache-2.0
"""The visitor counter behind an API Gateway HTTP API, payload format 2.0.

``GET`` and ``HEAD`` read the count, ``POST`` adds one. The answer is ``{"count": n}``.

======  =================================================================
status  when
======  =================================================================
200     the count was read or added to
400     the event is not one of payload format 2.0
405     another method; ``Allow`` names the right ones
500     the function is not configured, or AWS failed; ``id`` is in the log
503     DynamoDB is throttling; ``Retry-After`` says when to come back
======  =================================================================

Environment: ``TABLE_NAME`` (required), ``COUNTER_ID`` (``visitors`` by default).
Permissions: ``dynamodb:UpdateItem`` and ``dynamodb:GetItem`` on that one table.

Each call writes one line of JSON to the log. It says what was done, never for whom: no address,
no user agent, no cookie, no query string.
"""

from __future__ import annotations

import json
import os
import time
import uuid
from typing import Any

from botocore.exceptions import ClientError

import counter

METHODS = ("GET", "HEAD", "POST")
RETRY_AFTER_SECONDS = 1

Response = dict[str, Any]


class MalformedEventError(Exception):
    """The event is not an HTTP API event of payload format 2.0."""


def handler(event: Any, context: Any) -> Response:
    """Answers one request. It never raises: each failure becomes a response and a log line."""
    started = time.perf_counter()
    request_id = str(getattr(context, "aws_request_id", None) or uuid.uuid4())
    method: str | None = None
    fields: dict[str, Any] = {}
    try:
        method = _method(event)
        if method not in METHODS:
            # An unknown method is the visitor's own text, which has no place in the log.
            method = "other"
            level, message = "WARN", "method not allowed"
            response = _response(405, {"error": "method not allowed"}, Allow=", ".join(METHODS))
        else:
            count = counter.add_one() if method == "POST" else counter.read()
            level, message = "INFO", "counted" if method == "POST" else "read"
            fields["count"] = count
            response = _response(200, {"count": count})
    except MalformedEventError as error:
        level, message = "WARN", f"malformed event: {error}"
        response = _response(400, {"error": "malformed request"})
    except counter.ConfigurationError as error:
        level, message = "ERROR", f"not configured: {error}"
        response = _internal_error(request_id)
    except Exception as error:
        fields.update(_describe(error))
        if counter.is_throttling(error):
            level, message = "WARN", "DynamoDB is throttling"
            response = _response(
                503,
                {"error": "busy, try again"},
                **{"Retry-After": str(RETRY_AFTER_SECONDS)},
            )
        else:
            level, message = "ERROR", "request failed"
            response = _internal_error(request_id)

    if method == "HEAD":
        response["body"] = ""
    _log(
        level=level,
        message=message,
        requestId=request_id,
        method=method,
        status=response["statusCode"],
        durationMs=round((time.perf_counter() - started) * 1000, 1),
        **fields,
    )
    return response


def _method(event: Any) -> str:
    """Returns the request's method, or raises ``MalformedEventError`` with the reason."""
    if not isinstance(event, dict):
        raise MalformedEventError("not a JSON object")
    if event.get("version") != "2.0":
        raise MalformedEventError(
            "version is not 2.0; set the integration's payload format version to 2.0"
        )
    request = event.get("requestContext")
    http = request.get("http") if isinstance(request, dict) else None
    method = http.get("method") if isinstance(http, dict) else None
    if not isinstance(method, str) or not method:
        raise MalformedEventError("requestContext.http.method is missing")
    return method.upper()


def _response(status: int, body: dict[str, Any], **headers: str) -> Response:
    return {
        "statusCode": status,
        "headers": {"Content-Type": "application/json", "Cache-Control": "no-store", **headers},
        "body": json.dumps(body),
        "isBase64Encoded": False,
    }


def _internal_error(request_id: str) -> Response:
    """Says only where to look: the id is the one in the log line."""
    return _response(500, {"error": "internal error", "id": request_id})


def _describe(error: Exception) -> dict[str, Any]:
    """Returns what the owner needs to find the cause of a failure. It goes to the log only."""
    fields: dict[str, Any] = {"error": type(error).__name__, "detail": str(error)}
    if isinstance(error, ClientError):
        metadata = error.response.get("ResponseMetadata", {})
        fields["awsOperation"] = error.operation_name
        fields["awsCode"] = error.response.get("Error", {}).get("Code")
        fields["awsStatus"] = metadata.get("HTTPStatusCode")
        fields["awsRequestId"] = metadata.get("RequestId")
    return fields


def _log(**fields: Any) -> None:
    # Not the logging module: in Lambda its handler puts its own text in front of the JSON.
    print(
        json.dumps({key: value for key, value in fields.items() if value is not None}), flush=True
    )


if os.environ.get("AWS_LAMBDA_RUNTIME_API"):
    # Lambda lends a full processor while the function starts; making the client takes a second
    # at the small share that a visit gets.
    counter.connection.client()
