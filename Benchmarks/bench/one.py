# SPDX-License-Identifier: Apache-2.0
"""One run of one workload, for those who look for the next thing to make faster.

    PYTHONPATH=Benchmarks Benchmarks/.venv/bin/python -m bench.one WORKLOAD [--binary FILE] [--contestant NAME] [--rounds N]
"""

from __future__ import annotations

import argparse
import tempfile
import pathlib

from .contestants import BY_NAME as CONTESTANTS
from .places import end_cleanly, scratch_place
from .rounds import Track, measure
from .server import Server
from .tools import tools
from .workloads import BY_NAME, Trees


def main() -> None:
    end_cleanly()
    parser = argparse.ArgumentParser(prog="bench.one", description="Run one workload and print what it took.")
    parser.add_argument("workload", choices=BY_NAME)
    parser.add_argument("--binary", help="the resumectl to run")
    parser.add_argument("--contestant", action="append", choices=CONTESTANTS, help="who runs; may be repeated")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--trees", type=pathlib.Path, help="a folder that keeps the trees for the next run")
    arguments = parser.parse_args()
    programs = tools(arguments.binary)
    with tempfile.TemporaryDirectory(dir=scratch_place(0)) as folder:
        trees = Trees(arguments.trees or pathlib.Path(folder))
        trees.folder.mkdir(parents=True, exist_ok=True)
        with Server(programs.server) as server:
            track = Track(programs, trees, pathlib.Path(folder), server)
            names = arguments.contestant or ["resumectl"]
            measure(track, BY_NAME[arguments.workload], [CONTESTANTS[name] for name in names], arguments.rounds, print)


if __name__ == "__main__":
    main()
