# SPDX-License-Identifier: Apache-2.0
"""HTTP APIs: what moto lacks."""

import pytest
import stack
from refusals import refuses

FUNCTION = f"arn:aws:lambda:us-east-1:{stack.ACCOUNT}:function:resume"


@pytest.fixture
def gw(aws):
    return aws.client("apigatewayv2")


@pytest.fixture
def api(gw):
    return gw.create_api(Name="resume", ProtocolType="HTTP", Tags=stack.TAGS)["ApiId"]


def integrate(gw, api, **changes):
    return gw.create_integration(ApiId=api, **{
        "IntegrationType": "AWS_PROXY", "IntegrationUri": FUNCTION, "PayloadFormatVersion": "2.0", **changes})


def status(answer):
    return answer["ResponseMetadata"]["HTTPStatusCode"]


def test_create_answers_201_and_delete_204(gw, api):
    integration = integrate(gw, api)
    route = gw.create_route(ApiId=api, RouteKey="GET /x", Target=f"integrations/{integration['IntegrationId']}")
    stage = gw.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    assert [status(a) for a in (integration, route, stage)] == [201] * 3
    deleted = [gw.delete_route(ApiId=api, RouteId=route["RouteId"]),
               gw.delete_integration(ApiId=api, IntegrationId=integration["IntegrationId"]),
               gw.delete_stage(ApiId=api, StageName="$default"), gw.delete_api(ApiId=api)]
    assert [status(a) for a in deleted] == [204] * 4
    with refuses("NotFoundException", 404):
        gw.delete_api(ApiId=api)
    with refuses("NotFoundException", 404):
        gw.get_routes(ApiId=api)


def test_defaults_are_filled_in(gw, api):
    found = gw.get_api(ApiId=api)
    assert found["ApiEndpoint"] == f"https://{api}.execute-api.us-east-1.amazonaws.com"
    assert (found["IpAddressType"], found["DisableExecuteApiEndpoint"]) == ("ipv4", False)
    integration = integrate(gw, api)
    assert (integration["ConnectionType"], integration["IntegrationMethod"], integration["TimeoutInMillis"]) == (
        "INTERNET", "POST", 30000)
    route = gw.create_route(ApiId=api, RouteKey="$default")
    assert (route["ApiKeyRequired"], route["AuthorizationType"]) == (False, "NONE")
    stage = gw.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    assert stage["DefaultRouteSettings"] == {"DetailedMetricsEnabled": False} and stage["DeploymentId"]


@pytest.mark.parametrize("key", ["get /x", "GET", "GET x", "FETCH /x", "/x", "$other"])
def test_route_keys_are_checked(gw, api, key):
    with refuses("BadRequestException", 400):
        gw.create_route(ApiId=api, RouteKey=key)


def test_duplicates_conflict(gw, api):
    gw.create_route(ApiId=api, RouteKey="GET /x")
    other = gw.create_route(ApiId=api, RouteKey="GET /y")["RouteId"]
    with refuses("ConflictException", 409):
        gw.create_route(ApiId=api, RouteKey="GET /x")
    with refuses("ConflictException", 409):
        gw.update_route(ApiId=api, RouteId=other, RouteKey="GET /x")
    gw.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    with refuses("ConflictException", 409):
        gw.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)


def test_integration_in_use_stays(gw, api):
    integration = integrate(gw, api)["IntegrationId"]
    gw.create_route(ApiId=api, RouteKey="GET /x", Target=f"integrations/{integration}")
    with refuses("ConflictException", 409):
        gw.delete_integration(ApiId=api, IntegrationId=integration)
    with refuses("NotFoundException", 404):
        gw.create_route(ApiId=api, RouteKey="GET /y", Target="integrations/nosuch")


@pytest.mark.parametrize("changes", [
    {"IntegrationUri": "arn:aws:lambda:us-east-1:123:function:x"}, {"IntegrationUri": "https://example.com"},
    {"IntegrationType": "MOCK"}])
def test_integrations_are_checked(gw, api, changes):
    with refuses("BadRequestException", 400):
        integrate(gw, api, **changes)


def test_updates_are_patches(gw, api):
    integration = integrate(gw, api)["IntegrationId"]
    changed = gw.update_integration(ApiId=api, IntegrationId=integration, TimeoutInMillis=5000)
    assert (changed["IntegrationUri"], changed["TimeoutInMillis"]) == (FUNCTION, 5000)
    updated = gw.update_api(ApiId=api, Description="new")
    assert (updated["Name"], updated["Description"]) == ("resume", "new")
    stage = gw.create_stage(ApiId=api, StageName="$default", AutoDeploy=True, DefaultRouteSettings={
        "ThrottlingBurstLimit": 5, "ThrottlingRateLimit": 2.5})
    gw.update_stage(ApiId=api, StageName="$default", DefaultRouteSettings={
        "ThrottlingBurstLimit": 6, "ThrottlingRateLimit": 3.0})
    found = gw.get_stage(ApiId=api, StageName="$default")
    assert found["DefaultRouteSettings"] == {
        "DetailedMetricsEnabled": False, "ThrottlingBurstLimit": 6, "ThrottlingRateLimit": 3.0}
    assert found["AutoDeploy"] is True and found["DeploymentId"] != stage["DeploymentId"]


def test_route_settings(gw, api):
    gw.create_route(ApiId=api, RouteKey="GET /x")
    gw.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    limits = {"ThrottlingBurstLimit": 1, "ThrottlingRateLimit": 1.0}
    with refuses("NotFoundException", 404):
        gw.update_stage(ApiId=api, StageName="$default", RouteSettings={"GET /other": limits})
    gw.update_stage(ApiId=api, StageName="$default", RouteSettings={"GET /x": limits})
    assert status(gw.delete_route_settings(ApiId=api, StageName="$default", RouteKey="GET /x")) == 204
    assert gw.get_stage(ApiId=api, StageName="$default")["RouteSettings"] == {}
    with refuses("NotFoundException", 404):
        gw.delete_route_settings(ApiId=api, StageName="$default", RouteKey="GET /x")


def test_cors(gw, api):
    with refuses("BadRequestException", 400):
        gw.update_api(ApiId=api, CorsConfiguration={"AllowOrigins": ["*"], "AllowCredentials": True})
    with refuses("BadRequestException", 400):
        gw.update_api(ApiId=api, CorsConfiguration={"AllowOrigins": ["https://example.com/"]})
    gw.update_api(ApiId=api, CorsConfiguration={"AllowOrigins": ["https://example.com"], "AllowMethods": ["GET"]})
    assert gw.get_api(ApiId=api)["CorsConfiguration"]["AllowMethods"] == ["GET"]
    assert status(gw.delete_cors_configuration(ApiId=api)) == 204
    assert "CorsConfiguration" not in gw.get_api(ApiId=api)


def test_tags_of_apis_and_stages(aws, gw, api):
    gw.create_stage(ApiId=api, StageName="$default", AutoDeploy=True, Tags={"a": "1"})
    arn = f"arn:aws:apigateway:us-east-1::/apis/{api}"
    assert gw.get_tags(ResourceArn=arn)["Tags"] == stack.TAGS
    assert gw.get_tags(ResourceArn=f"{arn}/stages/$default")["Tags"] == {"a": "1"}
    assert status(gw.tag_resource(ResourceArn=arn, Tags={"b": "2"})) == 201
    assert status(gw.untag_resource(ResourceArn=arn, TagKeys=["resumectl:site"])) == 204
    assert gw.get_tags(ResourceArn=arn)["Tags"] == {"b": "2"}
    with refuses("NotFoundException", 404):
        gw.get_tags(ResourceArn=arn + "x")
    assert aws.violations() == []


def test_lists_have_pages(gw, api):
    for number in range(3):
        gw.create_route(ApiId=api, RouteKey=f"GET /{number}")
    page = gw.get_routes(ApiId=api, MaxResults="2")
    rest = gw.get_routes(ApiId=api, MaxResults="2", NextToken=page["NextToken"])
    assert (len(page["Items"]), len(rest["Items"]), "NextToken" in rest) == (2, 1, False)


def test_access_log_needs_its_group(aws, gw, api):
    gw.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    settings = {"DestinationArn": f"arn:aws:logs:us-east-1:{stack.ACCOUNT}:log-group:api",
                "Format": "$context.requestId"}
    with refuses("BadRequestException", 400):
        gw.update_stage(ApiId=api, StageName="$default", AccessLogSettings=settings)
    aws.client("logs").create_log_group(logGroupName="api")
    gw.update_stage(ApiId=api, StageName="$default", AccessLogSettings=settings)
    gw.delete_access_log_settings(ApiId=api, StageName="$default")
    assert "AccessLogSettings" not in gw.get_stage(ApiId=api, StageName="$default")
