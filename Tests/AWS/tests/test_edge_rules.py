# SPDX-License-Identifier: Apache-2.0
"""The rules of the data plane, case by case."""

import json

import pytest
from testaws import edge_api, edge_answer, edge_cache, edge_cloudfront, edge_function, edge_payload, edge_policy
from testaws import edge_proxy, edge_routes
from testaws.edge_http import Headers, Request, Response, encode_path


class Route:
    def __init__(self, key):
        self.route_key = key


@pytest.mark.parametrize(("method", "path", "expected", "parameters"), [
    ("GET", "/pets/dog/1", "GET /pets/dog/1", {}),
    ("GET", "/pets/dog/2", "GET /pets/dog/{id}", {"id": "2"}),
    ("GET", "/pets/cat/a/b", "GET /pets/{proxy+}", {"proxy": "cat/a/b"}),
    ("POST", "/pets/dog/1", "ANY /{proxy+}", {"proxy": "pets/dog/1"}),
    ("PUT", "/both", "ANY /both", {}),
    ("GET", "/both", "GET /both", {}),
    ("GET", "/both/", "ANY /{proxy+}", {"proxy": "both/"}),
    ("GET", "/pets/dog/a%20b", "GET /pets/dog/{id}", {"id": "a b"}),
    ("GET", "/", "$default", {}),
])
def test_the_most_specific_route_wins(method, path, expected, parameters):
    keys = ("$default", "ANY /{proxy+}", "GET /pets/{proxy+}", "GET /pets/dog/{id}", "GET /pets/dog/1",
            "ANY /both", "GET /both")
    match = edge_routes.find([Route(key) for key in keys], method, path)
    assert (match.route.route_key, match.parameters) == (expected, parameters)


def test_no_route_is_no_match():
    assert edge_routes.find([Route("GET /a")], "POST", "/a") is None
    assert edge_routes.find([Route("GET /a/{id}")], "GET", "/a/") is None


@pytest.mark.parametrize(("key", "method", "expected"), [
    ("GET /a/{id}", "GET", "arn:aws:execute-api:eu-west-1:123456789012:api1/$default/GET/a/{id}"),
    ("ANY /a", "PUT", "arn:aws:execute-api:eu-west-1:123456789012:api1/$default/PUT/a"),
    ("$default", "GET", "arn:aws:execute-api:eu-west-1:123456789012:api1/$default/$default"),
])
def test_the_source_of_an_invocation_names_stage_method_and_route(key, method, expected):
    assert edge_api.source_arn("eu-west-1", "api1", "$default", key, method) == expected


def statement(effect="Allow", **members):
    return {"Effect": effect, "Principal": {"Service": "s.amazonaws.com"}, "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::b/*", **members}


@pytest.mark.parametrize(("name", "statements", "expected"), [
    ("plain allow", [statement()], True),
    ("no statement", [], False),
    ("other principal", [statement(Principal={"Service": "x.amazonaws.com"})], False),
    ("everybody", [statement(Principal="*")], True),
    ("list of principals", [statement(Principal={"Service": ["x", "s.amazonaws.com"]})], True),
    ("action in another case", [statement(Action="S3:getobject")], True),
    ("action wildcard", [statement(Action=["s3:Get*"])], True),
    ("other action", [statement(Action="s3:PutObject")], False),
    ("bucket without objects", [statement(Resource="arn:aws:s3:::b")], False),
    ("not resource", [statement(Resource=None, NotResource="arn:aws:s3:::b/k*")], False),
    ("condition holds", [statement(Condition={"StringEquals": {"aws:SourceArn": "arn:aws:x:r:1:d/1"}})], True),
    ("key in another case", [statement(Condition={"StringEquals": {"AWS:sourceARN": "arn:aws:x:r:1:d/1"}})], True),
    ("condition fails", [statement(Condition={"StringEquals": {"aws:SourceArn": "other"}})], False),
    ("one of several", [statement(Condition={"StringEquals": {"aws:SourceArn": ["o", "arn:aws:x:r:1:d/1"]}})], True),
    ("absent key", [statement(Condition={"StringEquals": {"aws:PrincipalOrgID": "o"}})], False),
    ("absent key, if exists", [statement(Condition={"StringEqualsIfExists": {"aws:PrincipalOrgID": "o"}})], True),
    ("negation", [statement(Condition={"StringNotEquals": {"aws:SourceArn": "other"}})], True),
    ("pattern", [statement(Condition={"ArnLike": {"aws:SourceArn": "arn:aws:x:r:1:d/*"}})], True),
    ("pattern across parts", [statement(Condition={"ArnLike": {"aws:SourceArn": "arn:aws:*:d/1"}})], False),
    ("null", [statement(Condition={"Null": {"aws:PrincipalOrgID": "true"}})], True),
    ("unknown operator allows nothing", [statement(Condition={"Odd": {"aws:SourceArn": "a"}})], False),
    ("unknown operator denies", [statement(), statement("Deny", Condition={"Odd": {"a": "b"}})], False),
    ("deny wins", [statement(), statement("Deny")], False),
    ("deny of something else", [statement(), statement("Deny", Action="s3:PutObject")], True),
])
def test_policies(name, statements, expected):
    access = edge_policy.Access(
        "s.amazonaws.com", "s3:GetObject", "arn:aws:s3:::b/key", {"aws:sourcearn": "arn:aws:x:r:1:d/1"})
    cleaned = [{k: v for k, v in s.items() if v is not None} for s in statements]
    assert edge_policy.admits({"Statement": cleaned}, access) is expected


@pytest.mark.parametrize("policy", [None, b"", "not json", "[]"])
def test_an_unreadable_policy_admits_nothing(policy):
    assert not edge_policy.admits(policy, edge_policy.Access("s", "a", "r"))


@pytest.mark.parametrize(("path", "expected"), [
    ("/api/visitors", "/api/*"),
    ("/API/visitors", "default"),
    ("/api", "default"),
    ("/x/../api/a", "/api/*"),
    ("/%61pi/a", "/api/*"),
    ("/img/a/b.png", "img/*.png"),
    ("/img/a.gif", "default"),
    ("/a1.css", "/a?.css"),
    ("/a12.css", "default"),
    ("/", "default"),
])
def test_behaviors_are_chosen_by_pattern_in_order(path, expected):
    patterns = ["/api/*", "img/*.png", "/a?.css", "/api/never*"]
    config = {"DefaultCacheBehavior": {"PathPattern": "default"},
              "CacheBehaviors": {"Items": [{"PathPattern": pattern} for pattern in patterns]}}
    assert edge_cloudfront.behavior_for(config, path)["PathPattern"] == expected


@pytest.mark.parametrize(("invalidated", "path", "query", "expected"), [
    ("/a.html", "/a.html", "", True),
    ("/a.html", "/A.html", "", False),
    ("/*", "/a/b.html", "", True),
    ("/a/*", "/a/b.html", "", True),
    ("/a/*", "/ab.html", "", False),
    ("/a*", "/ab.html", "x=1", True),
    ("/*.html", "/a.html", "", False),
    ("/a.html", "/a.html", "x=1", False),
    ("/a.html?x=1", "/a.html", "x=1", True),
    ("/a%20b(1).html", "/a%20b%281%29.html", "", True),
    ("/%C3%A9.html", "/%c3%a9.html", "", True),
    ("/", "/index.html", "", False),
])
def test_invalidation_paths(invalidated, path, query, expected):
    assert edge_cache.covers(invalidated, path, query) is expected


OPTIMIZED = edge_cache.Lifetimes(1, 86_400, 31_536_000)
DISABLED = edge_cache.Lifetimes(0, 0, 0)


@pytest.mark.parametrize(("status", "headers", "rule", "expected"), [
    (200, {}, OPTIMIZED, 86_400),
    (200, {"Cache-Control": "max-age=60"}, OPTIMIZED, 60),
    (200, {"Cache-Control": "public, max-age=60, s-maxage=5"}, OPTIMIZED, 5),
    (200, {"Cache-Control": "no-cache"}, OPTIMIZED, 1),
    (200, {"Cache-Control": "max-age=0"}, OPTIMIZED, 1),
    (200, {"Cache-Control": "max-age=99999999"}, OPTIMIZED, 31_536_000),
    (200, {"Expires": "Thu, 01 Jan 1970 00:03:20 GMT"}, OPTIMIZED, 100),
    (200, {"Expires": "soon"}, OPTIMIZED, 1),
    (200, {"Cache-Control": "max-age=60"}, DISABLED, 0),
    (404, {}, OPTIMIZED, 10),
    (500, {}, DISABLED, 10),
    (404, {"Cache-Control": "max-age=60"}, OPTIMIZED, 60),
    (403, {}, OPTIMIZED, 0),
    (403, {"Cache-Control": "max-age=60"}, OPTIMIZED, 60),
    (401, {"Cache-Control": "max-age=60"}, OPTIMIZED, 0),
])
def test_how_long_answers_are_kept(status, headers, rule, expected):
    response = Response(status, Headers(headers.items()))
    assert edge_cache.seconds_to_keep(response, rule, 100.0, 10) == expected


@pytest.mark.parametrize(("payload", "status", "content_type", "body"), [
    (b'{"a":1}', 200, "application/json", b'{"a":1}'),
    (b'"text"', 200, "application/json", b'"text"'),
    (b'{"statusCode":201,"body":"x"}', 201, "text/plain;charset=UTF-8", b"x"),
    (b'{"statusCode":"204"}', 204, "text/plain;charset=UTF-8", b""),
    (b'{"statusCode":200,"headers":{"Content-Type":"a/b"},"body":"AAE=","isBase64Encoded":true}',
     200, "a/b", b"\x00\x01"),
])
def test_results_become_answers(payload, status, content_type, body):
    response = edge_payload.response(payload)
    assert (response.status, response.headers.get("Content-Type"), response.body) == (status, content_type, body)


@pytest.mark.parametrize("payload", [
    b"no json", b'{"statusCode":"soon"}', b'{"statusCode":true}', b'{"statusCode":700}',
    b'{"statusCode":200,"body":{"a":1}}', b'{"statusCode":200,"body":"***","isBase64Encoded":true}',
    b'{"statusCode":200,"headers":{"a":["b"]}}', b'{"statusCode":200,"headers":{"a":"b\\nc"}}',
])
def test_invalid_results_are_refused(payload):
    with pytest.raises(edge_payload.InvalidResult):
        edge_payload.response(payload)


def test_cookies_of_a_result_are_sent_one_by_one():
    response = edge_payload.response(b'{"statusCode":200,"cookies":["a=1","b=2"]}')
    assert response.headers.all("Set-Cookie") == ["a=1", "b=2"]


@pytest.mark.parametrize(("content_type", "body", "expected"), [
    ("application/json; charset=utf-8", b"{}", ("{}", False)),
    ("text/plain", b"x", ("x", False)),
    ("text/plain", b"\xff", ("/w==", True)),
    ("image/png", b"x", ("eA==", True)),
    ("application/x-www-form-urlencoded", b"a=1", ("YT0x", True)),
])
def test_bodies_that_are_no_text_are_sent_as_base64(content_type, body, expected):
    request = Request("POST", "h", "/", headers=Headers([("Content-Type", content_type)]), body=body)
    event = edge_payload.event(request, edge_payload.Target("a", "r", "$default", {}, "POST /", {}))
    assert (event["body"], event["isBase64Encoded"]) == expected


def viewer(code, **members):
    request = Request(**{"method": "GET", "host": "example.com", "path": "/a", **members})
    return edge_function.viewer_request(code, request, "d1.cloudfront.net", "E1")


def test_a_function_sees_the_event_structure():
    code = "function handler(e) { return { statusCode: 200, body: JSON.stringify(e) }; }"
    headers = Headers([("Accept", "text/html"), ("X-Two", "1"), ("X-Two", "2"), ("Cookie", "a=1; b=2")])
    event = json.loads(viewer(code, query="x=1&y=%20&x=2&z", headers=headers).body)
    assert event["version"] == "1.0"
    assert event["context"]["eventType"] == "viewer-request"
    assert event["context"]["distributionId"] == "E1"
    assert event["viewer"] == {"ip": "127.0.0.1"}
    assert event["request"] == {
        "method": "GET", "uri": "/a",
        "querystring": {"x": {"value": "1", "multiValue": [{"value": "1"}, {"value": "2"}]},
                        "y": {"value": "%20"}, "z": {"value": ""}},
        "headers": {"accept": {"value": "text/html"}, "host": {"value": "example.com"},
                    "x-two": {"value": "1", "multiValue": [{"value": "1"}, {"value": "2"}]}},
        "cookies": {"a": {"value": "1"}, "b": {"value": "2"}}}


def test_a_function_changes_the_request():
    code = """async function handler(event) {
        const request = event.request;
        request.uri = await Promise.resolve(`${request.uri}/index.html`);
        request.headers['x-own'] = { value: 'yes' };
        request.querystring.y = { value: '2' };
        return request;
    }"""
    changed = viewer(code, query="x=1&z", headers=Headers([("Cookie", "a=1")]))
    assert (changed.path, changed.query) == ("/a/index.html", "x=1&z&y=2")
    assert (changed.headers.get("x-own"), changed.headers.get("cookie")) == ("yes", "a=1")


@pytest.mark.parametrize(("code", "text"), [
    ("function handler(e) {", "SyntaxError"),
    ("function other(e) { return e.request; }", "handler"),
    ("function handler(e) { throw new Error('refused'); }", "Error: refused"),
    ("async function handler(e) { throw new Error('refused'); }", "Error: refused"),
    ("function handler(e) { return new Promise(function () {}); }", "never settled"),
    ("function handler(e) { while (true) {} }", "interrupted"),
    ("function handler(e) { undeclared = 1; return e.request; }", "undeclared"),
    ("function handler(e) { return null; }", "neither"),
    ("function handler(e) { e.request.uri = 'a'; return e.request; }", "slash"),
    ("function handler(e) { e.request.method = 'PUT'; return e.request; }", "read-only"),
    ("function handler(e) { e.request.headers.host.value = 'x'; return e.request; }", "read-only"),
    ("function handler(e) { e.request.headers['X-A'] = {value: '1'}; return e.request; }", "lower case"),
    ("function handler(e) { return { statusCode: 'x' }; }", "statusCode"),
    ("function handler(e) { return { statusCode: 301, headers: { location: '/' } }; }", "location"),
    ("function handler(e) { const { request } = e; return request; }", "destructuring"),
    ("function handler(e) { return e?.request; }", "optional chaining"),
    ("function handler(e) { return e.request ?? null; }", "nullish"),
    ("class A {} function handler(e) { return e.request; }", "class"),
    ("function handler(e) { for (const a of []) {} return e.request; }", "for-of"),
    ("const crypto = require('crypto'); function handler(e) { return e.request; }", "require"),
])
def test_functions_that_cloudfront_would_fail(code, text):
    with pytest.raises(edge_function.FunctionFailure, match=text):
        viewer(code)


@pytest.mark.parametrize("code", [
    "// a class of its own?.x ?? y",
    "/* class A {} */ var s = 'a ?? b' + \"class A {\" + `for (x of y)`;",
    "var r = /\\?\\?|class A {/; var t = 'x'.replace(/[/'\"]/g, '');",
    "var t = true ? .5 : 1; var a = true?.5:1;",
])
def test_words_in_comments_and_literals_are_no_syntax(code):
    assert viewer(code + "\nfunction handler(e) { return e.request; }").path == "/a"


@pytest.mark.parametrize(("path", "expected"), [
    ("/a b", "/a%20b"), ("/a%20b", "/a%20b"), ("/é", "/%C3%A9"), ("/a(1).pdf", "/a(1).pdf"), ("/a+b", "/a+b"),
])
def test_paths_are_encoded_once(path, expected):
    assert encode_path(path) == expected


def test_security_headers_keep_what_the_origin_said_unless_they_override():
    response = Response(200, Headers([("X-Frame-Options", "DENY"), ("X-Content-Type-Options", "odd")]))
    policy = "67f7725c-6f97-4210-82d7-5512b31e9d03"
    edge_answer.add_policy_headers(policy, Request("GET", "h", "/"), response)
    assert response.headers.get("X-Frame-Options") == "DENY"
    assert response.headers.get("X-Content-Type-Options") == "nosniff"
    assert response.headers.get("Referrer-Policy") == "strict-origin-when-cross-origin"


@pytest.mark.parametrize(("value", "expected"), [
    ("https://example.com/a?b", "http://localhost:8080/a?b"),
    ("https://www.example.com", "http://localhost:8080"),
    ("https://example.com.evil.example/", "https://example.com.evil.example/"),
    ("https://other.example/", "https://other.example/"),
    ("/relative", "/relative"),
])
def test_redirects_of_the_site_stay_at_the_proxy(value, expected):
    proxy = edge_proxy.Proxy.__new__(edge_proxy.Proxy)
    proxy.names, proxy.host, proxy.server_address = ["example.com", "www.example.com"], "example.com", ("", 8080)
    assert proxy.outward(value) == expected
    assert proxy.inward("http://localhost:8080/a") == "https://example.com/a"
