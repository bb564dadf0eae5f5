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


def test_the_workflow_of_a_project_uses_the_action_of_another_repository():
    text = "on: push\n#   RESUMECTL_REPOSITORY  x\n  - uses: actions/checkout@1\n  - id: a\n    uses: ./ # here\n"
    assert embed.workflow(text) == (
        "on: push\n  - uses: actions/checkout@1\n  - id: a\n    uses: OWNER/resumectl@COMMIT\n")


def test_no_embedded_workflow_uses_an_action_that_a_project_does_not_have():
    assert "uses: ./" not in embed.TARGET.read_text(encoding="utf-8")
