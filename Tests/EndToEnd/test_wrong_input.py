# SPDX-License-Identifier: Apache-2.0
"""Wrong input ends in a clear message and the right status, before AWS is asked for anything; secrets stay secret."""

import json
import re

import pytest
from account import ACCESS_KEY, SECRET_KEY
from project import DOMAIN, PAGES

COMMANDS = ["validate", "plan", "deploy", "status", "destroy", "invalidate"]


def write_config(project, text):
    project.config_file.write_text(text)


def test_every_mistake_is_listed_with_its_place_and_the_nearest_key(project):
    write_config(project, """\
name: Resume!
domian: example.com
site:
  path: ../site
  index: pages/index.html
counter:
  path: ../lambda
  memroy: 256
  timeout: 40
  throttling:
    rate: fast
cdn:
  priceClass: cheap
""")
    for command in ("validate", "plan", "deploy"):
        result = project.run(command, save=False)
        assert result.status == 64 and result.requests == [], result
        places = dict(re.findall(r"resume\.yaml:(\d+:\d+): error: (.*)", result.err))
        assert len(places) == 7, result.err
        lines = [int(place.split(":")[0]) for place in places]
        assert lines == sorted(lines) == [1, 2, 5, 8, 9, 11, 13]
        assert "domain" in result.err and "memory" in result.err and "7 mistakes" in result.err


def test_mistakes_as_json_are_records(project):
    write_config(project, "name: x\nsite:\n  paht: ../site\n")
    result = project.run("validate", "--json", save=False)
    assert result.status == 64
    found = [record for record in result.records if record["type"] == "diagnostic"]
    assert len(found) >= 2 and all(re.search(r"resume\.yaml:\d+:\d+$", record["position"]) for record in found)


@pytest.mark.parametrize("text", [
    "name: [resume", "\tname: resume", "name: resume\nname: other\nsite: {path: ../site}", "- a\n- b\n",
    "name: resume\nsite: {path: !Ref x}\n", "name: resume\nsite:\n  path: ../site\n---\nname: other\n"])
def test_broken_yaml_is_told_with_its_place(project, text):
    write_config(project, text)
    result = project.run("deploy", "--yes", save=False)
    assert result.status == 64 and result.requests == [], result
    assert re.search(r"resume\.yaml:\d+:\d+: error: ", result.err), result.err


WRONG_LINES = [
    (["deploy", "--nope"], "deploy", "Unknown option '--nope'", "resumectl deploy --help"),
    (["nope"], "", "Unexpected argument 'nope'", "resumectl --help"),
    (["plan", "-c"], "plan", "Missing value for '-c <file>'", "resumectl plan --help"),
    (["counter", "set"], "counter set", "Missing expected argument '<number>'", "resumectl counter set --help"),
    (["plan", "--max-deletes=-1"], "plan", "--max-deletes must be 0 or more", "resumectl plan --help"),
]


@pytest.mark.parametrize(("arguments", "command", "message", "help_line"), WRONG_LINES)
def test_a_wrong_command_line_is_an_error_like_any_other(project, arguments, command, message, help_line):
    result = project.run(*arguments)
    assert result.status == 64 and result.out == "" and result.requests == [], result
    first, second, *rest = result.err.splitlines()
    assert first == "error: The command line cannot be understood [wrong-usage]"
    assert second.startswith(f"  {message}") and help_line in rest[-1], result.err
    assert any(line.startswith("  Usage: resumectl") for line in rest), result.err


@pytest.mark.parametrize(("arguments", "command", "message", "help_line"), WRONG_LINES)
def test_a_wrong_command_line_is_a_record_with_json(project, arguments, command, message, help_line):
    project.save()
    for words in (["--json", *arguments], [*arguments, "--json"]):
        result = project.run(*words)
        assert result.status == 64 and result.err == "" and result.requests == [], result
        version, error = result.records
        assert version["type"] == "version" and version["command"] == command
        assert (error["type"], error["code"], error["pending"]) == ("error", "wrong-usage", False)
        # Without a command before it, `--json` is a mistake of its own.
        if command and words[0] == arguments[0]:
            assert error["detail"].startswith(message) and help_line in error["hint"]
    kept = project.run(*arguments[:1], "--json-into", "run.json", *arguments[1:])
    assert kept.status == 64 and kept.out == "" and "[wrong-usage]" in kept.err
    lines = (project.folder / "run.json").read_text().splitlines()
    assert [json.loads(line)["type"] for line in lines] == ["version", "error"]


@pytest.mark.parametrize("arguments", [["--help"], ["deploy", "--help"], ["help", "ci"], [], ["--version"]])
def test_help_is_no_error(project, arguments):
    result = project.run(*arguments)
    assert result.status == 0 and result.out and result.err == "", result


@pytest.mark.parametrize("text", ["", "# nothing but a comment\n", "\n\n"])
def test_empty_config_says_what_it_needs(project, text):
    write_config(project, text)
    result = project.run("deploy", "--yes", save=False)
    assert result.status == 64 and result.requests == []
    assert "resume.yaml" in result.err and "name:" in result.err and "site:" in result.err


def test_missing_config_says_where_it_looked(project):
    project.config_file.unlink(missing_ok=True)
    result = project.run("plan", save=False)
    assert result.status == 64 and "resume.yaml" in result.err
    named = project.run("plan", "-c", "nowhere.yaml", save=False)
    assert named.status == 64 and "nowhere.yaml" in named.err


def test_config_can_have_another_name_and_place(aws, plain):
    plain.save()
    other = plain.folder / "conf.d" / "mine.yaml"
    other.parent.mkdir()
    plain.config_file.rename(other)
    assert plain.run("validate", "-c", "conf.d/mine.yaml", save=False).status == 0


@pytest.mark.parametrize("key,value", [("site.path", "../nowhere"), ("counter.path", "../nowhere"),
                                       ("site.notFound", "nowhere.html"), ("counter.handler", "nowhere.handler")])
def test_missing_file_or_folder_is_named_with_the_line_that_names_it(project, key, value):
    project.set(key, value)
    for command in ("validate", "deploy"):
        result = project.run(command)
        assert result.status == 64 and result.writes == [], result
        assert "nowhere" in result.err, result


def test_empty_site_is_refused(aws, live):
    for name in PAGES:
        live.remove(name)
    result = live.run("deploy", "--yes")
    assert (result.status, result.writes) == (64, []), result
    assert live.run("validate").status == 64
    assert aws.visit(aws.distribution()["DomainName"]).status == 200


def test_site_without_its_index_page_is_refused(aws, live):
    live.remove("index.html")
    result = live.run("deploy", "--yes")
    assert (result.status, result.writes) == (64, []), result
    assert "index.html" in result.err


@pytest.mark.parametrize("arguments", [
    ["deploy", "--force"], ["deply"], ["plan", "--only", "everything"], ["deploy", "--wait", "forever"],
    ["plan", "--max-deletes", "-1"], ["plan", "--max-deletes", "many"], ["invalidate", "/x*y"], ["plan", "extra"]])
def test_wrong_usage_is_status_64(project, arguments):
    result = project.run(*arguments)
    assert (result.status, result.requests) == (64, []), result
    assert result.err


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_there_and_sends_nothing(project, command):
    result = project.run(command, "--help")
    assert result.status == 0 and "USAGE" in result.out and result.requests == []


def test_version_is_told(project):
    result = project.run("--version")
    assert result.status == 0 and re.match(r"\d+\.\d+\.\d+", result.out)


def arguments_of(command):
    return [command, *(["--yes"] if command in ("deploy", "destroy") else [])]


@pytest.mark.parametrize("command", COMMANDS[1:])
def test_missing_credentials_are_status_77(project, command):
    result = project.run(
        *arguments_of(command), environment={"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None})
    assert (result.status, result.requests) == (77, []), result
    assert "credentials" in result.err


def test_unknown_profile_is_told(project):
    result = project.run("plan", "--profile", "nobody")
    assert result.status in (64, 77) and "nobody" in result.err and result.requests == []


def test_profile_of_the_shared_file_is_used(aws, live):
    credentials = live.home / "credentials"
    credentials.write_text(
        f"[jane]\naws_access_key_id = {ACCESS_KEY}\naws_secret_access_key = {SECRET_KEY}\n")
    result = live.run("plan", "--profile", "jane", environment={
        "AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None, "AWS_SHARED_CREDENTIALS_FILE": str(credentials)})
    assert result.status == 0, result


@pytest.mark.parametrize("command", COMMANDS[1:])
def test_wrong_secret_is_status_77_and_changes_nothing(aws, project, command):
    result = project.run(*arguments_of(command), environment={"AWS_SECRET_ACCESS_KEY": "wrong-secret-key-1234567890"})
    assert result.status == 77, result
    assert "wrong-secret-key-1234567890" not in result.text
    kinds = {violation["kind"] for violation in aws.violations()}
    assert kinds == {"signature"}
    aws.forgive()
    assert aws.dump()["buckets"] == {}


def test_unreachable_endpoint_is_an_error_of_the_network(project):
    result = project.run("plan", "--endpoint-url", "http://127.0.0.1:9", timeout=60)
    assert result.status == 1 and "127.0.0.1:9" in result.err, result


# Records


def assert_valid_records(result, command):
    """Every line is a JSON object with a type, and the first is the version."""
    records = [json.loads(line) for line in result.out.splitlines()]
    assert records, result
    assert records[0]["type"] == "version" and records[0]["command"] == command and records[0]["formatVersion"] == 1
    assert all(isinstance(record, dict) and record["type"] for record in records)
    assert [record["type"] for record in records].count("version") == 1
    return records


def test_json_of_every_command_is_one_record_a_line(aws, project, zone):
    steps = [
        ("validate",), ("plan",), ("plan", "--detailed-exitcode"), ("status",), ("deploy", "--dry-run"),
        ("deploy", "--yes"), ("deploy", "--yes"), ("status",), ("plan", "-v"), ("invalidate",), ("invalidate", "/x"),
        ("destroy", "--yes", "--delete-data"), ("destroy", "--yes")]
    for command, *rest in steps:
        result = project.run(command, "--json", *rest)
        assert result.status in (0, 2), result
        assert_valid_records(result, command)


def test_json_of_failures_is_one_record_a_line(aws, project, zone):
    cases = [
        (("plan",), {"environment": {"AWS_ACCESS_KEY_ID": None}}, 77), (("invalidate", "/x"), {}, 64),
        (("destroy",), {}, 0), (("deploy",), {}, 64), (("deploy", "--yes", "--adopt", "x"), {}, 64)]
    for arguments, options, status in cases:
        result = project.run(*arguments, "--json", **options)
        assert result.status == status, result
        records = assert_valid_records(result, arguments[0])
        if status:
            assert any(record["type"] == "error" and record["code"] for record in records)
    aws.client("s3").create_bucket(Bucket="resume-123456789012-us-east-1")
    refused = project.run("deploy", "--yes", "--json")
    assert refused.status == 5
    assert_valid_records(refused, "deploy")


def test_progress_is_on_standard_error_and_results_on_standard_output(aws, project, zone):
    result = project.run("deploy", "--yes")
    assert f"https://{DOMAIN}/" in result.out
    assert "✓" not in result.out and "✓" in result.err
    assert "\x1b" not in result.text


def test_secrets_are_in_no_output(aws, project, zone):
    signatures = re.compile(r"Signature=[0-9a-f]{64}")
    for command in (["validate"], ["plan"], ["deploy", "--yes"], ["status"], ["invalidate", "/x"],
                    ["destroy", "--yes", "--delete-data"]):
        for options in (["--debug"], ["--debug", "--json"], ["-v"]):
            result = project.run(*command, *options)
            assert SECRET_KEY not in result.text
            assert not signatures.search(result.text), "a signature is as good as the request it signs"


def test_session_token_is_in_no_output(aws, project, zone):
    token = "FwoGZXIvYXdzEXAMPLETOKEN0123456789"
    for options in (["--debug"], ["--debug", "--json"]):
        result = project.run("plan", *options, environment={"AWS_SESSION_TOKEN": token})
        assert result.requests and token not in result.text
    aws.forgive()


def test_debug_shows_the_requests(aws, project, zone):
    result = project.run("plan", "--debug")
    assert result.status == 0
    for name in ("HeadBucket", "ListDistributions", "GetCallerIdentity"):
        assert name in result.err, result.err[:2000]


def test_name_servers_and_hints_are_copied_as_they_are(aws, project):
    """A hint is a command that can be pasted."""
    result = project.run("plan")
    assert result.status == 5
    assert "\n" in result.text and "createZone: true" in result.text


@pytest.mark.parametrize("environment", [
    {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"}, {"TZ": "Pacific/Kiritimati"}, {"LC_ALL": "C", "LANG": "C"}])
def test_locale_and_time_zone_of_the_user_do_not_matter(aws, project, zone, environment):
    project.write("Ünïcode/ıİ.html", "<!doctype html>")
    result = project.run("deploy", "--yes", environment=environment)
    assert result.status == 0, result
    project.assert_settled()
