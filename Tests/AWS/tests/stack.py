# SPDX-License-Identifier: Apache-2.0
"""The standard stack, deployed with boto3. Members are in the order of the models."""

import base64
import hashlib
import io
import json
import time
import zipfile

ACCOUNT = "123456789012"
CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
SECURITY_HEADERS = "67f7725c-6f97-4210-82d7-5512b31e9d03"
CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2"
TAGS = {"resumectl:site": "resume"}
TRUST = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]})


def tag_list(tags=None):
    return [{"Key": k, "Value": v} for k, v in (tags or TAGS).items()]


def zipped(text="def handler(event, context):\n    return {'statusCode': 200}\n"):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("app.py"), text)
    return buffer.getvalue()


def create_bucket(aws, name="resume-site", region="us-east-1"):
    s3 = aws.client("s3", region)
    extra = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    s3.create_bucket(Bucket=name, **extra)
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": tag_list()})
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration={
        "BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True})
    s3.put_bucket_ownership_controls(
        Bucket=name, OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]})
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [
        {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": False}]})
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": [
        {"ID": "old-versions", "Filter": {"Prefix": ""}, "Status": "Enabled",
         "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
         "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}}]})
    return s3


def create_oac(aws, name="resume"):
    return aws.client("cloudfront").create_origin_access_control(OriginAccessControlConfig={
        "Name": name, "Description": "", "SigningProtocol": "sigv4", "SigningBehavior": "always",
        "OriginAccessControlOriginType": "s3"})["OriginAccessControl"]["Id"]


def create_viewer_function(aws, name="resume", code=b"function handler(event) { return event.request; }"):
    cf = aws.client("cloudfront")
    created = cf.create_function(
        Name=name, FunctionConfig={"Comment": "clean URLs", "Runtime": "cloudfront-js-2.0"}, FunctionCode=code)
    cf.publish_function(Name=name, IfMatch=created["ETag"])
    return created["FunctionSummary"]["FunctionMetadata"]["FunctionARN"]


def create_zone(aws, name="example.com"):
    answer = aws.client("route53").create_hosted_zone(
        Name=name, CallerReference=f"{name}-1", HostedZoneConfig={"Comment": "resume", "PrivateZone": False})
    return answer["HostedZone"]["Id"]


def change(aws, zone, *changes):
    """Sends a change batch; each change is (action, record set)."""
    return aws.client("route53").change_resource_record_sets(HostedZoneId=zone, ChangeBatch={
        "Comment": "resume", "Changes": [{"Action": a, "ResourceRecordSet": r} for a, r in changes]})


def record(name, kind, *values, ttl=300):
    return {"Name": name, "Type": kind, "TTL": ttl, "ResourceRecords": [{"Value": v} for v in values]}


def alias(name, kind, target, zone=CLOUDFRONT_ZONE):
    return {"Name": name, "Type": kind, "AliasTarget": {
        "HostedZoneId": zone, "DNSName": target, "EvaluateTargetHealth": False}}


def create_certificate(aws, zone, *names):
    """Requests a certificate, adds its records, and waits for it."""
    acm = aws.client("acm")
    arn = acm.request_certificate(
        DomainName=names[0], ValidationMethod="DNS", SubjectAlternativeNames=list(names),
        IdempotencyToken="resume1", Tags=tag_list())["CertificateArn"]
    records = {}
    for _ in range(20):
        options = acm.describe_certificate(CertificateArn=arn)["Certificate"]["DomainValidationOptions"]
        if all("ResourceRecord" in option for option in options):
            records = {o["ResourceRecord"]["Name"]: o["ResourceRecord"] for o in options}
            break
    assert records
    change(aws, zone, *[("UPSERT", record(r["Name"], r["Type"], r["Value"])) for r in records.values()])
    for _ in range(20):
        if acm.describe_certificate(CertificateArn=arn)["Certificate"]["Status"] == "ISSUED":
            return arn
        time.sleep(0.05)
    raise AssertionError("not issued")


def create_counter(aws, region="us-east-1"):
    """Table, log group, role, function, API and permission; returns the names and ids."""
    ddb, logs, iam = aws.client("dynamodb", region), aws.client("logs", region), aws.client("iam")
    lambda_, api = aws.client("lambda", region), aws.client("apigatewayv2", region)
    ddb.create_table(
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}], TableName="resume",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}], BillingMode="PAY_PER_REQUEST", Tags=tag_list(),
        DeletionProtectionEnabled=True)
    for _ in range(20):
        if ddb.describe_table(TableName="resume")["Table"]["TableStatus"] == "ACTIVE":
            break
    logs.create_log_group(logGroupName="/aws/lambda/resume", tags=TAGS)
    logs.put_retention_policy(logGroupName="/aws/lambda/resume", retentionInDays=14)
    role = iam.create_role(RoleName="resume", AssumeRolePolicyDocument=TRUST, Description="counter",
                           Tags=tag_list())["Role"]["Arn"]
    iam.put_role_policy(RoleName="resume", PolicyName="counter", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Action": "dynamodb:UpdateItem",
            "Resource": f"arn:aws:dynamodb:{region}:{ACCOUNT}:table/resume"}]}))
    code = zipped()
    function = lambda_.create_function(
        FunctionName="resume", Runtime="python3.13", Role=role, Handler="app.handler", Code={"ZipFile": code},
        Description="counter", Timeout=5, MemorySize=128, Environment={"Variables": {"TABLE": "resume"}}, Tags=TAGS,
        Architectures=["arm64"], LoggingConfig={"LogFormat": "JSON", "LogGroup": "/aws/lambda/resume"})
    assert function["CodeSha256"] == base64.b64encode(hashlib.sha256(code).digest()).decode()
    for _ in range(20):
        if lambda_.get_function_configuration(FunctionName="resume")["State"] == "Active":
            break
    arn = function["FunctionArn"]
    api_id = api.create_api(Name="resume", ProtocolType="HTTP", Description="counter", Tags=TAGS)["ApiId"]
    integration = api.create_integration(
        ApiId=api_id, IntegrationType="AWS_PROXY", IntegrationUri=arn, PayloadFormatVersion="2.0",
        TimeoutInMillis=10000)["IntegrationId"]
    for key in ("GET /api/visitors", "POST /api/visitors"):
        api.create_route(ApiId=api_id, RouteKey=key, Target=f"integrations/{integration}")
    api.create_stage(ApiId=api_id, StageName="$default", AutoDeploy=True, DefaultRouteSettings={
        "ThrottlingBurstLimit": 20, "ThrottlingRateLimit": 10.0}, Tags=TAGS)
    lambda_.add_permission(
        FunctionName="resume", StatementId="api", Action="lambda:InvokeFunction", Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:{region}:{ACCOUNT}:{api_id}/*/*/api/visitors")
    return {"api": api_id, "integration": integration, "function": arn, "role": role}


def distribution_config(bucket, oac, reference="resume-1", function=None, certificate=None, aliases=(), api=None,
                        region="us-east-1"):
    """A distribution as the tool makes it."""
    origins = [{"Id": "site", "DomainName": f"{bucket}.s3.{region}.amazonaws.com", "OriginPath": "",
                "CustomHeaders": {"Quantity": 0}, "S3OriginConfig": {"OriginAccessIdentity": ""},
                "OriginAccessControlId": oac}]
    behaviors = {"Quantity": 0}
    if api:
        origins.append({"Id": "api", "DomainName": f"{api}.execute-api.{region}.amazonaws.com", "OriginPath": "",
                        "CustomHeaders": {"Quantity": 0}, "CustomOriginConfig": {
                            "HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only",
                            "OriginSslProtocols": {"Quantity": 1, "Items": ["TLSv1.2"]}}})
        behaviors = {"Quantity": 1, "Items": [{
            "PathPattern": "/api/*", "TargetOriginId": "api", "ViewerProtocolPolicy": "redirect-to-https",
            "AllowedMethods": {"Quantity": 7, "Items": [
                "GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"],
                "CachedMethods": {"Quantity": 2, "Items": ["GET", "HEAD"]}},
            "Compress": True, "CachePolicyId": CACHING_DISABLED, "OriginRequestPolicyId": ALL_VIEWER_EXCEPT_HOST}]}
    default = {"TargetOriginId": "site", "ViewerProtocolPolicy": "redirect-to-https", "Compress": True}
    if function:
        default["FunctionAssociations"] = {
            "Quantity": 1, "Items": [{"FunctionARN": function, "EventType": "viewer-request"}]}
    default["CachePolicyId"] = CACHING_OPTIMIZED
    default["ResponseHeadersPolicyId"] = SECURITY_HEADERS
    config = {
        "CallerReference": reference, "Aliases": {"Quantity": len(aliases), "Items": list(aliases)},
        "DefaultRootObject": "index.html", "Origins": {"Quantity": len(origins), "Items": origins},
        "DefaultCacheBehavior": default, "CacheBehaviors": behaviors,
        "CustomErrorResponses": {"Quantity": 1, "Items": [
            {"ErrorCode": 404, "ResponsePagePath": "/404.html", "ResponseCode": "404", "ErrorCachingMinTTL": 10}]},
        "Comment": "resume", "PriceClass": "PriceClass_100", "Enabled": True}
    if certificate:
        config["ViewerCertificate"] = {
            "ACMCertificateArn": certificate, "SSLSupportMethod": "sni-only",
            "MinimumProtocolVersion": "TLSv1.2_2021"}
    config["HttpVersion"] = "http2and3"
    config["IsIPV6Enabled"] = True
    return config


def bucket_policy(bucket, distribution_arn):
    return json.dumps({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "cloudfront.amazonaws.com"}, "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket}/*", "Condition": {"StringEquals": {"AWS:SourceArn": distribution_arn}}}]})


def deploy(aws, region="us-east-1"):
    """The whole stack; returns what later steps need."""
    cf = aws.client("cloudfront")
    s3 = create_bucket(aws, region=region)
    oac, function = create_oac(aws), create_viewer_function(aws)
    zone = create_zone(aws)
    certificate = create_certificate(aws, zone, "example.com", "www.example.com")
    counter = create_counter(aws, region)
    config = distribution_config("resume-site", oac, function=function, certificate=certificate,
                                 aliases=("example.com", "www.example.com"), api=counter["api"], region=region)
    distribution = cf.create_distribution_with_tags(DistributionConfigWithTags={
        "DistributionConfig": config, "Tags": {"Items": tag_list()}})["Distribution"]
    s3.put_bucket_policy(Bucket="resume-site", Policy=bucket_policy("resume-site", distribution["ARN"]))
    change(aws, zone, *[("UPSERT", alias(name, kind, distribution["DomainName"]))
                        for name in ("example.com", "www.example.com") for kind in ("A", "AAAA")])
    for key, kind in (("index.html", "text/html; charset=utf-8"), ("style.css", "text/css; charset=utf-8")):
        s3.put_object(Bucket="resume-site", Key=key, Body=key.encode(), ContentType=kind,
                      CacheControl="public, max-age=60", Metadata={"resumectl": "1"})
    invalidation = cf.create_invalidation(DistributionId=distribution["Id"], InvalidationBatch={
        "Paths": {"Quantity": 1, "Items": ["/index.html"]}, "CallerReference": "first"})["Invalidation"]
    return {"zone": zone, "certificate": certificate, "distribution": distribution, "oac": oac, "config": config,
            "invalidation": invalidation, "function": function, **{f"counter_{k}": v for k, v in counter.items()}}
