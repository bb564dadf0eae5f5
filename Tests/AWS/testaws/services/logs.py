# SPDX-License-Identifier: Apache-2.0
"""CloudWatch Logs: moto's groups with the retention times that exist and tags under the right ARN."""

from __future__ import annotations

from .. import ids, moto_app
from ..calls import handles
from ..errors import AWSError
from ..signatures import ACCOUNT

RETENTION = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)


def backend(region):
    return moto_app.backend("logs")[ACCOUNT][region]


def groups(region):
    """moto's log groups in the order of their names."""
    return [backend(region).groups[name] for name in sorted(backend(region).groups)]


def _find(call, name):
    group = backend(call.region).groups.get(name)
    if group is None:
        raise AWSError("ResourceNotFoundException", "The specified log group does not exist.")
    return group


def tags_of(group):
    """A group's tags; they hang on moto's group."""
    return vars(group).setdefault("testaws_tags", {})


def _add(group, tags):
    merged = {**tags_of(group), **tags}
    if any(key.lower().startswith("aws:") for key in tags):
        raise AWSError("InvalidParameterException", "Tag keys must not start with aws:.")
    if len(merged) > 50:
        raise AWSError("TooManyTagsException", "The log group has more than 50 tags.")
    group.testaws_tags = merged


@handles("logs", "CreateLogGroup")
def create_group(call):
    name = call.params["logGroupName"]
    if name in backend(call.region).groups:
        raise AWSError("ResourceAlreadyExistsException", "The specified log group already exists")
    if any(key.lower().startswith("aws:") for key in call.get("tags", default={})):
        raise AWSError("InvalidParameterException", "Tag keys must not start with aws:.")
    response = call.forward()
    if response.status == 200:
        group = _find(call, name)
        group.testaws_class = call.get("logGroupClass", default="STANDARD")
        _add(group, call.get("tags", default={}))
    return response


@handles("logs", "DescribeLogGroups")
def describe_groups(call):
    prefix, part = call.get("logGroupNamePrefix", default=""), call.get("logGroupNamePattern", default="")
    if prefix and part:
        raise AWSError("InvalidParameterException", "A prefix and a pattern exclude each other.")
    found = [g for g in groups(call.region) if g.name.startswith(prefix) and part.lower() in g.name.lower()]
    chosen, following = ids.page(found, call.get("nextToken"), call.get("limit", default=50), lambda g: g.name)
    return {"logGroups": [describe(group) for group in chosen], "nextToken": following}


def describe(group):
    """The LogGroup structure."""
    arn = group.arn.removesuffix(":*")
    result = {"logGroupName": group.name, "arn": f"{arn}:*", "logGroupArn": arn, "metricFilterCount": 0,
              "creationTime": int(group.creation_time.timestamp() * 1000), "storedBytes": 0,
              "logGroupClass": vars(group).get("testaws_class", "STANDARD")}
    if group.retention_in_days:
        result["retentionInDays"] = int(group.retention_in_days)
    return result


@handles("logs", "PutRetentionPolicy")
def put_retention(call):
    group = _find(call, call.params["logGroupName"])
    days = call.params["retentionInDays"]
    if days not in RETENTION:
        raise AWSError("InvalidParameterException", "1 validation error detected: Value at 'retentionInDays' failed to "
                       f"satisfy constraint: Member must satisfy enum value set: {list(RETENTION)}")
    group.retention_in_days = days
    return {}


@handles("logs", "DeleteRetentionPolicy")
def delete_retention(call):
    _find(call, call.params["logGroupName"]).retention_in_days = None
    return {}


# Tags; the ARN is the one without `:*`.


def _by_arn(call):
    arn = call.params["resourceArn"]
    for group in groups(call.region):
        if group.arn.removesuffix(":*") == arn:
            return group
    raise AWSError("ResourceNotFoundException", f"The specified resource does not exist: {arn}")


@handles("logs", "ListTagsForResource")
def list_tags(call):
    return {"tags": tags_of(_by_arn(call))}


@handles("logs", "TagResource")
def tag_resource(call):
    _add(_by_arn(call), call.params["tags"])
    return {}


@handles("logs", "UntagResource")
def untag_resource(call):
    group = _by_arn(call)
    group.testaws_tags = {k: v for k, v in tags_of(group).items() if k not in call.params["tagKeys"]}
    return {}


@handles("logs", "ListTagsLogGroup")
def list_tags_old(call):
    return {"tags": tags_of(_find(call, call.params["logGroupName"]))}
