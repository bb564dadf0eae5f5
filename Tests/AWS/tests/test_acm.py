# SPDX-License-Identifier: Apache-2.0
"""ACM: what moto lacks."""

import pytest
import stack
from refusals import refuses
from stack import change, record


@pytest.fixture
def acm(aws):
    return aws.client("acm")


def request(acm, *names, **more):
    return acm.request_certificate(
        DomainName=names[0], ValidationMethod="DNS",
        **({"SubjectAlternativeNames": list(names[1:])} if names[1:] else {}), **more)["CertificateArn"]


def describe(acm, arn):
    return acm.describe_certificate(CertificateArn=arn)["Certificate"]


def test_records_appear_late_and_differ_by_domain(aws, acm):
    arn = request(acm, "example.com", "*.example.com", "example.org")
    assert all("ResourceRecord" not in o for o in describe(acm, arn)["DomainValidationOptions"])
    found = describe(acm, arn)
    assert found["SubjectAlternativeNames"] == ["example.com", "*.example.com", "example.org"]
    records = [o["ResourceRecord"] for o in found["DomainValidationOptions"]]
    assert records[0] == records[1] != records[2]
    assert records[0]["Name"].endswith(".example.com.") and records[0]["Value"].endswith(".acm-validations.aws.")
    assert found["Status"] == "PENDING_VALIDATION" and "IssuedAt" not in found and "NotAfter" not in found


def test_issued_only_when_every_record_is_in_dns(aws, acm):
    zone = stack.create_zone(aws)
    aws.settings(acm__missing_record_reads=0, acm__pending_reads=1)
    arn = request(acm, "example.com", "www.example.com")
    records = [o["ResourceRecord"] for o in describe(acm, arn)["DomainValidationOptions"]]
    change(aws, zone, ("CREATE", record(records[0]["Name"], "CNAME", records[0]["Value"])))
    assert [describe(acm, arn)["Status"] for _ in range(3)] == ["PENDING_VALIDATION"] * 3
    change(aws, zone, ("CREATE", record(records[1]["Name"], "CNAME", "wrong.acm-validations.aws.")))
    assert describe(acm, arn)["Status"] == "PENDING_VALIDATION"
    change(aws, zone, ("UPSERT", record(records[1]["Name"], "CNAME", records[1]["Value"])))
    assert [describe(acm, arn)["Status"] for _ in range(2)] == ["PENDING_VALIDATION", "ISSUED"]
    found = describe(acm, arn)
    assert (found["NotAfter"] - found["NotBefore"]).days == 198
    assert {o["ValidationStatus"] for o in found["DomainValidationOptions"]} == {"SUCCESS"}


def test_never_and_failed(aws, acm):
    zone = stack.create_zone(aws)
    aws.settings(acm__missing_record_reads=0, acm__never=True)
    arn = request(acm, "example.com")
    found = describe(acm, arn)["DomainValidationOptions"][0]["ResourceRecord"]
    change(aws, zone, ("CREATE", record(found["Name"], "CNAME", found["Value"])))
    assert describe(acm, arn)["Status"] == "PENDING_VALIDATION"
    aws.settings(acm__failed="CAA_ERROR")
    found = describe(acm, arn)
    assert (found["Status"], found["FailureReason"]) == ("FAILED", "CAA_ERROR")


def test_in_use(aws, acm):
    made = stack.deploy(aws)
    assert describe(acm, made["certificate"])["InUseBy"] == [made["distribution"]["ARN"]]
    assert acm.list_certificates()["CertificateSummaryList"][0]["InUse"] is True
    with refuses("ResourceInUseException", 400):
        acm.delete_certificate(CertificateArn=made["certificate"])


def test_list_hides_other_keys(aws, acm):
    rsa, ec = request(acm, "example.com"), request(acm, "example.org", KeyAlgorithm="EC_prime256v1")
    arns = [c["CertificateArn"] for c in acm.list_certificates()["CertificateSummaryList"]]
    assert arns == [rsa]
    arns = [c["CertificateArn"] for c in acm.list_certificates(
        Includes={"keyTypes": ["RSA_2048", "EC_prime256v1"]})["CertificateSummaryList"]]
    assert arns == [rsa, ec]
    assert acm.list_certificates(CertificateStatuses=["ISSUED"])["CertificateSummaryList"] == []
    page = acm.list_certificates(Includes={"keyTypes": ["RSA_2048", "EC_prime256v1"]}, MaxItems=1)
    assert page["NextToken"]


def test_idempotency_token(aws, acm):
    first = request(acm, "example.com", IdempotencyToken="t1")
    assert request(acm, "example.com", IdempotencyToken="t1") == first
    assert request(acm, "example.com", IdempotencyToken="t2") != first
    assert request(acm, "example.com") != first


def test_tags_and_errors(aws, acm):
    arn = request(acm, "example.com", Tags=stack.tag_list())
    acm.add_tags_to_certificate(CertificateArn=arn, Tags=[{"Key": "a", "Value": "1"}])
    acm.remove_tags_from_certificate(CertificateArn=arn, Tags=[{"Key": "resumectl:site"}])
    assert acm.list_tags_for_certificate(CertificateArn=arn)["Tags"] == [{"Key": "a", "Value": "1"}]
    with refuses("InvalidTagException"):
        acm.add_tags_to_certificate(CertificateArn=arn, Tags=[{"Key": "aws:a", "Value": "1"}])
    with refuses("LimitExceededException"):
        request(acm, "example.com", *[f"a{n}.example.com" for n in range(10)])
    acm.delete_certificate(CertificateArn=arn)
    with refuses("ResourceNotFoundException", 400):
        describe(acm, arn)
