# SPDX-License-Identifier: Apache-2.0
"""The account as the data plane reads it."""

from __future__ import annotations

from .services import cloudfront


def distributions():
    """Every distribution; each has `id`, `arn`, `domain_name`, `aliases`, `status`."""
    return list(cloudfront.backend().distributions.values())


def distribution_config(distribution):
    """A distribution's configuration in botocore's form, with everything that CloudFront fills in."""
    return distribution.distribution_config


def function_code(name, stage="LIVE"):
    """The bytes of a CloudFront function's code, `None` when there is no such function or stage."""
    function = cloudfront.backend().functions.get(name)
    part = None if function is None else function.live if stage == "LIVE" else function.development
    return None if part is None else part.code
