# SPDX-License-Identifier: Apache-2.0
"""What time it is for AWS, which is not what it is for this machine when `clock.ahead_seconds` says so."""

from datetime import datetime, timedelta, timezone

from . import settings


def now():
    """The time by AWS's clock."""
    return datetime.now(timezone.utc) + timedelta(seconds=settings.get("clock.ahead_seconds"))


def http_date():
    """The same as the header `Date` has it."""
    return now().strftime("%a, %d %b %Y %H:%M:%S GMT")
