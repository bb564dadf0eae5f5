# SPDX-License-Identifier: Apache-2.0
"""A terminal window with a command in it, at which a user types."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time

from project import binary
from terminal_screen import Screen

CTRL_C = b"\x03"


class Window:
    """Runs a command at a terminal of its own; `end` has to be called.

    `text` is what can be seen now, `screens` what could be seen after each piece of output, `written` everything as it
    came, and `shown` the same with the line ends of a file.
    """

    def __init__(self, project, *arguments, columns=100, rows=30, environment=None):
        project.save()
        self._ours, theirs = pty.openpty()
        self._keep_output(theirs)
        self.screen = Screen(columns)
        self._size(columns, rows)
        variables = {**project.environment, "TERM": "xterm-256color", **(environment or {})}
        variables = {name: value for name, value in variables.items() if value is not None}
        self.process = subprocess.Popen(
            [str(binary()), *arguments], cwd=project.folder, stdin=theirs, stdout=theirs, stderr=theirs,
            env=variables, start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(theirs)
        self.written = ""
        self.screens = []
        self._rest = b""

    @staticmethod
    def _keep_output(terminal):
        """Linux drops what was written and not yet passed on when Ctrl-C is typed, in the middle of a line too.

        A user does not type within the microseconds of a write; a test that answers to what it has just read does.
        """
        modes = termios.tcgetattr(terminal)
        modes[3] |= termios.NOFLSH
        termios.tcsetattr(terminal, termios.TCSANOW, modes)

    def _size(self, columns, rows):
        fcntl.ioctl(self._ours, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, columns, rows=30):
        self.screen.resize(columns)
        self._size(columns, rows)

    def type(self, data):
        """Types; the terminal keeps what is typed ahead until it is asked for."""
        os.write(self._ours, data)

    def _read(self):
        try:
            data = self._rest + os.read(self._ours, 65536)
        except OSError:  # Linux's way of saying that the other end is closed
            return False
        # A character or a sequence may come in two pieces.
        text, self._rest = data, b""
        cut = text.rfind(b"\x1b")
        if cut >= len(text) - 10 and cut >= 0 and not re.match(rb"\x1b\[[?0-9;]*[A-Za-z]", text[cut:]):
            text, self._rest = text[:cut], text[cut:]
        while text and text[-1] & 0x80:
            try:
                text.decode()
                break
            except UnicodeDecodeError:
                text, self._rest = text[:-1], text[-1:] + self._rest
        piece = text.decode()
        self.written += piece
        self.screen.write(piece)
        self.screens.append(self.text)
        return True

    @property
    def text(self):
        return "\n".join(self.screen.text())

    @property
    def shown(self):
        return self.written.replace("\r\n", "\n")

    def wait_until(self, reached):
        """Shows what comes until `reached()` is true."""
        deadline = time.monotonic() + 60
        while not reached():
            if time.monotonic() > deadline:
                self.process.kill()
                raise AssertionError(f"it was waited for in vain\n{self.text}")
            if select.select([self._ours], [], [], 0.02)[0] and not self._read():
                raise AssertionError(f"the command ended before\n{self.text}")

    def wait_for(self, words):
        self.wait_until(lambda: words in self.text)

    def end(self, within=60):
        """The status; everything that was shown is known then."""
        deadline = time.monotonic() + within
        while select.select([self._ours], [], [], max(0, deadline - time.monotonic()))[0] and self._read():
            pass
        try:
            return self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError(f"it did not end within {within} s\n{self.text}") from None
        finally:
            os.close(self._ours)


def answer(project, arguments, text):
    """Runs a command at a terminal where a user types `text`; the status and all that was shown."""
    window = Window(project, *arguments)
    window.type(text.encode())
    return window.end(), window.shown
