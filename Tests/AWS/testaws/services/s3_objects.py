# SPDX-License-Identifier: Apache-2.0
"""Objects: moto's, with the limits and conditions that it leaves out."""

from __future__ import annotations

import re
from urllib.parse import unquote

from .. import settings
from ..calls import before, handles
from ..errors import AWSError, Violation
from .s3_buckets import backend, config_of, find

ENCRYPTED = ("PutObject", "CopyObject", "GetObject", "HeadObject", "CreateMultipartUpload", "UploadPart",
             "CompleteMultipartUpload")


@before("s3")
def check_object(call):
    """Limits on keys, metadata and ACLs."""
    key = call.params.get("Key")
    if key is not None and len(key.encode()) > 1024:
        raise AWSError("KeyTooLongError", "Your key is too long")
    metadata = call.params.get("Metadata") or {}
    if sum(len(k.encode()) + len(v.encode()) for k, v in metadata.items()) > 2048:
        raise AWSError("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size")
    enforced = call.operation.name in ("PutObject", "CopyObject", "CreateMultipartUpload", "PutObjectAcl",
                                       "PutBucketAcl")
    if enforced:
        ownership = (config_of(find(call)).ownership or {"Rules": [{}]})["Rules"][0].get("ObjectOwnership")
        acl = call.get("ACL")
        grants = [name for name in call.params if name.startswith("Grant")]
        if ownership == "BucketOwnerEnforced" and (grants or acl not in (None, "bucket-owner-full-control")):
            raise AWSError("AccessControlListNotSupported", "The bucket does not allow ACLs")


@handles("s3", "PutObject", "GetObject", "HeadObject", "CreateMultipartUpload", "UploadPart",
         "CompleteMultipartUpload")
def with_encryption(call):
    """moto's answer, with the header that says how the object is encrypted."""
    response = call.forward()
    if response.status < 300 and response.header("x-amz-server-side-encryption") is None:
        response.set_header("x-amz-server-side-encryption", "AES256")
    return response


@handles("s3", "CopyObject")
def copy_object(call):
    source = call.params["CopySource"]
    name, _, rest = source.removeprefix("/").partition("/")
    key, _, version = rest.partition("?versionId=")
    if not re.fullmatch(r"[A-Za-z0-9\-._~/%]+", rest.partition("?")[0]):
        raise AWSError("InvalidArgument", "Copy Source must be URL-encoded.")
    bucket = backend().buckets.get(name)
    if bucket is None:
        raise AWSError("NoSuchBucket", "The specified bucket does not exist", extra={"BucketName": name})
    found = backend().get_object(name, unquote(key), version_id=version or None)
    if found is None or not hasattr(found, "etag"):
        raise AWSError("NoSuchKey", "The specified key does not exist.", extra={"Key": unquote(key)})
    etag = found.etag.strip('"')
    wanted, unwanted = call.get("CopySourceIfMatch"), call.get("CopySourceIfNoneMatch")
    if (wanted is not None and wanted.strip('"') not in (etag, "*")) or (
            unwanted is not None and unwanted.strip('"') in (etag, "*")):
        raise AWSError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold",
                       extra={"Condition": "x-amz-copy-source-If-Match"})
    if call.get("MetadataDirective", default="COPY") == "COPY":
        sent = [m for m in ("ContentType", "CacheControl", "ContentDisposition", "ContentEncoding", "ContentLanguage",
                            "Expires", "Metadata") if m in call.params]
        if sent:
            raise Violation("model", f"{sent[0]} without x-amz-metadata-directive REPLACE, which S3 would ignore")
    _check_target(call)
    return with_encryption(call)


def _check_target(call):
    """Conditions on what is at the target key now."""
    current = backend().get_object(call.params["Bucket"], call.params["Key"])
    etag = current.etag.strip('"') if current is not None and hasattr(current, "etag") else None
    if call.get("IfNoneMatch") == "*" and etag is not None:
        raise AWSError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold")
    wanted = call.get("IfMatch")
    if wanted is not None and etag is None:
        raise AWSError("NoSuchKey", "The specified key does not exist.")
    if wanted is not None and wanted.strip('"') != etag:
        raise AWSError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold")


@handles("s3", "DeleteObjects")
def delete_objects(call):
    sent = call.params["Delete"]
    if len(sent["Objects"]) > 1000 or not sent["Objects"]:
        raise AWSError("MalformedXML", "The XML you provided was not well-formed or did not validate against our "
                       "published schema")
    for item in sent["Objects"]:
        if len(item["Key"].encode()) > 1024:
            raise AWSError("KeyTooLongError", "Your key is too long")
    response = call.forward()
    if sent.get("Quiet") and response.status == 200:
        response.body = re.sub(rb"<Deleted>.*?</Deleted>\s*", b"", response.body, flags=re.DOTALL)
    return response


@handles("s3", "ListObjectsV2", "ListObjectVersions", "ListObjects")
def list_objects(call):
    """moto's listing; pages are as short as the test wants them."""
    token = call.get("ContinuationToken")
    if token is not None and not re.fullmatch(r"[A-Za-z0-9+/=_-]{8,}", token):
        raise AWSError("InvalidArgument", "The continuation token provided is incorrect",
                       extra={"ArgumentName": "continuation-token"})
    limit = settings.get("s3.max_keys")
    if limit < call.get("MaxKeys", default=1000):
        query = [part for part in call.environ["QUERY_STRING"].split("&") if not part.startswith("max-keys=")]
        text = "&".join([*filter(None, query), f"max-keys={limit}"])
        path = call.environ["RAW_URI"].partition("?")[0]
        call.environ = {**call.environ, "QUERY_STRING": text, "RAW_URI": f"{path}?{text}",
                        "REQUEST_URI": f"{path}?{text}"}
    return call.forward()
