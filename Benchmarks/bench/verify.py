# SPDX-License-Identifier: Apache-2.0
"""Whether a bucket holds what it has to."""

from __future__ import annotations

import hashlib
import pathlib
from collections.abc import Mapping

from .server import StoredObject
from .workloads import Expected

# Where resumectl keeps a note of its own.
OWN_PREFIX = ".resumectl/"


class WrongResult(Exception):
    """A tool left something else in the bucket than the folder has."""


def differences(bucket: str, objects: Mapping[str, StoredObject], expected: Mapping[str, Expected]) -> list[str]:
    """What is wrong with a bucket, a line each; nothing when it is right."""
    found = {name.removeprefix(f"{bucket}/"): stored for name, stored in objects.items() if name.startswith(f"{bucket}/")}
    found = {key: stored for key, stored in found.items() if not key.startswith(OWN_PREFIX)}
    lines = [f"missing: {key}" for key in sorted(expected.keys() - found.keys())]
    lines += [f"too much: {key}" for key in sorted(found.keys() - expected.keys())]
    for key in sorted(expected.keys() & found.keys()):
        stored, wanted = found[key], expected[key]
        if stored.size != wanted.size:
            lines.append(f"size {stored.size}, not {wanted.size}: {key}")
        elif wanted.md5 and not stored.parts and stored.etag != wanted.md5:
            lines.append(f"other content: {key}")
    return lines


def multipart_etag(path: pathlib.Path, part_size: int) -> str:
    """The ETag that S3 gives a file that is uploaded in parts."""
    digests = []
    with path.open("rb") as file:
        while part := file.read(part_size):
            digests.append(hashlib.md5(part).digest())
    return f"{hashlib.md5(b''.join(digests)).hexdigest()}-{len(digests)}"


def require(lines: list[str], who: str) -> None:
    """Raises WrongResult when there are differences."""
    if lines:
        more = f"\n  and {len(lines) - 5} more" if len(lines) > 5 else ""
        raise WrongResult(f"{who} left a wrong bucket:\n  " + "\n  ".join(lines[:5]) + more)
