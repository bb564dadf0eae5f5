# SPDX-License-Identifier: Apache-2.0
"""A checked request on its way to the code that answers it, and the register of that code.

A handler is a function registered with `@handles("service", "Operation", …)`. It gets a `Call` and returns a result in
botocore's form, or a `Response`; it may let moto answer with `call.forward()` and change what comes back. An operation
without a handler goes to moto, unless its service is served here alone (`own_services`).
"""

from __future__ import annotations

import threading

from . import moto_app, serialize
from .errors import AWSError

_handlers = {}
_before = {}
_resets = []

# One lock for all state kept here: requests are short, and half-done changes must not be seen.
lock = threading.RLock()

# Served wholly by handlers: what has none is refused instead of being answered laxly.
own_services = {"cloudfront", "route53", "acm", "apigatewayv2"}

# Operations of S3 that moto answers as something they are not.
S3_REFUSED_WORDS = (
    "Analytics", "Annotation", "IntelligentTiering", "Inventory", "Metrics", "Metadata", "Select", "Rename", "Torrent",
    "Session", "DirectoryBuckets", "WriteGetObjectResponse", "Abac", "UpdateObjectEncryption")


class Call:
    """One request: its operation and parameters, its signer's region and account."""

    def __init__(self, operation, params, environ, scope, account, body):
        self.operation = operation
        self.service = operation.service
        self.params = params
        self.environ = environ
        self.region = scope.region if scope is not None else "us-east-1"
        self.account = account
        self.body = body

    def get(self, *path, default=None):
        """A parameter by its path of member names."""
        value = self.params
        for name in path:
            if not isinstance(value, dict) or name not in value:
                return default
            value = value[name]
        return value

    def forward(self):
        """moto's answer to the request."""
        return moto_app.run(self.service.name, self.environ, self.body)

    def answer(self, value=None, status=None):
        """A success in the protocol's form."""
        return serialize.result(self.operation, value or {}, status)


def handles(service, *operations):
    """Registers a handler."""

    def register(function):
        for operation in operations:
            if (service, operation) in _handlers:
                raise ValueError(f"two handlers for {service}:{operation}")
            _handlers[service, operation] = function
        return function

    return register


def before(service):
    """Registers a check that runs before every operation of a service; it may raise an `AWSError`."""

    def register(function):
        _before.setdefault(service, []).append(function)
        return function

    return register


def on_reset(function):
    """Registers a function that empties a store."""
    _resets.append(function)
    return function


def reset():
    """Empties moto and every store here."""
    with lock:
        moto_app.reset()
        forget_running()


def forget_running():
    """Empties every store beside the account: caches of the edge, processes of functions."""
    for function in _resets:
        function()


def dispatch(call):
    """Answers a checked call."""
    for check in _before.get(call.service.name, ()):
        check(call)
    handler = _handlers.get((call.service.name, call.operation.name))
    if handler is not None:
        with lock:
            value = handler(call)
        if isinstance(value, serialize.Response):
            return value
        return call.answer(value)
    name = call.operation.name
    if call.service.name in own_services or (
            call.service.name == "s3" and any(word in name for word in S3_REFUSED_WORDS)):
        raise AWSError("NotImplemented", f"The test AWS has no {call.service.name}:{name}.", 501)
    return call.forward()
