# SPDX-License-Identifier: Apache-2.0
"""Changes made by hand in the account are seen and undone; what is not managed is kept."""

import json

import pytest
from project import BUCKET, DOMAIN, TABLE


def versioning_off(aws):
    aws.client("s3").put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Suspended"})


def public_access(aws):
    aws.client("s3").delete_public_access_block(Bucket=BUCKET)


def no_lifecycle(aws):
    aws.client("s3").delete_bucket_lifecycle(Bucket=BUCKET)


def no_policy(aws):
    aws.client("s3").delete_bucket_policy(Bucket=BUCKET)


def wider_policy(aws):
    policy = json.loads(aws.client("s3").get_bucket_policy(Bucket=BUCKET)["Policy"])
    for statement in policy["Statement"]:
        if statement["Sid"] == "ResumectlRead":
            statement["Condition"] = {"StringEquals": {"AWS:SourceAccount": "123456789012"}}
    aws.client("s3").put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(policy))


def change_distribution(aws, change):
    cloudfront = aws.client("cloudfront")
    id = aws.distribution()["Id"]
    answer = cloudfront.get_distribution_config(Id=id)
    change(answer["DistributionConfig"])
    cloudfront.update_distribution(Id=id, IfMatch=answer["ETag"], DistributionConfig=answer["DistributionConfig"])


def disabled(aws):
    change_distribution(aws, lambda config: config.update(Enabled=False))


def plain_http(aws):
    change_distribution(aws, lambda config: config["DefaultCacheBehavior"].update(ViewerProtocolPolicy="allow-all"))


def no_function_at_the_edge(aws):
    change_distribution(aws, lambda config: config["DefaultCacheBehavior"].update(FunctionAssociations={"Quantity": 0}))


def other_edge_code(aws):
    cloudfront = aws.client("cloudfront")
    found = cloudfront.describe_function(Name="resume-viewer-request")
    etag = cloudfront.update_function(
        Name="resume-viewer-request", IfMatch=found["ETag"],
        FunctionConfig=found["FunctionSummary"]["FunctionConfig"],
        FunctionCode=b"function handler(event) { return event.request; }")["ETag"]
    cloudfront.publish_function(Name="resume-viewer-request", IfMatch=etag)


def weaker_access_control(aws):
    cloudfront = aws.client("cloudfront")
    [found] = cloudfront.list_origin_access_controls()["OriginAccessControlList"]["Items"]
    answer = cloudfront.get_origin_access_control(Id=found["Id"])
    config = answer["OriginAccessControl"]["OriginAccessControlConfig"]
    cloudfront.update_origin_access_control(
        Id=found["Id"], IfMatch=answer["ETag"], OriginAccessControlConfig={**config, "SigningBehavior": "never"})


def unprotected_table(aws):
    aws.client("dynamodb").update_table(TableName=TABLE, DeletionProtectionEnabled=False)


def longer_logs(aws):
    aws.client("logs").delete_retention_policy(logGroupName="/aws/lambda/resume-counter")


def wider_role(aws):
    aws.client("iam").put_role_policy(
        RoleName="resume-counter", PolicyName=aws.client("iam").list_role_policies(
            RoleName="resume-counter")["PolicyNames"][0],
        PolicyDocument='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}')


def other_memory(aws):
    aws.client("lambda").update_function_configuration(FunctionName="resume-counter", MemorySize=1024)


def no_permission(aws):
    policy = json.loads(aws.client("lambda").get_policy(FunctionName="resume-counter")["Policy"])
    aws.client("lambda").remove_permission(
        FunctionName="resume-counter", StatementId=policy["Statement"][0]["Sid"])


def no_route(aws):
    client = aws.client("apigatewayv2")
    [api] = client.get_apis()["Items"]
    [route] = client.get_routes(ApiId=api["ApiId"])["Items"]
    client.delete_route(ApiId=api["ApiId"], RouteId=route["RouteId"])


def no_limits(aws):
    client = aws.client("apigatewayv2")
    [api] = client.get_apis()["Items"]
    client.update_stage(ApiId=api["ApiId"], StageName="$default", DefaultRouteSettings={
        "ThrottlingRateLimit": 5000, "ThrottlingBurstLimit": 5000})


def no_api(aws):
    client = aws.client("apigatewayv2")
    [api] = client.get_apis()["Items"]
    client.delete_api(ApiId=api["ApiId"])


def no_record(aws):
    route53 = aws.client("route53")
    zone = route53.list_hosted_zones()["HostedZones"][0]["Id"]
    [record] = [r for r in route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
                if (r["Name"], r["Type"]) == (DOMAIN + ".", "AAAA")]
    route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": [
        {"Action": "DELETE", "ResourceRecordSet": record}]})


def no_role(aws):
    iam = aws.client("iam")
    for name in iam.list_role_policies(RoleName="resume-counter")["PolicyNames"]:
        iam.delete_role_policy(RoleName="resume-counter", PolicyName=name)
    iam.delete_role(RoleName="resume-counter")


def role_made_again(aws):
    """As another tool may do it: the same name, path, trust, policy and tags, and so the same ARN."""
    iam = aws.client("iam")
    role = iam.get_role(RoleName="resume-counter")["Role"]
    policies = {name: iam.get_role_policy(RoleName="resume-counter", PolicyName=name)["PolicyDocument"]
                for name in iam.list_role_policies(RoleName="resume-counter")["PolicyNames"]}
    no_role(aws)
    made = iam.create_role(
        RoleName=role["RoleName"], Path=role["Path"], Tags=role["Tags"], Description=role["Description"],
        AssumeRolePolicyDocument=json.dumps(role["AssumeRolePolicyDocument"]))["Role"]
    assert made["Arn"] == role["Arn"] and made["RoleId"] != role["RoleId"]
    for name, document in policies.items():
        iam.put_role_policy(RoleName="resume-counter", PolicyName=name, PolicyDocument=json.dumps(document))


def no_function(aws):
    aws.client("lambda").delete_function(FunctionName="resume-counter")


def no_log_group(aws):
    aws.client("logs").delete_log_group(logGroupName="/aws/lambda/resume-counter")


DRIFT = [
    (versioning_off, {"bucket"}), (public_access, {"bucket"}), (no_lifecycle, {"bucket"}),
    (no_policy, {"bucket.policy"}), (wider_policy, {"bucket.policy"}), (disabled, {"cdn.distribution"}),
    (plain_http, {"cdn.distribution"}), (no_function_at_the_edge, {"cdn.distribution"}),
    (other_edge_code, {"cdn.function"}), (weaker_access_control, {"cdn.access"}),
    (unprotected_table, {"counter.table"}), (longer_logs, {"counter.logs"}), (wider_role, {"counter.role"}),
    (other_memory, {"counter.function"}), (no_permission, {"counter.permission"}), (no_route, {"counter.route"}),
    (no_limits, {"counter.stage"}), (no_record, {"dns.records"}),
    (no_role, {"counter.role", "counter.function", "counter.permission"}),
    (role_made_again, {"counter.function", "counter.permission"}),
    (no_log_group, {"counter.logs"}),
    (no_function, {"counter.function", "counter.permission"}),
    (no_api, {"counter.api", "counter.integration", "counter.route", "counter.stage", "counter.permission",
              "cdn.distribution"}),
]


@pytest.mark.parametrize("damage,addresses", DRIFT, ids=lambda value: getattr(value, "__name__", ""))
def test_change_by_hand_is_seen_and_undone(aws, deployed, damage, addresses):
    before = {key: value for key, value in aws.dump().items() if key != "history"}
    damage(aws)
    plan = deployed.plan()
    assert plan.changes.keys() == addresses, plan
    assert not [step for step in plan.changes.values() if step["action"] == "conflict"]
    deployed.deploy()
    deployed.assert_settled()
    assert {key: value for key, value in aws.dump().items() if key != "history"} == before


@pytest.mark.parametrize("damage", [no_role, role_made_again], ids=lambda damage: damage.__name__)
def test_counter_whose_role_was_lost_counts_again_after_a_deploy(aws, deployed, damage):
    """Lambda lets a role decrypt the function's environment, not a name: with the same ARN the function stays dead."""
    assert aws.visit(DOMAIN, "/api/visitors", "POST").json == {"count": 1}
    aws.client("lambda").tag_resource(
        Resource=aws.client("lambda").get_function(FunctionName="resume-counter")["Configuration"]["FunctionArn"],
        Tags={"team": "web"})
    damage(aws)
    # An update by somebody else moves the function's time and mends nothing.
    other_memory(aws)
    assert aws.visit(DOMAIN, "/api/visitors", "POST").status == 500
    step = deployed.plan().changes["counter.function"]
    assert step["action"] == "replace" and "deleted and made again" in step["reason"]
    deployed.deploy()
    assert aws.visit(DOMAIN, "/api/visitors", "POST").json == {"count": 2}
    assert aws.client("lambda").get_function(FunctionName="resume-counter")["Tags"]["team"] == "web"
    deployed.assert_settled()


def test_what_is_not_managed_is_kept(aws, deployed):
    """Things added by hand beside ours survive an update of the same resource."""
    s3 = aws.client("s3")
    policy = json.loads(s3.get_bucket_policy(Bucket=BUCKET)["Policy"])
    policy["Statement"].append({
        "Sid": "Backup", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
        "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{BUCKET}/*"})
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(policy))
    rules = s3.get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"]
    s3.put_bucket_lifecycle_configuration(Bucket=BUCKET, LifecycleConfiguration={"Rules": rules + [
        {"ID": "mine", "Status": "Enabled", "Filter": {"Prefix": "tmp/"}, "Expiration": {"Days": 1}}]})
    tags = s3.get_bucket_tagging(Bucket=BUCKET)["TagSet"]
    s3.put_bucket_tagging(Bucket=BUCKET, Tagging={"TagSet": tags + [{"Key": "team", "Value": "web"}]})

    def add(config):
        config["Logging"] = {"Enabled": True, "IncludeCookies": False, "Bucket": "logs.s3.amazonaws.com", "Prefix": "x"}
        config["DefaultCacheBehavior"]["ResponseHeadersPolicyId"] = "67f7725c-6f97-4210-82d7-5512b31e9d03"

    change_distribution(aws, add)
    deployed.assert_settled()
    deployed.set("tags", {"owner": "jane"}), deployed.set("cdn.priceClass", "PriceClass_All")
    deployed.deploy()
    assert "Backup" in s3.get_bucket_policy(Bucket=BUCKET)["Policy"]
    assert "mine" in {rule["ID"] for rule in s3.get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"]}
    tags = {tag["Key"]: tag["Value"] for tag in s3.get_bucket_tagging(Bucket=BUCKET)["TagSet"]}
    assert tags == {"resumectl:site": "resume", "owner": "jane", "team": "web"}
    assert aws.distribution()["DistributionConfig"]["Logging"]["Enabled"] is True
    deployed.assert_settled()


def test_distribution_deleted_by_hand_is_made_again(aws, live):
    disabled(aws)
    found = aws.distribution()
    etag = aws.client("cloudfront").get_distribution(Id=found["Id"])["ETag"]
    aws.client("cloudfront").delete_distribution(Id=found["Id"], IfMatch=etag)
    live.deploy()
    assert aws.distribution()["Id"] != found["Id"]
    assert aws.visit(aws.distribution()["DomainName"]).status == 200
    live.assert_settled()


def test_distribution_of_a_domain_deleted_by_hand_is_made_again(aws, deployed):
    """The records still lead to the old one, which is no distribution of the account any more."""
    disabled(aws)
    found = aws.distribution()
    etag = aws.client("cloudfront").get_distribution(Id=found["Id"])["ETag"]
    aws.client("cloudfront").delete_distribution(Id=found["Id"], IfMatch=etag)
    result = deployed.run("deploy", "--yes")
    if result.status == 5:
        assert f"--replace-record {DOMAIN}:A" in result.text and result.writes == []
        deployed.deploy("--replace-record", DOMAIN, "--replace-record", "www." + DOMAIN)
    assert aws.visit(DOMAIN).status == 200
    deployed.assert_settled()


def test_bucket_deleted_by_hand_is_made_again(aws, live):
    s3 = aws.client("s3")
    for version in s3.list_object_versions(Bucket=BUCKET)["Versions"]:
        s3.delete_object(Bucket=BUCKET, Key=version["Key"], VersionId=version["VersionId"])
    s3.delete_bucket(Bucket=BUCKET)
    live.deploy()
    assert aws.visit(aws.distribution()["DomainName"]).status == 200
    live.assert_settled()
