# SPDX-License-Identifier: Apache-2.0
"""The documentation says what is there: links, command lines, error codes."""

from __future__ import annotations

import functools
import os
import pathlib
import re
import shlex
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]

# Whole lines of a fence, and what is between them.
FENCE = re.compile(r"^( *)(```+)([^\n]*)\n(.*?)^ *\2 *$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^()\s]+)\)")
HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
CODE = re.compile(r"^ *case (\w+)(?: = \"([a-z][a-z0-9-]*)\")?$", re.MULTILINE)
# Where codes are defined; the compiler lets no error be without one of them.
CODE_TYPES = [
    ("Reconcile/ErrorCode.swift", "enum ErrorCode"), ("SiteConfig/Values/Diagnostic.swift", "enum Code"),
    ("ResumectlCommands/AccessWarning.swift", "enum Code"),
]
INLINE = re.compile(r"`(resumectl [^`]+)`")


def text_of(page: pathlib.Path) -> str:
    return page.read_text(encoding="utf-8")


def prose_of(page: pathlib.Path) -> str:
    return FENCE.sub("", text_of(page))


def name(page: pathlib.Path) -> str:
    return str(page.relative_to(ROOT))


# --- Links -----------------------------------------------------------------------------------------------------------


def anchors_of(page: pathlib.Path) -> set[str]:
    """The anchors that GitHub gives to headings."""
    anchors: set[str] = set()
    for heading in HEADING.findall(prose_of(page)):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        base = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        anchor, count = base, 0
        while anchor in anchors:
            count += 1
            anchor = f"{base}-{count}"
        anchors.add(anchor)
    return anchors


def relative_links() -> list[tuple[pathlib.Path, str]]:
    return [
        (page, target)
        for page in PAGES
        for target in LINK.findall(prose_of(page))
        if not re.match(r"[a-z]+:", target)
    ]


@pytest.mark.parametrize("page, target", relative_links(), ids=lambda value: str(value).removeprefix(str(ROOT)))
def test_link_leads_somewhere(page: pathlib.Path, target: str):
    path, _, anchor = target.partition("#")
    file = (page.parent / path).resolve() if path else page
    assert file.is_relative_to(ROOT), f"{name(page)}: {target} leaves the repository"
    assert file.exists(), f"{name(page)}: {target} does not exist"
    if anchor:
        assert anchor in anchors_of(file), f"{name(page)}: {name(file)} has no heading for #{anchor}"


def test_there_are_links_to_check():
    assert len(relative_links()) > 20


# --- Generated pages ---------------------------------------------------------------------------------------------------


def test_the_reference_of_the_configuration_is_what_the_schema_says():
    result = subprocess.run(
        [sys.executable, ROOT / "scripts" / "config_reference.py", "--check"], capture_output=True, text=True, timeout=30)
    assert result.returncode == 0, result.stderr


# --- Command lines ---------------------------------------------------------------------------------------------------


def binary() -> pathlib.Path:
    path = pathlib.Path(os.environ.get("RESUMECTL") or ROOT / ".build" / "debug" / "resumectl")
    if not path.is_file():
        pytest.fail(f"{path} is missing. Run: make build (or set RESUMECTL to a resumectl)")
    return path


@functools.cache
def help_of(*commands: str) -> str:
    environment = {**os.environ, "COLUMNS": "500"}
    result = subprocess.run(
        [binary(), *commands, "--help"], capture_output=True, text=True, timeout=30, env=environment, check=False
    )
    assert result.returncode == 0, f"resumectl {' '.join(commands)} --help: {result.stderr}"
    return result.stdout


def section(text: str, title: str) -> str:
    found = re.search(rf"^{title}:\n((?: .*\n|\n)+)", text, re.MULTILINE)
    return found[1] if found else ""


@functools.cache
def subcommands(*commands: str) -> frozenset[str]:
    return frozenset(re.findall(r"^  ([a-z]+)\s", section(help_of(*commands), "SUBCOMMANDS"), re.MULTILINE))


@functools.cache
def options_of(command: str) -> dict[str, bool]:
    """The options of a command, and whether each takes a value."""
    options: dict[str, bool] = {}
    for line in section(help_of(*command.split()), "OPTIONS").splitlines():
        # The names stand at the margin, the explanations far to the right.
        declaration = re.match(r"  (-\S.*?)(?:  |$)", line)
        if not declaration:
            continue
        names = re.findall(r"-{1,2}[A-Za-z][\w-]*", declaration[1].split("<")[0])
        for option in names:
            options[option] = "<" in declaration[1]
    return options


@functools.cache
def values_of(command: str, option: str) -> list[str]:
    """The values that an option may have, `[]` for any."""
    text = " ".join(section(help_of(*command.split()), "OPTIONS").split())
    found = re.search(rf"{option} <[^>]+>((?:(?! -{{1,2}}[a-z]).)*)", text)
    listed = re.search(r"\(values: ([^;)]+)", found[1]) if found else None
    return [value.strip() for value in listed[1].split(",")] if listed else []


def problem_of(command_line: str) -> str | None:
    """What is wrong with a command line, `None` when the program would take it."""
    words = shlex.split(command_line, comments=True)[1:]
    # What follows belongs to the shell.
    words = words[: words.index(">")] if ">" in words else words
    if not words:
        return "no command"
    command, arguments = words[0], words[1:]
    if command.startswith("-"):
        return None if command in options_of("") else f"no option {command}"
    if command == "help":
        return None if set(arguments) <= subcommands() else "no such command"
    if command not in subcommands():
        return f"no command {command}"
    if arguments and arguments[0] in subcommands(command):
        command, arguments = f"{command} {arguments[0]}", arguments[1:]
    options = options_of(command)
    takes_arguments = "ARGUMENTS:" in help_of(*command.split())
    rest = iter(arguments)
    for word in rest:
        if not word.startswith("-"):
            if not takes_arguments:
                return f"{command} takes no argument {word}"
            continue
        option, equals, value = word.partition("=")
        if option not in options:
            return f"{command} has no option {option}"
        if not options[option]:
            if equals:
                return f"{option} takes no value"
            continue
        if not equals:
            value = next(rest, "")
        if not value or value.startswith("-"):
            return f"{option} needs a value"
        allowed = values_of(command, option)
        if allowed and value not in allowed:
            return f"{option} is one of {', '.join(allowed)}, not {value}"
    return None


def command_lines() -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = []
    for page in PAGES:
        for _, _, _, block in FENCE.findall(text_of(page)):
            for line in block.splitlines():
                found = re.match(r"\s*(?:- run: |\$ )?(?:[A-Z_]+=\S+ )*(?:\S*/)?(resumectl(?: .*)?)$", line)
                if found:
                    lines.append((name(page), found[1]))
        lines += [(name(page), line) for line in INLINE.findall(prose_of(page))]
    return lines


@pytest.mark.parametrize("page, line", command_lines())
def test_command_line_is_one_that_the_program_takes(page: str, line: str):
    problem = problem_of(line)
    assert problem is None, f"{page}: {line}: {problem}"


def test_there_are_command_lines_to_check():
    assert len(command_lines()) > 20


@pytest.mark.parametrize(
    "line",
    [
        "resumectl deploi",
        "resumectl status --all",
        "resumectl deploy --only files",
        "resumectl deploy --env",
        "resumectl deploy --yes=no",
        "resumectl status now",
        "resumectl ci start",
        "resumectl ci setup --repository jane/resume",
        "resumectl policy --for everything > policy.json",
        "resumectl --verbose",
    ],
)
def test_wrong_command_line_is_noticed(line: str):
    assert problem_of(line) is not None


# --- Error codes -----------------------------------------------------------------------------------------------------


def codes_of_the_sources() -> set[str]:
    codes = set()
    for file, start in CODE_TYPES:
        body = text_of(ROOT / "Sources" / file).split(start, 1)[1].split("}", 1)[0]
        found = {raw or name for name, raw in CODE.findall(body)}
        assert found, file
        codes |= found
    return codes


def codes_of_the_table() -> list[str]:
    return re.findall(r"^### `([a-z0-9-]+)`$", text_of(ROOT / "docs" / "errors.md"), re.MULTILINE)


def test_every_error_code_is_explained():
    assert sorted(codes_of_the_sources() - set(codes_of_the_table())) == []


def test_no_error_code_is_explained_that_does_not_exist():
    assert sorted(set(codes_of_the_table()) - codes_of_the_sources()) == []


def test_error_codes_are_sorted_and_each_is_there_once():
    for section in text_of(ROOT / "docs" / "errors.md").split("\n## ")[1:]:
        codes = re.findall(r"^### `([a-z0-9-]+)`$", section, re.MULTILINE)
        assert codes == sorted(set(codes)) != []
    assert len(codes_of_the_table()) == len(set(codes_of_the_table()))


def test_every_finding_of_doctor_is_explained():
    folder = ROOT / "Sources" / "ResumectlCommands"
    sources = [*(folder / "Doctor").glob("*.swift"), folder / "Commands" / "DoctorCommand.swift"]
    calls = [part for file in sources for part in re.split(r"\.(?:error|warning)\(", text_of(file))[1:]]
    codes = {found[1] for part in calls if (found := re.match(r"[^\"]{0,200}\"([a-z]+(?:-[a-z]+)*)\"", part))}
    assert len(codes) > 15
    section_of_doctor = text_of(ROOT / "docs" / "commands.md").split("\n## doctor", 1)[1].split("\n## ", 1)[0]
    explained = set(re.findall(r"`([a-z-]+)`", section_of_doctor)) | set(codes_of_the_table())
    assert sorted(codes - explained) == []


def test_exit_statuses_of_the_readme_are_those_of_the_program():
    source = text_of(ROOT / "Sources" / "ResumectlCommands" / "ExitStatus.swift")
    table = text_of(ROOT / "README.md").split("## Exit statuses", 1)[1].split("\n## ", 1)[0]
    assert re.findall(r"^\| (\d+) \|", table, re.MULTILINE) == re.findall(r"case \w+ = (\d+)", source)


# --- Permissions -----------------------------------------------------------------------------------------------------


def test_each_statement_of_the_policies_is_explained():
    source = (ROOT / "Sources" / "SiteDeploy" / "Access" / "AccessTarget.swift").read_text(encoding="utf-8")
    statements = set(re.findall(r"^ +case \w+ = \"(\w+)\"$", source, re.MULTILINE))
    rows = text_of(ROOT / "docs" / "permissions.md").partition("## What the statements are for")[2].partition("\n\n## ")[0]
    explained = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \|", rows, re.MULTILINE))))
    assert len(statements) > 20
    assert explained == statements
