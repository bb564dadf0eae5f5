# SPDX-License-Identifier: Apache-2.0
"""Route 53: what moto lacks."""

import pytest
import stack
from refusals import refuses
from stack import alias, change, record


@pytest.fixture
def r53(aws):
    return aws.client("route53")


@pytest.fixture
def zone(aws):
    return stack.create_zone(aws)


def names(r53, zone, **start):
    return [(r["Name"], r["Type"]) for r in r53.list_resource_record_sets(HostedZoneId=zone, **start)[
        "ResourceRecordSets"]]


def test_new_zone(aws, r53, zone):
    found = r53.get_hosted_zone(Id=zone)
    servers = found["DelegationSet"]["NameServers"]
    assert len(servers) == 4 and not servers[0].endswith(".")
    sets = r53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    assert [s["Type"] for s in sets] == ["NS", "SOA"]
    assert [r["Value"] for r in sets[0]["ResourceRecords"]] == [f"{s}." for s in servers]
    assert sets[1]["ResourceRecords"][0]["Value"].endswith(" awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400")
    with refuses("HostedZoneAlreadyExists", 409):
        stack.create_zone(aws)


def test_change_is_pending_then_in_sync(aws, r53, zone):
    info = change(aws, zone, ("CREATE", record("a.example.com", "A", "192.0.2.1")))["ChangeInfo"]
    assert info["Id"].startswith("/change/C") and info["Status"] == "PENDING"
    assert [r53.get_change(Id=info["Id"])["ChangeInfo"]["Status"] for _ in range(2)] == ["PENDING", "INSYNC"]
    with refuses("NoSuchChange", 404):
        r53.get_change(Id="CNONE")


A = ("CREATE", record("a.example.com", "A", "192.0.2.1"))


@pytest.mark.parametrize("code, changes", [
    ("InvalidChangeBatch", [A, A]),
    ("InvalidChangeBatch", [("DELETE", record("a.example.com", "A", "192.0.2.1"))]),
    ("InvalidChangeBatch", [("CREATE", record("example.com", "CNAME", "example.org"))]),
    ("InvalidChangeBatch", [A, ("CREATE", record("a.example.com", "CNAME", "example.org"))]),
    ("InvalidChangeBatch", [("CREATE", record("a.example.org", "A", "192.0.2.1"))]),
    ("InvalidChangeBatch", [("CREATE", record("a.example.com", "A", "192.0.2.256"))]),
    ("InvalidChangeBatch", [("CREATE", record("a.example.com", "AAAA", "192.0.2.1"))]),
    ("InvalidChangeBatch", [("CREATE", record("a.example.com", "TXT", "not quoted"))]),
    ("InvalidChangeBatch", [("CREATE", record("a.example.com", "A", "192.0.2.1", "192.0.2.1"))]),
    ("InvalidChangeBatch", [("CREATE", record("a.example.com", "CNAME", "b.example.com", "c.example.com"))]),
    ("InvalidChangeBatch", [("CREATE", alias("example.com", "A", "d1.example.org"))]),
    ("InvalidChangeBatch", [("CREATE", alias("example.com", "TXT", "d1.cloudfront.net"))]),
    ("InvalidInput", [("CREATE", {**alias("example.com", "A", "d1.cloudfront.net"), "TTL": 60})]),
    ("InvalidInput", [("CREATE", {"Name": "a.example.com", "Type": "A"})]),
    ("InvalidInput", [("CREATE", {"Name": "a.example.com", "Type": "A", "TTL": 1})]),
])
def test_bad_batches_change_nothing(aws, r53, zone, code, changes):
    before = names(r53, zone)
    good = ("CREATE", record("good.example.com", "A", "192.0.2.9"))
    with refuses(code, 400):
        change(aws, zone, good, *changes)
    assert names(r53, zone) == before
    assert aws.violations() == []


def test_delete_must_equal(aws, r53, zone):
    change(aws, zone, ("CREATE", record("a.example.com", "A", "192.0.2.1", "192.0.2.2")))
    for wrong in (record("a.example.com", "A", "192.0.2.1"), record("a.example.com", "A", "192.0.2.1", "192.0.2.2",
                                                                   ttl=60)):
        with refuses("InvalidChangeBatch"):
            change(aws, zone, ("DELETE", wrong))
    change(aws, zone, ("DELETE", record("A.example.com.", "A", "192.0.2.2", "192.0.2.1")))
    assert len(names(r53, zone)) == 2


def test_required_records_stay(aws, r53, zone):
    ns = r53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"][0]
    with refuses("InvalidChangeBatch"):
        change(aws, zone, ("DELETE", ns))


def test_names_and_order(aws, r53, zone):
    change(aws, zone, *[("UPSERT", r) for r in (
        record("WWW.example.com", "A", "192.0.2.1"), record("*.example.com", "A", "192.0.2.1"),
        record("a.www.example.com", "TXT", '"x"'), record("example.com", "MX", "10 mail.example.com"),
        alias("example.com", "A", "D1.cloudfront.net"), record("_x.example.com", "CNAME", "y.example.com"))])
    assert names(r53, zone) == [
        ("example.com.", "A"), ("example.com.", "MX"), ("example.com.", "NS"), ("example.com.", "SOA"),
        ("\\052.example.com.", "A"), ("_x.example.com.", "CNAME"), ("www.example.com.", "A"),
        ("a.www.example.com.", "TXT")]
    found = r53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"][0]
    assert found["AliasTarget"]["DNSName"] == "d1.cloudfront.net."
    assert names(r53, zone, StartRecordName="www.example.com") == [
        ("www.example.com.", "A"), ("a.www.example.com.", "TXT")]
    assert names(r53, zone, StartRecordName="example.com", StartRecordType="NS")[0] == ("example.com.", "NS")
    page = r53.list_resource_record_sets(HostedZoneId=zone, MaxItems="4")
    assert page["IsTruncated"] and page["NextRecordName"] == "\\052.example.com." and page["NextRecordType"] == "A"
    rest = names(r53, zone, StartRecordName=page["NextRecordName"], StartRecordType=page["NextRecordType"])
    assert len(rest) == 4
    with refuses("InvalidInput"):
        r53.list_resource_record_sets(HostedZoneId=zone, StartRecordType="A")


def test_zone_listing_starts_at_a_name(aws, r53):
    for name in ("example.org", "b.com", "example.com"):
        stack.create_zone(aws, name)
    r53.create_hosted_zone(Name="example.com", CallerReference="second")
    listed = r53.list_hosted_zones_by_name(DNSName="example.com")
    assert [z["Name"] for z in listed["HostedZones"]] == ["example.com.", "example.com.", "example.org."]
    page = r53.list_hosted_zones_by_name(MaxItems="2")
    assert page["NextDNSName"] == "example.com." and page["NextHostedZoneId"]
    first = r53.list_hosted_zones(MaxItems="3")
    assert len(r53.list_hosted_zones(Marker=first["NextMarker"])["HostedZones"]) == 1


def test_zone_must_be_empty(aws, r53, zone):
    change(aws, zone, A)
    with refuses("HostedZoneNotEmpty", 400):
        r53.delete_hosted_zone(Id=zone)
    change(aws, zone, ("DELETE", A[1]))
    r53.delete_hosted_zone(Id=zone)
    with refuses("NoSuchHostedZone", 404):
        r53.get_hosted_zone(Id=zone)


def test_tags(r53, zone):
    identifier = zone.removeprefix("/hostedzone/")
    r53.change_tags_for_resource(ResourceType="hostedzone", ResourceId=identifier, AddTags=stack.tag_list({"a": "1"}))
    found = r53.list_tags_for_resource(ResourceType="hostedzone", ResourceId=identifier)["ResourceTagSet"]["Tags"]
    assert found == [{"Key": "a", "Value": "1"}]
    r53.change_tags_for_resource(ResourceType="hostedzone", ResourceId=identifier, RemoveTagKeys=["a"])
    assert r53.list_tags_for_resource(ResourceType="hostedzone", ResourceId=identifier)["ResourceTagSet"]["Tags"] == []


def test_bare_batch_error(aws, zone):
    from wire import ROUTE53, send

    aws.settings(route53__bare_batch_errors=True)
    body = (f'<ChangeResourceRecordSetsRequest xmlns="{ROUTE53}"><ChangeBatch><Changes><Change><Action>DELETE</Action>'
            "<ResourceRecordSet><Name>a.example.com</Name><Type>A</Type><TTL>1</TTL><ResourceRecords><ResourceRecord>"
            "<Value>192.0.2.1</Value></ResourceRecord></ResourceRecords></ResourceRecordSet></Change></Changes>"
            "</ChangeBatch></ChangeResourceRecordSetsRequest>")
    answer = send(aws, "route53", "POST", f"/2013-04-01{zone}/rrset/", body)
    assert answer.status == 400 and "<InvalidChangeBatch" in answer.text and "<Code>" not in answer.text
