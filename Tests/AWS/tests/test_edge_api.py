# SPDX-License-Identifier: Apache-2.0
"""The API of a site and its function, which runs for real."""

import concurrent.futures
import json

import pytest
from test_edge_site import ACCOUNT, port, site  # noqa: F401


def test_the_counter_counts_through_the_distribution_and_directly(site):
    for expected in (1, 2):
        response = site.request("/api/visitors", "POST", body=b"{}", headers={"Content-Type": "application/json"})
        assert (response.status, json.loads(response.text)) == (200, {"count": expected})
    assert json.loads(site.request("/api/visitors").text) == {"count": 2}
    assert json.loads(site.request("/api/visitors", host=site.api_host).text) == {"count": 2}
    streams = site.client("logs").describe_log_streams(logGroupName="/aws/lambda/counter")["logStreams"]
    assert streams


def test_parallel_visits_are_all_counted(site):
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        visits = [pool.submit(site.request, "/api/visitors", "POST", body=b"") for _ in range(12)]
    assert {visit.result().status for visit in visits} == {200}
    assert json.loads(site.request("/api/visitors").text) == {"count": 12}


def test_the_event_is_of_payload_format_two(site):
    response = site.request(
        "/api/echo?a=1&a=2&b=%20", "PUT", body=b'{"x":1}',
        headers={"Content-Type": "application/json", "Cookie": "s=1; t=2", "X-Own": "yes"})
    event = json.loads(response.text)
    assert (event["version"], event["routeKey"], event["rawPath"]) == ("2.0", "ANY /api/echo", "/api/echo")
    assert event["rawQueryString"] == "a=1&a=2&b=%20"
    assert event["queryStringParameters"] == {"a": "1,2", "b": " "}
    assert event["cookies"] == ["s=1", "t=2"]
    assert event["headers"]["host"] == site.api_host
    assert event["headers"]["x-own"] == "yes"
    assert (event["body"], event["isBase64Encoded"]) == ('{"x":1}', False)
    context = event["requestContext"]
    assert (context["accountId"], context["apiId"], context["stage"]) == (ACCOUNT, site.api_id, "$default")
    assert context["http"]["method"] == "PUT"


@pytest.mark.parametrize(("pattern", "status"), [
    ("*/*/api/visitors", 200),
    ("$default/GET/api/visitors", 200),
    ("*/POST/api/visitors", 500),
    ("*/*/api/other", 500),
    ("prod/*/*", 500),
    (None, 500),
])
def test_an_api_needs_permission_for_its_route(site, pattern, status):
    site.functions.remove_permission(FunctionName="counter", StatementId="api")
    if pattern:
        site.permit(pattern)
    response = site.request("/api/visitors", host=site.api_host)
    assert response.status == status
    if status == 500:
        assert json.loads(response.text) == {"message": "Internal Server Error"}


def test_unknown_routes_and_failing_functions(site):
    response = site.request("/api/nothing", host=site.api_host)
    assert (response.status, json.loads(response.text)) == (404, {"message": "Not Found"})
    assert site.request("/api/visitors", "DELETE", host=site.api_host).status == 404
    assert site.request("/api/boom", host=site.api_host).status == 500


def test_the_gateway_answers_cors(site):
    gateway = site.client("apigatewayv2")
    gateway.update_api(ApiId=site.api_id, CorsConfiguration={
        "AllowOrigins": ["https://example.com"], "AllowMethods": ["GET", "POST"], "AllowHeaders": ["content-type"],
        "MaxAge": 300})
    asked = {"Origin": "https://example.com", "Access-Control-Request-Method": "POST"}
    answer = site.request("/api/visitors", "OPTIONS", host=site.api_host, headers=asked)
    assert answer.status == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "https://example.com"
    assert answer.headers["Access-Control-Allow-Methods"] == "GET,POST"
    assert answer.headers["Access-Control-Max-Age"] == "300"
    foreign = site.request("/api/visitors", host=site.api_host, headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in foreign.headers


def test_invoke_runs_the_function_for_real(site):
    event = {"rawPath": "/api/boom", "requestContext": {"http": {"method": "GET"}}}
    answer = site.functions.invoke(FunctionName="counter", Payload=json.dumps(event), LogType="Tail")
    failure = json.loads(answer["Payload"].read())
    assert (answer["FunctionError"], failure["errorType"], failure["errorMessage"]) == (
        "Unhandled", "ValueError", "boom")
    assert any("app.py" in line for line in failure["stackTrace"])
    assert answer["LogResult"]


def test_invoke_knows_its_other_kinds_and_refuses_bad_json(site):
    for kind, status in (("DryRun", 204), ("Event", 202)):
        answer = site.functions.invoke(FunctionName="counter", InvocationType=kind, Payload=b"{}")
        assert (answer["StatusCode"], answer["Payload"].read()) == (status, b"")
    with pytest.raises(site.functions.exceptions.InvalidRequestContentException):
        site.functions.invoke(FunctionName="counter", Payload=b"{no")
    site.functions.put_function_concurrency(FunctionName="counter", ReservedConcurrentExecutions=0)
    with pytest.raises(site.functions.exceptions.TooManyRequestsException):
        site.functions.invoke(FunctionName="counter", Payload=b"{}")
