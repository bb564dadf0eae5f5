# SPDX-License-Identifier: Apache-2.0
"""Buckets and their configuration. The configuration hangs on moto's bucket as `testaws`."""

from __future__ import annotations

import datetime
import ipaddress
import re

from .. import ids, moto_app, settings
from ..calls import before, handles
from ..errors import AWSError
from ..serialize import Response
from ..signatures import ACCOUNT
from . import s3_policy

NAME = re.compile(r"^(?!xn--|sthree-|amzn-s3-demo-)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")
SUFFIXES = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3")
ALL_BLOCKED = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True,
               "RestrictPublicBuckets": True}


def backend():
    return moto_app.backend("s3")[ACCOUNT]["aws"]


class Config:
    """A bucket's configuration in botocore's form; `None` means that it is absent."""

    def __init__(self):
        self.public_access = dict(ALL_BLOCKED)
        self.ownership = {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
        self.encryption = None
        self.lifecycle = None
        self.tags = None

    def encryption_rules(self):
        """The encryption in force; SSE-S3 when nothing was set."""
        rules = (self.encryption or {"Rules": [{}]})["Rules"]
        result = []
        for rule in rules:
            result.append({"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": False,
                           "BlockedEncryptionTypes": {"EncryptionType": ["SSE-C"]}, **rule})
        return {"Rules": result}


def age(seconds):
    """Makes every object older, as if time had passed since; returns how many there are."""
    count = 0
    for bucket in backend().buckets.values():
        for _, versions in bucket.keys.lists():
            for item in versions:
                item.last_modified -= datetime.timedelta(seconds=seconds)
                count += 1
    return count


def config_of(bucket):
    """The configuration of moto's bucket."""
    if not hasattr(bucket, "testaws"):
        bucket.testaws = Config()
        _tell_moto(bucket)
    return bucket.testaws


def _tell_moto(bucket):
    """Gives moto's bucket what the data plane reads there."""
    from moto.s3.models import PublicAccessBlock

    block = bucket.testaws.public_access
    bucket.public_access_block = None if block is None else PublicAccessBlock(
        *(block.get(name, False) for name in ALL_BLOCKED))


def find(call):
    """moto's bucket; raises NoSuchBucket."""
    bucket = backend().buckets.get(call.params["Bucket"])
    if bucket is None:
        raise AWSError("NoSuchBucket", "The specified bucket does not exist",
                       extra={"BucketName": call.params["Bucket"]})
    return bucket


def _foreign(name):
    return name in settings.get("s3.foreign_buckets").split(",")


@before("s3")
def check_access(call):
    """Refuses foreign buckets, wrong regions and wrong owners, before any operation on a bucket."""
    name = call.params.get("Bucket")
    if name is None or call.operation.name == "CreateBucket":
        return
    if _foreign(name):
        raise AWSError("AccessDenied", "Access Denied", headers={"x-amz-bucket-region": "us-east-1"})
    bucket = backend().buckets.get(name)
    if bucket is None:
        find(call)
    if bucket.region_name != call.region and not (
            call.operation.name == "GetBucketLocation" and call.region == "us-east-1"):
        raise AWSError("PermanentRedirect",
                       "The bucket you are attempting to access must be addressed using the specified endpoint. Please "
                       "send all future requests to this endpoint.",
                       extra={"Endpoint": f"{name}.s3.{bucket.region_name}.amazonaws.com", "Bucket": name},
                       headers={"x-amz-bucket-region": bucket.region_name})
    owner = call.get("ExpectedBucketOwner")
    if owner is not None and owner != ACCOUNT:
        raise AWSError("AccessDenied", "Access Denied")


@handles("s3", "CreateBucket")
def create_bucket(call):
    name = call.params["Bucket"]
    if not NAME.match(name) or ".." in name or name.endswith(SUFFIXES) or _is_address(name):
        raise AWSError("InvalidBucketName", "The specified bucket is not valid.", extra={"BucketName": name})
    constraint = call.get("CreateBucketConfiguration", "LocationConstraint")
    if call.region != "us-east-1" and constraint != call.region:
        shown = "unspecified" if constraint is None else constraint
        raise AWSError("IllegalLocationConstraintException", f"The {shown} location constraint is incompatible for the "
                       "region specific endpoint this request was sent to.")
    if call.get("BucketNamespace") == "account-regional" and not name.endswith(f"-{ACCOUNT}-{call.region}-an"):
        raise AWSError("InvalidBucketName", "The name does not fit the account-regional namespace.")
    if _foreign(name):
        raise AWSError("BucketAlreadyExists",
                       "The requested bucket name is not available. The bucket namespace is shared by all users of the "
                       "system. Please select a different name and try again.", extra={"BucketName": name})
    if call.get("ACL") not in (None, "private"):
        raise AWSError("InvalidBucketAclWithObjectOwnership",
                       "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting")
    existing = backend().buckets.get(name)
    if existing is not None:
        if existing.region_name == "us-east-1" == call.region and constraint is None:
            return {"Location": f"/{name}"}
        raise AWSError("BucketAlreadyOwnedByYou",
                       "Your previous request to create the named bucket succeeded and you already own it.",
                       extra={"BucketName": name})
    tags = call.get("CreateBucketConfiguration", "Tags")
    checked = _check_tags(tags) if tags else None
    bucket = backend().create_bucket(name, constraint or call.region)
    config = config_of(bucket)
    config.tags = checked
    if "ObjectOwnership" in call.params:
        config.ownership = {"Rules": [{"ObjectOwnership": call.params["ObjectOwnership"]}]}
    return {"Location": f"/{name}" if call.region == "us-east-1" else f"http://{name}.s3.amazonaws.com/"}


def _is_address(name):
    try:
        ipaddress.IPv4Address(name)
    except ValueError:
        return False
    return True


@handles("s3", "HeadBucket")
def head_bucket(call):
    return Response(200, [("x-amz-bucket-region", find(call).region_name), ("Content-Type", "application/xml"),
                          ("x-amz-access-point-alias", "false")])


@handles("s3", "GetBucketLocation")
def get_location(call):
    region = find(call).region_name
    text = "" if region == "us-east-1" else region
    return Response(200, [("Content-Type", "application/xml")],
                    '<?xml version="1.0" encoding="UTF-8"?>\n'
                    f'<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{text}</LocationConstraint>')


@handles("s3", "ListBuckets")
def list_buckets(call):
    buckets = [b for b in sorted(backend().buckets.values(), key=lambda b: b.name)
               if b.name.startswith(call.get("Prefix", default=""))
               and call.get("BucketRegion", default=b.region_name) == b.region_name]
    chosen, following = ids.page(buckets, call.get("ContinuationToken"), call.get("MaxBuckets", default=10000),
                                 lambda b: b.name)
    return {"Buckets": [{"Name": b.name, "CreationDate": b.creation_date, "BucketRegion": b.region_name}
                        for b in chosen],
            "Owner": {"ID": "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a"},
            "ContinuationToken": following, "Prefix": call.get("Prefix")}


@handles("s3", "DeleteBucket")
def delete_bucket(call):
    bucket = find(call)
    if any(versions for _, versions in bucket.keys.lists()) or bucket.multiparts:
        raise AWSError("BucketNotEmpty", "The bucket you tried to delete is not empty",
                       extra={"BucketName": bucket.name})
    backend().delete_bucket(bucket.name)
    return {}


# Public access, ownership, encryption, versioning.


@handles("s3", "PutPublicAccessBlock")
def put_public_access(call):
    bucket = find(call)
    sent = call.params["PublicAccessBlockConfiguration"]
    config_of(bucket).public_access = {name: sent.get(name, False) for name in ALL_BLOCKED}
    _tell_moto(bucket)
    return {}


@handles("s3", "GetPublicAccessBlock")
def get_public_access(call):
    found = config_of(find(call)).public_access
    if found is None:
        raise AWSError("NoSuchPublicAccessBlockConfiguration",
                       "The public access block configuration was not found",
                       extra={"BucketName": call.params["Bucket"]})
    return {"PublicAccessBlockConfiguration": found}


@handles("s3", "DeletePublicAccessBlock")
def delete_public_access(call):
    bucket = find(call)
    config_of(bucket).public_access = None
    _tell_moto(bucket)
    return call.answer({}, 204)


@handles("s3", "PutBucketOwnershipControls")
def put_ownership(call):
    config_of(find(call)).ownership = call.params["OwnershipControls"]
    return {}


@handles("s3", "GetBucketOwnershipControls")
def get_ownership(call):
    found = config_of(find(call)).ownership
    if found is None:
        raise AWSError("OwnershipControlsNotFoundError", "The bucket ownership controls were not found",
                       extra={"BucketName": call.params["Bucket"]})
    return {"OwnershipControls": found}


@handles("s3", "DeleteBucketOwnershipControls")
def delete_ownership(call):
    config_of(find(call)).ownership = None
    return call.answer({}, 204)


@handles("s3", "PutBucketEncryption")
def put_encryption(call):
    bucket = find(call)
    sent = call.params["ServerSideEncryptionConfiguration"]
    for rule in sent["Rules"]:
        default = rule.get("ApplyServerSideEncryptionByDefault", {})
        if "KMSMasterKeyID" in default and default["SSEAlgorithm"] == "AES256":
            raise AWSError("InvalidArgument", "a KMSMasterKeyID is not applicable if the default sse algorithm is not "
                           "aws:kms or aws:kms:dsse")
    config_of(bucket).encryption = sent
    return {}


@handles("s3", "GetBucketEncryption")
def get_encryption(call):
    return {"ServerSideEncryptionConfiguration": config_of(find(call)).encryption_rules()}


@handles("s3", "DeleteBucketEncryption")
def delete_encryption(call):
    config_of(find(call)).encryption = None
    return call.answer({}, 204)


@handles("s3", "PutBucketVersioning")
def put_versioning(call):
    bucket = find(call)
    sent = call.params["VersioningConfiguration"]
    if "Status" not in sent or sent.get("MFADelete") == "Enabled":
        raise AWSError("IllegalVersioningConfigurationException",
                       "The Versioning element must be specified" if "Status" not in sent else "MFA is needed")
    bucket.versioning_status = sent["Status"]
    return {}


@handles("s3", "GetBucketVersioning")
def get_versioning(call):
    status = find(call).versioning_status
    inner = f"<Status>{status}</Status>" if status else ""
    return Response(200, [("Content-Type", "application/xml")],
                    '<?xml version="1.0" encoding="UTF-8"?>\n<VersioningConfiguration '
                    f'xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{inner}</VersioningConfiguration>')


# Tags.


def _check_tags(tags):
    result = {}
    for tag in tags:
        if tag["Key"] in result:
            raise AWSError("InvalidTag", "Cannot provide multiple Tags with the same key")
        if tag["Key"].lower().startswith("aws:"):
            raise AWSError("InvalidTag", "System tags cannot be added/updated by requester")
        result[tag["Key"]] = tag["Value"]
    if len(result) > 50:
        raise AWSError("BadRequest", "Bucket tag count cannot be greater than 50")
    return result


@handles("s3", "PutBucketTagging")
def put_tagging(call):
    config_of(find(call)).tags = _check_tags(call.params["Tagging"]["TagSet"])
    return call.answer({}, 204)


@handles("s3", "GetBucketTagging")
def get_tagging(call):
    tags = config_of(find(call)).tags
    if not tags:
        raise AWSError("NoSuchTagSet", "The TagSet does not exist", extra={"BucketName": call.params["Bucket"]})
    return {"TagSet": [{"Key": k, "Value": v} for k, v in tags.items()]}


@handles("s3", "DeleteBucketTagging")
def delete_tagging(call):
    config_of(find(call)).tags = None
    return call.answer({}, 204)


# Lifecycle.

ACTIONS = ("Expiration", "Transitions", "NoncurrentVersionTransitions", "NoncurrentVersionExpiration",
           "AbortIncompleteMultipartUpload")


def _check_lifecycle(rules):
    names = set()
    for rule in rules:
        if ("Filter" in rule) == ("Prefix" in rule):
            raise AWSError("MalformedXML", "A lifecycle rule needs either Filter or Prefix.")
        if not any(action in rule for action in ACTIONS):
            raise AWSError("InvalidRequest", "At least one action needs to be specified in a rule.")
        if rule.get("ID") in names and "ID" in rule:
            raise AWSError("InvalidArgument", f"Rule ID must be unique. Found same ID for more than one rule: "
                           f"{rule['ID']}")
        names.add(rule.get("ID"))
        for action, member in (("Expiration", "Days"), ("NoncurrentVersionExpiration", "NoncurrentDays"),
                               ("AbortIncompleteMultipartUpload", "DaysAfterInitiation")):
            if rule.get(action, {}).get(member, 1) < 1:
                raise AWSError("InvalidArgument", f"'{member}' for {action} action must be a positive integer")
        tagged = "Tag" in rule.get("Filter", {}) or "Tags" in rule.get("Filter", {}).get("And", {})
        if tagged and "AbortIncompleteMultipartUpload" in rule:
            raise AWSError("InvalidRequest", "AbortIncompleteMultipartUpload cannot be specified with Tags.")


@handles("s3", "PutBucketLifecycleConfiguration")
def put_lifecycle(call):
    bucket = find(call)
    rules = call.get("LifecycleConfiguration", "Rules", default=[])
    _check_lifecycle(rules)
    minimum = call.get("TransitionDefaultMinimumObjectSize", default="all_storage_classes_128K")
    kept = [{"ID": ids.lower("", 48), **rule} for rule in rules]
    config_of(bucket).lifecycle = {"Rules": kept, "TransitionDefaultMinimumObjectSize": minimum}
    return {"TransitionDefaultMinimumObjectSize": minimum}


@handles("s3", "GetBucketLifecycleConfiguration")
def get_lifecycle(call):
    found = config_of(find(call)).lifecycle
    if found is None:
        raise AWSError("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist",
                       extra={"BucketName": call.params["Bucket"]})
    return found


@handles("s3", "DeleteBucketLifecycle")
def delete_lifecycle(call):
    config_of(find(call)).lifecycle = None
    return call.answer({}, 204)


# The policy.


@handles("s3", "PutBucketPolicy")
def put_policy(call):
    bucket = find(call)
    policy = s3_policy.checked(call.params["Policy"], bucket.name)
    block = config_of(bucket).public_access or {}
    if s3_policy.is_public(policy) and block.get("BlockPublicPolicy"):
        raise AWSError("AccessDenied",
                       f"User: arn:aws:iam::{ACCOUNT}:user/test is not authorized to perform: s3:PutBucketPolicy on "
                       f"resource: \"arn:aws:s3:::{bucket.name}\" because public policies are prevented by the "
                       "BlockPublicPolicy setting in S3 Block Public Access.")
    bucket.policy = s3_policy.normalised(policy).encode()
    return call.answer({}, 204)


@handles("s3", "GetBucketPolicy")
def get_policy(call):
    bucket = find(call)
    if not bucket.policy:
        raise AWSError("NoSuchBucketPolicy", "The bucket policy does not exist",
                       extra={"BucketName": bucket.name})
    return Response(200, [("Content-Type", "application/json")], bucket.policy)


@handles("s3", "GetBucketPolicyStatus")
def get_policy_status(call):
    bucket = find(call)
    if not bucket.policy:
        raise AWSError("NoSuchBucketPolicy", "The bucket policy does not exist", extra={"BucketName": bucket.name})
    return {"PolicyStatus": {"IsPublic": s3_policy.is_public(s3_policy.checked(bucket.policy.decode(), bucket.name))}}


@handles("s3", "DeleteBucketPolicy")
def delete_policy(call):
    find(call).policy = None
    return call.answer({}, 204)
