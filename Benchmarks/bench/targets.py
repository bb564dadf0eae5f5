# SPDX-License-Identifier: Apache-2.0
"""What was aimed at. Seconds hold for one machine only, so each goal is kept beside the floor of that machine."""

from __future__ import annotations

import dataclasses

MB = 1_000_000


@dataclasses.dataclass(frozen=True)
class Target:
    """A goal in seconds, and what the floor and the best peer took where it was set."""

    seconds: float
    floor: float
    peer: float

    def scaled(self, floor: float) -> float:
        """The goal on a machine with another floor."""
        return self.seconds * floor / self.floor

    def scaled_by_peer(self, peer: float) -> float:
        """The goal on a machine where the best peer takes another time."""
        return self.seconds * peer / self.peer


WALL = {
    "W1": Target(0.04, 0.014, 0.063), "W2": Target(0.15, 0.068, 0.217), "W3": Target(0.80, 0.316, 0.911),
    "N": Target(0.15, 0.028, 0.382), "D": Target(0.16, 0.029, 0.425), "W4": Target(0.9, 0.90, 0.905),
    "W2-80": Target(1.2, 0.93, 1.52), "N-80": Target(0.75, 0.62, 1.91), "D-80": Target(1.15, 1.00, 2.12)}
# Peak resident memory in bytes, by what is uploaded.
PEAK = {"W3": 60 * MB, "W4": 150 * MB, "5 GiB": 150 * MB, "100,000 files": 200 * MB}
NOOP_PEAK = 40 * MB
# The whole stack with nothing to do.
ROUND_TRIPS, EDIT_ROUND_TRIPS, REQUESTS = 3, 2, 40
STACK_WALL = 0.30
START = {"resumectl --version": 0.005, "resumectl validate": 0.015}
