# SPDX-License-Identifier: Apache-2.0
"""One number in one DynamoDB item, added to atomically.

The table has the partition key ``id`` (S). The item holds ``count`` (N) and nothing else: no
address, no browser name, no time of a visit.

Why the SDK's own retries are off
---------------------------------
``ADD`` is not idempotent. When the answer to an ``UpdateItem`` is lost (a read timeout, a reset
connection, a 5xx after the write), the SDK would send it again and the visitor would be counted
twice, with nobody told. So each request goes out once, and this module repeats it once more
only where that cannot count twice:

=====================================  ======  =====
failure                                write   read
=====================================  ======  =====
DynamoDB refused it (throttling)       repeat  repeat
no connection was ever made            repeat  repeat
connection lost while waiting, 5xx     no      repeat
read timeout                           no      no
anything else                          no      no
=====================================  ======  =====

A visit whose answer was lost is reported as an error; at worst it is counted but not shown.

With the limits below a call ends within 4 seconds, which a function timeout of 5 seconds holds.

What costs processor time, making the client and its first encrypted connection, is done when
Lambda loads this module: it then has a whole processor, and in a call only the share that goes
with its memory (256 MB: a seventh). AWS reference: AWS Lambda Developer Guide, "Understanding the
Lambda execution environment lifecycle" and "Configure Lambda function memory".
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
)

CONNECT_TIMEOUT_SECONDS = 1.0
READ_TIMEOUT_SECONDS = 1.5

# Lambda drops the connections of a function that sleeps, and the first request on a dropped one
# fails in a way that cannot be told from a lost answer. Older connections are closed unused.
IDLE_SECONDS = 10.0

THROTTLING_CODES = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)


class ConfigurationError(Exception):
    """The function's environment is not complete; the message says what is missing."""


class StoredValueError(Exception):
    """The item exists, but its ``count`` is not a number."""


class _Connection:
    """The process's one DynamoDB client, made at first use and shared by all calls."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._client: Any = None
        self._last_used = 0.0

    def client(self) -> Any:
        """Returns the client, without connections that have been idle for too long."""
        with self._lock:
            # The wall clock, because the monotonic one may stand still while Lambda sleeps.
            now = time.time()
            if self._client is None:
                self._client = boto3.client(
                    "dynamodb",
                    config=Config(
                        connect_timeout=CONNECT_TIMEOUT_SECONDS,
                        read_timeout=READ_TIMEOUT_SECONDS,
                        retries={"mode": "standard", "total_max_attempts": 1},
                    ),
                )
            elif not 0 <= now - self._last_used <= IDLE_SECONDS:
                self._client.close()
            self._last_used = now
            return self._client

    def reset(self) -> None:
        """Forgets the client; the next call makes a new one."""
        with self._lock:
            self._client = None


connection = _Connection()


def add_one() -> int:
    """Adds one visit and returns the new count.

    Raises ``ConfigurationError``, or what botocore raises. DynamoDB creates the item when it is
    not there, and serialises parallel additions, so no visit is lost.

    AWS reference: Amazon DynamoDB API Reference, "UpdateItem".
    """
    table, key = _table_name(), _key()

    def send() -> dict[str, Any]:
        return connection.client().update_item(
            TableName=table,
            Key=key,
            UpdateExpression="ADD #count :one",
            ExpressionAttributeNames={"#count": "count"},  # COUNT is a reserved word
            ExpressionAttributeValues={":one": {"N": "1"}},
            ReturnValues="UPDATED_NEW",
        )

    return _number(_send(send, repeatable=_was_not_applied)["Attributes"])


def read() -> int:
    """Returns the count, 0 when nobody was counted yet.

    The read is consistent, so it never shows less than an answer given before it.

    AWS reference: Amazon DynamoDB API Reference, "GetItem".
    """
    table, key = _table_name(), _key()

    def send() -> dict[str, Any]:
        return connection.client().get_item(
            TableName=table,
            Key=key,
            ConsistentRead=True,
            ProjectionExpression="#count",
            ExpressionAttributeNames={"#count": "count"},
        )

    item = _send(send, repeatable=_is_transient).get("Item")
    return _number(item) if item else 0


def prepare() -> None:
    """Makes the client and opens its connection by a read, which changes nothing.

    A failure is left to the first call, which meets it again and answers for it.
    """
    try:
        read()
    except Exception:
        # Only the connection was wanted; a module that cannot be loaded would answer nothing.
        return


def is_throttling(error: Exception) -> bool:
    """Whether DynamoDB refused the request because of its rate."""
    return isinstance(error, ClientError) and _code(error) in THROTTLING_CODES


def _send(
    send: Callable[[], dict[str, Any]], repeatable: Callable[[Exception], bool]
) -> dict[str, Any]:
    """Sends a request, and once more after a failure that ``repeatable`` accepts."""
    try:
        return send()
    except Exception as error:
        if not repeatable(error):
            raise
    time.sleep(random.uniform(0.02, 0.08))
    return send()


def _was_not_applied(error: Exception) -> bool:
    """Whether it is certain that a write did not happen."""
    return is_throttling(error) or isinstance(error, (ConnectTimeoutError, EndpointConnectionError))


def _is_transient(error: Exception) -> bool:
    """Whether a read may do better at once. Not a timeout: the visitor has waited enough."""
    if isinstance(error, ClientError):
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        return status >= 500 or is_throttling(error)
    return _was_not_applied(error) or isinstance(error, ConnectionClosedError)


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _table_name() -> str:
    name = os.environ.get("TABLE_NAME", "").strip()
    if not name:
        raise ConfigurationError(
            "TABLE_NAME is not set. Set it to the name of the counter's DynamoDB table."
        )
    return name


def _key() -> dict[str, dict[str, str]]:
    return {"id": {"S": os.environ.get("COUNTER_ID", "").strip() or "visitors"}}


def _number(attributes: dict[str, Any]) -> int:
    try:
        return int(Decimal(attributes["count"]["N"]))
    except (KeyError, InvalidOperation) as error:
        raise StoredValueError("The item's attribute 'count' is not a number.") from error


if os.environ.get("AWS_LAMBDA_FUNCTION_NAME"):
    prepare()
