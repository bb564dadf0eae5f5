# SPDX-License-Identifier: Apache-2.0
"""One thing that a request needs to be allowed, and what tells it apart for a policy."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Need:
    """An action on a resource. Condition keys are in lower case; a list is a key of many values."""

    action: str
    resource: str = "*"
    context: dict[str, str | list[str]] = field(default_factory=dict)


def tag_keys(tags):
    """The condition keys of a request that sets tags."""
    return {"aws:tagkeys": list(tags), **{f"aws:requesttag/{key.lower()}": value for key, value in tags.items()}}


def pairs(tags):
    """A list of tags as a dictionary."""
    return {tag["Key"]: tag.get("Value", "") for tag in tags or []}


def tags_of(action, setting=None, removing=None, resource="Resource"):
    """A rule for an operation on tags that names the resource by its ARN.

    `setting` and `removing` are the paths of the members with tags to set or keys to remove.
    """
    def rule(call):
        context = {}
        if setting is not None:
            value = call.get(*setting, default=[])
            context = tag_keys(value if isinstance(value, dict) else pairs(value))
        elif removing is not None:
            context = {"aws:tagkeys": list(call.get(*removing, default=[]))}
        return [Need(action, call.params[resource], context)]
    return rule


def anywhere(action):
    """A rule for an operation that cannot be limited to a resource."""
    return lambda call: [Need(action)]
