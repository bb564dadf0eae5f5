# SPDX-License-Identifier: Apache-2.0
"""The gate that every checked request passes: it notes what the request needs, and holds it against the policy."""

from __future__ import annotations

import itertools
import json
import re
import threading
from xml.sax.saxutils import escape

from .. import calls, settings
from ..errors import AWSError
from ..serialize import Response
from ..signatures import ACCESS_KEY, ACCOUNT
from . import needs, principals, site
from .need import Need
from .policy import Policy

USER = f"arn:aws:iam::{ACCOUNT}:user/tester"
# Whoever may do everything and whose needs are not noted.
ANYBODY = object()


class Gate:
    """The policy in force for the test's access key, if any, and what was needed since the last reset.

    With the setting `iam.role_policies` the keys of roles are held against the policies of their role.
    """

    def __init__(self):
        self._lock = threading.Lock()
        self._policy = None
        self._used = {}

    def set(self, document):
        """Puts a policy in force; `None` allows everything. Raises `AWSError` for a malformed one."""
        policy = None if document is None else Policy(document)
        with self._lock:
            self._policy = policy

    @property
    def document(self):
        """The policy in force, `None` when everything is allowed."""
        policy = self._policy
        return None if policy is None else policy.document

    def reset(self):
        with self._lock:
            self._policy = None
            self._used = {}

    def forget(self):
        """Empties the list of what was needed."""
        with self._lock:
            self._used = {}

    def used(self):
        """What was needed since the last reset: action, resource, the operations and the values of condition keys."""
        with self._lock:
            found = sorted(self._used.items())
        return [{"action": action, "resource": resource, "operations": sorted(operations), "conditions": {
            key: sorted(values) for key, values in sorted(conditions.items())}}
            for (action, resource), (operations, conditions) in found]

    def _policy_of(self, entry):
        """What is in force for the sender of a request: a policy, `None` for one that allows everything, `ANYBODY`."""
        if entry["access_key"] == ACCESS_KEY:
            return self._policy
        policies = principals.role_policies(entry["access_key"]) if settings.get("iam.role_policies") else None
        return ANYBODY if policies is None else policies

    def admit(self, call, entry):
        """Raises `AWSError` for a request that the policy does not allow; notes what it needs in the journal's entry.

        Of a DeleteObjects the keys that are not allowed are taken out; `after` tells of them.
        """
        policy = self._policy_of(entry)
        if policy is ANYBODY:
            return
        wanted = needs(call)
        if wanted is None:
            if policy is not None:
                raise AWSError("NotImplemented", f"The test AWS does not know what {call.operation!r} needs.", 501)
            return
        if call.operation.name == "DeleteObjects":
            wanted = self._delete_objects(call, policy, wanted)
        for need in wanted:
            self._require(call, entry, policy, need)

    def answer(self, call, entry):
        """Answers a checked request as far as the policy allows it; raises `AWSError` where it does not."""
        self.admit(call, entry)
        try:
            if getattr(call, "nothing_left", False):
                response = Response(200, [("Content-Type", "application/xml")], "<DeleteResult></DeleteResult>")
            else:
                response = calls.dispatch(call)
        except AWSError as error:
            self._missing(call, entry, error.code)
            raise
        return self._seen(call, entry, response)

    def _missing(self, call, entry, code):
        """Who may not list a bucket is not told that a key is missing."""
        if (call.service.name == "s3" and call.operation.name in ("GetObject", "HeadObject")
                and self._policy_of(entry) is not ANYBODY and code in ("NoSuchKey", "404")):
            self._require(call, entry, self._policy_of(entry), Need("s3:ListBucket", site.bucket_arn(call)))

    def _seen(self, call, entry, response):
        """The answer as the policy lets it be seen."""
        policy, name = self._policy_of(entry), call.operation.name
        if policy is ANYBODY:
            return response
        if response.status == 404:
            self._missing(call, entry, "404")
        elif call.service.name == "s3" and name == "DeleteObjects":
            return _with_refused_keys(call, response)
        elif call.service.name == "lambda" and name == "GetFunction" and response.status == 200:
            return self._function(call, entry, policy, response)
        return response

    def _require(self, call, entry, policy, need):
        if policy is not None and policy.uses_resource_tags:
            need.context.update(_resource_tags(call, need))
        self._note(call, entry, need)
        if policy is None:
            return
        verdict = policy.verdict(need)
        if verdict != "Allow":
            raise denial(call.service, need, explicit=verdict == "Deny", who=principals.arn(entry["access_key"]) or USER)

    def _note(self, call, entry, need):
        # The keys that every request has would only make the journal long.
        common = ("aws:requestedregion", "aws:principalaccount")
        keys = {key: value for key, value in need.context.items() if key not in common}
        entry.setdefault("authorized", []).append([need.action, need.resource, keys])
        with self._lock:
            operations, conditions = self._used.setdefault((need.action, need.resource), (set(), {}))
            operations.add(f"{call.service.name}:{call.operation.name}")
            for key, value in need.context.items():
                conditions.setdefault(key, set()).update(value if isinstance(value, list) else [value])

    def _delete_objects(self, call, policy, wanted):
        allowed, refused, kept = [], [], []
        left = iter(wanted)
        for item in call.params["Delete"]["Objects"]:
            of_item = list(itertools.islice(left, len(site.deletion(call, item))))
            missing = [need for need in of_item if policy is not None and policy.verdict(need) != "Allow"]
            if missing:
                refused.append((item, missing[0]))
            else:
                allowed.append(item)
                kept += of_item
        call.refused_keys = refused
        if refused:
            call.params["Delete"]["Objects"] = allowed
            call.body = _delete_body(allowed)
        # A batch of which nothing is allowed is answered without asking the handler.
        call.nothing_left = bool(refused) and not allowed
        return kept

    def _function(self, call, entry, policy, response):
        arn = json.loads(response.body)["Configuration"]["FunctionArn"]
        try:
            self._require(call, entry, policy, Need("lambda:ListTags", arn))
        except AWSError as error:
            value = json.loads(response.body)
            value.pop("Tags", None)
            value["TagsError"] = {"ErrorCode": error.code, "Message": error.message}
            response.body = json.dumps(value).encode()
        return response


def denial(service, need, explicit=False, who=USER):
    """The error of a request that is not allowed, in the words of each service."""
    reason = ("with an explicit deny in an identity-based policy" if explicit else
              f"because no identity-based policy allows the {need.action} action")
    message = f"User: {who} is not authorized to perform: {need.action} on resource: {need.resource} {reason}"
    if service.name == "s3":
        # S3 often says no more than this.
        return AWSError("AccessDenied", "Access Denied", 403)
    if service.protocol == "json":
        return AWSError("AccessDeniedException", message, 400)
    if service.protocol in ("rest-xml", "query"):
        return AWSError("AccessDenied", message, 403)
    return AWSError("AccessDeniedException", message, 403)


def _delete_body(items):
    rows = "".join(
        f"<Object><Key>{escape(item['Key'])}</Key>"
        + (f"<VersionId>{escape(item['VersionId'])}</VersionId>" if item.get("VersionId") else "") + "</Object>"
        for item in items)
    return (f'<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{rows}</Delete>').encode()


def _with_refused_keys(call, response):
    refused = getattr(call, "refused_keys", ())
    if not refused or response.status != 200:
        return response
    rows = "".join(
        f"<Error><Key>{escape(item['Key'])}</Key>"
        + (f"<VersionId>{escape(item['VersionId'])}</VersionId>" if item.get("VersionId") else "")
        + "<Code>AccessDenied</Code><Message>Access Denied</Message></Error>" for item, _ in refused)
    text = response.body.decode()
    empty = re.sub(r"<DeleteResult([^>]*)/>", r"<DeleteResult\1></DeleteResult>", text)
    response.body = empty.replace("</DeleteResult>", rows + "</DeleteResult>").encode()
    return response


def _resource_tags(call, need):
    """The tags of the resource as condition keys, where AWS has such a key for it."""
    from ..services import tagging

    arn = need.resource.removesuffix(":log-stream:")
    if arn == "*" or arn.startswith("arn:aws:s3:"):
        return {}
    if ":role/" in arn:
        from ..services import iam

        role = next((role for role in iam.roles() if role.arn == arn), None)
        tags = {} if role is None else {tag["Key"]: tag["Value"] for tag in role.tags or []}
    else:
        tags = next((tags for found, _, tags in tagging.resources(call.region) if found == arn), {})
    return {f"aws:resourcetag/{key.lower()}": value for key, value in tags.items()}
