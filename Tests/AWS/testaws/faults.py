# SPDX-License-Identifier: Apache-2.0
"""Faults on demand: errors, lost answers, cut connections, stalls.

A fault is a JSON object:

| member      | meaning                                                                                     |
|-------------|---------------------------------------------------------------------------------------------|
| `operation` | `s3:PutObject`, `s3:*` or `*`                                                               |
| `path`      | only requests whose path contains this text (optional)                                      |
| `mutating`  | `true`: only requests that change something (optional)                                      |
| `nth`       | start at the n-th matching request, counted from 1 (optional; default: the first)           |
| `times`     | how many requests it hits; default 1 with `nth`, else every one                             |
| `action`    | `status`, `throttle`, `reset-before`, `reset-after`, `truncate`, `stall`, `trickle`,        |
|             | `html`, `hang-before`, `hang-after`, `jitter`                                               |
| `status`, `code`, `message`, `headers` | the error for `status` and `throttle`, and the status for `html` |
| `seconds`   | how long to `stall`; the pause of `trickle`; the longest wait of `jitter`                   |
| `bytes`     | how many bytes of the answer `trickle` sends between two pauses (default 1)                 |
| `seed`      | what the waits of `jitter` are drawn from; the n-th request of a seed waits always as long  |

`throttle` is "too many requests" as the operation's service says it: in its protocol, with its code and status.

`hang-before` and `hang-after` never answer: the client is left waiting, before the request is carried out or after it,
until the faults are set anew. Then the connection is dropped, and a request that hung before is not carried out.
"""

from __future__ import annotations

import functools
import random
import threading
import time

from . import models
from .errors import AWSError
from .http import DropConnection
from .serialize import Response

ACTIONS = ("status", "throttle", "reset-before", "reset-after", "truncate", "stall", "trickle", "html", "hang-before",
           "hang-after", "jitter")
MEMBERS = ("operation", "path", "mutating", "nth", "times", "action", "status", "code", "message", "headers", "seconds",
           "bytes", "seed")

CODES = {400: "ThrottlingException", 403: "AccessDenied", 409: "ConflictException", 429: "TooManyRequestsException",
         500: "InternalError", 502: "BadGateway", 503: "SlowDown", 504: "GatewayTimeout"}

# How each service says that it is asked too often; botocore's retry rules and models have the codes.
THROTTLED = {
    "s3": ("SlowDown", 503, "Please reduce your request rate."),
    "cloudfront": ("Throttling", 400, "Rate exceeded"),
    "route53": ("Throttling", 400, "Rate exceeded"),
    "iam": ("Throttling", 400, "Rate exceeded"),
    "sts": ("Throttling", 400, "Rate exceeded"),
    "acm": ("ThrottlingException", 400, "Rate exceeded"),
    "logs": ("ThrottlingException", 400, "Rate exceeded"),
    "resourcegroupstaggingapi": ("ThrottledException", 400, "Rate exceeded"),
    "dynamodb": ("ThrottlingException", 400, "Rate of requests exceeds the allowed throughput."),
    "lambda": ("TooManyRequestsException", 429, "Rate exceeded"),
    "apigatewayv2": ("TooManyRequestsException", 429, "Too Many Requests"),
}


class Faults:
    """The faults in force, in the order in which they were set; the first that applies is taken."""

    def __init__(self):
        self._lock = threading.Lock()
        self._faults = []
        # Set when the faults in force are replaced; what hangs because of them ends then.
        self._over = threading.Event()
        # How often the account was put back; a request that was stalled before is not carried out after it.
        self.epoch = 0

    def set(self, faults):
        """Replaces all faults. Raises `AWSError` for one that makes no sense."""
        if not isinstance(faults, list):
            raise AWSError("BadFault", "faults are a JSON list", 400)
        for fault in faults:
            if not isinstance(fault, dict) or "operation" not in fault or fault.get("action") not in ACTIONS:
                raise AWSError("BadFault", f"a fault needs an operation and an action of {', '.join(ACTIONS)}", 400)
            unknown = [name for name in fault if name not in MEMBERS]
            if unknown:
                raise AWSError("BadFault", f"unknown member {unknown[0]}", 400)
        with self._lock:
            self._over.set()
            self._over = threading.Event()
            self._faults = [{**fault, "seen": 0, "fired": 0, "hanging": 0, "hit": None}
                            for fault in faults]

    def state(self):
        """The faults with how often each was `seen` and `fired`, and how many requests are `hanging` in it."""
        with self._lock:
            return [dict(fault) for fault in self._faults]

    def take(self, operation, path):
        """The fault for a request, or `None`; every matching fault counts the request."""
        taken = None
        with self._lock:
            for fault in self._faults:
                if not _matches(fault, operation, path):
                    continue
                fault["seen"] += 1
                first = fault.get("nth", 1)
                times = fault.get("times", 1 if "nth" in fault else None)
                if fault["seen"] < first or (times is not None and fault["fired"] >= times):
                    continue
                if taken is None:
                    fault["fired"] += 1
                    fault["hit"] = f"{operation.service.name}:{operation.name}"
                    taken = {**fault, "hang": functools.partial(self._hang, fault, self._over)}
        return taken

    def _hang(self, fault, over):
        with self._lock:
            fault["hanging"] += 1
        over.wait()
        raise DropConnection()

    def _sleep(self, seconds):
        epoch = self.epoch
        time.sleep(seconds)
        if self.epoch != epoch:
            raise DropConnection()

    def before(self, fault, operation):
        """What a fault does instead of the request: a `Response`, an exception, or `None` to go on."""
        action = fault["action"]
        if action == "reset-before":
            raise DropConnection()
        if action == "hang-before":
            fault["hang"]()
        if action == "stall":
            self._sleep(fault.get("seconds", 30))
            return None
        if action == "jitter":
            chance = random.Random(f"{fault.get('seed', 0)} {fault['seen']}")
            self._sleep(chance.random() * fault.get("seconds", 0.05))
            return None
        if action == "throttle":
            code, status, message = THROTTLED[operation.service.name]
            raise AWSError(fault.get("code", code), fault.get("message", message), fault.get("status", status),
                           headers=dict(fault.get("headers", {})))
        if action == "html":
            status = fault.get("status", 502)
            page = f"<html><head><title>{status}</title></head><body><h1>Bad gateway</h1></body></html>"
            response = Response(status, [("Content-Type", "text/html")], page)
            response.from_aws = False
            return response
        if action == "status":
            status = fault.get("status", 503)
            code = fault.get("code") or CODES.get(status, "InternalError")
            raise AWSError(code, fault.get("message", "Injected by the test."), status,
                           headers=dict(fault.get("headers", {})))
        return None

    @staticmethod
    def after(fault, response):
        """What a fault does to the answer of a request that was carried out."""
        if fault["action"] == "reset-after":
            raise DropConnection()
        if fault["action"] == "hang-after":
            fault["hang"]()
        if fault["action"] == "trickle":
            response.pace = (int(fault.get("bytes", 1)), float(fault.get("seconds", 0.5)))
        if fault["action"] == "truncate":
            head = [f"HTTP/1.1 {response.status} Cut"]
            head += [f"{k}: {v}" for k, v in response.headers if k.lower() != "content-length"]
            head.append(f"Content-Length: {max(len(response.body), 64)}")
            data = "\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + response.body[: len(response.body) // 2]
            raise DropConnection(data, reset=False)


def _matches(fault, operation, path):
    wanted = fault["operation"]
    if "path" in fault and fault["path"] not in path:
        return False
    if fault.get("mutating") and not operation.mutating:
        return False
    if wanted == "*":
        return True
    service, _, name = wanted.partition(":")
    return models.SERVICES.get(service, service) == operation.service.name and name in ("*", operation.name)
