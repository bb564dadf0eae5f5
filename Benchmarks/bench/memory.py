# SPDX-License-Identifier: Apache-2.0
"""How much memory large sites take, and how the cost grows with the number of files."""

from __future__ import annotations

import pathlib
from collections.abc import Callable

from .contestants import BUCKET, REGION, environment, resumectl_configuration
from .processes import Cost, run
from .server import Server
from .tools import Tools
from .verify import differences, require
from .workloads import GROWTH, Trees

# What is uploaded for its memory, by tree.
LARGE = {"W3": "nested", "W4": "large", "5 GiB": "five-gigabytes", "100,000 files": "grow-100000"}
# Nothing is kept; what is short enough is hashed, for the second run to find it unchanged.
OPTIONS = ("--keep", "0")


class Site:
    """A tree, and resumectl with it."""

    def __init__(self, tools: Tools, folder: pathlib.Path, tree: pathlib.Path, url: str):
        self._tools = tools
        self._home = folder / f"home-{tree.name}"
        self._home.mkdir(exist_ok=True)
        self._common = ["--only", "site", "-c", str(resumectl_configuration(self._home, tree)), "--endpoint-url", url,
                        "--region", REGION]

    def run(self, *words: str) -> Cost:
        command = [str(self._tools.binary), *words, *self._common]
        return run(self._tools.measure, command, environment(self._home), self._home, timeout=1800)[0]


def record(cost: Cost) -> dict[str, float]:
    return {"wall": cost.wall, "cpu": cost.cpu, "peak": cost.peak}


def upload(tools: Tools, trees: Trees, folder: pathlib.Path, server: Server, tree: str) -> tuple[Site, Cost]:
    """Uploads a tree to an empty bucket and looks at what is there then."""
    server.clear()
    site = Site(tools, folder, trees.path(tree), server.url)
    cost = site.run("deploy", "-y")
    require(differences(BUCKET, server.objects(), trees.content(tree)), f"resumectl, {tree}")
    return site, cost


def measure_memory(tools: Tools, trees: Trees, folder: pathlib.Path, quick: bool,
                   say: Callable[[str], None]) -> dict[str, dict[str, float]]:
    """The first upload of each large tree; a quick run leaves out the longest."""
    result = {}
    for name, tree in LARGE.items():
        if quick and tree in ("five-gigabytes", "grow-100000"):
            continue
        with Server(tools.server, *OPTIONS) as server:
            _, cost = upload(tools, trees, folder, server, tree)
        result[name] = record(cost)
        say(f"memory {name:14} {cost.peak / 1e6:6.0f} MB  {cost.wall:8.3f} s  cpu {cost.cpu:7.3f} s")
    return result


def measure_growth(tools: Tools, trees: Trees, folder: pathlib.Path, quick: bool,
                   say: Callable[[str], None]) -> dict[str, dict[str, dict[str, float]]]:
    """First upload, plan and deploy with nothing to do, by the number of files."""
    result: dict[str, dict[str, dict[str, float]]] = {}
    for count, tree in GROWTH.items():
        if quick and count > 10_000:
            continue
        with Server(tools.server, *OPTIONS) as server:
            site, first = upload(tools, trees, folder, server, tree)
            costs = {"upload": first, "plan": site.run("plan"), "nothing": site.run("deploy", "-y")}
        result[str(count)] = {name: record(cost) for name, cost in costs.items()}
        say(f"growth {count:7} files  " + "  ".join(
            f"{name} {cost.wall:.3f} s, {cost.peak / 1e6:.0f} MB" for name, cost in costs.items()))
    return result
