# SPDX-License-Identifier: Apache-2.0
"""A whole site on the data plane: bucket, distribution, API, function, table."""

import http.client
import io
import json
import threading
import zipfile

import boto3
import pytest
from botocore.config import Config
from moto.backends import get_backend
from moto.core.base_backend import BackendDict
from moto.core.model_instances import reset_model_data
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from testaws import edge, edge_cloudfront, edge_proxy
from werkzeug.serving import make_server

ACCOUNT = "123456789012"
DISTRIBUTION = "E1SITE00000001"
DISTRIBUTION_ARN = f"arn:aws:cloudfront::{ACCOUNT}:distribution/{DISTRIBUTION}"
DOMAIN = "d111111abcdef8.cloudfront.net"
CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
SECURITY_HEADERS = "67f7725c-6f97-4210-82d7-5512b31e9d03"

VIEWER_REQUEST = """
function handler(event) {
    const request = event.request;
    if (request.headers.host.value === 'www.example.com') {
        return { statusCode: 301, statusDescription: 'Moved Permanently',
                 headers: { location: { value: `https://example.com${request.uri}` } } };
    }
    if (request.uri.endsWith('/')) {
        request.uri += 'index.html';
    } else if (!request.uri.split('/').pop().includes('.')) {
        request.uri += '.html';
    }
    return request;
}
"""

COUNTER = '''
import json, os, boto3
table = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])

def handler(event, context):
    method = event["requestContext"]["http"]["method"]
    if event["rawPath"] == "/api/boom":
        raise ValueError("boom")
    if event["rawPath"] == "/api/echo":
        return event
    if method == "POST":
        item = table.update_item(Key={"id": "site"}, UpdateExpression="ADD visits :one",
                                 ExpressionAttributeValues={":one": 1}, ReturnValues="UPDATED_NEW")["Attributes"]
    else:
        item = table.get_item(Key={"id": "site"}).get("Item", {"visits": 0})
    return {"statusCode": 200, "headers": {"content-type": "application/json"},
            "body": json.dumps({"count": int(item["visits"])})}
'''


class Thing:
    """A resource of the account; hashable, unlike a namespace."""

    def __init__(self, **members):
        self.__dict__.update(members)


class Site:
    """The standard stack, made as the server keeps it, and a viewer for it."""

    def __init__(self, port):
        self.port = port
        self.distribution = Thing(
            distribution_id=DISTRIBUTION, domain_name=DOMAIN, arn=DISTRIBUTION_ARN, distribution_config={})
        self.invalidation_count = 0
        self.storage()
        self.api()
        self.edge()

    def client(self, name):
        return boto3.client(
            name, region_name="eu-west-1", endpoint_url=f"http://127.0.0.1:{self.port}",
            aws_access_key_id="AKIDEXAMPLE0TEST0001", aws_secret_access_key="testing-secret-key/EXAMPLE+0001",
            config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}))

    def storage(self):
        self.s3 = self.client("s3")
        self.s3.create_bucket(Bucket="site", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        self.policy(DISTRIBUTION_ARN)
        self.put("index.html", "<h1>home</h1>")
        self.put("about.html", "<h1>about</h1>")
        self.put("404.html", "<h1>not here</h1>")
        self.put("a file (1).txt", "0123456789", "text/plain", Metadata={"origin": "camera"},
                 ContentDisposition="inline", ContentLanguage="en", CacheControl="max-age=60")

    def put(self, key, text, content_type="text/html; charset=utf-8", **extra):
        self.s3.put_object(Bucket="site", Key=f"www/{key}", Body=text.encode(), ContentType=content_type, **extra)

    def policy(self, source, actions=("s3:GetObject", "s3:ListBucket"), extra=()):
        allow = {
            "Effect": "Allow", "Principal": {"Service": "cloudfront.amazonaws.com"}, "Action": list(actions),
            "Resource": ["arn:aws:s3:::site", "arn:aws:s3:::site/*"],
            "Condition": {"StringEquals": {"AWS:SourceArn": source}}}
        document = {"Version": "2012-10-17", "Statement": [allow, *extra]}
        self.s3.put_bucket_policy(Bucket="site", Policy=json.dumps(document))

    def api(self):
        self.client("dynamodb").create_table(
            TableName="visits", BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}])
        role = self.client("iam").create_role(RoleName="counter", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr("app.py", COUNTER)
        self.functions = self.client("lambda")
        arn = self.functions.create_function(
            FunctionName="counter", Runtime="python3.13", Role=role, Handler="app.handler", Timeout=20,
            Code={"ZipFile": archive.getvalue()}, Environment={"Variables": {"TABLE_NAME": "visits"}})["FunctionArn"]
        self.client("logs").create_log_group(logGroupName="/aws/lambda/counter")
        gateway = self.client("apigatewayv2")
        self.api_id = gateway.create_api(Name="site", ProtocolType="HTTP")["ApiId"]
        integration = gateway.create_integration(
            ApiId=self.api_id, IntegrationType="AWS_PROXY", PayloadFormatVersion="2.0",
            IntegrationUri=arn)["IntegrationId"]
        for key in ("GET /api/visitors", "POST /api/visitors", "ANY /api/echo", "GET /api/boom"):
            gateway.create_route(ApiId=self.api_id, RouteKey=key, Target=f"integrations/{integration}")
        gateway.create_stage(ApiId=self.api_id, StageName="$default", AutoDeploy=True)
        self.api_host = f"{self.api_id}.execute-api.eu-west-1.amazonaws.com"
        self.permit("*/*/api/*")

    def permit(self, pattern):
        self.functions.add_permission(
            FunctionName="counter", StatementId="api", Principal="apigateway.amazonaws.com",
            Action="lambda:InvokeFunction",
            SourceArn=f"arn:aws:execute-api:eu-west-1:{ACCOUNT}:{self.api_id}/{pattern}")

    def edge(self):
        cloudfront = get_backend("cloudfront")[ACCOUNT]["aws"]
        cloudfront.origin_access_controls["E1CONTROL"] = Thing(config={
            "SigningProtocol": "sigv4", "SigningBehavior": "always", "OriginAccessControlOriginType": "s3"})
        cloudfront.functions["rewrite"] = Thing(live=Thing(code=VIEWER_REQUEST.encode()), development=None)
        cloudfront.distributions[DISTRIBUTION] = self.distribution
        self.distribution.distribution_config = {
            "Enabled": True, "DefaultRootObject": "index.html",
            "Aliases": {"Quantity": 2, "Items": ["example.com", "www.example.com"]},
            "Origins": {"Quantity": 2, "Items": [
                {"Id": "bucket", "DomainName": "site.s3.eu-west-1.amazonaws.com", "OriginPath": "/www",
                 "OriginAccessControlId": "E1CONTROL", "S3OriginConfig": {"OriginAccessIdentity": ""}},
                {"Id": "api", "DomainName": self.api_host, "OriginPath": "", "CustomOriginConfig": {}}]},
            "DefaultCacheBehavior": {
                "TargetOriginId": "bucket", "ViewerProtocolPolicy": "redirect-to-https",
                "AllowedMethods": {"Quantity": 2, "Items": ["HEAD", "GET"]}, "CachePolicyId": CACHING_OPTIMIZED,
                "ResponseHeadersPolicyId": SECURITY_HEADERS,
                "FunctionAssociations": {"Quantity": 1, "Items": [
                    {"EventType": "viewer-request",
                     "FunctionARN": f"arn:aws:cloudfront::{ACCOUNT}:function/rewrite"}]}},
            "CacheBehaviors": {"Quantity": 1, "Items": [{
                "PathPattern": "/api/*", "TargetOriginId": "api", "ViewerProtocolPolicy": "https-only",
                "AllowedMethods": {"Quantity": 7, "Items": [
                    "HEAD", "DELETE", "POST", "GET", "OPTIONS", "PUT", "PATCH"]},
                "CachePolicyId": CACHING_DISABLED, "OriginRequestPolicyId": ALL_VIEWER_EXCEPT_HOST}]},
            "CustomErrorResponses": {"Quantity": 1, "Items": [
                {"ErrorCode": 404, "ResponsePagePath": "/404.html", "ResponseCode": "404", "ErrorCachingMinTTL": 10}]}}

    @property
    def config(self):
        return self.distribution.distribution_config

    def invalidate(self, *paths):
        self.invalidation_count += 1
        invalidations = get_backend("cloudfront")[ACCOUNT]["aws"].invalidations
        invalidations.setdefault(DISTRIBUTION, []).append(
            Thing(id=f"I{self.invalidation_count}", paths=list(paths)))

    def request(self, path, method="GET", host="example.com", headers=None, body=None, port=None):
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=60)
        connection.request(method, path, body, {"Host": host, **(headers or {})})
        response = connection.getresponse()
        response.text = response.read().decode()
        connection.close()
        return response


@pytest.fixture(scope="module")
def port():
    moto = DomainDispatcherApplication(create_backend_app)

    def application(environ, start_response):
        if edge.claims(environ.get("HTTP_HOST", ""), environ["RAW_URI"]):
            return edge.application(environ, start_response)
        return moto(environ, start_response)

    server = make_server("127.0.0.1", 0, application, threaded=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    edge.start(f"http://127.0.0.1:{server.port}")
    yield server.port
    edge.stop()
    server.shutdown()


@pytest.fixture
def site(port):
    BackendDict.reset()
    reset_model_data()
    edge_cloudfront.reset()
    return Site(port)


def test_pages_are_served_with_rewriting_and_security_headers(site):
    for path, text in [("/", "home"), ("/about", "about"), ("/about.html", "about")]:
        response = site.request(path)
        assert (response.status, response.text) == (200, f"<h1>{text}</h1>")
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_default_root_object_serves_the_root_without_a_function(site):
    site.config["DefaultCacheBehavior"]["FunctionAssociations"] = {"Quantity": 0}
    assert site.request("/").text == "<h1>home</h1>"
    assert site.request("/about").status == 404


def test_the_function_answers_by_itself(site):
    response = site.request("/about", host="www.example.com")
    assert (response.status, response.headers["Location"]) == (301, "https://example.com/about")
    assert response.headers["X-Cache"] == "FunctionGeneratedResponse from cloudfront"


def test_an_unpublished_or_broken_function_fails_the_request(site):
    functions = get_backend("cloudfront")[ACCOUNT]["aws"].functions
    functions["rewrite"].live = None
    assert site.request("/").status == 503
    functions["rewrite"].live = Thing(code=b"function handler(event) { return event.nothing.here; }")
    assert site.request("/").status == 503


def test_object_headers_are_passed_on(site):
    response = site.request("/a%20file%20(1).txt")
    assert response.text == "0123456789"
    expected = {"Content-Type": "text/plain", "Cache-Control": "max-age=60", "Content-Disposition": "inline",
                "Content-Language": "en", "x-amz-meta-origin": "camera", "Content-Length": "10"}
    assert {name: response.headers[name] for name in expected} == expected


def test_conditions_ranges_and_head(site):
    path = "/a%20file%20(1).txt"
    tag = site.request(path).headers["ETag"]
    assert site.request(path, headers={"If-None-Match": tag}).status == 304
    assert site.request(path, headers={"If-None-Match": '"other"'}).status == 200
    part = site.request(path, headers={"Range": "bytes=2-4"})
    assert (part.status, part.text, part.headers["Content-Range"]) == (206, "234", "bytes 2-4/10")
    assert site.request(path, headers={"Range": "bytes=-3"}).text == "789"
    assert site.request(path, headers={"Range": "bytes=50-"}).status == 416
    head = site.request(path, "HEAD")
    assert (head.status, head.text, head.headers["Content-Length"]) == (200, "", "10")


def test_a_missing_page_shows_the_error_page(site):
    response = site.request("/nothing")
    assert (response.status, response.text) == (404, "<h1>not here</h1>")
    assert response.headers["X-Cache"] == "Error from cloudfront"


def test_without_list_permission_a_missing_page_is_forbidden(site):
    site.policy(DISTRIBUTION_ARN, actions=["s3:GetObject"])
    assert site.request("/about").status == 200
    assert site.request("/nothing").status == 403


OTHER = f"arn:aws:cloudfront::{ACCOUNT}:distribution/E9OTHER0000001"
DENY = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::site/www/about*"}
PLAIN = {**DENY, "Condition": {"Bool": {"aws:SecureTransport": "false"}}}


@pytest.mark.parametrize(("source", "extra", "status"), [
    (DISTRIBUTION_ARN, [], 200),
    (DISTRIBUTION_ARN, [PLAIN], 200),
    (DISTRIBUTION_ARN, [DENY], 403),
    (OTHER, [], 403),
    (f"arn:aws:cloudfront::{ACCOUNT}:distribution/*", [], 403),
])
def test_only_a_policy_for_this_distribution_admits_it(site, source, extra, status):
    site.policy(source, extra=extra)
    assert site.request("/about").status == status


def test_a_policy_that_admits_other_distributions_too_admits_none(site):
    statement = {"Effect": "Allow", "Principal": {"Service": "cloudfront.amazonaws.com"}, "Action": "s3:GetObject",
                 "Resource": "arn:aws:s3:::site/*"}
    site.policy(DISTRIBUTION_ARN, extra=[statement])
    response = site.request("/about")
    assert response.status == 403
    assert "other distributions" in response.headers["X-Testaws-Reason"]


def test_without_an_access_control_the_bucket_stays_closed(site):
    site.config["Origins"]["Items"][0]["OriginAccessControlId"] = ""
    assert site.request("/about").status == 403


def test_plain_http_and_wrong_methods_are_refused(site):
    plain = {"X-Forwarded-Proto": "http"}
    response = site.request("/about?a=1", headers=plain)
    assert (response.status, response.headers["Location"]) == (301, "https://example.com/about?a=1")
    assert site.request("/api/visitors", headers=plain).status == 403
    assert site.request("/about", "POST", body=b"x").status == 403


def test_a_disabled_distribution_serves_nothing(site):
    site.config["Enabled"] = False
    assert site.request("/").status == 403
    assert site.request("/", host="dnobody.cloudfront.net").status == 403


def test_a_stale_page_stays_until_it_is_invalidated(site):
    now = [1_000_000.0]
    edge_cloudfront.clock.base = lambda: now[0]
    assert site.request("/about").headers["X-Cache"] == "Miss from cloudfront"
    site.put("about.html", "<h1>new</h1>")
    now[0] += 86_000
    old = site.request("/about")
    assert (old.text, old.headers["X-Cache"], old.headers["Age"]) == (
        "<h1>about</h1>", "Hit from cloudfront", "86000")
    site.invalidate("/index.html", "/images/*")
    assert site.request("/about").text == "<h1>about</h1>"
    site.invalidate("/about.html")
    assert site.request("/about").text == "<h1>new</h1>"
    assert site.request("/about").headers["X-Cache"] == "Hit from cloudfront"


def test_cache_control_and_error_lifetimes_end_the_reuse(site):
    now = [1_000_000.0]
    edge_cloudfront.clock.base = lambda: now[0]
    path = "/a%20file%20(1).txt"
    site.request(path)
    now[0] += 59
    assert site.request(path).headers["X-Cache"] == "Hit from cloudfront"
    now[0] += 2
    assert site.request(path).headers["X-Cache"] == "RefreshHit from cloudfront"
    assert site.request("/later").status == 404
    site.put("later.html", "<h1>later</h1>")
    now[0] += 9
    assert site.request("/later").status == 404
    now[0] += 2
    assert site.request("/later").status == 200


def test_the_counter_counts_through_the_distribution_and_directly(site):
    for expected in (1, 2):
        response = site.request("/api/visitors", "POST", body=b"{}", headers={"Content-Type": "application/json"})
        assert (response.status, json.loads(response.text)) == (200, {"count": expected})
    assert json.loads(site.request("/api/visitors").text) == {"count": 2}
    assert json.loads(site.request("/api/visitors", host=site.api_host).text) == {"count": 2}
    streams = site.client("logs").describe_log_streams(logGroupName="/aws/lambda/counter")["logStreams"]
    assert streams


def test_parallel_visits_are_all_counted(site):
    threads = [
        threading.Thread(target=site.request, args=("/api/visitors", "POST"), kwargs={"body": b""}) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert json.loads(site.request("/api/visitors").text) == {"count": 40}


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


def test_tools_reach_a_site_by_path(site):
    for name in (DISTRIBUTION, DOMAIN, "example.com"):
        assert site.request(f"/test/edge/{name}/about", host="127.0.0.1").text == "<h1>about</h1>"
    listed = json.loads(site.request("/test/edge/", host="127.0.0.1").text)
    assert [entry["id"] for entry in listed] == [DISTRIBUTION]
    assert site.request("/test/edge/clock", "POST", host="127.0.0.1", body=b'{"advance": 90000}').status == 200
    assert site.request("/about").headers["X-Cache"] != "Hit from cloudfront"


def test_the_proxy_shows_a_site_at_its_own_address(site):
    proxy = edge_proxy.Proxy(f"http://127.0.0.1:{site.port}", 0, "www.example.com")
    threading.Thread(target=proxy.serve_forever, args=(0.05,), daemon=True).start()
    try:
        port = proxy.server_address[1]
        moved = site.request("/about", host="localhost", port=port)
        assert (moved.status, moved.headers["Location"]) == (301, f"http://localhost:{port}/about")
        proxy.host = "example.com"
        assert site.request("/about", host="localhost", port=port).text == "<h1>about</h1>"
        assert site.request("/about", "HEAD", host="localhost", port=port).headers["Content-Length"] == "14"
        posted = site.request("/api/visitors", "POST", host="localhost", port=port, body=b"{}")
        assert json.loads(posted.text) == {"count": 1}
    finally:
        proxy.shutdown()
        proxy.server_close()


def test_the_proxy_refuses_an_unknown_site(site):
    with pytest.raises(edge_proxy.UnknownSite):
        edge_proxy.Proxy(f"http://127.0.0.1:{site.port}", 0, "nobody.example")
