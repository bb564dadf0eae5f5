# SPDX-License-Identifier: Apache-2.0
"""Which route of an HTTP API serves a request.

AWS reference: API Gateway Developer Guide, "Create routes for HTTP APIs".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote


@dataclass
class Match:
    route: Any
    parameters: dict[str, str] = field(default_factory=dict)


def find(routes: list[Any], method: str, path: str) -> Match | None:
    """The most specific route for `path` (percent-encoded, without the stage).

    Fixed segments win over `{name}`, that over `{name+}`, an exact method over
    `ANY`, and everything over `$default`.
    """
    best: tuple[list[int], Match] | None = None
    fallback = None
    for route in routes:
        if route.route_key == "$default":
            fallback = Match(route)
            continue
        wanted_method, _, pattern = route.route_key.partition(" ")
        if wanted_method not in ("ANY", method):
            continue
        found = _match(pattern, path)
        if found is None:
            continue
        rank, parameters = found
        rank = rank + [1 if wanted_method == "ANY" else 0]
        if best is None or rank < best[0]:
            best = (rank, Match(route, parameters))
    return best[1] if best else fallback


def _match(pattern: str, path: str) -> tuple[list[int], dict[str, str]] | None:
    wanted, found = pattern.split("/")[1:], path.split("/")[1:]
    rank: list[int] = []
    parameters: dict[str, str] = {}
    for index, segment in enumerate(wanted):
        if segment.startswith("{") and segment.endswith("+}"):
            rest = "/".join(found[index:])
            if not rest:
                return None
            parameters[segment[1:-2]] = unquote(rest)
            return rank + [2], parameters
        if index >= len(found):
            return None
        if segment.startswith("{") and segment.endswith("}"):
            if not found[index]:
                return None
            parameters[segment[1:-1]] = unquote(found[index])
            rank.append(1)
        elif segment == unquote(found[index]):
            rank.append(0)
        else:
            return None
    return (rank, parameters) if len(wanted) == len(found) else None
