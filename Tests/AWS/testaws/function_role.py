# SPDX-License-Identifier: Apache-2.0
"""The role that Lambda was given for a function: the role itself, not its name.

Lambda has the key of the account encrypt a function's environment variables, and lets the role decrypt them by a
grant for the role's unique id. It makes that grant when the function is created and when it gets another role. A role
that is made again has the ARN of the old one and another id: Lambda cannot start the function any more, whatever else
is updated.

AWS reference: AWS Lambda Developer Guide, "Securing Lambda environment variables"; IAM User Guide, "Unique
identifiers".
"""

from __future__ import annotations

from typing import Any

from moto.backends import get_backend

ACCOUNT = "123456789012"
KMS_REFUSAL = (
    "Lambda was unable to decrypt the environment variables because KMS access was denied. Please check the "
    "function's KMS key settings. KMS Exception: UnrecognizedClientException KMS Message: The security token included "
    "in the request is invalid.")


def role_id(arn: str) -> str | None:
    """The unique id of the role that has an ARN now."""
    roles = get_backend("iam")[ACCOUNT]["aws"].roles.values()
    return next((role.id for role in roles if role.arn == arn), None)


def give(function: Any) -> None:
    """Notes the role of a function that is made, or that gets another role."""
    function.given_role_id = role_id(function.role)


def refusal(function: Any) -> str | None:
    """Why Lambda cannot start the function, `None` when it can."""
    given = getattr(function, "given_role_id", None)
    if given is None:
        return None
    now = role_id(function.role)
    if now is None:
        return "The role defined for the function cannot be assumed by Lambda."
    return KMS_REFUSAL if now != given and function.environment_vars else None
