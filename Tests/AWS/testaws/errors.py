# SPDX-License-Identifier: Apache-2.0
"""The one exception that becomes an AWS error answer."""

from __future__ import annotations


class AWSError(Exception):
    """An error as AWS would answer it.

    `status` is looked up in the service's model when it is not given. `extra` is added to the body (S3: elements,
    JSON protocols: members); `headers` to the answer's headers.
    """

    def __init__(self, code, message, status=None, extra=None, headers=None):
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.extra = extra or {}
        self.headers = headers or {}


class Violation(Exception):
    """A request that AWS would reject for its form; `kind` sorts it, `problems` says what and where."""

    def __init__(self, kind, problems):
        self.kind = kind
        self.problems = [problems] if isinstance(problems, str) else list(problems)
        super().__init__("; ".join(self.problems))
