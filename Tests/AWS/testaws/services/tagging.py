# SPDX-License-Identifier: Apache-2.0
"""Resource Groups Tagging: GetResources over everything that the real one finds, so never over roles."""

from __future__ import annotations

from .. import ids
from ..calls import handles
from ..errors import AWSError
from ..signatures import ACCOUNT
from . import acm, apigatewayv2, cloudfront, dynamodb, lambda_functions, logs, route53, s3_buckets


def resources(region):
    """Every tagged resource of a region: ARN, resource type, tags."""
    for bucket in s3_buckets.backend().buckets.values():
        if bucket.region_name == region:
            yield f"arn:aws:s3:::{bucket.name}", "s3:bucket", s3_buckets.config_of(bucket).tags or {}
    for table in dynamodb.backend(region).tables.values():
        yield table.table_arn, "dynamodb:table", {tag["Key"]: tag["Value"] for tag in table.tags}
    for function in lambda_functions.functions(region):
        arn = f"arn:aws:lambda:{region}:{ACCOUNT}:function:{function.function_name}"
        yield arn, "lambda:function", function.tags
    for group in logs.groups(region):
        yield group.arn.removesuffix(":*"), "logs:log-group", logs.tags_of(group)
    for api in apigatewayv2.apis(region).values():
        yield api.arn, "apigateway:apis", api.data["Tags"]
        for name, stage in api.stages.items():
            yield f"{api.arn}/stages/{name}", "apigateway:apis", stage.data["Tags"]
    for certificate in acm.certificates(region).values():
        yield certificate.arn, "acm:certificate", certificate.tags
    if region == "us-east-1":
        for distribution in cloudfront.backend().distributions.values():
            yield distribution.arn, "cloudfront:distribution", distribution.tags
        for function in cloudfront.backend().functions.values():
            yield function.arn, "cloudfront:function", function.tags
        for zone in route53.backend().zones.values():
            yield f"arn:aws:route53:::hostedzone/{zone.id}", "route53:hostedzone", zone.tags


def _wanted(kind, filters):
    return not filters or any(kind == f or kind.partition(":")[0] == f for f in filters)


def _matches(tags, filters):
    return all(f["Key"] in tags and (not f.get("Values") or tags[f["Key"]] in f["Values"]) for f in filters)


@handles("resourcegroupstaggingapi", "GetResources")
def get_resources(call):
    if "ResourceARNList" in call.params and ("TagFilters" in call.params or "ResourcesPerPage" in call.params):
        raise AWSError("InvalidParameterException", "ResourceARNList excludes filters and paging.")
    kinds, filters = call.get("ResourceTypeFilters", default=[]), call.get("TagFilters", default=[])
    wanted = call.get("ResourceARNList")
    found = [(arn, tags) for arn, kind, tags in resources(call.region)
             if tags and _wanted(kind, kinds) and _matches(tags, filters) and (wanted is None or arn in wanted)]
    token = call.get("PaginationToken")
    limit = call.get("ResourcesPerPage", default=100)
    chosen, following = ids.page(found, token, limit, lambda item: item[0])
    return {"PaginationToken": following or "", "ResourceTagMappingList": [
        {"ResourceARN": arn, "Tags": [{"Key": k, "Value": v} for k, v in tags.items()]} for arn, tags in chosen]}
