# SPDX-License-Identifier: Apache-2.0
"""Ctrl-C, typed at a real terminal: once finishes what is in flight, twice stops; the next run goes on."""

import fcntl
import json
import os
import pty
import select
import signal
import subprocess
import termios
import time

import pytest
from project import DOMAIN, binary

CTRL_C = b"\x03"
STALL = {"action": "stall", "seconds": 1.5}


class Terminal:
    """A command at a terminal of its own, at which a user types."""

    def __init__(self, project, *arguments):
        project.save()
        self._ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [str(binary()), *arguments], cwd=project.folder, stdin=theirs, stdout=theirs, stderr=theirs,
            env={**project.environment, "TERM": "xterm"}, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(theirs)
        self.shown = ""

    def type(self, data):
        os.write(self._ours, data)

    def _read(self):
        try:
            self.shown += os.read(self._ours, 65536).decode("utf-8", "replace").replace("\r\n", "\n")
        except OSError:
            return False
        return True

    def wait_until(self, reached):
        """Shows what comes until `reached()` is true."""
        deadline = time.monotonic() + 60
        while not reached():
            assert time.monotonic() < deadline, self.shown
            if select.select([self._ours], [], [], 0.02)[0] and not self._read():
                raise AssertionError(f"the command ended before\n{self.shown}")

    def end(self, within=60):
        """The status; all that was shown is in `shown`."""
        deadline = time.monotonic() + within
        while select.select([self._ours], [], [], max(0, deadline - time.monotonic()))[0] and self._read():
            pass
        try:
            return self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError(f"it did not end within {within} s\n{self.shown}") from None
        finally:
            os.close(self._ours)


def reached(aws):
    """Whether the first fault has met its request."""
    return lambda: aws.fault_counts()[0] > 0


def test_once_finishes_what_is_in_flight_and_says_how_to_go_on(aws, project, zone):
    aws.faults({"operation": "lambda:CreateFunction", **STALL})
    terminal = Terminal(project, "deploy", "--yes")
    terminal.wait_until(reached(aws))
    terminal.type(CTRL_C)
    assert terminal.end() == 130, terminal.shown
    assert "Stopping when what is in flight is finished" in terminal.shown
    assert aws.dump()["regions"]["us-east-1"]["lambda"], "the function was being created"
    _, _, end = terminal.shown.partition("Interrupted.")
    assert "What is done stays done." in end and "Not done:" in end, terminal.shown
    assert end.rstrip().endswith("resumectl deploy"), terminal.shown
    aws.faults()
    project.deploy()
    project.assert_settled()
    assert len(aws.dump()["regions"]["us-east-1"]["apis"]) == 1


def test_twice_stops_at_once(aws, project, zone):
    aws.faults({"operation": "lambda:CreateFunction", "action": "hang-after"})
    terminal = Terminal(project, "deploy", "--yes")
    terminal.wait_until(lambda: aws.admin("GET", "/test/faults")[0]["hanging"])
    terminal.type(CTRL_C)
    terminal.wait_until(lambda: "once more stops at once" in terminal.shown)
    terminal.type(CTRL_C)
    assert terminal.end(within=10) == 130, terminal.shown
    assert "run again, goes on from there" in terminal.shown
    aws.faults()
    project.deploy()
    project.assert_settled()


def test_a_wait_is_not_waited_out(aws, project, zone):
    aws.settings({"acm.never": True})
    terminal = Terminal(project, "deploy", "--yes")
    terminal.wait_until(lambda: "waiting for ACM to issue the certificate" in terminal.shown)
    terminal.wait_until(lambda: "HTTP API stage created" in terminal.shown or "counter" in terminal.shown)
    terminal.type(CTRL_C)
    assert terminal.end(within=30) == 130, terminal.shown
    assert "Half done: " in terminal.shown and "resumectl deploy" in terminal.shown, terminal.shown
    aws.settings({"acm.never": False})
    project.deploy()
    project.assert_settled()


def test_files_on_their_way_arrive_and_no_more_are_sent(aws, live):
    for number in range(60):
        live.write(f"{number}.css", f"/* {number} */")
    live.write("index.html", "<!doctype html><title>2</title>")
    aws.faults({"operation": "s3:PutObject", "path": ".css", "nth": 20, "times": 1, **STALL})
    terminal = Terminal(live, "deploy", "--yes")
    terminal.wait_until(reached(aws))
    terminal.type(CTRL_C)
    assert terminal.end() == 130, terminal.shown
    assert "Half done: " in terminal.shown and "Not done: " in terminal.shown, terminal.shown
    assert "<title>2</title>" not in aws.visit(aws.distribution()["DomainName"]).text
    aws.faults()
    live.deploy()
    live.assert_settled()
    assert "<title>2</title>" in aws.visit(aws.distribution()["DomainName"]).text


def test_before_anything_is_changed_it_ends_at_once(aws, project, zone):
    aws.faults({"operation": "cloudfront:ListDistributions", "action": "hang-before"})
    terminal = Terminal(project, "deploy", "--yes")
    terminal.wait_until(lambda: aws.admin("GET", "/test/faults")[0]["hanging"])
    terminal.type(CTRL_C)
    assert terminal.end(within=10) == 130, terminal.shown
    assert "Nothing was changed." in terminal.shown
    assert aws.journal(mutating=True) == []


@pytest.mark.parametrize("arguments,question", [
    (["deploy"], "Apply this?"), (["destroy"], "Type example.com to go on")])
def test_at_a_question_it_ends_at_once(aws, deployed, arguments, question):
    deployed.write("style.css", "2")
    before = aws.dump()
    terminal = Terminal(deployed, *arguments)
    terminal.wait_until(lambda: question in terminal.shown)
    terminal.type(CTRL_C)
    assert terminal.end(within=10) == 130, terminal.shown
    assert "Nothing was changed." in terminal.shown
    assert aws.dump() == before


def test_destroy_goes_on_later(aws, deployed):
    aws.faults({"operation": "lambda:DeleteFunction", **STALL})
    terminal = Terminal(deployed, "destroy", "--delete-data", "--yes")
    terminal.wait_until(reached(aws))
    terminal.type(CTRL_C)
    assert terminal.end() == 130, terminal.shown
    assert terminal.shown.rstrip().endswith("resumectl destroy --delete-data"), terminal.shown
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
