# SPDX-License-Identifier: Apache-2.0
"""What CloudFront serves from a bucket, and the ways to look at it."""

import json
import threading

import pytest
from moto.backends import get_backend
from test_edge_site import ACCOUNT, DISTRIBUTION, DISTRIBUTION_ARN, DOMAIN, Thing, port, site  # noqa: F401
from testaws import edge_cloudfront, edge_proxy


def test_pages_are_served_with_rewriting_and_security_headers(site):
    for path, text in [("/", "home"), ("/about", "about"), ("/about.html", "about")]:
        response = site.request(path)
        assert (response.status, response.text) == (200, f"<h1>{text}</h1>")
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_default_root_object_serves_the_root_without_a_function(site):
    site.config["DefaultCacheBehavior"]["FunctionAssociations"] = {"Quantity": 0}
    assert site.request("/").text == "<h1>home</h1>"
    assert site.request("/about").status == 404


def test_the_function_answers_by_itself(site):
    response = site.request("/about", host="www.example.com")
    assert (response.status, response.headers["Location"]) == (301, "https://example.com/about")
    assert response.headers["X-Cache"] == "FunctionGeneratedResponse from cloudfront"


def test_an_unpublished_or_broken_function_fails_the_request(site):
    functions = get_backend("cloudfront")[ACCOUNT]["aws"].functions
    functions["rewrite"].live = None
    assert site.request("/").status == 503
    functions["rewrite"].live = Thing(code=b"function handler(event) { return event.nothing.here; }")
    assert site.request("/").status == 503


def test_object_headers_are_passed_on(site):
    response = site.request("/a%20file%20(1).txt")
    assert response.text == "0123456789"
    expected = {"Content-Type": "text/plain", "Cache-Control": "max-age=60", "Content-Disposition": "inline",
                "Content-Language": "en", "x-amz-meta-origin": "camera", "Content-Length": "10"}
    assert {name: response.headers[name] for name in expected} == expected


def test_conditions_ranges_and_head(site):
    path = "/a%20file%20(1).txt"
    tag = site.request(path).headers["ETag"]
    assert site.request(path, headers={"If-None-Match": tag}).status == 304
    assert site.request(path, headers={"If-None-Match": '"other"'}).status == 200
    part = site.request(path, headers={"Range": "bytes=2-4"})
    assert (part.status, part.text, part.headers["Content-Range"]) == (206, "234", "bytes 2-4/10")
    assert site.request(path, headers={"Range": "bytes=-3"}).text == "789"
    assert site.request(path, headers={"Range": "bytes=50-"}).status == 416
    head = site.request(path, "HEAD")
    assert (head.status, head.text, head.headers["Content-Length"]) == (200, "", "10")


def test_a_missing_page_shows_the_error_page(site):
    response = site.request("/nothing")
    assert (response.status, response.text) == (404, "<h1>not here</h1>")
    assert response.headers["X-Cache"] == "Error from cloudfront"


def test_without_list_permission_a_missing_page_is_forbidden(site):
    site.policy(DISTRIBUTION_ARN, actions=["s3:GetObject"])
    assert site.request("/about").status == 200
    assert site.request("/nothing").status == 403


OTHER = f"arn:aws:cloudfront::{ACCOUNT}:distribution/E9OTHER0000001"
DENY = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::site/www/about*"}
PLAIN = {**DENY, "Condition": {"Bool": {"aws:SecureTransport": "false"}}}


@pytest.mark.parametrize(("source", "extra", "status"), [
    (DISTRIBUTION_ARN, [], 200),
    (DISTRIBUTION_ARN, [PLAIN], 200),
    (DISTRIBUTION_ARN, [DENY], 403),
    (OTHER, [], 403),
    (f"arn:aws:cloudfront::{ACCOUNT}:distribution/*", [], 403),
])
def test_only_a_policy_for_this_distribution_admits_it(site, source, extra, status):
    site.policy(source, extra=extra)
    assert site.request("/about").status == status


def test_a_policy_that_admits_other_distributions_too_admits_none(site):
    statement = {"Effect": "Allow", "Principal": {"Service": "cloudfront.amazonaws.com"}, "Action": "s3:GetObject",
                 "Resource": "arn:aws:s3:::site/*"}
    site.policy(DISTRIBUTION_ARN, extra=[statement])
    response = site.request("/about")
    assert response.status == 403
    assert "other distributions" in response.headers["X-Testaws-Reason"]


def test_without_an_access_control_the_bucket_stays_closed(site):
    site.config["Origins"]["Items"][0]["OriginAccessControlId"] = ""
    assert site.request("/about").status == 403


def test_plain_http_and_wrong_methods_are_refused(site):
    plain = {"X-Forwarded-Proto": "http"}
    response = site.request("/about?a=1", headers=plain)
    assert (response.status, response.headers["Location"]) == (301, "https://example.com/about?a=1")
    assert site.request("/api/visitors", headers=plain).status == 403
    assert site.request("/about", "POST", body=b"x").status == 403


def test_a_disabled_distribution_serves_nothing(site):
    site.config["Enabled"] = False
    assert site.request("/").status == 403
    assert site.request("/", host="dnobody.cloudfront.net").status == 403


def test_a_stale_page_stays_until_it_is_invalidated(site):
    now = [1_000_000.0]
    edge_cloudfront.clock.base = lambda: now[0]
    assert site.request("/about").headers["X-Cache"] == "Miss from cloudfront"
    site.put("about.html", "<h1>new</h1>")
    now[0] += 86_000
    old = site.request("/about")
    assert (old.text, old.headers["X-Cache"], old.headers["Age"]) == (
        "<h1>about</h1>", "Hit from cloudfront", "86000")
    site.invalidate("/index.html", "/images/*")
    assert site.request("/about").text == "<h1>about</h1>"
    site.invalidate("/about.html")
    assert site.request("/about").text == "<h1>new</h1>"
    assert site.request("/about").headers["X-Cache"] == "Hit from cloudfront"


def test_cache_control_and_error_lifetimes_end_the_reuse(site):
    now = [1_000_000.0]
    edge_cloudfront.clock.base = lambda: now[0]
    path = "/a%20file%20(1).txt"
    site.request(path)
    now[0] += 59
    assert site.request(path).headers["X-Cache"] == "Hit from cloudfront"
    now[0] += 2
    assert site.request(path).headers["X-Cache"] == "RefreshHit from cloudfront"
    assert site.request("/later").status == 404
    site.put("later.html", "<h1>later</h1>")
    now[0] += 9
    assert site.request("/later").status == 404
    now[0] += 2
    assert site.request("/later").status == 200


def test_a_deleted_object_of_a_versioned_bucket_is_gone(site):
    site.s3.put_bucket_versioning(Bucket="site", VersioningConfiguration={"Status": "Enabled"})
    site.put("about.html", "<h1>second</h1>")
    assert site.request("/about").text == "<h1>second</h1>"
    site.s3.delete_object(Bucket="site", Key="www/about.html")
    site.invalidate("/*")
    assert site.request("/about").status == 404


def test_what_is_not_played_fails_instead_of_being_skipped(site):
    site.config["DefaultCacheBehavior"]["FunctionAssociations"]["Items"][0]["EventType"] = "viewer-response"
    assert site.request("/about").status == 503


def test_tools_reach_a_site_by_path(site):
    for name in (DISTRIBUTION, DOMAIN, "example.com"):
        assert site.request(f"/test/edge/{name}/about", host="127.0.0.1").text == "<h1>about</h1>"
    listed = json.loads(site.request("/test/edge/", host="127.0.0.1").text)
    assert [entry["id"] for entry in listed] == [DISTRIBUTION]
    assert site.request("/test/edge/clock", "POST", host="127.0.0.1", body=b'{"advance": 90000}').status == 200
    assert site.request("/about").headers["X-Cache"] != "Hit from cloudfront"


def test_the_proxy_shows_a_site_at_its_own_address(site):
    proxy = edge_proxy.Proxy(f"http://127.0.0.1:{site.port}", 0, "www.example.com")
    threading.Thread(target=proxy.serve_forever, args=(0.05,), daemon=True).start()
    try:
        port = proxy.server_address[1]
        moved = site.request("/about", host="localhost", port=port)
        assert (moved.status, moved.headers["Location"]) == (301, f"http://localhost:{port}/about")
        proxy.host = "example.com"
        assert site.request("/about", host="localhost", port=port).text == "<h1>about</h1>"
        assert site.request("/about", "HEAD", host="localhost", port=port).headers["Content-Length"] == "14"
        posted = site.request("/api/visitors", "POST", host="localhost", port=port, body=b"{}")
        assert json.loads(posted.text) == {"count": 1}
    finally:
        proxy.shutdown()
        proxy.server_close()


def test_the_proxy_refuses_an_unknown_site(site):
    with pytest.raises(edge_proxy.UnknownSite):
        edge_proxy.Proxy(f"http://127.0.0.1:{site.port}", 0, "nobody.example")
