# SPDX-License-Identifier: Apache-2.0
"""docs/migrating.md: a site that was made by hand, or by another tool, is taken over where it stands."""

import json

from project import DOMAIN, TABLE
from test_foreign import put_record

OLD_BUCKET = "janes-website"


def make_old_site(aws, zone):
    """As tutorials have it: a bucket with a name of its own, an access control, a distribution, records, a table."""
    s3, cloudfront, acm = aws.client("s3"), aws.client("cloudfront"), aws.client("acm")
    s3.create_bucket(Bucket=OLD_BUCKET)
    s3.put_object(Bucket=OLD_BUCKET, Key="index.html", Body=b"<h1>old</h1>", ContentType="text/html")
    arn = acm.request_certificate(
        DomainName=DOMAIN, SubjectAlternativeNames=["www." + DOMAIN], ValidationMethod="DNS")["CertificateArn"]
    for option in acm.describe_certificate(CertificateArn=arn)["Certificate"]["DomainValidationOptions"]:
        record = option["ResourceRecord"]
        put_record(aws, zone, record["Name"], "CNAME", record["Value"])
    assert acm.describe_certificate(CertificateArn=arn)["Certificate"]["Status"] == "ISSUED"
    access = cloudfront.create_origin_access_control(OriginAccessControlConfig={
        "Name": "site-oac", "SigningProtocol": "sigv4", "SigningBehavior": "always",
        "OriginAccessControlOriginType": "s3"})["OriginAccessControl"]["Id"]
    made = cloudfront.create_distribution(DistributionConfig={
        "CallerReference": "terraform-1", "Comment": "", "Enabled": True, "DefaultRootObject": "index.html",
        "Aliases": {"Quantity": 2, "Items": [DOMAIN, "www." + DOMAIN]},
        "ViewerCertificate": {"ACMCertificateArn": arn, "SSLSupportMethod": "sni-only",
                              "MinimumProtocolVersion": "TLSv1.2_2021"},
        "Origins": {"Quantity": 1, "Items": [{
            "Id": "s3", "DomainName": f"{OLD_BUCKET}.s3.us-east-1.amazonaws.com", "OriginAccessControlId": access,
            "S3OriginConfig": {"OriginAccessIdentity": ""}}]},
        "DefaultCacheBehavior": {
            "TargetOriginId": "s3", "ViewerProtocolPolicy": "redirect-to-https",
            "CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6"}})["Distribution"]
    s3.put_bucket_policy(Bucket=OLD_BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": [{
        "Sid": "AllowCloudFront", "Effect": "Allow", "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{OLD_BUCKET}/*",
        "Condition": {"StringEquals": {"AWS:SourceArn": made["ARN"]}}}]}))
    changes = [{"Action": "CREATE", "ResourceRecordSet": {
        "Name": name, "Type": kind, "AliasTarget": {
            "HostedZoneId": "Z2FDTNDATAQYW2", "DNSName": made["DomainName"], "EvaluateTargetHealth": False}}}
        for name in (DOMAIN, "www." + DOMAIN) for kind in ("A", "AAAA")]
    aws.client("route53").change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})
    return made["Id"]


def test_the_old_site_becomes_the_new_one_with_its_distribution_and_bucket(aws, project, zone):
    old = make_old_site(aws, zone)
    assert aws.visit(DOMAIN).text == "<h1>old</h1>"
    project.set("names.bucket", OLD_BUCKET)
    plan = project.run("plan")
    assert plan.status == 5
    assert "--adopt bucket" in plan.text and "--adopt cdn.distribution" in plan.text
    plan = project.run("plan", "--json", "--adopt", "bucket", "--adopt", "cdn.distribution")
    assert plan.status == 0, plan
    # The records lead to the right place already.
    assert "dns.records" not in plan.changes
    project.deploy("--adopt", "bucket", "--adopt", "cdn.distribution")
    assert [aws.distribution()["Id"], len(aws.client("cloudfront").list_distributions()["DistributionList"]["Items"])] \
        == [old, 1]
    assert "Jane Doe" in aws.visit(DOMAIN).text
    assert aws.visit("www." + DOMAIN).status == 301
    project.assert_settled()


def test_the_count_goes_on_where_it_was(aws, project, zone):
    """The number alone is taken along: tables of tutorials have keys of their own."""
    project.deploy()
    aws.client("dynamodb").put_item(TableName=TABLE, Item={"id": {"S": "visitors"}, "count": {"N": "1234"}})
    assert aws.visit(DOMAIN, "/api/visitors", "POST").json == {"count": 1235}
