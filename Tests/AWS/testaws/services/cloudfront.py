# SPDX-License-Identifier: Apache-2.0
"""CloudFront distributions: lossless, with ETags that count and states that take their time.

State is kept on moto's backend: `backend().distributions` maps ids to `Distribution`, `.functions` names to
`Function`, `.origin_access_controls` ids to `AccessControl`, `.invalidations` distribution ids to lists.
"""

from __future__ import annotations

import copy

from .. import ids, moto_app, settings
from ..calls import handles
from ..errors import AWSError
from ..signatures import ACCOUNT
from . import cloudfront_rules


def backend():
    """Where CloudFront's state is kept."""
    return moto_app.backend("cloudfront")[ACCOUNT]["aws"]


class Distribution:
    """A distribution; `distribution_config` is in botocore's form with everything that AWS fills in."""

    def __init__(self, config, tags):
        self.distribution_id = self.id = ids.upper("E", 14)
        self.arn = f"arn:aws:cloudfront::{ACCOUNT}:distribution/{self.id}"
        self.domain_name = ids.lower("d", 14) + ".cloudfront.net"
        self.tags = tags
        self.put(config)

    def put(self, config):
        """Takes a new configuration: new ETag, InProgress again."""
        self.distribution_config = cloudfront_rules.filled(config)
        self.etag = ids.upper("E", 14)
        self.last_modified_time = ids.now()
        self.reads_left = settings.get("cloudfront.in_progress_reads")

    @property
    def status(self):
        return "InProgress" if self.reads_left > 0 else "Deployed"

    def read(self):
        """The status that this read sees; the next one may see a later one."""
        status = self.status
        self.reads_left -= 1
        return status

    @property
    def aliases(self):
        return self.distribution_config["Aliases"].get("Items", [])

    @property
    def location(self):
        return f"https://cloudfront.amazonaws.com/2020-05-31/distribution/{self.id}"

    def description(self, status=None):
        """The `Distribution` structure."""
        running = sum(1 for i in backend().invalidations.get(self.id, ()) if i.status == "InProgress")
        return {
            "Id": self.id, "ARN": self.arn, "Status": status or self.status,
            "LastModifiedTime": self.last_modified_time, "InProgressInvalidationBatches": running,
            "DomainName": self.domain_name, "ActiveTrustedSigners": {"Enabled": False, "Quantity": 0},
            "ActiveTrustedKeyGroups": {"Enabled": False, "Quantity": 0},
            "DistributionConfig": self.distribution_config,
            "AliasICPRecordals": [{"CNAME": a, "ICPRecordalStatus": "APPROVED"} for a in self.aliases]}

    def summary(self):
        """The `DistributionSummary` structure; it has no CallerReference."""
        kept = ("Aliases", "Origins", "OriginGroups", "DefaultCacheBehavior", "CacheBehaviors", "CustomErrorResponses",
                "Comment", "PriceClass", "Enabled", "ViewerCertificate", "Restrictions", "WebACLId", "HttpVersion",
                "IsIPV6Enabled", "Staging", "ConnectionMode")
        config = self.distribution_config
        return {
            "Id": self.id, "ARN": self.arn, "ETag": self.etag, "Status": self.read(),
            "LastModifiedTime": self.last_modified_time, "DomainName": self.domain_name,
            "AliasICPRecordals": [{"CNAME": a, "ICPRecordalStatus": "APPROVED"} for a in self.aliases],
            **{name: config[name] for name in kept if name in config}}


def find(distribution_id):
    """The distribution with an id; raises NoSuchDistribution."""
    try:
        return backend().distributions[distribution_id]
    except KeyError:
        raise AWSError("NoSuchDistribution", "The specified distribution does not exist.") from None


def need_match(sent, etag):
    """Refuses a missing or stale If-Match."""
    if not sent:
        raise AWSError("InvalidIfMatchVersion", "The If-Match version is missing or not valid for the resource.")
    if sent != etag:
        raise AWSError("PreconditionFailed",
                       "The request failed because it didn't meet the preconditions in one or more request-header "
                       "fields.")


def check_tags(tags):
    """Tags as a dictionary; raises InvalidTagging."""
    result = {}
    for tag in tags:
        if tag["Key"].lower().startswith("aws:"):
            raise AWSError("InvalidTagging", "Tag keys must not start with 'aws:'.")
        if tag["Key"] in result:
            raise AWSError("InvalidTagging", f"The tag key '{tag['Key']}' appears twice.")
        result[tag["Key"]] = tag.get("Value", "")
    if len(result) > 50:
        raise AWSError("InvalidTagging", "There are more than 50 tags.")
    return result


@handles("cloudfront", "CreateDistribution", "CreateDistributionWithTags")
def create_distribution(call):
    if call.operation.name == "CreateDistribution":
        config, tags = call.params["DistributionConfig"], []
    else:
        both = call.params["DistributionConfigWithTags"]
        config, tags = both["DistributionConfig"], both["Tags"].get("Items", [])
    tags = check_tags(tags)
    for other in backend().distributions.values():
        if other.distribution_config["CallerReference"] == config["CallerReference"]:
            raise AWSError("DistributionAlreadyExists",
                           "The caller reference that you are using to create a distribution is associated with "
                           f"another distribution. Already exists: {other.id}")
    cloudfront_rules.check(config, None)
    distribution = Distribution(copy.deepcopy(config), tags)
    backend().distributions[distribution.id] = distribution
    return {"Distribution": distribution.description("InProgress"), "ETag": distribution.etag,
            "Location": distribution.location}


@handles("cloudfront", "GetDistribution")
def get_distribution(call):
    distribution = find(call.params["Id"])
    description = distribution.description(distribution.read())
    for invalidation in backend().invalidations.get(distribution.id, ()):
        invalidation.read()  # who looks at the distribution alone sees them finish, too
    return {"Distribution": description, "ETag": distribution.etag}


@handles("cloudfront", "GetDistributionConfig")
def get_distribution_config(call):
    distribution = find(call.params["Id"])
    return {"DistributionConfig": distribution.distribution_config, "ETag": distribution.etag}


@handles("cloudfront", "UpdateDistribution")
def update_distribution(call):
    distribution = find(call.params["Id"])
    need_match(call.get("IfMatch"), distribution.etag)
    config = call.params["DistributionConfig"]
    if config["CallerReference"] != distribution.distribution_config["CallerReference"]:
        raise AWSError("IllegalUpdate", "The update contains modifications that are not allowed: CallerReference.")
    cloudfront_rules.check(config, distribution)
    cloudfront_rules.check_complete(config)
    distribution.put(copy.deepcopy(config))
    return {"Distribution": distribution.description("InProgress"), "ETag": distribution.etag}


@handles("cloudfront", "DeleteDistribution")
def delete_distribution(call):
    distribution = find(call.params["Id"])
    need_match(call.get("IfMatch"), distribution.etag)
    if distribution.distribution_config["Enabled"]:
        raise AWSError("DistributionNotDisabled",
                       "The distribution you are trying to delete has not been disabled.")
    if distribution.status != "Deployed":
        raise AWSError("DistributionNotDisabled",
                       "The distribution you are trying to delete has not been disabled: it is still InProgress.")
    del backend().distributions[distribution.id]
    backend().invalidations.pop(distribution.id, None)
    return {}


@handles("cloudfront", "ListDistributions")
def list_distributions(call):
    limit = int(call.get("MaxItems", default=100))
    marker = call.get("Marker", default="")
    chosen, following = ids.page(list(backend().distributions.values()), marker, limit, lambda d: d.id)
    listed = {"Marker": marker, "MaxItems": limit, "IsTruncated": following is not None, "NextMarker": following,
              "Quantity": len(chosen)}
    if chosen:
        listed["Items"] = [distribution.summary() for distribution in chosen]
    return {"DistributionList": listed}


@handles("cloudfront", "ListConflictingAliases")
def list_conflicting_aliases(call):
    target = find(call.params["DistributionId"])
    alias = call.params["Alias"].lower()
    certificate = target.distribution_config["ViewerCertificate"].get("ACMCertificateArn")
    if certificate is None or not cloudfront_rules.certificate_covers(certificate, alias):
        raise AWSError("InvalidArgument",
                       "The distribution must have a certificate that covers the alias.")
    items = [{"Alias": name, "DistributionId": other.id, "AccountId": ACCOUNT}
             for other in backend().distributions.values() if other is not target
             for name in other.aliases if cloudfront_rules.overlap(name, alias)]
    items += [{"Alias": name, "DistributionId": "*******EXAMPLE", "AccountId": "******210987"}
              for name in cloudfront_rules.foreign_aliases() if cloudfront_rules.overlap(name, alias)]
    listed = {"MaxItems": 100, "Quantity": len(items)}
    if items:
        listed["Items"] = items
    return {"ConflictingAliasesList": listed}


# Tags.


def tagged(arn):
    """The object with an ARN, which has `tags`; raises NoSuchResource."""
    for thing in (*backend().distributions.values(), *backend().functions.values()):
        if thing.arn == arn:
            return thing
    raise AWSError("NoSuchResource", "A resource that was specified is not valid.")


@handles("cloudfront", "ListTagsForResource")
def list_tags(call):
    thing = tagged(call.params["Resource"])
    return {"Tags": {"Items": [{"Key": k, "Value": v} for k, v in thing.tags.items()]}}


@handles("cloudfront", "TagResource")
def tag_resource(call):
    thing = tagged(call.params["Resource"])
    thing.tags = check_tags([{"Key": k, "Value": v} for k, v in
                             {**thing.tags, **check_tags(call.get("Tags", "Items", default=[]))}.items()])
    return {}


@handles("cloudfront", "UntagResource")
def untag_resource(call):
    thing = tagged(call.params["Resource"])
    for key in call.get("TagKeys", "Items", default=[]):
        thing.tags.pop(key, None)
    return {}
