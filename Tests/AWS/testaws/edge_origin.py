# SPDX-License-Identifier: Apache-2.0
"""What a distribution's origins answer: private buckets, and HTTP APIs.

AWS reference: CloudFront Developer Guide, "Restrict access to an Amazon S3
origin" and "Control origin requests with a policy".
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote
from xml.sax.saxutils import escape

from . import edge_api, edge_policy, edge_state
from .edge_http import Headers, Request, Response, encode_path

S3_HOST = re.compile(r"^(?P<bucket>.+)\.s3(?:[.-](?P<region>[a-z]{2}(?:-[a-z]+)+-\d))?\.amazonaws\.com$")
FOREIGN = "arn:aws:cloudfront::{account}:distribution/E0FOREIGN00000"
# Headers of an object that CloudFront passes on; the rest of `x-amz-meta-*` is added.
OBJECT_HEADERS = (
    "Content-Type", "Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Expires",
)
ALL = None
# Managed origin request policies: viewer headers (`ALL` or names), query string, cookies, the viewer's Host.
REQUEST_POLICIES: dict[str, tuple[tuple[str, ...] | None, bool, bool, bool]] = {
    "b689b0a8-53d0-40ab-baf2-68738e2966ac": (ALL, True, True, False),
    "216adef6-5c7f-47e4-b989-5492eafa07d3": (ALL, True, True, True),
    "33f36d7e-f396-46d9-90e0-52428a34d9dc": (ALL, True, True, True),
    "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf": (
        ("origin", "access-control-request-headers", "access-control-request-method"), False, False, False,
    ),
    "59781a5b-3903-41f3-afcb-af62929ccde1": (("origin",), False, False, False),
    "acba4595-bd28-49b8-b9fe-13317c0390fa": (("user-agent", "referer"), False, False, False),
    "bf0718e1-ba1e-49d1-88b1-f726733018ae": ((), False, False, True),
}
NOTHING: tuple[tuple[str, ...], bool, bool, bool] = ((), False, False, False)


def fetch(distribution: Any, origin: dict[str, Any], behavior: dict[str, Any], request: Request) -> Response:
    """Sends a request, its path already rewritten, to an origin."""
    domain = origin["DomainName"].lower()
    if edge_api.claims(domain):
        return _from_api(origin, behavior, request, domain)
    match = S3_HOST.match(domain)
    if match is None or origin.get("CustomOriginConfig"):
        return Response(502, Headers([("Content-Type", "text/html")]), b"Bad Gateway", f"origin {domain} is not played")
    return _from_bucket(distribution, origin, request, match["bucket"], match["region"])


def _from_api(origin: dict[str, Any], behavior: dict[str, Any], request: Request, domain: str) -> Response:
    names, with_query, with_cookies, with_host = REQUEST_POLICIES.get(
        behavior.get("OriginRequestPolicyId") or "", NOTHING
    )
    headers = Headers()
    for name, value in request.headers.items:
        lower = name.lower()
        if lower == "cookie":
            kept = with_cookies
        else:
            # The description of a body always travels with it.
            kept = names is ALL or lower in names or lower in ("content-type", "content-length")
        if kept and lower not in ("host", "connection", "x-forwarded-for"):
            headers.add(name, value)
    if "user-agent" not in headers:
        headers.set("User-Agent", "Amazon CloudFront")
    headers.set("X-Forwarded-For", request.source_ip)
    headers.set("Via", "2.0 testaws.cloudfront.net (CloudFront)")
    for header in edge_state.items(origin.get("CustomHeaders")):
        headers.set(header["HeaderName"], header.get("HeaderValue", ""))
    return edge_api.handle(
        Request(
            request.method,
            request.host if with_host else domain,
            (origin.get("OriginPath") or "") + encode_path(request.path),
            request.query if with_query else "",
            headers,
            request.body,
            request.source_ip,
        )
    )


def _from_bucket(
    distribution: Any, origin: dict[str, Any], request: Request, name: str, region: str | None
) -> Response:
    bucket = edge_state.bucket(name)
    if bucket is None:
        return _s3_error(404, "NoSuchBucket", "The specified bucket does not exist", name)
    if region is not None and bucket.region_name != region:
        return _s3_error(
            301, "PermanentRedirect", "The bucket must be addressed using another endpoint.",
            f"bucket {name} is in {bucket.region_name}, not in {region}",
        )
    if request.method not in ("GET", "HEAD"):
        return _s3_error(403, "AccessDenied", "Access Denied", f"{request.method} on a bucket is not played")
    key = unquote(((origin.get("OriginPath") or "") + request.path).removeprefix("/"))
    service = _signer(origin, request)
    arn = distribution.arn
    if not may(bucket, service, arn, "s3:GetObject", f"arn:aws:s3:::{name}/{key}"):
        return _denied(f"the policy of {name} does not let {arn} read '{key}' as {service or 'anybody'}")
    foreign = FOREIGN.format(account=edge_state.ACCOUNT)
    if may(bucket, service, foreign, "s3:GetObject", f"arn:aws:s3:::{name}/{key}"):
        return _denied(f"the policy of {name} admits other distributions than {arn} too")
    found = bucket.keys.get(key)
    if found is None or not hasattr(found, "value"):
        if may(bucket, service, arn, "s3:ListBucket", f"arn:aws:s3:::{name}"):
            return _s3_error(404, "NoSuchKey", "The specified key does not exist.", key)
        return _denied(f"no object '{key}', and without s3:ListBucket S3 does not say so")
    return Response(200, _object_headers(found), found.value)


def _signer(origin: dict[str, Any], request: Request) -> str | None:
    """CloudFront's service principal if an access control makes it sign, else `None`."""
    control = edge_state.origin_access_control(origin.get("OriginAccessControlId") or "")
    if control is None or control["OriginAccessControlOriginType"] != "s3":
        return None
    behavior = control["SigningBehavior"]
    if behavior == "always" or (behavior == "no-override" and "Authorization" not in request.headers):
        return "cloudfront.amazonaws.com"
    return None


def may(bucket: Any, service: str | None, distribution_arn: str, action: str, resource: str) -> bool:
    """Whether the bucket's policy lets a distribution do `action`.

    Without a signer the request is anonymous, which a public access block refuses.
    """
    context = {"aws:securetransport": "true"}
    if service is not None:
        context.update(
            {
                "aws:sourcearn": distribution_arn,
                "aws:sourceaccount": distribution_arn.split(":")[4],
                "aws:principalisawsservice": "true",
            }
        )
    else:
        # Buckets are made with public access blocked.
        block = bucket.public_access_block
        if block is None or block.block_public_policy or block.restrict_public_buckets:
            return False
    return edge_policy.admits(bucket.policy, edge_policy.Access(service, action, resource, context))


def _object_headers(found: Any) -> Headers:
    stored = {str(key).lower(): value for key, value in found.metadata.items()}
    headers = Headers((name, str(stored[name.lower()])) for name in OBJECT_HEADERS if stored.get(name.lower()))
    for name, value in stored.items():
        if name.startswith("x-amz-meta-"):
            headers.add(name, str(value))
    headers.add("ETag", found.etag)
    headers.add("Last-Modified", found.last_modified_RFC1123)
    headers.add("Accept-Ranges", "bytes")
    headers.add("Server", "AmazonS3")
    return headers


def _denied(reason: str) -> Response:
    return _s3_error(403, "AccessDenied", "Access Denied", reason)


def _s3_error(status: int, code: str, message: str, reason: str) -> Response:
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
    )
    headers = Headers([("Content-Type", "application/xml"), ("Server", "AmazonS3")])
    return Response(status, headers, body.encode(), f"{code}: {reason}")
