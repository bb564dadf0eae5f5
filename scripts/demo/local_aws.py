# SPDX-License-Identifier: Apache-2.0
"""The test AWS as the demo uses it: start, look at its journal, show a site to a browser."""

from __future__ import annotations

import http.client
import json
import pathlib
import re
import socket
import sys

from processes import Server

ACCESS_KEY = "AKIDEXAMPLE0TEST0001"
SECRET_KEY = "testing-secret-key/EXAMPLE+0001"
REGION = "us-east-1"


class LocalAWSError(Exception):
    """A server did not start."""


class Answer:
    """An HTTP response, read to its end."""

    def __init__(self, response: http.client.HTTPResponse):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def json(self):
        """The decoded body, `None` when it is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


def request(
    port: int, path: str, method: str = "GET", host: str | None = None, scheme: str = "https", body: str | None = None
) -> Answer:
    """One request to a server on this machine; follows no redirect.

    `host` and `scheme` are what a visitor would have typed.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        headers = {"X-Forwarded-Proto": scheme}
        if host is not None:
            headers["Host"] = host
        connection.request(method, path, body=body, headers=headers)
        return Answer(connection.getresponse())
    finally:
        connection.close()


class LocalAWS:
    """A running test AWS, empty at the start."""

    def __init__(self, root: pathlib.Path, folder: pathlib.Path, environment: dict[str, str]):
        port_file = folder / "port"
        self._environment = {**environment, "PYTHONPATH": str(root / "Tests" / "AWS")}
        self.server = Server(
            [sys.executable, "-m", "testaws", "--port", "0", "--port-file", str(port_file)], self._environment,
            folder / "testaws.log")
        if not self.server.wait_until(port_file.exists, 60):
            raise LocalAWSError(f"The test AWS did not start. Its last words:\n{self.server.tail()}")
        self.port = int(port_file.read_text())
        self.url = f"http://127.0.0.1:{self.port}"
        self.dns_server = f"127.0.0.1:{request(self.port, '/test/health').json()['dns']}"

    def journal(self, after: int = 0) -> list[dict]:
        """Every request to an AWS API, in order; `after` is the `seq` of the last one not wanted."""
        return request(self.port, f"/test/journal?after={after}").json() or []

    def violations(self) -> list[dict]:
        """Every request that AWS would not have taken."""
        return request(self.port, "/test/violations").json() or []

    def slow_down(self, settings: dict, *faults: dict) -> None:
        """Changes settings, and puts faults in place of those in force."""
        for path, value in (("/test/settings", settings), ("/test/faults", list(faults))):
            answer = request(self.port, path, "POST", body=json.dumps(value))
            if answer.status not in (200, 204):
                raise LocalAWSError(f"The test AWS refused {value}: {answer.text}")

    def client(self, service: str):
        """A boto3 client of the account."""
        import boto3

        return boto3.client(
            service, region_name=REGION, endpoint_url=self.url, aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=SECRET_KEY)

    def create_zone(self, name: str) -> str:
        """Creates a public hosted zone, as somebody with a domain has one; returns its id."""
        answer = self.client("route53").create_hosted_zone(Name=name, CallerReference=f"demo-{name}")
        return answer["HostedZone"]["Id"].rpartition("/")[2]

    def last_invalidation(self, host: str) -> list[str]:
        """The paths of the newest invalidation of the distribution that serves `host`."""
        cloudfront = self.client("cloudfront")
        for distribution in cloudfront.list_distributions()["DistributionList"].get("Items", []):
            if host in distribution["Aliases"].get("Items", []):
                found = cloudfront.list_invalidations(DistributionId=distribution["Id"])["InvalidationList"]
                if not found.get("Items"):
                    return []
                newest = max(found["Items"], key=lambda item: item["CreateTime"])
                whole = cloudfront.get_invalidation(DistributionId=distribution["Id"], Id=newest["Id"])
                return sorted(whole["Invalidation"]["InvalidationBatch"]["Paths"]["Items"])
        return []


class Browsing:
    """A proxy that shows one deployed site at an address that a browser can open."""

    ADDRESS = re.compile(r"at (http://localhost:(\d+)/)")

    def __init__(self, aws: LocalAWS, host: str, port: int, folder: pathlib.Path):
        chosen = port if _is_free(port) else 0
        self.server = Server(
            [sys.executable, "-m", "testaws.edge_proxy", "--emulator", aws.url, "--host", host, "--port", str(chosen)],
            aws._environment, folder / "proxy.log")
        found = self.server.wait_until(lambda: self.ADDRESS.search(self.server.tail()), 30)
        if not found:
            raise LocalAWSError(f"The site is not served. The proxy's last words:\n{self.server.tail()}")
        self.address, self.port = found[1], int(found[2])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
