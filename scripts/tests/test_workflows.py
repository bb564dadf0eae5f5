# SPDX-License-Identifier: Apache-2.0
"""The workflows, the action, the scripts that they call, and the Dockerfile: checked by their linters and by our rules."""

from __future__ import annotations

import pathlib
import re
import shlex
import subprocess
import sys

import pytest
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTION = ROOT / "action.yml"
SCRIPTS = sorted([*(ROOT / "scripts" / "action").glob("*.sh"), *(ROOT / "scripts" / "release").glob("*.sh"),
                  ROOT / "scripts" / "install.sh"])
TOOLS = pathlib.Path(sys.executable).parent
USES = re.compile(r"^\s*(?:- )?uses: (\S+)(?: # (.*))?$", re.MULTILINE)


def run(*command):
    return subprocess.run([str(word) for word in command], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def name(path):
    return path.name


def load(path):
    # YAML 1.1 takes the key `on` for true.
    return yaml.safe_load(path.read_text().replace("\non:", "\n'on':"))


def test_there_are_workflows_to_check():
    assert [path.name for path in WORKFLOWS] == ["deploy.yml", "release.yml", "test.yml"]
    assert len(SCRIPTS) == 6


def test_actionlint_finds_nothing():
    result = run(TOOLS / "actionlint", "-shellcheck", TOOLS / "shellcheck", "-no-color", *WORKFLOWS)
    assert result.returncode == 0, result.stdout


def test_zizmor_finds_nothing():
    result = run(TOOLS / "zizmor", "--offline", "--strict-collection", "--no-progress", "--color=never", *WORKFLOWS, ACTION)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("script", SCRIPTS, ids=name)
def test_shellcheck_finds_nothing(script):
    result = run(TOOLS / "shellcheck", "--norc", script)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("text", ["mapfile", "readarray", "declare -A", "${x,,}", "&>>", "|&"])
def test_scripts_run_with_the_bash_of_macos(text):
    word = re.escape(text).replace("x", r"\w+")
    assert [script.name for script in SCRIPTS if re.search(word, re.sub(r"#.*", "", script.read_text()))] == []


def test_linters_can_fail(tmp_path):
    bad = tmp_path / ".github" / "workflows" / "bad.yml"
    bad.parent.mkdir(parents=True)
    bad.write_text("""\
name: Bad
on: pull_request_target
jobs:
  one:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: echo ${{ github.event.pull_request.title }}
""")
    assert run(TOOLS / "actionlint", "-shellcheck", TOOLS / "shellcheck", bad).returncode != 0
    assert run(TOOLS / "zizmor", "--offline", bad).returncode != 0


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=name)
def test_actions_are_pinned_by_hash_with_their_version(path):
    for action, comment in USES.findall(path.read_text()):
        if action == "./":
            continue
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", action), action
        assert re.fullmatch(r"v\d+\.\d+\.\d+", comment), f"{action}: {comment}"


def test_an_action_has_one_version_everywhere():
    pins: dict[str, set[str]] = {}
    pages = [ROOT / "docs" / "ci.md", ROOT / "README.md"]
    for path in [*WORKFLOWS, *pages]:
        for action, _ in USES.findall(path.read_text()):
            if action.startswith("actions/"):
                repository, _, version = action.partition("@")
                pins.setdefault(repository, set()).add(version)
    assert all(len(versions) == 1 for versions in pins.values()), pins


@pytest.mark.parametrize("path", WORKFLOWS, ids=name)
def test_jobs_ask_for_what_they_need_alone(path):
    workflow = load(path)
    assert workflow["permissions"] == {}
    assert "pull_request_target" not in workflow["on"]
    for key, job in workflow["jobs"].items():
        assert job["timeout-minutes"] <= 90, key
        allowed = {"contents": {"read"}}
        if key in ("plan", "deploy", "publish"):
            allowed["id-token"] = {"write"}
        if key == "publish":
            allowed |= {"contents": {"write"}, "attestations": {"write"}}
        assert all(value in allowed.get(scope, set()) for scope, value in job["permissions"].items()), key
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_runs_of_forks_get_no_token_and_deploys_come_from_main():
    jobs = load(ROOT / ".github" / "workflows" / "deploy.yml")["jobs"]
    for key, job in jobs.items():
        condition = " ".join(job["if"].split())
        if "id-token" not in job["permissions"]:
            continue
        if "== 'pull_request'" in condition:
            assert "github.event.pull_request.head.repo.full_name == github.repository" in condition, key
            commands = [step["with"]["command"] for step in job["steps"] if step["uses"] == "./"]
            assert commands == ["plan"]
        else:
            assert "github.event_name != 'pull_request'" in condition and "refs/heads/main" in condition
    assert jobs["deploy"]["concurrency"] == {"group": "deploy", "cancel-in-progress": False}


def test_workflow_of_the_tests_runs_the_readmes_command():
    readme = (ROOT / "README.md").read_text() + (ROOT / "CONTRIBUTING.md").read_text()
    assert "`make test`" in readme
    for job in load(ROOT / ".github" / "workflows" / "test.yml")["jobs"].values():
        assert job["steps"][-1] == {"run": "make test"}


# The image


def test_hadolint_finds_nothing():
    result = run(TOOLS / "hadolint", "--no-color", ROOT / "Dockerfile")
    assert result.returncode == 0 and result.stdout == "", result.stdout


def test_image_copies_what_its_context_has():
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    copies = [shlex.split(line)[1:-1] for line in re.findall(r"^COPY (?!--from).*$", text, re.MULTILINE)]
    sources = [source for copy in copies for source in copy]
    assert sorted(sources) == sorted(allowed)
    assert all((ROOT / source).exists() for source in sources)
    paths = re.findall(r'path: "([^"]+)"', (ROOT / "Package.swift").read_text())
    assert {path.split("/")[0] for path in paths} <= {*sources, "Benchmarks"}


def test_image_runs_as_nobody_special_and_hides_no_secret():
    final = (ROOT / "Dockerfile").read_text().rsplit("\nFROM ", 1)[1]
    assert re.search(r"^USER 1001$", final, re.MULTILINE)
    assert "ca-certificates" in final and "ENTRYPOINT" not in final
    assert not re.search(r"^(ARG|ENV) .*(KEY|TOKEN|SECRET)", final, re.MULTILINE)


# The formula


def test_formula_names_every_archive_and_file():
    text = (ROOT / "packaging" / "homebrew" / "resumectl.rb.in").read_text()
    for platform in ("macos-universal", "linux-x86_64", "linux-arm64"):
        assert f"resumectl-@VERSION@-{platform}.tar.gz" in text and f"@SHA256-{platform}@" in text
    script = (ROOT / "scripts" / "install.sh").read_text()
    installed = set(re.findall(r"^\w+=\$folder/(\S+)$", script, re.MULTILINE))
    assert len(installed) == 5
    assert set(re.findall(r'install "(.*)"', text)) == installed
    openers = re.findall(r"^ *(?:class|def|test do|on_\w+ do)", text, re.MULTILINE)
    assert len(openers) == len(re.findall(r"^ *end$", text, re.MULTILINE))


# The documentation of the action


def rows_of(title):
    """The table under a heading of docs/ci.md, by its first column."""
    part = (ROOT / "docs" / "ci.md").read_text().split(f"### {title}\n", 1)[1].split("\n#", 1)[0]
    lines = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in part.splitlines() if line.startswith("| `")]
    return {first.strip("`"): rest for first, *rest in lines}


def test_every_input_is_in_the_documentation_with_its_default():
    inputs = yaml.safe_load(ACTION.read_text())["inputs"]
    rows = rows_of("Inputs")
    assert list(rows) == list(inputs)
    for key, (default, text) in rows.items():
        assert default == (f"`{inputs[key]['default']}`" if inputs[key]["default"] else ""), key
        assert text


def test_every_output_is_in_the_documentation():
    assert list(rows_of("Outputs")) == list(yaml.safe_load(ACTION.read_text())["outputs"])


def test_sample_in_the_documentation_passes_the_linters(tmp_path):
    page = (ROOT / "docs" / "ci.md").read_text()
    samples = [text for text in re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL) if "\njobs:" in text]
    assert samples
    for number, text in enumerate(samples):
        path = tmp_path / ".github" / "workflows" / f"sample-{number}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("OWNER/resumectl@COMMIT", f"jane/resumectl@{'a' * 40}"))
        for command in ([TOOLS / "actionlint", "-shellcheck", TOOLS / "shellcheck", path], [TOOLS / "zizmor", "--offline", path]):
            result = run(*command)
            assert result.returncode == 0, result.stdout
