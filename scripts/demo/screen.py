# SPDX-License-Identifier: Apache-2.0
"""What the demo says. Written out at once, as the commands in between write to the same terminal."""

from __future__ import annotations

import os
import sys

_COLORED = (sys.stdout.isatty() and os.environ.get("TERM") != "dumb" or bool(os.environ.get("FORCE_COLOR"))) and (
    not os.environ.get("NO_COLOR")
)


def styled(code: str, text: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if _COLORED else text


def line(text: str = "") -> None:
    print(text, flush=True)


def heading(text: str) -> None:
    line()
    line(styled("1;36", f"# {text}"))


def command(words: list[str]) -> None:
    line(styled("1", "$ " + " ".join(words)))


def note(text: str) -> None:
    line(styled("2", text))


def change(sign: str, text: str) -> None:
    """A line of a difference: `sign` is `-` or `+`."""
    line(styled("31" if sign == "-" else "32", f"{sign} {text}"))


def verdict(passed: bool, text: str, detail: str = "") -> None:
    mark = styled("32", "ok  ") if passed else styled("1;31", "FAIL")
    line(f"  {mark} {text}" + (f"\n       {detail}" if detail and not passed else ""))


def error(text: str) -> None:
    sys.stdout.flush()
    print(f"demo: error: {text}", file=sys.stderr, flush=True)
