# SPDX-License-Identifier: Apache-2.0
"""ACM: certificates that are issued once public DNS (`testaws.dns`) shows their CNAMEs. Kept on moto's backends, `_certificates`."""

from __future__ import annotations

import hashlib
import re
import uuid
from datetime import timedelta

from .. import dns, ids, moto_app, settings
from ..calls import handles
from ..errors import AWSError
from ..signatures import ACCOUNT
from .route53_rules import raw_name

LIFETIME = timedelta(days=198)
NAME = re.compile(r"^(\*\.)?(([a-z0-9]|[a-z0-9][a-z0-9-]{0,61}[a-z0-9])\.)+([a-z]{2,63}|xn--[a-z0-9-]+)$")


class Certificate:
    """A certificate; `status` follows the account's DNS."""

    def __init__(self, region, names, method, algorithm, tags, token):
        self.arn = f"arn:aws:acm:{region}:{ACCOUNT}:certificate/{uuid.uuid4()}"
        self.names = names
        self.method = method
        self.algorithm = algorithm
        self.tags = tags
        self.token = token
        self.created = ids.now()
        self.issued = None
        self.missing_reads = settings.get("acm.missing_record_reads")
        self.pending_reads = settings.get("acm.pending_reads")
        self.serial = ":".join(hashlib.md5(self.arn.encode()).hexdigest()[i:i + 2] for i in range(0, 32, 2))

    @property
    def status(self):
        if self.issued is None:
            if settings.get("acm.failed"):
                return "FAILED"
            if not settings.get("acm.never") and self.method == "DNS" and self.pending_reads <= 0 \
                    and all(map(self._validated, self.names)):
                self.issued = ids.now()
        return "ISSUED" if self.issued is not None else "PENDING_VALIDATION"

    @staticmethod
    def record(name):
        """The CNAME that proves control of a name: one per account and domain, wildcards share their parent's."""
        base = name.removeprefix("*.")
        digest = hashlib.sha256(f"{ACCOUNT} {base}".encode()).hexdigest()
        return {"Name": f"_{digest[:32]}.{base}.", "Type": "CNAME",
                "Value": f"_{digest[32:]}.{digest[5:15].translate(str.maketrans('0123456789', 'ghijklmnop'))}"
                         ".acm-validations.aws."}

    def _validated(self, name):
        wanted = self.record(name)
        _, answers = dns.lookup(wanted["Name"], "CNAME")
        return [raw_name(value) for _, _, value in answers] == [wanted["Value"]]

    @property
    def in_use_by(self):
        """ARNs of the distributions that use it."""
        return [d.arn for d in moto_app.backend("cloudfront")[ACCOUNT]["aws"].distributions.values()
                if d.distribution_config["ViewerCertificate"].get("ACMCertificateArn") == self.arn]

    def common(self):
        """What describe and list have in common."""
        status, users = self.status, self.in_use_by
        result = {
            "CertificateArn": self.arn, "DomainName": self.names[0], "Status": status, "Type": "AMAZON_ISSUED",
            "KeyAlgorithm": self.algorithm.replace("RSA_", "RSA-"), "CreatedAt": self.created,
            "RenewalEligibility": "ELIGIBLE" if status == "ISSUED" and users else "INELIGIBLE"}
        if status == "ISSUED":
            result.update(IssuedAt=self.issued, NotBefore=self.issued.replace(hour=0, minute=0, second=0),
                          NotAfter=self.issued.replace(hour=0, minute=0, second=0) + LIFETIME)
        return result

    def describe(self):
        """The `CertificateDetail` structure that this read sees."""
        detail = self.common()
        status = detail["Status"]
        options = []
        for name in self.names:
            option = {"DomainName": name, "ValidationDomain": name.removeprefix("*."),
                      "ValidationMethod": self.method,
                      "ValidationStatus": {"ISSUED": "SUCCESS", "FAILED": "FAILED"}.get(status, "PENDING_VALIDATION")}
            if self.method == "DNS" and self.missing_reads <= 0:
                option["ResourceRecord"] = self.record(name)
            options.append(option)
        detail.update(
            SubjectAlternativeNames=self.names, DomainValidationOptions=options, Subject=f"CN={self.names[0]}",
            Issuer="Amazon", SignatureAlgorithm="SHA256WITHRSA", InUseBy=self.in_use_by, KeyUsages=[],
            ExtendedKeyUsages=[],
            Options={"CertificateTransparencyLoggingPreference": "ENABLED", "Export": "DISABLED"})
        if status == "ISSUED":
            detail.update(Serial=self.serial, KeyUsages=[{"Name": "DIGITAL_SIGNATURE"}, {"Name": "KEY_ENCIPHERMENT"}],
                          ExtendedKeyUsages=[{"Name": "TLS_WEB_SERVER_AUTHENTICATION", "OID": "1.3.6.1.5.5.7.3.1"}])
        if status == "FAILED":
            detail["FailureReason"] = settings.get("acm.failed")
        if self.missing_reads > 0:
            self.missing_reads -= 1
        elif self.pending_reads > 0 and all(map(self._validated, self.names)):
            self.pending_reads -= 1
        return detail

    def summary(self):
        summary = self.common()
        summary.update(SubjectAlternativeNameSummaries=self.names, HasAdditionalSubjectAlternativeNames=False,
                       InUse=bool(self.in_use_by), KeyUsages=[], ExtendedKeyUsages=[], Exported=False)
        return summary


def certificates(region):
    """The certificates of a region by ARN."""
    return moto_app.backend("acm")[ACCOUNT][region]._certificates


def _find(call):
    arn = call.params["CertificateArn"]
    try:
        return certificates(call.region)[arn]
    except KeyError:
        raise AWSError("ResourceNotFoundException",
                       f"Could not find certificate {arn} in account {ACCOUNT}.") from None


def _add_tags(tags, new):
    result = dict(tags)
    for tag in new:
        if tag["Key"].lower().startswith("aws:"):
            raise AWSError("InvalidTagException", "aws: prefixed tag key names are not allowed for external use.")
        result[tag["Key"]] = tag.get("Value", "")
    if len(result) > 50:
        raise AWSError("TooManyTagsException", "A certificate can have at most 50 tags.")
    return result


@handles("acm", "RequestCertificate")
def request_certificate(call):
    names = [n.lower() for n in (call.params["DomainName"], *call.get("SubjectAlternativeNames", default=[]))]
    names = list(dict.fromkeys(names))
    for name in names:
        if not NAME.match(name) or len(name) > 253:
            raise AWSError("ValidationException", f"'{name}' is no domain name that a certificate can have.")
    if len(names[0]) > 64:
        raise AWSError("ValidationException", "The first domain name is longer than 64 characters.")
    if len(names) > 10:
        raise AWSError("LimitExceededException", "A certificate can have at most 10 domain names.")
    tags = _add_tags({}, call.get("Tags", default=[]))
    method = call.get("ValidationMethod", default="EMAIL")
    token = call.get("IdempotencyToken")
    if token:
        for other in certificates(call.region).values():
            if other.token == token and other.names == names and ids.now() - other.created < timedelta(hours=1):
                return {"CertificateArn": other.arn}
    certificate = Certificate(call.region, names, method, call.get("KeyAlgorithm", default="RSA_2048"), tags, token)
    certificates(call.region)[certificate.arn] = certificate
    return {"CertificateArn": certificate.arn}


@handles("acm", "DescribeCertificate")
def describe_certificate(call):
    return {"Certificate": _find(call).describe()}


@handles("acm", "ListCertificates")
def list_certificates(call):
    statuses = call.get("CertificateStatuses")
    kinds = call.get("Includes", "keyTypes", default=["RSA_1024", "RSA_2048"])
    found = [c for c in certificates(call.region).values()
             if c.algorithm in kinds and (statuses is None or c.status in statuses)]
    limit = call.get("MaxItems", default=1000)
    chosen, following = ids.page(found, call.get("NextToken"), limit, lambda c: c.arn)
    return {"CertificateSummaryList": [c.summary() for c in chosen], "NextToken": following}


@handles("acm", "DeleteCertificate")
def delete_certificate(call):
    certificate = _find(call)
    if certificate.in_use_by:
        raise AWSError("ResourceInUseException", f"Certificate {certificate.arn} in account {ACCOUNT} is in use.")
    del certificates(call.region)[certificate.arn]
    return {}


@handles("acm", "ListTagsForCertificate")
def list_tags(call):
    return {"Tags": [{"Key": k, "Value": v} for k, v in _find(call).tags.items()]}


@handles("acm", "AddTagsToCertificate")
def add_tags(call):
    certificate = _find(call)
    certificate.tags = _add_tags(certificate.tags, call.params["Tags"])
    return {}


@handles("acm", "RemoveTagsFromCertificate")
def remove_tags(call):
    certificate = _find(call)
    for tag in call.params["Tags"]:
        if "Value" not in tag or certificate.tags.get(tag["Key"]) == tag["Value"]:
            certificate.tags.pop(tag["Key"], None)
    return {}
