# SPDX-License-Identifier: Apache-2.0
"""Runs contestants in turn, each from the same start, and looks at what each leaves."""

from __future__ import annotations

import dataclasses
import pathlib
from collections.abc import Callable

from .contestants import BUCKET, Contestant, Setting, environment
from .processes import Cost, run
from .server import Server, Traffic
from .tools import Tools
from .verify import differences, multipart_etag, require
from .workloads import BY_NAME, HASHED, Trees, Workload

# No body is as long.
EVERYTHING = 1 << 40


@dataclasses.dataclass(frozen=True)
class Sample:
    """One run of one contestant."""

    cost: Cost
    traffic: Traffic


class Track:
    """The server, the trees and the programs that runs are made with."""

    def __init__(self, tools: Tools, trees: Trees, folder: pathlib.Path, server: Server):
        self._tools = tools
        self._trees = trees
        self._folder = folder
        self._server = server
        self._filled: set[tuple[str, str]] = set()

    def _setting(self, contestant: Contestant, workload: Workload, server: Server) -> Setting:
        folder = self._folder / f"home-{contestant.name}"
        folder.mkdir(exist_ok=True)
        return Setting(workload, self._trees, server.url, folder, self._tools.binary, self._tools.floor)

    def _run(self, contestant: Contestant, workload: Workload, server: Server) -> Cost:
        setting = self._setting(contestant, workload, server)
        cost, _ = run(self._tools.measure, contestant.command(setting), environment(setting.folder), setting.folder)
        return cost

    def _fill(self, contestant: Contestant, base: str) -> str:
        """Fills the bucket with a tree, by the contestant itself, once; returns the name it is saved under."""
        saved = f"{contestant.name}:{base}"
        if (contestant.name, base) not in self._filled:
            self._server.delay(0)
            self._server.clear()
            first = next(workload for workload in BY_NAME.values() if workload.uploads and workload.tree == base)
            self._run(contestant, first, self._server)
            self._check(contestant, first, self._server)
            self._server.save(saved)
            self._filled.add((contestant.name, base))
        return saved

    def _check(self, contestant: Contestant, workload: Workload, server: Server) -> None:
        expected = self._trees.content(workload.tree)
        who = f"{contestant.label}, {workload.name}"
        require(differences(BUCKET, server.objects(), expected), who)

    def sample(self, contestant: Contestant, workload: Workload) -> Sample:
        """Runs a contestant once. Raises when it fails or leaves a wrong bucket."""
        if workload.base is None:
            self._server.clear()
        else:
            saved = self._fill(contestant, workload.base)
            self._server.restore(saved)
        self._server.delay(workload.delay)
        self._server.hash(EVERYTHING if contestant.needs_etags else HASHED)
        self._server.reset()
        cost = self._run(contestant, workload, self._server)
        sample = Sample(cost, self._server.traffic())
        self._server.delay(0)
        self._check(contestant, workload, self._server)
        return sample

    def check_content(self, contestant: Contestant, workload: Workload) -> None:
        """Uploads what is too long to be hashed in a measured run once more, to a server that hashes everything."""
        with Server(self._tools.server, "--hash", str(EVERYTHING)) as server:
            self._run(contestant, workload, server)
            self._check(contestant, workload, server)
            tree = self._trees.path(workload.tree)
            lines = []
            for name, stored in server.objects().items():
                key = name.removeprefix(f"{BUCKET}/")
                if stored.parts and stored.etag != multipart_etag(tree / key, stored.part_size):
                    lines.append(f"other content: {key}")
            require(lines, f"{contestant.label}, {workload.name}")


def interleave(contestants: list[Contestant], workload: Workload, rounds: int) -> list[list[Contestant]]:
    """Who runs in each round: everybody once, the slow ones only in the first, so that no tool has a quiet hour alone.

    Every other round goes the other way round, so that nobody always runs behind the same one.
    """
    order = []
    for number in range(rounds):
        present = [contestant for contestant in contestants if number < contestant.rounds(workload, rounds)]
        order.append(present if number % 2 == 0 else present[::-1])
    return order


def measure(track: Track, workload: Workload, contestants: list[Contestant], rounds: int,
            say: Callable[[str], None]) -> dict[str, list[Sample]]:
    """All samples of a workload, by the contestant's name."""
    samples: dict[str, list[Sample]] = {}
    present = [contestant for contestant in contestants if contestant.does(workload)]
    for order in interleave(present, workload, rounds):
        for contestant in order:
            sample = track.sample(contestant, workload)
            samples.setdefault(contestant.name, []).append(sample)
            say(f"{workload.name:6} {contestant.label:18} {sample.cost.wall:8.3f} s  cpu {sample.cost.cpu:7.3f} s  "
                f"{sample.cost.peak / 1e6:6.0f} MB  {sample.traffic.requests:6} requests  "
                f"{sample.traffic.connections:4} connections")
    return samples
