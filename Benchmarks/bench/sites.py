# SPDX-License-Identifier: Apache-2.0
"""Many sites in one folder: what `plan --all` costs when there is nothing to do."""

from __future__ import annotations

import pathlib
import tempfile
from collections.abc import Callable

from .stack import ROUND_TRIP, Stack
from .tools import Tools

COUNTS, QUICK_COUNTS = (1, 10, 50), (1, 3)


class Folder(Stack):
    """A test AWS with sites that have a counter each, and none a domain."""

    def __init__(self, tools: Tools, folder: pathlib.Path, counts: tuple[int, ...]):
        super().__init__(tools, folder)
        for count in counts:
            place = folder / f"sites-{count}"
            place.mkdir()
            for number in range(count):
                (place / f"site-{number:02}.yaml").write_text(
                    f"name: site-{number:02}\nsite:\n  path: ../site\ncounter:\n  path: ../lambda\n")

    def all(self, words: list[str], count: int) -> dict[str, object]:
        """Runs resumectl on that many sites."""
        self.configuration = self.folder / f"sites-{count}"
        return self.measure([*words, "--all"])


def measure_sites(tools: Tools, quick: bool, say: Callable[[str], None]) -> dict[str, dict[str, object]]:
    """The cost of a plan by the number of sites, near and far."""
    counts = QUICK_COUNTS if quick else COUNTS
    result: dict[str, dict[str, object]] = {}
    with tempfile.TemporaryDirectory(prefix="resumectl-bench-sites-") as name:
        folder = Folder(tools, pathlib.Path(name), counts)
        try:
            folder.far(0)
            for count in counts:
                folder.all(["deploy", "-y"], count)
            for distance in (0, ROUND_TRIP):
                folder.far(distance)
                for count in counts:
                    sample = folder.all(["plan"], count)
                    result.setdefault(str(count), {})[str(distance)] = sample
                    say(f"sites  {distance:>3} ms {count:3} sites  {sample['wall']:8.3f} s  cpu {sample['cpu']:7.3f} s  "
                        f"{sample['peak'] / 1e6:6.0f} MB  {sample['requests']:5} requests  {sample['debug'] or ''}")
        finally:
            folder.stop()
    return result
