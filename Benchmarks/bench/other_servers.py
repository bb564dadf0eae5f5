# SPDX-License-Identifier: Apache-2.0
"""`make bench-check`: the same uploads to servers that check signatures and checksums, and what is in the buckets then.

The in-memory S3 of the benchmark believes what it is told. moto behind the test AWS recomputes every signature and every
checksum; `rclone serve s3` verifies signatures by other code.
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import http.server
import pathlib
import re
import socket
import subprocess
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config

from .contestants import ACCESS_KEY, BUCKET, REGION, SECRET_KEY, environment, resumectl_configuration
from .places import PROGRAMS, end_cleanly, scratch_place
from .processes import run
from .server import Server
from .stack import TestAWS
from .tools import Tools, tools
from .verify import OWN_PREFIX
from .workloads import SIZES, Trees

# What is uploaded one after the other, by workload: D begins with what is there before.
STEPS = {"W1": ["personal"], "W2": ["thousand"], "D": ["nested", "changed"]}
# What a server that has only objects is not asked: settings of the bucket, STS, CloudFront.
SETTINGS = re.compile(
    r"\?(.*&)?(tagging|versioning|encryption|publicAccessBlock|ownershipControls|lifecycle|policy|location|uploads)(=?)(&|$)")


def is_for_objects(method: str, path: str) -> bool:
    """Whether a request is about objects, and not about the account or the bucket's settings."""
    address, _, _ = path.partition("?")
    if address == "/" or address.startswith("/2020-05-31/"):
        return False
    is_bucket = address.strip("/").count("/") == 0
    return not (is_bucket and (SETTINGS.search(path) or method == "HEAD"))


class Front(http.server.ThreadingHTTPServer):
    """Sends what is about objects to one server and the rest to another, with nothing changed, so that signatures hold."""

    daemon_threads = True
    request_queue_size = 512

    def __init__(self, objects: int, rest: int):
        self.objects, self.rest = objects, rest
        super().__init__(("127.0.0.1", 0), FrontHandler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class FrontHandler(http.server.BaseHTTPRequestHandler):
    """One connection of a client."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        port = self.server.objects if is_for_objects(self.command, self.path) else self.server.rest
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            connection.putheader(name, value)
        connection.endheaders(body or None)
        answer = connection.getresponse()
        content = answer.read()
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                self.send_header(name, value)
        length = answer.getheader("Content-Length") if self.command == "HEAD" else str(len(content))
        if answer.status != 204:
            self.send_header("Content-Length", length or "0")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
        connection.close()

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = pass_on


class RcloneServer:
    """`rclone serve s3` over a folder, with the keys that requests have to be signed with."""

    def __init__(self, folder: pathlib.Path):
        (folder / BUCKET).mkdir(parents=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._process = subprocess.Popen(
            [PROGRAMS / "rclone", "serve", "s3", "--addr", f"127.0.0.1:{self.port}", "--auth-key",
             f"{ACCESS_KEY},{SECRET_KEY}", "--config", "/dev/null", folder],
            # It complains of folders that two requests make or leave at once, and answers 500, which a client tries again.
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        self.stop()
        raise SystemExit("bench: error: rclone serve s3 did not start")

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


def client(url: str, secret: str = SECRET_KEY):
    return boto3.client(
        "s3", endpoint_url=url, region_name=REGION, aws_access_key_id=ACCESS_KEY, aws_secret_access_key=secret,
        config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}, max_pool_connections=16))


def contents(url: str) -> dict[str, str]:
    """The MD5 of every object, read back, by key."""
    s3 = client(url)
    keys = [item["Key"] for page in s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET)
            for item in page.get("Contents", [])]
    keys = [key for key in keys if not key.startswith(OWN_PREFIX)]

    def digest(key: str) -> str:
        return hashlib.md5(s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()).hexdigest()

    with ThreadPoolExecutor(16) as pool:
        return dict(zip(keys, pool.map(digest, keys)))


def deploy(programs: Tools, home: pathlib.Path, tree: pathlib.Path, url: str) -> None:
    configuration = resumectl_configuration(home, tree)
    command = [str(programs.binary), "deploy", "--only", "site", "-y", "-c", str(configuration), "--endpoint-url", url,
               "--region", REGION]
    run(programs.measure, command, environment(home), home)


def check_server(name: str, url: str, programs: Tools, trees: Trees, home: pathlib.Path, chosen: list[str]) -> list[str]:
    """Uploads everything. Returns what is wrong."""
    problems = []
    for workload in chosen:
        for tree in STEPS[workload]:
            start = time.monotonic()
            deploy(programs, home, trees.path(tree), url)
            found = contents(url)
            wanted = {key: expected.md5 for key, expected in trees.content(tree).items()}
            wrong = [key for key in sorted(found.keys() | wanted.keys()) if found.get(key) != wanted.get(key)]
            print(f"{name:16} {workload:3} {tree:9} {len(found):6} objects, {len(wrong)} wrong, "
                  f"{time.monotonic() - start:.1f} s", flush=True)
            problems += [f"{name}, {workload}, {tree}: {key}" for key in wrong[:5]]
    return problems


def check_moto(programs: Tools, trees: Trees, folder: pathlib.Path, chosen: list[str]) -> list[str]:
    aws = TestAWS(folder)
    try:
        s3 = client(aws.url)
        s3.create_bucket(Bucket=BUCKET)
        s3.put_bucket_tagging(Bucket=BUCKET, Tagging={"TagSet": [{"Key": "resumectl:site", "Value": BUCKET}]})
        problems = check_server("moto", aws.url, programs, trees, folder, chosen)
        return problems + [f"moto: {violation}" for violation in aws.ask("GET", "/test/violations")]
    finally:
        aws.stop()


def check_rclone(programs: Tools, trees: Trees, folder: pathlib.Path, chosen: list[str]) -> list[str]:
    rclone = RcloneServer(folder / "served")
    try:
        with Server(programs.server) as rest:
            front = Front(rclone.port, rest.port)
            try:
                client(front.url, "not-the-secret").list_objects_v2(Bucket=BUCKET)
                return ["rclone serve s3 takes wrong signatures"]
            except client(front.url).exceptions.ClientError:
                pass
            return check_server("rclone serve s3", front.url, programs, trees, folder, chosen)
    finally:
        rclone.stop()


def main() -> int:
    end_cleanly()
    parser = argparse.ArgumentParser(prog="bench.other_servers", description="Check uploads on moto and rclone serve s3.")
    parser.add_argument("only", nargs="*", metavar="WORKLOAD", help=f"of {', '.join(STEPS)}; without any, all")
    parser.add_argument("--binary", help="the resumectl to check")
    chosen = parser.parse_args()
    names = chosen.only or list(STEPS)
    programs = tools(chosen.binary)
    needed = sum(SIZES[tree] for name in names for tree in STEPS[name]) * 3
    with tempfile.TemporaryDirectory(prefix="resumectl-bench-check-", dir=scratch_place(needed)) as place:
        folder = pathlib.Path(place)
        trees = Trees(folder)
        for name in ("moto", "rclone"):
            (folder / f"home-{name}").mkdir()
        problems = check_moto(programs, trees, folder / "home-moto", names)
        problems += check_rclone(programs, trees, folder / "home-rclone", names)
    for problem in problems:
        print(f"wrong: {problem}")
    print("bench-check: " + (f"{len(problems)} problems" if problems else "every bucket holds exactly the folder's files"))
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
