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
    if isinstance(distribution.distribution_config, dict):
        return distribution.distribution_config
    return _config_of_moto(distribution.distribution_config)


def _config_of_moto(config: Any) -> dict[str, Any]:
    """The shape of botocore from what moto itself keeps, which lacks OACs and functions."""

    def convert(value: Any) -> Any:
        if isinstance(value, dict):
            return {key[:1].upper() + key[1:]: convert(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [convert(item) for item in value]
        if hasattr(value, "__dict__"):
            return {_botocore_name(key): convert(item) for key, item in vars(value).items()}
        return value

    converted = convert({key: value for key, value in vars(config).items() if key != "caller_reference"})
    for behavior in [converted["DefaultCacheBehavior"], *items(converted.get("CacheBehaviors"))]:
        methods = behavior.get("AllowedMethods") or {}
        behavior["AllowedMethods"] = {"Items": methods.get("Items", []), "Quantity": len(methods.get("Items", []))}
    return converted


def _botocore_name(name: str) -> str:
    special = {"min_ttl": "MinTTL", "max_ttl": "MaxTTL", "default_ttl": "DefaultTTL"}
    return special.get(name) or "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def function_code(name: str, stage: str = "LIVE") -> str | None:
    """The code text of a CloudFront function, `None` when it has no such stage."""
    function = cloudfront().functions.get(name)
    if function is None:
        return None
    if hasattr(function, "live"):
        part = function.live if stage == "LIVE" else function.development
        code = part.code if part is not None else None
    else:
        # moto's own functions are in one stage at a time.
        code = function.code if function.stage == stage else None
    return code.decode() if isinstance(code, bytes) else code


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
    if control is None or hasattr(control, "config"):
        return control and control.config
    return {
        "SigningProtocol": control.signing_protocol,
        "SigningBehavior": control.signing_behavior,
        "OriginAccessControlOriginType": control.origin_type,
    }


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
