# SPDX-License-Identifier: Apache-2.0
"""A user's project, with its configuration, site and function, and the commands run in it."""

from __future__ import annotations

import copy
import dataclasses
import json
import os
import pathlib
import shutil
import signal
import subprocess
import time

import yaml

from account import ACCESS_KEY, ROOT, SECRET_KEY, Account

DOMAIN = "example.com"
BUCKET = "resume-123456789012-us-east-1"
TABLE = "resume-visitors"

PAGES = {
    "index.html": "<!doctype html><title>Jane Doe</title><h1>Jane Doe</h1><script src=app.js></script>",
    "about/index.html": "<!doctype html><title>About</title><p>About Jane</p>",
    "404.html": "<!doctype html><title>Not here</title><p>There is no such page.</p>",
    "style.css": "body { margin: 0 }",
    "app.js": "fetch('/api/visitors', { method: 'POST' })",
    "images/portrait.svg": "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/>",
}


def binary():
    """The resumectl to test: `RESUMECTL` in the environment, else the debug build."""
    path = pathlib.Path(os.environ.get("RESUMECTL") or ROOT / ".build" / "debug" / "resumectl").resolve()
    if not path.exists():
        raise RuntimeError(f"there is no {path}; build it with: swift build --product resumectl")
    return path


@dataclasses.dataclass
class Result:
    """What a command left behind."""

    status: int
    out: str
    err: str
    # The requests that it sent.
    requests: list[dict]

    @property
    def records(self):
        """The records of `--json`."""
        return [json.loads(line) for line in self.out.splitlines()]

    def record(self, kind):
        """The one record of a type."""
        [found] = [record for record in self.records if record["type"] == kind]
        return found

    @property
    def changes(self):
        """The steps of the plan that are something else than unchanged, by address."""
        return {step["address"]: step for step in self.record("plan")["steps"] if step["action"] != "none"}

    @property
    def writes(self):
        """The mutating requests as `service:Operation`."""
        return [name_of(entry) for entry in self.requests if entry["mutating"]]

    @property
    def text(self):
        return f"{self.out}\n{self.err}"

    def __str__(self):
        # Of the records of a run only what went wrong helps to understand a failure.
        dull = ('"event":"started"', '"event":"progress"', '"event":"finished"', '"event":"skipped"')
        out = [line[:2000] for line in self.out.splitlines() if not any(word in line for word in dull)]
        lines = [f"exit status {self.status}", "--- stdout", *out, "--- stderr", self.err, "--- refused requests"]
        lines += [f"{e['seq']} {name_of(e)} {e['status']} {e['code']} {e.get('message')}" for e in self.requests
                  if (e["status"] or 0) >= 400 and e["status"] != 404]
        return "\n".join(lines)


def name_of(entry):
    """A request as `service:Operation`."""
    return f"{entry['service']}:{entry['operation']}"


class Project:
    """A folder with `config/`, `site/` and `lambda/`; `config` is the configuration as data."""

    def __init__(self, aws: Account, folder: pathlib.Path, config=None, pages=None):
        self.aws = aws
        self.folder = folder
        self.site = folder / "site"
        self.function = folder / "lambda"
        self.home = folder / "home"
        self.config = config if config is not None else {
            "name": "resume", "domain": DOMAIN, "site": {"path": "../site"}, "counter": {"path": "../lambda"}}
        for path in (folder / "config", self.site, self.function, self.home):
            path.mkdir(parents=True, exist_ok=True)
        for name, text in (PAGES if pages is None else pages).items():
            self.write(name, text)
        for name in ("app.py", "counter.py"):
            shutil.copy(ROOT / "lambda" / name, self.function / name)

    # Files

    def write(self, name, content):
        """Writes a file of the site."""
        path = self.site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def remove(self, name):
        (self.site / name).unlink()

    def set(self, key, value):
        """Sets a key of the configuration by its dotted path; `None` removes it."""
        *groups, last = key.split(".")
        place = self.config
        for group in groups:
            place = place.setdefault(group, {})
        if value is None:
            place.pop(last, None)
        else:
            place[last] = value

    def get(self, key):
        """A key of the configuration by its dotted path; `None` when it is not there."""
        place = self.config
        for name in key.split("."):
            place = (place or {}).get(name)
        return place

    @property
    def config_file(self):
        return self.folder / "config" / "resume.yaml"

    def save(self):
        self.config_file.write_text(yaml.safe_dump(self.config, sort_keys=False, allow_unicode=True))

    def with_config(self, config):
        """The same folders under another configuration."""
        other = copy.copy(self)
        other.config = config
        return other

    # Commands

    @property
    def environment(self):
        """The whole environment of a command; nothing of the caller's AWS settings gets in."""
        return {
            "PATH": os.environ["PATH"], "HOME": str(self.home), "NO_COLOR": "1", "TZ": "UTC",
            "AWS_ENDPOINT_URL": self.aws.url, "AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_REGION": "us-east-1",
            "RESUMECTL_DNS_SERVER": self.aws.dns_server, "AWS_CONFIG_FILE": str(self.home / "no-config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(self.home / "no-credentials"), "AWS_EC2_METADATA_DISABLED": "true"}

    def start(self, *arguments, environment=None, save=True):
        """Starts a command and returns its process."""
        if save:
            self.save()
        changed = {**self.environment, **(environment or {})}
        return subprocess.Popen(
            [str(binary()), *arguments], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env={name: value for name, value in changed.items() if value is not None})

    def run(self, *arguments, environment=None, timeout=120, save=True):
        """Runs a command to its end."""
        before = self.aws.mark()
        process = self.start(*arguments, environment=environment, save=save)
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            text = f"{out.decode()}\n{err.decode()}"
            raise AssertionError(f"{arguments} did not end within {timeout} s\n{text}") from None
        return Result(process.returncode, out.decode(), err.decode(), self.aws.journal(after=before))

    def plan(self, *arguments, **options):
        """`plan --json`, which has to succeed."""
        result = self.run("plan", "--json", *arguments, **options)
        assert result.status in (0, 2), f"plan\n{result}"
        return result

    def deploy(self, *arguments, status=0, **options):
        """`deploy --yes --json`, with the status it has to end with."""
        result = self.run("deploy", "--yes", "--json", *arguments, **options)
        assert result.status == status, f"deploy {' '.join(arguments)}: expected status {status}\n{result}"
        return result

    def destroy(self, *arguments, status=0, **options):
        """`destroy --yes --json`, with the status it has to end with."""
        result = self.run("destroy", "--yes", "--json", *arguments, **options)
        assert result.status == status, f"destroy {' '.join(arguments)}: expected status {status}\n{result}"
        return result

    def assert_settled(self, *arguments):
        """A deploy sends nothing that changes anything, and the plan is empty."""
        deploy = self.run("deploy", "--yes", "--json", *arguments)
        assert deploy.writes == [], f"a second deploy changed something: {deploy.writes}\n{deploy}"
        assert deploy.status == 0, f"a second deploy failed\n{deploy}"
        plan = self.run("plan", "--json", "--detailed-exitcode", *arguments)
        assert plan.status == 0, f"the plan is not empty\n{plan}"
        # What is kept on purpose is shown, but it is no change.
        assert [step for step in plan.changes.values() if step["action"] != "keep"] == []
        assert plan.writes == []
        return deploy

    def kill_after(self, count, *arguments, operation="*"):
        """Runs a command and kills it when its `count`-th request that changes something was carried out.

        The answer to that request never arrives, so the process cannot know that it was carried out. With an
        `operation` only its requests count, and others go on until the end. Returns the request as `service:Operation`;
        `None` when the command ended by itself before.
        """
        faults = [{"operation": operation, "mutating": True, "nth": count, "times": 1, "action": "hang-after"}]
        if operation == "*":
            faults.append(
                {"operation": "*", "mutating": True, "nth": count + 1, "times": 1000000, "action": "hang-before"})
        self.aws.faults(*faults)
        process = self.start(*arguments)
        deadline = time.monotonic() + 120
        try:
            while True:
                last, *later = self.aws.admin("GET", "/test/faults")
                if last["hanging"]:
                    return last["hit"]
                if process.poll() is not None:
                    return None
                if later and later[0]["hanging"]:
                    # The request was refused, or it is about to be carried out.
                    time.sleep(0.2)
                    return last["hit"]
                assert time.monotonic() < deadline, "the command neither ended nor got to the request"
                time.sleep(0.005)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.communicate()
            self.aws.faults()
