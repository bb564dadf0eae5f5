# SPDX-License-Identifier: Apache-2.0
"""action.yml, run step by step as a runner does it: installed from a release on this machine, against the test AWS."""

from __future__ import annotations

import functools
import hashlib
import http.server
import os
import re
import shlex
import subprocess
import tarfile
import threading

import pytest
import yaml
from account import ROOT, SECRET_KEY
from project import binary
from runner import Step

ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
REPOSITORY = "jane/resumectl"
VERSION = re.search(r'current = "(.*)"', (ROOT / "Sources/ResumectlCommands/Version.swift").read_text())[1]
NAME = f"resumectl-{VERSION}-linux-x86_64"


def evaluated(text: str, contexts: dict[str, dict[str, str]]) -> str:
    """A value of the action with its expressions replaced; only the kinds of expression that it has."""
    def value(expression):
        for part in expression.split("||"):
            context, _, name = part.strip().partition(".")
            if contexts[context].get(name):
                return contexts[context][name]
        return ""

    return re.sub(r"\$\{\{ (.*?) \}\}", lambda found: value(found[1]), text)


def holds(condition: str | None, inputs: dict[str, str]) -> bool:
    if condition is None:
        return True
    [(name, word)] = re.findall(r"^\$\{\{ inputs\.(\w+) != '(\w+)' \}\}$", condition)
    return inputs[name] != word


class Job:
    """A job that uses the action."""

    def __init__(self, project, folder, server):
        self.project = project
        self.folder = folder
        self.server = server
        self.steps: list[Step] = []
        self.log = ""

    def use(self, runner=("Linux", "X64"), path=(), **inputs) -> int:
        """Runs the action's steps until one fails; the exit status of the last."""
        declared = ACTION["inputs"]
        assert set(inputs) <= {name.replace("-", "_") for name in declared}
        given = {name: inputs.get(name.replace("-", "_"), entry.get("default", "")) for name, entry in declared.items()}
        contexts = {"inputs": given, "github": {"action_repository": REPOSITORY, "repository": "jane/site"}}
        self.project.save()
        paths = [*path, os.environ["PATH"]]
        status = 0
        for number, entry in enumerate(ACTION["runs"]["steps"]):
            if not holds(entry.get("if"), given):
                continue
            step = Step(self.folder / f"step-{number}", self.project.folder)
            self.steps.append(step)
            script = step.folder / "script.sh"
            script.write_text(evaluated(entry["run"], contexts))
            assert entry["shell"] == "bash"
            found = subprocess.run(
                ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)],
                cwd=self.project.folder / evaluated(entry.get("working-directory", "."), contexts),
                env={**self.project.environment, **step.environment, "PATH": ":".join(paths),
                     "GITHUB_ACTION_PATH": str(ROOT), "GITHUB_SERVER_URL": self.server, "RUNNER_OS": runner[0],
                     "RUNNER_ARCH": runner[1], "RUNNER_TEMP": str(self.folder / "temp"),
                     **{name: evaluated(text, contexts) for name, text in entry.get("env", {}).items()}},
                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False)
            self.log += found.stdout + found.stderr
            status = found.returncode
            paths = [*reversed(step.paths), *paths]
            if status != 0:
                break
        assert SECRET_KEY not in self.log
        return status

    @property
    def outputs(self) -> dict[str, str]:
        """The outputs of the action, by its own declaration."""
        inner = self.steps[-1].outputs
        values = {}
        for name, entry in ACTION["outputs"].items():
            [(step, output)] = re.findall(r"^\$\{\{ steps\.(\w+)\.outputs\.(\w+) \}\}$", entry["value"])
            assert step == "run"
            values[name] = inner.get(output, "")
        return values

    @property
    def errors(self) -> list[str]:
        commands = Step.commands(self.log)
        return [f"{c.properties.get('title')}: {c.data}" for c in commands if c.name == "error"]


@pytest.fixture
def release(tmp_path):
    """A release on a server of this machine, as (address, folder of its files)."""
    files = tmp_path / "server" / REPOSITORY / "releases" / "download" / f"v{VERSION}"
    program = tmp_path / NAME / "bin" / "resumectl"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(str(binary()))} "$@"\n')
    program.chmod(0o755)
    files.mkdir(parents=True)
    with tarfile.open(files / f"{NAME}.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / NAME, NAME)
    digest = hashlib.sha256((files / f"{NAME}.tar.gz").read_bytes()).hexdigest()
    (files / "SHA256SUMS").write_text(f"{'0' * 64}  another.tar.gz\n{digest}  {NAME}.tar.gz\n")
    handler = functools.partial(QuietHandler, directory=str(tmp_path / "server"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", files
        server.shutdown()
        thread.join()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def job(plain, tmp_path, release):
    (tmp_path / "job" / "temp").mkdir(parents=True)
    return Job(plain, tmp_path / "job", release[0])


@pytest.fixture
def on_path(tmp_path):
    """A folder with a resumectl, as one that a job installed itself."""
    folder = tmp_path / "installed"
    folder.mkdir()
    (folder / "resumectl").symlink_to(binary())
    return [str(folder)]


def test_installs_the_release_and_deploys(aws, job):
    assert job.use(command="deploy") == 0, job.log
    assert f"Installed resumectl {VERSION} (linux-x86_64)." in job.log
    assert job.outputs["changed"] == "true" and job.outputs["exitcode"] == "0"
    address = job.outputs["url"]
    assert aws.visit(address.split("/")[2]).status == 200
    assert "<code>resumectl deploy</code>" in job.steps[-1].summary
    assert job.use(command="deploy", wait="deployed", version=f"v{VERSION}") == 0, job.log
    assert (job.outputs["changed"], job.outputs["url"]) == ("false", address)


def test_plan_is_an_output(job, on_path):
    assert job.use(path=on_path, installed="true", args="--max-deletes 7\n --detailed-exitcode") == 0, job.log
    assert len(job.steps) == 1
    assert (job.outputs["changed"], job.outputs["exitcode"], job.outputs["url"]) == ("true", "2", "")
    assert "Files of the site" in job.outputs["plan"]


def test_inputs_choose_site_role_and_region(job, tmp_path):
    program = tmp_path / "fake" / "resumectl"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nfor word in "$@"; do echo "<$word>"; done\nenv | grep ^AWS_R\n')
    program.chmod(0o755)
    assert job.use(
        path=[str(program.parent)], installed="true", command="deploy", config="my config/a.yaml", environment="staging",
        role="arn:aws:iam::123456789012:role/x", region="eu-west-1", wait="none", args="--max-deletes 3") == 0
    assert job.log.splitlines()[:6] == [
        "<deploy>", "<--config=my config/a.yaml>", "<--env=staging>", "<--yes>", "<--wait=none>", "<--max-deletes>"]
    assert "AWS_ROLE_ARN=arn:aws:iam::123456789012:role/x" in job.log and "AWS_REGION=eu-west-1" in job.log


@pytest.mark.parametrize("name", ["command", "config", "environment", "role", "region", "wait", "args"])
def test_no_input_is_read_by_the_shell(job, on_path, tmp_path, name):
    trace = tmp_path / "trace"
    text = f"$(touch {trace}) `touch {trace}`; touch {trace} #\n\"'"
    given = {"command": "deploy", name: text}
    job.use(path=on_path, installed="true", **given)
    assert not trace.exists()
    assert not any(command.name in ("set-output", "add-mask") for command in Step.commands(job.log))


def test_inputs_stand_in_environment_variables_alone():
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step["run"]
    for script in ("install", "run"):
        assert "${{" not in (ROOT / "scripts" / "action" / f"{script}.sh").read_text()


def test_mistake_in_the_configuration_fails_the_step(job, on_path):
    job.project.config["site"]["pth"] = "x"
    assert job.use(path=on_path, installed="true", command="validate") == 64
    assert job.outputs["exitcode"] == "64" and job.outputs["changed"] == ""
    [error] = [c for c in Step.commands(job.log) if c.name == "error"]
    assert error.properties["file"] == "config/resume.yaml"


@pytest.mark.parametrize("inputs, title", [
    ({"command": "ci setup"}, "Not a command"), ({"command": "plan", "wait": "none"}, "Nothing to wait for"),
    ({"command": "--help"}, "Not a command")])
def test_inputs_that_cannot_be_are_told(job, on_path, inputs, title):
    assert job.use(path=on_path, installed="true", **inputs) == 64
    assert job.errors[0].startswith(title) and job.outputs["exitcode"] == "64"


def test_wrong_arguments_have_an_exit_code_too(job, on_path):
    assert job.use(path=on_path, installed="true", args="--bogus") == 64
    assert job.outputs["exitcode"] == "64"


def test_archive_with_another_checksum_is_not_run(job, release):
    archive = release[1] / f"{NAME}.tar.gz"
    archive.write_bytes(archive.read_bytes() + b"\0")
    assert job.use(command="deploy") == 1
    assert job.errors[0].startswith("Wrong checksum: ") and job.steps[0].paths == []


def test_checksum_can_be_given(job, release):
    digest = hashlib.sha256((release[1] / f"{NAME}.tar.gz").read_bytes()).hexdigest()
    (release[1] / "SHA256SUMS").unlink()
    assert job.use(command="validate", sha256=digest.upper()) == 0, job.log
    assert job.use(command="validate", sha256="1" * 64) == 1
    assert job.use(command="validate") == 1 and "SHA256SUMS" in job.errors[-1]


@pytest.mark.parametrize("sums", ["", "not a list\n", f"{'0' * 64}  other.tar.gz\n", f"{'0' * 63}  {NAME}.tar.gz\n"])
def test_release_without_a_checksum_is_not_run(job, release, sums):
    (release[1] / "SHA256SUMS").write_text(sums)
    assert job.use() == 1
    assert job.errors[0].startswith("No checksum: ")


@pytest.mark.parametrize("inputs, title", [
    ({"version": "9.9.9"}, "resumectl cannot be downloaded"), ({"version": "../x"}, "Not a version"),
    ({"version": "1.2.3\n4"}, "Not a version"), ({"repository": "a/b/c"}, "Not a repository"),
    ({"repository": "jane/nothing"}, "resumectl cannot be downloaded"),
    ({"runner": ("Windows", "X64")}, "No resumectl for this runner"),
    ({"runner": ("Linux", "ARM")}, "No resumectl for this runner")])
def test_what_cannot_be_installed_is_told(job, inputs, title):
    assert job.use(**inputs) == 1
    assert job.errors[0].startswith(f"{title}: "), job.log


@pytest.mark.parametrize("runner, name", [
    (("Linux", "ARM64"), "linux-arm64"), (("macOS", "ARM64"), "macos-universal"), (("macOS", "X64"), "macos-universal")])
def test_each_runner_gets_its_archive(job, release, runner, name):
    assert job.use(runner=runner) == 1
    assert f"resumectl-{VERSION}-{name}.tar.gz" in job.errors[0]


def test_other_version_than_promised_is_not_used(job, release):
    other = "9.9.9"
    name = NAME.replace(VERSION, other)
    files = release[1].with_name(f"v{other}")
    files.mkdir()
    with tarfile.open(files / f"{name}.tar.gz", "w:gz") as archive:
        archive.add(release[1].parents[5] / NAME, name)
    digest = hashlib.sha256((files / f"{name}.tar.gz").read_bytes()).hexdigest()
    assert job.use(version=other, sha256=digest) == 1
    assert job.errors == [f"Not the right version: The release {other} holds resumectl {VERSION}."]
