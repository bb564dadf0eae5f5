# SPDX-License-Identifier: Apache-2.0
"""What CloudFront refuses in a distribution's configuration, and what it fills in."""

from __future__ import annotations

import re

from .. import moto_app, settings
from ..errors import AWSError
from ..signatures import ACCOUNT

CACHE_POLICIES = {
    "658327ea-f89d-4fab-a63d-7e88639e58f6": "CachingOptimized",
    "b2884449-e4de-46a7-ac36-70bc7f1ddd6d": "CachingOptimizedForUncompressedObjects",
    "4135ea2d-6df8-44a3-9df3-4b5a84be39ad": "CachingDisabled",
    "08627262-05a9-4f76-9ded-b50ca2e3a84f": "Elemental-MediaPackage",
    "2e54312d-136d-493c-8eb9-b001f22f67d2": "Amplify",
    "83da9c7e-98b4-4e11-a168-04f0df8e2c65": "UseOriginCacheControlHeaders",
    "4cc15a8a-d715-48a4-82b8-cc0b614638fe": "UseOriginCacheControlHeaders-QueryStrings",
}
ORIGIN_REQUEST_POLICIES = {
    "216adef6-5c7f-47e4-b989-5492eafa07d3": "AllViewer",
    "b689b0a8-53d0-40ab-baf2-68738e2966ac": "AllViewerExceptHostHeader",
    "33f36d7e-f396-46d9-90e0-52428a34d9dc": "AllViewerAndCloudFrontHeaders-2022-06",
    "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf": "CORS-S3Origin",
    "59781a5b-3903-41f3-afcb-af62929ccde1": "CORS-CustomOrigin",
    "acba4595-bd28-49b8-b9fe-13317c0390fa": "UserAgentRefererHeaders",
}
RESPONSE_HEADERS_POLICIES = {
    "67f7725c-6f97-4210-82d7-5512b31e9d03": "SecurityHeadersPolicy",
    "60669652-455b-4ae9-85a4-c4c02393f86c": "SimpleCORS",
    "e61eb60c-9c35-4d20-a928-2b84e02af89c": "CORS-and-SecurityHeadersPolicy",
    "5cc3b908-e619-4b99-88e5-2cf7f45965bd": "CORS-With-Preflight",
    "eaab4381-ed33-4a86-88ca-d9558dc6cd63": "CORS-with-preflight-and-SecurityHeadersPolicy",
}

# CloudFront gives methods back in its own order.
METHOD_ORDER = ("HEAD", "DELETE", "POST", "GET", "OPTIONS", "PUT", "PATCH")
METHOD_SETS = ({"HEAD", "GET"}, {"HEAD", "GET", "OPTIONS"}, set(METHOD_ORDER))
ERROR_CODES = (400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504)
HOST = re.compile(r"^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?)+$", re.IGNORECASE)
S3_HOST = re.compile(r"^[a-z0-9][a-z0-9.-]+\.s3([.-][a-z0-9-]+)?\.amazonaws\.com$")


def check(config, current):
    """Raises the error with which CloudFront refuses `config`; `current` is the distribution it is for."""
    origins = _check_origins(config)
    behaviors = [config["DefaultCacheBehavior"], *config.get("CacheBehaviors", {}).get("Items", [])]
    for behavior in behaviors:
        _check_behavior(behavior, origins)
    patterns = [b["PathPattern"] for b in behaviors[1:]]
    if len(set(patterns)) != len(patterns):
        raise AWSError("InvalidArgument", "The parameter PathPattern contains duplicates.")
    _check_error_pages(config)
    root = config.get("DefaultRootObject", "")
    if root.startswith("/"):
        raise AWSError("InvalidDefaultRootObject", "The default root object file name begins with a slash.")
    if config["Comment"] and len(config["Comment"]) > 128:
        raise AWSError("InvalidArgument", "The parameter Comment is too long.")
    _check_names(config, current)


def check_complete(config):
    """An update must name what a create may leave out."""
    behaviors = [config["DefaultCacheBehavior"], *(config.get("CacheBehaviors") or {}).get("Items", [])]
    for behavior in behaviors:
        for member, words in (("LambdaFunctionAssociations", "Lambda function associations"),
                              ("FieldLevelEncryptionId", "Field level encryption id"),
                              ("SmoothStreaming", "Smooth streaming"), ("Compress", "Compress"),
                              ("AllowedMethods", "Allowed methods")):
            if member not in behavior:
                raise AWSError("InvalidArgument", f"The parameter {words} is required.")
    for origin in config["Origins"]["Items"]:
        for member in ("OriginPath", "CustomHeaders", "ConnectionAttempts", "ConnectionTimeout", "OriginShield"):
            if member not in origin:
                raise AWSError("IllegalUpdate", f"{member} is required for updates.")
        custom = origin.get("CustomOriginConfig")
        for member in ("OriginReadTimeout", "OriginKeepaliveTimeout", "OriginSslProtocols") if custom else ():
            if member not in custom:
                raise AWSError("IllegalUpdate", f"{member} is required for updates.")


def _check_origins(config):
    from . import cloudfront

    items = config["Origins"]["Items"]
    names = [origin["Id"] for origin in items]
    if len(set(names)) != len(names):
        raise AWSError("InvalidArgument", "The parameter Origin Id contains duplicates.")
    for origin in items:
        if not HOST.match(origin["DomainName"]):
            raise AWSError("InvalidOrigin", f"The origin's domain name '{origin['DomainName']}' is not valid.")
        kinds = [k for k in ("S3OriginConfig", "CustomOriginConfig", "VpcOriginConfig") if k in origin]
        if len(kinds) != 1:
            raise AWSError("InvalidArgument", f"Origin {origin['Id']} must have exactly one of S3OriginConfig and "
                           "CustomOriginConfig.")
        if kinds == ["S3OriginConfig"] and not S3_HOST.match(origin["DomainName"]):
            raise AWSError("InvalidArgument",
                           "The parameter Origin DomainName does not refer to a valid S3 bucket.")
        path = origin.get("OriginPath", "")
        if path and (not path.startswith("/") or path.endswith("/")):
            raise AWSError("InvalidRelativePath", "The origin path must begin and must not end with a slash.")
        control = origin.get("OriginAccessControlId", "")
        if control:
            found = cloudfront.backend().origin_access_controls.get(control)
            if found is None:
                raise AWSError("InvalidOriginAccessControl", f"The origin access control {control} does not exist.")
            if origin.get("S3OriginConfig", {}).get("OriginAccessIdentity"):
                raise AWSError("IllegalOriginAccessConfiguration",
                               "An origin cannot contain both an origin access control and an identity.")
            if found.config["OriginAccessControlOriginType"] == "s3" and kinds != ["S3OriginConfig"]:
                raise AWSError("InvalidOriginAccessControl",
                               "An origin access control of type s3 needs an S3 origin.")
    return set(names)


def _check_behavior(behavior, origins):
    if behavior["TargetOriginId"] not in origins:
        raise AWSError("NoSuchOrigin", "One or more of your origins or origin groups do not exist.")
    policy, forwarded = behavior.get("CachePolicyId"), behavior.get("ForwardedValues")
    if not policy and forwarded is None:
        raise AWSError("InvalidArgument", "The parameter ForwardedValues is required.")
    if policy:
        for name in ("ForwardedValues", "MinTTL", "DefaultTTL", "MaxTTL"):
            if name in behavior:
                raise AWSError("InvalidArgument",
                               f"The parameter {name} cannot be used when a cache policy is associated.")
        if policy not in CACHE_POLICIES:
            raise AWSError("NoSuchCachePolicy", "The cache policy does not exist.")
    request_policy = behavior.get("OriginRequestPolicyId")
    if request_policy and request_policy not in ORIGIN_REQUEST_POLICIES:
        raise AWSError("NoSuchOriginRequestPolicy", "The origin request policy does not exist.")
    if request_policy and not policy:
        raise AWSError("InvalidArgument", "An origin request policy needs a cache policy.")
    headers_policy = behavior.get("ResponseHeadersPolicyId")
    if headers_policy and headers_policy not in RESPONSE_HEADERS_POLICIES:
        raise AWSError("NoSuchResponseHeadersPolicy", "The response headers policy does not exist.")
    methods = behavior.get("AllowedMethods")
    if methods:
        if set(methods["Items"]) not in METHOD_SETS or len(set(methods["Items"])) != len(methods["Items"]):
            raise AWSError("InvalidArgument", "The parameter AllowedMethods contains an unsupported set of methods.")
        cached = set(methods.get("CachedMethods", {}).get("Items", ("GET", "HEAD")))
        if cached not in METHOD_SETS[:2] or not cached <= set(methods["Items"]):
            raise AWSError("InvalidArgument", "The parameter CachedMethods contains an unsupported set of methods.")
    _check_functions(behavior)


def _check_functions(behavior):
    from . import cloudfront

    seen = set()
    lambdas = {item["EventType"] for item in behavior.get("LambdaFunctionAssociations", {}).get("Items", [])}
    if lambdas & {"viewer-request", "viewer-response"} and behavior.get("FunctionAssociations", {}).get("Items"):
        raise AWSError("InvalidFunctionAssociation",
                       "CloudFront Functions and Lambda@Edge cannot be combined in viewer events.")
    for association in behavior.get("FunctionAssociations", {}).get("Items", []):
        event, arn = association["EventType"], association["FunctionARN"]
        if event not in ("viewer-request", "viewer-response"):
            raise AWSError("InvalidFunctionAssociation", f"A CloudFront function cannot run at {event}.")
        if event in seen:
            raise AWSError("InvalidFunctionAssociation", f"Two functions are associated with {event}.")
        seen.add(event)
        function = next((f for f in cloudfront.backend().functions.values() if f.arn == arn), None)
        if function is None:
            raise AWSError("InvalidFunctionAssociation", f"The function {arn} does not exist.")
        if function.live is None:
            raise AWSError("InvalidFunctionAssociation", f"The function {arn} has not been published.")


def _check_error_pages(config):
    seen = set()
    for page in config.get("CustomErrorResponses", {}).get("Items", []):
        if page["ErrorCode"] not in ERROR_CODES:
            raise AWSError("InvalidErrorCode", f"{page['ErrorCode']} is no error code that CloudFront handles.")
        if page["ErrorCode"] in seen:
            raise AWSError("InvalidArgument", f"The error code {page['ErrorCode']} appears twice.")
        seen.add(page["ErrorCode"])
        path, code = page.get("ResponsePagePath", ""), page.get("ResponseCode", "")
        if bool(path) != bool(code):
            raise AWSError("InvalidArgument", "ResponsePagePath and ResponseCode must be given together.")
        if path and not path.startswith("/"):
            raise AWSError("InvalidArgument", "The parameter ResponsePagePath must begin with a slash.")
        if code and code not in ("200", *map(str, ERROR_CODES)):
            raise AWSError("InvalidResponseCode", f"{code} is no response code that CloudFront sends.")


def foreign_aliases():
    """Aliases of distributions in other accounts, set by the test."""
    return [name for name in settings.get("cloudfront.foreign_aliases").split(",") if name]


def overlap(left, right):
    """Whether two alias names, either of which may be a wildcard, have a name in common."""
    left, right = left.lower(), right.lower()
    return left == right or _covers(left, right) or _covers(right, left)


def _covers(pattern, name):
    return pattern.startswith("*.") and "." in name and pattern[2:] == name.partition(".")[2]


def certificate_covers(arn, name):
    """Whether the certificate exists in us-east-1, is issued, and has the name."""
    certificate = moto_app.backend("acm")[ACCOUNT]["us-east-1"]._certificates.get(arn)
    if certificate is None or certificate.status != "ISSUED":
        return False
    return any(own == name.lower() or _covers(own, name.lower()) for own in certificate.names)


def _check_names(config, current):
    from . import cloudfront

    aliases = config.get("Aliases", {}).get("Items", [])
    if len({a.lower() for a in aliases}) != len(aliases):
        raise AWSError("InvalidArgument", "The parameter CNAME contains duplicates.")
    for alias in aliases:
        if not HOST.match(alias.removeprefix("*.")):
            raise AWSError("InvalidArgument", f"The parameter CNAME contains the invalid name '{alias}'.")
    certificate = config.get("ViewerCertificate", {})
    arn = certificate.get("ACMCertificateArn")
    if arn:
        if certificate.get("CloudFrontDefaultCertificate"):
            raise AWSError("InvalidViewerCertificate", "A certificate and the default certificate exclude each other.")
        if "SSLSupportMethod" not in certificate:
            raise AWSError("InvalidViewerCertificate", "A certificate needs an SSLSupportMethod.")
        if certificate["SSLSupportMethod"] == "sni-only" and certificate.get("MinimumProtocolVersion") == "SSLv3":
            raise AWSError("InvalidMinimumProtocolVersion", "SNI needs TLSv1 or later.")
        found = moto_app.backend("acm")[ACCOUNT]["us-east-1"]._certificates.get(arn)
        if found is None or found.status != "ISSUED":
            raise AWSError("InvalidViewerCertificate",
                           "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or "
                           "doesn't include a valid certificate chain.")
        for alias in aliases:
            if not certificate_covers(arn, alias):
                raise AWSError("InvalidViewerCertificate",
                               "The certificate that is attached to your distribution doesn't cover the alternate "
                               f"domain name (CNAME) that you're trying to add: {alias}.")
    elif aliases:
        raise AWSError("InvalidViewerCertificate",
                       "To add an alternate domain name (CNAME) to a CloudFront distribution, you must attach a "
                       "trusted certificate that validates your authorization to use the domain name.")
    for alias in aliases:
        taken = [d for d in cloudfront.backend().distributions.values()
                 if d is not current and alias.lower() in (a.lower() for a in d.aliases)]
        if taken or any(overlap(alias, name) for name in foreign_aliases()):
            raise AWSError("CNAMEAlreadyExists",
                           "One or more of the CNAMEs you provided are already associated with a different resource: "
                           f"{alias}")
    held = {alias.lower() for alias in current.aliases} if current else set()
    own = current.domain_name if current else None
    # Every name is looked at, so that what is remembered of each runs out.
    if any([_leads_elsewhere(alias.lower(), own) for alias in aliases if alias.lower() not in held]):
        raise AWSError("CNAMEAlreadyExists",
                       "One or more aliases specified for the distribution includes an incorrectly configured DNS "
                       "record that points to another CloudFront distribution. You must update the DNS record to "
                       "correct the problem. For more information, see https://docs.aws.amazon.com/AmazonCloudFront/"
                       "latest/DeveloperGuide/CNAMEs.html#alternate-domain-names-restrictions")


def _leads_elsewhere(alias, own):
    """Whether a CNAME leads a name to a distribution other than `own`, or did when it was last looked up.

    Alias records show as addresses, by which no distribution can be told.
    """
    from .. import dns
    from . import cloudfront

    remembered = vars(cloudfront.backend()).setdefault("testaws_cnames", {})
    targets = [value.lower().rstrip(".") for _, kind, value in dns.lookup(alias, "CNAME")[1] if kind == "CNAME"]
    if any(target.endswith(".cloudfront.net") and target != own for target in targets):
        remembered[alias] = settings.get("cloudfront.remembered_cnames")
        return True
    remembered[alias] = remembered.get(alias, 0) - 1
    return remembered[alias] >= 0


def filled(config):
    """The configuration as CloudFront gives it back: all that was sent, its defaults, and its order of methods."""
    config = _without_empty_items(config)
    defaults = {
        "Aliases": {"Quantity": 0}, "DefaultRootObject": "", "OriginGroups": {"Quantity": 0},
        "CacheBehaviors": {"Quantity": 0}, "CustomErrorResponses": {"Quantity": 0},
        "Logging": {"Enabled": False, "IncludeCookies": False, "Bucket": "", "Prefix": ""},
        "PriceClass": "PriceClass_All",
        "Restrictions": {"GeoRestriction": {"RestrictionType": "none", "Quantity": 0}},
        "WebACLId": "", "HttpVersion": "http2", "IsIPV6Enabled": False, "ContinuousDeploymentPolicyId": "",
        "Staging": False, "ConnectionMode": "direct"}
    _default(config, defaults)
    for origin in config["Origins"]["Items"]:
        _default(origin, {
            "OriginPath": "", "CustomHeaders": {"Quantity": 0}, "ConnectionAttempts": 3, "ConnectionTimeout": 10,
            "OriginShield": {"Enabled": False}, "OriginAccessControlId": ""})
        if "S3OriginConfig" in origin:
            _default(origin["S3OriginConfig"], {"OriginReadTimeout": 30})
        if "CustomOriginConfig" in origin:
            _default(origin["CustomOriginConfig"], {
                "OriginSslProtocols": {"Quantity": 2, "Items": ["SSLv3", "TLSv1"]}, "OriginReadTimeout": 30,
                "OriginKeepaliveTimeout": 5, "IpAddressType": "ipv4"})
    for behavior in (config["DefaultCacheBehavior"], *config["CacheBehaviors"].get("Items", [])):
        _fill_behavior(behavior)
    for page in config["CustomErrorResponses"].get("Items", []):
        _default(page, {"ResponsePagePath": "", "ResponseCode": "", "ErrorCachingMinTTL": 10})
    certificate = config.setdefault("ViewerCertificate", {"CloudFrontDefaultCertificate": True})
    if "ACMCertificateArn" in certificate:
        certificate.setdefault("CloudFrontDefaultCertificate", False)
        certificate.setdefault("MinimumProtocolVersion", "TLSv1")
        certificate.update(Certificate=certificate["ACMCertificateArn"], CertificateSource="acm")
    else:
        certificate.update(CloudFrontDefaultCertificate=True, SSLSupportMethod="vip", MinimumProtocolVersion="TLSv1",
                           CertificateSource="cloudfront")
    return config


def _fill_behavior(behavior):
    _default(behavior, {
        "TrustedSigners": {"Enabled": False, "Quantity": 0}, "TrustedKeyGroups": {"Enabled": False, "Quantity": 0},
        "AllowedMethods": {"Quantity": 2, "Items": ["HEAD", "GET"]}, "SmoothStreaming": False, "Compress": False,
        "LambdaFunctionAssociations": {"Quantity": 0}, "FunctionAssociations": {"Quantity": 0},
        "FieldLevelEncryptionId": "", "GrpcConfig": {"Enabled": False}})
    methods = behavior["AllowedMethods"]
    methods.setdefault("CachedMethods", {"Quantity": 2, "Items": ["HEAD", "GET"]})
    for place in (methods, methods["CachedMethods"]):
        place["Items"] = sorted(place["Items"], key=METHOD_ORDER.index)
    if "ForwardedValues" in behavior:
        _default(behavior, {"MinTTL": 0, "DefaultTTL": 86400, "MaxTTL": 31536000})
        _default(behavior["ForwardedValues"], {"Headers": {"Quantity": 0}, "QueryStringCacheKeys": {"Quantity": 0}})


def _default(target, defaults):
    for name, value in defaults.items():
        if target.get(name) is None:
            target[name] = value


def _without_empty_items(value):
    if isinstance(value, dict):
        return {k: _without_empty_items(v) for k, v in value.items() if not (k == "Items" and v == [])}
    if isinstance(value, list):
        return [_without_empty_items(v) for v in value]
    return value
