# SPDX-License-Identifier: Apache-2.0
"""A small terminal: turns what a command writes into lines of styled characters.

Knows what command-line tools use: colors and weights (SGR), moving the cursor, erasing. It has no fixed height, so
nothing scrolls away; other sequences are read over. See ECMA-48, "Control Functions for Coded Character Sets".
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

TAB = 8


class Style(NamedTuple):
    """How a character looks.

    A color is a number below 256 of the usual palette, or `#rrggbb`; `None` is the default.
    """

    foreground: int | str | None = None
    background: int | str | None = None
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    inverse: bool = False


PLAIN = Style()


class Cell(NamedTuple):
    """One character on the screen. The right half of a wide one has no text."""

    text: str = " "
    style: Style = PLAIN


_SWITCHES = {
    1: ("bold", True), 2: ("dim", True), 3: ("italic", True), 4: ("underline", True), 7: ("inverse", True),
    23: ("italic", False), 24: ("underline", False), 27: ("inverse", False),
}

_SEQUENCE = re.compile(
    r"\x1b\[(?P<parameters>[0-9;:?<=>]*)[ -/]*(?P<final>[@-~])"  # CSI
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC: a title, a link
    r"|\x1b[ -/]*[0-~]"  # the short ones
    r"|(?P<control>[\x00-\x1f\x7f])"
    r"|(?P<text>[^\x00-\x1f\x7f]+)"
)


class Screen:
    """What is shown after everything written so far. `lines` holds rows of `Cell`, the first row first."""

    def __init__(self, columns: int):
        if columns < 1:
            raise ValueError("a screen has at least one column")
        self.columns = columns
        self.lines: list[list[Cell]] = [[]]
        self.row = 0
        self.column = 0
        self.style = PLAIN

    def write(self, text: str) -> None:
        """Takes the whole output, or a piece of it that ends between two sequences."""
        for match in _SEQUENCE.finditer(text):
            if match["text"]:
                for character in match["text"]:
                    self._put(character)
            elif match["control"]:
                self._control(match["control"])
            elif match["final"]:
                self._sequence(match["parameters"], match["final"])

    def resize(self, columns: int) -> None:
        """Makes the window narrower or wider, as terminals do that break their lines anew.

        A line that was broken when the window became narrower is not put together again.
        """
        if columns < 1:
            raise ValueError("a screen has at least one column")
        lines: list[list[Cell]] = []
        row = 0
        for number, line in enumerate(self.lines):
            if number == self.row:
                row = len(lines) + self.column // columns
            while line and line[-1] == Cell():
                line.pop()
            lines += [line[start : start + columns] for start in range(0, max(1, len(line)), columns)]
        self.lines, self.row, self.columns = lines, row, columns
        self.column = min(self.column % columns, columns - 1)

    def text(self) -> list[str]:
        """The lines as plain text without blanks at their ends."""
        return ["".join(cell.text for cell in line).rstrip() for line in self.lines]

    def _put(self, character: str) -> None:
        if unicodedata.combining(character):
            line = self._line()
            if 0 < self.column <= len(line):
                before = line[self.column - 1]
                line[self.column - 1] = before._replace(text=before.text + character)
            return
        width = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if self.column + width > self.columns:
            self.row, self.column = self.row + 1, 0
        line = self._line()
        while len(line) < self.column + width:
            line.append(Cell())
        line[self.column] = Cell(character, self.style)
        if width == 2:
            line[self.column + 1] = Cell("", self.style)
        self.column += width

    def _line(self) -> list[Cell]:
        while len(self.lines) <= self.row:
            self.lines.append([])
        return self.lines[self.row]

    def _control(self, character: str) -> None:
        if character == "\n":
            self.row += 1
            self._line()
        elif character == "\r":
            self.column = 0
        elif character == "\b":
            self.column = max(0, self.column - 1)
        elif character == "\t":
            self.column = min(self.columns - 1, (self.column // TAB + 1) * TAB)

    def _sequence(self, parameters: str, final: str) -> None:
        if parameters[:1] in ("?", "<", "=", ">"):
            return  # private modes, such as hiding the cursor
        numbers = [int(part) if part.isdigit() else 0 for part in re.split("[;:]", parameters)]
        count = max(1, numbers[0])
        if final == "m":
            self._restyle(numbers)
        elif final in "AF":
            self.row = max(0, self.row - count)
        elif final in "BE":
            self.row += count
        elif final == "C":
            self.column = min(self.columns - 1, self.column + count)
        elif final == "D":
            self.column = max(0, self.column - count)
        elif final == "G":
            self.column = min(self.columns - 1, count - 1)
        elif final == "K":
            self._erase(numbers[0])
        elif final == "J":
            self._erase(numbers[0])
            if numbers[0] == 0:
                del self.lines[self.row + 1 :]
        if final in "EF":
            self.column = 0

    def _erase(self, part: int) -> None:
        line = self._line()
        if part == 0:
            del line[self.column :]
        elif part == 1:
            line[: self.column + 1] = [Cell()] * min(len(line), self.column + 1)
        else:
            line.clear()

    def _restyle(self, numbers: list[int]) -> None:
        rest = iter(numbers)
        for number in rest:
            if number == 0:
                self.style = PLAIN
            elif number == 22:
                self.style = self.style._replace(bold=False, dim=False)
            elif number in _SWITCHES:
                name, value = _SWITCHES[number]
                self.style = self.style._replace(**{name: value})
            elif number in (38, 48):
                name = "foreground" if number == 38 else "background"
                self.style = self.style._replace(**{name: _extended(rest)})
            elif number in (39, 49):
                self.style = self.style._replace(**{"foreground" if number == 39 else "background": None})
            else:
                for name, normal, bright in (("foreground", 30, 90), ("background", 40, 100)):
                    if normal <= number < normal + 8:
                        self.style = self.style._replace(**{name: number - normal})
                    elif bright <= number < bright + 8:
                        self.style = self.style._replace(**{name: number - bright + 8})


def _extended(rest) -> int | str | None:
    """The color after 38 or 48: `5;n` of the palette, or `2;r;g;b`."""
    kind = next(rest, 0)
    if kind == 5:
        return min(255, next(rest, 0))
    if kind == 2:
        return "#" + "".join(f"{min(255, next(rest, 0)):02x}" for _ in range(3))
    return None
