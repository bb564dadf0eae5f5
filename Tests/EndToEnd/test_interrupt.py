# SPDX-License-Identifier: Apache-2.0
"""Ctrl-C, typed at a real terminal: once finishes what is in flight, twice stops; the next run goes on."""

import json
import signal
import time

import pytest
from project import DOMAIN
from window import CTRL_C, Window

STALL = {"action": "stall", "seconds": 1.5}


def reached(aws):
    """Whether the first fault has met its request."""
    return lambda: aws.fault_counts()[0] > 0


def test_once_finishes_what_is_in_flight_and_says_how_to_go_on(aws, project, zone):
    aws.faults({"operation": "lambda:CreateFunction", **STALL})
    window = Window(project, "deploy", "--yes")
    window.wait_until(reached(aws))
    window.type(CTRL_C)
    assert window.end() == 130, window.shown
    assert "Stopping when what is in flight is finished" in window.shown
    assert aws.dump()["regions"]["us-east-1"]["lambda"], "the function was being created"
    _, _, end = window.shown.partition("Interrupted.")
    assert "What is done stays done." in end and "Not done:" in end, window.shown
    assert end.rstrip().endswith("resumectl deploy"), window.shown
    aws.faults()
    project.deploy()
    project.assert_settled()
    assert len(aws.dump()["regions"]["us-east-1"]["apis"]) == 1


def test_twice_stops_at_once(aws, project, zone):
    aws.faults({"operation": "lambda:CreateFunction", "action": "hang-after"})
    window = Window(project, "deploy", "--yes")
    window.wait_until(lambda: aws.admin("GET", "/test/faults")[0]["hanging"])
    window.type(CTRL_C)
    window.wait_until(lambda: "once more stops at once" in window.shown)
    window.type(CTRL_C)
    assert window.end(within=10) == 130, window.shown
    assert "run again, goes on from there" in window.shown
    aws.faults()
    project.deploy()
    project.assert_settled()


def test_a_wait_is_not_waited_out(aws, project, zone):
    aws.settings({"acm.never": True})
    window = Window(project, "deploy", "--yes")
    window.wait_until(lambda: "waiting for ACM to issue the certificate" in window.shown)
    window.wait_until(lambda: "HTTP API stage created" in window.shown or "counter" in window.shown)
    window.type(CTRL_C)
    assert window.end(within=30) == 130, window.shown
    assert "Half done: " in window.shown and "resumectl deploy" in window.shown, window.shown
    aws.settings({"acm.never": False})
    project.deploy()
    project.assert_settled()


def test_files_on_their_way_arrive_and_no_more_are_sent(aws, live):
    for number in range(60):
        live.write(f"{number}.css", f"/* {number} */")
    live.write("index.html", "<!doctype html><title>2</title>")
    aws.faults({"operation": "s3:PutObject", "path": ".css", "nth": 20, "times": 1, **STALL})
    window = Window(live, "deploy", "--yes")
    window.wait_until(reached(aws))
    window.type(CTRL_C)
    assert window.end() == 130, window.shown
    assert "Half done: " in window.shown and "Not done: " in window.shown, window.shown
    assert "<title>2</title>" not in aws.visit(aws.distribution()["DomainName"]).text
    aws.faults()
    live.deploy()
    live.assert_settled()
    assert "<title>2</title>" in aws.visit(aws.distribution()["DomainName"]).text


def test_before_anything_is_changed_it_ends_at_once(aws, project, zone):
    aws.faults({"operation": "cloudfront:ListDistributions", "action": "hang-before"})
    window = Window(project, "deploy", "--yes")
    window.wait_until(lambda: aws.admin("GET", "/test/faults")[0]["hanging"])
    window.type(CTRL_C)
    assert window.end(within=10) == 130, window.shown
    assert "Nothing was changed." in window.shown
    assert aws.journal(mutating=True) == []


@pytest.mark.parametrize("arguments,question", [
    (["deploy"], "Apply this?"), (["destroy"], "Type example.com to go on")])
def test_at_a_question_it_ends_at_once(aws, deployed, arguments, question):
    deployed.write("style.css", "2")
    before = aws.dump()
    window = Window(deployed, *arguments)
    window.wait_until(lambda: question in window.shown)
    window.type(CTRL_C)
    assert window.end(within=10) == 130, window.shown
    assert "Nothing was changed." in window.shown
    assert aws.dump() == before


def test_destroy_goes_on_later(aws, deployed):
    aws.faults({"operation": "lambda:DeleteFunction", **STALL})
    window = Window(deployed, "destroy", "--delete-data", "--yes")
    window.wait_until(reached(aws))
    window.type(CTRL_C)
    assert window.end() == 130, window.shown
    assert window.shown.rstrip().endswith("resumectl destroy --delete-data"), window.shown
    assert "lambda" not in aws.dump()["regions"].get("us-east-1", {}), "the function was being deleted"
    aws.faults()
    deployed.destroy("--delete-data")
    assert aws.dump()["regions"] == {} and aws.dump()["buckets"] == {} and aws.dump()["distributions"] == []


def test_end_of_a_ci_job_is_the_same_and_its_record_tells(aws, project, zone):
    aws.faults({"operation": "lambda:CreateFunction", **STALL})
    process = project.start("deploy", "--yes", "--json")
    deadline = time.monotonic() + 60
    while not aws.fault_counts()[0]:
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, f"{out.decode()}\n{err.decode()}"
    record = json.loads(out.decode().splitlines()[-1])
    assert (record["type"], record["exitStatus"]) == ("result", 130)
    assert "counter.permission" in record["notStarted"] and record["failed"] == []
    aws.faults()
    project.deploy()
    project.assert_settled()
    assert aws.visit(DOMAIN).status == 200
