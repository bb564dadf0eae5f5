# SPDX-License-Identifier: Apache-2.0
"""What the operations of S3, CloudFront, ACM and Route 53 need."""

from __future__ import annotations

import re
from urllib.parse import unquote

from ..signatures import ACCOUNT
from .need import Need, anywhere, pairs, tag_keys, tags_of

# S3


def bucket_arn(call):
    return f"arn:aws:s3:::{call.params['Bucket']}"


def object_arn(call, key=None):
    return f"arn:aws:s3:::{call.params['Bucket']}/{call.params['Key'] if key is None else key}"


def _on_bucket(action):
    return lambda call: [Need(f"s3:{action}", bucket_arn(call), _prefix_keys(call))]


def _prefix_keys(call):
    keys = {"s3:prefix": call.get("Prefix"), "s3:delimiter": call.get("Delimiter")}
    return {name: value for name, value in keys.items() if value is not None}


def _on_object(action, versioned=None):
    def rule(call):
        chosen = versioned if versioned and call.get("VersionId") else action
        return [Need(f"s3:{chosen}", object_arn(call))]
    return rule


def _create_bucket(call):
    found = [Need("s3:CreateBucket", bucket_arn(call))]
    tags = call.get("CreateBucketConfiguration", "Tags", default=[])
    if tags:
        found[0].context.update(tag_keys(pairs(tags)))
        found.append(Need("s3:TagResource", bucket_arn(call), tag_keys(pairs(tags))))
    if call.get("ObjectOwnership"):
        found.append(Need("s3:PutBucketOwnershipControls", bucket_arn(call)))
    if any(name == "ACL" or name.startswith("Grant") for name in call.params):
        found.append(Need("s3:PutBucketAcl", bucket_arn(call)))
    if call.get("ObjectLockEnabledForBucket"):
        found += [Need("s3:PutBucketObjectLockConfiguration", bucket_arn(call)),
                  Need("s3:PutBucketVersioning", bucket_arn(call))]
    return found


def _put_object(call):
    found = [Need("s3:PutObject", object_arn(call))]
    # A comparison with the ETag reads the object.
    if call.get("IfMatch"):
        found.append(Need("s3:GetObject", object_arn(call)))
    if call.get("Tagging"):
        found.append(Need("s3:PutObjectTagging", object_arn(call)))
    if any(name == "ACL" or name.startswith("Grant") for name in call.params):
        found.append(Need("s3:PutObjectAcl", object_arn(call)))
    return found


def _copy_object(call):
    source, _, version = unquote(call.params["CopySource"]).lstrip("/").partition("?versionId=")
    return [Need("s3:GetObjectVersion" if version else "s3:GetObject", f"arn:aws:s3:::{source}"), *_put_object(call)]


def deletion(call, item):
    """What it needs to delete one key of a DeleteObjects: for a version the one action beside the other."""
    actions = ("DeleteObject", "DeleteObjectVersion") if item.get("VersionId") else ("DeleteObject",)
    return [Need(f"s3:{action}", object_arn(call, item["Key"])) for action in actions]


def _delete_objects(call):
    return [need for item in call.get("Delete", "Objects", default=[]) for need in deletion(call, item)]


_S3_BUCKET = {
    "HeadBucket": "ListBucket", "ListObjects": "ListBucket", "ListObjectsV2": "ListBucket",
    "ListObjectVersions": "ListBucketVersions", "ListMultipartUploads": "ListBucketMultipartUploads",
    "GetBucketLocation": "GetBucketLocation", "DeleteBucket": "DeleteBucket",
    "GetBucketPolicy": "GetBucketPolicy", "PutBucketPolicy": "PutBucketPolicy",
    "DeleteBucketPolicy": "DeleteBucketPolicy", "GetBucketPolicyStatus": "GetBucketPolicyStatus",
    "GetBucketTagging": "GetBucketTagging", "PutBucketTagging": "PutBucketTagging",
    "DeleteBucketTagging": "PutBucketTagging", "GetBucketVersioning": "GetBucketVersioning",
    "PutBucketVersioning": "PutBucketVersioning", "GetBucketEncryption": "GetEncryptionConfiguration",
    "PutBucketEncryption": "PutEncryptionConfiguration", "DeleteBucketEncryption": "PutEncryptionConfiguration",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "DeleteBucketLifecycle": "PutLifecycleConfiguration", "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock", "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
    "GetBucketOwnershipControls": "GetBucketOwnershipControls",
    "PutBucketOwnershipControls": "PutBucketOwnershipControls",
    "DeleteBucketOwnershipControls": "PutBucketOwnershipControls", "GetBucketAcl": "GetBucketAcl",
    "GetBucketCors": "GetBucketCORS", "PutBucketCors": "PutBucketCORS", "DeleteBucketCors": "PutBucketCORS",
    "GetBucketWebsite": "GetBucketWebsite", "PutBucketWebsite": "PutBucketWebsite",
    "DeleteBucketWebsite": "DeleteBucketWebsite", "GetBucketLogging": "GetBucketLogging",
}

S3 = {
    **{operation: _on_bucket(action) for operation, action in _S3_BUCKET.items()},
    "ListBuckets": anywhere("s3:ListAllMyBuckets"),
    "CreateBucket": _create_bucket,
    "GetObject": _on_object("GetObject", "GetObjectVersion"),
    "HeadObject": _on_object("GetObject", "GetObjectVersion"),
    "PutObject": _put_object,
    "CopyObject": _copy_object,
    "DeleteObject": lambda call: deletion(call, call.params),
    "DeleteObjects": _delete_objects,
    "GetObjectTagging": _on_object("GetObjectTagging", "GetObjectVersionTagging"),
    "PutObjectTagging": _on_object("PutObjectTagging", "PutObjectVersionTagging"),
    "CreateMultipartUpload": _put_object,
    "UploadPart": _on_object("PutObject"),
    "CompleteMultipartUpload": _on_object("PutObject"),
    "AbortMultipartUpload": _on_object("AbortMultipartUpload"),
    "ListParts": _on_object("ListMultipartUploadParts"),
}


# CloudFront


def _cloudfront(action, kind=None, member="Id"):
    def rule(call):
        if kind is None:
            return [Need(f"cloudfront:{action}")]
        return [Need(f"cloudfront:{action}", f"arn:aws:cloudfront::{ACCOUNT}:{kind}/{call.params[member]}")]
    return rule


def _create_distribution(call):
    tags = call.get("DistributionConfigWithTags", "Tags", "Items")
    found = [Need("cloudfront:CreateDistribution", "*", tag_keys(pairs(tags)) if tags else {})]
    if tags:
        # It has no id yet.
        found.append(Need("cloudfront:TagResource", f"arn:aws:cloudfront::{ACCOUNT}:distribution/*",
                          tag_keys(pairs(tags))))
    return found


def _create_edge_function(call):
    found = [Need("cloudfront:CreateFunction")]
    tags = call.get("Tags", "Items")
    if tags:
        found.append(Need("cloudfront:TagResource", f"arn:aws:cloudfront::{ACCOUNT}:function/{call.params['Name']}",
                          tag_keys(pairs(tags))))
    return found


CLOUDFRONT = {
    **{name: _cloudfront(name, "distribution") for name in (
        "GetDistribution", "GetDistributionConfig", "UpdateDistribution", "DeleteDistribution")},
    **{name: _cloudfront(name, "distribution", "DistributionId") for name in (
        "CreateInvalidation", "GetInvalidation", "ListInvalidations", "ListConflictingAliases")},
    **{name: _cloudfront(name, "origin-access-control") for name in (
        "GetOriginAccessControl", "GetOriginAccessControlConfig", "UpdateOriginAccessControl",
        "DeleteOriginAccessControl")},
    **{name: _cloudfront(name, "function", "Name") for name in (
        "DescribeFunction", "GetFunction", "UpdateFunction", "PublishFunction", "DeleteFunction", "TestFunction")},
    **{name: _cloudfront(name) for name in (
        "CreateOriginAccessControl", "ListOriginAccessControls", "ListDistributions", "ListFunctions",
        "ListCachePolicies", "ListOriginRequestPolicies", "ListResponseHeadersPolicies")},
    "AssociateAlias": _cloudfront("AssociateAlias", "distribution", "TargetDistributionId"),
    "CreateDistribution": _create_distribution,
    "CreateDistributionWithTags": _create_distribution,
    "CreateFunction": _create_edge_function,
    "TagResource": tags_of("cloudfront:TagResource", setting=("Tags", "Items")),
    "UntagResource": tags_of("cloudfront:UntagResource", removing=("TagKeys", "Items")),
    "ListTagsForResource": tags_of("cloudfront:ListTagsForResource"),
}


# Certificates


def _certificate(action):
    def rule(call):
        context = tag_keys(pairs(call.get("Tags"))) if call.get("Tags") else {}
        return [Need(f"acm:{action}", call.params["CertificateArn"], context)]
    return rule


def _request_certificate(call):
    names = dict.fromkeys([call.params["DomainName"], *call.get("SubjectAlternativeNames", default=[])])
    found = [Need("acm:RequestCertificate", "*", {
        "acm:domainnames": [name.lower() for name in names],
        "acm:validationmethod": call.get("ValidationMethod", default="EMAIL"),
        "acm:keyalgorithm": call.get("KeyAlgorithm", default="RSA_2048"),
        **(tag_keys(pairs(call.get("Tags"))) if call.get("Tags") else {})})]
    if call.get("Tags"):
        # It has no id yet.
        found.append(Need("acm:AddTagsToCertificate", f"arn:aws:acm:{call.region}:{ACCOUNT}:certificate/*",
                          tag_keys(pairs(call.get("Tags")))))
    return found


ACM = {
    **{name: _certificate(name) for name in (
        "DescribeCertificate", "GetCertificate", "DeleteCertificate", "AddTagsToCertificate",
        "RemoveTagsFromCertificate", "ListTagsForCertificate")},
    "ListCertificates": anywhere("acm:ListCertificates"),
    "RequestCertificate": _request_certificate,
}


# DNS


def _zone_arn(call):
    return f"arn:aws:route53:::hostedzone/{call.get('HostedZoneId', default=call.get('Id')).rpartition('/')[2]}"


def _zone(action):
    return lambda call: [Need(f"route53:{action}", _zone_arn(call))]


def normalized_record_name(name):
    """A record's name as condition keys have it: small letters, no dot at the end, other characters as `\\052`."""
    text = re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), name.lower().removesuffix("."))
    return "".join(c if re.fullmatch(r"[a-z0-9._-]", c) else "".join(f"\\{b:03o}" for b in c.encode()) for c in text)


def _change_records(call):
    changes = call.get("ChangeBatch", "Changes", default=[])
    records = [change["ResourceRecordSet"] for change in changes]
    prefix = "route53:changeresourcerecordsets"
    return [Need("route53:ChangeResourceRecordSets", _zone_arn(call), {
        f"{prefix}normalizedrecordnames": list(dict.fromkeys(normalized_record_name(r["Name"]) for r in records)),
        f"{prefix}recordtypes": list(dict.fromkeys(r["Type"] for r in records)),
        f"{prefix}actions": list(dict.fromkeys(change["Action"] for change in changes))})]


def _create_zone(call):
    found = [Need("route53:CreateHostedZone")]
    if call.get("VPC"):
        found.append(Need("ec2:DescribeVpcs"))
    return found


def _route53_tags(action):
    return lambda call: [
        Need(f"route53:{action}", f"arn:aws:route53:::{call.params['ResourceType']}/{call.params['ResourceId']}")]


ROUTE53 = {
    **{name: _zone(name) for name in ("GetHostedZone", "DeleteHostedZone", "ListResourceRecordSets")},
    **{name: anywhere(f"route53:{name}") for name in (
        "ListHostedZones", "ListHostedZonesByName", "GetHostedZoneCount")},
    "ChangeResourceRecordSets": _change_records,
    "CreateHostedZone": _create_zone,
    "ChangeTagsForResource": _route53_tags("ChangeTagsForResource"),
    "ListTagsForResource": _route53_tags("ListTagsForResource"),
    "GetChange": lambda call: [
        Need("route53:GetChange", f"arn:aws:route53:::change/{call.params['Id'].rpartition('/')[2]}")],
}
