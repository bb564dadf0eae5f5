# SPDX-License-Identifier: Apache-2.0
"""HTTP APIs. Kept on moto's backends, `apis` by id."""

from __future__ import annotations

import re

from .. import ids, moto_app, settings
from ..calls import handles
from ..errors import AWSError
from ..signatures import ACCOUNT

METHODS = ("ANY", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
ROUTE_KEY = re.compile(r"^(\$default|([A-Z]+) (/[^\s?#]*))$")
STAGE_NAME = re.compile(r"^(\$default|[A-Za-z0-9_-]{1,128})$")
FUNCTION_URI = re.compile(
    r"^(arn:aws:apigateway:[a-z0-9-]+:lambda:path/2015-03-31/functions/)?"
    r"arn:aws:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]{1,64}(:[A-Za-z0-9$_-]+)?(/invocations)?$")
TAG_ARN = re.compile(r"^arn:aws:apigateway:(?P<region>[a-z0-9-]+)::/apis/(?P<api>[a-z0-9]+)(/stages/(?P<stage>.+))?$")


class Part:
    """Something with members in botocore's form in `data`; `part.route_key` reads `RouteKey`."""

    def __init__(self, data):
        self.data = data

    def __getattr__(self, name):
        if name.startswith("_") or name == "data":
            raise AttributeError(name)
        return self.data.get("".join(word.capitalize() for word in name.split("_")))


class Stage(Part):
    """A stage of an API."""

    @property
    def name(self):
        return self.data["StageName"]

    @property
    def config(self):
        return {"deploymentId": self.data.get("DeploymentId")}

    def deploy(self):
        """A new deployment, as each change makes one while AutoDeploy is on."""
        if self.data.get("AutoDeploy"):
            deployment = ids.lower("", 6)
            self.data.update(
                DeploymentId=deployment,
                LastDeploymentStatusMessage=f"Successfully deployed stage with deployment ID '{deployment}'")


class Api(Part):
    """An HTTP API with its integrations, routes and stages."""

    def __init__(self, data, region):
        super().__init__(data)
        self.region = region
        self.integrations, self.routes, self.stages = {}, {}, {}

    @property
    def api_id(self):
        return self.data["ApiId"]

    @property
    def arn(self):
        return f"arn:aws:apigateway:{self.region}::/apis/{self.api_id}"

    @property
    def cors_configuration(self):
        """The CORS configuration with the member names of the wire, `None` without one."""
        cors = self.data.get("CorsConfiguration")
        return {name[0].lower() + name[1:]: value for name, value in cors.items()} if cors else None

    def deploy(self):
        for stage in self.stages.values():
            stage.deploy()


def apis(region):
    """The APIs of a region by id."""
    return moto_app.backend("apigatewayv2")[ACCOUNT][region].apis


def _not_found(what):
    return AWSError("NotFoundException", f"Invalid {what}")


def _api(call):
    try:
        return apis(call.region)[call.params["ApiId"]]
    except KeyError:
        raise _not_found(f"API identifier specified {ACCOUNT}:{call.params['ApiId']}") from None


def _bad(message):
    return AWSError("BadRequestException", message)


def _changes(call, *excluded):
    return {name: value for name, value in call.params.items() if name not in ("ApiId", "Tags", *excluded)}


def _page(call, things):
    limit = call.get("MaxResults")
    if limit is not None and not limit.isdigit():
        raise _bad("MaxResults is no number")
    chosen, following = ids.page(list(things.items()), call.get("NextToken"), int(limit or 500), lambda item: item[0])
    return {"Items": [part.data for _, part in chosen], "NextToken": following}


def check_tags(tags):
    for key in tags:
        if key.lower().startswith("aws:"):
            raise _bad(f"Invalid tag key: {key}")
    if len(tags) > 50:
        raise _bad("There are more than 50 tags.")
    return dict(tags)


# APIs.


def _cors(cors):
    if cors.get("AllowCredentials") and "*" in cors.get("AllowOrigins", []):
        raise _bad("AllowOrigins cannot be '*' when AllowCredentials is true.")
    for origin in cors.get("AllowOrigins", []):
        if origin != "*" and not re.fullmatch(r"(https?|\*|[a-z][a-z0-9+.-]*)://[^/]+", origin):
            raise _bad(f"Invalid format for origin {origin}. Origins have a scheme and no path.")
    for method in cors.get("AllowMethods", []):
        if method not in ("*", *METHODS[1:]):
            raise _bad(f"Invalid method {method}.")
    result = {"AllowCredentials": False, "MaxAge": 0, **cors}
    for name in ("AllowHeaders", "ExposeHeaders"):
        if name in result:
            result[name] = [header.lower() for header in result[name]]
    return result


@handles("apigatewayv2", "CreateApi")
def create_api(call):
    if call.params["ProtocolType"] != "HTTP":
        raise AWSError("NotImplemented", "The test AWS has HTTP APIs only.", 501)
    for name in ("Target", "RouteKey", "CredentialsArn"):
        if name in call.params:
            raise AWSError("NotImplemented", f"The test AWS has no quick create ({name}).", 501)
    if call.get("RouteSelectionExpression", default="$request.method $request.path") != \
            "$request.method $request.path":
        raise _bad("RouteSelectionExpression of an HTTP API must be '$request.method $request.path'.")
    data = _changes(call)
    if "CorsConfiguration" in data:
        data["CorsConfiguration"] = _cors(data["CorsConfiguration"])
    identifier = ids.lower("", 10)
    data = {"ApiKeySelectionExpression": "$request.header.x-api-key", "DisableExecuteApiEndpoint": False,
            "IpAddressType": "ipv4", "RouteSelectionExpression": "$request.method $request.path", **data,
            "ApiId": identifier, "ApiEndpoint": f"https://{identifier}.execute-api.{call.region}.amazonaws.com",
            "CreatedDate": ids.now(), "Tags": check_tags(call.get("Tags", default={}))}
    apis(call.region)[identifier] = Api(data, call.region)
    return data


@handles("apigatewayv2", "GetApi")
def get_api(call):
    return _api(call).data


@handles("apigatewayv2", "GetApis")
def get_apis(call):
    return _page(call, apis(call.region))


@handles("apigatewayv2", "UpdateApi")
def update_api(call):
    api = _api(call)
    changes = _changes(call)
    if "CorsConfiguration" in changes:
        changes["CorsConfiguration"] = _cors(changes["CorsConfiguration"])
    api.data.update(changes)
    api.deploy()
    return api.data


@handles("apigatewayv2", "DeleteApi")
def delete_api(call):
    del apis(call.region)[_api(call).api_id]
    return {}


@handles("apigatewayv2", "DeleteCorsConfiguration")
def delete_cors(call):
    api = _api(call)
    if api.data.pop("CorsConfiguration", None) is None:
        raise _not_found("CORS configuration: there is none")
    return {}


# Integrations.


def _integration(call):
    try:
        return _api(call).integrations[call.params["IntegrationId"]]
    except KeyError:
        raise _not_found(f"Integration identifier specified {call.params['IntegrationId']}") from None


def _check_integration(data):
    if data["IntegrationType"] == "AWS_PROXY" and "IntegrationSubtype" not in data:
        if not FUNCTION_URI.match(data.get("IntegrationUri", "")):
            raise _bad(f"Invalid function ARN or invalid uri: {data.get('IntegrationUri')}")
        if data.get("PayloadFormatVersion") not in ("1.0", "2.0"):
            raise _bad("PayloadFormatVersion of a Lambda integration must be 1.0 or 2.0.")
    elif data["IntegrationType"] not in ("AWS_PROXY", "HTTP_PROXY"):
        raise _bad(f"IntegrationType {data['IntegrationType']} is not supported for HTTP APIs.")
    if not 50 <= data["TimeoutInMillis"] <= 30000:
        raise _bad("Timeout should be between 50 ms and 30000 ms.")


@handles("apigatewayv2", "CreateIntegration")
def create_integration(call):
    api = _api(call)
    data = {"ConnectionType": "INTERNET", "TimeoutInMillis": 30000, **_changes(call),
            "IntegrationId": ids.lower("", 7)}
    if data["IntegrationType"] == "AWS_PROXY":
        data.setdefault("IntegrationMethod", "POST")
    _check_integration(data)
    api.integrations[data["IntegrationId"]] = Part(data)
    api.deploy()
    return data


@handles("apigatewayv2", "GetIntegration")
def get_integration(call):
    return _integration(call).data


@handles("apigatewayv2", "GetIntegrations")
def get_integrations(call):
    return _page(call, _api(call).integrations)


@handles("apigatewayv2", "UpdateIntegration")
def update_integration(call):
    integration = _integration(call)
    data = {**integration.data, **_changes(call, "IntegrationId")}
    _check_integration(data)
    integration.data = data
    _api(call).deploy()
    return data


@handles("apigatewayv2", "DeleteIntegration")
def delete_integration(call):
    api, integration = _api(call), _integration(call)
    identifier = integration.data["IntegrationId"]
    users = [r.data["RouteKey"] for r in api.routes.values() if r.data.get("Target") == f"integrations/{identifier}"]
    if users:
        raise AWSError("ConflictException", f"Cannot delete Integration {identifier}. Other resources are still "
                       f"referencing it: {', '.join(users)}.")
    del api.integrations[identifier]
    return {}


# Routes.


def _route(call):
    try:
        return _api(call).routes[call.params["RouteId"]]
    except KeyError:
        raise _not_found(f"Route identifier specified {call.params['RouteId']}") from None


def _check_route(api, data, current=None):
    match = ROUTE_KEY.match(data["RouteKey"])
    if match is None or (match[2] and match[2] not in METHODS):
        raise _bad(f"The provided route key is not formatted properly for HTTP protocol. Format should be "
                   f"'<HTTP METHOD> /<PATH>' or '$default': {data['RouteKey']}")
    for other in api.routes.values():
        if other is not current and other.data["RouteKey"] == data["RouteKey"]:
            raise AWSError("ConflictException", f"Route with key {data['RouteKey']} already exists for this API")
    target = data.get("Target")
    if target is not None and target.removeprefix("integrations/") not in api.integrations:
        raise _not_found(f"integration {target}: it does not exist")


@handles("apigatewayv2", "CreateRoute")
def create_route(call):
    api = _api(call)
    data = {"ApiKeyRequired": False, "AuthorizationType": "NONE", **_changes(call), "RouteId": ids.lower("", 7)}
    _check_route(api, data)
    api.routes[data["RouteId"]] = Part(data)
    api.deploy()
    return data


@handles("apigatewayv2", "GetRoute")
def get_route(call):
    return _route(call).data


@handles("apigatewayv2", "GetRoutes")
def get_routes(call):
    return _page(call, _api(call).routes)


@handles("apigatewayv2", "UpdateRoute")
def update_route(call):
    api, route = _api(call), _route(call)
    data = {**route.data, **_changes(call, "RouteId")}
    _check_route(api, data, route)
    route.data = data
    api.deploy()
    return data


@handles("apigatewayv2", "DeleteRoute")
def delete_route(call):
    api, route = _api(call), _route(call)
    del api.routes[route.data["RouteId"]]
    for stage in api.stages.values():
        stage.data["RouteSettings"].pop(route.data["RouteKey"], None)
    api.deploy()
    return {}


# Stages.


def _stage(call):
    try:
        return _api(call).stages[call.params["StageName"]]
    except KeyError:
        raise _not_found(f"stage identifier specified {call.params['StageName']}") from None


def _check_stage(api, data, region):
    for settings_ in (data["DefaultRouteSettings"], *data["RouteSettings"].values()):
        if "DataTraceEnabled" in settings_ or "LoggingLevel" in settings_:
            raise _bad("Execution logs are not supported on protocolType HTTP")
        if settings_.get("ThrottlingRateLimit", 0) < 0 or settings_.get("ThrottlingBurstLimit", 0) < 0:
            raise _bad("Throttling limits must not be negative.")
        if ("ThrottlingRateLimit" in settings_) != ("ThrottlingBurstLimit" in settings_):
            raise _bad("ThrottlingRateLimit and ThrottlingBurstLimit must be given together.")
    keys = {route.data["RouteKey"] for route in api.routes.values()}
    for key in data["RouteSettings"]:
        if key not in keys:
            raise _not_found(f"route key {key}: Unable to find Route by key")
    log = data.get("AccessLogSettings")
    if log is not None:
        arn = log.get("DestinationArn", "").removesuffix(":*")
        groups = moto_app.backend("logs")[ACCOUNT][region].groups
        if not any(group.arn.removesuffix(":*") == arn for group in groups.values()):
            raise _bad(f"The log group {arn} does not exist.")
        if "$context.requestId" not in log.get("Format", "") and "$context.extendedRequestId" not in log["Format"]:
            raise _bad("The access log format must contain $context.requestId.")


@handles("apigatewayv2", "CreateStage")
def create_stage(call):
    api = _api(call)
    name = call.params["StageName"]
    if not STAGE_NAME.match(name):
        raise _bad(f"Invalid stage name {name}.")
    if name in api.stages:
        raise AWSError("ConflictException", f"Stage already exists: {name}")
    if "DeploymentId" in call.params:
        raise AWSError("NotImplemented", "The test AWS has stages with AutoDeploy only.", 501)
    now = ids.now()
    data = {"AutoDeploy": False, "RouteSettings": {}, "StageVariables": {}, **_changes(call),
            "CreatedDate": now, "LastUpdatedDate": now, "Tags": check_tags(call.get("Tags", default={}))}
    data["DefaultRouteSettings"] = {"DetailedMetricsEnabled": False, **data.get("DefaultRouteSettings", {})}
    _check_stage(api, data, call.region)
    api.stages[name] = stage = Stage(data)
    stage.deploy()
    return data


@handles("apigatewayv2", "GetStage")
def get_stage(call):
    stage = _stage(call)
    if settings.left(stage, "apigateway.deploy_reads"):
        hidden = ("DeploymentId", "LastDeploymentStatusMessage")
        return {name: value for name, value in stage.data.items() if name not in hidden}
    return stage.data


@handles("apigatewayv2", "GetStages")
def get_stages(call):
    return _page(call, _api(call).stages)


@handles("apigatewayv2", "UpdateStage")
def update_stage(call):
    stage = _stage(call)
    changes = _changes(call, "StageName")
    data = {**stage.data, **changes}
    for name in ("DefaultRouteSettings", "RouteSettings", "StageVariables"):
        data[name] = {**stage.data[name], **changes.get(name, {})}
    data["StageVariables"] = {k: v for k, v in data["StageVariables"].items() if v != ""}
    _check_stage(_api(call), data, call.region)
    data["LastUpdatedDate"] = ids.now()
    stage.data = data
    stage.deploy()
    return data


@handles("apigatewayv2", "DeleteStage")
def delete_stage(call):
    del _api(call).stages[_stage(call).name]
    return {}


@handles("apigatewayv2", "DeleteRouteSettings")
def delete_route_settings(call):
    stage = _stage(call)
    if stage.data["RouteSettings"].pop(call.params["RouteKey"], None) is None:
        raise _not_found(f"route key {call.params['RouteKey']}: it has no settings")
    stage.deploy()
    return {}


@handles("apigatewayv2", "DeleteAccessLogSettings")
def delete_access_log(call):
    stage = _stage(call)
    if stage.data.pop("AccessLogSettings", None) is None:
        raise _not_found("access log settings: there are none")
    return {}


# Tags of APIs and stages.


def _tags(call):
    match = TAG_ARN.match(call.params["ResourceArn"])
    if match is None or match["region"] != call.region:
        raise _bad(f"Invalid ARN specified in the request: {call.params['ResourceArn']}")
    api = apis(call.region).get(match["api"])
    if api is not None and match["stage"]:
        api = api.stages.get(match["stage"])
    if api is None:
        raise _not_found(f"resource {call.params['ResourceArn']}")
    return api.data["Tags"]


@handles("apigatewayv2", "GetTags")
def get_tags(call):
    return {"Tags": _tags(call)}


@handles("apigatewayv2", "TagResource")
def tag_resource(call):
    tags = _tags(call)
    tags.update(check_tags({**tags, **call.get("Tags", default={})}))
    return {}


@handles("apigatewayv2", "UntagResource")
def untag_resource(call):
    tags = _tags(call)
    for key in call.params["TagKeys"]:
        tags.pop(key, None)
    return {}
