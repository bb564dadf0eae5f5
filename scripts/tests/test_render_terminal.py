# SPDX-License-Identifier: Apache-2.0
"""From a command to a picture."""

import sys
from xml.etree import ElementTree

import pytest
import render_terminal

SVG = "{http://www.w3.org/2000/svg}"

PROGRAM = r"""
import os, sys
size = os.get_terminal_size(1)
print(f"\x1b[32mgreen\x1b[0m <a&b> {size.columns} {sys.stdout.isatty()} {'NO_COLOR' in os.environ}")
print("to standard error", file=sys.stderr)
sys.exit(3)
"""


@pytest.fixture
def picture(tmp_path):
    output = tmp_path / "folder" / "picture.svg"
    status = render_terminal.record(
        [sys.executable, "-c", PROGRAM], output, shown="demo --now", title="The title", columns=60,
        environment={"NO_COLOR": "1"})
    return status, ElementTree.parse(output).getroot()


def test_the_status_is_the_commands(picture):
    assert picture[0] == 3


def test_the_command_ran_in_a_terminal_with_colors(picture):
    description = picture[1].find(f"{SVG}desc").text
    assert description == "$ demo --now\ngreen <a&b> 60 True False\nto standard error"


def test_text_is_drawn_with_its_color(picture):
    texts = {element.text: element for element in picture[1].iter(f"{SVG}text")}
    assert texts["green"].get("fill") == render_terminal.PALETTE[2]
    assert texts["demo --now"].get("font-weight") == "700"
    assert "<a&b> 60 True False" in texts


def test_columns_line_up_whatever_the_font(picture):
    texts = {element.text: element for element in picture[1].iter(f"{SVG}text")}
    width = render_terminal.CHARACTER
    assert float(texts["green"].get("textLength")) == pytest.approx(5 * width)
    distance = float(texts["<a&b> 60 True False"].get("x")) - float(texts["green"].get("x"))
    assert distance == pytest.approx(6 * width)


@pytest.mark.parametrize(
    ("value", "wanted"), [(None, "red"), (1, render_terminal.PALETTE[1]), (16, "#000000"), (231, "#ffffff"),
                          (208, "#ff8700"), (232, "#080808"), (255, "#eeeeee"), ("#123456", "#123456")])
def test_colors(value, wanted):
    assert render_terminal.color(value, "red") == wanted
