# SPDX-License-Identifier: Apache-2.0
"""Identity-based policies: which documents AWS takes, and what they allow.

What is not known here is refused when the policy is put in force, never ignored: a condition that nobody evaluates
would make a policy look narrower than it is.

AWS reference: IAM User Guide, "IAM JSON policy elements reference" and "Policy evaluation logic".
"""

from __future__ import annotations

import re

from ..edge_policy import arn_like, like
from ..errors import AWSError

DOCUMENT = ("Version", "Id", "Statement")
STATEMENT = ("Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition")

# The operators on one value of the request and one of the policy; a negated one holds when its opposite does not.
_TESTS = {
    "stringequals": lambda wanted, found: wanted == found,
    "stringequalsignorecase": lambda wanted, found: wanted.lower() == found.lower(),
    "stringlike": like,
    "arnequals": arn_like,
    "arnlike": arn_like,
    "bool": lambda wanted, found: wanted.lower() == found.lower(),
}
_NEGATED = {
    "stringnotequals": "stringequals", "stringnotequalsignorecase": "stringequalsignorecase",
    "stringnotlike": "stringlike", "arnnotequals": "arnequals", "arnnotlike": "arnlike"}
_SETS = ("", "forallvalues", "foranyvalue")

# Keys whose value a request may have several times; AWS compares them only with a set operator.
MULTIVALUED = re.compile(
    r"aws:tagkeys|acm:domainnames|dynamodb:(attributes|leadingkeys)|"
    r"route53:changeresourcerecordsets(normalizedrecordnames|recordtypes|actions)")
_KEY = re.compile(r"[A-Za-z0-9.-]+:[A-Za-z0-9._/:+=@ -]+")


def malformed(message):
    """What IAM answers to a document that it does not take."""
    return AWSError("MalformedPolicyDocument", message, 400)


def listed(value):
    return value if isinstance(value, list) else [value]


class Policy:
    """A checked policy document."""

    def __init__(self, document):
        """Raises `AWSError` with MalformedPolicyDocument for a document that AWS, or this evaluator, does not take."""
        self.document = document
        _check(document)
        self.statements = [_Statement(statement) for statement in listed(document["Statement"])]

    @property
    def uses_resource_tags(self):
        return any(key.startswith("aws:resourcetag/") for s in self.statements for _, _, key, _ in s.conditions)

    def verdict(self, need):
        """`Allow`, `Deny` for an explicit denial, `None` when no statement is about it."""
        effects = {statement.effect for statement in self.statements if statement.covers(need)}
        return "Deny" if "Deny" in effects else "Allow" if effects else None


class _Statement:
    def __init__(self, statement):
        self.effect = statement["Effect"]
        self.actions = [action.lower() for action in listed(statement.get("Action", statement.get("NotAction")))]
        self.all_but_actions = "NotAction" in statement
        self.resources = listed(statement.get("Resource", statement.get("NotResource")))
        self.all_but_resources = "NotResource" in statement
        self.conditions = [
            (*_operator(name), key.lower(), [_text(value) for value in listed(values)])
            for name, keys in statement.get("Condition", {}).items() for key, values in keys.items()]

    def covers(self, need):
        action = any(like(pattern, need.action.lower()) for pattern in self.actions)
        resource = any(_is_resource(pattern, need.resource) for pattern in self.resources)
        return (action != self.all_but_actions and resource != self.all_but_resources
                and all(_holds(*condition, need.context) for condition in self.conditions))


def _is_resource(pattern, resource):
    return pattern == "*" or (resource != "*" and arn_like(pattern, resource))


def _operator(name):
    """A condition's set operator, its test, and whether it holds for a request without the key."""
    prefix, _, test = name.lower().rpartition(":")
    optional = test.endswith("ifexists") and test != "null"
    return prefix, (test.removesuffix("ifexists"), optional)


def _holds(prefix, operator, key, wanted, context):
    test, optional = operator
    found = context.get(key)
    if test == "null":
        return (found is None) == (wanted[0].lower() == "true")
    negated = test in _NEGATED
    if found is None:
        return optional or negated or prefix == "forallvalues"
    matches = _TESTS[_NEGATED.get(test, test)]

    def one(value):
        return any(matches(pattern, value) for pattern in wanted) != negated

    values = listed(found)
    return all(map(one, values)) if prefix == "forallvalues" else any(map(one, values))


def _text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


# Checks


def _check(document):
    if not isinstance(document, dict):
        raise malformed("Syntax errors in policy.")
    unknown = [name for name in document if name not in DOCUMENT]
    if unknown:
        raise malformed(f"Syntax errors in policy: {unknown[0]}")
    if document.get("Version") != "2012-10-17":
        raise malformed("The policy must contain a valid version string: 2012-10-17.")
    statements = listed(document.get("Statement") or [])
    if not statements:
        raise malformed("Syntax errors in policy: no statement.")
    for statement in statements:
        _check_statement(statement)
    names = [statement["Sid"] for statement in statements if statement.get("Sid")]
    if len(names) != len(set(names)):
        raise malformed("Statement IDs (SID) in a single policy must be unique.")


def _check_statement(statement):
    if not isinstance(statement, dict):
        raise malformed("Syntax errors in policy.")
    for name in statement:
        if name in ("Principal", "NotPrincipal"):
            raise malformed("Policy document should not specify a principal.")
        if name not in STATEMENT:
            raise malformed(f"Syntax errors in policy: {name}")
    if statement.get("Effect") not in ("Allow", "Deny"):
        raise malformed(f"Syntax errors in policy: Effect {statement.get('Effect')}")
    if not re.fullmatch(r"[A-Za-z0-9]*", str(statement.get("Sid", ""))):
        raise malformed("Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular "
                        "expression [0-9A-Za-z]*")
    for pair in (("Action", "NotAction"), ("Resource", "NotResource")):
        if sum(name in statement for name in pair) != 1:
            raise malformed(f"Policy statement must contain {pair[0].lower()}s.")
    for action in listed(statement.get("Action", statement.get("NotAction"))):
        # Wildcards are allowed in the name, not in the service.
        if action != "*" and not re.fullmatch(r"[a-z0-9-]+:[A-Za-z0-9*?]+", str(action)):
            raise malformed(f"Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.: {action}")
    for resource in listed(statement.get("Resource", statement.get("NotResource"))):
        if resource != "*" and not re.fullmatch(r"arn:[a-z-]+:[a-z0-9-]+:[^:]*:[^:]*:.+", str(resource)):
            raise malformed(f"Resource {resource} must be in ARN format or \"*\".")
        if "${" in resource:
            raise malformed(f"The test AWS does not evaluate policy variables: {resource}")
    conditions = statement.get("Condition", {})
    if not isinstance(conditions, dict):
        raise malformed("Syntax errors in policy: Condition")
    for name, keys in conditions.items():
        _check_condition(name, keys)


def _check_condition(name, keys):
    prefix, (test, _) = _operator(name)
    if prefix not in _SETS or not (test in _TESTS or test in _NEGATED or test == "null"):
        raise malformed(f"The test AWS does not evaluate the condition operator {name}.")
    if not isinstance(keys, dict) or not keys:
        raise malformed(f"Syntax errors in policy: {name}")
    for key, values in keys.items():
        if not _KEY.fullmatch(key):
            raise malformed(f"Invalid condition key: {key}")
        if any(isinstance(value, (dict, list)) for value in listed(values)) or values == []:
            raise malformed(f"Syntax errors in policy: {key}")
        if any("${" in str(value) for value in listed(values)):
            raise malformed(f"The test AWS does not evaluate policy variables: {key}")
        if not prefix and test != "null" and MULTIVALUED.fullmatch(key.lower()):
            raise malformed(f"{key} has many values; compare it with ForAllValues: or ForAnyValue:.")
