# SPDX-License-Identifier: Apache-2.0
"""From samples to the figures that are shown."""

from __future__ import annotations

import dataclasses
import math
import statistics
from collections.abc import Iterable, Mapping

# A sample as it is recorded: wall, cpu, peak, requests, connections.
Sample = Mapping[str, float]


@dataclasses.dataclass(frozen=True)
class Figures:
    """What several runs of one tool come to."""

    rounds: int
    wall: float
    least_wall: float
    cpu: float
    peak: float
    requests: float
    connections: float


def summarize(samples: Iterable[Sample]) -> Figures:
    """Medians, and the least wall seconds. Raises ValueError when there is no sample."""
    samples = list(samples)
    if not samples:
        raise ValueError("no samples")

    def median(name: str) -> float:
        return statistics.median(sample.get(name, 0) for sample in samples)

    return Figures(len(samples), median("wall"), min(sample["wall"] for sample in samples), median("cpu"), median("peak"),
                   median("requests"), median("connections"))


def least(figures: Mapping[str, Figures], names: Iterable[str], value: str) -> str | None:
    """Who has the least of something; `None` when nobody was there."""
    present = [name for name in names if name in figures]
    return min(present, key=lambda name: getattr(figures[name], value), default=None)


def slope(points: list[tuple[float, float]]) -> float:
    """How a cost grows with a size: 1 is in proportion, 2 with its square. From the last two points."""
    (x1, y1), (x2, y2) = points[-2:]
    return math.log(y2 / y1) / math.log(x2 / x1)
