# SPDX-License-Identifier: Apache-2.0
"""How long it takes to say a version."""

from __future__ import annotations

import pathlib
import tempfile
from collections.abc import Callable

from .contestants import environment
from .places import PROGRAMS, ROOT
from .processes import run
from .tools import Tools


def commands(tools: Tools) -> dict[str, list[str]]:
    binary = str(tools.binary)
    return {
        "resumectl --version": [binary, "--version"],
        "resumectl validate": [binary, "validate", "-c", str(ROOT / "config" / "resume.yaml")],
        "s5cmd version": [str(PROGRAMS / "s5cmd"), "version"],
        "rclone version": [str(PROGRAMS / "rclone"), "version"],
        "aws --version": [str(PROGRAMS / "aws"), "--version"]}


def measure_startup(tools: Tools, rounds: int, say: Callable[[str], None]) -> dict[str, list[dict[str, float]]]:
    """All samples by command, in turn."""
    result: dict[str, list[dict[str, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder)
        for number in range(rounds):
            for name, command in commands(tools).items():
                cost, _ = run(tools.measure, command, environment(home), home)
                # The first run reads the program from disk.
                if number or rounds == 1:
                    result.setdefault(name, []).append({"wall": cost.wall, "cpu": cost.cpu, "peak": cost.peak})
    for name, samples in result.items():
        walls = sorted(sample["wall"] for sample in samples)
        say(f"start  {name:22} {walls[len(walls) // 2] * 1000:8.1f} ms, least {walls[0] * 1000:.1f} ms")
    return result
