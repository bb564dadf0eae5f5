# SPDX-License-Identifier: Apache-2.0
"""What requests need, what policies allow, how denials look."""

import json
import re
import urllib.error

import pytest
import stack
import wire
from botocore.exceptions import ClientError
from policy_sentry.shared.iam_data import get_service_prefix_data

from testaws.permissions import UNDOCUMENTED, Need
from testaws.permissions.policy import Policy

REGION, ACCOUNT = "us-east-1", "123456789012"


def allow(*actions, resource="*", **more):
    return {"Effect": "Allow", "Action": list(actions), "Resource": resource, **more}


def document(*statements):
    return {"Version": "2012-10-17", "Statement": list(statements)}


def put_in_force(aws, *statements):
    aws.admin("POST", "/test/policy", document(*statements))


def needed(aws):
    return {(entry["action"], entry["resource"]) for entry in aws.admin("GET", "/test/authorizations")}


# The table against the reference


def pattern(template):
    """A resource's ARN in the reference as a regular expression."""
    text = re.escape(template).replace(r"\$\{Partition\}", "aws")
    return re.sub(r"\\\$\\\{[A-Za-z]+\\\}", ".+", text.replace(r"\$\{Account\}", f"({ACCOUNT})?").replace(
        r"\$\{Region\}", "[a-z0-9-]*"))


def problem(action, resource):
    """What the Service Authorization Reference has against an action on a resource; `None` when nothing."""
    prefix, _, name = action.partition(":")
    for (known, part) in UNDOCUMENTED:
        if known == action and (part == "*" or part in resource):
            return None
    data = get_service_prefix_data(prefix)
    privilege = data["privileges"].get(name)
    if privilege is None:
        return "there is no such action"
    kinds = [kind for kind in privilege["resource_types"] if kind]
    if not kinds:
        return None if resource == "*" else "it cannot be limited to a resource"
    templates = {kind.lower(): found["arn"] for kind, found in data["resources"].items()}
    if any(re.fullmatch(pattern(templates[kind.lower()]), resource) for kind in kinds):
        return None
    return f"it is for {', '.join(kinds)}"


def test_whole_stack_needs_only_what_the_reference_has(aws):
    stack.deploy(aws, REGION)
    found = needed(aws)
    assert len(found) > 40
    assert {pair: problem(*pair) for pair in found if problem(*pair)} == {}


@pytest.mark.parametrize("action,resource,what", [
    ("s3:HeadBucket", "arn:aws:s3:::bbb", "no such action"), ("s3:PutObject", "arn:aws:s3:::bbb", "it is for"),
    ("cloudfront:ListDistributions", f"arn:aws:cloudfront::{ACCOUNT}:distribution/E1", "cannot be limited"),
    ("dynamodb:CreateTable", f"arn:aws:s3:::{ACCOUNT}", "it is for")])
def test_check_against_the_reference_finds_mistakes(action, resource, what):
    assert what in problem(action, resource)


# Traps


def test_requests_need_other_actions_than_their_names(aws):
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="bbb", ObjectOwnership="BucketOwnerEnforced",
                     CreateBucketConfiguration={"Tags": [{"Key": "a", "Value": "b"}]})
    s3.head_bucket(Bucket="bbb"), s3.put_object(Bucket="bbb", Key="k", Body=b"x"), s3.head_object(Bucket="bbb", Key="k")
    s3.copy_object(Bucket="bbb", Key="c", CopySource="bbb/k")
    version = s3.list_object_versions(Bucket="bbb")["Versions"][0]["VersionId"]
    s3.delete_objects(Bucket="bbb", Delete={"Objects": [{"Key": "k"}, {"Key": "c", "VersionId": version}]})
    assert needed(aws) == {
        ("s3:CreateBucket", "arn:aws:s3:::bbb"), ("s3:TagResource", "arn:aws:s3:::bbb"),
        ("s3:PutBucketOwnershipControls", "arn:aws:s3:::bbb"), ("s3:ListBucket", "arn:aws:s3:::bbb"),
        ("s3:PutObject", "arn:aws:s3:::bbb/k"), ("s3:GetObject", "arn:aws:s3:::bbb/k"),
        ("s3:PutObject", "arn:aws:s3:::bbb/c"), ("s3:ListBucketVersions", "arn:aws:s3:::bbb"),
        ("s3:DeleteObject", "arn:aws:s3:::bbb/k"), ("s3:DeleteObject", "arn:aws:s3:::bbb/c"),
        ("s3:DeleteObjectVersion", "arn:aws:s3:::bbb/c")}


def test_tags_and_roles_need_actions_of_their_own(aws):
    stack.create_counter(aws)
    found = needed(aws)
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:resume"
    group = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/resume"
    assert {("lambda:TagResource", arn), ("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/resume"),
            ("iam:TagRole", f"arn:aws:iam::{ACCOUNT}:role/resume"), ("logs:TagResource", group),
            ("logs:CreateLogGroup", group + ":log-stream:"),
            ("dynamodb:TagResource", f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/resume"),
            ("apigateway:TagResource", f"arn:aws:apigateway:{REGION}::/apis")} <= found
    [passing] = [e for e in aws.admin("GET", "/test/authorizations") if e["action"] == "iam:PassRole"]
    assert passing["conditions"]["iam:passedtoservice"] == ["lambda.amazonaws.com"]


# Denials


def test_denial_names_action_and_resource(aws):
    put_in_force(aws, allow("s3:ListBucket"))
    with pytest.raises(ClientError) as found:
        aws.client("iam").list_roles()
    error = found.value.response
    assert (error["Error"]["Code"], error["ResponseMetadata"]["HTTPStatusCode"]) == ("AccessDenied", 403)
    assert re.fullmatch(
        rf"User: arn:aws:iam::{ACCOUNT}:user/\S+ is not authorized to perform: iam:ListRoles on resource: \* because no "
        r"identity-based policy allows the iam:ListRoles action", error["Error"]["Message"])
    for client, code in (("lambda", "AccessDeniedException"), ("acm", "AccessDeniedException"),
                         ("route53", "AccessDenied"), ("dynamodb", "AccessDeniedException")):
        call = {"lambda": "list_functions", "acm": "list_certificates", "route53": "list_hosted_zones",
                "dynamodb": "list_tables"}[client]
        with pytest.raises(ClientError, match=code):
            getattr(aws.client(client), call)()
    assert aws.violations() == []


def test_s3_says_little_and_a_head_request_nothing(aws):
    aws.client("s3").create_bucket(Bucket="bbb")
    put_in_force(aws, allow("s3:GetObject"))
    answer = wire.send(aws, "s3", "GET", "/bbb?policy")
    assert (answer.status, answer.code) == (403, "AccessDenied") and "Access Denied" in answer.text
    assert "s3:GetBucketPolicy" not in answer.text
    answer = wire.send(aws, "s3", "HEAD", "/bbb")
    assert (answer.status, answer.text) == (403, "")


def test_missing_key_is_told_only_to_who_may_list(aws):
    aws.client("s3").create_bucket(Bucket="bbb")
    for actions, status in ((("s3:GetObject",), 403), (("s3:GetObject", "s3:ListBucket"), 404)):
        put_in_force(aws, allow(*actions))
        assert wire.send(aws, "s3", "HEAD", "/bbb/nothing").status == status
        assert wire.send(aws, "s3", "GET", "/bbb/nothing").status == status


def test_batch_deletes_what_is_allowed(aws):
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="bbb")
    for key in ("a/1", "b/1"):
        s3.put_object(Bucket="bbb", Key=key, Body=b"x")
    put_in_force(aws, allow("s3:DeleteObject", resource="arn:aws:s3:::bbb/a/*"))
    answer = s3.delete_objects(Bucket="bbb", Delete={"Objects": [{"Key": "a/1"}, {"Key": "b/1"}]})
    assert [item["Key"] for item in answer["Deleted"]] == ["a/1"]
    assert [(error["Key"], error["Code"]) for error in answer["Errors"]] == [("b/1", "AccessDenied")]
    answer = s3.delete_objects(Bucket="bbb", Delete={"Objects": [{"Key": "b/1"}]})
    assert [error["Key"] for error in answer["Errors"]] == ["b/1"]
    aws.admin("POST", "/test/policy", None)
    assert [item["Key"] for item in s3.list_objects_v2(Bucket="bbb")["Contents"]] == ["b/1"]


def test_tags_of_a_function_need_a_permission_of_their_own(aws):
    stack.create_counter(aws)
    put_in_force(aws, allow("lambda:GetFunction"))
    answer = aws.client("lambda").get_function(FunctionName="resume")
    assert "Tags" not in answer and answer["TagsError"]["ErrorCode"] == "AccessDeniedException"
    put_in_force(aws, allow("lambda:GetFunction", "lambda:ListTags"))
    assert aws.client("lambda").get_function(FunctionName="resume")["Tags"] == stack.TAGS


def test_nothing_changes_when_denied_and_null_allows_everything_again(aws):
    put_in_force(aws, allow("s3:ListAllMyBuckets"))
    with pytest.raises(ClientError, match="AccessDenied"):
        aws.client("s3").create_bucket(Bucket="bbb")
    assert aws.client("s3").list_buckets()["Buckets"] == []
    aws.client("sts").get_caller_identity()  # needs no permission
    aws.admin("POST", "/test/policy", None)
    aws.client("s3").create_bucket(Bucket="bbb")


# Policies

BUCKET = "arn:aws:s3:::bbb"
RECORDS = {"route53:changeresourcerecordsetsrecordtypes": ["A", "AAAA"]}


@pytest.mark.parametrize("statements,need,verdict", [
    ([allow("s3:ListBucket")], Need("s3:ListBucket", BUCKET), "Allow"),
    ([allow("s3:Get*")], Need("s3:ListBucket", BUCKET), None),
    ([allow("S3:LISTBUCKET".replace("S3", "s3"))], Need("s3:ListBucket", BUCKET), "Allow"),
    ([allow("s3:*", resource=BUCKET)], Need("s3:GetObject", BUCKET + "/k"), None),
    ([allow("s3:*", resource=BUCKET + "/*")], Need("s3:GetObject", BUCKET + "/k/l"), "Allow"),
    ([allow("acm:RequestCertificate", resource=f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/*")],
     Need("acm:RequestCertificate"), None),
    ([allow("s3:*"), {**allow("s3:DeleteBucket"), "Effect": "Deny"}], Need("s3:DeleteBucket", BUCKET), "Deny"),
    ([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}], Need("s3:ListBucket", BUCKET), "Allow"),
    ([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}], Need("iam:GetRole", BUCKET), None),
    ([allow("iam:PassRole", Condition={"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}})],
     Need("iam:PassRole", "r", {"iam:passedtoservice": "lambda.amazonaws.com"}), "Allow"),
    ([allow("iam:PassRole", Condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}})],
     Need("iam:PassRole", "r", {"iam:passedtoservice": "lambda.amazonaws.com"}), None),
    ([allow("a:B", Condition={"StringEquals": {"aws:x": "1"}})], Need("a:B"), None),
    ([allow("a:B", Condition={"StringEqualsIfExists": {"aws:x": "1"}})], Need("a:B"), "Allow"),
    ([allow("a:B", Condition={"Null": {"aws:x": "true"}})], Need("a:B"), "Allow"),
    ([allow("a:B", Condition={"StringLike": {"aws:x": "ab*"}})], Need("a:B", "*", {"aws:x": "abc"}), "Allow"),
    ([allow("a:B", Condition={"Bool": {"aws:x": True}})], Need("a:B", "*", {"aws:x": "true"}), "Allow"),
    ([allow("a:B", Condition={"ArnLike": {"aws:x": "arn:aws:s3:::*"}})], Need("a:B", "*", {"aws:x": BUCKET}), "Allow"),
    ([allow("a:B", Condition={"ForAllValues:StringEquals": {
        "route53:ChangeResourceRecordSetsRecordTypes": ["A", "AAAA", "CNAME"]}})], Need("a:B", "*", RECORDS), "Allow"),
    ([allow("a:B", Condition={"ForAllValues:StringEquals": {
        "route53:ChangeResourceRecordSetsRecordTypes": ["A"]}})], Need("a:B", "*", RECORDS), None),
    ([allow("a:B", Condition={"ForAnyValue:StringEquals": {
        "route53:ChangeResourceRecordSetsRecordTypes": ["A"]}})], Need("a:B", "*", RECORDS), "Allow"),
])
def test_policy_is_evaluated_as_aws_does(statements, need, verdict):
    assert Policy(document(*statements)).verdict(need) == verdict


@pytest.mark.parametrize("policy,what", [
    ({"Statement": []}, "version"), (document(), "Syntax"), (document({"Effect": "Allow", "Action": "s3:*"}), "resource"),
    (document(allow("s3")), "vendor"), (document(allow("*:Get")), "vendor"), (document(allow("s3:*", resource="b")), "ARN"),
    (document(allow("a:B", Condition={"DateLessThan": {"aws:CurrentTime": "2026"}})), "DateLessThan"),
    (document(allow("a:B", Condition={"ForSome:StringEquals": {"a:b": "c"}})), "ForSome"),
    (document(allow("a:B", Condition={"StringEquals": {"aws:TagKeys": "c"}})), "ForAllValues"),
    (document(allow("a:B", Principal="*")), "principal"), (document(allow("a:B", Sid="with-dash")), "SID"),
    (document(allow("a:B", Sid="A"), allow("a:C", Sid="A")), "unique"),
    (document(allow("a:B", resource="arn:aws:s3:::${aws:username}")), "variables")])
def test_policy_that_is_not_understood_is_refused(aws, policy, what):
    with pytest.raises(urllib.error.HTTPError) as found:
        aws.admin("POST", "/test/policy", policy)
    answer = json.loads(found.value.read())
    assert answer["code"] == "MalformedPolicyDocument" and what.lower() in answer["message"].lower()
