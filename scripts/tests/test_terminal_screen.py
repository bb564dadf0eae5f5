# SPDX-License-Identifier: Apache-2.0
"""What a command writes, and what is then on the screen."""

import pytest
from terminal_screen import PLAIN, Screen


def shown(text, columns=20):
    screen = Screen(columns)
    screen.write(text)
    return screen


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("one\r\ntwo", ["one", "two"]),
        ("10 %\r20 %", ["20 %"]),
        ("long line\rshort", ["shortline"]),
        ("long line\r\x1b[Kshort", ["short"]),
        ("abc\x1b[1Kd", ["   d"]),
        ("abc\x1b[2K\rd", ["d"]),
        ("a\r\nb\x1b[A\rc", ["c", "b"]),
        ("a\r\nb\r\nc\x1b[2F\x1b[Jd", ["d"]),
        ("ab\x1b[3Cc", ["ab   c"]),
        ("abc\x1b[2Dd", ["adc"]),
        ("abc\x1b[2Gd", ["adc"]),
        ("abc\bd", ["abd"]),
        ("a\tb", ["a       b"]),
        ("abcdef", ["abcd", "ef"]),
        ("e\u0301!", ["e\u0301!"]),
        ("\x1b[?25lhidden cursor\x1b[?25h", ["hidden cursor"]),
        ("\x1b]0;title\x07text", ["text"]),
        ("\x1b]8;;https://example.com\x1b\\link\x1b]8;;\x1b\\", ["link"]),
        ("\x1b(Btext", ["text"]),
    ],
)
def test_lines(written, lines):
    assert shown(written, 4 if written == "abcdef" else 20).text() == lines


def test_a_wide_character_takes_two_columns():
    screen = shown("日b")
    assert [cell.text for cell in screen.lines[0]] == ["日", "", "b"]


@pytest.mark.parametrize(
    ("codes", "style"),
    [
        ("1", PLAIN._replace(bold=True)),
        ("2;3;4", PLAIN._replace(dim=True, italic=True, underline=True)),
        ("7", PLAIN._replace(inverse=True)),
        ("31", PLAIN._replace(foreground=1)),
        ("92;44", PLAIN._replace(foreground=10, background=4)),
        ("38;5;208", PLAIN._replace(foreground=208)),
        ("48;2;1;2;255;1", PLAIN._replace(background="#0102ff", bold=True)),
        ("31;39", PLAIN),
        ("1;2;22", PLAIN),
        ("1;31;0", PLAIN),
        ("", PLAIN),
        ("999", PLAIN),
    ],
)
def test_styles(codes, style):
    assert shown(f"\x1b[{codes}mx").lines[0][0].style == style


def test_pieces_give_the_same_as_the_whole():
    pieces = ["a\x1b[1m", "b\r\n", "\x1b[Ac"]
    screen = Screen(20)
    for piece in pieces:
        screen.write(piece)
    assert screen.lines == shown("".join(pieces)).lines


def test_a_narrower_window_breaks_lines_and_keeps_the_cursor_in_its_text():
    screen = Screen(10)
    screen.write("abcdefgh\r\nxy")
    screen.resize(3)
    assert screen.text() == ["abc", "def", "gh", "xy"]
    screen.write("z")
    assert screen.text()[3] == "xyz"
    screen.resize(10)
    screen.write("\x1b[A\rnew")
    assert screen.text() == ["abc", "def", "new", "xyz"]
