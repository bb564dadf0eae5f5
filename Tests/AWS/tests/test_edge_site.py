# SPDX-License-Identifier: Apache-2.0
"""A whole site for the tests of the data plane: bucket, distribution, API, function, table."""

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
from testaws import edge, edge_cloudfront
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
