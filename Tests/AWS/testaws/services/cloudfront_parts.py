# SPDX-License-Identifier: Apache-2.0
"""CloudFront's origin access controls, functions, and invalidations."""

from __future__ import annotations

import re

from .. import ids, settings
from ..calls import handles
from ..errors import AWSError
from ..serialize import Response
from ..signatures import ACCOUNT
from .cloudfront import backend, check_tags, find, need_match


def _distributions_using(text):
    """Distributions whose origins or behaviors name an access control or a function."""
    for distribution in backend().distributions.values():
        config = distribution.distribution_config
        if any(o.get("OriginAccessControlId") == text for o in config["Origins"]["Items"]):
            yield distribution
        behaviors = [config["DefaultCacheBehavior"], *config["CacheBehaviors"].get("Items", [])]
        if any(a["FunctionARN"] == text for b in behaviors for a in b["FunctionAssociations"].get("Items", [])):
            yield distribution


# Origin access controls.


class AccessControl:
    """An origin access control."""

    def __init__(self, config):
        self.id = ids.upper("E", 14)
        self.put(config)

    def put(self, config):
        self.config = {"Description": "", **config}
        self.etag = ids.upper("E", 14)

    @property
    def origin_type(self):
        return self.config["OriginAccessControlOriginType"]

    @property
    def signing_protocol(self):
        return self.config["SigningProtocol"]

    @property
    def signing_behavior(self):
        return self.config["SigningBehavior"]

    def description(self):
        return {"Id": self.id, "OriginAccessControlConfig": self.config}


def _control(call):
    try:
        return backend().origin_access_controls[call.params["Id"]]
    except KeyError:
        raise AWSError("NoSuchOriginAccessControl", "The origin access control does not exist.") from None


def _check_name(config, current=None):
    for other in backend().origin_access_controls.values():
        if other is not current and other.config["Name"] == config["Name"]:
            raise AWSError("OriginAccessControlAlreadyExists",
                           "An origin access control with the specified parameters already exists.")


@handles("cloudfront", "CreateOriginAccessControl")
def create_control(call):
    config = call.params["OriginAccessControlConfig"]
    _check_name(config)
    control = AccessControl(config)
    backend().origin_access_controls[control.id] = control
    return {"OriginAccessControl": control.description(), "ETag": control.etag,
            "Location": f"https://cloudfront.amazonaws.com/2020-05-31/origin-access-control/{control.id}"}


@handles("cloudfront", "GetOriginAccessControl")
def get_control(call):
    control = _control(call)
    return {"OriginAccessControl": control.description(), "ETag": control.etag}


@handles("cloudfront", "GetOriginAccessControlConfig")
def get_control_config(call):
    control = _control(call)
    return {"OriginAccessControlConfig": control.config, "ETag": control.etag}


@handles("cloudfront", "UpdateOriginAccessControl")
def update_control(call):
    control = _control(call)
    need_match(call.get("IfMatch"), control.etag)
    config = call.params["OriginAccessControlConfig"]
    _check_name(config, control)
    control.put(config)
    return {"OriginAccessControl": control.description(), "ETag": control.etag}


@handles("cloudfront", "DeleteOriginAccessControl")
def delete_control(call):
    control = _control(call)
    need_match(call.get("IfMatch"), control.etag)
    if any(_distributions_using(control.id)):
        raise AWSError("OriginAccessControlInUse",
                       "Cannot delete the origin access control because it's in use by one or more distributions.")
    del backend().origin_access_controls[control.id]
    return {}


@handles("cloudfront", "ListOriginAccessControls")
def list_controls(call):
    limit, marker = int(call.get("MaxItems", default=100)), call.get("Marker", default="")
    chosen, following = ids.page(list(backend().origin_access_controls.values()), marker, limit, lambda c: c.id)
    listed = {"Marker": marker, "NextMarker": following, "MaxItems": limit, "IsTruncated": following is not None,
              "Quantity": len(chosen)}
    if chosen:
        listed["Items"] = [{"Id": c.id, **c.config} for c in chosen]
    return {"OriginAccessControlList": listed}


# Functions.


class Stage:
    """What a function has in one stage: configuration, code, ETag, time of the last change."""

    def __init__(self, config, code):
        self.config = config
        self.code = code
        self.etag = ids.upper("ETV", 13)
        self.modified = ids.now()


class Function:
    """A CloudFront function; `development` always exists, `live` once it was published."""

    def __init__(self, name, config, code, tags):
        self.name = name
        self.arn = f"arn:aws:cloudfront::{ACCOUNT}:function/{name}"
        self.tags = tags
        self.created = ids.now()
        self.development = Stage(config, code)
        self.live = None

    def stage(self, name):
        """The stage of that name; raises NoSuchFunctionExists when it was never published."""
        found = self.live if name == "LIVE" else self.development
        if found is None:
            raise AWSError("NoSuchFunctionExists", f"The function {self.name} does not exist in stage {name}.")
        return found

    def summary(self, stage):
        part = self.stage(stage)
        used = any(_distributions_using(self.arn))
        status = "UNPUBLISHED" if self.live is None else "UNASSOCIATED" if not used else "ASSOCIATED"
        return {"Name": self.name, "Status": status, "FunctionConfig": part.config, "FunctionMetadata": {
            "FunctionARN": self.arn, "Stage": stage, "CreatedTime": self.created, "LastModifiedTime": part.modified}}


def _function(call):
    try:
        return backend().functions[call.params["Name"]]
    except KeyError:
        raise AWSError("NoSuchFunctionExists", f"The function {call.params['Name']} does not exist.") from None


def _check_code(code):
    if len(code) > 10240:
        raise AWSError("FunctionSizeLimitExceeded", "The function exceeds the maximum size of 10 KB.")
    try:
        code.decode("utf-8")
    except UnicodeDecodeError:
        raise AWSError("InvalidArgument", "The function's code is no UTF-8.") from None


@handles("cloudfront", "CreateFunction")
def create_function(call):
    name = call.params["Name"]
    if name in backend().functions:
        raise AWSError("FunctionAlreadyExists", f"A function with the name {name} already exists.")
    _check_code(call.params["FunctionCode"])
    tags = check_tags(call.get("Tags", "Items", default=[]))
    function = Function(name, call.params["FunctionConfig"], call.params["FunctionCode"], tags)
    backend().functions[name] = function
    return {"FunctionSummary": function.summary("DEVELOPMENT"), "ETag": function.development.etag,
            "Location": f"https://cloudfront.amazonaws.com/2020-05-31/function/{function.arn}"}


@handles("cloudfront", "DescribeFunction")
def describe_function(call):
    function, stage = _function(call), call.get("Stage", default="DEVELOPMENT")
    return {"FunctionSummary": function.summary(stage), "ETag": function.stage(stage).etag}


@handles("cloudfront", "GetFunction")
def get_function(call):
    part = _function(call).stage(call.get("Stage", default="DEVELOPMENT"))
    return Response(200, [("ETag", part.etag), ("Content-Type", "application/octet-stream")], part.code)


@handles("cloudfront", "UpdateFunction")
def update_function(call):
    function = _function(call)
    need_match(call.get("IfMatch"), function.development.etag)
    _check_code(call.params["FunctionCode"])
    function.development = Stage(call.params["FunctionConfig"], call.params["FunctionCode"])
    return {"FunctionSummary": function.summary("DEVELOPMENT"), "ETag": function.development.etag}


@handles("cloudfront", "PublishFunction")
def publish_function(call):
    function = _function(call)
    need_match(call.get("IfMatch"), function.development.etag)
    function.live = Stage(function.development.config, function.development.code)
    return {"FunctionSummary": function.summary("LIVE")}


@handles("cloudfront", "DeleteFunction")
def delete_function(call):
    function = _function(call)
    need_match(call.get("IfMatch"), function.development.etag)
    if any(_distributions_using(function.arn)):
        raise AWSError("FunctionInUse", "Cannot delete the function because it's attached to one or more "
                       "cache behaviors.")
    del backend().functions[function.name]
    return {}


@handles("cloudfront", "ListFunctions")
def list_functions(call):
    wanted = call.get("Stage")
    entries = [(f, s) for f in backend().functions.values() for s in ("DEVELOPMENT", "LIVE")
               if (wanted is None or s == wanted) and (s == "DEVELOPMENT" or f.live is not None)]
    limit = int(call.get("MaxItems", default=100))
    chosen, following = ids.page(entries, call.get("Marker"), limit, lambda e: f"{e[0].name}/{e[1]}")
    listed = {"NextMarker": following, "MaxItems": limit, "Quantity": len(chosen)}
    if chosen:
        listed["Items"] = [f.summary(s) for f, s in chosen]
    return {"FunctionList": listed}


# Invalidations.

PATH = re.compile(r"^/(?:[A-Za-z0-9._~!$&'()+,;=:@/?\-]|%[0-9A-Fa-f]{2})*\*?$")


class Invalidation:
    """An invalidation; each read, and each later invalidation, brings it nearer to its end."""

    def __init__(self, paths, reference):
        self.id = ids.upper("I", 14)
        self.paths = paths
        self.reference = reference
        self.created = ids.now()
        self.reads_left = settings.get("cloudfront.invalidation_reads")

    @property
    def status(self):
        return "InProgress" if self.reads_left > 0 else "Completed"

    def read(self):
        status = self.status
        self.reads_left -= 1
        return status

    def description(self, status):
        return {"Id": self.id, "Status": status, "CreateTime": self.created, "InvalidationBatch": {
            "Paths": {"Quantity": len(self.paths), "Items": self.paths}, "CallerReference": self.reference}}


@handles("cloudfront", "CreateInvalidation")
def create_invalidation(call):
    distribution = find(call.params["DistributionId"])
    batch = call.params["InvalidationBatch"]
    paths, reference = batch["Paths"].get("Items", []), batch["CallerReference"]
    if not paths:
        raise AWSError("InvalidArgument", "An invalidation needs at least one path.")
    for path in paths:
        if not path.startswith("/") or len(path) > 4000 or not PATH.match(path):
            raise AWSError("InvalidArgument", f"Your request contains one or more invalid invalidation paths: {path}")
    existing = backend().invalidations.setdefault(distribution.id, [])
    for other in existing:
        if other.reference == reference:
            if sorted(other.paths) != sorted(paths):
                raise AWSError("InvalidArgument",
                               "The caller reference was already used for an invalidation with other paths.")
            return {"Invalidation": other.description(other.status), "Location": _location(distribution, other)}
    for other in existing:
        other.reads_left -= 1
    running = [p for other in existing if other.status == "InProgress" for p in other.paths] + paths
    if len(paths) > 3000:
        raise AWSError("BatchTooLarge", "The invalidation batch specified is too large.")
    if sum(1 for p in running if not p.endswith("*")) > 3000 or sum(1 for p in running if p.endswith("*")) > 15:
        raise AWSError("TooManyInvalidationsInProgress",
                       "You have exceeded the maximum number of allowable InProgress invalidation batches.")
    invalidation = Invalidation(paths, reference)
    existing.append(invalidation)
    return {"Invalidation": invalidation.description("InProgress"), "Location": _location(distribution, invalidation)}


def _location(distribution, invalidation):
    return f"{distribution.location}/invalidation/{invalidation.id}"


@handles("cloudfront", "GetInvalidation")
def get_invalidation(call):
    distribution = find(call.params["DistributionId"])
    for invalidation in backend().invalidations.get(distribution.id, ()):
        if invalidation.id == call.params["Id"]:
            return {"Invalidation": invalidation.description(invalidation.read())}
    raise AWSError("NoSuchInvalidation", "The specified invalidation does not exist.")


@handles("cloudfront", "ListInvalidations")
def list_invalidations(call):
    distribution = find(call.params["DistributionId"])
    limit, marker = int(call.get("MaxItems", default=100)), call.get("Marker", default="")
    newest_first = list(reversed(backend().invalidations.get(distribution.id, [])))
    chosen, following = ids.page(newest_first, marker, limit, lambda i: i.id)
    listed = {"Marker": marker, "NextMarker": following, "MaxItems": limit, "IsTruncated": following is not None,
              "Quantity": len(chosen)}
    if chosen:
        listed["Items"] = [{"Id": i.id, "CreateTime": i.created, "Status": i.read()} for i in chosen]
    return {"InvalidationList": listed}
