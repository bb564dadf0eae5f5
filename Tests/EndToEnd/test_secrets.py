# SPDX-License-Identifier: Apache-2.0
"""No command shows the secret key, the session token or a signing key, whatever goes wrong."""

import base64
import hashlib
import hmac
import json
import re
from urllib.parse import quote

import pytest
from account import ACCESS_KEY, SECRET_KEY

NUMBERS = ("--repo", "jane/resume", "--owner-id", "1001", "--repo-id", "2002")

# Every command, in an order in which each finds something to do. Without a fault the account is gone at the end.
COMMANDS = (
    ("validate",), ("whoami",), ("whoami", "--json"), ("plan",), ("plan", "--json", "--verbose"), ("policy",),
    ("status",), ("status", "--json"),
    ("deploy", "--yes"), ("deploy", "--yes", "--json"), ("invalidate", "/style.css"),
    ("outputs",), ("open",), ("logs",), ("counter", "get"), ("counter", "set", "3", "--yes"), ("doctor",),
    ("graph", "--plan"), ("init", "--offline", "--yes", "--config", "other/resume.yaml"),
    ("ci", "setup", *NUMBERS, "--yes"), ("ci", "remove", "--yes"), ("destroy", "--yes", "--delete-data"))

# Commands that send nothing to AWS; `open` asks it only for the address of a site without a domain.
LOCAL = ("validate", "init", "open")

FAULTS = {
    "none": None,
    "refused": {"action": "status", "status": 403, "code": "AccessDenied"},
    "failing": {"action": "status", "status": 500},
    "throttled": {"action": "throttle", "times": 6},
    "page of a proxy": {"action": "html"},
    "cut off": {"action": "truncate"},
    "reset": {"action": "reset-before"},
    "reset late": {"action": "reset-after"},
    "stalling": {"action": "stall", "seconds": 1, "times": 2},
    "trickling": {"action": "trickle", "bytes": 64, "seconds": 0.01, "times": 20}}


@pytest.fixture
def session(aws):
    """Temporary keys, as from an assumed role: these have a token."""
    trust = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "sts:AssumeRole"}]}
    role = aws.client("iam").create_role(RoleName="jane", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    return aws.client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]


def environment_of(session):
    return {"AWS_ACCESS_KEY_ID": session["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": session["SecretAccessKey"],
            "AWS_SESSION_TOKEN": session["SessionToken"]}


def signing_keys(secret, scopes):
    """The key of each scope `date/region/service/aws4_request`, and those that lead to it."""
    for scope in scopes:
        key = ("AWS4" + secret).encode()
        for part in scope.split("/"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
            yield key


def forms(value):
    """A secret as it might be written."""
    data = value if isinstance(value, bytes) else value.encode()
    encoded = base64.b64encode(data).decode().rstrip("=")
    texts = {data.hex(), data.hex().upper(), encoded, encoded.replace("+", "-").replace("/", "_"),
             data.decode("utf-8", "replace")}
    if isinstance(value, str):
        # A part of it is too much as well.
        texts |= {quote(value, safe=""), value[:16], value[-16:], json.dumps(value)[1:-1]}
    return {text for text in texts if len(text) >= 12}


def leaks(text, session, requests):
    """What of the session is in a text."""
    secret, token = session["SecretAccessKey"], session["SessionToken"]
    scopes = {entry["scope"] for entry in requests if entry["scope"]}
    found = [f"secret as {form}" for form in forms(secret) if form in text]
    found += [f"token as {form}" for form in forms(token) if form in text]
    found += [f"signing key as {form}" for key in signing_keys(secret, scopes) for form in forms(key) if form in text]
    return found + re.findall(r"(?:Signature|Credential)=\S+|AWS4-HMAC-SHA256", text)


def test_search_finds_what_it_looks_for(aws, plain, session):
    result = plain.run("plan", "--debug", environment=environment_of(session))
    assert result.status == 0 and leaks(result.text, session, result.requests) == [], result
    scopes = sorted({entry["scope"] for entry in result.requests if entry["scope"]})
    assert scopes and all(scope.endswith("/aws4_request") for scope in scopes)
    secret, token = session["SecretAccessKey"], session["SessionToken"]
    for planted in (secret, token[:16], quote(secret, safe=""), list(signing_keys(secret, scopes))[-1].hex(),
                    "Authorization: AWS4-HMAC-SHA256 Credential=x", base64.b64encode(secret.encode()).decode()):
        assert leaks(f"debug: {planted}.", session, result.requests), planted


@pytest.mark.parametrize("name", FAULTS)
def test_no_command_shows_a_secret_under_any_fault(aws, project, zone, session, name):
    project.deploy()
    environment = {**environment_of(session), "BROWSER": "true"}
    statuses = set()
    for number, command in enumerate(COMMANDS):
        project.write("style.css", f"/* {number} */")
        if FAULTS[name]:
            # The first requests tell whose account it is; without them a command does not get far.
            aws.faults({"operation": "*", "nth": 2 + number % 4, "times": 100_000, **FAULTS[name]})
        result = project.run(*command, "--debug", environment=environment)
        assert leaks(result.text, session, result.requests) == [], f"{command}\n{result}"
        if command[0] not in LOCAL:
            assert "debug: " in result.err, f"{command} shows no requests\n{result}"
            assert {entry["access_key"] for entry in result.requests} == {session["AccessKeyId"]}
        statuses.add(result.status)
    lasting = FAULTS[name] and "times" not in FAULTS[name]
    assert not lasting or statuses - {0}, f"no command noticed the fault: {statuses}"


@pytest.mark.parametrize("options", [(), ("--json",)])
@pytest.mark.parametrize("operation", ["sts:GetCallerIdentity", "route53:*", "cloudfront:*", "dynamodb:*"])
def test_token_is_not_repeated_after_aws(aws, project, zone, session, operation, options):
    """AWS explains a signature that does not match with the headers that it should have been made of."""
    words = (f"The Canonical String for this request should have been 'host:x x-amz-security-token:"
             f"{session['SessionToken']}' {session['SecretAccessKey']}")
    aws.faults({"operation": operation, "action": "status", "status": 403, "code": "SignatureDoesNotMatch",
                "message": words})
    result = project.run("plan", "--debug", *options, environment=environment_of(session))
    assert result.status in (1, 77), result
    assert leaks(result.text, session, result.requests) == [], result
    assert "(secret)" in result.text, result
    # It was made up.
    assert {violation["kind"] for violation in aws.violations()} == {"signature"}
    aws.forgive()


@pytest.mark.parametrize("text", [
    pytest.param(f"[default]\naws_access_key_id = x\naws_secret_access_key {SECRET_KEY}\n", id="no equals sign"),
    pytest.param(f"[default\naws_secret_access_key = {SECRET_KEY}\n", id="open section"),
    pytest.param(f"[default]\n{SECRET_KEY}\n", id="key alone"),
    pytest.param(f"aws_secret_access_key = {SECRET_KEY}\n", id="no section"),
    pytest.param(f"[default]\naws_secret_access_key = {SECRET_KEY}\n", id="no id"),
    pytest.param(f"[default]\naws_access_key_id = {SECRET_KEY}\n", id="secret as id"),
    pytest.param(f"[default]\naws_access_key_id = {ACCESS_KEY}\n[{SECRET_KEY}\n", id="secret as section"),
])
def test_mistakes_in_the_credentials_file_are_told_without_it(aws, plain, text):
    credentials = plain.home / "credentials"
    credentials.write_text(text)
    for command in (("plan",), ("plan", "--json"), ("deploy", "--yes")):
        result = plain.run(*command, "--debug", environment={
            "AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None, "AWS_SHARED_CREDENTIALS_FILE": str(credentials)})
        assert result.status in (64, 77), result
        assert not any(form in result.text for form in forms(SECRET_KEY)), result


def test_every_command_is_among_those(plain):
    """A new command has to be put on the list."""
    def names(*command):
        """The commands below a command, by its help."""
        lines = plain.run(*command, "--help").out.partition("SUBCOMMANDS:")[2].splitlines()
        return [match[1] for line in lines if (match := re.match(r"^  ([a-z]+)( \(default\))?(\s{2,}.*)?$", line))]

    found = set()
    for name in names():
        below = names(name)
        found |= {(name, other) for other in below} if below else {(name,)}
    listed = {command[:2] if command[0] in ("ci", "counter") else command[:1] for command in COMMANDS}
    # The first two know of no credentials. The last one serves until Ctrl-C; test_dev.py looks at what it hands on.
    others = {("version",), ("completion",), ("dev",)}
    assert found == listed | others and len(found) > 5
