# SPDX-License-Identifier: Apache-2.0
"""Identifiers and times in AWS's forms."""

from __future__ import annotations

import secrets
import string
from datetime import datetime, timezone

_UPPER = string.ascii_uppercase + string.digits
_LOWER = string.ascii_lowercase + string.digits


def upper(prefix, length):
    """`prefix` and random capitals and digits, `length` characters in all."""
    return prefix + "".join(secrets.choice(_UPPER) for _ in range(length - len(prefix)))


def lower(prefix, length):
    """`prefix` and random small letters and digits, `length` characters in all."""
    return prefix + "".join(secrets.choice(_LOWER) for _ in range(length - len(prefix)))


def now():
    """The current time, to the millisecond as AWS shows it."""
    time = datetime.now(timezone.utc)
    return time.replace(microsecond=time.microsecond // 1000 * 1000)


def page(items, marker, limit, key):
    """A page of `items` after the one whose key is `marker`, and the marker of the next page or `None`."""
    start = 0
    if marker:
        start = next((i + 1 for i, item in enumerate(items) if key(item) == marker), len(items))
    chosen = items[start:start + limit]
    more = start + limit < len(items)
    return chosen, key(chosen[-1]) if more and chosen else None
