# SPDX-License-Identifier: Apache-2.0
"""Authorization as AWS does it: what each request needs, whether a policy allows it, how a denial is told.

Names and resource types are those of the Service Authorization Reference; `UNDOCUMENTED` lists where AWS is known to
demand something else. An action that cannot be limited to a resource has the resource `*`, which only a statement for
`*` covers.
"""

from __future__ import annotations

from ..signatures import ACCOUNT
from . import counter, site
from .need import Need

__all__ = ["Need", "RULES", "UNDOCUMENTED", "needs"]

# Actions, or resource types of an action, that the reference does not have, and why they are here.
UNDOCUMENTED = {
    ("apigateway:TagResource", "*"): "demanded of creates that set tags, and of changes of tags",
    ("apigateway:UntagResource", "*"): "demanded of removals of tags",
    ("apigateway:GET", "/tags/"): "reading the tags of an HTTP API",
    ("apigateway:POST", "/tags/"): "setting the tags of an HTTP API",
    ("apigateway:DELETE", "/tags/"): "removing the tags of an HTTP API",
    ("apigateway:DELETE", "/routesettings/"): "removing the settings of a route from a stage",
    ("cloudfront:TagResource", ":function/"): "functions have tags",
    ("cloudfront:UntagResource", ":function/"): "functions have tags",
    ("cloudfront:ListTagsForResource", ":function/"): "functions have tags",
}

# By botocore's name of the service, and by operation: what makes a list of needs of a call.
RULES = {
    "s3": site.S3, "cloudfront": site.CLOUDFRONT, "acm": site.ACM, "route53": site.ROUTE53, **counter.RULES}


def needs(call):
    """What a request needs, in the order in which AWS asks; `None` for an operation that is not in the tables."""
    rule = RULES.get(call.service.name, {}).get(call.operation.name)
    if rule is None:
        return None
    found = rule(call)
    for need in found:
        need.context.setdefault("aws:requestedregion", call.region)
        need.context.setdefault("aws:principalaccount", ACCOUNT)
    return found
