# SPDX-License-Identifier: Apache-2.0
"""moto's WSGI applications, one per service, called without a detour through the Host header."""

from __future__ import annotations

import functools
import io
import os
import threading

os.environ["MOTO_ACCOUNT_ID"] = "123456789012"  # spares moto a search for the access key's owner

import moto.backends as backends  # noqa: E402
from moto.core.base_backend import BackendDict  # noqa: E402
from moto.core.model_instances import reset_model_data  # noqa: E402
from moto.moto_server.werkzeug_app import create_backend_app  # noqa: E402

from .serialize import Response  # noqa: E402

_modules = frozenset(backends.list_of_moto_modules())
backends.list_of_moto_modules = lambda: _modules  # moto lists a directory each time

_NAMES = {"lambda": "awslambda"}
_lock = threading.Lock()
_apps = {}


def _app(service):
    with _lock:
        if service not in _apps:
            _apps[service] = create_backend_app(_NAMES.get(service, service))
        return _apps[service]


def run(service, environ, body):
    """Sends a request to moto and returns its answer."""
    environ = dict(environ)
    environ["wsgi.input"] = io.BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))
    answer = {}

    def start_response(status, headers, exc_info=None):
        answer["status"], answer["headers"] = int(status[:3]), headers
        return lambda data: None

    result = _app(service)(environ, start_response)
    try:
        data = b"".join(result)
    finally:
        if hasattr(result, "close"):
            result.close()
    return Response(answer["status"], answer["headers"], data)


def reset():
    """Removes every resource from moto."""
    BackendDict.reset()
    reset_model_data()


@functools.cache
def backend(service):
    """moto's backends of a service, by account and region."""
    return backends.get_backend(_NAMES.get(service, service))
