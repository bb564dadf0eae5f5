# SPDX-License-Identifier: Apache-2.0
"""From a folder to a site that visitors see, with a counter that counts; and a second deploy that does nothing."""

import json
import shutil

import pytest
from account import ACCOUNT, ROOT
from project import BUCKET, DOMAIN, PAGES, TABLE, Project

DOCUMENT = "public, max-age=0, must-revalidate"


def test_pages_are_served_with_type_and_cache_headers(aws, deployed):
    home = aws.visit(DOMAIN, "/")
    assert (home.status, home.text) == (200, PAGES["index.html"])
    assert home.headers["content-type"] == "text/html; charset=utf-8"
    assert home.headers["cache-control"] == DOCUMENT
    style = aws.visit(DOMAIN, "/style.css")
    assert (style.status, style.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert "s-maxage" in style.headers["cache-control"]
    picture = aws.visit(DOMAIN, "/images/portrait.svg")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    deployed.assert_settled()


@pytest.mark.parametrize("path", ["/about", "/about/", "/about/index.html"])
def test_sub_page_has_a_clean_url(aws, deployed, path):
    page = aws.visit(DOMAIN, path)
    assert (page.status, page.text) == (200, PAGES["about/index.html"])


@pytest.mark.parametrize("path", ["/nowhere", "/nowhere.html", "/a/b/c.txt"])
def test_unknown_address_gets_the_not_found_page_with_status_404(aws, deployed, path):
    page = aws.visit(DOMAIN, path)
    assert (page.status, page.text) == (404, PAGES["404.html"])
    assert page.headers["content-type"] == "text/html; charset=utf-8"


def test_www_redirects_to_the_domain_with_path_and_query(aws, deployed):
    answer = aws.visit("www." + DOMAIN, "/about/?from=mail&x=a%20b&flag")
    assert answer.status == 301
    assert answer.headers["location"] == f"https://{DOMAIN}/about/?from=mail&x=a%20b&flag"


def test_answers_carry_security_headers(aws, deployed):
    headers = aws.visit(DOMAIN, "/").headers
    assert headers["strict-transport-security"].startswith("max-age=")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] in ("SAMEORIGIN", "DENY")
    assert "referrer-policy" in headers


def test_plain_http_redirects_to_https(aws, deployed):
    answer = aws.visit(DOMAIN, "/about/", headers={"X-Forwarded-Proto": "http", "CloudFront-Forwarded-Proto": "http"})
    policy = aws.distribution()["DistributionConfig"]["DefaultCacheBehavior"]["ViewerProtocolPolicy"]
    assert policy == "redirect-to-https"
    assert answer.status in (200, 301)


def test_counter_counts_through_the_sites_own_address(aws, deployed):
    def count(method):
        answer = aws.visit(DOMAIN, "/api/visitors", method)
        assert answer.status == 200, answer
        assert answer.headers["content-type"] == "application/json"
        return answer.json["count"]

    assert count("GET") == 0
    assert [count("POST") for _ in range(3)] == [1, 2, 3]
    assert count("GET") == 3
    item = aws.client("dynamodb").scan(TableName=TABLE)["Items"]
    assert len(item) == 1
    assert deployed.run("status", "--json").record("status")["count"] == 3
    deployed.assert_settled()


def test_counter_answers_other_methods_with_405(aws, deployed):
    assert aws.visit(DOMAIN, "/api/visitors", "PUT", b"{}").status == 405


def test_bucket_is_private_and_admits_this_distribution_alone(aws, deployed):
    s3 = aws.client("s3")
    block = s3.get_public_access_block(Bucket=BUCKET)["PublicAccessBlockConfiguration"]
    assert set(block.values()) == {True} and len(block) == 4
    ownership = s3.get_bucket_ownership_controls(Bucket=BUCKET)["OwnershipControls"]["Rules"]
    assert ownership == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    policy = json.loads(s3.get_bucket_policy(Bucket=BUCKET)["Policy"])
    arn = aws.distribution()["ARN"]
    allowed = [statement for statement in policy["Statement"] if statement["Effect"] == "Allow"]
    assert allowed
    for statement in allowed:
        assert statement["Principal"] == {"Service": "cloudfront.amazonaws.com"}
        assert statement["Condition"] == {"StringEquals": {"AWS:SourceArn": arn}}
        assert statement["Action"] in ("s3:GetObject", "s3:ListBucket")


def test_another_distribution_cannot_read_the_bucket(aws, deployed):
    config = aws.distribution()["DistributionConfig"]
    control = config["Origins"]["Items"][0]["OriginAccessControlId"]
    other = aws.client("cloudfront").create_distribution(DistributionConfig={
        "CallerReference": "other", "Comment": "other", "Enabled": True,
        "Origins": {"Quantity": 1, "Items": [{
            "Id": "o", "DomainName": f"{BUCKET}.s3.us-east-1.amazonaws.com", "OriginAccessControlId": control,
            "S3OriginConfig": {"OriginAccessIdentity": ""}}]},
        "DefaultCacheBehavior": {
            "TargetOriginId": "o", "ViewerProtocolPolicy": "allow-all",
            "CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6"}})["Distribution"]
    assert aws.visit(DOMAIN, "/index.html").status == 200
    assert aws.visit(other["DomainName"], "/index.html").status == 403


def test_record_of_the_files_is_not_served(aws, deployed):
    keys = [item["Key"] for item in aws.client("s3").list_objects_v2(Bucket=BUCKET)["Contents"]]
    hidden = [key for key in keys if key.startswith(".resumectl/")]
    assert hidden, "the tool's own record moved; this test has to follow it"
    for key in hidden:
        answer = aws.visit(DOMAIN, "/" + key)
        assert answer.status in (403, 404) and b"resumectl site record" not in answer.body


def test_bucket_keeps_versions_and_is_encrypted(aws, deployed):
    s3 = aws.client("s3")
    assert s3.get_bucket_versioning(Bucket=BUCKET)["Status"] == "Enabled"
    [rule] = s3.get_bucket_encryption(Bucket=BUCKET)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    rules = s3.get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"]
    assert any("NoncurrentVersionExpiration" in rule for rule in rules)
    assert any("AbortIncompleteMultipartUpload" in rule for rule in rules)


def tags_of_everything(aws):
    """The tags of each taggable resource of the site."""
    dump = aws.dump()
    [distribution] = dump["distributions"]
    region = dump["regions"]["us-east-1"]
    found = {f"bucket {name}": bucket["tags"] for name, bucket in dump["buckets"].items()}
    found["distribution"] = distribution["tags"]
    found |= {f"stage {name}": stage.get("Tags") for api in region["apis"] for name, stage in api["stages"].items()}
    found |= {f"role {name}": role["tags"] for name, role in dump["roles"].items()}
    for kind in ("certificates", "apis"):
        found |= {f"{kind} {i}": item.get("tags", item.get("Tags")) for i, item in enumerate(region.get(kind, []))}
    for kind in ("lambda", "tables", "logGroups"):
        found |= {f"{kind} {name}": item["tags"] for name, item in region.get(kind, {}).items()}
    return found


def as_dictionary(tags):
    """Tags in whatever form a service has them."""
    if isinstance(tags, list):
        return {tag["Key"]: tag.get("Value") for tag in tags}
    return tags or {}


def test_everything_that_can_have_tags_is_tagged(aws, project, zone):
    project.set("tags", {"owner": "jane", "cost-centre": "4711"})
    project.deploy()
    found = tags_of_everything(aws)
    assert len(found) == 9, sorted(found)
    for name, tags in found.items():
        wanted = {"resumectl:site": "resume", "owner": "jane", "cost-centre": "4711"}
        if name.startswith("lambda"):
            wanted["resumectl:role"] = "(id of its role)"
        assert as_dictionary(tags) == wanted, name
    project.assert_settled()


def test_tags_are_there_from_the_start(aws, deployed):
    """A resource that is tagged in a second request is nobody's when a run is killed in between."""
    operations = [entry["operation"] for entry in aws.journal(mutating=True)]
    assert "CreateDistributionWithTags" in operations
    assert [name for name in operations if name.startswith(("Tag", "AddTags", "PutBucketTagging"))] == []


def test_role_of_the_function_may_do_only_what_it_needs(aws, deployed):
    [role] = aws.dump()["roles"].values()
    assert role["managed"] == []
    assert [s["Principal"] for s in role["trust"]["Statement"]] == [{"Service": "lambda.amazonaws.com"}]
    [policy] = role["inline"].values()
    allowed = {action: statement["Resource"] for statement in policy["Statement"] for action in statement["Action"]}
    table = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/{TABLE}"
    logs = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/aws/lambda/resume-counter:*"
    assert allowed == {
        "dynamodb:GetItem": table, "dynamodb:UpdateItem": table, "logs:CreateLogStream": logs,
        "logs:PutLogEvents": logs}


def test_table_is_protected_and_logs_are_not_kept_for_ever(aws, deployed):
    table = aws.client("dynamodb").describe_table(TableName=TABLE)["Table"]
    assert table["DeletionProtectionEnabled"] is True
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    [group] = aws.client("logs").describe_log_groups()["logGroups"]
    assert (group["logGroupName"], group["retentionInDays"]) == ("/aws/lambda/resume-counter", 30)


def test_api_can_be_called_by_this_api_alone(aws, deployed):
    policy = json.loads(aws.client("lambda").get_policy(FunctionName="resume-counter")["Policy"])
    [statement] = policy["Statement"]
    [api] = aws.client("apigatewayv2").get_apis()["Items"]
    assert statement["Principal"] == {"Service": "apigateway.amazonaws.com"}
    assert statement["Action"] == "lambda:InvokeFunction"
    source = statement["Condition"]["ArnLike"]["AWS:SourceArn"]
    assert source.startswith(f"arn:aws:execute-api:us-east-1:{ACCOUNT}:{api['ApiId']}/")


def test_domain_points_to_the_distribution(aws, deployed, zone):
    records = aws.records(zone)
    target = aws.distribution()["DomainName"]
    for name in (DOMAIN, "www." + DOMAIN):
        for kind in ("A", "AAAA"):
            alias = records[name, kind]["AliasTarget"]
            assert alias["DNSName"].rstrip(".") == target and alias["HostedZoneId"] == "Z2FDTNDATAQYW2"
    assert all(key[1] in ("A", "AAAA") or key[0].startswith("_") for key in records)
    deployed.assert_settled()


def test_new_site_needs_no_invalidation(aws, deployed):
    assert aws.invalidations() == []


def test_second_deploy_sends_nothing_that_changes_anything_and_few_requests(deployed):
    second = deployed.assert_settled()
    assert len(second.requests) <= 40
    assert second.record("plan")["hasChanges"] is False
    text = deployed.run("deploy", "--yes")
    assert text.status == 0 and "Nothing to do" in text.err
    assert text.out == f"https://{DOMAIN}/\n"


def test_repository_sample_site_works(aws, tmp_path, zone):
    project = Project(aws, tmp_path / "sample", pages={})
    source = ROOT / "site"
    shutil.copytree(source, project.site, dirs_exist_ok=True)
    project.deploy()
    home = aws.visit(DOMAIN)
    assert home.status == 200 and home.body == (source / "index.html").read_bytes()
    assert aws.visit(DOMAIN, "/api/visitors", "POST").json == {"count": 1}
    missing = aws.visit(DOMAIN, "/no/such/page")
    assert (missing.status, missing.body) == (404, (source / "404.html").read_bytes())
    project.assert_settled()


def test_deploy_without_terminal_needs_yes(aws, project, zone):
    result = project.run("deploy")
    assert result.status == 64 and "--yes" in result.err
    assert result.writes == []


def test_dry_run_changes_nothing(aws, project, zone):
    result = project.run("deploy", "--dry-run", "--yes", "--json")
    assert result.status == 0 and result.writes == []
    assert result.changes


def test_plan_of_a_new_site_exits_2_when_asked(aws, project, zone):
    assert project.run("plan").status == 0
    assert project.run("plan", "--detailed-exitcode").status == 2
