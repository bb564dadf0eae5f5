# SPDX-License-Identifier: Apache-2.0
"""Bucket policies: what S3 refuses, what counts as public, how they are given back."""

from __future__ import annotations

import json
import re

from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket

from .. import edge_policy, moto_app
from ..errors import AWSError
from ..signatures import ACCOUNT

MEMBERS = ("Version", "Id", "Statement")
STATEMENT = ("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource",
             "Condition")
BUCKET_ACTIONS = re.compile(r"^s3:(List(?!MultipartUploadParts)|GetBucket|PutBucket|DeleteBucket|GetLifecycle|"
                            r"PutLifecycle|GetEncryption|PutEncryption|GetAccelerate|PutAccelerate)", re.IGNORECASE)
NARROWING = ("aws:sourcearn", "aws:sourceaccount", "aws:sourcevpc", "aws:sourcevpce", "aws:sourceip",
             "aws:principalorgid", "aws:userid", "s3:dataaccesspointarn", "s3:dataaccesspointaccount")


def _malformed(message):
    return AWSError("MalformedPolicy", message, 400)


def _list(value):
    return value if isinstance(value, list) else [value]


def checked(text, bucket):
    """The policy as a dictionary; raises MalformedPolicy."""
    if len(text.encode()) > 20 * 1024:
        raise AWSError("PolicyTooLarge", "Policy exceeds the maximum size of 20 KB.", 400)
    try:
        policy = json.loads(text)
    except ValueError:
        raise _malformed("This policy contains invalid Json") from None
    if not isinstance(policy, dict):
        raise _malformed("Policies must be valid JSON and the first byte must be '{'")
    unknown = [name for name in policy if name not in MEMBERS]
    if unknown:
        raise _malformed(f"Unknown field {unknown[0]}")
    if policy.get("Version") not in ("2012-10-17", "2008-10-17"):
        raise _malformed("The policy must contain a valid version string")
    if not policy.get("Statement"):
        raise _malformed("Missing required field Statement")
    for statement in _list(policy["Statement"]):
        _check_statement(statement, bucket)
    return policy


def _check_statement(statement, bucket):
    if not isinstance(statement, dict):
        raise _malformed("Statement is not valid")
    unknown = [name for name in statement if name not in STATEMENT]
    if unknown:
        raise _malformed(f"Unknown field {unknown[0]}")
    if statement.get("Effect") not in ("Allow", "Deny"):
        raise _malformed("Invalid effect: it is case-sensitive")
    for pair in (("Principal", "NotPrincipal"), ("Action", "NotAction"), ("Resource", "NotResource")):
        if sum(name in statement for name in pair) != 1:
            raise _malformed(f"Missing required field {pair[0]}")
    _check_principal(statement.get("Principal", statement.get("NotPrincipal")))
    arn = f"arn:aws:s3:::{bucket}"
    resources = _list(statement.get("Resource", statement.get("NotResource")))
    for resource in resources:
        if not isinstance(resource, str) or (resource != arn and not resource.startswith(arn + "/")):
            raise _malformed("Policy has invalid resource")
    actions = _list(statement.get("Action", statement.get("NotAction")))
    for action in actions:
        if action != "*" and not (isinstance(action, str) and re.fullmatch(r"s3:[A-Za-z*?]+", action)):
            raise _malformed("Policy has invalid action")
        if "*" in action or "?" in action:
            continue
        wants_bucket = bool(BUCKET_ACTIONS.match(action))
        if not any((resource == arn) == wants_bucket for resource in resources):
            raise _malformed("Action does not apply to any resource(s) in statement")
    if not isinstance(statement.get("Condition", {}), dict):
        raise _malformed("Policy has an invalid condition")


def _check_principal(principal):
    if principal == "*":
        return
    if not isinstance(principal, dict) or not principal:
        raise _malformed("Invalid policy syntax.")
    for kind, values in principal.items():
        for value in _list(values):
            if kind == "Service" and re.fullmatch(r"[a-z0-9.-]+\.amazonaws\.com", str(value)):
                continue
            if kind == "AWS" and (value == "*" or re.fullmatch(r"\d{12}", str(value)) or _is_principal(str(value))):
                continue
            raise _malformed("Invalid principal in policy")


def _is_principal(arn):
    match = re.fullmatch(r"arn:aws:iam::(\d{12}|cloudfront):(root|(user|role)/.+)", arn)
    if match is None:
        return False
    if match[1] != ACCOUNT or match[2] == "root":
        return True
    iam = moto_app.backend("iam")[ACCOUNT]["aws"]
    return any(thing.arn == arn for thing in (*iam.roles.values(), *iam.users.values()))


def is_public(policy):
    """Whether an Allow is open to everybody, in the sense of S3 Block Public Access."""
    for statement in _list(policy["Statement"]):
        if statement["Effect"] != "Allow":
            continue
        principal = statement.get("Principal")
        everybody = "NotPrincipal" in statement or principal == "*" or (
            isinstance(principal, dict) and "*" in _list(principal.get("AWS", [])))
        if everybody and not _narrowed(statement.get("Condition", {})):
            return True
    return False


def _narrowed(condition):
    for operator, keys in condition.items():
        if operator.lower().removesuffix("ifexists").endswith(("notequals", "notlike", "notipaddress")):
            continue
        for key, values in keys.items():
            if key.lower() in NARROWING and not any("*" in str(v) or v == "0.0.0.0/0" for v in _list(values)):
                return True
    return False


def denies_account(policy, action, resource):
    """Whether a policy denies an action to the account's own users, whom only wildcards stand for here."""
    access = edge_policy.Access(None, action, resource)
    return any(edge_policy.applies(statement, access) for statement in _list(policy["Statement"])
               if statement["Effect"] == "Deny")


def _permission(bucket, action, resource):
    """Takes the place of moto's check, which does not look at principals and conditions."""
    denied = bucket.policy is not None and denies_account(json.loads(bucket.policy), action, resource)
    return PermissionResult.DENIED if denied else PermissionResult.NEUTRAL


FakeBucket.get_permission = _permission


def normalised(policy):
    """The text that S3 gives back: its own order of members, and single values instead of lists of one."""
    def simplify(value):
        return value[0] if isinstance(value, list) and len(value) == 1 else value

    statements = []
    for statement in _list(policy["Statement"]):
        shown = {}
        for name in STATEMENT:
            if name in statement:
                shown[name] = simplify(statement[name])
        for name in ("Principal", "NotPrincipal"):
            if isinstance(shown.get(name), dict):
                shown[name] = {kind: simplify(values) for kind, values in shown[name].items()}
        if "Condition" in shown:
            shown["Condition"] = {operator: {key: simplify(values) for key, values in keys.items()}
                                  for operator, keys in shown["Condition"].items()}
        statements.append(shown)
    result = {name: policy[name] for name in ("Version", "Id") if name in policy}
    result["Statement"] = statements
    return json.dumps(result, separators=(",", ":"))
