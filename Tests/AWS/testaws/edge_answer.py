# SPDX-License-Identifier: Apache-2.0
"""The last steps of a CloudFront answer: conditions, ranges, added headers, error bodies."""

from __future__ import annotations

import email.utils
import re
from html import escape

from .edge_http import Headers, Request, Response

# Name, value, and whether it replaces what the origin sent.
# CloudFront Developer Guide, "Use managed response headers policies".
SECURITY = (
    ("referrer-policy", "strict-origin-when-cross-origin", False),
    ("strict-transport-security", "max-age=31536000", False),
    ("x-content-type-options", "nosniff", True),
    ("x-frame-options", "SAMEORIGIN", False),
    ("x-xss-protection", "1; mode=block", False),
)
ANY_ORIGIN = (("access-control-allow-origin", "*", False),)
WITH_PREFLIGHT = ANY_ORIGIN + (("access-control-expose-headers", "*", False),)
POLICIES = {
    "67f7725c-6f97-4210-82d7-5512b31e9d03": SECURITY,
    "60669652-455b-4ae9-85a4-c4c02393f86c": ANY_ORIGIN,
    "e61eb60c-9c35-4d20-a928-2b84e02af89c": SECURITY + ANY_ORIGIN,
    "5cc3b908-e619-4b99-88e5-2cf7f45965bd": WITH_PREFLIGHT,
    "eaab4381-ed33-4a86-88ca-d9558dc6cd63": SECURITY + WITH_PREFLIGHT,
}


def error(status: int, reason: str, x_cache: str = "Error from cloudfront") -> Response:
    """CloudFront's own error page."""
    body = (
        "<!DOCTYPE html>\n<html><head><title>ERROR: The request could not be satisfied</title></head>"
        f"<body><h1>{status} ERROR</h1><p>The request could not be satisfied.</p>"
        f"<p>{escape(reason)}</p></body></html>\n"
    )
    headers = Headers([("Content-Type", "text/html"), ("Server", "CloudFront"), ("X-Cache", x_cache)])
    return Response(status, headers, body.encode(), reason)


def add_policy_headers(policy: str | None, request: Request, response: Response) -> None:
    for name, value, replaces in POLICIES.get(policy or "", ()):
        # CORS headers are for requests that carry an origin.
        if name.startswith("access-control-") and "origin" not in request.headers:
            continue
        if replaces or name not in response.headers:
            response.headers.set(name, value)


def conditional(request: Request, response: Response) -> Response:
    """304 or a single range of a full answer, when the viewer asked for it."""
    if response.status != 200 or request.method not in ("GET", "HEAD"):
        return response
    if _is_unchanged(request, response):
        headers = Headers(
            item for item in response.headers.items if item[0].lower() not in ("content-type", "content-length")
        )
        return Response(304, headers)
    span = request.headers.get("Range")
    if span is None or request.method != "GET" or "ETag" not in response.headers:
        return response
    condition = request.headers.get("If-Range")
    if condition is not None and condition not in (
        response.headers.get("ETag"), response.headers.get("Last-Modified"),
    ):
        return response
    return _range(span, response)


def _is_unchanged(request: Request, response: Response) -> bool:
    wanted = request.headers.get("If-None-Match")
    if wanted is not None:
        tag = response.headers.get("ETag")
        tags = [part.strip().removeprefix("W/") for part in wanted.split(",")]
        return tag is not None and (tag in tags or "*" in tags)
    since, changed = request.headers.get("If-Modified-Since"), response.headers.get("Last-Modified")
    if since is None or changed is None:
        return False
    try:
        return email.utils.parsedate_to_datetime(changed) <= email.utils.parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False


def _range(span: str, response: Response) -> Response:
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", span.strip())
    if match is None or match.groups() == ("", ""):
        # Other units and several ranges: the whole is a valid answer.
        return response
    size = len(response.body)
    first, last = match.groups()
    if first:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
    else:
        start, end = max(0, size - int(last)), size - 1
    headers = response.headers.copy()
    if start >= size or start > end:
        headers.set("Content-Range", f"bytes */{size}")
        return Response(416, headers, b"", f"range {span} is outside of {size} bytes")
    headers.set("Content-Range", f"bytes {start}-{end}/{size}")
    return Response(206, headers, response.body[start : end + 1])
