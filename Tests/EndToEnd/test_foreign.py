# SPDX-License-Identifier: Apache-2.0
"""What exists under our names without our tag is shown and not touched, until the user says that it is ours."""

import io
import json
import zipfile

import pytest
from project import BUCKET, DOMAIN, TABLE

TRUST = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]})


def make_bucket(aws, zone):
    aws.client("s3").create_bucket(Bucket=BUCKET)
    aws.client("s3").put_object(Bucket=BUCKET, Key="index.html", Body=b"an older site", ContentType="text/html")


def make_table(aws, zone):
    aws.client("dynamodb").create_table(
        TableName=TABLE, BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}])


def make_role(aws, zone, name="resume-counter"):
    return aws.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]


def make_function(aws, zone):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("main.py", "def run(event, context): return {}")
    aws.client("lambda").create_function(
        FunctionName="resume-counter", Role=make_role(aws, zone, "hand-made"), Runtime="python3.12",
        Handler="main.run", Code={"ZipFile": archive.getvalue()}, Timeout=10)


def make_log_group(aws, zone):
    aws.client("logs").create_log_group(logGroupName="/aws/lambda/resume-counter")


def make_access_control(aws, zone):
    aws.client("cloudfront").create_origin_access_control(OriginAccessControlConfig={
        "Name": "resume", "SigningProtocol": "sigv4", "SigningBehavior": "no-override",
        "OriginAccessControlOriginType": "s3"})


def make_edge_function(aws, zone):
    aws.client("cloudfront").create_function(
        Name="resume-viewer-request", FunctionConfig={"Comment": "mine", "Runtime": "cloudfront-js-2.0"},
        FunctionCode=b"function handler(event) { return event.request; }")


def make_distribution(aws, zone):
    acm = aws.client("acm")
    arn = acm.request_certificate(DomainName=DOMAIN, ValidationMethod="DNS")["CertificateArn"]
    record = acm.describe_certificate(CertificateArn=arn)["Certificate"]["DomainValidationOptions"][0]["ResourceRecord"]
    put_record(aws, zone, record["Name"], "CNAME", record["Value"])
    assert acm.describe_certificate(CertificateArn=arn)["Certificate"]["Status"] == "ISSUED"
    aws.client("cloudfront").create_distribution(DistributionConfig={
        "CallerReference": "hand-made", "Comment": "my old site", "Enabled": True,
        "Aliases": {"Quantity": 1, "Items": [DOMAIN]},
        "ViewerCertificate": {"ACMCertificateArn": arn, "SSLSupportMethod": "sni-only",
                              "MinimumProtocolVersion": "TLSv1.2_2021"},
        "Origins": {"Quantity": 1, "Items": [{
            "Id": "old", "DomainName": "old.example.net", "CustomOriginConfig": {
                "HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only",
                "OriginSslProtocols": {"Quantity": 1, "Items": ["TLSv1.2"]}}}]},
        "DefaultCacheBehavior": {
            "TargetOriginId": "old", "ViewerProtocolPolicy": "allow-all",
            "CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6"}})


def put_record(aws, zone, name, kind, value, ttl=300):
    aws.client("route53").change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": [
        {"Action": "CREATE", "ResourceRecordSet": {
            "Name": name, "Type": kind, "TTL": ttl, "ResourceRecords": [{"Value": value}]}}]})


def make_address_record(aws, zone):
    put_record(aws, zone, DOMAIN, "A", "192.0.2.7")


FOREIGN = [
    pytest.param(make_bucket, "bucket", BUCKET, id="bucket"),
    pytest.param(make_table, "counter.table", TABLE, id="table"),
    pytest.param(make_role, "counter.role", "resume-counter", id="role"),
    pytest.param(make_function, "counter.function", "resume-counter", id="function"),
    pytest.param(make_log_group, "counter.logs", "/aws/lambda/resume-counter", id="log group"),
    pytest.param(make_access_control, "cdn.access", "resume", id="origin access control"),
    pytest.param(make_edge_function, "cdn.function", "resume-viewer-request", id="edge function"),
    pytest.param(make_distribution, "cdn.distribution", DOMAIN, id="distribution with our alias"),
]


@pytest.mark.parametrize("make,address,name", FOREIGN)
def test_foreign_resource_is_refused_untouched(aws, project, zone, make, address, name):
    make(aws, zone)
    before = aws.dump()
    for command in (("plan",), ("plan", "--detailed-exitcode"), ("deploy", "--yes")):
        result = project.run(*command)
        assert result.status == 5, result
        assert result.writes == []
        assert f"--adopt {address}" in result.text and name in result.text, result
    step = project.run("deploy", "--yes", "--json").changes[address]
    assert step["action"] == "conflict"
    assert aws.dump() == before


@pytest.mark.parametrize("make,address,name", FOREIGN)
def test_foreign_resource_is_taken_over_when_asked(aws, project, zone, make, address, name):
    make(aws, zone)
    plan = project.run("plan", "--json", "--adopt", address)
    assert plan.status == 0, plan
    assert plan.changes[address]["action"] in ("adopt", "update")
    project.deploy("--adopt", address)
    assert aws.visit(DOMAIN).status == 200
    assert aws.visit("www." + DOMAIN).status == 301
    assert aws.visit(DOMAIN, "/api/visitors", "POST").json == {"count": 1}
    project.assert_settled()
    project.destroy("--delete-data")
    left = aws.dump()
    assert not left["buckets"] and not left["distributions"] and not left["accessControls"] and not left["functions"]


@pytest.mark.parametrize("make,address,name", FOREIGN[:7])
def test_foreign_resource_does_not_fall_to_a_destroy(aws, project, zone, make, address, name):
    make(aws, zone)
    before = aws.dump()
    result = project.destroy("--delete-data")
    assert result.writes == []
    assert aws.dump() == before


def test_adopted_distribution_keeps_what_is_not_managed(aws, project, zone):
    make_distribution(aws, zone)
    cloudfront = aws.client("cloudfront")
    found = aws.distribution()
    config = found["DistributionConfig"]
    config["WebACLId"] = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/mine/11111111-2222-3333-4444-555555555555"
    config["CustomErrorResponses"] = {"Quantity": 1, "Items": [{
        "ErrorCode": 503, "ResponsePagePath": "/busy.html", "ResponseCode": "503", "ErrorCachingMinTTL": 7}]}
    etag = cloudfront.get_distribution_config(Id=found["Id"])["ETag"]
    cloudfront.update_distribution(Id=found["Id"], IfMatch=etag, DistributionConfig=config)
    project.deploy("--adopt", "cdn.distribution")
    after = aws.distribution()
    assert after["Id"] == found["Id"]
    after = after["DistributionConfig"]
    assert after["WebACLId"] == config["WebACLId"]
    codes = {item["ErrorCode"]: item for item in after["CustomErrorResponses"]["Items"]}
    assert codes[503]["ResponsePagePath"] == "/busy.html" and 404 in codes
    assert {origin["Id"] for origin in after["Origins"]["Items"]} >= {"old"}
    project.assert_settled()


def test_resource_of_another_site_cannot_be_adopted(aws, project, zone):
    make_bucket(aws, zone)
    aws.client("s3").put_bucket_tagging(
        Bucket=BUCKET, Tagging={"TagSet": [{"Key": "resumectl:site", "Value": "portfolio"}]})
    for arguments in ((), ("--adopt", "bucket")):
        result = project.run("deploy", "--yes", *arguments)
        assert (result.status, result.writes) == (5, []), result
        assert "portfolio" in result.text and "names.bucket" in result.text


def test_bucket_of_another_account_is_refused(aws, project, zone):
    aws.settings({"s3.foreign_buckets": BUCKET})
    result = project.run("deploy", "--yes")
    # AWS gives the same answer to somebody who lacks the permission, so this is status 77.
    assert (result.status, result.writes) == (77, []), result
    assert BUCKET in result.text and "names.bucket" in result.text


def test_alias_held_by_another_account_is_refused(aws, project, zone):
    aws.settings({"cloudfront.foreign_aliases": DOMAIN})
    result = project.run("deploy", "--yes")
    assert result.status in (4, 5), result
    assert "Another distribution holds a name" in result.text
    aws.settings({"cloudfront.foreign_aliases": ""})
    project.deploy()
    project.assert_settled()


def test_table_with_another_key_cannot_be_adopted(aws, project, zone):
    aws.client("dynamodb").create_table(
        TableName=TABLE, BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "page", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "page", "AttributeType": "S"}])
    result = project.run("deploy", "--yes", "--adopt", "counter.table")
    assert (result.status, result.writes) == (5, []), result
    assert "page" in result.text


def test_api_of_the_same_name_is_nobodys_business(aws, project, zone):
    """Names of APIs are not unique, so a foreign one is not in the way."""
    aws.client("apigatewayv2").create_api(Name="resume", ProtocolType="HTTP")
    project.deploy()
    assert len(aws.client("apigatewayv2").get_apis()["Items"]) == 2
    project.assert_settled()


def test_certificate_of_the_same_name_is_nobodys_business(aws, project, zone):
    aws.client("acm").request_certificate(DomainName=DOMAIN, ValidationMethod="DNS")
    project.deploy()
    certificates = aws.client("acm").list_certificates()["CertificateSummaryList"]
    assert len(certificates) == 2
    project.assert_settled()


def test_other_records_of_the_zone_are_kept(aws, project, zone):
    put_record(aws, zone, DOMAIN, "MX", "10 mail.example.net")
    put_record(aws, zone, DOMAIN, "TXT", '"v=spf1 -all"')
    put_record(aws, zone, "blog." + DOMAIN, "CNAME", "hosting.example.net")
    others = aws.records(zone)
    project.deploy()
    after = aws.records(zone)
    assert {key: after[key] for key in others} == others
    project.assert_settled()


def test_several_foreign_things_are_shown_at_once(aws, project, zone):
    make_bucket(aws, zone), make_table(aws, zone), make_address_record(aws, zone)
    result = project.run("plan")
    assert result.status == 5
    for text in ("--adopt bucket", "--adopt counter.table", f"--replace-record {DOMAIN}:A"):
        assert text in result.text
    project.deploy("--adopt", "bucket", "--adopt", "counter.table", "--replace-record", DOMAIN)
    project.assert_settled()


def test_unknown_address_to_adopt_is_a_mistake(aws, project, zone):
    result = project.run("deploy", "--yes", "--adopt", "buckett")
    assert (result.status, result.writes) == (64, [])
    assert "counter.table" in result.err
