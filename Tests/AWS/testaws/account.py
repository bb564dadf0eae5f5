# SPDX-License-Identifier: Apache-2.0
"""A normalised dump of the live account, so that two accounts can be compared.

What differs from run to run by itself is left out (times, ETags of configurations, revisions); identifiers that AWS
makes up are replaced by the name of what they stand for (`{distribution 1}`), wherever they appear, in the order in
which the account lists them.
"""

from __future__ import annotations

import json
import urllib.parse

from . import calls, function_role
from .services import acm, apigatewayv2, cloudfront, dynamodb, iam, lambda_functions, logs, route53, s3_buckets
from .signatures import ACCOUNT

VOLATILE = ("ApiEndpoint", "CreatedDate", "CreatedTime", "DeploymentId", "LastDeploymentStatusMessage", "LastModified",
            "LastModifiedTime", "LastUpdatedDate", "RevisionId", "RuntimeVersionConfig", "State", "StateReason",
            "StateReasonCode", "LastUpdateStatus", "LastUpdateStatusReason", "LastUpdateStatusReasonCode",
            "creationTime")


def dump():
    """The whole account as JSON-ready data."""
    with calls.lock:
        names = {}
        account = {
            "buckets": {b.name: _bucket(b) for b in _sorted(s3_buckets.backend().buckets.values(), "name")},
            "accessControls": _access_controls(names), "functions": _edge_functions(),
            "zones": _zones(names), "regions": _regions(names), "distributions": _distributions(names),
            "roles": {r.name: _role(r) for r in _sorted(iam.roles(), "name")}, "history": _history(names)}
    return _replaced(account, names)


def _sorted(things, attribute):
    return sorted(things, key=lambda thing: getattr(thing, attribute))


def _without(data):
    return {key: value for key, value in data.items() if key not in VOLATILE and value is not None}


def _replaced(value, names):
    text = json.dumps(value, default=str, sort_keys=True)
    for found in sorted(names, key=len, reverse=True):
        text = text.replace(found, names[found])
    return json.loads(text)


def _bucket(bucket):
    config = s3_buckets.config_of(bucket)
    objects = {}
    for key, item in sorted(bucket.keys.items()):
        if hasattr(item, "etag"):
            objects[key] = {"etag": item.etag.strip('"'), "size": item.size, "headers": _headers(item)}
    return {
        "region": bucket.region_name, "versioning": bucket.versioning_status, "publicAccessBlock": config.public_access,
        "ownership": config.ownership, "encryption": config.encryption_rules(), "lifecycle": config.lifecycle,
        "tags": config.tags or {}, "policy": json.loads(bucket.policy) if bucket.policy else None, "objects": objects}


def _history(names):
    """What depends on how often a deploy was tried, so that a comparison may leave it out."""
    buckets = {b.name: {"versions": sum(len(v) for _, v in b.keys.lists()), "multipartUploads": len(b.multiparts)}
               for b in _sorted(s3_buckets.backend().buckets.values(), "name")}
    invalidations = {names.get(d.id, d.id): [sorted(i.paths) for i in cloudfront.backend().invalidations.get(d.id, ())]
                     for d in cloudfront.backend().distributions.values()}
    return {"buckets": buckets, "invalidations": invalidations}


def _headers(item):
    metadata = {k.lower(): v for k, v in dict(item.metadata or {}).items()}
    skipped = ("content-length", "content-md5", "x-amz-content-sha256", "x-amz-checksum-sha256",
               "x-amz-checksum-crc32", "x-amz-checksum-algorithm")
    return {k: v for k, v in sorted(metadata.items()) if k not in skipped}


def _access_controls(names):
    result = {}
    for control in sorted(cloudfront.backend().origin_access_controls.values(), key=lambda c: c.config["Name"]):
        names[control.id] = f"{{access control {control.config['Name']}}}"
        result[control.config["Name"]] = control.config
    return result


def _edge_functions():
    result = {}
    for function in _sorted(cloudfront.backend().functions.values(), "name"):
        stages = {"DEVELOPMENT": function.development, "LIVE": function.live}
        result[function.name] = {"tags": function.tags, "stages": {
            name: {"config": stage.config, "code": stage.code.decode("utf-8", "replace")}
            for name, stage in stages.items() if stage is not None}}
    return result


def _distributions(names):
    result = []
    ordered = sorted(cloudfront.backend().distributions.values(),
                     key=lambda d: d.distribution_config["CallerReference"])
    for number, distribution in enumerate(ordered, 1):
        names[distribution.id] = f"{{distribution {number}}}"
        names[distribution.domain_name] = f"{{domain of distribution {number}}}"
        result.append({"arn": distribution.arn, "domainName": distribution.domain_name, "tags": distribution.tags,
                       "config": distribution.distribution_config})
    return result


def _zones(names):
    result = []
    for number, zone in enumerate(sorted(route53.backend().zones.values(), key=lambda z: (z.name, z.reference)), 1):
        names[zone.id] = f"{{zone {number}}}"
        for index, server in enumerate(zone.name_servers, 1):
            names[server] = f"{{name server {index} of zone {number}}}"
        result.append({"name": zone.name, "private": zone.private_zone, "comment": zone.comment, "tags": zone.tags,
                       "records": [record.data for record in zone.sorted_records()]})
    return result


def _regions(names):
    from . import models

    result = {}
    for region in sorted(models.regions()):
        found = {
            "certificates": _certificates(region, names), "apis": _apis(region, names),
            "lambda": {f.function_name: _function(f) for f in lambda_functions.functions(region)},
            "tables": {t.name: _table(t) for t in _sorted(dynamodb.backend(region).tables.values(), "name")},
            "logGroups": {g.name: {**_without(logs.describe(g)), "tags": logs.tags_of(g)}
                          for g in logs.groups(region)}}
        found = {name: value for name, value in found.items() if value}
        if found:
            result[region] = found
    return result


def _certificates(region, names):
    result = []
    for number, certificate in enumerate(sorted(acm.certificates(region).values(), key=lambda c: c.names), 1):
        names[certificate.arn] = f"{{certificate {number} in {region}}}"
        result.append({"names": certificate.names, "status": certificate.status, "method": certificate.method,
                       "keyAlgorithm": certificate.algorithm, "tags": certificate.tags,
                       "inUse": bool(certificate.in_use_by)})
    return result


def _apis(region, names):
    result = []
    ordered = sorted(apigatewayv2.apis(region).values(), key=lambda a: (a.data["Name"], a.data["CreatedDate"]))
    for number, api in enumerate(ordered, 1):
        names[api.api_id] = f"{{api {number} in {region}}}"
        integrations = sorted(api.integrations.values(), key=lambda i: json.dumps(_without(i.data), default=str))
        for index, integration in enumerate(integrations, 1):
            names[integration.data["IntegrationId"]] = f"{{integration {index} of api {number}}}"
        routes = sorted(api.routes.values(), key=lambda r: r.data["RouteKey"])
        for route in routes:
            names[route.data["RouteId"]] = f"{{route {route.data['RouteKey']}}}"
        result.append({**_without(api.data), "integrations": [_without(i.data) for i in integrations],
                       "routes": [_without(r.data) for r in routes],
                       "stages": {name: _without(stage.data) for name, stage in sorted(api.stages.items())}})
    return result


def _function(function):
    if not hasattr(function, "testaws"):
        function.testaws = lambda_functions.Extra(lambda_functions._logging(function.function_name, None))
    concurrency = function.reserved_concurrency
    # The id of the role is another one in every run; whether it is that of the live role is not.
    role = function_role.role_id(function.role)
    tags = {key: "(id of its role)" if value == role else value for key, value in function.tags.items()}
    return {**_without(lambda_functions.configuration(function)), "tags": tags,
            "roleRefusal": function_role.refusal(function),
            "policy": lambda_functions.statements(function),
            "reservedConcurrency": None if concurrency is None else int(concurrency)}


def _table(table):
    description = dict(next(iter(table.describe().values())))
    for name in ("CreationDateTime", "TableId", "TableStatus", "LatestStreamLabel", "LatestStreamArn", "ItemCount",
                 "TableSizeBytes"):
        description.pop(name, None)
    count = sum(len(items) if table.has_range_key else 1 for items in table.items.values())
    return {**_without(description), "items": count, "ttl": table.ttl, "backups": _backups(table),
            "kept": dynamodb.extra_of(table).kept, "tags": {tag["Key"]: tag["Value"] for tag in table.tags}}


def _backups(table):
    recovery = table.continuous_backups.get("PointInTimeRecoveryDescription", {})
    return recovery.get("PointInTimeRecoveryStatus")


def _role(role):
    trust = role.assume_role_policy_document
    if isinstance(trust, str):
        trust = json.loads(urllib.parse.unquote(trust))
    return {"arn": role.arn, "path": role.path, "trust": trust, "description": role.description,
            "maxSessionDuration": role.max_session_duration, "boundary": role.permissions_boundary,
            "tags": {tag["Key"]: tag["Value"] for tag in role.tags or []},
            "inline": {name: json.loads(urllib.parse.unquote(text)) for name, text in sorted(role.policies.items())},
            "managed": sorted(role.managed_policies), "account": ACCOUNT}
