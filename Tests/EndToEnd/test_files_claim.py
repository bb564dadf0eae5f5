# SPDX-License-Identifier: Apache-2.0
"""A deploy that asks nobody claims the files while it still reads; without files to send nothing is left of that."""

import signal
import time

import pytest
from account import ACCOUNT
from project import BUCKET, DOMAIN, Project
from scenarios import state
from test_foreign import put_record
from window import CTRL_C, Window

RECORD = ".resumectl/site-record"
# What the second half of the reads waits for.
LATE = "cloudfront:GetDistribution"
CLAIMED_AND_GIVEN_BACK = ["s3:PutObject", "s3:PutObject"]


@pytest.fixture
def edited(deployed):
    """The whole stack, with a file that is not deployed yet."""
    deployed.write("style.css", "body { margin: 1px }")
    return deployed


def until(condition, process):
    deadline = time.monotonic() + 60
    while not condition():
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.01)


def record(aws):
    answer = aws.client("s3").get_object(Bucket=BUCKET, Key=RECORD)
    return answer["ETag"], answer["Body"].read()


@pytest.mark.parametrize("environment", [{}, {"AWS_ACCOUNT_ID": ACCOUNT}], ids=["asked", "told"])
def test_files_are_claimed_before_the_last_reads_have_ended(aws, edited, environment):
    aws.faults({"operation": LATE, "action": "stall", "seconds": 2})
    result = edited.run("deploy", "--yes", environment=environment)
    assert result.status == 0, result
    assert result.writes == ["s3:PutObject", "s3:PutObject", "cloudfront:CreateInvalidation", "s3:PutObject"]
    claim, first = [entry for entry in result.requests if entry["operation"] == "PutObject"][:2]
    assert claim["path"].endswith(RECORD) and first["path"].endswith("style.css")
    edited.assert_settled()


@pytest.mark.parametrize("arguments", [("plan",), ("deploy", "--dry-run", "--yes"), ("deploy",), ("status",)])
def test_command_that_does_not_deploy_or_asks_before_writes_nothing(aws, edited, arguments):
    result = edited.run(*arguments, environment={"AWS_ACCOUNT_ID": ACCOUNT})
    assert result.writes == [], result


def test_part_without_the_files_leaves_them_alone(edited):
    assert edited.run("deploy", "--yes", "--only", "api").writes == []


def test_refused_deploy_gives_the_files_back(aws, edited, zone):
    edited.set("aliases", ["cv.example.com"])
    put_record(aws, zone, "cv.example.com", "A", "192.0.2.7")
    account, before = state(aws), record(aws)
    result = edited.run("deploy", "--yes")
    assert result.status == 5, result
    assert result.writes == CLAIMED_AND_GIVEN_BACK
    assert record(aws) == before and state(aws) == account


@pytest.mark.parametrize("environment", [{}, {"AWS_ACCOUNT_ID": ACCOUNT}], ids=["asked", "told"])
def test_failed_read_gives_the_files_back(aws, edited, environment):
    before = record(aws)
    aws.faults({"operation": LATE, "action": "status", "status": 403, "code": "AccessDenied"})
    result = edited.run("deploy", "--yes", environment=environment)
    assert result.status == 77, result
    assert result.writes in (CLAIMED_AND_GIVEN_BACK, []), "without a claim when the answer was there before"
    assert record(aws) == before
    aws.faults()
    edited.deploy()
    edited.assert_settled()


def test_deploy_of_another_account_than_configured_writes_nothing(aws, plain):
    plain.set("names.bucket", "a-name-of-its-own")
    plain.deploy()
    plain.set("account", "210987654321")
    plain.write("style.css", "2")
    result = plain.run("deploy", "--yes")
    assert "another account" in result.err, result
    assert result.writes == []


def test_ctrl_c_while_the_files_are_claimed_gives_them_back(aws, edited):
    account, before, mark = state(aws), record(aws), aws.mark()
    aws.faults({"operation": LATE, "action": "stall", "seconds": 4})
    window = Window(edited, "deploy", "--yes", environment={"AWS_ACCOUNT_ID": ACCOUNT})
    until(lambda: any(entry["status"] for entry in aws.journal(after=mark, mutating=True)), window.process)
    window.type(CTRL_C)
    assert window.end() == 130, window.shown
    assert "Stopping when what is in flight is finished" in window.shown
    assert len(aws.journal(after=mark, mutating=True)) == 2
    assert record(aws) == before and state(aws) == account


def test_kill_while_the_files_are_claimed_is_no_lock(aws, edited):
    mark = aws.mark()
    aws.faults({"operation": LATE, "action": "hang-before"})
    process = edited.start("deploy", "--yes", environment={"AWS_ACCOUNT_ID": ACCOUNT})
    until(lambda: any(entry["status"] for entry in aws.journal(after=mark, mutating=True)), process)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    aws.faults()
    edited.deploy()
    edited.assert_settled()
    assert any("/style.css" in paths for paths in aws.invalidations())


def test_who_takes_over_while_the_other_still_reads_wins(aws, edited, tmp_path):
    mark = aws.mark()
    aws.faults({"operation": LATE, "action": "stall", "seconds": 12, "times": 1})
    first = edited.start("deploy", "--yes", environment={"AWS_ACCOUNT_ID": ACCOUNT})
    until(lambda: any(entry["status"] for entry in aws.journal(after=mark, mutating=True)), first)
    second = Project(aws, tmp_path / "second")
    second.write("style.css", "body { margin: 2px }")
    second.deploy()
    assert first.poll() is None, "the first one still reads"
    out, err = first.communicate(timeout=60)
    assert first.returncode not in (0, None) and b"[concurrent-deploy]" in err, err
    assert aws.visit(DOMAIN, "/style.css").text == "body { margin: 2px }"
    second.assert_settled()
