# SPDX-License-Identifier: Apache-2.0
"""Refusals that pass, throttling in each protocol, slow answers, snapshots."""

import http.client
import time

import pytest
from botocore.exceptions import ClientError
from stack import TRUST
from testaws.services.passing import Rates

READS = [
    ("s3", "ListBuckets", "list_buckets", {}, "SlowDown", 503),
    ("cloudfront", "ListDistributions", "list_distributions", {}, "Throttling", 400),
    ("route53", "ListHostedZones", "list_hosted_zones", {}, "Throttling", 400),
    ("iam", "ListRoles", "list_roles", {}, "Throttling", 400),
    ("sts", "GetCallerIdentity", "get_caller_identity", {}, "Throttling", 400),
    ("acm", "ListCertificates", "list_certificates", {}, "ThrottlingException", 400),
    ("logs", "DescribeLogGroups", "describe_log_groups", {}, "ThrottlingException", 400),
    ("resourcegroupstaggingapi", "GetResources", "get_resources", {}, "ThrottledException", 400),
    ("dynamodb", "ListTables", "list_tables", {}, "ThrottlingException", 400),
    ("lambda", "ListFunctions", "list_functions", {}, "TooManyRequestsException", 429),
    ("apigatewayv2", "GetApis", "get_apis", {}, "TooManyRequestsException", 429)]


@pytest.mark.parametrize("service,operation,method,arguments,code,status", READS, ids=[r[0] for r in READS])
def test_throttling_in_the_protocol_of_the_service(aws, service, operation, method, arguments, code, status):
    aws.admin("POST", "/test/faults", [
        {"operation": f"{service}:{operation}", "action": "throttle", "nth": 2, "headers": {"Retry-After": "1"}}])
    call = getattr(aws.client(service), method)
    call(**arguments)
    with pytest.raises(ClientError) as found:
        call(**arguments)
    assert found.value.response["Error"]["Code"] == code
    assert found.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert found.value.response["ResponseMetadata"]["HTTPHeaders"]["retry-after"] == "1"
    call(**arguments)
    [fault] = aws.admin("GET", "/test/faults")
    assert fault["hit"] == f"{service}:{operation}" and fault["fired"] == 1


def test_answer_trickles(aws):
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="bucket")
    s3.put_object(Bucket="bucket", Key="key", Body=b"0123456789")
    aws.admin("POST", "/test/faults", [
        {"operation": "s3:GetObject", "action": "trickle", "bytes": 64, "seconds": 0.02, "times": 1}])
    start = time.monotonic()
    assert s3.get_object(Bucket="bucket", Key="key")["Body"].read() == b"0123456789"
    assert time.monotonic() - start > 0.08


def test_jitter_is_the_same_for_the_same_seed(aws):
    def times():
        aws.admin("POST", "/test/faults", [{"operation": "*", "action": "jitter", "seconds": 0.2, "seed": 3}])
        result = []
        for _ in range(4):
            start = time.monotonic()
            aws.client("s3").list_buckets()
            result.append(time.monotonic() - start)
        return result

    assert all(abs(a - b) < 0.09 for a, b in zip(times(), times()))


def refusals(call, most=10):
    """The codes with which a call is refused before it succeeds."""
    codes = []
    while len(codes) < most:
        try:
            call()
            return codes
        except ClientError as error:
            codes.append(error.response["Error"]["Code"])
    return codes


def test_new_bucket_is_not_ready(aws):
    aws.settings(s3__missing_changes=1, s3__aborted_changes=2)
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="bucket")
    assert refusals(lambda: s3.put_bucket_versioning(
        Bucket="bucket", VersioningConfiguration={"Status": "Enabled"})) == [
            "NoSuchBucket", "OperationAborted", "OperationAborted"]
    s3.put_object(Bucket="bucket", Key="key", Body=b"")


def test_zone_is_busy_after_a_change(aws):
    aws.settings(route53__busy_changes=1)
    route53 = aws.client("route53")
    zone = route53.create_hosted_zone(Name="example.com", CallerReference="1")["HostedZone"]["Id"]

    def change(value):
        return lambda: route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": [{
            "Action": "UPSERT", "ResourceRecordSet": {
                "Name": "a.example.com", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": value}]}}]})

    assert refusals(change("192.0.2.1")) == []
    assert refusals(change("192.0.2.2")) == ["PriorRequestNotComplete"]


def test_rates_of_api_gateway(aws):
    aws.settings(apigateway__limits=True)
    gateway = aws.client("apigatewayv2")
    apis = [gateway.create_api(Name="a", ProtocolType="HTTP")["ApiId"]]
    assert refusals(lambda: gateway.delete_api(ApiId=apis[0]), 1) == []
    assert refusals(lambda: gateway.delete_api(ApiId=apis[0]), 1) == ["TooManyRequestsException"]


def test_rates_of_api_gateway_by_the_clock():
    now = [100.0]
    rates = Rates(lambda: now[0])
    assert [rates.take("GetApis") for _ in range(41)] == 40 * [True] + [False]
    now[0] += 0.25
    assert [rates.take("GetApis") for _ in range(3)] == [True, True, False]
    now[0] += 60
    assert [rates.take("CreateApi"), rates.take("DeleteApi"), rates.take("CreateApi")] == [True, True, False]
    now[0] += 3
    assert [rates.take("CreateApi"), rates.take("DeleteApi")] == [True, False]
    now[0] += 27
    assert rates.take("DeleteApi")


def test_stage_without_deployment_at_first(aws):
    aws.settings(apigateway__deploy_reads=1)
    gateway = aws.client("apigatewayv2")
    api = gateway.create_api(Name="a", ProtocolType="HTTP")["ApiId"]
    gateway.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    first, second = (gateway.get_stage(ApiId=api, StageName="$default") for _ in range(2))
    assert "DeploymentId" not in first and "DeploymentId" in second


def role(aws):
    aws.client("iam").create_role(RoleName="role", AssumeRolePolicyDocument=TRUST)


def test_snapshot_is_brought_back(aws):
    s3, table = aws.client("s3"), aws.client("dynamodb")
    s3.create_bucket(Bucket="bucket")
    s3.put_object(Bucket="bucket", Key="key", Body=b"before", CacheControl="no-cache")
    table.create_table(TableName="table", BillingMode="PAY_PER_REQUEST",
                       AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
                       KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}])
    table.describe_table(TableName="table")
    table.put_item(TableName="table", Item={"id": {"S": "a"}, "n": {"N": "1"}})
    role(aws)
    zone = aws.client("route53").create_hosted_zone(Name="example.com", CallerReference="1")["HostedZone"]["Id"]
    api = aws.client("apigatewayv2").create_api(Name="a", ProtocolType="HTTP")["ApiId"]
    before = aws.admin("GET", "/test/account")
    aws.admin("POST", "/test/snapshot", {"name": "x"})
    for _ in range(2):
        s3.put_object(Bucket="bucket", Key="key", Body=b"after")
        s3.put_object(Bucket="bucket", Key="other", Body=b"after")
        table.update_item(TableName="table", Key={"id": {"S": "a"}}, UpdateExpression="ADD n :one",
                          ExpressionAttributeValues={":one": {"N": "1"}})
        aws.client("iam").delete_role(RoleName="role")
        aws.client("apigatewayv2").delete_api(ApiId=api)
        aws.client("route53").delete_hosted_zone(Id=zone)
        aws.client("logs", "eu-west-1").create_log_group(logGroupName="late")
        assert aws.admin("GET", "/test/account") != before
        aws.admin("POST", "/test/restore", {"name": "x"})
        assert aws.admin("GET", "/test/account") == before
        assert s3.get_object(Bucket="bucket", Key="key")["Body"].read() == b"before"
        assert table.get_item(TableName="table", Key={"id": {"S": "a"}})["Item"]["n"] == {"N": "1"}
        assert aws.admin("GET", "/test/journal")[-1]["operation"] == "GetItem"
    aws.admin("POST", "/test/reset")
    aws.admin("POST", "/test/restore", {"name": "x"})
    assert aws.admin("GET", "/test/account") == before
    s3.put_object(Bucket="bucket", Key="key", Body=b"again")


def test_unknown_snapshot_is_refused(aws):
    connection = http.client.HTTPConnection("127.0.0.1", aws.port)
    connection.request("POST", "/test/restore", b'{"name": "nothing"}')
    assert connection.getresponse().status == 404
