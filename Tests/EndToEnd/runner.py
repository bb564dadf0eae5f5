# SPDX-License-Identifier: Apache-2.0
"""What a runner of GitHub Actions gives to a step, and how it reads what the step left behind.

The rules are those of actions/runner: ActionCommand.cs for the lines of the log, FileCommandManager.cs for the files.
"""

from __future__ import annotations

import dataclasses
import pathlib

# The commands that a runner obeys, besides those that are no longer allowed.
COMMANDS = {"add-mask", "add-matcher", "debug", "echo", "endgroup", "error", "group", "notice", "remove-matcher",
            "save-state", "set-output", "stop-commands", "warning", "set-env", "add-path"}
SUMMARY_LIMIT = 1024 * 1024


@dataclasses.dataclass
class Command:
    """A line of the log that the runner obeys."""

    name: str
    properties: dict[str, str]
    data: str


def command_of(line: str) -> Command | None:
    """The command that a line is, `None` for a line of text."""
    text = line.lstrip()
    if text.startswith("::") and "::" in text[2:]:
        info, data = text[2:].split("::", 1)
        name, _, rest = info.partition(" ")
        if name in COMMANDS:
            properties = {}
            for pair in filter(None, rest.strip().split(",")):
                key, equals, value = pair.partition("=")
                if equals and value:
                    properties[key] = unescaped(value, {"%3A": ":", "%2C": ","})
            return Command(name, properties, unescaped(data))
    # The older form counts wherever it stands.
    if "##[" in text and "]" in text.split("##[", 1)[1]:
        info, data = text.split("##[", 1)[1].split("]", 1)
        name = info.partition(" ")[0]
        if name in COMMANDS:
            return Command(name, {}, data)
    return None


def unescaped(text: str, more: dict[str, str] | None = None) -> str:
    for token, plain in {"%0D": "\r", "%0A": "\n", **(more or {}), "%25": "%"}.items():
        text = text.replace(token, plain)
    return text


def outputs_of(text: str) -> dict[str, str]:
    """The outputs in the text of a GITHUB_OUTPUT file; raises where the runner would refuse it."""
    values: dict[str, str] = {}
    lines = iter(text.splitlines())
    for line in lines:
        if not line:
            continue
        equals, here = line.find("="), line.find("<<")
        if equals >= 0 and (here < 0 or equals < here):
            name, value = line.split("=", 1)
            values[name] = value
        elif here > 0:
            name, delimiter = line.split("<<", 1)
            assert delimiter, line
            part = []
            for inner in lines:
                if inner == delimiter:
                    break
                part.append(inner)
            else:
                raise AssertionError(f"the delimiter {delimiter} of {name} is missing")
            values[name] = "\n".join(part)
        else:
            raise AssertionError(f"invalid format: {line}")
    return values


class Step:
    """The files and variables of one step."""

    def __init__(self, folder: pathlib.Path, workspace: pathlib.Path):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.workspace = workspace
        for name in ("output", "summary", "env", "path"):
            (folder / name).touch()

    @property
    def environment(self) -> dict[str, str]:
        return {
            "CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_OUTPUT": str(self.folder / "output"), "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
            "GITHUB_ENV": str(self.folder / "env"), "GITHUB_PATH": str(self.folder / "path"),
            "RUNNER_TEMP": str(self.folder), "RUNNER_OS": "Linux", "RUNNER_ARCH": "X64"}

    @property
    def outputs(self) -> dict[str, str]:
        return outputs_of((self.folder / "output").read_text())

    @property
    def summary(self) -> str:
        text = (self.folder / "summary").read_text()
        assert len(text.encode()) <= SUMMARY_LIMIT
        return text

    @property
    def paths(self) -> list[str]:
        return (self.folder / "path").read_text().splitlines()

    @staticmethod
    def commands(*texts: str) -> list[Command]:
        """The commands in what a step wrote."""
        return [found for text in texts for line in text.splitlines() if (found := command_of(line))]
