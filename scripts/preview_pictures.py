#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws the preview of the sample site: its terminal as SVG, its page in light and dark as a browser shows it.

Usage: preview_pictures.py FOLDER
"""

from __future__ import annotations

import os
import pathlib
import shutil
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests" / "EndToEnd"))

from browser import Browser, browser  # noqa: E402
from render_terminal import Window, draw, prompt  # noqa: E402
from terminal import Terminal  # noqa: E402
from terminal_screen import Screen  # noqa: E402

WINDOW = Window("resumectl", columns=118)
COUNTED = "document.querySelector('[data-counter]').dataset.state === 'ready'"


def preview(folder: pathlib.Path) -> Terminal:
    """`resumectl dev` in a terminal of its own."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "FORCE_COLOR": "1"}
    program = os.environ.get("RESUMECTL") or str(ROOT / ".build" / "debug" / "resumectl")
    return Terminal([program, "dev", "--python", sys.executable], folder, environment, WINDOW.columns)


def show(terminal: Terminal, chromium: Browser, site: pathlib.Path, folder: pathlib.Path) -> None:
    url = terminal.wait_for(r"http://127\.0\.0\.1:\d+/")[0]
    terminal.wait_for("The counter is ready")
    page = chromium.new_page()
    for scheme in ("light", "dark"):
        page.prefer(scheme)
        page.open(url)
        page.wait_until(COUNTED)
        (folder / f"preview-{scheme}.png").write_bytes(page.screenshot())
    page.open(url + "nowhere")
    terminal.wait_for(r"/nowhere")
    page.open(url + "colophon")
    (site / "assets" / "style.css").open("a").write("\n/* edited */\n")
    terminal.wait_for(r"has changed")
    terminal.wait_for(r"(?s)has changed.*style.css")


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 64
    folder = pathlib.Path(sys.argv[1]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        for name in ("config", "site", "lambda"):
            shutil.copytree(ROOT / name, pathlib.Path(work) / name, ignore=shutil.ignore_patterns("__pycache__"))
        terminal = preview(pathlib.Path(work))
        try:
            with browser() as chromium:
                show(terminal, chromium, pathlib.Path(work) / "site", folder)
        finally:
            terminal.end()
    screen = Screen(WINDOW.columns)
    screen.write(prompt("resumectl dev"))
    shown = terminal.written.decode("utf-8", "replace").split("\r\nStopping.")[0]
    screen.write(shown)
    (folder / "preview.svg").write_text(draw(screen, WINDOW), "utf-8")
    print(f"wrote {folder}/preview.svg, preview-light.png and preview-dark.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
