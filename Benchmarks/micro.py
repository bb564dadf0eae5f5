#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Counts the instructions of small pieces of the product, and compares them with the recorded counts.

valgrind counts, not a clock: the same build gives the same counts, whatever else the machine is doing. Each piece is
run twice, once twice as often, so that what it takes to start is not counted.

usage: micro.py --binary .build/release/resumectl-micro [--record] [NAME...]
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

RECORDED = pathlib.Path(__file__).with_name("micro.json")
# Less than this many percent is what another compiler or C library makes.
WORTH_A_LOOK = 2.0


def counted(report: str) -> int:
    """The instructions that callgrind reports."""
    found = re.search(r"Collected : (\d+)", report)
    if found is None:
        raise ValueError(f"callgrind counted nothing: {report[-500:]}")
    return int(found.group(1))


def instructions(binary: pathlib.Path, name: str, count: int) -> int:
    """The instructions of a whole run."""
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run(
            ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", binary, name, str(count)],
            env={"PATH": os.environ["PATH"], "TMPDIR": folder, "SWIFT_DETERMINISTIC_HASHING": "1"},
            capture_output=True, text=True, check=False)
        if run.returncode != 0:
            raise ValueError(f"{name} ended with {run.returncode}: {run.stderr[-500:]}")
        return counted(run.stderr)


def stripped(binary: pathlib.Path, folder: str) -> pathlib.Path:
    """A copy without debugging information, which valgrind cannot always read."""
    copy = pathlib.Path(folder, binary.name)
    subprocess.run(["strip", "-o", copy, binary], check=True)
    return copy


def row(name: str, unit: str, now: float, before: float | None) -> str:
    """A line of the table."""
    if not before:
        return f"| {name} | {unit} | | {now:,.0f} | new |"
    change = 100 * (now - before) / before
    mark = "" if abs(change) < WORTH_A_LOOK else " slower" if change > 0 else " faster"
    return f"| {name} | {unit} | {before:,.0f} | {now:,.0f} | {change:+.1f} %{mark} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, required=True)
    parser.add_argument("--record", action="store_true", help="keep the counts of this run")
    parser.add_argument("names", nargs="*", metavar="NAME", help="default: all")
    options = parser.parse_args()

    if shutil.which("valgrind") is None:
        sys.exit("micro: error: valgrind counts the instructions, and is missing; install it, on Debian: "
                 "apt-get install valgrind")
    listed = subprocess.run([options.binary, "list"], capture_output=True, text=True, check=True).stdout
    pieces = [line.split("\t") for line in listed.splitlines()]
    names = [name for name, *_ in pieces]
    unknown = sorted(set(options.names) - set(names))
    if unknown:
        parser.error(f"there is no {', '.join(unknown)}; there are {', '.join(names)}")
    pieces = [piece for piece in pieces if not options.names or piece[0] in options.names]
    recorded = json.loads(RECORDED.read_text(encoding="utf-8")) if RECORDED.exists() else {}
    with tempfile.TemporaryDirectory() as folder:
        found = count(pieces, stripped(options.binary, folder), recorded)
    if options.record:
        RECORDED.write_text(json.dumps(recorded | found, indent=2) + "\n", encoding="utf-8")
        print(f"\nrecorded in {RECORDED}")
    return 0


def count(pieces: list[list[str]], binary: pathlib.Path, recorded: dict[str, int]) -> dict[str, int]:
    """Counts each piece and prints the table."""
    found = {}
    print("| piece | one time is | instructions recorded | now | |\n|---|---|---:|---:|---:|")
    for name, times, unit in pieces:
        once, twice = (instructions(binary, name, factor * int(times)) for factor in (1, 2))
        found[name] = round((twice - once) / int(times))
        print(row(name, unit, found[name], recorded.get(name)), flush=True)
    return found


if __name__ == "__main__":
    sys.exit(main())
