#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes docs/configuration-reference.md from the schema of the configuration.

Usage: config_reference.py [--check]
Exit status: 0; with --check 1 when the page is not what would be written.
"""

from __future__ import annotations

import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
SCHEMA = ROOT / "config" / "resume.schema.json"
PAGE = ROOT / "docs" / "configuration-reference.md"

HEAD = """# Every key of the configuration

<!-- Written by scripts/config_reference.py from config/resume.schema.json; change those. -->

What editors check while you type, as one table. [Configuration](configuration.md) explains the keys in their context, with
examples. A dot stands for "below": `site.path` is `path:` below `site:`; `[]` is each entry of a list. An environment has
the same keys, and `null` there removes what the file sets.

| Key | Kind | Allowed | Default | Meaning |
|---|---|---|---|---|
"""


def code(value: object) -> str:
    """A value as it is written in the file, in a cell of a table."""
    text = value if isinstance(value, str) else json.dumps(value)
    return "`" + text.replace("|", "\\|") + "`"


def kind_of(schema: dict) -> str:
    kinds = {"string": "text", "integer": "whole number", "boolean": "true or false", "array": "list", "object": "group"}
    if "oneOf" in schema or "anyOf" in schema:
        return " or ".join(dict.fromkeys(kind_of(part) for part in schema.get("oneOf") or schema["anyOf"]))
    if "type" not in schema and "enum" in schema:
        return "text"
    if "type" not in schema and "const" in schema:
        return code(schema["const"])
    return kinds.get(schema.get("type", ""), "any")


def allowed(schema: dict) -> str:
    """The limits of a value, in words."""
    if "enum" in schema:
        return ", ".join(code(value) for value in schema["enum"])
    parts = []
    if "minimum" in schema or "maximum" in schema:
        parts.append(f"{schema.get('minimum', '…')} to {schema.get('maximum', '…')}")
    low, high = schema.get("minLength"), schema.get("maxLength")
    if low is not None or high is not None:
        parts.append(f"{low or 0} to {high or 'any number of'} characters")
    low, high = schema.get("minItems"), schema.get("maxItems")
    if low is not None or high is not None:
        parts.append(f"{low or 0} to {high or 'any number of'} entries")
    if "maxProperties" in schema:
        parts.append(f"at most {schema['maxProperties']} entries")
    return "; ".join(parts)


def rows(schema: dict, path: str = "") -> list[str]:
    """A line for each key, a group before what is in it."""
    result = []
    for name, part in schema.get("properties", {}).items():
        key = f"{path}{name}"
        default = code(part["default"]) if "default" in part else "required" if name in schema.get("required", ()) else ""
        meaning = part.get("description", "").replace("<", "&lt;").replace("|", "\\|")
        result.append(f"| `{key}` | {kind_of(part)} | {allowed(part)} | {default} | {meaning} |")
        for below in [part, *part.get("oneOf", []), *part.get("anyOf", [])]:
            result += rows(below, f"{key}.")
        if isinstance(part.get("items"), dict):
            result += rows(part["items"], f"{key}[].")
    return result


def page() -> str:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    return HEAD + "\n".join(rows(schema)) + "\n"


def main() -> int:
    text = page()
    if sys.argv[1:] == ["--check"]:
        if not PAGE.exists() or PAGE.read_text("utf-8") != text:
            print(f"{PAGE.relative_to(ROOT)} is not what the schema says. Run: scripts/config_reference.py", file=sys.stderr)
            return 1
        return 0
    if sys.argv[1:]:
        print(__doc__, file=sys.stderr)
        return 64
    PAGE.write_text(text, "utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
