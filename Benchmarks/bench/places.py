# SPDX-License-Identifier: Apache-2.0
"""Where everything is."""

from __future__ import annotations

import os
import pathlib
import shutil
import signal
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BENCHMARKS = ROOT / "Benchmarks"
BUILD = BENCHMARKS / ".build"
RESULTS = BENCHMARKS / "results"
PEERS = BENCHMARKS / "peers"
# Programs of the environment that this runs in: the peers.
PROGRAMS = pathlib.Path(sys.executable).parent
# The Python of the tests, which has the test AWS's packages.
TEST_PYTHON = ROOT / ".venv" / "bin" / "python"
MEMORY_DISK = pathlib.Path("/dev/shm")


def end_cleanly() -> None:
    """Makes SIGTERM end servers and remove folders, as Ctrl-C does."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def scratch_place(needed: int) -> str | None:
    """Where to make folders that hold so many bytes: in memory when they fit in there well, else on disk.

    BENCH_SCRATCH names another place. `None` is where temporary files go.
    """
    chosen = os.environ.get("BENCH_SCRATCH")
    if not chosen and MEMORY_DISK.is_dir() and shutil.disk_usage(MEMORY_DISK).free > 2 * needed:
        return str(MEMORY_DISK)
    return chosen
