# SPDX-License-Identifier: Apache-2.0
"""STS: roles for web identity tokens, given as strictly as AWS gives them; only the token's signature is not checked."""

from __future__ import annotations

import base64
import fnmatch
import json
import time

from .. import moto_app
from ..calls import handles
from ..errors import AWSError
from ..signatures import ACCOUNT
from .iam import roles

ACTION = "sts:AssumeRoleWithWebIdentity"


def claims_of(token):
    """The claims of a JWT."""
    try:
        header, payload, signature = token.split(".")
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))
        if not isinstance(claims, dict) or not signature or not isinstance(claims.get("iss"), str):
            raise ValueError
    except ValueError:
        raise AWSError("InvalidIdentityToken", "The ID Token provided is not a valid JWT. "
                       "(You may see this error if you sent an Access Token)", 400) from None
    return claims


def _list(value):
    return value if isinstance(value, list) else [value]


def _provider(issuer):
    """The account's identity provider of an issuer."""
    for provider in moto_app.backend("iam")[ACCOUNT]["aws"].open_id_providers.values():
        if provider.url.removeprefix("https://").rstrip("/") == issuer:
            return provider
    raise AWSError("InvalidIdentityToken", f"No OpenIDConnect provider found in your account for https://{issuer}", 400)


def _holds(operator, key, wanted, issuer, claims):
    """Whether a condition of a trust policy holds for a token; one that is not known here never does."""
    prefix = f"{issuer}:"
    if not key.startswith(prefix):
        return False
    found = [str(value) for value in _list(claims.get(key.removeprefix(prefix), []))]
    wanted = [str(value) for value in _list(wanted)]
    if operator.startswith("ForAnyValue:") or operator.startswith("ForAllValues:"):
        operator = operator.partition(":")[2]
    if operator == "StringEquals":
        return any(value in wanted for value in found)
    if operator == "StringLike":
        return any(fnmatch.fnmatchcase(value, pattern.replace("[", "[[]")) for value in found for pattern in wanted)
    if operator == "StringNotEquals":
        return all(value not in wanted for value in found)
    return False


def _matches(statement, provider, issuer, claims):
    """Whether a statement of a trust policy is about this token."""
    actions = [str(action).lower() for action in _list(statement.get("Action", []))]
    if not any(fnmatch.fnmatchcase(ACTION.lower(), action) for action in actions):
        return False
    principal = statement.get("Principal")
    federated = _list(principal.get("Federated", [])) if isinstance(principal, dict) else []
    if provider.arn not in federated:
        return False
    return all(_holds(operator, key, wanted, issuer, claims)
               for operator, keys in statement.get("Condition", {}).items() for key, wanted in keys.items())


@handles("sts", "AssumeRoleWithWebIdentity")
def assume_role_with_web_identity(call):
    claims = claims_of(call.params["WebIdentityToken"])
    now = int(time.time())
    expires = claims.get("exp")
    if not isinstance(expires, (int, float)):
        raise AWSError("InvalidIdentityToken", "Missing a required claim: exp", 400)
    if expires <= now:
        raise AWSError("ExpiredTokenException", f"Token expired: current date/time {now} must be before the "
                       f"expiration date/time {int(expires)}", 400)
    issuer = claims["iss"].removeprefix("https://").rstrip("/")
    provider = _provider(issuer)
    if not any(audience in provider.client_id_list for audience in _list(claims.get("aud", []))):
        raise AWSError("InvalidIdentityToken", "Incorrect token audience", 400)
    role = next((role for role in roles() if role.arn == call.params["RoleArn"]), None)
    statements = [] if role is None else _list(json.loads(role.assume_role_policy_document)["Statement"])
    found = [statement["Effect"] for statement in statements if _matches(statement, provider, issuer, claims)]
    if "Allow" not in found or "Deny" in found:
        raise AWSError("AccessDenied", f"Not authorized to perform {ACTION}", 403)
    return call.forward()
