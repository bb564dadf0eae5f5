# SPDX-License-Identifier: Apache-2.0
"""Objects: moto's, with the limits and conditions that it leaves out."""

from __future__ import annotations

import base64
import re
from urllib.parse import quote, unquote

from .. import settings
from ..calls import before, handles
from ..errors import AWSError, Violation
from ..serialize import Response
from .s3_buckets import backend, config_of, find

# Members of plain uploads and reads, which are answered here: moto takes four times as long.
HEADERS = {"ContentType": "content-type", "CacheControl": "cache-control", "ContentEncoding": "content-encoding",
           "ContentDisposition": "content-disposition", "ContentLanguage": "content-language"}
PLAIN_PUT = {"Bucket", "Key", "Body", "Metadata", "ContentLength", "ContentMD5", "ExpectedBucketOwner", "ChecksumCRC32",
             "ChecksumSHA256", "ChecksumAlgorithm", *HEADERS}
PLAIN_HEAD = {"Bucket", "Key", "ExpectedBucketOwner"}


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


@handles("s3", "GetObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload")
def with_encryption(call):
    """moto's answer, with the header that says how the object is encrypted."""
    upload = call.params.get("UploadId")
    if upload is not None and upload not in find(call).multiparts:
        raise AWSError("NoSuchUpload", "The specified upload does not exist. The upload ID may be invalid, or the "
                       "upload may have been aborted or completed.", 404)
    response = call.forward()
    if response.status < 300 and response.header("x-amz-server-side-encryption") is None:
        response.set_header("x-amz-server-side-encryption", "AES256")
    return response


def _encrypted(entry):
    headers = [("ETag", entry.etag), ("x-amz-server-side-encryption", "AES256")]
    version = entry.response_dict.get("x-amz-version-id")
    return headers + [("x-amz-version-id", version)] if version else headers


@handles("s3", "PutObject")
def put_object(call):
    if not call.params.keys() <= PLAIN_PUT:
        return with_encryption(call)
    sums = [(name, call.params[f"Checksum{name}"]) for name in ("CRC32", "SHA256") if f"Checksum{name}" in call.params]
    if len(sums) != 1 and "ChecksumAlgorithm" in call.params:
        return with_encryption(call)
    entry = backend().put_object(find(call).name, call.params["Key"], call.body,
                                 checksum_value=sums[0][1] if sums else None)
    if sums:
        entry.checksum_algorithm = sums[0][0]
    metadata = {wire: call.params[name] for name, wire in HEADERS.items() if name in call.params}
    metadata.setdefault("content-type", "binary/octet-stream")
    metadata.update({f"x-amz-meta-{name}": value for name, value in call.get("Metadata", default={}).items()})
    entry.set_metadata(metadata)
    headers = _encrypted(entry) + [(f"x-amz-checksum-{name.lower()}", value) for name, value in sums]
    return Response(200, headers)


@handles("s3", "HeadObject")
def head_object(call):
    entry = find(call).keys.get(call.params["Key"])
    if not call.params.keys() <= PLAIN_HEAD or not hasattr(entry, "etag"):
        return with_encryption(call)
    headers = _encrypted(entry) + [("Last-Modified", entry.last_modified_RFC1123), ("Accept-Ranges", "bytes"),
                                   ("Content-Length", str(entry.size))]
    metadata = {name.lower(): value for name, value in entry.metadata.items()}
    metadata.setdefault("content-type", "binary/octet-stream")
    if entry.website_redirect_location:
        metadata["x-amz-website-redirect-location"] = entry.website_redirect_location
    if entry.storage_class != "STANDARD":
        metadata["x-amz-storage-class"] = entry.storage_class
    return Response(200, headers + list(metadata.items()))


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


@handles("s3", "ListObjectsV2")
def list_objects(call):
    """A page of keys in the order of their bytes. Written here because moto's is slow with thousands of keys."""
    bucket = find(call)
    prefix, delimiter = call.get("Prefix", default=""), call.get("Delimiter", default="")
    limit = min(call.get("MaxKeys", default=1000), settings.get("s3.max_keys"), 1000)
    after = call.get("StartAfter", default="")
    token = call.get("ContinuationToken")
    if token is not None:
        try:
            after = base64.b64decode(token.encode(), altchars=b"-_", validate=True).decode()
        except ValueError:
            raise AWSError("InvalidArgument", "The continuation token provided is incorrect",
                           extra={"ArgumentName": "continuation-token"}) from None
    # The latest version of each key; a delete marker has no ETag.
    live = {key: latest for key, latest in bucket.keys.items() if key.startswith(prefix) and hasattr(latest, "etag")}
    entries, groups, last = [], [], after
    truncated = False
    for key in sorted(live, key=str.encode):
        group = ""
        if delimiter and delimiter in key[len(prefix):]:
            group = key[:key.index(delimiter, len(prefix)) + len(delimiter)]
        place = group or key
        if place <= after or (group and groups and groups[-1] == group):
            continue
        if len(entries) + len(groups) >= limit:
            truncated = True
            break
        last = place
        if group:
            groups.append(group)
        else:
            entries.append(live[key])
    encode = (lambda text: quote(text, safe="/-_.~*")) if call.get("EncodingType") == "url" else str
    answer = {
        "Name": bucket.name, "Prefix": encode(prefix), "MaxKeys": call.get("MaxKeys", default=1000),
        "KeyCount": len(entries) + len(groups), "IsTruncated": truncated, "EncodingType": call.get("EncodingType"),
        "ContinuationToken": token, "Contents": [_listed(entry, encode) for entry in entries],
        "CommonPrefixes": [{"Prefix": encode(group)} for group in groups]}
    if delimiter:
        answer["Delimiter"] = encode(delimiter)
    if "StartAfter" in call.params:
        answer["StartAfter"] = encode(call.params["StartAfter"])
    if truncated and limit > 0:
        answer["NextContinuationToken"] = base64.urlsafe_b64encode(last.encode()).decode()
    return answer


def _listed(entry, encode):
    listed = {"Key": encode(entry.name), "LastModified": entry.last_modified, "ETag": entry.etag,
              "Size": entry.size, "StorageClass": entry.storage_class or "STANDARD"}
    if entry.checksum_algorithm:
        listed["ChecksumAlgorithm"] = [entry.checksum_algorithm]
        listed["ChecksumType"] = "FULL_OBJECT"
    return listed


@handles("s3", "ListObjectVersions", "ListObjects")
def list_with_moto(call):
    """moto's listing, with pages as short as the test wants them."""
    limit = settings.get("s3.max_keys")
    if limit < call.get("MaxKeys", default=1000):
        query = [part for part in call.environ["QUERY_STRING"].split("&") if not part.startswith("max-keys=")]
        text = "&".join([*filter(None, query), f"max-keys={limit}"])
        path = call.environ["RAW_URI"].partition("?")[0]
        call.environ = {**call.environ, "QUERY_STRING": text, "RAW_URI": f"{path}?{text}",
                        "REQUEST_URI": f"{path}?{text}"}
    return call.forward()
