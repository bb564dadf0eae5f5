# SPDX-License-Identifier: Apache-2.0
"""The front of HTTP APIs: routes, permission, invocation, CORS.

AWS reference: API Gateway Developer Guide, "Working with HTTP APIs". Throttling
and authorizers are not played: a route with an authorizer refuses everybody.
"""

from __future__ import annotations

import re
import uuid
from typing import Any

from . import edge_payload, edge_policy, edge_routes, edge_state, function_role, runtime
from .edge_http import Headers, Request, Response, json_response

HOST = re.compile(r"^([a-z0-9]+)\.execute-api\.([a-z0-9-]+)\.amazonaws\.com$")
FUNCTION_ARN = re.compile(r"arn:aws:lambda:[a-z0-9-]+:\d{12}:function:[^/]+")


def claims(host: str) -> bool:
    return HOST.match(host) is not None


def handle(request: Request) -> Response:
    """Answers a request to `{api}.execute-api.{region}.amazonaws.com`."""
    match = HOST.match(request.host)
    api = edge_state.api(match[2], match[1]) if match else None
    if match is None or api is None:
        return json_response(403, {"message": "Forbidden"}, f"no API behind {request.host}")
    if api.disable_execute_api_endpoint in (True, "true"):
        return json_response(404, {"message": "Not Found"}, "the default endpoint is disabled")
    response = _in_stage(api, match[2], request)
    response.headers.set("apigw-requestid", uuid.uuid4().hex[:16])
    return response


def _in_stage(api: Any, region: str, request: Request) -> Response:
    first = request.path.split("/")[1] if request.path.startswith("/") else ""
    stage, path = api.stages.get(first), request.path[len(first) + 1 :] or "/"
    if stage is None:
        stage, path = api.stages.get("$default"), request.path
    if stage is None:
        return json_response(404, {"message": "Not Found"}, "no stage for this path, and no $default stage")
    if not stage.auto_deploy and not stage.config.get("deploymentId"):
        return json_response(404, {"message": "Not Found"}, f"stage {stage.name} has no deployment")
    cors = api.cors_configuration
    if cors and request.method == "OPTIONS":
        return _preflight(cors, request)
    response = _routed(api, region, stage, path, request)
    if cors:
        _apply_cors(cors, request, response)
    return response


def _routed(api: Any, region: str, stage: Any, path: str, request: Request) -> Response:
    match = edge_routes.find(list(api.routes.values()), request.method, path)
    if match is None:
        return json_response(404, {"message": "Not Found"}, f"no route for {request.method} {path}")
    route = match.route
    if (route.authorization_type or "NONE") != "NONE":
        message = "Forbidden" if route.authorization_type == "AWS_IAM" else "Unauthorized"
        return json_response(403 if message == "Forbidden" else 401, {"message": message})
    integration = api.integrations.get((route.target or "").removeprefix("integrations/"))
    if integration is None:
        return _failure(f"route {route.route_key} has no integration")
    if integration.integration_type != "AWS_PROXY" or integration.payload_format_version != "2.0":
        return _failure("only AWS_PROXY integrations of payload format 2.0 are played")
    arn = FUNCTION_ARN.search(integration.integration_uri or "")
    function = edge_state.lambda_function(arn[0]) if arn else None
    if function is None:
        return _failure(f"no function {integration.integration_uri}")
    source = source_arn(region, api.api_id, stage.name, route.route_key, request.method)
    if not integration.credentials_arn and not may_invoke(function, source):
        return _failure(f"the policy of {function.function_name} does not let {source} invoke it")
    if function.reserved_concurrency is not None and int(function.reserved_concurrency) == 0:
        return json_response(503, {"message": "Service Unavailable"}, "the function's concurrency is 0")
    refusal = function_role.refusal(function)
    if refusal is not None:
        return _failure(refusal)
    target = edge_payload.Target(
        api.api_id, region, stage.name, stage.stage_variables or {}, route.route_key, match.parameters
    )
    result = runtime.invoke(function, edge_payload.event(request, target))
    if result.error is not None:
        return _failure(f"the function failed: {result.payload.decode('utf-8', 'replace')[:1000]}")
    try:
        return edge_payload.response(result.payload)
    except edge_payload.InvalidResult as error:
        return _failure(str(error))


def _failure(reason: str) -> Response:
    return json_response(500, {"message": "Internal Server Error"}, reason)


def source_arn(region: str, api_id: str, stage: str, route_key: str, method: str) -> str:
    """The ARN under which API Gateway calls a function for a route."""
    base = f"arn:aws:execute-api:{region}:{edge_state.ACCOUNT}:{api_id}/{stage}"
    if route_key == "$default":
        return f"{base}/$default"
    route_method, _, path = route_key.partition(" ")
    return f"{base}/{method if route_method == 'ANY' else route_method}{path}"


def may_invoke(function: Any, source: str) -> bool:
    """Whether the function's own policy admits API Gateway for this route."""
    resource = function.function_arn
    statements = []
    for statement in function.policy.statements:
        # moto appends an empty or $LATEST qualifier to the function's ARN.
        cleaned = {**statement, "Resource": str(statement.get("Resource", "")).rstrip(":").removesuffix(":$LATEST")}
        statements.append(cleaned)
    context = {"aws:sourcearn": source, "aws:sourceaccount": edge_state.ACCOUNT}
    access = edge_policy.Access("apigateway.amazonaws.com", "lambda:InvokeFunction", resource, context)
    return edge_policy.admits({"Statement": statements}, access)


def _allowed_origin(cors: dict[str, Any], request: Request) -> str | None:
    origin = request.headers.get("Origin")
    allowed = cors.get("allowOrigins") or []
    if origin is None:
        return None
    if "*" in allowed:
        return "*"
    return origin if any(edge_policy.like(pattern, origin, ignoring_case=True) for pattern in allowed) else None


def _preflight(cors: dict[str, Any], request: Request) -> Response:
    response = Response(204)
    origin = _allowed_origin(cors, request)
    if origin is None:
        return response
    wanted = request.headers.get("Access-Control-Request-Method")
    methods = [method.upper() for method in cors.get("allowMethods") or []]
    if wanted and "*" not in methods and wanted.upper() not in methods:
        return response
    _apply_cors(cors, request, response)
    for what in ("Methods", "Headers"):
        if cors.get(f"allow{what}"):
            response.headers.set(f"access-control-allow-{what.lower()}", ",".join(cors[f"allow{what}"]))
    if cors.get("maxAge") is not None:
        response.headers.set("access-control-max-age", str(cors["maxAge"]))
    return response


def _apply_cors(cors: dict[str, Any], request: Request, response: Response) -> None:
    """Drops the function's own CORS headers, as the gateway does, and sets the configured ones."""
    response.headers = Headers(
        item for item in response.headers.items if not item[0].lower().startswith("access-control-")
    )
    origin = _allowed_origin(cors, request)
    if origin is None:
        return
    response.headers.set("access-control-allow-origin", origin)
    if cors.get("allowCredentials"):
        response.headers.set("access-control-allow-credentials", "true")
    if cors.get("exposeHeaders"):
        response.headers.set("access-control-expose-headers", ",".join(cors["exposeHeaders"]))
