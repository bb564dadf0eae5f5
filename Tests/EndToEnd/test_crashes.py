# SPDX-License-Identifier: Apache-2.0
"""A deploy that is killed after any request is finished by running it again: no duplicate, no orphan, nothing owed.

The process gets SIGKILL when AWS has carried out its k-th request that changes something, before it learns of that.
"""

import signal
import time

import pytest
from project import BUCKET, DOMAIN, Project
from scenarios import CHANGED, edit, owed_paths, rename, state
from test_drift import no_role


def undisturbed(aws, tmp_path, configure=None, edit=None):
    """The account as an undisturbed run leaves it, and how many changing requests the last run took."""
    aws.reset()
    aws.make_zone(DOMAIN)
    project = Project(aws, tmp_path / "undisturbed")
    if configure is not None:
        configure(project)
    count = len(project.deploy().writes)
    if edit is not None:
        edit(project)
        count = len(project.deploy().writes)
    return state(aws), count


def first_deploy_killed(aws, folder, part, expected):
    aws.reset()
    aws.make_zone(DOMAIN)
    project = Project(aws, folder)
    assert project.kill_after(part, "deploy", "--yes"), f"there is no request number {part}"
    project.deploy()
    project.assert_settled()
    assert state(aws) == expected, part
    assert aws.visit(DOMAIN).status == 200
    assert aws.visit(DOMAIN, "/api/visitors", "POST").json == {"count": 1}


@pytest.mark.parametrize("part", [1, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30])
def test_first_deploy_killed_on_the_way_is_finished_by_the_next(aws, tmp_path, part):
    expected, count = undisturbed(aws, tmp_path)
    assert count >= 30
    first_deploy_killed(aws, tmp_path / "killed", part, expected)


def update_killed(aws, folder, part, expected):
    aws.reset()
    aws.make_zone(DOMAIN)
    project = Project(aws, folder)
    project.deploy()
    for paths in CHANGED.values():
        for path in paths:
            aws.visit(DOMAIN, path)
    edit(project)
    assert project.kill_after(part, "deploy", "--yes"), f"there is no request number {part}"
    project.deploy()
    project.assert_settled()
    assert state(aws) == expected, part
    assert owed_paths(aws) == []
    assert aws.visit(DOMAIN).text == "<!doctype html><title>2</title>"
    assert aws.visit(DOMAIN, "/about").text == "<!doctype html><title>2</title>"
    assert aws.visit(DOMAIN, "/style.css").text == "/* 2 */"
    assert aws.visit(DOMAIN, "/app.js").status == 404


@pytest.mark.parametrize("part", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
def test_update_killed_on_the_way_is_finished_by_the_next(aws, tmp_path, part):
    expected, count = undisturbed(aws, tmp_path, edit=edit)
    assert count == 11, "the sample of parts has to follow the number of requests"
    update_killed(aws, tmp_path / "killed", part, expected)


def test_first_deploy_killed_at_every_third_request_is_finished_in_the_end(aws, tmp_path):
    expected, _ = undisturbed(aws, tmp_path)
    aws.reset()
    aws.make_zone(DOMAIN)
    project = Project(aws, tmp_path / "killed")
    attempts = 0
    # The end of the files takes three: to claim them, to invalidate, and to note that it is done.
    while project.kill_after(3, "deploy", "--yes"):
        attempts += 1
        assert attempts < 60
    project.deploy()
    project.assert_settled()
    assert state(aws) == expected


@pytest.mark.parametrize("part", range(1, 7))
def test_change_of_names_killed_on_the_way_is_finished_by_the_next(aws, tmp_path, part):
    expected, count = undisturbed(aws, tmp_path, edit=rename)
    part = min(part, count)  # a change that takes fewer requests is killed at its last one again
    aws.reset()
    aws.make_zone(DOMAIN)
    project = Project(aws, tmp_path / "killed")
    project.deploy()
    rename(project)
    assert project.kill_after(part, "deploy", "--yes")
    project.deploy()
    project.assert_settled()
    assert state(aws) == expected
    assert aws.visit("cv." + DOMAIN).status == 301


def remove_domain(project):
    del project.config["domain"]


@pytest.mark.parametrize("part", [1, 2, 3, 4, 5])
def test_removal_of_the_domain_killed_on_the_way_is_finished_by_the_next(aws, tmp_path, part):
    expected, count = undisturbed(aws, tmp_path, edit=remove_domain)
    part = min(part, count)  # a change that takes fewer requests is killed at its last one again
    aws.reset()
    zone = aws.make_zone(DOMAIN)
    project = Project(aws, tmp_path / "killed")
    project.deploy()
    remove_domain(project)
    assert project.kill_after(part, "deploy", "--yes")
    project.deploy()
    project.assert_settled()
    assert state(aws) == expected
    assert aws.records(zone) == {}


def remove_counter(project):
    del project.config["counter"]


@pytest.mark.parametrize("part", [1, 2, 3, 5, 6])
def test_removal_of_the_counter_killed_on_the_way_is_finished_by_the_next(aws, tmp_path, part):
    expected, count = undisturbed(aws, tmp_path, edit=remove_counter)
    part = min(part, count)  # a change that takes fewer requests is killed at its last one again
    aws.reset()
    aws.make_zone(DOMAIN)
    project = Project(aws, tmp_path / "killed")
    project.deploy()
    remove_counter(project)
    assert project.kill_after(part, "deploy", "--yes")
    project.deploy()
    project.assert_settled()
    assert state(aws) == expected


@pytest.mark.parametrize("part", [1, 2, 3, 4, 5])
def test_replacement_of_the_function_killed_on_the_way_is_finished_by_the_next(aws, deployed, part):
    """Role, its policy, the old function's delete, the new function, its permission."""
    expected = state(aws)
    no_role(aws)
    assert deployed.kill_after(part, "deploy", "--yes"), f"there is no request number {part}"
    deployed.deploy()
    deployed.assert_settled()
    assert state(aws) == expected
    assert aws.visit(DOMAIN, "/api/visitors", "POST").json == {"count": 1}


@pytest.mark.parametrize("part", [1, 2, 3])
def test_created_zone_killed_on_the_way_is_no_duplicate(aws, project, part):
    project.set("dns.createZone", True)
    aws.faults({"operation": "route53:*", "mutating": True, "nth": part, "times": 1, "action": "hang-after"},
               {"operation": "route53:*", "mutating": True, "nth": part + 1, "times": 100, "action": "hang-before"})
    process = project.start("deploy", "--yes")
    deadline = time.monotonic() + 60
    while not any(fault["hanging"] for fault in aws.admin("GET", "/test/faults")):
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.01)
    process.kill(), process.communicate()
    aws.faults()
    project.deploy()
    project.assert_settled()
    [zone] = aws.dump()["zones"]
    assert zone["tags"].get("resumectl:site") == "resume"


def test_interrupted_deploy_ends_in_order_and_goes_on(aws, project, zone):
    aws.faults({"operation": "lambda:CreateFunction", "action": "stall", "seconds": 1})
    process = project.start("deploy", "--yes")
    deadline = time.monotonic() + 60
    while not aws.fault_counts()[0]:
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, f"{out.decode()}\n{err.decode()}"
    assert "resumectl deploy" in err.decode()
    aws.faults()
    project.deploy()
    project.assert_settled()
    assert len(aws.dump()["regions"]["us-east-1"]["apis"]) == 1


def test_deploy_after_a_kill_needs_no_lock_to_be_removed(aws, live):
    live.write("style.css", "2")
    live.kill_after(1, "deploy", "--yes")
    result = live.deploy()
    assert result.status == 0
    live.assert_settled()


def test_upload_in_parts_that_was_killed_leaves_nothing_behind(aws, live):
    live.write("talk.mp4", b"0123456789abcdef" * (66 << 16))
    aws.faults({"operation": "s3:UploadPart", "action": "hang-before"})
    process = live.start("deploy", "--yes")
    deadline = time.monotonic() + 60
    while not aws.admin("GET", "/test/faults")[0]["hanging"]:
        if process.poll() is not None:
            pytest.fail("the deploy ended without an upload in parts")
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.kill(), process.communicate()
    aws.faults()
    live.deploy()
    live.assert_settled()
    rules = aws.client("s3").get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"]
    assert any("AbortIncompleteMultipartUpload" in rule for rule in rules)
