#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws the preview of the sample site: its terminal as SVG, its page in light and dark as a browser shows it.

Usage: preview_pictures.py FOLDER
"""

from __future__ import annotations

import fcntl
import os
import pathlib
import pty
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests" / "EndToEnd"))

from browser import Browser, browser  # noqa: E402
from render_terminal import Window, draw  # noqa: E402
from terminal_screen import Screen  # noqa: E402

WINDOW = Window("resumectl", columns=118)
PATIENCE = 90
COUNTED = "document.querySelector('[data-counter]').dataset.state === 'ready'"


class Terminal:
    """`resumectl dev` in a terminal of its own."""

    def __init__(self, folder: pathlib.Path):
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, WINDOW.columns, 0, 0))
        environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "xterm-256color", "FORCE_COLOR": "1"}
        program = os.environ.get("RESUMECTL") or str(ROOT / ".build" / "debug" / "resumectl")
        self._process = subprocess.Popen(
            [program, "dev", "--python", sys.executable], cwd=folder, env=environment, stdin=slave, stdout=slave,
            stderr=slave, start_new_session=True)
        os.close(slave)
        self.written = b""
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        while True:
            try:
                piece = os.read(self._master, 65536)
            except OSError:  # the other end is closed
                piece = b""
            if not piece:
                return
            self.written += piece

    def wait_for(self, pattern: bytes) -> re.Match[bytes]:
        deadline = time.monotonic() + PATIENCE
        while not (found := re.search(pattern, self.written)):
            if time.monotonic() > deadline:
                raise SystemExit(f"error: the preview never wrote {pattern!r}:\n{self.written.decode()}")
            time.sleep(0.05)
        return found

    def end(self) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        self._process.wait(PATIENCE)


def show(terminal: Terminal, chromium: Browser, site: pathlib.Path, folder: pathlib.Path) -> None:
    url = terminal.wait_for(rb"http://127\.0\.0\.1:\d+/")[0].decode()
    terminal.wait_for(b"The counter is ready")
    page = chromium.new_page()
    for scheme in ("light", "dark"):
        page.prefer(scheme)
        page.open(url)
        page.wait_until(COUNTED)
        (folder / f"preview-{scheme}.png").write_bytes(page.screenshot())
    page.open(url + "nowhere")
    terminal.wait_for(rb"/nowhere")
    page.open(url + "colophon")
    (site / "assets" / "style.css").open("a").write("\n/* edited */\n")
    terminal.wait_for(rb"has changed")
    terminal.wait_for(rb"(?s)has changed.*style.css")


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 64
    folder = pathlib.Path(sys.argv[1]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        for name in ("config", "site", "lambda"):
            shutil.copytree(ROOT / name, pathlib.Path(work) / name, ignore=shutil.ignore_patterns("__pycache__"))
        terminal = Terminal(pathlib.Path(work))
        try:
            with browser() as chromium:
                show(terminal, chromium, pathlib.Path(work) / "site", folder)
        finally:
            terminal.end()
    screen = Screen(WINDOW.columns)
    screen.write("\x1b[0;1;32m$\x1b[0m \x1b[1mresumectl dev\x1b[0m\r\n")
    shown = terminal.written.decode("utf-8", "replace").split("\r\nStopping.")[0]
    screen.write(shown)
    (folder / "preview.svg").write_text(draw(screen, WINDOW), "utf-8")
    print(f"wrote {folder}/preview.svg, preview-light.png and preview-dark.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
