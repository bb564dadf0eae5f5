# SPDX-License-Identifier: Apache-2.0
"""The processes that the demo starts: two servers behind it, and commands in front."""

from __future__ import annotations

import contextlib
import os
import pathlib
import signal
import subprocess
import time
from collections.abc import Iterator


class Stopped(BaseException):
    """A signal asked the demo to end."""

    def __init__(self, number: int):
        super().__init__(f"signal {number}")
        self.number = number


class _Hold:
    """Whether signals have to wait, and the one that does."""

    is_on = False
    waiting: int | None = None


def stop(number: int, _frame: object) -> None:
    """The handler of the signals that ask the demo to end: raises `Stopped`, after a `_hold` when in one."""
    if _Hold.is_on:
        _Hold.waiting = number
    else:
        raise Stopped(number)


@contextlib.contextmanager
def _hold() -> Iterator[None]:
    """Lets signals wait, so that no process is started that nobody knows of."""
    _Hold.is_on = True
    try:
        yield
    finally:
        _Hold.is_on = False
    number, _Hold.waiting = _Hold.waiting, None
    if number is not None:
        raise Stopped(number)


class Server:
    """A process in a session of its own, so that Ctrl-C reaches the demo alone, which then ends the process.

    Output goes to `log`. `Server.stop_all` ends every one that was started, also one whose starter was interrupted.
    """

    _started: list[Server] = []

    def __init__(self, arguments: list[str], environment: dict[str, str], log: pathlib.Path):
        self.log = log
        with log.open("wb") as output, _hold():
            self.process = subprocess.Popen(
                arguments, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                start_new_session=True)
            self._started.append(self)

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def tail(self, count: int = 15) -> str:
        """The last lines of the log."""
        lines = self.log.read_text("utf-8", "replace").splitlines()
        return "\n".join(lines[-count:])

    def wait_until(self, ready, seconds: float):
        """Polls `ready` until it returns something true, and returns that.

        `None` when the process ended or time ran out.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.is_alive:
            found = ready()
            if found:
                return found
            time.sleep(0.05)
        return None

    def stop(self) -> None:
        """Ends the process and what it started."""
        for number, patience in ((signal.SIGTERM, 10), (signal.SIGKILL, 5)):
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                pass
            try:
                self.process.wait(patience)
                if number == signal.SIGTERM:
                    continue  # children that outlived it are killed by the second round
            except subprocess.TimeoutExpired:
                pass

    @classmethod
    def stop_all(cls) -> None:
        """Ends all, the last started first."""
        while cls._started:
            cls._started.pop().stop()


def run(arguments: list[str], environment: dict[str, str], folder: pathlib.Path, seconds: float = 600) -> int:
    """Runs a command in the foreground and returns its status; -1 when it took too long.

    When the demo is asked to end, the command gets the chance to end by itself first.
    """
    process = None
    try:
        with _hold():
            process = subprocess.Popen(arguments, env=environment, cwd=folder, stdin=subprocess.DEVNULL)
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return -1
    except Stopped as stopped:
        if process is not None:
            # Ctrl-C went to the whole foreground group, so the command has it already.
            if stopped.number != signal.SIGINT:
                process.send_signal(stopped.number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
        raise
    finally:
        if process is not None and process.poll() is None:
            process.kill()
            process.wait()
