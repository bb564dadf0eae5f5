# SPDX-License-Identifier: Apache-2.0
"""Signing in without keys in the environment: CI runners, token files, programs, containers; and what is said when not."""

import base64
import http.server
import json
import threading
import time

import pytest
from account import ACCESS_KEY, ACCOUNT, SECRET_KEY

ISSUER = "token.actions.githubusercontent.com"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/resume-deploy"
SUBJECT = "repo:jane@1001/site@2002:ref:refs/heads/main"
RUNNER_TOKEN = "runner-secret-0123456789"
NO_KEYS = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}


def jwt(**claims):
    claims = {"iss": f"https://{ISSUER}", "aud": "sts.amazonaws.com", "sub": SUBJECT, "repository": "jane/site",
              "repository_owner_id": "1001", "repository_id": "2002", "exp": int(time.time()) + 300, **claims}
    parts = ({"alg": "RS256"}, claims)
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
                    for part in parts) + ".c2lnbmF0dXJl"


@pytest.fixture
def role(aws):
    """A role that trusts runs of one branch, by the subject with numbers."""
    iam = aws.client("iam")
    provider = iam.create_open_id_connect_provider(
        Url=f"https://{ISSUER}", ClientIDList=["sts.amazonaws.com"])["OpenIDConnectProviderArn"]
    iam.create_role(RoleName="resume-deploy", AssumeRolePolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringEquals": {f"{ISSUER}:aud": "sts.amazonaws.com", f"{ISSUER}:sub": SUBJECT}}}]}))
    return ROLE


@pytest.fixture
def endpoint():
    """A server that answers each GET with JSON, and keeps paths and Authorization headers."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.seen.append((self.path, self.headers.get("Authorization")))
            body = json.dumps(self.server.answer).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.seen, server.answer = [], {}
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(10)


def runner(endpoint, token):
    """The environment of a job in GitHub Actions."""
    endpoint.answer = {"value": token, "count": len(token)}
    return {**NO_KEYS, "GITHUB_ACTIONS": "true", "GITHUB_RUN_ID": "77", "GITHUB_REPOSITORY": "jane/site",
            "ACTIONS_ID_TOKEN_REQUEST_URL": f"{endpoint.url}/idtoken?api-version=2.0",
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": RUNNER_TOKEN}


def assert_secret(result, *secrets):
    for secret in (*secrets, SECRET_KEY):
        assert secret not in result.text


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_run_of_github_actions_deploys_with_nothing_but_a_role(aws, plain, role, endpoint, options):
    plain.set("role", role)
    token = jwt()
    result = plain.run("deploy", "--yes", "--debug", *options, environment=runner(endpoint, token))
    assert result.status == 0, result
    assert endpoint.seen == [("/idtoken?api-version=2.0&audience=sts.amazonaws.com", f"Bearer {RUNNER_TOKEN}")]
    exchange = [e for e in result.requests if e["operation"] == "AssumeRoleWithWebIdentity"]
    assert len(exchange) == 1 and exchange[0]["access_key"] is None
    keys = {e["access_key"] for e in result.requests} - {None}
    assert len(keys) == 1 and ACCESS_KEY not in keys
    assert_secret(result, token, token.split(".")[2], RUNNER_TOKEN)


def test_whoami_takes_on_the_role_of_the_configuration(aws, plain, role, endpoint):
    plain.set("role", role)
    result = plain.run("whoami", "--json", environment=runner(endpoint, jwt()) | {"CI": "true"})
    assert result.status == 0 and [record["type"] for record in result.records] == ["version", "identity"], result
    record = result.record("identity")
    assert record["kind"] == "role" and record["arn"].startswith(f"arn:aws:sts::{ACCOUNT}:assumed-role/resume-deploy/")
    assert role in record["credentialsSource"] and not record["longLived"]


def test_role_may_come_from_the_environment(aws, plain, role, endpoint):
    result = plain.run("plan", environment={**runner(endpoint, jwt()), "AWS_ROLE_ARN": role})
    assert result.status == 0, result


def test_role_that_does_not_trust_the_run_is_explained(aws, plain, role, endpoint):
    plain.set("role", role)
    token = jwt(sub="repo:jane@1001/site@2002:pull_request")
    result = plain.run("plan", "--debug", environment=runner(endpoint, token))
    assert result.status == 77, result
    for part in ("Not authorized to perform sts:AssumeRoleWithWebIdentity", "sub: repo:jane@1001/site@2002:pull_request",
                 "aud: sts.amazonaws.com", '"repo:jane/site:pull_request"', '"repo:jane@1001/site@2002:pull_request"',
                 "resumectl ci setup --repo jane/site"):
        assert part in result.err, result.err
    assert_secret(result, token, token.split(".")[1], RUNNER_TOKEN)


def test_job_without_the_permission_is_told(aws, plain, role):
    plain.set("role", role)
    result = plain.run("plan", environment={**NO_KEYS, "GITHUB_ACTIONS": "true"})
    assert (result.status, result.requests) == (77, [])
    assert "permissions: id-token: write is missing" in result.err and "id-token: write\n" in result.err


def test_role_of_the_configuration_is_for_ci_alone(aws, plain, role):
    plain.set("role", role)
    result = plain.run("plan")
    assert result.status == 0 and {e["access_key"] for e in result.requests} == {ACCESS_KEY}


def test_site_of_another_account_is_not_touched(aws, deployed):
    deployed.set("account", "210987654321")
    deployed.write("index.html", "<p>new")
    for command in (["deploy", "--yes"], ["plan"], ["status"], ["destroy", "--yes"], ["invalidate"],
                    ["counter", "set", "1"]):
        result = deployed.run(*command)
        assert (result.status, result.writes) == (64, []), result
        line = deployed.config_file.read_text().splitlines().index("account: '210987654321'") + 1
        for part in ("[wrong-account]", f"resume.yaml:{line}:", "210987654321", f"of account {ACCOUNT}: arn:aws:",
                     "--profile NAME"):
            assert part in result.err, result.err
        assert deployed.run(*command, "--json").record("error")["code"] == "wrong-account"


def test_whoami_warns_of_a_site_of_another_account(aws, plain):
    plain.set("account", "210987654321")
    result = plain.run("whoami", "--json")
    assert result.status == 0 and result.record("identity")["account"] == ACCOUNT
    assert result.record("warning")["code"] == "other-account"
    plain.set("account", ACCOUNT)
    assert plain.run("whoami").err == ""


def test_token_in_a_file_is_exchanged(aws, plain, role):
    token = jwt()
    (plain.home / "token").write_text(token)
    result = plain.run("plan", "--debug", environment={
        **NO_KEYS, "AWS_WEB_IDENTITY_TOKEN_FILE": str(plain.home / "token"), "AWS_ROLE_ARN": role,
        "AWS_ROLE_SESSION_NAME": "me"})
    assert result.status == 0, result
    assert_secret(result, token)
    (plain.home / "token").write_text(jwt(exp=1_700_000_000))
    late = plain.run("plan", environment={
        **NO_KEYS, "AWS_WEB_IDENTITY_TOKEN_FILE": str(plain.home / "token"), "AWS_ROLE_ARN": role})
    assert late.status == 77 and "The token is too old" in late.err, late


def test_program_hands_out_credentials(aws, plain):
    program = plain.home / "my program"
    program.write_text("#!/bin/sh\nprintf '{\"Version\": 1, \"AccessKeyId\": \"%s\", \"SecretAccessKey\": \"%s\"}' "
                       f"{ACCESS_KEY} '{SECRET_KEY}'\n")
    program.chmod(0o755)
    config = plain.home / "config"
    config.write_text(f"[profile vault]\ncredential_process = '{program}' --account x\n")
    environment = {**NO_KEYS, "AWS_CONFIG_FILE": str(config)}
    result = plain.run("plan", "--debug", "--profile", "vault", environment=environment)
    assert result.status == 0, result
    assert_secret(result)
    program.write_text("#!/bin/sh\necho 'vault: please log in' >&2\nexit 4\n")
    failed = plain.run("plan", "--profile", "vault", environment=environment)
    assert failed.status == 77 and "vault: please log in" in failed.err and "exit status 4" in failed.err


def test_container_endpoint_hands_out_credentials(aws, plain, endpoint):
    endpoint.answer = {"AccessKeyId": ACCESS_KEY, "SecretAccessKey": SECRET_KEY}
    (plain.home / "pod-token").write_text("pod-secret-987")
    result = plain.run("plan", "--debug", environment={
        **NO_KEYS, "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{endpoint.url}/v1/credentials",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": str(plain.home / "pod-token")})
    assert result.status == 0, result
    assert endpoint.seen == [("/v1/credentials", "pod-secret-987")]
    assert_secret(result, "pod-secret-987")


def test_no_credentials_anywhere_ends_soon(plain):
    begin = time.monotonic()
    result = plain.run("plan", environment={**NO_KEYS, "AWS_EC2_METADATA_DISABLED": None})
    assert result.status == 77 and "EC2 instance metadata" in result.err, result
    assert time.monotonic() - begin < 10
