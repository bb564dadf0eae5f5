# SPDX-License-Identifier: Apache-2.0
"""`with refuses("NoSuchBucket", 404):` passes when the call inside is refused just so."""

from botocore.exceptions import ClientError


def refuses(code, status=None):
    """A context in which a call must be refused with an AWS code (and status)."""
    return _Refuses(code, status)


class _Refuses:
    def __init__(self, code, status):
        self.code, self.status = code, status

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        assert error is not None, f"{self.code} was expected"
        if not isinstance(error, ClientError):
            return False
        response = error.response
        assert response["Error"]["Code"] == self.code, response["Error"]
        if self.status is not None:
            assert response["ResponseMetadata"]["HTTPStatusCode"] == self.status
        return True
