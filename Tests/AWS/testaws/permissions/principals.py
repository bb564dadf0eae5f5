# SPDX-License-Identifier: Apache-2.0
"""Who is behind temporary keys, and which policies are attached to it."""

from __future__ import annotations

import json

from .. import moto_app
from ..signatures import ACCOUNT
from .policy import Policy


class Policies:
    """Several policies of one principal: allowed is what one allows and none denies."""

    def __init__(self, documents):
        self._policies = [Policy(document) for document in documents]

    @property
    def uses_resource_tags(self):
        return any(policy.uses_resource_tags for policy in self._policies)

    def verdict(self, need):
        """As of one policy; `None` without any."""
        found = {policy.verdict(need) for policy in self._policies}
        return "Deny" if "Deny" in found else "Allow" if "Allow" in found else None


def _session(access_key):
    """The session of a role that a key was given for."""
    return moto_app.backend("sts")[ACCOUNT]["aws"].get_assumed_role_from_access_key(access_key)


def arn(access_key):
    """How AWS names the sender in errors; `None` when the key is of no role."""
    found = _session(access_key)
    return None if found is None else found.arn


def role_policies(access_key):
    """What the role of a key may do; `None` when the key is of no role."""
    session = _session(access_key)
    if session is None:
        return None
    role = next((role for role in moto_app.backend("iam")[ACCOUNT]["aws"].roles.values()
                 if role.arn == session.role_arn), None)
    if role is None:
        return Policies([])
    attached = [policy.document for policy in role.managed_policies.values()]
    documents = [*role.policies.values(), *attached]
    return Policies([json.loads(text) if isinstance(text, str) else text for text in documents])
