# SPDX-License-Identifier: Apache-2.0
"""In GitHub Actions a run also leaves annotations, a page and outputs; nothing of it elsewhere."""

import json
import re

import pytest
from account import ACCESS_KEY, SECRET_KEY
from project import BUCKET, DOMAIN
from runner import SUMMARY_LIMIT, Step


@pytest.fixture
def step(tmp_path, plain):
    return Step(tmp_path / "runner", plain.folder)


def run(project, step, *arguments, **options):
    changed = options.pop("environment", {})
    result = project.run(*arguments, environment={**step.environment, **changed}, **options)
    assert SECRET_KEY not in result.text + step.summary + (step.folder / "output").read_text()
    return result


def test_plan_is_a_table_and_an_output(plain, step):
    result = run(plain, step, "plan")
    assert result.status == 0, result
    assert step.outputs["changed"] == "true" and step.outputs["exitcode"] == "0"
    assert "url" not in step.outputs
    page = step.summary
    assert page.startswith("### <code>resumectl plan</code>\n")
    assert re.search(r"^\| <code>\+</code> \| CloudFront distribution.* \| create \|$", page, re.MULTILINE), page
    assert re.search(r"<details><summary>Files of the site: \d+</summary>\n\n<pre>\n", page)
    assert "+ index.html" in page and "Plan: " in page
    assert step.outputs["plan"] in page
    # A plan on standard output can be redirected; what is for the runner is not in it.
    assert step.commands(result.out) == []


def test_first_deploy_then_one_with_nothing_to_do(plain, step, tmp_path):
    result = run(plain, step, "deploy", "--yes")
    assert result.status == 0, result
    address = result.out.splitlines()[-1]
    assert address.startswith("https://")
    assert step.outputs["url"] == address and step.outputs["changed"] == "true"
    assert f"(<{address}>)" in step.summary and "| create | created |" in step.summary
    names = [command.name for command in step.commands(result.err)]
    assert names == ["group", "endgroup"] * 2, result.err
    plan, steps = [part.split("::endgroup::", 1)[0] for part in result.err.split("::group::")[1:]]
    assert plan.startswith("Plan\n") and "Files of the site" in plan
    assert steps.startswith("Steps of the deploy\n") and "Files of the site created" in steps

    second = Step(tmp_path / "second", plain.folder)
    result = run(plain, second, "deploy", "--yes")
    assert result.status == 0 and result.writes == []
    assert (second.outputs["changed"], second.outputs["url"]) == ("false", address)
    assert "Nothing to change." in second.summary
    assert "group" not in [command.name for command in second.commands(result.err)]


def test_changed_file_is_told_by_name(live, step):
    live.write("index.html", "<!doctype html><title>New</title>")
    result = run(live, step, "deploy", "--yes")
    assert result.status == 0 and step.outputs["changed"] == "true", result
    assert "| <code>&#126;</code> | Files of the site | 1 changed" in step.summary
    assert "\n~ index.html" in step.summary


def test_mistake_in_the_configuration_is_annotated_at_its_line(plain, step):
    plain.config_file.write_text("name: resume\nsite:\n  path: ../site\n  index: a/b.html\ndomian: example.com\n")
    result = run(plain, step, "plan", save=False)
    assert result.status == 64, result
    errors = [command for command in step.commands(result.err) if command.name == "error"]
    assert [(error.properties["file"], error.properties["line"]) for error in errors] == [
        ("config/resume.yaml", "4"), ("config/resume.yaml", "5")]
    assert all(int(error.properties["col"]) >= 1 and error.properties["title"] for error in errors)
    assert "domain" in errors[1].data
    assert step.outputs == {"exitcode": "64"}
    assert "| <code>config/resume.yaml&#58;5&#58;1</code> |" in step.summary
    assert result.requests == []


def test_missing_credentials_are_an_error_without_a_place(plain, step):
    none = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}
    result = run(plain, step, "deploy", "--yes", environment=none)
    assert result.status == 77
    [error] = [command for command in step.commands(result.err) if command.name == "error"]
    assert "[no-credentials]" in error.properties["title"] and "file" not in error.properties
    assert "Asked were:" in error.data and "\n" in error.data
    assert step.outputs == {"exitcode": "77"}
    assert "<code>no-credentials</code>" in step.summary and "**Credentials or permissions" in step.summary


def test_refused_deploy_says_what_is_in_the_way(aws, plain, step):
    aws.client("cloudfront").create_origin_access_control(OriginAccessControlConfig={
        "Name": "resume", "SigningProtocol": "sigv4", "SigningBehavior": "never",
        "OriginAccessControlOriginType": "s3"})
    aws.client("s3").create_bucket(Bucket=BUCKET)
    result = run(plain, step, "deploy", "--yes")
    assert result.status == 5, result
    errors = [command for command in step.commands(result.err) if command.name == "error"]
    assert errors and all(error.properties["title"].startswith("Settle this first: ") for error in errors)
    assert (step.outputs["changed"], step.outputs["exitcode"]) == ("false", "5")
    assert "<code>!</code>" in step.summary


def test_failed_step_is_in_the_page_and_an_error(aws, plain, step):
    aws.faults({"operation": "cloudfront:CreateDistributionWithTags", "action": "status", "status": 403,
                "code": "AccessDenied", "message": "No."})
    result = run(plain, step, "deploy", "--yes")
    assert result.status == 4, result
    [error] = [command for command in step.commands(result.err) if command.name == "error"]
    assert "[permission-denied]" in error.properties["title"]
    assert "**failed**" in step.summary and "not done |" in step.summary
    assert (step.outputs["changed"], step.outputs["exitcode"]) == ("true", "4")
    aws.faults()
    plain.deploy()


def test_names_of_files_are_neither_markup_nor_commands(plain, step):
    for name in ("a|b`c`<img src=x>.html", "__x__ @jane #1.html", "##[add-mask]index.html", "</pre><h1>.html"):
        plain.write(name, "x")
    plain.write("::add-mask::index.html", "x")
    for arguments in (["deploy", "--yes"], ["plan"], ["plan", "--json"]):
        result = run(plain, step, *arguments)
        assert result.status == 0, result
        names = {command.name for command in step.commands(result.out, result.err)}
        assert names <= {"group", "endgroup"}, result
    for line in result.out.splitlines():
        json.loads(line)
    assert "<img" not in step.summary and "&lt;img src=x&gt;" in step.summary
    assert step.summary.count("</pre>") == step.summary.count("<pre>")


def test_json_stays_pure_and_names_are_the_same(plain, step):
    plain.write("##[add-mask]index.html", "x")
    result = run(plain, step, "plan", "--json")
    [files] = [entry for entry in result.record("plan")["steps"] if entry["address"] == "site.files"]
    assert "##[add-mask]index.html" in [item["name"] for item in files["items"]]
    assert "group" not in {command.name for command in step.commands(result.err)}


def test_page_has_no_more_than_the_runner_takes(plain, step):
    (step.folder / "summary").write_text("x" * (SUMMARY_LIMIT - 20_000) + "\n\n")
    for number in range(600):
        plain.write(f"pages/{'long-' * 12}{number}.html", "x")
    result = run(plain, step, "plan")
    assert result.status == 0
    page = step.summary[SUMMARY_LIMIT - 20_000:]
    assert "Files of the site" in page and "… and 5" in page
    assert len(step.outputs["plan"].encode()) <= 60_000


def test_full_page_is_left_as_it_is(plain, step):
    (step.folder / "summary").write_text("x" * SUMMARY_LIMIT)
    assert run(plain, step, "plan").status == 0
    assert step.summary == "x" * SUMMARY_LIMIT


def test_several_sites_have_a_part_each(aws, plain, step):
    plain.save()
    other = plain.config_file.with_name("other.yaml")
    other.write_text("name: other\nsite:\n  path: ../site\n")
    result = run(plain, step, "deploy", "--all", "--yes", save=False)
    assert result.status == 0, result
    assert len(step.outputs["url"].splitlines()) == 2
    assert step.summary.index("#### other") < step.summary.index("#### resume")
    assert "group" not in {command.name for command in step.commands(result.err)}


def test_pending_certificate_is_a_warning(aws, project, tmp_path):
    aws.make_zone(DOMAIN)
    aws.settings({"acm.pending_reads": 100_000})
    step = Step(tmp_path / "runner", project.folder)
    result = run(project, step, "deploy", "--yes", "--wait", "none")
    assert result.status == 3, result
    names = [command.name for command in step.commands(result.err)]
    assert "error" not in names and "warning" in names
    assert "pending |" in step.summary and step.outputs["exitcode"] == "3"


def test_file_that_cannot_be_written_is_told_and_breaks_nothing(plain, step):
    result = run(plain, step, "plan", environment={"GITHUB_OUTPUT": "/nowhere/output"})
    assert result.status == 0
    [warning] = [c for c in step.commands(result.err) if c.properties.get("title", "").startswith("GITHUB_OUTPUT")]
    assert "/nowhere/output" in warning.data
    assert step.summary


@pytest.mark.parametrize("value", [None, "false", ""])
def test_nothing_of_it_elsewhere(plain, step, value):
    result = run(plain, step, "plan", environment={"GITHUB_ACTIONS": value, "CI": None})
    assert result.status == 0
    assert step.commands(result.out, result.err) == []
    assert step.summary == "" and step.outputs == {}
    assert ACCESS_KEY not in result.text


def test_quiet_stays_quiet(plain, step):
    result = run(plain, step, "deploy", "--yes", "--quiet")
    assert result.status == 0 and result.err == "", result
    assert step.outputs["url"] == result.out.strip()
    assert "| create | created |" in step.summary
