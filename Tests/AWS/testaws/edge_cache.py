# SPDX-License-Identifier: Apache-2.0
"""The cache of one distribution: one edge location that never forgets too early.

AWS reference: CloudFront Developer Guide, "Managing how long content stays in
the cache (expiration)", "Invalidating files" and "How CloudFront processes HTTP
4xx and 5xx status codes".
"""

from __future__ import annotations

import email.utils
import re
import threading
import time
from dataclasses import dataclass
from typing import Any, Callable, Iterable
from urllib.parse import quote, unquote_to_bytes

from .edge_http import Response

# Cached even without a Cache-Control header.
CACHED_ERRORS = {404, 414, 500, 501, 502, 503, 504}
# Cached only if the origin says for how long.
CACHEABLE_ERRORS = {400, 403, 405, 412, 415}
DEFAULT_ERROR_TTL = 10


class Clock:
    """Seconds since 1970. Tests replace `base`, or move `offset` forward."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.base: Callable[[], float] = time.time
        self.offset = 0.0

    def __call__(self) -> float:
        return self.base() + self.offset


@dataclass(frozen=True)
class Lifetimes:
    """Seconds, and whether the query string is part of the key."""

    minimum: float
    default: float
    maximum: float
    with_query: bool = False


_YEAR = 31_536_000
# CloudFront Developer Guide, "Use managed cache policies".
POLICIES = {
    "658327ea-f89d-4fab-a63d-7e88639e58f6": Lifetimes(1, 86_400, _YEAR),
    "b2884449-e4de-46a7-ac36-70bc7f1ddd6d": Lifetimes(1, 86_400, _YEAR),
    "4135ea2d-6df8-44a3-9df3-4b5a84be39ad": Lifetimes(0, 0, 0),
    "83da9c7e-98b4-4e11-a168-04f0df8e2c65": Lifetimes(0, 0, _YEAR, True),
    "4cc15a8a-d715-48a4-82b8-cc0b614638fe": Lifetimes(0, 0, _YEAR, True),
}


def lifetimes(behavior: dict[str, Any]) -> Lifetimes:
    """Those of the behavior's policy, or of its older TTL members.

    A policy that is not one of AWS's own is taken for one that caches by query.
    """
    policy = behavior.get("CachePolicyId")
    if policy:
        return POLICIES.get(policy, Lifetimes(1, 86_400, _YEAR, True))
    forwarded = behavior.get("ForwardedValues") or {}
    return Lifetimes(
        float(behavior.get("MinTTL") or 0),
        float(behavior.get("DefaultTTL", 86_400)),
        float(behavior.get("MaxTTL", _YEAR)),
        bool(forwarded.get("QueryString")),
    )


def seconds_to_keep(response: Response, rule: Lifetimes, now: float, error_ttl: float) -> float:
    """How long an answer of the origin may be reused; 0 for not at all."""
    stated = _stated_seconds(response, now)
    if response.status in CACHED_ERRORS:
        return max(stated or 0, error_ttl)
    if response.status in CACHEABLE_ERRORS:
        return max(stated, error_ttl) if stated else 0
    if response.status >= 400:
        return 0
    if rule.maximum == 0:
        return 0
    if stated is None:
        return max(rule.default, rule.minimum)
    return min(max(stated, rule.minimum), rule.maximum)


def _stated_seconds(response: Response, now: float) -> float | None:
    """What Cache-Control or Expires asks for, `None` if neither says anything."""
    directives = {}
    for part in (response.headers.get("Cache-Control") or "").lower().split(","):
        name, _, value = part.strip().partition("=")
        directives[name] = value.strip('" ')
    if directives.keys() & {"no-store", "no-cache", "private"}:
        return 0
    for name in ("s-maxage", "max-age"):
        if re.fullmatch(r"\d+", directives.get(name, "")):
            return float(directives[name])
    expires = response.headers.get("Expires")
    if expires is not None:
        try:
            return max(0, email.utils.parsedate_to_datetime(expires).timestamp() - now)
        except (TypeError, ValueError):
            return 0
    return None


def normal(path: str) -> str:
    """One spelling for each percent-encoded path."""
    return quote(unquote_to_bytes(path), safe="/:@!$&'()*+,;=-._~")


def covers(invalidated: str, path: str, query: str) -> bool:
    """Whether an invalidation path reaches an object cached under `path` and `query`.

    `*` counts at the end only. Without it the query string has to be the same.
    """
    if not invalidated.startswith("/"):
        invalidated = "/" + invalidated
    wanted, mark, wanted_query = invalidated.partition("?")
    key = normal(path) + (f"?{query}" if query else "")
    if invalidated.endswith("*"):
        prefix = normal(wanted) + mark + wanted_query
        return key.startswith(prefix[:-1])
    return key == normal(wanted) + (f"?{wanted_query}" if wanted_query else "")


@dataclass
class Entry:
    path: str
    query: str
    response: Response
    stored_at: float
    expires_at: float


class Cache:
    """Answers by rewritten path and query. Safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: dict[tuple[str, ...], Entry] = {}
        self._invalidated: set[str] = set()

    def apply(self, invalidations: Iterable[Any]) -> None:
        """Drops what moto's `Invalidation`s cover, each of them once."""
        with self._lock:
            for invalidation in invalidations:
                if invalidation.id in self._invalidated:
                    continue
                self._invalidated.add(invalidation.id)
                paths = invalidation.paths
                if isinstance(paths, dict):
                    paths = paths.get("Items") or []
                self._entries = {
                    key: entry
                    for key, entry in self._entries.items()
                    if not any(covers(path, entry.path, entry.query) for path in paths)
                }

    def get(self, key: tuple[str, ...]) -> Entry | None:
        """The entry, which may have expired."""
        with self._lock:
            return self._entries.get(key)

    def put(self, key: tuple[str, ...], path: str, query: str, response: Response, now: float, seconds: float) -> None:
        with self._lock:
            self._entries[key] = Entry(path, query, response, now, now + seconds)
