# SPDX-License-Identifier: Apache-2.0
"""`resumectl dev`: the same answers as CloudFront's, the real function, and nothing of the user's in it."""

import json
import random
import socket
import subprocess
import sys
import time

import pytest
from account import ACCESS_KEY, SECRET_KEY
from preview import Preview, preview
from project import DOMAIN, TABLE

# What a cache on the way says, what differs by the time of the upload, and what belongs to one connection.
PASSING = {"date", "via", "x-cache", "age", "server", "last-modified", "connection", "keep-alive", "content-length",
           "x-testaws-reason", "apigw-requestid"}

PAGES = {
    "v1.2/index.html": "<p>version", "a b.txt": "space", "café/index.html": "<p>café", "50%.txt": "percent",
    "deep/er/index.html": "<p>deep", "downloads/cv.pdf": "%PDF-1.4", "app.1a2b3c4d5e6f7a8b.js": "1",
    "image.svgz": b"\x1f\x8b\x08\x00", ".well-known/security.txt": "Contact: x", ".env": "SECRET=1",
    "drafts/index.html": "draft", "notes.psd": "psd", "index.html~": "old", "plus+sign.css": "p{}", "README": "readme",
    "empty.txt": "", "large.bin": bytes(range(251)) * 12000,
}

PATHS = [
    "/", "/index.html", "/about", "/about/", "/about/index.html", "/style.css", "/images/portrait.svg", "/v1.2", "/v1.2/",
    "/a%20b.txt", "/caf%C3%A9", "/caf%c3%a9/", "/50%25.txt", "/deep/er", "/deep", "/downloads/cv.pdf",
    "/app.1a2b3c4d5e6f7a8b.js", "/image.svgz", "/.well-known/security.txt", "/.env", "/drafts/", "/drafts/index.html",
    "/notes.psd", "/index.html~", "/plus+sign.css", "/plus%2Bsign.css", "/README", "/empty.txt", "/large.bin", "/404.html", "/nothing",
    "/nothing.css", "//", "/about//", "/%2e%2e/index.html", "/about?a=1&b=2", "/style.css?v=3", "/.resumectl/site-rec",
    "/api", "/api/other", "/api/visitors/", "/ABOUT",
]


def same(ours, theirs):
    """Whether a visitor can tell the two answers apart."""
    def seen(answer):
        headers = {name: value for name, value in answer.headers.items() if name not in PASSING}
        # CloudFront's own words for a refusal are not worth an imitation.
        body = b"" if answer.status == 403 else answer.body
        return answer.status, headers, body
    assert seen(ours) == seen(theirs)


@pytest.fixture
def twins(aws, project, zone):
    """A deployed project, and its preview."""
    for name, content in PAGES.items():
        project.write(name, content)
    project.set("site.exclude", ["drafts/", "*.psd"])
    project.set("site.headers", [
        {"match": "downloads/*.pdf", "cacheControl": "public, max-age=60", "contentDisposition": "attachment",
         "contentLanguage": "en", "metadata": {"author": "Jane"}}])
    project.deploy()
    with preview(project, "--no-reload") as running:
        yield aws, running


def compare_decisions(aws, running):
    """What the function at the edge decides about 80 addresses that nobody thought of."""
    chance = random.Random(20261121)
    parts = ["about", "style.css", "a.b", "", ".", "x", "index.html", "%20", "é".encode().hex(), "1", "-", "api"]
    for _ in range(80):
        path = "/" + "/".join(chance.choice(parts) for _ in range(chance.randint(1, 4)))
        query = "&".join(chance.choice(["a=1", "b", "2=x", "a=", "1=y", "b=%2F", "", "=z", "07=q"])
                         for _ in range(chance.randint(0, 4)))
        host = chance.choice([DOMAIN, f"www.{DOMAIN}"])
        target = path + (f"?{query}" if query else "")
        ours, theirs = running.get(target, host=host), aws.visit(host, target)
        assert (ours.status, ours.headers.get("location")) == (theirs.status, theirs.headers.get("location")), target
        assert ours.body == theirs.body, target


def test_visitors_get_the_same_answers_as_from_cloudfront(twins):
    aws, running = twins

    def compare(path, host=DOMAIN, **request):
        same(running.get(path, host=host, **request), aws.visit(host, path, **request))

    for path in PATHS:
        compare(path)
        compare(path, method="HEAD")
    for path in ("/", "/style.css", "/nothing", "/about"):
        for method in ("POST", "DELETE", "OPTIONS", "PUT"):
            compare(path, method=method)
    for path in ("/", "/about", "/x.css", "/api", "/a%20b"):
        for query in ("", "?a=1", "?a=&b", "?b=1&a=2&b=3", "?10=x&9=y&a", "?q=%20%26&r=a=b", "?", "?&&"):
            compare(path + query, host=f"www.{DOMAIN}")
    tag = running.get("/style.css").headers["etag"]
    for headers in ({"If-None-Match": tag}, {"If-None-Match": f'"x", W/{tag}'}, {"If-None-Match": '"x"'},
                    {"Range": "bytes=0-3"}, {"Range": "bytes=5-"}, {"Range": "bytes=-4"},
                    {"Range": "bytes=0-1", "If-Range": tag}, {"Range": "bytes=0-1", "If-Range": '"x"'},
                    {"If-Modified-Since": "Wed, 01 Jan 2020 00:00:00 GMT"}):
        compare("/style.css", headers=headers)
    assert running.get("/style.css", headers={"Range": "bytes=900-"}).status == 416
    compare_decisions(aws, running)


def test_the_counter_counts_in_the_real_function_and_nothing_is_sent_to_aws(aws, project):
    before = aws.mark()
    with preview(project) as running:
        assert [running.count("GET"), running.count(), running.count(), running.count("GET")] == [0, 1, 2, 2]
        head = running.get("/api/visitors", "HEAD")
        assert (head.status, head.body) == (200, b"")
        wrong = running.get("/api/visitors", "DELETE")
        assert (wrong.status, wrong.headers["allow"]) == (405, "GET, HEAD, POST")
        running.wait_for(lambda record: record["type"] == "function" and '"message": "counted"' in record["text"])
    assert aws.admin("GET", f"/test/journal?after={before}") == []


SPY = """
import json, os
def handler(event, context):
    if event["rawQueryString"] == "die":
        os._exit(3)
    if event["rawQueryString"] == "raise":
        raise ValueError("told by the test")
    if event["rawQueryString"] == "sleep":
        import time
        time.sleep(60)
    print("called", event["requestContext"]["http"]["method"])
    value = {"environment": dict(os.environ), "event": event, "left": context.get_remaining_time_in_millis(),
             "name": context.function_name, "memory": context.memory_limit_in_mb, "arn": context.invoked_function_arn}
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": json.dumps(value)}
"""


def test_the_function_sees_what_lambda_shows_and_none_of_the_users_keys(project):
    (project.function / "app.py").write_text(SPY)
    project.set("counter.environment", {"LEVEL": "debug"})
    secrets = {"AWS_SESSION_TOKEN": "users-token", "AWS_PROFILE": "", "DATABASE_PASSWORD": "users-password"}
    with preview(project, environment=secrets) as running:
        answer = running.get("/api/visitors?a=1&a=2", "POST", {"Content-Type": "text/plain"}, b"hello")
        assert answer.status == 200, running.records
        seen = answer.json
        assert (seen["name"], str(seen["memory"])) == ("resume-counter", "256")
        assert seen["arn"].endswith(":function:resume-counter") and 0 < seen["left"] <= 5000
        variables = seen["environment"]
        assert (variables["TABLE_NAME"], variables["LEVEL"]) == (TABLE, "debug")
        for secret in (ACCESS_KEY, SECRET_KEY, "users-token", "users-password"):
            assert secret not in json.dumps(variables)
        event = seen["event"]
        assert event["version"] == "2.0" and event["routeKey"] == "ANY /api/visitors"
        assert (event["body"], event["isBase64Encoded"]) == ("hello", False)
        assert event["queryStringParameters"] == {"a": "1,2"}
        running.wait_for(lambda record: record == {"type": "function", "text": "called POST"})


def test_the_function_is_loaded_again_when_it_changes_dies_or_hangs(project):
    (project.function / "app.py").write_text(SPY)
    project.set("counter.timeout", 2)
    with preview(project) as running:
        assert running.get("/api/visitors").status == 200
        for query, reason in (("die", "exit status 3"), ("raise", "told by the test"), ("sleep", "after 2 s")):
            answer = running.get(f"/api/visitors?{query}")
            assert (answer.status, answer.json) == (500, {"message": "Internal Server Error"})
            running.wait_for(lambda record: record["type"] == "note" and reason in record["text"])
            assert running.get("/api/visitors").status == 200
        (project.function / "app.py").write_text(
            "def handler(event, context):\n    return {'statusCode': 404, 'body': 'no'}\n")
        gone = running.get("/api/visitors")
        assert gone.status == 404 and "There is no such page." in gone.text, "CloudFront puts the page in its place"
        (project.function / "app.py").write_text("import nonsense_of_the_test\n")
        assert running.get("/api/visitors").status == 500
        running.wait_for(lambda record: record["type"] == "note" and "nonsense_of_the_test" in record["text"])
        (project.function / "app.py").write_text(
            "def handler(event, context):\n    return {'statusCode': 200, 'body': 'again'}\n")
        assert running.get("/api/visitors").text == "again"


def test_without_the_packages_the_site_is_served_and_the_user_is_told_what_to_type(project, tmp_path):
    (project.function / "requirements-dev.txt").write_text("")
    bare = tmp_path / "bare"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(bare)], check=True, timeout=120)
    for python, reason in ((str(bare / "bin" / "python"), "lacks awslambdaric, boto3, moto, requests"),
                           (str(tmp_path / "nothing"), "does not run")):
        with preview(project, python=python) as running:
            assert running.get("/about").status == 200
            answer = running.get("/api/visitors", "POST")
            assert answer.status == 503 and reason in answer.json["message"]
            assert reason in running.listening["counter"]
            if "lacks" in reason:
                command = running.listening["command"]
                assert command.endswith(".venv/bin/pip install -r lambda/requirements-dev.txt")
                assert command in answer.json["message"]


def test_a_site_without_a_counter_needs_no_python(plain):
    with preview(plain, python="/nonexistent") as running:
        assert "counter" not in running.listening
        assert running.get("/").status == 200
        assert running.get("/api/visitors").status == 404


def test_with_the_live_table_visits_count_in_the_account(aws, deployed):
    assert json.loads(aws.visit(DOMAIN, "/api/visitors", "POST").body) == {"count": 1}
    with preview(deployed, "--live-table") as running:
        assert running.listening["table"].startswith(f"REAL: {TABLE} in account ")
        assert running.count() == 2
    item = aws.client("dynamodb").get_item(TableName=TABLE, Key={"id": {"S": "visitors"}})["Item"]
    assert item["count"] == {"N": "2"}


def test_the_live_table_has_to_be_there(aws, project, zone):
    result = project.run("dev", "--json", "--port", "0", "--python", sys.executable, "--live-table")
    assert (result.status, result.record("error")["code"]) == (64, "not-deployed")


def test_edits_are_seen_at_once_and_open_pages_are_told(plain):
    with preview(plain) as running:
        page = running.get("/")
        assert b"/.resumectl/dev/reload.js?r=" in page.body and page.headers["cache-control"] == "no-cache"
        address = running.url.removeprefix("http://").rstrip("/").rsplit(":", 1)
        with socket.create_connection((address[0], int(address[1])), timeout=60) as connection:
            connection.sendall(b"GET /.resumectl/dev/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            events = connection.makefile("rb")
            first = next(line for line in events if line.startswith(b"data: "))
            plain.write("index.html", "<!doctype html><title>New</title>")
            assert running.get("/").text.startswith("<!doctype html><title>New</title>")
            assert next(line for line in events if line.startswith(b"data: ")) != first
            plain.write("style.css", "body { margin: 1px }")
            running.wait_for(lambda record: record["type"] == "changed")
        assert running.get("/style.css").text == "body { margin: 1px }"
        assert (plain.site / "index.html").read_text() == "<!doctype html><title>New</title>"


def processes():
    """The number of each process that runs, and of its parent."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True).stdout
    return {int(pid): int(parent) for pid, parent, state in map(str.split, listed.splitlines()) if state[0] != "Z"}


def children_of(process):
    return [pid for pid, parent in processes().items() if parent == process.pid]


def wait_until_gone(children):
    deadline = time.monotonic() + 60
    while processes().keys() & set(children):
        assert time.monotonic() < deadline, "a process is left"
        time.sleep(0.1)


def test_it_leaves_no_process_behind(project):
    with preview(project) as running:
        running.count()
        children = children_of(running.process)
        assert len(children) == 2, "the function and the table"
        assert running.stop() == 0
    wait_until_gone(children)


def test_nothing_is_left_when_it_is_killed(project):
    process = project.start("dev", "--json", "--port", "0", "--python", sys.executable)
    running = Preview(process)
    running.count()
    children = children_of(process)
    assert len(children) == 2
    process.kill()
    process.wait()
    wait_until_gone(children)


def test_a_visitor_who_does_not_read_does_not_hold_up_the_end(plain):
    plain.write("film.mp4", b"0" * (32 << 20))
    with preview(plain) as running:
        host, port = running.url.removeprefix("http://").rstrip("/").rsplit(":", 1)
        with socket.create_connection((host, int(port)), timeout=60) as connection:
            connection.sendall(b"GET /film.mp4 HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert connection.recv(12) == b"HTTP/1.1 200"
            assert running.stop() == 0


def test_a_port_that_is_taken_is_an_error_only_when_it_was_asked_for(plain):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        result = plain.run("dev", "--json", "--port", port)
    assert (result.status, result.record("error")["code"]) == (64, "preview-port-taken")
    assert port in result.record("error")["detail"]
