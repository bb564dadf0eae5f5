# SPDX-License-Identifier: Apache-2.0
"""The in-memory S3 answers as S3 does where the benchmark relies on it, and the other programs do what they say."""

import base64
import hashlib
import http.client
import json
import re
import subprocess
import sys
import time

import pytest
from bench import tools
from bench.processes import CommandFailed, run
from bench.server import Server

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the server needs Linux's epoll")


def md5(content):
    return hashlib.md5(content).hexdigest()


class Client:
    """Requests to a server, on a connection that stays open."""

    def __init__(self, server):
        self.server = server
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)

    def send(self, method, path, body=None, **headers):
        self.connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = self.connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()

    def put(self, key, body=b"x", **headers):
        status, answered, _ = self.send("PUT", f"/bench/{key}", body, **headers)
        assert status == 200
        return answered["ETag"].strip('"')

    def keys(self, query=""):
        _, _, text = self.send("GET", f"/bench?list-type=2{query}")
        return re.findall("<Key>(.*?)</Key>", text), text


@pytest.fixture(scope="module")
def server():
    with Server(tools.compiled("server/s3server.c", "-lcrypto"), "--keep", "1000", "--hash", "1000") as running:
        yield running


@pytest.fixture
def client(server):
    server.clear()
    return Client(server)


def test_an_object_comes_back_with_its_etag_and_headers(client):
    assert client.put("a.html", b"<p>", Content_Type="text/html", Cache_Control="no-cache") == md5(b"<p>")
    status, headers, text = client.send("GET", "/bench/a.html")
    assert (status, text, headers["ETag"]) == (200, "<p>", f'"{md5(b"<p>")}"')
    assert (headers["Content-Type"], headers["Cache-Control"]) == ("text/html", "no-cache")
    status, headers, text = client.send("HEAD", "/bench/a.html")
    assert (status, headers["Content-Length"], text) == (200, "3", "")


@pytest.mark.parametrize(("method", "code"), [("GET", "NoSuchKey"), ("HEAD", "")])
def test_what_is_not_there_is_a_404(client, method, code):
    status, _, text = client.send(method, "/bench/missing")
    assert status == 404 and code in text


def test_a_wrong_md5_is_refused_and_nothing_stored(client):
    wrong = base64.b64encode(hashlib.md5(b"other").digest()).decode()
    status, _, text = client.send("PUT", "/bench/a", b"x", Content_MD5=wrong)
    assert (status, "BadDigest" in text, client.keys()[0]) == (400, True, [])


def test_a_listing_is_in_order_and_in_pages(client):
    for key in ("b", "a/2", "a/10", "c"):
        client.put(key)
    keys, text = client.keys("&max-keys=3")
    assert keys == ["a/10", "a/2", "b"]
    assert "<IsTruncated>true</IsTruncated>" in text
    token = re.search("<NextContinuationToken>(.*?)<", text)[1]
    keys, text = client.keys(f"&max-keys=3&continuation-token={token}")
    assert (keys, "<IsTruncated>false</IsTruncated>" in text) == (["c"], True)


def test_the_older_listing_goes_on_behind_its_marker(client):
    for key in ("a", "b", "c"):
        client.put(key)
    _, _, text = client.send("GET", "/bench/?marker=a")
    assert re.findall("<Key>(.*?)</Key>", text) == ["b", "c"]


@pytest.mark.parametrize(("query", "expected"), [
    ("&start-after=a", ["b", "b/1", "c"]),
    ("&start-after=aa", ["b", "b/1", "c"]),
    ("&start-after=b", ["b/1", "c"]),
    ("&prefix=b", ["b", "b/1"]),
    ("&prefix=b&start-after=b", ["b/1"]),
    ("&start-after=c", []),
])
def test_a_listing_begins_behind_a_key(client, query, expected):
    for key in ("a", "b", "b/1", "c"):
        client.put(key)
    assert client.keys(query)[0] == expected


def test_a_listing_shows_sizes_and_etags(client):
    client.put("a", b"four")
    _, text = client.keys()
    assert f"<ETag>&quot;{md5(b'four')}&quot;</ETag><Size>4</Size>" in text


def test_many_are_deleted_at_once(client):
    for key in ("a", "b&amp", "c"):
        client.put(key)
    body = "<Delete><Object><Key>a</Key></Object><Object><Key>b&amp;amp</Key></Object></Delete>"
    assert client.send("POST", "/bench?delete", body)[0] == 200
    assert client.keys()[0] == ["c"]


def test_a_copy_takes_new_headers(client):
    client.put("a", b"x", Content_Type="text/plain")
    status, _, _ = client.send("PUT", "/bench/b", None, x_amz_copy_source="/bench/a", x_amz_metadata_directive="REPLACE",
                               Content_Type="text/html")
    _, headers, text = client.send("GET", "/bench/b")
    assert (status, text, headers["Content-Type"]) == (200, "x", "text/html")
    assert client.send("PUT", "/bench/c", None, x_amz_copy_source="/bench/missing")[0] == 404


def test_parts_become_an_object_in_their_order(client):
    _, _, text = client.send("POST", "/bench/film?uploads")
    upload = re.search("<UploadId>(.*?)<", text)[1]
    for number, body in ((2, b"bb"), (1, b"aaa")):
        status, headers, _ = client.send("PUT", f"/bench/film?partNumber={number}&uploadId={upload}", body)
        assert (status, headers["ETag"]) == (200, f'"{md5(body)}"')
    assert client.send("POST", f"/bench/film?uploadId={upload}", "<CompleteMultipartUpload/>")[0] == 200
    stored = client.server.objects()["bench/film"]
    digests = hashlib.md5(b"aaa").digest() + hashlib.md5(b"bb").digest()
    assert (stored.etag, stored.size, stored.parts, stored.part_size) == (f"{md5(digests)}-2", 5, 2, 3)
    assert client.send("PUT", "/bench/film?partNumber=1&uploadId=unknown", b"x")[0] == 404


@pytest.mark.parametrize("body", [
    b"3;chunk-signature=0\r\nabc\r\n2;chunk-signature=0\r\nde\r\n0;chunk-signature=0\r\n\r\n",
    b"5\r\nabcde\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n"])
def test_chunks_of_aws_are_taken_apart(client, body):
    etag = client.put("a", body, Content_Encoding="aws-chunked", x_amz_decoded_content_length="5",
                      x_amz_content_sha256="STREAMING-AWS4-HMAC-SHA256-PAYLOAD")
    assert etag == md5(b"abcde")
    assert client.send("GET", "/bench/a")[2] == "abcde"


def test_a_long_body_is_counted_and_thrown_away(client):
    client.put("a", b"y" * 2000)
    assert client.server.objects()["bench/a"].size == 2000
    assert client.send("GET", "/bench/a")[2] == "\0" * 2000


def test_requests_and_connections_are_counted_without_those_of_the_benchmark(client):
    client.server.reset()
    client.put("a")
    client.send("GET", "/bench?list-type=2")
    Client(client.server).send("GET", "/bench/a")
    traffic = client.server.traffic()
    assert traffic.kinds == {"PutObject": 1, "ListObjectsV2": 1, "GetObject": 1}
    assert (traffic.requests, traffic.connections) == (3, 2)


def test_objects_are_saved_and_come_back(client):
    client.put("a", b"old")
    client.server.save("before")
    client.put("a", b"new")
    client.put("b")
    client.server.restore("before")
    assert client.keys()[0] == ["a"]
    assert client.send("GET", "/bench/a")[2] == "old"
    with pytest.raises(RuntimeError, match="NothingSaved"):
        client.server.restore("never")


def test_a_far_server_answers_later(client):
    client.put("a")
    client.server.delay(30)
    try:
        start = time.monotonic()
        assert client.send("GET", "/bench/a")[0] == 200
        assert time.monotonic() - start >= 0.03
        fresh = Client(client.server)
        start = time.monotonic()
        assert fresh.send("GET", "/bench/a")[0] == 200
        assert time.monotonic() - start >= 0.06
    finally:
        client.server.delay(0)


def test_measure_tells_status_and_cost(tmp_path):
    measure = tools.compiled("measure/measure.c")
    cost, printed = run(measure, ["/bin/sh", "-c", "echo said"], {}, tmp_path)
    assert printed == "said\n"
    assert cost.wall > 0 and cost.peak > 0
    with pytest.raises(CommandFailed, match="status 3:\nwhy"):
        run(measure, ["/bin/sh", "-c", "echo why; exit 3"], {}, tmp_path)


def test_the_relay_brings_bytes_later_and_whole(client, tmp_path):
    port_file = tmp_path / "port"
    relay = subprocess.Popen([tools.compiled("relay/relay.c"), "--to", str(client.server.port), "--round-trip-ms", "20",
                              "--port-file", port_file])
    try:
        while not (port_file.exists() and port_file.read_text().endswith("\n")):
            assert relay.poll() is None
        body = bytes(range(256)) * 20_000
        connection = http.client.HTTPConnection("127.0.0.1", int(port_file.read_text()), timeout=10)
        start = time.monotonic()
        connection.request("PUT", "/bench/a", body)
        connection.getresponse().read()
        opened = time.monotonic()
        connection.request("GET", "/_stats")
        assert json.loads(connection.getresponse().read())["bytes"] >= len(body)
        assert opened - start >= 0.04 and time.monotonic() - opened >= 0.02
        assert client.server.objects()["bench/a"].size == len(body)
    finally:
        relay.kill()
        relay.wait()
