# SPDX-License-Identifier: Apache-2.0
"""What a test may change about how slow the account is."""

from __future__ import annotations

from .errors import AWSError

# "reads" counts the reads that still see the old state. The defaults make every deploy see each
# state once without making it slow.
DEFAULTS = {
    "clock.ahead_seconds": 0,  # how far AWS's clock is ahead of this machine's; negative when it is behind
    "acm.missing_record_reads": 1,  # describes of a new certificate without ResourceRecord
    "acm.pending_reads": 0,  # describes that still say PENDING_VALIDATION once the records exist
    "acm.never": False,  # certificates stay PENDING_VALIDATION
    "acm.failed": "",  # a FailureReason: certificates go to FAILED
    "acm.in_use_deletes": 0,  # DeleteCertificate calls that still find the certificate in use
    "apigateway.limits": False,  # the control plane's rates: 10 calls a second, 40 in a burst, slower for some
    "apigateway.deploy_reads": 0,  # reads of a new stage that has no deployment yet
    "cloudfront.busy_invalidations": 0,  # CreateInvalidation calls that find too many in progress
    "cloudfront.certificate_lag": 0,  # changes of a distribution that do not see an issued certificate yet
    "cloudfront.races": 0,  # updates of a distribution that somebody else's update comes before
    "cloudfront.foreign_aliases": "",  # comma-separated aliases that another account has
    "cloudfront.in_progress_reads": 1,  # reads of a distribution that say InProgress after a change
    "cloudfront.remembered_cnames": 1,  # changes that still find a name's CNAME to another distribution after it went
    "cloudfront.invalidation_reads": 1,  # reads of an invalidation that say InProgress
    "route53.pending_reads": 1,  # GetChange answers that say PENDING
    "lambda.pending_reads": 1,  # reads of a new function that say Pending
    "lambda.update_reads": 1,  # reads of an updated function that say InProgress
    "dns.mode": "",  # "silent", "servfail" or "nxdomain" for every question; "truncate": UDP answers are cut off
    "dns.name_servers": {},  # zone name: the name servers that the world sees; [] for none. Its own: delegated to that one
    "dns.records": {},  # "NAME TYPE": values that the world sees in place of the zone's; [] for none
    "dynamodb.creating_reads": 1,  # DescribeTable answers that say CREATING
    "dynamodb.updating_reads": 0,  # DescribeTable answers that say UPDATING after UpdateTable
    "dynamodb.deleting_reads": 0,  # DescribeTable answers that say DELETING
    "iam.role_policies": False,  # keys of a role may do what the role's policies allow, in place of everything
    "iam.propagation_reads": 0,  # CreateFunction calls that a new role still fails
    "route53.busy_changes": 0,  # changes of a zone that come while an earlier one is not complete, after each change
    "route53.lingering_records": 0,  # DeleteHostedZone calls that still see records which are gone
    "s3.aborted_changes": 0,  # changes of a new bucket's configuration that meet OperationAborted
    "s3.missing_changes": 0,  # changes of a new bucket's configuration that do not find the bucket yet
    "route53.bare_batch_errors": False,  # InvalidChangeBatch as a root element, without a code
    "s3.foreign_buckets": "",  # comma-separated bucket names that another account has
    "s3.max_keys": 1000,  # keys in a page of a listing
}

_values = dict(DEFAULTS)


def get(name):
    """The value in force."""
    return _values[name]


def left(thing, name):
    """Whether `thing` still has one of the refusals that a setting gives to each of its kind; takes one."""
    counts = vars(thing).setdefault("testaws_left", {})
    count = counts.setdefault(name, _values[name])
    counts[name] = count - 1
    return count > 0


def update(changes):
    """Changes some settings; raises `AWSError` for a name or type that is none."""
    for name, value in changes.items():
        if name not in DEFAULTS:
            raise AWSError("UnknownSetting", f"'{name}' is no setting; there are {', '.join(sorted(DEFAULTS))}", 400)
        if type(value) is not type(DEFAULTS[name]):
            raise AWSError("UnknownSetting", f"'{name}' takes a {type(DEFAULTS[name]).__name__}", 400)
    _values.update(changes)


def reset():
    """Restores the defaults."""
    _values.clear()
    _values.update(DEFAULTS)


def all_values():
    return dict(_values)
