# SPDX-License-Identifier: Apache-2.0
"""Evaluates resource policies: of buckets for CloudFront, of functions for API Gateway.

AWS reference: IAM User Guide, "Policy evaluation logic" and "IAM JSON policy
elements: Condition operators".
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, Callable


@dataclass
class Access:
    """One access to decide on. Keys of `context` are in lower case."""

    service: str | None
    action: str
    resource: str
    context: dict[str, str] = field(default_factory=dict)


def admits(policy: str | bytes | dict[str, Any] | None, access: Access) -> bool:
    """Whether a statement allows `access` and none denies it.

    A document that cannot be read admits nothing.
    """
    if not policy:
        return False
    if isinstance(policy, (str, bytes)):
        try:
            policy = json.loads(policy)
        except ValueError:
            return False
    if not isinstance(policy, dict):
        return False
    statements = _list(policy.get("Statement"))
    matching = {
        statement.get("Effect")
        for statement in statements
        if isinstance(statement, dict) and applies(statement, access)
    }
    return "Allow" in matching and "Deny" not in matching


def applies(statement: dict[str, Any], access: Access) -> bool:
    """Whether a statement is about `access`, whatever its effect."""
    denies = statement.get("Effect") == "Deny"
    return (
        _either(statement, "Principal", lambda value: _is_principal(value, access.service))
        and _either(statement, "Action", lambda value: _like_any(value, access.action, ignoring_case=True))
        and _either(statement, "Resource", lambda value: _like_any(value, access.resource))
        and _conditions_hold(statement.get("Condition") or {}, access.context, unknown=denies)
    )


def _either(statement: dict[str, Any], name: str, matches: Callable[[Any], bool]) -> bool:
    if name in statement:
        return matches(statement[name])
    if f"Not{name}" in statement:
        return not matches(statement[f"Not{name}"])
    return False


def _is_principal(value: Any, service: str | None) -> bool:
    if value == "*":
        return True
    if not isinstance(value, dict):
        return False
    if "*" in _list(value.get("AWS")):
        return True
    return service is not None and service in _list(value.get("Service"))


def _like_any(patterns: Any, text: str, ignoring_case: bool = False) -> bool:
    return any(like(str(pattern), text, ignoring_case) for pattern in _list(patterns))


def like(pattern: str, text: str, ignoring_case: bool = False) -> bool:
    """Matches `*` (any run) and `?` (one character)."""
    expression = "".join(
        ".*" if character == "*" else "." if character == "?" else re.escape(character) for character in pattern
    )
    flags = re.DOTALL | (re.IGNORECASE if ignoring_case else 0)
    return re.fullmatch(expression, text, flags) is not None


def arn_like(pattern: str, arn: str) -> bool:
    """Matches the six parts of an ARN one by one: a wildcard does not cross a colon."""
    wanted, found = pattern.split(":", 5), arn.split(":", 5)
    return len(wanted) == len(found) == 6 and all(map(like, wanted, found))


_POSITIVE: dict[str, Callable[[str, str], bool]] = {
    "stringequals": lambda wanted, found: wanted == found,
    "stringequalsignorecase": lambda wanted, found: wanted.lower() == found.lower(),
    "stringlike": like,
    "arnequals": arn_like,
    "arnlike": arn_like,
    "bool": lambda wanted, found: wanted.lower() == found.lower(),
    "numericequals": lambda wanted, found: float(wanted) == float(found),
}
_NEGATIVE = {
    "stringnotequals": "stringequals",
    "stringnotequalsignorecase": "stringequalsignorecase",
    "stringnotlike": "stringlike",
    "arnnotequals": "arnequals",
    "arnnotlike": "arnlike",
    "numericnotequals": "numericequals",
}


def _conditions_hold(conditions: dict[str, Any], context: dict[str, str], unknown: bool) -> bool:
    """Every operator and key must hold. `unknown` is the verdict on an operator not known here."""
    for operator, keys in conditions.items():
        for key, values in keys.items():
            verdict = _condition_holds(operator, context.get(key.lower()), [_text(v) for v in _list(values)])
            if not (unknown if verdict is None else verdict):
                return False
    return True


def _condition_holds(operator: str, found: str | None, wanted: list[str]) -> bool | None:
    name = operator.lower().rpartition(":")[2]
    optional = name.endswith("ifexists")
    name = name.removesuffix("ifexists")
    if name == "null":
        return (found is None) == (wanted[:1] == ["true"])
    negative = name in _NEGATIVE
    test = _POSITIVE.get(_NEGATIVE.get(name, name))
    if test is None:
        return None
    if found is None:
        return optional or negative
    hit = any(test(value, found) for value in wanted)
    return hit != negative


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
