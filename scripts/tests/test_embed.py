# SPDX-License-Identifier: Apache-2.0
"""What the program carries for new projects is what this repository has."""

import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import embed  # noqa: E402


def test_the_embedded_files_are_up_to_date():
    assert embed.TARGET.read_text(encoding="utf-8") == embed.source(ROOT), "run scripts/embed.py"


def test_another_file_of_the_sample_makes_another_source(tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("one")
    first = embed.source(tmp_path)
    (tmp_path / "site" / "more.html").write_text("two")
    assert embed.source(tmp_path) != first
    assert '"site/more.html"' in embed.source(tmp_path)


@pytest.mark.parametrize(
    ("text", "marks"), [("plain", "#"), ('a """# b', "##"), ("a \\#(b)", "##"), ('"""## \\#', "###")])
def test_a_literal_has_more_marks_than_its_text(text, marks):
    assert embed.literal(text) == f'{marks}"""\n{text}\n"""{marks}'


@pytest.mark.parametrize("text", ["\r\n", "\0", "\x1b"])
def test_a_control_character_is_refused(text):
    with pytest.raises(ValueError):
        embed.literal(text)


def test_too_much_is_refused(tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("x" * (embed.LIMIT + 1))
    with pytest.raises(ValueError):
        embed.source(tmp_path)
