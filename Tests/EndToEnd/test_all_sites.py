# SPDX-License-Identifier: Apache-2.0
"""Several sites in one run: `--all`."""

import pytest
import yaml
from project import Project

NAMES = ("blog", "resume", "talks")


@pytest.fixture
def sites(aws, tmp_path):
    """A project with a configuration for each of three sites, which have their pages in common."""
    project = Project(aws, tmp_path / "project", config={"name": "resume", "site": {"path": "../site"}})
    for name in NAMES:
        write(project, name)
    return project


def write(project, file, **more):
    (project.folder / "config" / f"{file}.yaml").write_text(
        yaml.safe_dump({"name": file, "site": {"path": "../site"}} | more, sort_keys=False))


def run(project, *arguments):
    return project.run(*arguments, save=False)


def plans(result):
    return {record["site"]: record for record in result.records if record["type"] == "plan"}


def test_every_site_is_deployed_and_then_nothing_is_left_to_do(sites, aws):
    first = run(sites, "deploy", "--all", "--yes", "--json")
    assert first.status == 0, first
    assert {record["site"] for record in first.records if record["type"] == "outputs"} == set(NAMES)
    assert first.records[-1] == {
        "type": "sites", "exitStatus": 0, "sites": [{"name": name, "exitStatus": 0} for name in NAMES]}

    again = run(sites, "plan", "--all", "--detailed-exitcode", "--json")
    assert again.status == 0, again
    assert {name: plan["hasChanges"] for name, plan in plans(again).items()} == dict.fromkeys(NAMES, False)
    assert again.writes == []


def test_only_the_site_that_changed_is_touched(sites):
    assert run(sites, "deploy", "--all", "--yes").status == 0
    write(sites, "talks", cdn={"priceClass": "PriceClass_All"})
    plan = run(sites, "plan", "--all", "--detailed-exitcode", "--json")
    assert plan.status == 2, plan
    assert [name for name, one in plans(plan).items() if one["hasChanges"]] == ["talks"]


def test_lines_tell_which_site_they_are_about(sites):
    result = run(sites, "deploy", "--all", "--yes")
    assert result.status == 0, result
    heads = [line for line in result.err.splitlines() if line.startswith("── ")]
    assert heads == ["── blog", "── resume", "── talks"]
    for name in NAMES:
        assert any(line.startswith(f"{name:6} │ ") and "✓ Files of the site" in line for line in result.err.splitlines())
    urls = [line for line in result.out.splitlines() if "https://" in line]
    assert sorted(line.split(" │ ")[0].strip() for line in urls) == list(NAMES)


def test_an_error_of_one_site_does_not_keep_the_others_from_being_deployed(sites, aws):
    other = run(sites, "deploy", "-c", "config/talks.yaml", "--yes")
    assert other.status == 0, other
    aws.client("s3").put_bucket_tagging(
        Bucket="talks-123456789012-us-east-1", Tagging={"TagSet": [{"Key": "resumectl:site", "Value": "somebody"}]})
    result = run(sites, "deploy", "--all", "--yes", "--json")
    assert result.status == 5, result
    assert [site["exitStatus"] for site in result.records[-1]["sites"]] == [0, 0, 5]


def test_who_claims_the_same_is_told_before_anything_is_sent(sites):
    write(sites, "second", name="blog")
    write(sites, "third", domain="example.com")
    write(sites, "fourth", domain="other.org", aliases=["example.com"])
    result = run(sites, "deploy", "--all", "--yes")
    assert result.status == 64, result
    assert "config/second.yaml:1:" in result.err and "the name \"blog\" is that of config/blog.yaml too" in result.err
    assert "the domain \"example.com\" is that of config/fourth.yaml too" in result.err
    assert result.requests == []


def test_the_mistakes_of_all_files_are_told_at_once(sites):
    (sites.folder / "config" / "blog.yaml").write_text("name: Blog!\n")
    (sites.folder / "config" / "talks.yaml").write_text("nmae: talks\n")
    result = run(sites, "plan", "--all")
    assert result.status == 64, result
    assert "config/blog.yaml:1:" in result.err and "config/talks.yaml:1:" in result.err
    assert result.requests == []


@pytest.mark.parametrize("arguments", [("--all", "--adopt", "bucket"), ("--all", "--replace-record", "example.com")])
def test_what_is_about_one_site_is_refused_for_all(sites, arguments):
    result = run(sites, "plan", *arguments)
    assert result.status == 64 and "are about one site" in result.err, result


def test_a_folder_without_configurations_is_told(sites):
    result = run(sites, "plan", "--all", "-c", "site")
    assert result.status == 64 and "no-configuration" in result.err, result


def test_without_a_terminal_it_wants_to_be_confirmed(sites):
    result = run(sites, "deploy", "--all")
    assert result.status == 64, result
    assert "resumectl deploy --all --yes" in result.err
    assert result.writes == []
