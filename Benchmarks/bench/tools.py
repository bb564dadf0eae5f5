# SPDX-License-Identifier: Apache-2.0
"""The programs of the benchmark: compiled when their source is newer."""

from __future__ import annotations

import dataclasses
import os
import pathlib
import shutil
import subprocess

from .places import BENCHMARKS, BUILD, ROOT

FLAGS = ["-O2", "-Wall", "-Wextra", "-Werror", "-pthread"]


@dataclasses.dataclass(frozen=True)
class Tools:
    """Where the programs are."""

    server: pathlib.Path
    floor: pathlib.Path
    measure: pathlib.Path
    relay: pathlib.Path
    # What is measured.
    binary: pathlib.Path


def compiler() -> str:
    for name in (os.environ.get("CC"), "clang", "cc"):
        if name and shutil.which(name):
            return name
    raise SystemExit("bench: error: there is no C compiler; scripts/setup.sh --benchmarks installs one")


def compiled(source: str, *libraries: str) -> pathlib.Path:
    """Compiles a program below Benchmarks/ if need be. Returns where it is."""
    path = BENCHMARKS / source
    program = BUILD / path.stem
    if not program.exists() or program.stat().st_mtime < path.stat().st_mtime:
        BUILD.mkdir(exist_ok=True)
        subprocess.run([compiler(), *FLAGS, "-o", program, path, *libraries], check=True)
    return program


def tools(binary: str | None = None) -> Tools:
    """All programs; `binary` is the resumectl to measure, else RESUMECTL, else the release build.

    What is measured is a copy, as an installed one is: the system keeps a file that was written in one go in larger
    pieces of memory than one that a linker wrote here and there, and starts it 3 ms sooner.
    """
    found = pathlib.Path(binary or os.environ.get("RESUMECTL") or ROOT / ".build/release/resumectl").resolve()
    if not os.access(found, os.X_OK):
        raise SystemExit(f"bench: error: there is no {found}. Run: make release")
    BUILD.mkdir(exist_ok=True)
    copy = BUILD / "resumectl"
    copy.unlink(missing_ok=True)
    shutil.copy2(found, copy)
    return Tools(
        server=compiled("server/s3server.c", "-lcrypto"), floor=compiled("floor/floor.c", "-lcrypto"),
        measure=compiled("measure/measure.c"), relay=compiled("relay/relay.c"), binary=copy)
