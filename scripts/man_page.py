# SPDX-License-Identifier: Apache-2.0
"""Writes the man page of resumectl to standard output, from what the program says about itself.

Usage: man_page.py PROGRAM

The text is that of `resumectl --help` and the help of each command, by ArgumentParser's --experimental-dump-help. Nothing
in it depends on the day or the machine.
"""

from __future__ import annotations

import collections
import json
import re
import subprocess
import sys

# What the help of no command says.
ENVIRONMENT = [
    ("AWS_PROFILE, AWS_REGION, AWS_ACCESS_KEY_ID, …", "as the AWS CLI has them: whose account it is, and where"),
    ("AWS_ROLE_ARN", "the role that a job of GitHub Actions takes on by OIDC"),
    ("AWS_ENDPOINT_URL", "where every request goes instead of AWS"),
    ("NO_COLOR, FORCE_COLOR", "no colors; colors also where there is no terminal"),
    ("GITHUB_ACTIONS", "set by GitHub's runners: annotations, a page and outputs are written for them"),
]
FILES = [
    ("resume.yaml, config/resume.yaml", "the configuration, where no other is named"),
    ("~/.aws/config, ~/.aws/credentials", "the files of the AWS CLI"),
]


def escaped(text: str) -> str:
    """Text as roff shows it."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    return "".join(char if char.isascii() else f"\\[u{ord(char):04X}]" for char in text)


def line(text: str) -> str:
    """One line of text, whatever it begins with."""
    return f"\\&{escaped(text)}" if text[:1] in (".", "'") else escaped(text)


def bold(text: str) -> str:
    return f"\\fB{escaped(text)}\\fR"


def paragraphs(text: str) -> list[str]:
    """The explanation of a command: paragraphs, and blocks of lines that are shown as they are."""
    lines: list[str] = []
    for block in text.strip("\n").split("\n\n"):
        head, *rest = block.split("\n")
        lines.append(".PP")
        if rest and all(not row or row.startswith("  ") for row in rest):
            lines += [line(head), ".RS 4", ".nf", *(line(row[2:]) if row else "" for row in rest), ".fi", ".RE"]
        else:
            lines += [line(row) for row in block.split("\n")]
    return lines


def names(argument: dict) -> str:
    """An option or argument, such as `-c, --config <file>`."""
    if argument["kind"] == "positional":
        return f"\\fI{escaped(argument['valueName'])}\\fR"
    text = ", ".join(bold(("-" if name["kind"] == "short" else "--") + name["name"]) for name in argument["names"])
    return text + (f" \\fI{escaped(argument['valueName'])}\\fR" if argument["kind"] == "option" else "")


def entries(arguments: list[dict]) -> list[str]:
    lines: list[str] = []
    for argument in arguments:
        lines += [".TP", names(argument)]
        default = f" (default: {argument['defaultValue']})" if argument.get("defaultValue") else ""
        lines.append(line(f"{argument.get('abstract', '')}{default}".strip() or "No explanation."))
    return lines


def key_of(argument: dict) -> tuple:
    return (argument["kind"], argument["valueName"], argument.get("abstract"))


def leaves(command: dict, path: str = "") -> list[tuple[str, dict]]:
    """The commands that do something, by what is typed."""
    found: list[tuple[str, dict]] = []
    for inner in command.get("subcommands", []):
        name = f"{path} {inner['commandName']}".strip()
        if inner.get("shouldDisplay", True) and inner["commandName"] != "help":
            found += leaves(inner, name) if inner.get("subcommands") else [(name, inner)]
    return found


def shown(command: dict) -> list[dict]:
    return [argument for argument in command.get("arguments", []) if argument.get("shouldDisplay", True)]


def usage(name: str, command: dict, common: set[tuple]) -> str:
    words = [bold(f"resumectl {name}")]
    if any(argument["kind"] != "positional" for argument in shown(command)):
        words.append("[\\fIoptions\\fR]")
    for argument in shown(command):
        if argument["kind"] == "positional":
            word = names(argument) + (" ..." if argument["isRepeating"] else "")
            words.append(f"[{word}]" if argument["isOptional"] else word)
        elif argument["kind"] == "option" and not argument["isOptional"] and key_of(argument) not in common:
            words.append(names(argument))
    return " ".join(words)


def page(root: dict, version: str) -> str:
    """The page, by man(7)."""
    commands = leaves(root)
    counts = collections.Counter(key_of(argument) for _, command in commands for argument in shown(command))
    common = {key for key, count in counts.items() if count > len(commands) / 2}
    shared: dict[tuple, dict] = {}
    for _, command in commands:
        shared |= {key_of(argument): argument for argument in shown(command) if key_of(argument) in common}

    # The blocks of the first page of help that are sections here.
    blocks = dict(re.findall(r"^([A-Z][a-z ]+):\n((?:  .*\n?)+)", root["discussion"], re.MULTILINE))
    introduction = re.sub(r"\n*^[A-Z][a-z ]+:\n(?:  .*\n?)+", "", root["discussion"], flags=re.MULTILINE)

    lines = [
        '.\\" SPDX-License-Identifier: Apache-2.0',
        '.\\" Written by scripts/man_page.py; do not edit.',
        f'.TH RESUMECTL 1 "" "resumectl {version}" "User Commands"',
        ".nh", ".ad l",
        ".SH NAME", f"resumectl \\- {escaped(root['abstract'].rstrip('.'))}",
        ".SH SYNOPSIS", f"{bold('resumectl')} \\fIcommand\\fR [\\fIoptions\\fR]",
        ".SH DESCRIPTION", *paragraphs(introduction)[1:],
        ".SH COMMANDS",
    ]
    for name, command in commands:
        lines += [f".SS {escaped(name)}", usage(name, command, common), ".PP", line(command.get("abstract", ""))]
        lines += paragraphs(command["discussion"]) if command.get("discussion") else []
        lines += entries([argument for argument in shown(command) if key_of(argument) not in common])
    lines += [".SH COMMON OPTIONS", "Nearly every command takes them.", *entries(list(shared.values()))]
    for title, block in blocks.items():
        rows = [row[2:] for row in block.splitlines()]
        lines += [f".SH {title.upper()}", ".nf", *(line(row) for row in rows), ".fi"]
    for title, rows in (("ENVIRONMENT", ENVIRONMENT), ("FILES", FILES)):
        lines.append(f".SH {title}")
        for name, text in rows:
            lines += [".TP", bold(name), line(text[0].upper() + text[1:] + ".")]
    return "\n".join(lines) + "\n"


def main(program: str) -> None:
    def said(*arguments: str) -> str:
        return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout

    sys.stdout.write(page(json.loads(said("--experimental-dump-help"))["command"], said("--version").strip()))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
