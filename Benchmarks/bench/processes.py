# SPDX-License-Identifier: Apache-2.0
"""Runs a command and tells what it took."""

from __future__ import annotations

import dataclasses
import json
import pathlib
import subprocess
import tempfile


class CommandFailed(Exception):
    """A command that was to be measured ended badly."""


@dataclasses.dataclass(frozen=True)
class Cost:
    """What a process took: seconds, and its peak resident memory in bytes."""

    wall: float
    cpu: float
    peak: int

    @staticmethod
    def parse(text: str) -> Cost:
        """Reads what `measure` writes."""
        values = json.loads(text)
        return Cost(values["wall"], values["user"] + values["system"], values["peakKilobytes"] * 1024)


def run(measure: pathlib.Path, command: list[str], environment: dict[str, str], folder: pathlib.Path,
        timeout: float = 900, allowed: tuple[int, ...] = (0,)) -> tuple[Cost, str]:
    """Runs a command to its end.

    Returns what it took, and what it printed. Raises CommandFailed with its last lines when its status is not allowed.
    """
    with tempfile.TemporaryFile() as output, tempfile.NamedTemporaryFile(dir=folder) as result:
        finished = subprocess.run(
            [measure, result.name, *command], env=environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=output,
            stderr=subprocess.STDOUT, timeout=timeout)
        output.seek(0)
        printed = output.read().decode(errors="replace")
        written = pathlib.Path(result.name).read_text()
        status = json.loads(written)["status"] if written else finished.returncode
        if status not in allowed or not written:
            raise CommandFailed(f"{' '.join(map(str, command))}\n  ended with status {status}:\n{printed[-2000:]}")
        return Cost.parse(written), printed
