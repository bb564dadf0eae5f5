# SPDX-License-Identifier: Apache-2.0
"""Who the tool works as: profiles that were signed in to, against servers on this machine; proxy, certificates, clock."""

import base64
import collections
import datetime
import hashlib
import http.server
import json
import os
import re
import socket
import ssl
import threading

import pytest
from account import ACCESS_KEY, ACCOUNT
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.x509.oid import NameOID
from project import name_of

START_URL = "https://example.awsapps.com/start"
LOGIN = f"arn:aws:iam::{ACCOUNT}:user/jane"
SECRETS = ("PORTAL-TOKEN", "NEW-TOKEN", "REFRESH-TOKEN", "CLIENT-SECRET")
NO_KEYS = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None, "AWS_CONFIG_FILE": None, "AWS_REGION": None}


def moment(**ahead):
    """A time from now, as the AWS CLI writes it."""
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**ahead)).strftime("%Y-%m-%dT%H:%M:%SZ")


class SignIn:
    """A loopback server that plays the portal and OIDC of IAM Identity Center, and AWS Sign-In."""

    def __init__(self, keys):
        self.keys = keys
        self.token = "PORTAL-TOKEN"
        self.requests = []
        self.refusal = None
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_GET(self):
                self.respond(b"")

            def do_POST(self):
                self.respond(self.rfile.read(int(self.headers["Content-Length"])))

            def respond(self, body):
                outer.requests.append((self.command, self.path, dict(self.headers), body))
                status, answer = outer.answer(self.path, self.headers, body)
                data = json.dumps(answer).encode()
                self.send_response(status)
                if "error_type" in answer:
                    self.send_header("x-amzn-ErrorType", answer["error_type"])
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, path, headers, body):
        if self.refusal is not None:
            return self.refusal
        if path.startswith("/federation/credentials?"):
            if headers["x-amz-sso_bearer_token"] != self.token:
                return 401, {"message": "Session token not found or invalid", "error_type": "UnauthorizedException"}
            return 200, {"roleCredentials": {
                "accessKeyId": self.keys["AccessKeyId"], "secretAccessKey": self.keys["SecretAccessKey"],
                "sessionToken": self.keys["SessionToken"],
                "expiration": int(self.keys["Expiration"].timestamp() * 1000)}}
        if path == "/token":
            assert json.loads(body)["refreshToken"] == "REFRESH-TOKEN"
            self.token = "NEW-TOKEN"
            return 200, {"accessToken": "NEW-TOKEN", "expiresIn": 28800, "refreshToken": "REFRESH-TOKEN-2"}
        if path == "/v1/token":
            return 200, {
                "accessToken": {
                    "accessKeyId": self.keys["AccessKeyId"], "secretAccessKey": self.keys["SecretAccessKey"],
                    "sessionToken": self.keys["SessionToken"]},
                "tokenType": "aws_sigv4", "expiresIn": 900, "refreshToken": "REFRESH-TOKEN-2"}
        return 404, {}


@pytest.fixture
def role_keys(aws):
    """Keys of a session of the role `Deploy`, as AWS gives them."""
    aws.client("iam").create_role(RoleName="Deploy", AssumeRolePolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}}]}))
    return aws.client("sts").assume_role(
        RoleArn=f"arn:aws:iam::{ACCOUNT}:role/Deploy", RoleSessionName="jane")["Credentials"]


@pytest.fixture
def sign_in(role_keys):
    server = SignIn(role_keys)
    yield server
    server.server.shutdown()
    server.server.server_close()


def put_session(project, left, profile="dev"):
    """A profile with an SSO session whose token has so much time left; returns the token's file."""
    folder = project.home / ".aws"
    (folder / "sso" / "cache").mkdir(parents=True, exist_ok=True)
    (folder / "config").write_text(
        f"[profile {profile}]\nsso_session = mine\nsso_account_id = {ACCOUNT}\nsso_role_name = Deploy\n"
        f"region = eu-north-1\n[sso-session mine]\nsso_start_url = {START_URL}\nsso_region = eu-west-1\n")
    file = folder / "sso" / "cache" / (hashlib.sha1(b"mine").hexdigest() + ".json")
    file.write_text(json.dumps({
        "startUrl": START_URL, "region": "eu-west-1", "accessToken": "PORTAL-TOKEN", "expiresAt": moment(**left),
        "clientId": "client", "clientSecret": "CLIENT-SECRET", "registrationExpiresAt": moment(days=30),
        "refreshToken": "REFRESH-TOKEN", "unknown": [1]}))
    return file


def by_session(sign_in, **more):
    return NO_KEYS | {"AWS_ENDPOINT_URL_SSO": sign_in.url, "AWS_ENDPOINT_URL_SSO_OIDC": sign_in.url,
                      "AWS_ENDPOINT_URL_SIGNIN": sign_in.url} | more


def whoami(project, *arguments, **options):
    result = project.run("whoami", "--json", *arguments, save=False, **options)
    assert result.status == 0, result
    return result.record("identity")


def test_keys_of_the_environment(aws, project):
    result = project.run("whoami", save=False)
    assert result.status == 0 and [entry["operation"] for entry in result.requests] == ["GetCallerIdentity"], result
    for line in (f"Account       {ACCOUNT}", "Region        us-east-1 (from AWS_REGION)",
                 "Credentials   environment variables", "Expire        never"):
        assert line in result.out, result
    assert ACCESS_KEY not in result.text


def test_broken_configuration_is_no_obstacle_unless_named(aws, project):
    (project.folder / "resume.yaml").write_text("name: resume\nregion: moon\n")
    result = project.run("whoami", save=False)
    assert result.status == 0 and "Region        us-east-1 (from AWS_REGION)" in result.out, result
    assert "resume.yaml:1:1 has a mistake" in result.err and "[configuration-not-read]" in result.err, result
    assert project.run("whoami", "-c", "resume.yaml", save=False).status == 64


def test_session_gets_the_role_and_deploys(aws, plain, sign_in):
    put_session(plain, {"hours": 5})
    environment = by_session(sign_in)
    record = whoami(plain, "--profile", "dev", environment=environment)
    assert record["arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/Deploy/jane"
    assert (record["kind"], record["account"], record["region"]) == ("role", ACCOUNT, "eu-north-1")
    assert record["regionSource"] == "profile dev" and record["profileSource"] == "--profile"
    assert record["credentialsSource"] == "profile dev (IAM Identity Center, session mine, role Deploy)"
    assert record["expiresAt"] and record["longLived"] is False
    before = len(sign_in.requests)
    result = plain.run("deploy", "--yes", "--profile", "dev", environment=environment | {"AWS_REGION": "us-east-1"})
    assert result.status == 0, result
    assert len(sign_in.requests) == before + 1, "the credentials are fetched once in a run"
    [(method, path, headers, _)] = sign_in.requests[before:]
    assert (method, path) == ("GET", f"/federation/credentials?role_name=Deploy&account_id={ACCOUNT}")
    assert "Authorization" not in headers


def test_token_near_its_end_is_renewed_in_the_file(aws, project, sign_in):
    file = put_session(project, {"minutes": -5})
    old = json.loads(file.read_text())
    whoami(project, environment=by_session(sign_in, AWS_PROFILE="dev"))
    assert [path.partition("?")[0] for _, path, _, _ in sign_in.requests] == ["/token", "/federation/credentials"]
    new = json.loads(file.read_text())
    assert new == old | {"accessToken": "NEW-TOKEN", "refreshToken": "REFRESH-TOKEN-2", "expiresAt": new["expiresAt"]}
    assert new["expiresAt"] > moment(hours=7) and os.stat(file).st_mode & 0o777 == 0o600
    # Another tool, and the next run, go on with it.
    whoami(project, environment=by_session(sign_in, AWS_PROFILE="dev"))
    assert len(sign_in.requests) == 3


def test_ended_session_names_the_command(aws, project, sign_in):
    put_session(project, {"minutes": -5})
    sign_in.refusal = 400, {"error": "invalid_grant", "error_description": "over", "error_type": "InvalidGrantException"}
    result = project.run("plan", "--profile", "dev", "--debug", environment=by_session(sign_in))
    assert result.status == 77 and result.requests == [], result
    assert "aws sso login --profile dev" in result.err
    assert not [secret for secret in SECRETS if secret in result.text]


@pytest.mark.parametrize("refusal,words", [
    ((401, {"message": "m", "error_type": "UnauthorizedException"}), "aws sso login --profile dev"),
    ((403, {"message": "No access", "error_type": "ForbiddenException"}), "no role Deploy in account")])
def test_what_the_portal_refuses_is_explained(aws, project, sign_in, refusal, words):
    put_session(project, {"hours": 5})
    sign_in.refusal = refusal
    result = project.run("whoami", "--profile", "dev", "--debug", environment=by_session(sign_in), save=False)
    assert result.status == 77 and words in result.err, result
    assert not [secret for secret in SECRETS if secret in result.text]


def put_login(project, left):
    """A profile of `aws login` whose keys have so much time left; returns file and private key."""
    folder = project.home / ".aws"
    (folder / "login" / "cache").mkdir(parents=True, exist_ok=True)
    (folder / "config").write_text(f"[profile dev]\nlogin_session = {LOGIN}\nregion = us-east-1\n")
    key = ec.generate_private_key(ec.SECP256R1())
    file = folder / "login" / "cache" / (hashlib.sha256(LOGIN.encode()).hexdigest() + ".json")
    file.write_text(json.dumps({
        "accessToken": {"accessKeyId": "ASIAOLD", "secretAccessKey": "OLD-SECRET", "sessionToken": "OLD-TOKEN",
                        "accountId": ACCOUNT, "expiresAt": moment(**left)},
        "clientId": "arn:aws:signin:::devtools/same-device", "refreshToken": "REFRESH-TOKEN", "unknown": 1,
        "dpopKey": key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption()).decode()}))
    return file, key


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_login_is_renewed_with_a_proof(aws, project, sign_in):
    file, key = put_login(project, {"minutes": 2})
    record = whoami(project, "--profile", "dev", environment=by_session(sign_in))
    assert record["credentialsSource"] == "profile dev (aws login)"
    [(method, path, headers, body)] = sign_in.requests
    assert (method, path) == ("POST", "/v1/token")
    assert json.loads(body) == {"clientId": "arn:aws:signin:::devtools/same-device", "grantType": "refresh_token",
                                "refreshToken": "REFRESH-TOKEN"}
    head, payload, signature = headers["DPoP"].split(".")
    raw = decode(signature)
    encoded = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key.public_key().verify(encoded, f"{head}.{payload}".encode(), ec.ECDSA(hashes.SHA256()))
    assert json.loads(decode(payload))["htu"] == f"{sign_in.url}/v1/token"
    written = json.loads(file.read_text())
    assert written["refreshToken"] == "REFRESH-TOKEN-2" and written["unknown"] == 1
    assert written["accessToken"]["accessKeyId"] == sign_in.keys["AccessKeyId"]
    assert os.stat(file).st_mode & 0o777 == 0o600


def test_ended_login_names_the_command(aws, project, sign_in):
    put_login(project, {"minutes": -1})
    sign_in.refusal = 403, {"error": "TOKEN_EXPIRED", "message": "over", "error_type": "AccessDeniedException"}
    result = project.run("whoami", "--profile", "dev", environment=by_session(sign_in), save=False)
    assert result.status == 77 and "aws login --profile dev" in result.err, result


def test_long_lived_keys_in_ci_are_warned_of_once(aws, plain):
    result = plain.run("deploy", "--yes", environment={"CI": "true"})
    kind = whoami(plain)["kind"]
    assert result.status == 0, result
    assert result.err.count("[long-lived-keys-in-ci]") == (1 if kind in ("user", "root") else 0), (kind, result)


# Network


class TunnelProxy:
    """A proxy that opens each tunnel to a server of its own, which has a certificate for every host of AWS."""

    def __init__(self, folder, target):
        self.target = target
        self.asked = []
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "proxy of the tests")])
        now = datetime.datetime.now(datetime.timezone.utc)
        certificate = (
            x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("sts.eu-west-1.amazonaws.com")]), False)
            .add_extension(x509.BasicConstraints(True, None), True).sign(key, hashes.SHA256()))
        self.bundle = folder / "ca.pem"
        self.bundle.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        private = folder / "key.pem"
        private.write_bytes(key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.bundle, private)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://jane:pass%20word@127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.tunnel, args=(connection,), daemon=True).start()

    def tunnel(self, connection):
        try:
            head = b""
            while b"\r\n\r\n" not in head:
                head += connection.recv(65536)
            self.asked.append(head.decode())
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            with self.context.wrap_socket(connection, server_side=True) as inside:
                request = b""
                while b"\r\n\r\n" not in request:
                    request += inside.recv(65536)
                head, _, body = request.partition(b"\r\n\r\n")
                length = int(re.search(rb"(?i)content-length: (\d+)", head)[1])
                while len(body) < length:
                    body += inside.recv(65536)
                with socket.create_connection(("127.0.0.1", self.target)) as onward:
                    onward.sendall(head + b"\r\nConnection: close\r\n\r\n" + body)
                    while data := onward.recv(65536):
                        inside.sendall(data)
        except (OSError, ssl.SSLError):
            connection.close()


@pytest.fixture
def proxy(aws, tmp_path):
    found = TunnelProxy(tmp_path, aws.port)
    yield found
    found.listener.close()


def through(proxy, **more):
    return {"AWS_ENDPOINT_URL": None, "AWS_REGION": "eu-west-1", "HTTPS_PROXY": proxy.url} | more


def test_proxy_and_certificates_of_the_environment(aws, project, proxy):
    record = whoami(project, environment=through(proxy, AWS_CA_BUNDLE=str(proxy.bundle)))
    assert record["account"] == ACCOUNT and record["region"] == "eu-west-1"
    [asked] = proxy.asked
    assert asked.startswith("CONNECT sts.eu-west-1.amazonaws.com:443 HTTP/1.1\r\n")
    assert base64.b64encode(b"jane:pass word").decode() in asked


def test_certificates_of_the_profile(aws, project, proxy):
    (project.home / ".aws").mkdir()
    (project.home / ".aws" / "config").write_text(f"[profile work]\nca_bundle = {proxy.bundle}\n")
    environment = through(proxy, AWS_CONFIG_FILE=None, AWS_PROFILE="work")
    assert whoami(project, environment=environment)["account"] == ACCOUNT


def test_unknown_certificate_names_the_way_out(aws, project, proxy):
    result = project.run("whoami", environment=through(proxy, AWS_MAX_ATTEMPTS="1"), save=False)
    assert result.status == 1 and "AWS_CA_BUNDLE" in result.err and "pass" not in result.text, result


@pytest.mark.parametrize("variable", ["AWS_CA_BUNDLE", "SSL_CERT_FILE"])
def test_unreadable_certificates_are_named(aws, project, variable):
    result = project.run("whoami", environment={variable: "/no/such.pem"}, save=False)
    assert result.status == 64 and result.requests == []
    assert variable in result.err and "/no/such.pem" in result.err, result


def test_exceptions_pass_the_proxy_by(aws, project, proxy):
    """The name does not exist, so nothing leaves this machine; asked for it, the proxy would open a tunnel."""
    environment = through(proxy, AWS_ENDPOINT_URL="https://sts.aws.invalid", AWS_MAX_ATTEMPTS="1",
                          AWS_CA_BUNDLE=str(proxy.bundle))
    project.run("whoami", environment=environment, save=False)
    assert len(proxy.asked) == 1
    for exceptions in ("aws.invalid", ".invalid", "other,sts.aws.invalid:443", "*"):
        result = project.run("whoami", environment=environment | {"NO_PROXY": exceptions}, save=False)
        assert result.status == 1 and "sts.aws.invalid" in result.err, result
    assert len(proxy.asked) == 1


# The clock, and buckets elsewhere


@pytest.mark.parametrize("seconds", [7200, -7200])
def test_wrong_clock_is_corrected_once(aws, plain, seconds):
    aws.settings({"clock.ahead_seconds": seconds})
    result = plain.run("deploy", "--yes")
    assert result.status == 0, result
    refused = [entry for entry in result.requests if (entry["code"] or "").startswith(("SignatureDoes", "RequestTime"))]
    # What went out with the first request is refused with it; every answer corrects the clock for what follows.
    operations = collections.Counter(name_of(entry) for entry in refused)
    answered = collections.Counter(name_of(entry) for entry in result.requests if entry not in refused)
    assert operations["sts:GetCallerIdentity"] == 1, refused
    # None of them is refused twice.
    assert operations <= answered, refused
    assert not any(entry["mutating"] for entry in refused), refused
    assert "s3:HeadBucket" not in operations, "it came after the first answer"
    aws.forgive()
    plain.run("plan")
    aws.forgive()


def test_bucket_of_another_region_is_found_and_named(aws, plain):
    """S3 says where the bucket is; the site, whose function and table are elsewhere, is told to go there."""
    aws.client("s3", "eu-west-1").create_bucket(
        Bucket="my-own-bucket", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    plain.set("names.bucket", "my-own-bucket")
    result = plain.run("plan")
    assert result.status == 5 and "region: eu-west-1" in result.err, result
    assert "bucket-in-other-region" in result.err
    asked = [(entry["status"], entry["region"]) for entry in result.requests if entry["operation"] == "HeadBucket"]
    # The list goes out before it, and may have found the bucket by then.
    assert asked in ([(301, "us-east-1"), (200, "eu-west-1")], [(200, "eu-west-1")]), "found once, and asked there"
