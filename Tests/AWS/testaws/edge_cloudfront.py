# SPDX-License-Identifier: Apache-2.0
"""Plays CloudFront: answers viewers by a distribution's configuration.

Not played: compression, geographic restrictions, signed URLs, origin groups.
Viewer-response functions and Lambda@Edge fail the request. AWS reference: CloudFront Developer Guide,
"Distribution settings reference".
"""

from __future__ import annotations

import posixpath
import weakref
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from . import edge_answer, edge_cache, edge_function, edge_origin, edge_policy, edge_state
from .edge_http import Headers, Request, Response, encode_path

clock = edge_cache.Clock()
_caches: "weakref.WeakKeyDictionary[Any, edge_cache.Cache]" = weakref.WeakKeyDictionary()


def claims(host: str) -> bool:
    return host.endswith(".cloudfront.net") or edge_state.find_distribution(host) is not None


def reset() -> None:
    """Empties every cache and sets the clock right."""
    _caches.clear()
    clock.reset()


def handle(request: Request) -> Response:
    """Answers a request whose Host is a distribution's domain name or alias."""
    distribution = edge_state.find_distribution(request.host)
    if distribution is None:
        return edge_answer.error(403, f"no distribution serves {request.host}")
    config = edge_state.distribution_config(distribution)
    if not _true(config.get("Enabled")):
        return edge_answer.error(403, f"distribution {distribution.distribution_id} is disabled")
    behavior = behavior_for(config, request.path)
    refused = _refuse(behavior, request)
    if refused is not None:
        return refused
    viewer = Viewer(distribution, config, behavior)
    try:
        changed = viewer.apply_function(request)
    except edge_function.FunctionFailure as failure:
        return edge_answer.error(503, f"edge function: {failure}", "FunctionExecutionError from cloudfront")
    if isinstance(changed, Response):
        changed.headers.set("X-Cache", "FunctionGeneratedResponse from cloudfront")
        response = changed
    else:
        response = edge_answer.conditional(changed, viewer.with_error_page(changed))
    edge_answer.add_policy_headers(behavior.get("ResponseHeadersPolicyId"), request, response)
    response.headers.set("Via", "1.1 testaws.cloudfront.net (CloudFront)")
    return response


def _true(value: Any) -> bool:
    return value is True or str(value).lower() == "true"


def behavior_for(config: dict[str, Any], path: str) -> dict[str, Any]:
    """The first behavior whose pattern matches the viewer's path, else the default."""
    decoded = unquote_to_bytes(path).decode("utf-8", "replace")
    clean = posixpath.normpath("/" + decoded.lstrip("/")) + ("/" if decoded.endswith("/") and decoded != "/" else "")
    for behavior in edge_state.items(config.get("CacheBehaviors")):
        pattern = unquote_to_bytes(behavior["PathPattern"]).decode("utf-8", "replace")
        if edge_policy.like("/" + pattern.lstrip("/"), clean):
            return behavior
    return config["DefaultCacheBehavior"]


def _refuse(behavior: dict[str, Any], request: Request) -> Response | None:
    if request.scheme == "http":
        policy = behavior.get("ViewerProtocolPolicy")
        if policy == "redirect-to-https":
            query = f"?{request.query}" if request.query else ""
            location = f"https://{request.host}{request.path}{query}"
            status = 301 if request.method in ("GET", "HEAD") else 307
            return Response(status, Headers([("Location", location), ("X-Cache", "Redirect from cloudfront")]))
        if policy == "https-only":
            return edge_answer.error(403, "the behavior takes HTTPS only")
    allowed = edge_state.items(behavior.get("AllowedMethods")) or ["GET", "HEAD"]
    if request.method not in allowed:
        return edge_answer.error(403, f"the behavior allows {', '.join(allowed)}, not {request.method}")
    return None


class Viewer:
    """One request on its way through a distribution."""

    def __init__(self, distribution: Any, config: dict[str, Any], behavior: dict[str, Any]):
        self.distribution = distribution
        self.config = config
        self.behavior = behavior
        self.cache = _caches.setdefault(distribution, edge_cache.Cache())
        self.cache.apply(edge_state.invalidations(distribution))

    def apply_function(self, request: Request) -> Request | Response:
        if edge_state.items(self.behavior.get("LambdaFunctionAssociations")):
            raise edge_function.FunctionFailure("Lambda@Edge is not played")
        for association in edge_state.items(self.behavior.get("FunctionAssociations")):
            if association.get("EventType") != "viewer-request":
                raise edge_function.FunctionFailure(f"functions for {association.get('EventType')} are not played")
            name = association["FunctionARN"].rpartition("/")[2]
            code = edge_state.function_code(name)
            if code is None:
                raise edge_function.FunctionFailure(f"function {name} has no LIVE stage")
            return edge_function.viewer_request(
                code, request, self.distribution.domain_name, self.distribution.distribution_id
            )
        return request

    def with_error_page(self, request: Request) -> Response:
        """The answer of cache or origin, replaced by the configured page for its status."""
        response = self.cached(self.behavior, request)
        rule = self._error_rule(response.status)
        if rule is None or not rule.get("ResponsePagePath"):
            return response
        path = rule["ResponsePagePath"]
        page_request = Request("GET", request.host, path, headers=Headers(), source_ip=request.source_ip)
        page = self.cached(behavior_for(self.config, path), page_request)
        if page.status != 200:
            page.reason = f"error page {path}: {page.reason or page.status}; it stands for: {response.reason}"
            return page
        code = rule.get("ResponseCode") or response.status
        headers = page.headers.copy()
        headers.set("X-Cache", "Error from cloudfront")
        return Response(int(code), headers, page.body, response.reason)

    def _error_rule(self, status: int) -> dict[str, Any] | None:
        for rule in edge_state.items(self.config.get("CustomErrorResponses")):
            if int(rule["ErrorCode"]) == status:
                return rule
        return None

    def cached(self, behavior: dict[str, Any], request: Request) -> Response:
        """The answer of the cache while it is fresh, else that of the origin."""
        path = quote(unquote_to_bytes(encode_path(request.path)), safe="/:@!$&'()*+,;=-._~")
        if path == "/" and self.config.get("DefaultRootObject"):
            path = "/" + quote(self.config["DefaultRootObject"])
        request = Request(
            request.method, request.host, path, request.query, request.headers, request.body,
            request.source_ip, request.scheme,
        )
        if request.method not in ("GET", "HEAD"):
            return self._mark(self._fetch(behavior, request), "Miss")
        rule = edge_cache.lifetimes(behavior)
        key = (path, request.query if rule.with_query else "")
        now = clock()
        entry = self.cache.get(key)
        if entry is not None and now < entry.expires_at:
            response = self._mark(entry.response, "Hit")
            response.headers.set("Age", str(int(now - entry.stored_at)))
            return response
        response = self._fetch(behavior, request)
        error_rule = self._error_rule(response.status) or {}
        error_ttl = error_rule.get("ErrorCachingMinTTL")
        error_ttl = edge_cache.DEFAULT_ERROR_TTL if error_ttl is None else float(error_ttl)
        seconds = edge_cache.seconds_to_keep(response, rule, now, error_ttl)
        # A HEAD request reaches a bucket as GET; from an API it comes without a body to keep.
        if seconds > 0 and (request.method == "GET" or response.body):
            self.cache.put(key, *key, response, now, seconds)
        refreshed = (
            entry is not None
            and response.status == 200
            and response.headers.get("ETag") == entry.response.headers.get("ETag", "")
        )
        return self._mark(response, "RefreshHit" if refreshed else "Miss")

    def _fetch(self, behavior: dict[str, Any], request: Request) -> Response:
        for origin in edge_state.items(self.config["Origins"]):
            if origin["Id"] == behavior["TargetOriginId"]:
                return edge_origin.fetch(self.distribution, origin, behavior, request)
        return edge_answer.error(502, f"no origin {behavior['TargetOriginId']}")

    @staticmethod
    def _mark(response: Response, how: str) -> Response:
        """A copy that says where it comes from, so that the cached one stays as it is."""
        headers = response.headers.copy()
        headers.set("X-Cache", ("Error" if response.status >= 400 else how) + " from cloudfront")
        return Response(response.status, headers, response.body, response.reason)
