#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs commands in a terminal and draws what it shows as an SVG picture.

Usage: render_terminal.py --output FILE [--columns N] [--rows N] [--show TEXT] [--title TEXT] -- COMMAND [ARGUMENT...]
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
from typing import NamedTuple
from xml.sax.saxutils import escape

from terminal_screen import PLAIN, Cell, Screen, Style

COLUMNS = 108
ROWS = 50  # what a command is told when the picture is as high as its text

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


class Command(NamedTuple):
    """A command, and what stands for it after the prompt."""

    arguments: list[str]
    shown: str


class Window(NamedTuple):
    """How the picture looks.

    With `rows` only that many last lines are seen, as in a terminal of that height; with `since` only those from the
    first one on that begins with it.
    """

    title: str = ""
    columns: int = COLUMNS
    rows: int | None = None
    since: str = ""


def run(
    command: list[str], window: Window, folder: pathlib.Path | None, environment: dict[str, str]
) -> tuple[int, bytes]:
    """Runs a command in a terminal of its own; returns its status and everything it wrote."""
    rows = window.rows or ROWS
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, window.columns, 0, 0))
    environment = {**environment, "TERM": "xterm-256color", "COLUMNS": str(window.columns), "LINES": str(rows)}
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


def draw(screen: Screen, window: Window) -> str:
    """The SVG document of a screen."""
    lines = list(screen.lines)
    while lines and not any(cell.text.strip() or cell.style != PLAIN for cell in lines[-1]):
        lines.pop()
    texts = ["".join(cell.text for cell in line) for line in lines]
    del lines[: next((number for number, text in enumerate(texts) if text.startswith(window.since)), 0)]
    if window.rows is not None:
        del lines[: -window.rows]
    title = window.title
    width = round(2 * MARGIN + window.columns * CHARACTER)
    height = BAR + LINE * len(lines) + MARGIN
    label = "\n".join("".join(cell.text for cell in line).rstrip() for line in lines)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        f' role="img" aria-labelledby="title text">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="text">{escape(label)}</desc>',
        f"<style>text {{ font-family: {FAMILY}; font-size: {FONT}px; white-space: pre }}</style>",
        f'<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="{RADIUS}"'
        f' fill="{WINDOW}" stroke="{EDGE}"/>',
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


def prompt(command: str) -> str:
    """The line that somebody typed a command into."""
    return f"\x1b[0;1;32m$\x1b[0m \x1b[1m{command}\x1b[0m\r\n"


def record(
    commands: list[Command], output: pathlib.Path, window: Window, folder: pathlib.Path | None = None,
    environment: dict[str, str] | None = None,
) -> int:
    """Runs commands one after the other until one fails, writes the picture, and returns the last one's status."""
    screen, status = Screen(window.columns), 0
    variables = dict(os.environ if environment is None else environment)
    for command in commands:
        status, written = run(command.arguments, window, folder, variables)
        screen.write(prompt(command.shown))
        screen.write(written.decode("utf-8", "replace"))
        if status != 0:
            break
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(draw(screen, window), "utf-8")
    return status


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Draw what a command shows in a terminal as SVG.")
    parser.add_argument("--output", type=pathlib.Path, required=True, help="the SVG file")
    parser.add_argument("--columns", type=int, default=COLUMNS, help="width of the terminal in characters")
    parser.add_argument("--rows", type=int, help="height of the terminal; without it, that of the text")
    parser.add_argument("--show", help="what stands after the prompt; the command itself without it")
    parser.add_argument("--title", default="", help="the window's title")
    parser.add_argument("command", nargs="+", help="the command and its arguments, after --")
    options = parser.parse_args(arguments)
    command = Command(options.command, options.show or " ".join(options.command))
    return record([command], options.output, Window(options.title, options.columns, options.rows))


if __name__ == "__main__":
    sys.exit(main())
