# SPDX-License-Identifier: Apache-2.0
"""The checking layer: what it refuses, and that it says where."""

import base64
import hashlib
import http.client
import json
import urllib.request

import pytest
import stack
from botocore.exceptions import ClientError
from wire import CLOUDFRONT, ROUTE53, S3, oac_xml, send

OAC = "/2020-05-31/origin-access-control"
GOOD = oac_xml()


def replaced(old, new):
    assert old in GOOD
    return GOOD.replace(old, new)


def test_hand_made_request_is_accepted(aws):
    answer = send(aws, "cloudfront", "POST", OAC, GOOD)
    assert (answer.status, aws.violations()) == (201, [])


@pytest.mark.parametrize("body, expected", [
    (oac_xml(root="OriginAccessControl"), "the root element is 'OriginAccessControl'"),
    (oac_xml(namespace="http://cloudfront.amazonaws.com/doc/2019-03-26/"), "the namespace is"),
    (oac_xml(namespace=""), "the namespace is ''"),
    (replaced("<Description></Description>", "<Descripton></Descripton>"), "unknown element 'Descripton'"),
    (replaced("<Description>", "<description>").replace("</Description>", "</description>"), "the model has 'Descrip"),
    (replaced("<Description></Description>", "<Description/><Description/>"), "appears more than once"),
    (replaced("sigv4", "sigv5"), "'sigv5' is not one of sigv4"),
    (replaced("<Name>a</Name>", ""), "required member 'Name' is missing"),
    (replaced("<Name>a</Name><Description></Description>", "<Description></Description><Name>a</Name>"),
     "'Name' must come before 'Description'"),
    (replaced("<Name>a</Name>", "<Name><Name>a</Name></Name>"), "child elements"),
    (replaced("<Name>a</Name>", "stray<Name>a</Name>"), "text between elements"),
    (replaced("<Name>", '<Name kind="x">'), "unknown attribute 'kind'"),
    (GOOD[:-3], "the body is no XML"),
    ("", "is empty; CreateOriginAccessControl needs"),
])
def test_xml_body_is_read_strictly(aws, body, expected):
    answer = send(aws, "cloudfront", "POST", OAC, body)
    assert (answer.status, answer.code) == (400, "TestAWSViolation")
    assert expected in answer.text.replace("&lt;", "<").replace("&apos;", "'")
    violation = aws.violations()[0]
    assert (violation["kind"], violation["operation"]) == ("model", "CreateOriginAccessControl")
    assert any(expected in problem for problem in violation["problems"])


def test_quantity_must_fit_items(aws):
    oac = stack.create_oac(aws)
    config = stack.distribution_config("bucket", oac)
    config["Aliases"]["Quantity"] = 3
    with pytest.raises(ClientError, match="TestAWSViolation.*InconsistentQuantities: Quantity is 3, Items has 0"):
        aws.client("cloudfront").create_distribution(DistributionConfig=config)


@pytest.mark.parametrize("inner, expected", [
    ("<Changes></Changes>", "below the minimum 1"),
    ("<Changes><Change><Action>UPSERT</Action><ResourceRecordSet><Name>a.example.com</Name><Type>A</Type>"
     "<TTL>x</TTL></ResourceRecordSet></Change></Changes>", "'x' is no integer"),
    ("<Changes><Change><Action>UPSERT</Action><ResourceRecordSet><Name>a.example.com</Name><Type>A</Type>"
     "<ResourceRecords><ResourceRecord><Value>192.0.2.1</Value></ResourceRecord></ResourceRecords><TTL>1</TTL>"
     "</ResourceRecordSet></Change></Changes>", "'TTL' must come before 'ResourceRecords'"),
])
def test_route53_body_is_read_strictly(aws, inner, expected):
    zone = stack.create_zone(aws).removeprefix("/hostedzone/")
    body = (f'<ChangeResourceRecordSetsRequest xmlns="{ROUTE53}"><ChangeBatch>{inner}</ChangeBatch>'
            "</ChangeResourceRecordSetsRequest>")
    answer = send(aws, "route53", "POST", f"/2013-04-01/hostedzone/{zone}/rrset/", body)
    assert (answer.status, answer.code) == (400, "TestAWSViolation")
    assert any(expected in problem for problem in aws.violations()[0]["problems"])


@pytest.mark.parametrize("target, version, body, expected", [
    ("DynamoDB_20120810.DescribeTable", "1.0", {"TableNam": "x"}, "unknown member 'TableNam'"),
    ("DynamoDB_20120810.DescribeTable", "1.0", {}, "required member 'TableName' is missing"),
    ("DynamoDB_20120810.DescribeTable", "1.0", {"TableName": 5}, "an integer where the model has a string"),
    ("DynamoDB_20120810.DescribeTable", "1.0", {"TableName": None}, "null"),
    ("DynamoDB_20120810.DescribeTable", "1.1", {"TableName": "abc"}, "instead of 'application/x-amz-json-1.0'"),
    ("DynamoDB_20120810.DescribeTables", "1.0", {}, "is no operation of dynamodb"),
    ("Dynamo.DescribeTable", "1.0", {}, "is no operation of dynamodb"),
])
def test_json_body_is_read_strictly(aws, target, version, body, expected):
    answer = send(aws, "dynamodb", "POST", "/", json.dumps(body), {
        "X-Amz-Target": target, "Content-Type": f"application/x-amz-json-{version}"})
    assert (answer.status, answer.code) == (400, "TestAWSViolation")
    assert expected in aws.violations()[0]["problems"][0]


@pytest.mark.parametrize("body, expected", [
    ("Action=GetRole&Version=2010-05-08&RoleName=x&Rolename=y", "Rolename: unknown member"),
    ("Action=GetRole&Version=2010-05-08", "required member 'RoleName'"),
    ("Action=GetRole&RoleName=x", "Version: is missing"),
    ("Action=GetRole&Version=2011-06-15&RoleName=x", "instead of '2010-05-08'"),
    ("Action=GetRoll&Version=2010-05-08&RoleName=x", "is no operation of iam"),
    ("Action=TagRole&Version=2010-05-08&RoleName=x&Tags.1.Key=a&Tags.1.Value=b", "Tags: a list is sent as"),
    ("Action=GetRole&Version=2010-05-08&RoleName=a%20b", "does not match"),
])
def test_form_body_is_read_strictly(aws, body, expected):
    answer = send(aws, "iam", "POST", "/", body, {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"})
    assert (answer.status, answer.code) == (400, "TestAWSViolation")
    assert expected in aws.violations()[0]["problems"][0]


@pytest.mark.parametrize("body, expected", [
    ({"name": "x", "protocolType": "HTTPS"}, "'HTTPS' is not one of"),
    ({"name": "x", "protocolType": "HTTP", "Tags": {}}, "unknown member 'Tags'"),
    ({"name": "x", "protocolType": "HTTP", "tags": ["a"]}, "a list where the model has a map"),
    ({"name": "x", "protocolType": "HTTP", "corsConfiguration": {"maxAge": 86401}}, "above the maximum 86400"),
])
def test_rest_json_body_is_read_strictly(aws, body, expected):
    answer = send(aws, "apigateway", "POST", "/v2/apis", json.dumps(body), {"Content-Type": "application/json"})
    assert (answer.status, answer.code) == (400, "TestAWSViolation")
    assert expected in aws.violations()[0]["problems"][0]


@pytest.mark.parametrize("method, path, headers, expected", [
    ("GET", "/bucket?list-type=2&prefx=a", {}, "query prefx: no parameter of ListObjectsV2"),
    ("GET", "/bucket?list-type=2&max-keys=many", {}, "'many' is no integer"),
    ("GET", "/bucket?list-type=2&prefix=a+b", {}, "a raw '+'"),
    ("GET", "/bucket?list-type=2", {"x-amz-made-up": "1"}, "header x-amz-made-up: no header of ListObjectsV2"),
    ("PUT", "/bucket/key", {"x-amz-storage-class": "CHEAP"}, "'CHEAP' is not one of"),
    ("PUT", "/bucket/key", {"x-made-up": "1"}, "header x-made-up"),
    ("DELETE", "/bucket?made-up", {}, "query made-up: no parameter of DeleteBucket"),
    ("PUT", "/bucket/a(b)", {}, "not percent-encoded"),
])
def test_queries_and_headers_are_read_strictly(aws, method, path, headers, expected):
    aws.client("s3").create_bucket(Bucket="bucket")
    answer = send(aws, "s3", method, path, b"", headers)
    assert (answer.status, answer.code) == (400, "TestAWSViolation")
    assert any(expected in problem for problem in aws.violations()[0]["problems"])
    assert aws.client("s3").head_bucket(Bucket="bucket")


VERSIONING = f'<VersioningConfiguration xmlns="{S3}"><Status>Enabled</Status></VersioningConfiguration>'


def md5(text):
    return base64.b64encode(hashlib.md5(text.encode()).digest()).decode()


@pytest.mark.parametrize("headers, status, code", [
    ({}, 400, "InvalidRequest"),
    ({"Content-MD5": md5(VERSIONING)}, 200, None),
    ({"Content-MD5": md5("other")}, 400, "BadDigest"),
    ({"Content-MD5": "short"}, 400, "InvalidDigest"),
    ({"x-amz-checksum-sha256": base64.b64encode(hashlib.sha256(VERSIONING.encode()).digest()).decode()}, 200, None),
    ({"x-amz-checksum-sha256": base64.b64encode(hashlib.sha256(b"").digest()).decode()}, 400, "BadDigest"),
    ({"x-amz-checksum-crc32": "AAAAAA=="}, 400, "BadDigest"),
])
def test_digests_are_demanded_and_verified(aws, headers, status, code):
    aws.client("s3").create_bucket(Bucket="bucket")
    answer = send(aws, "s3", "PUT", "/bucket?versioning", VERSIONING, headers)
    assert (answer.status, answer.code) == (status, code)
    assert bool(aws.violations()) == (code is not None)


@pytest.mark.parametrize("algorithm", ["crc32", "crc32c", "crc64nvme", "sha1", "sha256"])
def test_known_check_values(algorithm):
    from testaws.checksums import ALGORITHMS

    expected = {"crc32": "cbf43926", "crc32c": "e3069283", "crc64nvme": "ae8b14860a799888",
                "sha1": hashlib.sha1(b"123456789").hexdigest(), "sha256": hashlib.sha256(b"123456789").hexdigest()}
    assert ALGORITHMS[algorithm](b"123456789").hex() == expected[algorithm]


def tamper(name, value):
    def change(headers):
        headers[name] = value

    return change


def test_tampered_signature_is_refused(aws):
    def change(headers):
        headers["Authorization"] = headers["Authorization"][:-1] + ("0" if headers["Authorization"][-1] != "0" else "1")

    answer = send(aws, "s3", "GET", "/", after=change)
    assert (answer.status, answer.code) == (403, "SignatureDoesNotMatch")
    assert aws.violations()[0]["kind"] == "signature"


@pytest.mark.parametrize("service, method, path, kind", [
    ("s3", "GET", "/", "Error"), ("cloudfront", "GET", OAC, "ErrorResponse"), ("route53", "GET",
     "/2013-04-01/hostedzone", "ErrorResponse")])
def test_wrong_secret_is_refused_in_the_services_own_form(aws, service, method, path, kind):
    answer = send(aws, service, method, path, secret="another-secret")
    assert (answer.status, answer.code) == (403, "SignatureDoesNotMatch")
    assert f"<{kind}" in answer.text


def test_changed_header_breaks_the_signature(aws):
    aws.client("s3").create_bucket(Bucket="bucket")
    answer = send(aws, "s3", "PUT", "/bucket/key", b"x", {"Cache-Control": "no-cache", "x-amz-meta-a": "1"},
                  after=tamper("x-amz-meta-a", "2"))
    assert answer.code == "SignatureDoesNotMatch"


def test_unsigned_amz_header_is_refused(aws):
    aws.client("s3").create_bucket(Bucket="bucket")
    answer = send(aws, "s3", "PUT", "/bucket/key", b"x", after=tamper("x-amz-meta-a", "2"))
    assert (answer.status, answer.code) == (403, "TestAWSViolation")
    assert "not among the signed headers: x-amz-meta-a" in answer.text


def test_body_must_fit_its_hash(aws):
    aws.client("s3").create_bucket(Bucket="bucket")
    answer = send(aws, "s3", "PUT", "/bucket/key", b"abc", after=None)
    assert answer.status == 200
    from botocore.auth import S3SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials
    from conftest import ACCESS_KEY, SECRET_KEY

    request = AWSRequest(method="PUT", url=f"{aws.url}/bucket/key", data=b"abc")
    S3SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "s3", "us-east-1").add_auth(request)
    connection = http.client.HTTPConnection("127.0.0.1", aws.port)
    connection.request("PUT", "/bucket/key", b"xyz", dict(request.headers.items()))
    response = connection.getresponse()
    assert response.status == 400 and b"XAmzContentSHA256Mismatch" in response.read()


@pytest.mark.parametrize("service, path, region, status", [
    ("cloudfront", OAC, "eu-central-1", 403), ("route53", "/2013-04-01/hostedzone", "eu-west-1", 403),
    ("s3", "/", "mars-north-1", 403), ("cloudfront", OAC, "us-east-1", 200)])
def test_scope_region_must_be_the_services(aws, service, path, region, status):
    assert send(aws, service, "GET", path, region=region).status == status


def test_scope_service_must_be_served(aws):
    answer = send(aws, "apigatewayv2", "GET", "/v2/apis")
    assert answer.status == 403 and "names the service 'apigatewayv2'" in answer.text


def test_unknown_access_key_is_no_violation(aws):
    client = aws.client("sts", access_key="AKIAUNKNOWN000000000")
    with pytest.raises(ClientError, match="InvalidClientTokenId"):
        client.get_caller_identity()
    assert aws.violations() == []


def test_old_date_is_refused(aws):
    from datetime import datetime, timedelta, timezone

    import botocore.auth

    old = datetime.now(timezone.utc) - timedelta(minutes=20)
    original = botocore.auth.get_current_datetime
    botocore.auth.get_current_datetime = lambda *a, **k: old
    try:
        answer = send(aws, "s3", "GET", "/")
    finally:
        botocore.auth.get_current_datetime = original
    assert (answer.status, answer.code) == (403, "RequestTimeTooSkewed")


def test_unsigned_request_is_refused_clearly(aws):
    with pytest.raises(urllib.error.HTTPError) as found:
        urllib.request.urlopen(f"{aws.url}/bucket/key")
    assert found.value.code == 403 and b"the request is not signed" in found.value.read()
    assert aws.violations()[0]["kind"] == "unsigned"


def test_assumed_role_signs(aws):
    trust = stack.TRUST.replace('"Service": "lambda.amazonaws.com"', f'"AWS": "{stack.ACCOUNT}"')
    arn = aws.client("iam").create_role(RoleName="deployer", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    issued = aws.client("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
    good = aws.client("s3", access_key=issued["AccessKeyId"], secret_key=issued["SecretAccessKey"],
                      token=issued["SessionToken"])
    assert good.list_buckets()["Buckets"] == []
    bad = aws.client("s3", access_key=issued["AccessKeyId"], secret_key=issued["SecretAccessKey"], token="wrong")
    with pytest.raises(ClientError, match="InvalidToken"):
        bad.list_buckets()


def test_presigned_url_is_accepted(aws):
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="bucket")
    s3.put_object(Bucket="bucket", Key="a b/ü(1).txt", Body=b"hello")
    import boto3
    from botocore.config import Config
    from conftest import ACCESS_KEY, SECRET_KEY

    signer = boto3.client("s3", region_name="us-east-1", endpoint_url=aws.url, aws_access_key_id=ACCESS_KEY,
                          aws_secret_access_key=SECRET_KEY,
                          config=Config(signature_version="s3v4", s3={"addressing_style": "path"}))
    url = signer.generate_presigned_url("get_object", Params={"Bucket": "bucket", "Key": "a b/ü(1).txt"})
    assert urllib.request.urlopen(url).read() == b"hello"
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(url.replace("X-Amz-Expires=3600", "X-Amz-Expires=3601"))


def test_operation_that_is_not_served_is_refused(aws):
    aws.client("s3").create_bucket(Bucket="bucket")
    with pytest.raises(ClientError) as found:
        aws.client("s3").get_bucket_intelligent_tiering_configuration(Bucket="bucket", Id="a")
    assert found.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501
    assert aws.violations()[0]["kind"] == "operation"


def test_model_namespaces_are_the_documented_ones():
    from testaws import models

    create = models.service("cloudfront").operations["CreateDistribution"]
    shape = create.input.members[create.payload]
    assert shape.serialization["xmlNamespace"]["uri"] == CLOUDFRONT
