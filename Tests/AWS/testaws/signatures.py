# SPDX-License-Identifier: Apache-2.0
"""Recomputes each request's Signature Version 4 with botocore's signers."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime, timezone
from http.client import HTTPMessage
from urllib.parse import quote, unquote_to_bytes

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from . import clock, models
from .errors import AWSError, Violation

ACCOUNT = "123456789012"
ACCESS_KEY = "AKIDEXAMPLE0TEST0001"
SECRET_KEY = "testing-secret-key/EXAMPLE+0001"

AUTHORIZATION = re.compile(
    r"^AWS4-HMAC-SHA256 Credential=(?P<key>[^/, ]+)/(?P<date>\d{8})/(?P<region>[^/, ]+)/(?P<service>[^/, ]+)/"
    r"aws4_request, ?SignedHeaders=(?P<headers>[^, ]+), ?Signature=(?P<signature>[0-9a-f]{64})$")

MAX_SKEW = 15 * 60


class Scope:
    """What a signature says about itself."""

    def __init__(self, access_key, date, region, service, signed_headers, signature):
        self.access_key = access_key
        self.date = date
        self.region = region
        self.service = service
        self.signed_headers = signed_headers
        self.signature = signature

    def __str__(self):
        return f"{self.date}/{self.region}/{self.service}/aws4_request"


class _HeadersAsSigned:
    """Signs exactly the headers that the request names, and hashes what it says it hashed."""

    signed = ()

    def headers_to_sign(self, request):
        message = HTTPMessage()
        for name, value in self.signed:
            message[name] = value
        return message

    def payload(self, request):
        return request.context["payload_hash"]


class _SigV4(_HeadersAsSigned, SigV4Auth):
    pass


class _S3SigV4(_HeadersAsSigned, S3SigV4Auth):
    pass


def scope_of(headers, query):
    """The scope named in the Authorization header or in a presigned URL, `None` for an unsigned request."""
    authorization = headers.get("authorization")
    if authorization is not None:
        match = AUTHORIZATION.match(authorization)
        if match is None:
            raise AWSError("IncompleteSignature", "The Authorization header is malformed.", 403)
        return Scope(match["key"], match["date"], match["region"], match["service"],
                     match["headers"].split(";"), match["signature"])
    if "X-Amz-Signature" in query:
        parts = query.get("X-Amz-Credential", [""])[0].split("/")
        if len(parts) != 5:
            raise AWSError("AuthorizationQueryParametersError", "X-Amz-Credential is malformed.", 400)
        return Scope(parts[0], parts[1], parts[2], parts[3],
                     query.get("X-Amz-SignedHeaders", [""])[0].split(";"), query["X-Amz-Signature"][0])
    return None


def secret_for(access_key):
    """Secret and session token for an access key, or `None`."""
    if access_key == ACCESS_KEY:
        return SECRET_KEY, None
    from moto.iam.models import iam_backends
    from moto.sts.models import sts_backends

    for role in sts_backends[ACCOUNT]["aws"].assumed_roles:
        if role.access_key_id == access_key:
            return role.secret_access_key, role.session_token
    for user in iam_backends[ACCOUNT]["aws"].users.values():
        for key in user.access_keys:
            if key.access_key_id == access_key:
                return key.secret_access_key, None
    return None


def verify(scope, method, raw_target, raw_headers, headers, query, body):
    """Raises an `AWSError` or a `Violation` unless the request is signed rightly."""
    presigned = "authorization" not in headers
    found = secret_for(scope.access_key)
    if found is None:
        code = "InvalidAccessKeyId" if scope.service == "s3" else "InvalidClientTokenId"
        raise AWSError(code, "The security token included in the request is invalid.", 403)
    secret, token = found
    sent_token = query.get("X-Amz-Security-Token", [None])[0] if presigned else headers.get("x-amz-security-token")
    if sent_token != token:
        code = "InvalidToken" if scope.service == "s3" else "InvalidClientTokenId"
        raise AWSError(code, "The session token does not belong to the access key.", 403)

    date = query.get("X-Amz-Date", [""])[0] if presigned else headers.get("x-amz-date", "")
    try:
        when = datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
    except ValueError:
        raise Violation("signature", f"x-amz-date '{date}' is malformed") from None
    if date[:8] != scope.date:
        raise Violation("signature", f"the scope's date {scope.date} is not the one of x-amz-date {date}")
    lifetime = int(query.get("X-Amz-Expires", ["0"])[0]) if presigned else 0
    age = (clock.now() - when).total_seconds()
    if age > MAX_SKEW + lifetime or age < -MAX_SKEW:
        code = "RequestTimeTooSkewed" if scope.service == "s3" else "SignatureDoesNotMatch"
        raise AWSError(code, "The difference between the request time and the current time is too large.", 403)

    unsigned = [name for name in headers if name not in scope.signed_headers and (
        name in ("host", "content-type", "content-md5") or name.startswith("x-amz-"))]
    if unsigned:
        raise Violation("signature", f"not among the signed headers: {', '.join(sorted(unsigned))}")
    if scope.signed_headers != sorted(scope.signed_headers):
        raise Violation("signature", "SignedHeaders is not sorted")
    missing = [name for name in scope.signed_headers if name not in headers]
    if missing:
        raise Violation("signature", f"signed but not sent: {', '.join(missing)}")

    sent_hash = headers.get("x-amz-content-sha256")
    actual = hashlib.sha256(body).hexdigest()
    if presigned:
        payload_hash = "UNSIGNED-PAYLOAD"
    elif sent_hash is None:
        if scope.service == "s3":
            raise Violation("signature", "x-amz-content-sha256 is missing")
        payload_hash = actual
    elif sent_hash.startswith("STREAMING-"):
        raise Violation("signature", f"x-amz-content-sha256 {sent_hash} is not supported by the test AWS")
    elif sent_hash == "UNSIGNED-PAYLOAD":
        if scope.service != "s3":
            raise Violation("signature", f"UNSIGNED-PAYLOAD is for S3, not {scope.service}")
        payload_hash = sent_hash
    else:
        payload_hash = sent_hash

    expected = _signature(scope, secret, method, raw_target, raw_headers, date, payload_hash)
    if not hmac.compare_digest(expected, scope.signature):
        raise AWSError(
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. "
            "Check your AWS Secret Access Key and signing method.", 403)
    if payload_hash not in ("UNSIGNED-PAYLOAD", actual):
        raise AWSError("XAmzContentSHA256Mismatch",
                       "The provided 'x-amz-content-sha256' header does not match what was computed.", 400)


def _signature(scope, secret, method, raw_target, raw_headers, date, payload_hash):
    path, _, raw_query = raw_target.partition("?")
    signer = (_S3SigV4 if scope.service == "s3" else _SigV4)(
        Credentials(scope.access_key, secret), scope.service, scope.region)
    wanted = set(scope.signed_headers)
    signer.signed = [(name.lower(), value) for name, value in raw_headers if name.lower() in wanted]
    request = AWSRequest(method=method, url=f"http://host{path}?{_canonical_query(raw_query)}")
    request.context.update(timestamp=date, payload_hash=payload_hash)
    canonical = signer.canonical_request(request)
    return signer.signature(signer.string_to_sign(request, canonical), request)


def _canonical_query(raw):
    """The query with each name and value encoded as AWS encodes it, so that only its meaning is signed."""
    pairs = []
    for part in raw.split("&") if raw else ():
        name, _, value = part.partition("=")
        if name == "X-Amz-Signature":
            continue
        pairs.append(f"{quote(unquote_to_bytes(name), safe='-_.~')}={quote(unquote_to_bytes(value), safe='-_.~')}")
    return "&".join(pairs)


def check_region(scope, service):
    """Refuses a scope whose region the service has no endpoint for."""
    if service in models.GLOBAL_SERVICES:
        if scope.region != "us-east-1":
            raise AWSError(
                "SignatureDoesNotMatch",
                f"Credential should be scoped to a valid region: {service} signs us-east-1, not {scope.region}.", 403)
    elif scope.region not in models.regions():
        raise AWSError("SignatureDoesNotMatch",
                       f"Credential should be scoped to a valid region, not '{scope.region}'.", 403)

