#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the files that `resumectl init` gives to a new project into the program.

The sample site, the function, the schema and the workflow of this repository are the one source; the Swift file is
made from them. `--check` tells whether it is up to date, and changes nothing.
"""

from __future__ import annotations

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
TARGET = ROOT / "Sources" / "ResumectlCommands" / "Project" / "EmbeddedFile+All.swift"
# What is embedded, in the order in which it is written: patterns of paths.
PATTERNS = [
    "config/resume.schema.json",
    "site/**/*",
    "lambda/app.py",
    "lambda/counter.py",
    "lambda/requirements-dev.txt",
    ".github/workflows/deploy.yml",
]
# The most that all of it may come to; it is part of every download.
LIMIT = 150_000

HEAD = """// SPDX-License-Identifier: Apache-2.0
// swift-format-ignore-file

// Made by scripts/embed.py from the files that it names; change those and run it again.

extension EmbeddedFile {
    /// The files, in the order in which they are written.
    static let all: [EmbeddedFile] = [
"""


def files(root: pathlib.Path) -> list[pathlib.Path]:
    """The files to embed; a pattern may match none."""
    return [path for pattern in PATTERNS for path in sorted(root.glob(pattern)) if path.is_file()]


def literal(text: str) -> str:
    """A Swift literal of a text, in which nothing has a meaning of its own."""
    if any(ord(character) < 32 and character not in "\n\t" for character in text):
        raise ValueError("a control character")
    marks = "#"
    while f'"""{marks}' in text or f"\\{marks}" in text:
        marks += "#"
    return f'{marks}"""\n{text}\n"""{marks}'


def workflow(text: str) -> str:
    """The sample workflow as it is in a project of one's own, where the action is another repository's."""
    lines = []
    for line in text.splitlines():
        if "RESUMECTL_REPOSITORY" in line:
            continue
        lines.append(re.sub(r"uses: \./.*", "uses: OWNER/resumectl@COMMIT", line))
    text = "\n".join(lines).replace(" docs/ci.md has the way there.", "") + "\n"
    return text.replace(
        "# In a repository of your own, write the action's name and version in place of ./ as docs/ci.md does.",
        "# Put the repository that resumectl comes from, and the full hash of a release's commit, in place of OWNER and COMMIT.")


def content(path: pathlib.Path) -> str:
    """A file as it is written into a new project."""
    text = path.read_text(encoding="utf-8")
    return workflow(text) if path.parent.name == "workflows" else text


def source(root: pathlib.Path) -> str:
    """The Swift file."""
    found = files(root)
    size = sum(path.stat().st_size for path in found)
    if size > LIMIT:
        raise ValueError(f"{size} bytes are more than {LIMIT}")
    entries = [
        f'        EmbeddedFile(path: "{path.relative_to(root)}", text: {literal(content(path))}),\n'
        for path in found
    ]
    return HEAD + "".join(entries) + "    ]\n}\n"


def main() -> int:
    text = source(ROOT)
    if "--check" in sys.argv[1:]:
        if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text:
            return 0
        print(f"{TARGET.relative_to(ROOT)} is not up to date. Run: scripts/embed.py", file=sys.stderr)
        return 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
