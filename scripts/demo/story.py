# SPDX-License-Identifier: Apache-2.0
"""The demo's story: an account with a domain, a deploy, one with nothing to do, an edit, one for the edit."""

from __future__ import annotations

import os
import pathlib
import re
import shutil
import tempfile
import time

import checks
import screen
from local_aws import ACCESS_KEY, REGION, SECRET_KEY, Browsing, LocalAWS, LocalAWSError
from processes import Server, run

ADDED = ", edited by make demo"
LEFT_OUT = shutil.ignore_patterns("__pycache__", ".pytest_cache", "*.pyc")


class StoryError(Exception):
    """Something the demo needs is missing or failed; the message is for the user."""


class Story:
    """One run of the demo in a temporary folder. `clean_up` has to be called at the end, whatever happens."""

    def __init__(self, root: pathlib.Path, binary: pathlib.Path, port: int):
        self.root = root
        self.binary = binary.resolve()
        self.port = port
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="resumectl-demo-")).resolve()
        self.work = self.folder / "website"
        self.aws: LocalAWS | None = None
        self.browsing: Browsing | None = None
        self.is_serving = False

    # --- The two ways to run it --------------------------------------------------------------------------------------

    def serve(self) -> None:
        """Tells the story and serves the site until a signal comes."""
        self._deploy_all()
        browsing = self._browse()
        screen.line()
        screen.line("The site is served, with its counter counting, at")
        screen.line()
        screen.line("    " + screen.styled("1;32", browsing.address))
        screen.line()
        screen.note("A new browser session counts one more visitor. Ctrl-C ends it and removes everything.")
        self.is_serving = True
        while self.aws.server.is_alive and browsing.server.is_alive:
            time.sleep(0.2)
        self.is_serving = False
        ended = browsing.server if self.aws.server.is_alive else self.aws.server
        raise StoryError(f"A server ended by itself. Its last words:\n{ended.tail()}")

    def check(self) -> int:
        """Tells the story, checks the result, and returns 0 when all of it held, else 1."""
        second, third = self._deploy_all()
        browsing = self._browse()
        screen.heading("Checks")
        results = checks.Checks()
        checks.check_second_deploy(results, second)
        checks.check_third_deploy(results, third, self.aws.last_invalidation(self.domain))
        checks.check_site(results, self.aws, browsing, self.domain, self.work / "site", ADDED)
        checks.check_counter(results, browsing)
        checks.check_violations(results, self.aws)
        screen.line()
        screen.line(f"checks: {results.passed} passed, {results.failed} failed")
        return 1 if results.failed else 0

    def clean_up(self) -> None:
        """Ends the servers and removes the folder."""
        Server.stop_all()
        shutil.rmtree(self.folder, ignore_errors=True)

    # --- Steps -------------------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        for name in ("config", "site", "lambda"):
            if not (self.root / name).is_dir():
                raise StoryError(f"The folder {name}/ is missing.")
            shutil.copytree(self.root / name, self.work / name, ignore=LEFT_OUT)
        config = (self.work / "config" / "resume.yaml").read_text("utf-8")
        found = re.search(r"^domain:\s*([a-z0-9.-]+)", config, re.MULTILINE)
        if not found:
            raise StoryError("config/resume.yaml has no 'domain:'; the demo shows a site with one.")
        self.domain = found[1]
        try:
            self.aws = LocalAWS(self.root, self.folder, self.environment(with_account=False))
        except LocalAWSError as error:
            raise StoryError(str(error)) from error
        self.zone = self.aws.create_zone(self.domain)

    def _deploy_all(self) -> tuple[list[dict], list[dict]]:
        """Runs every command. Returns what the second and the third deploy asked of AWS."""
        screen.heading("A local AWS, and in it what a person with a domain has before")
        self.prepare()
        screen.note(f"AWS API at {self.aws.url}; hosted zone {self.zone} of {self.domain}; nothing else")
        screen.note(f"copies of config/, site/ and lambda/ in {self.work}")
        screen.heading("Is the configuration right?")
        self.resumectl("validate")
        screen.heading("What would be made?")
        self.resumectl("plan")
        screen.heading("Make it")
        self.resumectl("deploy", "-y")
        screen.heading("Once more: there is nothing to do, and nothing is done")
        second = self.resumectl("deploy", "-y")
        screen.heading("An edit, which goes up and is invalidated alone")
        self.edit()
        third = self.resumectl("deploy", "-y")
        return second, third

    def resumectl(self, *arguments: str) -> list[dict]:
        """Runs a command as a user would, and returns what it asked of AWS; raises `StoryError` when it fails."""
        entries = self.aws.journal()
        last = entries[-1]["seq"] if entries else 0
        screen.command(["resumectl", *arguments])
        status = run([str(self.binary), *arguments], self.environment(), self.work)
        if status != 0:
            raise StoryError(self._why(" ".join(arguments), status))
        sent = self.aws.journal(after=last)
        if sent:
            changing = sum(1 for entry in sent if entry["mutating"])
            screen.note(f"({len(sent)} requests to AWS, {changing} of them changing something)")
        return sent

    def _why(self, command: str, status: int) -> str:
        reason = "took too long" if status == -1 else f"ended with status {status}"
        parts = [f"'resumectl {command}' {reason}."]
        for violation in self.aws.violations():
            problems = "; ".join(violation["problems"])
            parts.append(f"AWS would refuse {violation['service']}:{violation['operation']}: {problems}")
        log = self.aws.server.tail()
        if log:
            parts.append(f"The test AWS wrote:\n{log}")
        return "\n".join(parts)

    def edit(self) -> None:
        page = self.work / "site" / "index.html"
        lines = page.read_text("utf-8").splitlines(keepends=True)
        for number, line in enumerate(lines):
            if "</p>" in line:
                lines[number] = line.replace("</p>", f"{ADDED}</p>", 1)
                break
        else:
            raise StoryError("site/index.html has no paragraph to edit.")
        page.write_text("".join(lines), "utf-8")
        screen.command(["edit", "site/index.html"])
        screen.change("-", line.strip())
        screen.change("+", lines[number].strip())

    def _browse(self) -> Browsing:
        try:
            self.browsing = Browsing(self.aws, self.domain, self.port, self.folder)
        except LocalAWSError as error:
            raise StoryError(str(error)) from error
        return self.browsing

    def environment(self, with_account: bool = True) -> dict[str, str]:
        """The user's environment with nothing of the user's AWS accounts in it."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        users = environment.get("NO_PROXY") or environment.get("no_proxy")
        own = ",".join(filter(None, [users, "127.0.0.1,localhost"]))
        environment.update(
            NO_PROXY=own, no_proxy=own, AWS_EC2_METADATA_DISABLED="true",
            AWS_CONFIG_FILE=str(self.folder / "no-config"),
            AWS_SHARED_CREDENTIALS_FILE=str(self.folder / "no-credentials"))
        if with_account:
            environment.update(
                AWS_ENDPOINT_URL=self.aws.url, AWS_ACCESS_KEY_ID=ACCESS_KEY, AWS_SECRET_ACCESS_KEY=SECRET_KEY,
                AWS_REGION=REGION, RESUMECTL_DNS_SERVER=self.aws.dns_server)
        return environment
