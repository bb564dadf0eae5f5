# SPDX-License-Identifier: Apache-2.0
"""S3: what moto lacks."""

import json

import pytest
import stack
from botocore.exceptions import ClientError
from refusals import refuses
from wire import send


@pytest.fixture
def s3(aws):
    client = aws.client("s3")
    client.create_bucket(Bucket="bucket")
    return client


def test_new_bucket_has_aws_defaults(s3):
    assert s3.get_public_access_block(Bucket="bucket")["PublicAccessBlockConfiguration"] == {
        "BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True}
    assert s3.get_bucket_ownership_controls(Bucket="bucket")["OwnershipControls"]["Rules"] == [
        {"ObjectOwnership": "BucketOwnerEnforced"}]
    rule, = s3.get_bucket_encryption(Bucket="bucket")["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule == {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": False,
                    "BlockedEncryptionTypes": {"EncryptionType": ["SSE-C"]}}
    assert "Status" not in s3.get_bucket_versioning(Bucket="bucket")
    for read, code in ((s3.get_bucket_tagging, "NoSuchTagSet"), (s3.get_bucket_policy, "NoSuchBucketPolicy"),
                       (s3.get_bucket_lifecycle_configuration, "NoSuchLifecycleConfiguration")):
        with refuses(code, 404):
            read(Bucket="bucket")


def test_configuration_reads_back(aws):
    s3 = stack.create_bucket(aws, "site")
    assert s3.get_bucket_versioning(Bucket="site")["Status"] == "Enabled"
    assert s3.get_bucket_tagging(Bucket="site")["TagSet"] == stack.tag_list()
    found = s3.get_bucket_lifecycle_configuration(Bucket="site")
    assert found["Rules"][0]["NoncurrentVersionExpiration"] == {"NoncurrentDays": 30}
    assert found["TransitionDefaultMinimumObjectSize"] == "all_storage_classes_128K"
    s3.delete_public_access_block(Bucket="site")
    with refuses("NoSuchPublicAccessBlockConfiguration", 404):
        s3.get_public_access_block(Bucket="site")
    s3.delete_bucket_ownership_controls(Bucket="site")
    with refuses("OwnershipControlsNotFoundError", 404):
        s3.get_bucket_ownership_controls(Bucket="site")
    s3.delete_bucket_lifecycle(Bucket="site")
    s3.delete_bucket_tagging(Bucket="site")


def test_create_in_regions(aws, s3):
    s3.create_bucket(Bucket="bucket")  # us-east-1 says 200 to the owner
    elsewhere = aws.client("s3", "eu-west-1")
    with refuses("IllegalLocationConstraintException", 400):
        elsewhere.create_bucket(Bucket="other")
    with refuses("IllegalLocationConstraintException", 400):
        elsewhere.create_bucket(Bucket="other", CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
    here = {"CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}}
    elsewhere.create_bucket(Bucket="other", **here)
    with refuses("BucketAlreadyOwnedByYou", 409):
        elsewhere.create_bucket(Bucket="other", **here)
    with refuses("TestAWSViolation", 400):
        s3.create_bucket(Bucket="third", CreateBucketConfiguration={"LocationConstraint": "us-east-1"})
    assert elsewhere.get_bucket_location(Bucket="other")["LocationConstraint"] == "eu-west-1"
    assert [b["BucketRegion"] for b in s3.list_buckets()["Buckets"]] == ["us-east-1", "eu-west-1"]


@pytest.mark.parametrize("name", ["ab", "Bucket", "a..b", "192.0.2.1", "-abc", "xn--abc", "abc-s3alias", "a_b"])
def test_bucket_names(aws, name):
    with refuses("InvalidBucketName", 400):
        aws.client("s3").create_bucket(Bucket=name)


def test_foreign_bucket(aws, s3):
    aws.settings(s3__foreign_buckets="taken")
    with refuses("BucketAlreadyExists", 409):
        s3.create_bucket(Bucket="taken")
    with refuses("403", 403):
        s3.head_bucket(Bucket="taken")
    with refuses("AccessDenied", 403):
        s3.get_bucket_location(Bucket="bucket", ExpectedBucketOwner="111111111111")


def test_wrong_region_is_redirected(aws, s3):
    # By hand, since boto3 follows the redirect.
    answer = send(aws, "s3", "GET", "/bucket?list-type=2", region="eu-west-1")
    assert (answer.status, answer.code, answer.headers["x-amz-bucket-region"]) == (
        301, "PermanentRedirect", "us-east-1")
    answer = send(aws, "s3", "HEAD", "/bucket", region="eu-west-1")
    assert (answer.status, answer.text, answer.headers["x-amz-bucket-region"]) == (301, "", "us-east-1")


def policy(**changes):
    document = json.loads(stack.bucket_policy("bucket", f"arn:aws:cloudfront::{stack.ACCOUNT}:distribution/E1"))
    document["Statement"][0].update(changes)
    return json.dumps(document)


def test_policy_reads_back_normalised(s3):
    s3.put_bucket_policy(Bucket="bucket", Policy=policy(Action=["s3:GetObject"]))
    assert json.loads(s3.get_bucket_policy(Bucket="bucket")["Policy"]) == json.loads(policy())
    assert s3.get_bucket_policy_status(Bucket="bucket")["PolicyStatus"]["IsPublic"] is False
    s3.delete_bucket_policy(Bucket="bucket")


@pytest.mark.parametrize("changes", [
    {"Principal": "*", "Condition": {}}, {"Principal": {"AWS": "*"}, "Condition": {}},
    {"Principal": {"AWS": ["*"]}, "Condition": {"StringLike": {"aws:SourceArn": "*"}}}])
def test_public_policy_is_blocked(s3, changes):
    with refuses("AccessDenied", 403):
        s3.put_bucket_policy(Bucket="bucket", Policy=policy(**changes))
    s3.delete_public_access_block(Bucket="bucket")
    s3.put_bucket_policy(Bucket="bucket", Policy=policy(**changes))
    assert s3.get_bucket_policy_status(Bucket="bucket")["PolicyStatus"]["IsPublic"] is True


@pytest.mark.parametrize("text", [
    "{", "[]", json.dumps({"Version": "2012-10-17"}), policy(Resource="arn:aws:s3:::other/*"),
    policy(Action="s3:ListBucket"), policy(Action="GetObject"), policy(Effect="allow"), policy(Principals="*"),
    policy(Principal={"AWS": "arn:aws:iam::123456789012:role/nosuch"}), policy(Principal={"Service": "cloudfront"})])
def test_malformed_policy_is_refused(s3, text):
    with refuses("MalformedPolicy", 400):
        s3.put_bucket_policy(Bucket="bucket", Policy=text)


def test_acls_are_refused(s3):
    with refuses("AccessControlListNotSupported", 400):
        s3.put_object(Bucket="bucket", Key="a", Body=b"", ACL="public-read")
    with refuses("AccessControlListNotSupported", 400):
        s3.put_bucket_acl(Bucket="bucket", ACL="public-read")


@pytest.mark.parametrize("key", ["a b.txt", "a(1)/ü é.pdf", "x//y", "a+b&c=d?e#f%g", "日本語/ページ.html", ".",
                                 "a/../b", "tilde~'!*", "k" * 1024])
def test_odd_keys_round_trip(aws, s3, key):
    s3.put_object(Bucket="bucket", Key=key, Body=key.encode(), ContentType="text/plain", Metadata={"a_b": "1"})
    assert s3.get_object(Bucket="bucket", Key=key)["Body"].read() == key.encode()
    found = s3.head_object(Bucket="bucket", Key=key)
    assert (found["ContentType"], found["Metadata"]) == ("text/plain", {"a_b": "1"})
    assert [o["Key"] for o in s3.list_objects_v2(Bucket="bucket")["Contents"]] == [key]
    s3.copy_object(Bucket="bucket", Key=key, CopySource={"Bucket": "bucket", "Key": key}, MetadataDirective="REPLACE",
                   ContentType="text/html", CacheControl="no-cache")
    found = s3.head_object(Bucket="bucket", Key=key)
    assert (found["ContentType"], found["CacheControl"], found["Metadata"]) == ("text/html", "no-cache", {})
    s3.delete_objects(Bucket="bucket", Delete={"Objects": [{"Key": key}]})
    assert "Contents" not in s3.list_objects_v2(Bucket="bucket")
    assert aws.violations() == []


def test_object_headers_and_limits(aws, s3):
    made = s3.put_object(Bucket="bucket", Key="a", Body=b"abc", CacheControl="max-age=1", ContentLanguage="de",
                         ContentDisposition='inline; filename="a"', ContentEncoding="identity")
    assert made["ServerSideEncryption"] == "AES256" and made["ETag"] == '"900150983cd24fb0d6963f7d28e17f72"'
    found = s3.head_object(Bucket="bucket", Key="a")
    assert (found["ContentType"], found["ContentLength"], found["CacheControl"], found["ContentLanguage"],
            found["ContentDisposition"]) == ("binary/octet-stream", 3, "max-age=1", "de", 'inline; filename="a"')
    with refuses("TestAWSViolation", 400):
        s3.put_object(Bucket="bucket", Key="b", Body=b"", StorageClass="CHEAP")
    with refuses("KeyTooLongError", 400):
        s3.put_object(Bucket="bucket", Key="k" * 1025, Body=b"")
    with refuses("MetadataTooLarge", 400):
        s3.put_object(Bucket="bucket", Key="m", Body=b"", Metadata={"a": "x" * 2048})
    with refuses("404", 404):
        s3.head_object(Bucket="bucket", Key="nosuch")
    with refuses("NoSuchKey", 404):
        s3.get_object(Bucket="bucket", Key="nosuch")


def test_conditional_writes(s3):
    etag = s3.put_object(Bucket="bucket", Key="lock", Body=b"1", IfNoneMatch="*")["ETag"]
    with refuses("PreconditionFailed", 412):
        s3.put_object(Bucket="bucket", Key="lock", Body=b"2", IfNoneMatch="*")
    with refuses("PreconditionFailed", 412):
        s3.put_object(Bucket="bucket", Key="lock", Body=b"2", IfMatch='"x"')
    s3.put_object(Bucket="bucket", Key="lock", Body=b"2", IfMatch=etag)
    source = {"Bucket": "bucket", "Key": "lock"}
    with refuses("PreconditionFailed", 412):
        s3.copy_object(Bucket="bucket", Key="copy", CopySource=source, CopySourceIfMatch=etag)
    with refuses("TestAWSViolation", 400):
        s3.copy_object(Bucket="bucket", Key="copy", CopySource=source, ContentType="text/html")
    with refuses("NoSuchKey", 404):
        s3.copy_object(Bucket="bucket", Key="copy", CopySource={"Bucket": "bucket", "Key": "nosuch"})


def test_listing(aws, s3):
    keys = sorted(["a.html", "b/1.html", "b/2.html", "c.html", "ü.html"], key=str.encode)
    for key in keys:
        s3.put_object(Bucket="bucket", Key=key, Body=b"x")
    aws.settings(s3__max_keys=2)
    found, token, pages = [], {}, 0
    while True:
        page = s3.list_objects_v2(Bucket="bucket", **token)
        found += [o["Key"] for o in page["Contents"]]
        pages += 1
        if not page["IsTruncated"]:
            break
        token = {"ContinuationToken": page["NextContinuationToken"]}
    assert (found, pages) == (keys, 3)
    aws.settings(s3__max_keys=1000)
    page = s3.list_objects_v2(Bucket="bucket", Delimiter="/")
    assert [p["Prefix"] for p in page["CommonPrefixes"]] == ["b/"] and page["KeyCount"] == 4
    assert [o["Key"] for o in s3.list_objects_v2(Bucket="bucket", Prefix="b/", StartAfter="b/1.html")["Contents"]] == [
        "b/2.html"]
    with refuses("InvalidArgument", 400):
        s3.list_objects_v2(Bucket="bucket", ContinuationToken="!")


def test_delete_objects(s3):
    for key in ("a", "b"):
        s3.put_object(Bucket="bucket", Key=key, Body=b"x")
    quiet = s3.delete_objects(Bucket="bucket", Delete={"Objects": [{"Key": "a"}, {"Key": "none"}], "Quiet": True})
    assert "Deleted" not in quiet
    loud = s3.delete_objects(Bucket="bucket", Delete={"Objects": [{"Key": "b"}]})
    assert [d["Key"] for d in loud["Deleted"]] == ["b"]
    with refuses("MalformedXML", 400):
        s3.delete_objects(Bucket="bucket", Delete={"Objects": [{"Key": str(n)} for n in range(1001)]})


def test_bucket_must_be_empty(s3):
    s3.put_bucket_versioning(Bucket="bucket", VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket="bucket", Key="a", Body=b"x")
    with refuses("BucketNotEmpty", 409):
        s3.delete_bucket(Bucket="bucket")
    s3.delete_object(Bucket="bucket", Key="a")
    with refuses("BucketNotEmpty", 409):
        s3.delete_bucket(Bucket="bucket")
    listed = s3.list_object_versions(Bucket="bucket")
    gone = [{"Key": v["Key"], "VersionId": v["VersionId"]} for v in listed["Versions"] + listed["DeleteMarkers"]]
    assert len(gone) == 2
    s3.delete_objects(Bucket="bucket", Delete={"Objects": gone})
    upload = s3.create_multipart_upload(Bucket="bucket", Key="big")["UploadId"]
    with refuses("BucketNotEmpty", 409):
        s3.delete_bucket(Bucket="bucket")
    s3.abort_multipart_upload(Bucket="bucket", Key="big", UploadId=upload)
    with refuses("NoSuchUpload", 404):
        s3.upload_part(Bucket="bucket", Key="big", UploadId=upload, PartNumber=1, Body=b"x")
    s3.delete_bucket(Bucket="bucket")
    with refuses("404", 404):
        s3.head_bucket(Bucket="bucket")


def test_multipart_upload(aws, s3):
    upload = s3.create_multipart_upload(Bucket="bucket", Key="big", ContentType="application/pdf")["UploadId"]
    parts = []
    for number, data in ((1, b"a" * 5 * 1024 * 1024), (2, b"b")):
        etag = s3.upload_part(Bucket="bucket", Key="big", UploadId=upload, PartNumber=number, Body=data)["ETag"]
        parts.append({"ETag": etag, "PartNumber": number})
    s3.complete_multipart_upload(Bucket="bucket", Key="big", UploadId=upload, MultipartUpload={"Parts": parts})
    found = s3.head_object(Bucket="bucket", Key="big")
    assert (found["ContentLength"], found["ContentType"]) == (5 * 1024 * 1024 + 1, "application/pdf")
    assert found["ETag"].endswith('-2"') and aws.violations() == []


def test_policy_denies_those_whom_it_names(aws):
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="bucket")
    s3.put_object(Bucket="bucket", Key="hidden/x", Body=b"x")

    def deny(principal):
        s3.put_bucket_policy(Bucket="bucket", Policy=json.dumps({"Version": "2012-10-17", "Statement": [
            {"Sid": "No", "Effect": "Deny", "Principal": principal, "Action": "s3:GetObject",
             "Resource": "arn:aws:s3:::bucket/hidden/*"}]}))

    deny({"Service": "cloudfront.amazonaws.com"})
    assert s3.get_object(Bucket="bucket", Key="hidden/x")["Body"].read() == b"x"
    deny("*")
    with pytest.raises(ClientError):
        s3.get_object(Bucket="bucket", Key="hidden/x")
