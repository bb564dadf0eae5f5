#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs a command in a terminal and draws what it shows as an SVG picture.

Usage: render_terminal.py --output FILE [--columns N] [--show TEXT] [--title TEXT] -- COMMAND [ARGUMENT...]
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pathlib
import pty
import struct
import subprocess
import sys
import termios
from itertools import groupby
from xml.sax.saxutils import escape

from terminal_screen import PLAIN, Cell, Screen, Style

COLUMNS = 96
ROWS = 50  # what the command is told; the picture is as high as its text

# Sizes in pixels. The width of a character is forced on every font, so columns line up everywhere.
CHARACTER = 8.4
LINE = 20
FONT = 14
BASELINE = 14.5
MARGIN = 20
BAR = 38
RADIUS = 10

WINDOW, EDGE, TITLE, TEXT = "#10171c", "#2b363d", "#8b989f", "#d7dee2"
LIGHTS = ("#e0665c", "#dfae4f", "#62b56f")
PALETTE = (
    "#3d4a52", "#ef7a72", "#7cc98a", "#e3bd6a", "#79aef0", "#c69af0", "#66c6c9", "#d7dee2",
    "#6b7980", "#ff9c94", "#9be2a8", "#f4d58d", "#9cc5fa", "#dab8fa", "#8fe0e2", "#ffffff",
)
FAMILY = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"


def run(command: list[str], columns: int, folder: pathlib.Path | None, environment: dict[str, str]) -> tuple[int, bytes]:
    """Runs a command in a terminal of its own; returns its status and everything it wrote."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, columns, 0, 0))
    environment = {**environment, "TERM": "xterm-256color", "COLUMNS": str(columns), "LINES": str(ROWS)}
    environment.pop("NO_COLOR", None)
    try:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
    finally:
        os.close(slave)
    output = bytearray()
    try:
        while True:
            try:
                piece = os.read(master, 65536)
            except OSError:  # Linux's way of saying that the other end is closed
                piece = b""
            if not piece:
                break
            output += piece
        return process.wait(), bytes(output)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
        os.close(master)


def color(value: int | str | None, default: str) -> str:
    """The CSS color of a `Style`'s color."""
    if value is None:
        return default
    if isinstance(value, str):
        return value
    if value < 16:
        return PALETTE[value]
    if value >= 232:
        return "#" + f"{8 + 10 * (value - 232):02x}" * 3
    steps = (0, 95, 135, 175, 215, 255)
    cube = value - 16
    return f"#{steps[cube // 36]:02x}{steps[cube // 6 % 6]:02x}{steps[cube % 6]:02x}"


def _attributes(style: Style) -> str:
    foreground, background = color(style.foreground, TEXT), color(style.background, WINDOW)
    if style.inverse:
        foreground = background
    parts = [] if foreground == TEXT else [f'fill="{foreground}"']
    if style.bold:
        parts.append('font-weight="700"')
    if style.dim:
        parts.append('opacity="0.62"')
    if style.italic:
        parts.append('font-style="italic"')
    if style.underline:
        parts.append('text-decoration="underline"')
    return "".join(" " + part for part in parts)


def _run_of_cells(cells: list[Cell], column: int, top: float) -> str:
    """One stretch of characters of the same style."""
    style, text = cells[0].style, "".join(cell.text for cell in cells)
    out = ""
    if style.background is not None or style.inverse:
        background = color(style.foreground, TEXT) if style.inverse else color(style.background, WINDOW)
        out += (
            f'<rect x="{MARGIN + column * CHARACTER:.1f}" y="{top:.1f}" width="{len(cells) * CHARACTER:.1f}"'
            f' height="{LINE}" fill="{background}"/>')
    # Blanks need no ink, and leading ones would be at the mercy of how a viewer treats white space.
    column += len(text) - len(text.lstrip())
    width = len(cells) - (len(text) - len(text.strip()))
    if text.strip():
        out += (
            f'<text x="{MARGIN + column * CHARACTER:.1f}" y="{top + BASELINE:.1f}"'
            f' textLength="{width * CHARACTER:.1f}" lengthAdjust="spacingAndGlyphs"{_attributes(style)}>'
            f"{escape(text.strip())}</text>")
    return out


def draw(screen: Screen, title: str, columns: int) -> str:
    """The SVG document of a screen, in a window with a title."""
    lines = list(screen.lines)
    while lines and not any(cell.text.strip() or cell.style != PLAIN for cell in lines[-1]):
        lines.pop()
    width = round(2 * MARGIN + columns * CHARACTER)
    height = BAR + LINE * len(lines) + MARGIN
    label = "\n".join(screen.text()).strip()
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        f' role="img" aria-labelledby="title text">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="text">{escape(label)}</desc>',
        f"<style>text {{ font-family: {FAMILY}; font-size: {FONT}px; white-space: pre }}</style>",
        f'<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="{RADIUS}" fill="{WINDOW}" stroke="{EDGE}"/>',
    ]
    out += [f'<circle cx="{22 + 20 * n}" cy="20" r="6" fill="{light}"/>' for n, light in enumerate(LIGHTS)]
    out.append(f'<text x="{width / 2:.0f}" y="25" text-anchor="middle" fill="{TITLE}">{escape(title)}</text>')
    out.append(f'<g fill="{TEXT}" xml:space="preserve">')
    for number, line in enumerate(lines):
        column = 0
        for _, group in groupby(line, key=lambda cell: cell.style):
            cells = list(group)
            piece = _run_of_cells(cells, column, BAR + LINE * number)
            if piece:
                out.append(piece)
            column += len(cells)
    out += ["</g>", "</svg>", ""]
    return "\n".join(out)


def record(
    command: list[str], output: pathlib.Path, shown: str | None = None, title: str = "", columns: int = COLUMNS,
    folder: pathlib.Path | None = None, environment: dict[str, str] | None = None,
) -> int:
    """Runs a command, writes the picture, and returns the command's status.

    `shown` stands after the prompt in place of the command itself.
    """
    status, written = run(command, columns, folder, dict(os.environ if environment is None else environment))
    screen = Screen(columns)
    screen.write(f"\x1b[1;32m$\x1b[0m \x1b[1m{shown or ' '.join(command)}\x1b[0m\r\n")
    screen.write(written.decode("utf-8", "replace"))
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(draw(screen, title, columns), "utf-8")
    return status


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Draw what a command shows in a terminal as SVG.")
    parser.add_argument("--output", type=pathlib.Path, required=True, help="the SVG file")
    parser.add_argument("--columns", type=int, default=COLUMNS, help="width of the terminal in characters")
    parser.add_argument("--show", help="what stands after the prompt; the command itself without it")
    parser.add_argument("--title", default="", help="the window's title")
    parser.add_argument("command", nargs="+", help="the command and its arguments, after --")
    options = parser.parse_args(arguments)
    return record(options.command, options.output, options.show, options.title, options.columns)


if __name__ == "__main__":
    sys.exit(main())
