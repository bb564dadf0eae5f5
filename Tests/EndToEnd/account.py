# SPDX-License-Identifier: Apache-2.0
"""The local AWS account that the tests deploy to: its process, its administration, boto3 clients, the edge."""

from __future__ import annotations

import dataclasses
import http.client
import json
import os
import pathlib
import subprocess
import sys
import time
import urllib.request

import boto3
from botocore.config import Config

ROOT = pathlib.Path(__file__).resolve().parents[2]
ACCESS_KEY = "AKIDEXAMPLE0TEST0001"
SECRET_KEY = "testing-secret-key/EXAMPLE+0001"
ACCOUNT = "123456789012"

# Every state is reached at once; tests of slow states set their own.
FAST = {
    "acm.missing_record_reads": 0, "acm.pending_reads": 0, "cloudfront.in_progress_reads": 0,
    "cloudfront.invalidation_reads": 0, "cloudfront.remembered_cnames": 0, "route53.pending_reads": 0, "lambda.pending_reads": 0,
    "lambda.update_reads": 0, "dynamodb.creating_reads": 0}


@dataclasses.dataclass
class Answer:
    """What a visitor gets."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self):
        return self.body.decode("utf-8")

    @property
    def json(self):
        return json.loads(self.body)


class Account:
    """A running test AWS."""

    def __init__(self, port):
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self._clients = {}
        self._dns = None

    @property
    def dns_server(self):
        """The address of the name server that plays the world's."""
        if self._dns is None:
            self._dns = f"127.0.0.1:{self.admin('GET', '/test/health')['dns']}"
        return self._dns

    def dns_questions(self):
        """What was looked up since the last reset, as `name TYPE`."""
        return self.admin("GET", "/test/dns")

    # Administration

    def admin(self, method, path, body=None):
        """One administration request; the decoded answer, `None` when there is none."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method)
        with urllib.request.urlopen(request, timeout=60) as response:
            text = response.read()
        return json.loads(text) if text else None

    def reset(self):
        """An empty account that is as fast as it can be."""
        self.admin("POST", "/test/reset")
        self.settings(FAST)

    def settings(self, changes):
        self.admin("POST", "/test/settings", changes)

    def faults(self, *faults):
        """Puts faults in force, in place of those before."""
        self.admin("POST", "/test/faults", list(faults))

    def fault_counts(self):
        """How often each fault fired."""
        return [fault["fired"] for fault in self.admin("GET", "/test/faults")]

    def violations(self):
        return self.admin("GET", "/test/violations")

    def forgive(self):
        """Forgets the violations, for tests that cause them on purpose."""
        self.admin("DELETE", "/test/violations")

    def pass_time(self, seconds):
        """Makes every object, and every copy in the edge's caches, older."""
        self.admin("POST", "/test/clock", {"advance": seconds})
        self.admin("POST", "/test/edge/clock", {"advance": seconds})

    def dump(self):
        """The whole account, normalised so that two runs can be compared."""
        return self.admin("GET", "/test/account")

    # The journal

    def journal(self, after=0, mutating=False, tool="resumectl/"):
        """The requests that the tool under test sent, in order; those of boto3 are left out."""
        entries = self.admin("GET", f"/test/journal?after={after}&mutating={int(mutating)}")
        return [entry for entry in entries if entry["user_agent"].startswith(tool)]

    def mark(self):
        """The number of the newest request, to look only at later ones."""
        entries = self.admin("GET", "/test/journal")
        return entries[-1]["seq"] if entries else 0

    # The APIs, as another tool

    def client(self, name, region="us-east-1"):
        """A boto3 client of a service."""
        if (name, region) not in self._clients:
            self._clients[name, region] = boto3.client(
                name, region_name=region, endpoint_url=self.url, aws_access_key_id=ACCESS_KEY,
                aws_secret_access_key=SECRET_KEY,
                config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}))
        return self._clients[name, region]

    def make_zone(self, name="example.com", reference=None, private=False):
        """Creates a hosted zone as a registrar's customer would; returns its id."""
        extra = {}
        if private:
            extra = {"VPC": {"VPCRegion": "us-east-1", "VPCId": "vpc-0123456789abcdef0"},
                     "HostedZoneConfig": {"PrivateZone": True}}
        zone = self.client("route53").create_hosted_zone(
            Name=name, CallerReference=reference or f"by-hand-{name}-{time.monotonic_ns()}", **extra)["HostedZone"]
        return zone["Id"].removeprefix("/hostedzone/")

    def delegate(self, zone, inner):
        """Enters the name servers of a zone in the zone around it, as its owner would."""
        route53 = self.client("route53")
        found = route53.get_hosted_zone(Id=inner)
        servers = [{"Value": server} for server in found["DelegationSet"]["NameServers"]]
        change = {"Action": "UPSERT", "ResourceRecordSet": {
            "Name": found["HostedZone"]["Name"], "Type": "NS", "TTL": 300, "ResourceRecords": servers}}
        route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": [change]})

    def records(self, zone):
        """The records of a zone by name and type, without those that every zone has."""
        pages = self.client("route53").list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
        return {(record["Name"].rstrip("."), record["Type"]): record for record in pages
                if record["Type"] not in ("NS", "SOA")}

    def distribution(self):
        """The one distribution of the account, as CloudFront describes it."""
        items = self.client("cloudfront").list_distributions()["DistributionList"].get("Items", [])
        assert len(items) == 1, [item["Id"] for item in items]
        return self.client("cloudfront").get_distribution(Id=items[0]["Id"])["Distribution"]

    def invalidations(self):
        """The paths of every invalidation of the one distribution, the oldest first."""
        [paths] = self.dump()["history"]["invalidations"].values()
        return paths

    # The edge

    def visit(self, host, path="/", method="GET", body=None, headers=None):
        """A request of a visitor; redirects are not followed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            connection.putheader("Host", host)
            for name, value in {"User-Agent": "visitor/1.0", **(headers or {})}.items():
                connection.putheader(name, value)
            if body is not None or method in ("POST", "PUT"):
                connection.putheader("Content-Length", str(len(body or b"")))
            connection.endheaders(body)
            response = connection.getresponse()
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()


class Process:
    """The process of a test AWS."""

    def __init__(self, folder):
        port_file = folder / "port"
        self.log = open(folder / "testaws.log", "wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "testaws", "--port", "0", "--port-file", str(port_file)],
            env={**os.environ, "PYTHONPATH": str(ROOT / "Tests" / "AWS")}, stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + 240
        while not port_file.exists():
            if self.process.poll() is not None:
                raise RuntimeError(f"the test AWS ended: {(folder / 'testaws.log').read_text()}")
            if time.monotonic() > deadline:
                raise RuntimeError("the test AWS did not become ready within four minutes")
            time.sleep(0.02)
        self.account = Account(int(port_file.read_text()))

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
