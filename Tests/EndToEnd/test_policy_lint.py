# SPDX-License-Identifier: Apache-2.0
"""Two linters have nothing to say about any policy that resumectl prints or writes.

parliament knows identity-based and bucket policies; cfn-lint knows trust policies and invoke permissions too, inside of
a template.
"""

import json
import pathlib
import subprocess
import sys

import parliament
import permissions
import pytest
from account import ACCOUNT
from policy_sentry.shared.iam_data import get_service_prefix_data
from project import BUCKET, Project
from test_credentials import endpoint  # noqa: F401

# parliament's table of actions is older than these. `*` is what AWS takes: no resource exists yet.
STAR_ONLY = {"cloudfront:CreateDistribution", "cloudfront:CreateFunction"}
# Tags are of zones or of health checks; parliament wants a statement to name both.
EITHER = {"route53:ChangeTagsForResource", "route53:ListTagsForResource"}
# In no table, and demanded all the same wherever tags are set.
UNKNOWN = {"apigateway:TagResource"}


def parliament_findings(document):
    """What parliament finds, but for what `STAR_ONLY`, `EITHER` and `UNKNOWN` explain."""
    found = []
    for finding in parliament.analyze_policy_string(json.dumps(document)).findings:
        if finding.issue == "RESOURCE_STAR" and set(finding.detail) <= STAR_ONLY:
            continue
        if finding.issue == "RESOURCE_MISMATCH" and {entry["action"] for entry in finding.detail} <= EITHER:
            continue
        if finding.issue == "UNKNOWN_ACTION" and finding.location.get("string") in UNKNOWN:
            continue
        found.append(f"{finding.issue}: {finding.detail}")
    return found


def cfn_findings(folder, resources):
    """What cfn-lint finds in a template, but for what `UNKNOWN` explains."""
    template = folder / "template.json"
    template.write_text(json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}))
    program = pathlib.Path(sys.executable).with_name("cfn-lint")
    result = subprocess.run(
        [program, "--format", "json", "--", template], capture_output=True, text=True, check=False, timeout=120)
    found = []
    for entry in json.loads(result.stdout):
        place = resources
        for part in entry["Location"]["Path"][1:]:
            place = place[part]
        if entry["Rule"]["Id"] == "W3037" and permissions.listed(place) == sorted(UNKNOWN):
            continue
        found.append(f"{entry['Rule']['Id']} {entry['Location']['Path']}: {entry['Message']}")
    return found


def managed(document):
    return {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document}}


def role(trust, permission):
    return {"Type": "AWS::IAM::Role", "Properties": {
        "AssumeRolePolicyDocument": trust, "Policies": [{"PolicyName": "policy", "PolicyDocument": permission}]}}


def test_what_is_overlooked_is_explained_by_the_newer_reference():
    for action in STAR_ONLY:
        prefix, _, name = action.partition(":")
        kinds = get_service_prefix_data(prefix)["privileges"][name]["resource_types"]
        assert [kind for kind in kinds if kind] == [], f"{action} can be limited to a resource"
    for action in EITHER:
        prefix, _, name = action.partition(":")
        assert set(get_service_prefix_data(prefix)["privileges"][name]["resource_types"]) == {
            "healthcheck", "hostedzone"}
    assert "TagResource" not in get_service_prefix_data("apigateway")["privileges"]


def test_linters_find_what_is_wrong(tmp_path):
    wrong = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "arn:aws:s3:::b/*"},
        {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}]}
    assert len(parliament_findings(wrong)) == 2
    assert cfn_findings(tmp_path, {"Wrong": managed(wrong)}) != []
    trust = {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRoll"}]}
    assert cfn_findings(tmp_path, {"Wrong": role(trust, {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}]})}) != []


@pytest.mark.parametrize("name", permissions.VARIANTS)
def test_printed_policies_are_clean(aws, tmp_path, name):
    variant = permissions.VARIANTS[name]
    project = Project(aws, tmp_path, config=permissions.placed(variant.config, dict.fromkeys(variant.zones, "Z1ABC")))
    resources = {}
    for life in permissions.LIVES:
        result = project.run("policy", "--for", life, "--account", ACCOUNT, *permissions.options(life))
        assert result.status == 0, result
        document = json.loads(result.out)
        assert parliament_findings(document) == [], life
        resources[life.title()] = managed(document)
    assert cfn_findings(tmp_path, resources) == []


@pytest.mark.parametrize("ids", [("--owner-id", "1001", "--repo-id", "2002"), ()], ids=["numbers", "names"])
def test_policies_in_the_account_are_clean(aws, tmp_path, deployed, endpoint, ids):
    result = deployed.run(
        "ci", "setup", "--repo", "jane/site", "--yes", *ids, environment={"GITHUB_API_URL": endpoint.url})
    assert result.status == 0, result
    iam, resources = aws.client("iam"), {}
    for name in ("resume-counter", "resume-ci"):
        trust = iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
        [policy] = iam.list_role_policies(RoleName=name)["PolicyNames"]
        document = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
        assert parliament_findings(document) == [], name
        resources[name.title().replace("-", "")] = role(trust, document)
    bucket = json.loads(aws.client("s3").get_bucket_policy(Bucket=BUCKET)["Policy"])
    assert parliament_findings(bucket) == []
    resources["Bucket"] = {
        "Type": "AWS::S3::BucketPolicy", "Properties": {"Bucket": BUCKET, "PolicyDocument": bucket}}
    [invoke] = json.loads(aws.client("lambda").get_policy(FunctionName="resume-counter")["Policy"])["Statement"]
    # The ids of Lambda's statements may have hyphens; those of IAM, which parliament looks for, may not.
    unnamed = {key: value for key, value in invoke.items() if key != "Sid"}
    assert parliament_findings({"Version": "2012-10-17", "Statement": [unnamed]}) == []
    resources["Invoke"] = {"Type": "AWS::Lambda::Permission", "Properties": {
        "Action": invoke["Action"], "FunctionName": invoke["Resource"], "Principal": invoke["Principal"]["Service"],
        "SourceArn": invoke["Condition"]["ArnLike"]["AWS:SourceArn"]}}
    assert cfn_findings(tmp_path, resources) == []


def test_what_is_written_is_least(aws, deployed):
    iam = aws.client("iam")
    table = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/resume-visitors"
    group = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/aws/lambda/resume-counter:*"
    [policy] = iam.list_role_policies(RoleName="resume-counter")["PolicyNames"]
    document = iam.get_role_policy(RoleName="resume-counter", PolicyName=policy)["PolicyDocument"]
    assert {(action, resource) for statement in document["Statement"]
            for action in permissions.listed(statement["Action"])
            for resource in permissions.listed(statement["Resource"])} == {
        ("dynamodb:GetItem", table), ("dynamodb:UpdateItem", table), ("logs:CreateLogStream", group),
        ("logs:PutLogEvents", group)}
    trust = iam.get_role(RoleName="resume-counter")["Role"]["AssumeRolePolicyDocument"]["Statement"]
    assert [(s["Effect"], s["Principal"], s["Action"]) for s in trust] == [
        ("Allow", {"Service": "lambda.amazonaws.com"}, "sts:AssumeRole")]
    allowed = [s for s in json.loads(aws.client("s3").get_bucket_policy(Bucket=BUCKET)["Policy"])["Statement"]
               if s["Effect"] == "Allow"]
    # Who may list is told that a file is missing, and not only that it is forbidden.
    assert [(s["Action"], s["Resource"]) for s in allowed] == [
        ("s3:GetObject", f"arn:aws:s3:::{BUCKET}/*"), ("s3:ListBucket", f"arn:aws:s3:::{BUCKET}")]
    for statement in allowed:
        assert statement["Principal"] == {"Service": "cloudfront.amazonaws.com"}
        assert list(statement["Condition"].values()) == [{"AWS:SourceArn": aws.distribution()["ARN"]}]
    [invoke] = json.loads(aws.client("lambda").get_policy(FunctionName="resume-counter")["Policy"])["Statement"]
    [api] = aws.client("apigatewayv2").get_apis()["Items"]
    assert (invoke["Principal"], invoke["Action"]) == (
        {"Service": "apigateway.amazonaws.com"}, "lambda:InvokeFunction")
    source = invoke["Condition"]["ArnLike"]["AWS:SourceArn"]
    assert source.startswith(f"arn:aws:execute-api:us-east-1:{ACCOUNT}:{api['ApiId']}/"), source
