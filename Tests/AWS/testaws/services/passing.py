# SPDX-License-Identifier: Apache-2.0
"""Refusals that pass by themselves, and API Gateway's rates; settings ask for them."""

from __future__ import annotations

import threading
import time

from .. import calls, ids, moto_app, settings
from ..calls import before
from ..errors import AWSError
from ..signatures import ACCOUNT
from . import acm, cloudfront, s3_buckets

S3_CHANGES = ("PutPublicAccessBlock", "PutBucketOwnershipControls", "PutBucketEncryption", "PutBucketVersioning",
              "PutBucketTagging", "PutBucketLifecycleConfiguration", "PutBucketPolicy")


@before("s3")
def bucket_is_busy(call):
    if call.operation.name not in S3_CHANGES:
        return
    with calls.lock:
        bucket = s3_buckets.backend().buckets.get(call.params["Bucket"])
        if bucket is None:
            return
        if settings.left(bucket, "s3.missing_changes"):
            raise AWSError("NoSuchBucket", "The specified bucket does not exist", extra={"BucketName": bucket.name})
        if settings.left(bucket, "s3.aborted_changes"):
            raise AWSError("OperationAborted", "A conflicting conditional operation is currently in progress against "
                           "this resource. Please try again.")


@before("route53")
def zone_is_busy(call):
    parameter = {"ChangeResourceRecordSets": "HostedZoneId", "DeleteHostedZone": "Id",
                 "ChangeTagsForResource": "ResourceId"}.get(call.operation.name)
    if parameter is None:
        return
    with calls.lock:
        zone = moto_app.backend("route53")[ACCOUNT]["aws"].zones.get(call.params[parameter].rpartition("/")[2])
        if zone is None:
            return
        busy = vars(zone).setdefault("testaws_busy", 0)
        zone.testaws_busy = busy - 1 if busy > 0 else settings.get("route53.busy_changes")
        if busy > 0:
            raise AWSError("PriorRequestNotComplete", "The request was rejected because Route 53 was still processing a "
                           "prior request.", 400)


@before("cloudfront")
def distribution_is_busy(call):
    name = call.operation.name
    with calls.lock:
        if name in ("CreateDistribution", "CreateDistributionWithTags", "UpdateDistribution"):
            _certificate_is_visible(call)
        if name not in ("UpdateDistribution", "CreateInvalidation"):
            return
        distribution = cloudfront.backend().distributions.get(call.get("Id") or call.get("DistributionId"))
        if distribution is None:
            return
        if name == "UpdateDistribution" and settings.left(distribution, "cloudfront.races"):
            distribution.etag = ids.upper("E", 14)
        if name == "CreateInvalidation" and settings.left(distribution, "cloudfront.busy_invalidations"):
            raise AWSError("TooManyInvalidationsInProgress",
                           "You have exceeded the maximum number of allowable InProgress invalidation batches.")


def _certificate_is_visible(call):
    config = call.get("DistributionConfig") or call.get("DistributionConfigWithTags", "DistributionConfig") or {}
    certificate = acm.certificates("us-east-1").get(config.get("ViewerCertificate", {}).get("ACMCertificateArn"))
    if certificate is not None and certificate.status == "ISSUED" and settings.left(certificate, "cloudfront.certificate_lag"):
        raise AWSError("InvalidViewerCertificate",
                       "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't "
                       "include a valid certificate chain.")


@before("acm")
def certificate_is_in_use(call):
    if call.operation.name != "DeleteCertificate":
        return
    with calls.lock:
        certificate = acm.certificates(call.region).get(call.params["CertificateArn"])
        if certificate is not None and not certificate.in_use_by and settings.left(certificate, "acm.in_use_deletes"):
            raise AWSError("ResourceInUseException",
                           f"Certificate {certificate.arn} in account {ACCOUNT} is in use.")


# API Gateway's control plane: Amazon API Gateway Developer Guide, "Amazon API Gateway quotas".

RATE, BURST = 10, 40
# Seconds between two calls.
FIXED = {"CreateApi": 3, "CreateDeployment": 5, "DeleteApi": 30, "CreateDomainName": 30, "ImportApi": 3}


class Rates:
    """A bucket of tokens for all calls, and the last time of those that have a rate of their own."""

    def __init__(self, clock=time.monotonic):
        self.clock = clock
        self.reset()

    def reset(self):
        self.tokens, self.filled, self.last = float(BURST), self.clock(), {}

    def take(self, name):
        now = self.clock()
        self.tokens = min(BURST, self.tokens + (now - self.filled) * RATE)
        self.filled = now
        fixed = FIXED.get(name)
        if self.tokens < 1 or (fixed is not None and now - self.last.get(name, now - fixed) < fixed):
            return False
        self.tokens -= 1
        self.last[name] = now
        return True


_rates = Rates()
_lock = threading.Lock()
calls.on_reset(_rates.reset)


@before("apigatewayv2")
def rate_is_kept(call):
    if not settings.get("apigateway.limits"):
        return
    with _lock:
        if not _rates.take(call.operation.name):
            raise AWSError("TooManyRequestsException", "Too Many Requests", 429)
