# SPDX-License-Identifier: Apache-2.0
"""Verifies Content-MD5 and `x-amz-checksum-*` of request bodies."""

from __future__ import annotations

import base64
import binascii
import functools
import hashlib
import zlib

from .errors import AWSError


@functools.cache
def _table(polynomial):
    table = []
    for value in range(256):
        for _ in range(8):
            value = (value >> 1) ^ polynomial if value & 1 else value >> 1
        table.append(value)
    return table


def _reflected(data, polynomial, width):
    table, mask = _table(polynomial), (1 << width) - 1
    crc = mask
    for byte in data:
        crc = table[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    return (crc ^ mask).to_bytes(width // 8, "big")


ALGORITHMS = {
    "crc32": lambda data: zlib.crc32(data).to_bytes(4, "big"),
    "crc32c": lambda data: _reflected(data, 0x82F63B78, 32),
    "crc64nvme": lambda data: _reflected(data, 0x9A6C9329AC4BC9B5, 64),
    "sha1": lambda data: hashlib.sha1(data).digest(),
    "sha256": lambda data: hashlib.sha256(data).digest(),
    "sha512": lambda data: hashlib.sha512(data).digest(),
    "md5": lambda data: hashlib.md5(data).digest(),
}


def verify(operation, headers, body):
    """Raises an `AWSError` for a digest that is wrong, malformed, or missing where the model demands one."""
    seen = False
    if "content-md5" in headers:
        seen = True
        if _decode(headers["content-md5"], 16) != hashlib.md5(body).digest():
            raise AWSError("BadDigest", "The Content-MD5 you specified did not match what we received.", 400)
    for name, value in headers.items():
        if not name.startswith("x-amz-checksum-"):
            continue
        algorithm = name[len("x-amz-checksum-"):]
        if algorithm not in ALGORITHMS:
            continue
        seen = True
        expected = ALGORITHMS[algorithm](body)
        if _decode(value, len(expected)) != expected:
            raise AWSError("BadDigest", f"The {algorithm.upper()} you specified did not match what we received.", 400)
    if operation.checksum_required and not seen:
        raise AWSError("InvalidRequest",
                       "Missing required header for this request: Content-MD5 OR x-amz-checksum-*", 400)


def _decode(text, size):
    try:
        value = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        value = b""
    if len(value) != size:
        raise AWSError("InvalidDigest", "The Content-MD5 or checksum value that you specified is not valid.", 400)
    return value
