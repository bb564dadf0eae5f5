# SPDX-License-Identifier: Apache-2.0
"""IAM: moto's roles with checked trust policies, names and deletes."""

from __future__ import annotations

import json
import re

from .. import moto_app
from ..calls import handles
from ..errors import AWSError
from ..signatures import ACCOUNT

MEMBERS = ("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Condition")
GITHUB = "token.actions.githubusercontent.com"


def roles():
    """moto's roles."""
    return list(moto_app.backend("iam")[ACCOUNT]["aws"].roles.values())


def _malformed(message):
    return AWSError("MalformedPolicyDocument", message)


def _list(value):
    return value if isinstance(value, list) else [value]


def check_trust(text):
    """Refuses a trust policy that IAM refuses."""
    try:
        document = json.loads(text)
    except ValueError:
        raise _malformed("This policy contains invalid Json") from None
    if not isinstance(document, dict) or not document.get("Statement"):
        raise _malformed("Syntax errors in policy.")
    if document.get("Version") not in ("2012-10-17", "2008-10-17", None):
        raise _malformed("Syntax errors in policy.")
    for statement in _list(document["Statement"]):
        if not isinstance(statement, dict):
            raise _malformed("Syntax errors in policy.")
        for name in statement:
            if name in ("Resource", "NotResource"):
                raise _malformed("Has prohibited field Resource")
            if name not in MEMBERS:
                raise _malformed(f"Syntax errors in policy: {name}")
        if statement.get("Effect") not in ("Allow", "Deny") or "Action" not in statement:
            raise _malformed("Syntax errors in policy.")
        if not isinstance(statement.get("Principal"), (dict, str)):
            raise _malformed("Missing required field Principal")
        for action in _list(statement["Action"]):
            if not re.fullmatch(r"sts:[A-Za-z*]+", str(action)):
                raise _malformed("AssumeRole policy may only specify STS AssumeRole actions.")
        principal = statement["Principal"]
        for service in _list(principal.get("Service", [])) if isinstance(principal, dict) else []:
            if not re.fullmatch(r"[a-z0-9.-]+\.amazonaws\.com", str(service)):
                raise _malformed(f"Invalid principal in policy: \"SERVICE\":\"{service}\"")
        federated = _list(principal.get("Federated", [])) if isinstance(principal, dict) else []
        if any(str(arn).endswith(f":oidc-provider/{GITHUB}") for arn in federated) and statement["Effect"] == "Allow":
            _check_subject(statement.get("Condition", {}))


def _check_subject(conditions):
    """Refuses a trust policy that lets every repository of GitHub in, as IAM does."""
    keys = {key.lower() for tests in conditions.values() for key in tests}
    if f"{GITHUB}:sub" not in keys:
        raise _malformed(f"Trust policy must evaluate {GITHUB}:sub.")


@handles("iam", "CreateRole")
def create_role(call):
    name = call.params["RoleName"]
    if any(role.name.lower() == name.lower() for role in roles()):
        raise AWSError("EntityAlreadyExists", f"Role with name {name} already exists.")
    check_trust(call.params["AssumeRolePolicyDocument"])
    for tag in call.get("Tags", default=[]):
        if tag["Key"].lower().startswith("aws:"):
            raise AWSError("InvalidInput", "Tag keys must not start with 'aws:'.")
    return call.forward()


@handles("iam", "UpdateAssumeRolePolicy")
def update_trust(call):
    check_trust(call.params["PolicyDocument"])
    return call.forward()


@handles("iam", "DeleteRole")
def delete_role(call):
    role = next((r for r in roles() if r.name == call.params["RoleName"]), None)
    if role is None:
        raise AWSError("NoSuchEntity", f"The role with name {call.params['RoleName']} cannot be found.")
    for part, what in ((role.managed_policies, "detach all policies"), (role.policies, "delete policies")):
        if part:
            raise AWSError("DeleteConflict", f"Cannot delete entity, must {what} first.")
    for profile in moto_app.backend("iam")[ACCOUNT]["aws"].instance_profiles.values():
        if any(r.name == role.name for r in profile.roles):
            raise AWSError("DeleteConflict", "Cannot delete entity, must remove roles from instance profile first.")
    return call.forward()


@handles("iam", "AddClientIDToOpenIDConnectProvider")
def add_audience(call):
    providers = moto_app.backend("iam")[ACCOUNT]["aws"].open_id_providers
    provider = providers.get(call.params["OpenIDConnectProviderArn"])
    if provider is None:
        raise AWSError("NoSuchEntity", f"OpenIDConnect Provider not found for arn "
                       f"{call.params['OpenIDConnectProviderArn']}", 404)
    # One that is there already is no error.
    if call.params["ClientID"] not in provider.client_id_list:
        provider.client_id_list.append(call.params["ClientID"])
    return call.answer()
