# SPDX-License-Identifier: Apache-2.0
"""Makes moto's Lambda Invoke run functions for real.

AWS reference: AWS Lambda API Reference, "Invoke".
"""

from __future__ import annotations

import base64
import json
import threading
from typing import Any

from moto.awslambda.exceptions import LambdaClientError
from moto.awslambda.models import LambdaFunction

from . import function_role, runtime

LOG_TAIL_BYTES = 4096


class InvalidRequestContentException(LambdaClientError):
    def __init__(self, detail: str):
        super().__init__("InvalidRequestContentException", f"Could not parse request body into json: {detail}")


class TooManyRequestsException(LambdaClientError):
    code = 429

    def __init__(self) -> None:
        super().__init__("TooManyRequestsException", "Rate Exceeded.")


class KMSAccessDeniedException(LambdaClientError):
    code = 502

    def __init__(self, message: str) -> None:
        super().__init__("KMSAccessDeniedException", message)


def _invoke_lambda(self: LambdaFunction, event: Any = None) -> tuple[str, bool, str]:
    _learn_endpoint()
    result = runtime.invoke(self, {} if event is None else event)
    return result.payload.decode("utf-8", "replace"), result.error is not None, result.logs


def _invoke(self: LambdaFunction, body: Any, request_headers: Any, response_headers: Any) -> bytes:
    _learn_endpoint()
    payload = body.encode() if isinstance(body, str) else bytes(body or b"")
    payload = payload or b"{}"
    try:
        json.loads(payload)
    except ValueError as error:
        raise InvalidRequestContentException(str(error)) from error
    if self.reserved_concurrency is not None and int(self.reserved_concurrency) == 0:
        raise TooManyRequestsException()
    kind = request_headers.get("x-amz-invocation-type", "RequestResponse")
    if kind == "DryRun":
        return b""
    refusal = function_role.refusal(self)
    if refusal is not None:
        raise KMSAccessDeniedException(refusal)
    if kind == "Event":
        threading.Thread(target=runtime.invoke, args=(self, payload), daemon=True).start()
        return b""
    result = runtime.invoke(self, payload)
    response_headers["x-amz-executed-version"] = "$LATEST"
    if result.error is not None:
        response_headers["x-amz-function-error"] = result.error
    tail = result.logs.encode()[-LOG_TAIL_BYTES:]
    response_headers["x-amz-log-result"] = base64.b64encode(tail).decode()
    return result.payload


def _learn_endpoint() -> None:
    """Takes the address of the running server from its own request, unless it was told."""
    from flask import has_request_context, request

    if not runtime.default.is_configured and has_request_context() and "SERVER_PORT" in request.environ:
        runtime.configure(f"http://127.0.0.1:{request.environ['SERVER_PORT']}")


def install() -> None:
    """Replaces what moto does without Docker. Calling it twice does no harm."""
    LambdaFunction._invoke_lambda = _invoke_lambda  # type: ignore[method-assign]
    LambdaFunction.invoke = _invoke  # type: ignore[method-assign]
