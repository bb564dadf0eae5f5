# SPDX-License-Identifier: Apache-2.0
"""Roles for web identity tokens: who gets one, who does not, and that the credentials sign."""

import base64
import json
import time

import boto3
import pytest
import stack
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

ISSUER = "token.actions.githubusercontent.com"
AUDIENCE = "sts.amazonaws.com"
SUBJECT = "repo:jane/site:ref:refs/heads/main"
ROLE = f"arn:aws:iam::{stack.ACCOUNT}:role/deploy"


def jwt(**claims):
    """A token with a signature that nobody checks."""
    claims = {"iss": f"https://{ISSUER}", "aud": AUDIENCE, "sub": SUBJECT, "exp": int(time.time()) + 300, **claims}
    parts = ({"alg": "RS256"}, claims)
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + ".sig"


def trust(aws, condition=None, audiences=(AUDIENCE,)):
    """An account with GitHub's provider and a role that trusts it."""
    iam = aws.client("iam")
    provider = iam.create_open_id_connect_provider(
        Url=f"https://{ISSUER}", ClientIDList=list(audiences))["OpenIDConnectProviderArn"]
    condition = condition or {"StringEquals": {f"{ISSUER}:aud": AUDIENCE, f"{ISSUER}:sub": SUBJECT}}
    iam.create_role(RoleName="deploy", AssumeRolePolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": condition}]}))


def assume(aws, token, role=ROLE):
    client = boto3.client("sts", region_name="us-east-1", endpoint_url=aws.url,
                          config=Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1}))
    return client.assume_role_with_web_identity(RoleArn=role, RoleSessionName="run", WebIdentityToken=token)


def test_credentials_of_a_role_sign_with_their_token_alone(aws):
    trust(aws)
    found = assume(aws, jwt())["Credentials"]
    keys = {"access_key": found["AccessKeyId"], "secret_key": found["SecretAccessKey"]}
    identity = aws.client("sts", token=found["SessionToken"], **keys).get_caller_identity()
    assert identity["Arn"] == f"arn:aws:sts::{stack.ACCOUNT}:assumed-role/deploy/run"
    with pytest.raises(ClientError, match="InvalidClientTokenId"):
        aws.client("sts", token="other", **keys).get_caller_identity()


@pytest.mark.parametrize("condition", [
    {"StringLike": {f"{ISSUER}:sub": "repo:jane/*"}},
    {"StringEquals": {f"{ISSUER}:sub": ["repo:jane@1/site@2:ref:refs/heads/main", SUBJECT]}},
    {"StringEquals": {f"{ISSUER}:aud": AUDIENCE}, "StringLike": {f"{ISSUER}:sub": "repo:jane/site:*"}}])
def test_matching_conditions_let_a_token_in(aws, condition):
    trust(aws, condition)
    assert assume(aws, jwt())["Credentials"]["SessionToken"]


@pytest.mark.parametrize("condition", [
    {"StringEquals": {f"{ISSUER}:sub": "repo:jane/*"}}, {"StringLike": {f"{ISSUER}:sub": "repo:john/*"}},
    {"StringEquals": {f"{ISSUER}:sub": SUBJECT, f"{ISSUER}:aud": "other"}},
    {"StringEquals": {f"{ISSUER}:sub": SUBJECT, "elsewhere.example:sub": SUBJECT}}])
def test_other_conditions_refuse_it(aws, condition):
    trust(aws, condition)
    with pytest.raises(ClientError, match="AccessDenied.*Not authorized to perform sts:AssumeRoleWithWebIdentity"):
        assume(aws, jwt())


def test_trust_in_every_repository_is_refused(aws):
    with pytest.raises(ClientError, match="MalformedPolicyDocument.*token.actions.githubusercontent.com:sub"):
        trust(aws, {"StringEquals": {f"{ISSUER}:aud": AUDIENCE}})


def test_keys_of_a_role_may_do_what_its_policies_allow_when_asked_to(aws):
    trust(aws)
    found = assume(aws, jwt())["Credentials"]
    s3 = aws.client("s3", access_key=found["AccessKeyId"], secret_key=found["SecretAccessKey"],
                    token=found["SessionToken"])
    s3.create_bucket(Bucket="free")
    aws.settings(**{"iam.role_policies": True})
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.list_objects_v2(Bucket="free")
    aws.client("iam").put_role_policy(RoleName="deploy", PolicyName="p", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::free"}]}))
    assert s3.list_objects_v2(Bucket="free")["KeyCount"] == 0
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.put_object(Bucket="free", Key="k", Body=b"x")
    with pytest.raises(ClientError, match="assumed-role/deploy/run is not authorized to perform: iam:GetRole"):
        aws.client("iam", access_key=found["AccessKeyId"], secret_key=found["SecretAccessKey"],
                   token=found["SessionToken"]).get_role(RoleName="deploy")
    # Other keys are as they were.
    aws.client("s3").put_object(Bucket="free", Key="k", Body=b"x")


def test_unknown_role_and_unknown_issuer_are_refused_as_aws_does(aws):
    with pytest.raises(ClientError, match="InvalidIdentityToken.*No OpenIDConnect provider"):
        assume(aws, jwt())
    trust(aws)
    with pytest.raises(ClientError, match="AccessDenied"):
        assume(aws, jwt(), role=f"{ROLE}-other")
    with pytest.raises(ClientError, match="InvalidIdentityToken.*Incorrect token audience"):
        assume(aws, jwt(aud="elsewhere"))


@pytest.mark.parametrize("token, code", [
    ("not-a-token-at-all", "InvalidIdentityToken"), ("a.b.c-not-base64-json", "InvalidIdentityToken"),
    (jwt(exp=1_700_000_000), "ExpiredTokenException"), (jwt(exp=None), "InvalidIdentityToken")])
def test_bad_tokens_are_refused(aws, token, code):
    trust(aws)
    with pytest.raises(ClientError, match=code):
        assume(aws, token)
