# SPDX-License-Identifier: Apache-2.0
"""What `--json` writes is what docs/json.md says: every record and field, of real runs."""

import json
import re

import pytest
from account import ROOT

KINDS = {
    "text": str, "number": (int, float), "true or false": bool, "object": dict, "list": list, "list of text": list}


def documented():
    """The fields of each record type: path to kind and whether it may be missing."""
    records = {}
    for section in (ROOT / "docs" / "json.md").read_text().split("\n## ")[1:]:
        rows = re.findall(r"^\| `([A-Za-z.\[\]]+)` \| ([a-z ]+?)(, optional)? \|", section, re.MULTILINE)
        records[section.split("\n")[0]] = {path: (kind, bool(optional)) for path, kind, optional in rows}
    return records


DOCUMENTED = documented()
# test_dev.py has these.
OF_DEV = {"listening", "request", "function", "table", "note", "counter-ready", "changed"}


def problems(record):
    """What is not as the page says, in words."""
    fields = DOCUMENTED.get(record.get("type"))
    if fields is None:
        return [f"the type {record.get('type')} is not on the page"]
    found = []

    def check(value, path):
        known = {name: spec for name, spec in fields.items() if name.rpartition(".")[0] == path}
        prefix = f"{path}." if path else ""
        for name in value:
            if prefix + name not in known:
                found.append(f"{prefix + name} is not on the page")
        for name, (kind, optional) in known.items():
            key = name[len(prefix):]
            if key not in value:
                if not optional:
                    found.append(f"{name} is missing")
                continue
            part = value[key]
            if not isinstance(part, KINDS[kind]) or kind == "number" and isinstance(part, bool):
                found.append(f"{name} is {part!r}, not {kind}")
            elif kind == "list of text" and not all(isinstance(one, str) for one in part):
                found.append(f"{name} has something else than text")
            elif kind == "list":
                for one in part:
                    check(one, f"{name}[]")
            elif kind == "object" and any(other.startswith(f"{name}.") for other in fields):
                check(part, name)

    check(record, "")
    if record["type"] == "event" and "error" in record:
        found += [f"error: {problem}" for problem in problems(record["error"])]
    return found


def validated(text, command):
    """The records of a run, each as the page says, the version first."""
    records = [json.loads(line) for line in text.splitlines()]
    assert [problem for record in records for problem in problems(record)] == [], command
    assert records[0]["type"] == "version" and records[0]["command"] == command and records[0]["formatVersion"] == 1
    assert all(record["type"] != "version" for record in records[1:])
    return records


def test_the_page_has_a_table_for_every_record():
    assert len(DOCUMENTED) > 10
    assert all(fields["type"] == ("text", False) for fields in DOCUMENTED.values())
    named = set(re.findall(r"`([a-z-]+)`", (ROOT / "docs" / "json.md").read_text().split("\n## ")[0]))
    assert set(DOCUMENTED) <= named


def test_a_wrong_record_is_noticed():
    good = {"type": "valid", "name": "a", "files": 1, "bytes": 2, "warnings": []}
    assert problems(good) == []
    assert problems({**good, "more": 1}) and problems({**good, "files": "1"}) and problems({**good, "warnings": [1]})
    assert problems({"type": "valid"}) and problems({"type": "other"})


def test_records_of_a_sites_life_are_as_documented(aws, project, zone):
    seen = set()

    def run(*arguments, status=0):
        result = project.run(*arguments, "--json")
        assert result.status == status, result
        records = validated(result.out, " ".join(arguments[:2]) if arguments[0] == "counter" else arguments[0])
        seen.update(record["type"] for record in records)
        return records

    project.write("large.css", "a" * 300_000)
    for command in (["validate"], ["whoami"], ["policy", "--for", "plan"], ["plan"]):
        run(*command)
    plan = run("deploy", "--yes")[1]
    assert plan["monthlyCost"]["total"] == 0.53 and len(plan["slowSteps"]) == 2
    project.write("style.css", "/* 2 */")
    project.set("counter.memory", 512)
    assert run("plan")[1]["invalidationPaths"] == ["/style.css"]
    events = run("deploy", "--yes", "--wait", "deployed")
    assert {"started", "finished", "progress"} <= {record.get("event") for record in events}
    for command in (["status"], ["outputs"], ["outputs", "name-servers"], ["open"], ["counter", "get"],
                    ["counter", "set", "3", "--yes"], ["graph"], ["graph", "--plan"]):
        run(*command)
    aws.visit("example.com", "/api/visitors", method="POST")
    assert run("logs")[-1]["type"] == "log"
    run("doctor", status=0)
    run("init", "--offline", "-c", "other/resume.yaml")
    run("invalidate", "/index.html"), run("deploy", "--yes")
    run("destroy", status=64)
    aws.faults({"operation": "lambda:DeleteFunction", "action": "status", "status": 403, "code": "AccessDeniedException"})
    run("destroy", "--yes", status=4)
    aws.faults()
    run("destroy", "--yes", "--delete-data")
    project.set("counter.memori", 1)
    assert run("plan", status=64)[1]["code"] == "config-unknown-key"
    assert seen >= set(DOCUMENTED) - {"warning", "ci", "sites"} - OF_DEV


def test_pending_records_and_those_to_enter_by_hand_are_as_documented(aws, project):
    project.set("dns", "external")
    result = project.run("deploy", "--yes", "--json")
    assert result.status == 3, result
    records = validated(result.out, "deploy")
    assert any(record.get("records") for record in records if record["type"] == "error")


def test_several_sites_are_as_documented(aws, plain):
    plain.save()
    other = plain.config_file.read_text().replace("name: resume", "name: other")
    (plain.folder / "config" / "other.yaml").write_text(other)
    result = plain.run("plan", "--all", "--json")
    records = validated(result.out, "plan")
    assert {record.get("site") for record in records[1:-1]} == {"resume", "other"}
    assert records[-1]["type"] == "sites"


def test_workflow_records_are_as_documented(aws, live):
    result = live.run("ci", "setup", "--repo", "jane/resume", "--owner-id", "1", "--repo-id", "2", "--yes", "--json")
    assert result.status == 0, result
    assert validated(result.out, "ci setup")[-1]["type"] == "ci"


def test_records_beside_the_text_are_the_same(aws, plain):
    file = plain.folder / "run.json"
    text = plain.run("deploy", "--yes", "--json-into", str(file))
    assert text.status == 0 and re.fullmatch(r"https://[^\n]+\n", text.out) and "✓" in text.err, text
    records = validated(file.read_text(), "deploy")
    assert records[-1]["type"] == "outputs" and records[-1]["url"] == text.out.strip()
    plan = plain.run("plan", "--json-into", str(file), "--json")
    assert file.read_text() == plan.out, "the file is written anew, with the records of standard output"


def test_errors_are_in_the_file_and_in_the_text(aws, plain):
    file = plain.folder / "run.json"
    result = plain.run("deploy", "--json-into", str(file))
    assert result.status == 64 and "[confirmation-needed]" in result.err
    assert validated(file.read_text(), "deploy")[-1]["code"] == "confirmation-needed"


@pytest.mark.parametrize("path", ["missing/run.json", "."])
def test_a_file_that_cannot_be_written_is_an_error_before_anything_is_done(aws, plain, path):
    result = plain.run("deploy", "--yes", "--json-into", path)
    assert result.status == 64 and "[file-not-written]" in result.err and result.requests == [], result
