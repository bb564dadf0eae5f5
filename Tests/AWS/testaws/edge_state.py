# SPDX-License-Identifier: Apache-2.0
"""What the data plane reads from the account: distributions, functions, buckets, APIs."""

from __future__ import annotations

import re
from typing import Any

from moto.backends import get_backend

ACCOUNT = "123456789012"
FUNCTION_ARN = re.compile(r"^arn:aws:lambda:([a-z0-9-]+):(\d{12}):function:([^:/]+)(?::([^/]+))?")


def cloudfront() -> Any:
    return get_backend("cloudfront")[ACCOUNT]["aws"]


def distributions() -> list[Any]:
    return list(cloudfront().distributions.values())


def distribution_config(distribution: Any) -> dict[str, Any]:
    """The configuration in the shape of botocore's `DistributionConfig`."""
    return distribution.distribution_config


def function_code(name: str, stage: str = "LIVE") -> str | None:
    """The code text of a CloudFront function, `None` when it has no such stage."""
    function = cloudfront().functions.get(name)
    part = function and (function.live if stage == "LIVE" else function.development)
    if part is None:
        return None
    return part.code.decode() if isinstance(part.code, bytes) else part.code


def items(value: Any) -> list[Any]:
    """The members of botocore's `{Quantity, Items}`, which may be absent."""
    return list((value or {}).get("Items") or [])


def aliases(distribution: Any) -> list[str]:
    return [alias.lower() for alias in items(distribution_config(distribution).get("Aliases"))]


def find_distribution(name: str) -> Any | None:
    """By id, CloudFront domain name or alias; an exact alias wins over a wildcard."""
    wildcard = "*." + name.partition(".")[2]
    fallback = None
    for distribution in distributions():
        if name in (distribution.distribution_id, distribution.domain_name):
            return distribution
        names = aliases(distribution)
        if name.lower() in names:
            return distribution
        if wildcard in names:
            fallback = distribution
    return fallback


def invalidations(distribution: Any) -> list[Any]:
    return list(cloudfront().invalidations.get(distribution.distribution_id) or [])


def origin_access_control(identifier: str) -> dict[str, str] | None:
    """The configuration of an access control in the shape of botocore, `None` when there is none."""
    control = cloudfront().origin_access_controls.get(identifier)
    return control and control.config


def bucket(name: str) -> Any | None:
    return get_backend("s3")[ACCOUNT]["aws"].buckets.get(name)


def api(region: str, api_id: str) -> Any | None:
    return get_backend("apigatewayv2")[ACCOUNT][region].apis.get(api_id)


def lambda_function(arn: str) -> Any | None:
    """The function of an ARN, which may name a version or an alias."""
    match = FUNCTION_ARN.match(arn)
    if match is None:
        return None
    region, account, name, qualifier = match.groups()
    try:
        return get_backend("lambda")[account][region].get_function(name, qualifier)
    except Exception:  # moto has one exception for each way not to find it
        return None
