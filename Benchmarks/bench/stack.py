# SPDX-License-Identifier: Apache-2.0
"""A whole stack far away: the test AWS behind a longer line, with nothing to do and with one file edited."""

from __future__ import annotations

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable

from .contestants import REGION, environment
from .places import PEERS, PROGRAMS, ROOT, TEST_PYTHON
from .processes import run
from .tools import Tools

ROUND_TRIP = 50
DOMAIN = "example.com"
# Nothing is slow but the line.
FAST = {
    "acm.missing_record_reads": 0, "acm.pending_reads": 0, "cloudfront.in_progress_reads": 0,
    "cloudfront.invalidation_reads": 0, "route53.pending_reads": 0, "lambda.pending_reads": 0, "lambda.update_reads": 0,
    "dynamodb.creating_reads": 0}
# What `--debug` says at the end of a run.
DEPTH = re.compile(r"(\d+) requests?, (\d+) deep")


def parse_debug(text: str) -> dict[str, int]:
    """The number of requests that `--debug` prints, and how many of them had to wait for one another."""
    found = DEPTH.search(text)
    return {"requests": int(found[1]), "depth": int(found[2])} if found else {}


class PortProcess:
    """A server that writes its port to a file."""

    def __init__(self, command: list[str | pathlib.Path], folder: pathlib.Path, name: str, **options: object):
        port_file = folder / f"{name}.port"
        port_file.unlink(missing_ok=True)
        with open(folder / f"{name}.log", "wb") as log:
            self.process = subprocess.Popen(
                [*command, "--port-file", port_file], stdin=subprocess.DEVNULL, stdout=log, stderr=log, **options)
        deadline = time.monotonic() + 120
        while not (port_file.exists() and port_file.read_text().endswith("\n") or port_file.exists() and name == "aws"):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise SystemExit(f"bench: error: {name} did not start:\n{(folder / f'{name}.log').read_text()[-2000:]}")
            time.sleep(0.02)
        self.port = int(port_file.read_text())
        self.url = f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


class TestAWS(PortProcess):
    """The local AWS of the tests."""

    def __init__(self, folder: pathlib.Path):
        if not TEST_PYTHON.exists():
            raise SystemExit("bench: error: there is no .venv. Run: scripts/setup.sh")
        super().__init__([TEST_PYTHON, "-m", "testaws", "--port", "0"], folder, "aws",
                         env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT / "Tests" / "AWS")})
        self.ask("POST", "/test/settings", FAST)

    def ask(self, method: str, path: str, body: object = None) -> object:
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(self.url + path, data=data, method=method), timeout=60) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def last_request(self) -> int:
        journal = self.ask("GET", "/test/journal")
        return journal[-1]["seq"] if journal else 0

    def requests_after(self, number: int) -> list[str]:
        """The operations since then, by service."""
        return [f"{entry['service']}:{entry['operation']}" for entry in self.ask("GET", f"/test/journal?after={number}")]


class Stack:
    """A project with everything, deployed to a test AWS."""

    def __init__(self, tools: Tools, folder: pathlib.Path):
        self.tools = tools
        self.folder = folder
        self.aws = TestAWS(folder)
        for name in ("site", "lambda"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".pytest_cache"))
        self.configuration = folder / "resume.yaml"
        self.configuration.write_text(
            f"name: resume\ndomain: {DOMAIN}\nsite:\n  path: site\ncounter:\n  path: lambda\n")
        dns = self.aws.ask("GET", "/test/health")["dns"]
        self.environment = environment(folder) | {
            # The key that the test AWS knows from the start.
            "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE0TEST0001",
            "RESUMECTL_DNS_SERVER": f"127.0.0.1:{dns}", "NO_COLOR": "1",
            "PATH": f"{PROGRAMS}:/usr/bin:/bin"}
        self.relay: PortProcess | None = None

    def stop(self) -> None:
        if self.relay:
            self.relay.stop()
        self.aws.stop()

    def far(self, milliseconds: float) -> None:
        """Puts the account so far away."""
        if self.relay:
            self.relay.stop()
        self.relay = PortProcess([self.tools.relay, "--to", str(self.aws.port), "--round-trip-ms", str(milliseconds)],
                                 self.folder, "relay")

    def _client(self, service: str):
        import boto3

        return boto3.client(service, region_name=REGION, endpoint_url=self.aws.url,
                            aws_access_key_id=self.environment["AWS_ACCESS_KEY_ID"],
                            aws_secret_access_key=self.environment["AWS_SECRET_ACCESS_KEY"])

    def prepare(self) -> None:
        """Creates the zone, deploys with the key of a user, and looks up what the peers have to be told."""
        self._client("iam").create_user(UserName="bench")
        key = self._client("iam").create_access_key(UserName="bench")["AccessKey"]
        self.environment |= {
            "AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
        self._client("route53").create_hosted_zone(Name=DOMAIN, CallerReference="bench")
        self.far(0)
        self.measure(["deploy", "-y"])
        self.distribution = self._client("cloudfront").list_distributions()["DistributionList"]["Items"][0]["Id"]
        self.bucket = self._client("s3").list_buckets()["Buckets"][0]["Name"]

    def measure(self, words: list[str]) -> dict[str, object]:
        """Runs resumectl. Returns the cost, what it asked, and what it says about that."""
        command = [str(self.tools.binary), *words, "-c", str(self.configuration), "--endpoint-url", self.relay.url,
                   "--region", REGION, "--debug"]
        return self._measure(command)

    def _measure(self, command: list[str]) -> dict[str, object]:
        before = self.aws.last_request()
        cost, printed = run(self.tools.measure, command, self.environment, self.folder)
        return {"wall": cost.wall, "cpu": cost.cpu, "peak": cost.peak,
                "requests": len(self.aws.requests_after(before)), "debug": parse_debug(printed)}

    def edit(self) -> None:
        """Changes a page."""
        page = self.folder / "site" / "index.html"
        page.write_text(page.read_text() + "<!-- changed -->\n")

    def boto3_script(self) -> dict[str, object]:
        return self._measure([sys.executable, str(PEERS / "boto3_stack.py"), self.relay.url, self.bucket, DOMAIN])

    def aws_script(self) -> dict[str, object]:
        script = ('aws s3 sync "$1" "s3://$2" --delete --only-show-errors && '
                  'aws cloudfront create-invalidation --distribution-id "$3" --invalidation-batch "$4"')
        batch = json.dumps({"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": str(time.time_ns())})
        self.environment["AWS_ENDPOINT_URL"] = self.relay.url
        return self._measure(["/bin/sh", "-c", script, "sh", str(self.folder / "site"), self.bucket, self.distribution,
                              batch])


def samples(stack: Stack) -> dict[str, dict[str, object]]:
    """One run of everything at the present distance."""
    found = {"deploy": stack.measure(["deploy", "-y"]), "plan": stack.measure(["plan"])}
    stack.edit()
    found["plan-edit"] = stack.measure(["plan"])
    found["edit"] = stack.measure(["deploy", "-y"])
    found["boto3"] = stack.boto3_script()
    found["aws"] = stack.aws_script()
    # What the AWS CLI uploaded has other headers.
    stack.measure(["deploy", "-y"])
    return found


def measure_stack(tools: Tools, rounds: int, say: Callable[[str], None]) -> dict[str, object]:
    """All samples, by distance and by what was run; both distances in each round."""
    result: dict[str, dict[str, list[dict[str, object]]]] = {"0": {}, str(ROUND_TRIP): {}}
    with tempfile.TemporaryDirectory(prefix="resumectl-bench-stack-") as folder:
        stack = Stack(tools, pathlib.Path(folder))
        try:
            stack.prepare()
            for _ in range(rounds):
                for distance, collected in result.items():
                    stack.far(float(distance))
                    for name, sample in samples(stack).items():
                        collected.setdefault(name, []).append(sample)
                        say(f"stack  {distance:>3} ms {name:10} {sample['wall']:8.3f} s  cpu {sample['cpu']:7.3f} s  "
                            f"{sample['peak'] / 1e6:6.0f} MB  {sample['requests']:4} requests  {sample['debug'] or ''}")
            return {"roundTrip": ROUND_TRIP, "samples": result,
                    "violations": len(stack.aws.ask("GET", "/test/violations"))}
        finally:
            stack.stop()
