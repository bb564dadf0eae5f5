# SPDX-License-Identifier: Apache-2.0
"""The data plane: serves what distributions and HTTP APIs serve on AWS.

Hosts that are claimed: `*.cloudfront.net`, aliases of distributions, and
`{api}.execute-api.{region}.amazonaws.com`. For tools that cannot set a Host,
`/test/edge/{distribution id, domain or alias}/{path}` serves the same;
`GET /test/edge/` lists the distributions, and `POST /test/edge/clock` with
`{"advance": seconds}` makes cached objects older.
"""

from __future__ import annotations

import json
import os
import traceback
from typing import Any, Callable, Iterable

from . import edge_api, edge_cloudfront, edge_state, runtime, runtime_install
from .edge_http import Request, Response, json_response, request_from, send

PREFIX = "/test/edge/"

runtime_install.install()


def start(base_url: str) -> None:
    """Tells where the server listens; handlers call the test AWS there."""
    runtime.configure(base_url)


def reset() -> None:
    """Forgets everything that is not in the account itself."""
    edge_cloudfront.reset()
    runtime.default.stop()


def stop() -> None:
    """Ends every process of a function."""
    runtime.default.stop()


def claims(host: str, path: str) -> bool:
    """Whether a request belongs here. `host` may have a port."""
    name = _without_port(host)
    return path.startswith(PREFIX) or edge_api.claims(name) or edge_cloudfront.claims(name)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answers a claimed request (WSGI)."""
    if not runtime.default.is_configured and environ.get("SERVER_PORT"):
        runtime.configure(f"http://127.0.0.1:{environ['SERVER_PORT']}")
    request = request_from(environ, os.environ.get("TESTAWS_EDGE_ASSUME_HTTPS", "1") != "0")
    try:
        response = handle(request)
    except Exception as error:  # a crash here must not look like an answer of AWS
        traceback.print_exc()
        response = json_response(500, {"message": "the test AWS failed"}, f"the test AWS itself failed: {error!r}")
    return send(response, request, environ, start_response)


def handle(request: Request) -> Response:
    """Answers a request by its host, or by its path under `/test/edge/`."""
    if request.path.startswith(PREFIX):
        host, _, path = request.path.removeprefix(PREFIX).partition("/")
        if not host:
            return json_response(200, [_summary(distribution) for distribution in edge_state.distributions()])
        if host == "clock" and request.method == "POST":
            return _advance(request)
        distribution = edge_state.find_distribution(host)
        if distribution is not None and host == distribution.distribution_id:
            host = distribution.domain_name
        request.host, request.path = host.lower(), "/" + path
        request.headers.set("Host", request.host)
    if edge_api.claims(request.host):
        return edge_api.handle(request)
    return edge_cloudfront.handle(request)


def _summary(distribution: Any) -> dict[str, Any]:
    config = edge_state.distribution_config(distribution)
    return {
        "id": distribution.distribution_id,
        "domainName": distribution.domain_name,
        "aliases": edge_state.aliases(distribution),
        "enabled": str(config.get("Enabled")).lower() == "true",
    }


def _advance(request: Request) -> Response:
    try:
        seconds = float(json.loads(request.body)["advance"])
    except (ValueError, TypeError, KeyError):
        return json_response(400, {"message": 'the body has to be {"advance": seconds}'})
    edge_cloudfront.clock.offset += seconds
    return json_response(200, {"offset": edge_cloudfront.clock.offset})


def _without_port(host: str) -> str:
    return host.rsplit(":", 1)[0].lower()

