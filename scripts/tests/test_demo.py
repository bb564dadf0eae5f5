# SPDX-License-Identifier: Apache-2.0
"""The demo's checks can fail, and what it starts ends with it."""

import os
import pathlib
import signal
import subprocess
import sys
import time

import checks
import processes
import pytest
from processes import Server

PUT = {"mutating": True, "service": "s3", "operation": "PutObject", "path": "/bucket/index.html"}
RECORD = {**PUT, "path": "/bucket/.resumectl/site-record"}
OTHER = {**PUT, "path": "/bucket/style.css"}
READ = {"mutating": False, "service": "s3", "operation": "ListObjectsV2", "path": "/bucket"}
INVALIDATION = {"mutating": True, "service": "cloudfront", "operation": "CreateInvalidation", "path": "/2020-05-31/x"}


@pytest.mark.parametrize(
    ("entries", "failures"),
    [([READ], 0), ([], 1), ([READ, PUT], 1), ([READ, RECORD], 1)],
    ids=["reads only", "did not run", "a page", "its own record"])
def test_a_second_deploy_may_only_read(entries, failures):
    results = checks.Checks()
    checks.check_second_deploy(results, entries)
    assert results.failed == failures


@pytest.mark.parametrize(
    ("entries", "paths", "failures"),
    [
        ([READ, RECORD, PUT, INVALIDATION, RECORD], ["/", "/index.html"], 0),
        ([PUT, INVALIDATION], ["/*"], 1),
        ([PUT, INVALIDATION], [], 1),
        ([PUT, OTHER, INVALIDATION], ["/index.html"], 2),
        ([OTHER, INVALIDATION], ["/index.html"], 1),
        ([PUT], ["/index.html"], 1),
        ([PUT, INVALIDATION, INVALIDATION], ["/index.html"], 1),
    ],
    ids=["one page", "all invalidated", "nothing invalidated", "two files", "another file", "no invalidation", "two"])
def test_a_third_deploy_may_only_bring_the_edit(entries, paths, failures):
    results = checks.Checks()
    checks.check_third_deploy(results, entries, paths)
    assert results.failed == failures


def test_a_server_ends_with_what_it_started(tmp_path):
    child = tmp_path / "child"
    program = (
        "import pathlib, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"pathlib.Path({str(child)!r}).write_text(str(child.pid))\n"
        "time.sleep(600)\n")
    server = Server([sys.executable, "-c", program], dict(os.environ), tmp_path / "log")
    assert server.wait_until(lambda: child.exists() and child.read_text(), 20)
    Server.stop_all()
    assert not server.is_alive
    assert _ends(int(child.read_text()))


def test_a_signal_while_a_process_starts_waits_until_it_is_known(tmp_path, monkeypatch):
    started = []

    class Interrupted(subprocess.Popen):
        def __init__(self, *arguments, **options):
            super().__init__(*arguments, **options)
            processes.stop(signal.SIGTERM, None)
            started.append(self)

    monkeypatch.setattr(processes.subprocess, "Popen", Interrupted)
    with pytest.raises(processes.Stopped):
        processes.run(["sleep", "600"], dict(os.environ), tmp_path)
    assert started[0].returncode == -signal.SIGTERM


def test_a_server_that_ends_by_itself_is_not_waited_for(tmp_path):
    server = Server([sys.executable, "-c", "print('no port')"], dict(os.environ), tmp_path / "log")
    assert server.wait_until(lambda: False, 60) is None
    assert server.tail() == "no port"
    server.stop()


def test_a_missing_binary_is_told_and_leaves_nothing(tmp_path):
    script = pathlib.Path(__file__).resolve().parents[1] / "demo"
    result = subprocess.run(
        [sys.executable, str(script), "--check", "--resumectl", str(tmp_path / "none")], capture_output=True, text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)}, timeout=60)
    assert result.returncode == 1
    assert "none is missing" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("port", ["-1", "65536", "web"])
def test_a_wrong_port_is_refused_at_once(port):
    script = pathlib.Path(__file__).resolve().parents[1] / "demo"
    result = subprocess.run([sys.executable, str(script), f"--port={port}"], capture_output=True, text=True, timeout=60)
    assert result.returncode == 2
    assert "invalid port value" in result.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_demo_leaves_nothing(tmp_path, number):
    binary = tmp_path / "resumectl"
    binary.write_text(f"#!/bin/sh\necho $$ >{tmp_path}/pid\nmv {tmp_path}/pid {tmp_path}/started\nexec sleep 600\n")
    binary.chmod(0o755)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    script = pathlib.Path(__file__).resolve().parents[1] / "demo"
    process = subprocess.Popen(
        [sys.executable, str(script), "--check", "--resumectl", str(binary)], stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, start_new_session=True, env={**os.environ, "TMPDIR": str(temporary)})
    try:
        deadline = time.monotonic() + 60
        while not (tmp_path / "started").exists():
            assert process.poll() is None, process.stdout.read().decode()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        # Ctrl-C reaches the whole group, other signals only the demo.
        if number == signal.SIGINT:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
        process.communicate(timeout=60)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 128 + number
    assert list(temporary.iterdir()) == []
    assert _ends(int((tmp_path / "started").read_text()))


def _ends(pid, seconds=10):
    """Whether a process is gone, at once or soon."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if _is_zombie(pid):
            return True
        time.sleep(0.05)
    return False


def _is_zombie(pid):
    """Whether it has ended and only waits for its parent to look."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False
