# SPDX-License-Identifier: Apache-2.0
"""A command in a terminal of its own: to type into, and to look at in the middle of its run."""

from __future__ import annotations

import fcntl
import os
import pathlib
import pty
import re
import signal
import struct
import subprocess
import termios
import threading
import time

from terminal_screen import Screen

PATIENCE = 90


class TerminalError(Exception):
    """A command did not show what was waited for."""


class Terminal:
    """`end` has to be called, whatever happens."""

    def __init__(
        self, command: list[str], folder: pathlib.Path, environment: dict[str, str], columns: int, rows: int = 50
    ):
        self.columns = columns
        self.written = b""
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        environment = {**environment, "TERM": "xterm-256color"}
        environment.pop("NO_COLOR", None)
        try:
            self.process = subprocess.Popen(
                command, cwd=folder, env=environment, stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
        finally:
            os.close(slave)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while True:
            try:
                piece = os.read(self._master, 65536)
            except OSError:  # Linux's way of saying that the other end is closed
                piece = b""
            if not piece:
                return
            self.written += piece

    def type(self, text: str) -> None:
        os.write(self._master, text.encode())

    def screen(self) -> Screen:
        """What can be seen now."""
        screen = Screen(self.columns)
        # A piece may end in the middle of a character or of a sequence.
        text = self.written.decode("utf-8", "ignore")
        screen.write(re.sub(r"\x1b\[?[0-9;?]*\Z", "", text))
        return screen

    def wait_for(self, pattern: str, is_on_screen: bool = False) -> re.Match[str]:
        """Waits until something was written, or is on the screen at some moment."""
        deadline = time.monotonic() + PATIENCE
        while True:
            text = "\n".join(self.screen().text()) if is_on_screen else self.written.decode("utf-8", "replace")
            found = re.search(pattern, text)
            if found:
                return found
            if time.monotonic() > deadline or not self._reader.is_alive():
                raise TerminalError(f"{pattern!r} was never shown:\n{text}")
            time.sleep(0.02)

    def wait(self) -> int:
        """Waits until the command ends by itself; its status."""
        status = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return status

    def end(self) -> None:
        """Ends the command as Ctrl-C does, when it still runs."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._reader.join(PATIENCE)
        if self._master >= 0:
            os.close(self._master)
            self._master = -1
