# SPDX-License-Identifier: Apache-2.0
"""Certificates and DNS as people meet them: wrong name servers, DNS kept elsewhere, records of another host, new names."""

import pytest
from project import DOMAIN
from test_foreign import make_distribution, put_record

OTHERS = ["ns1.old-host.example", "ns2.old-host.example"]
AMAZON = ["0 issue \"letsencrypt.org\""]


def servers(aws, zone):
    return aws.client("route53").get_hosted_zone(Id=zone)["DelegationSet"]["NameServers"]


def validation_records(aws):
    """The records that ACM wants to see, by name."""
    acm = aws.client("acm")
    found = {}
    for summary in acm.list_certificates()["CertificateSummaryList"]:
        certificate = acm.describe_certificate(CertificateArn=summary["CertificateArn"])["Certificate"]
        for option in certificate["DomainValidationOptions"]:
            record = option["ResourceRecord"]
            found[record["Name"].rstrip(".")] = record["Value"]
    return found


def certificates(aws):
    return [sorted(summary["SubjectAlternativeNameSummaries"])
            for summary in aws.client("acm").list_certificates()["CertificateSummaryList"]]


# Delegation


@pytest.mark.parametrize("live", [OTHERS, []], ids=["other name servers", "no name servers"])
def test_domain_that_leads_elsewhere_ends_at_once_and_shows_what_to_paste(aws, project, zone, live):
    aws.settings({"dns.name_servers": {DOMAIN: live}})
    result = project.run("deploy", "--yes", timeout=60)
    assert result.status == 3, result
    for server in servers(aws, zone) + live:
        assert server in result.err, result
    assert "delegation-pending" in result.err and "    resumectl deploy" in result.err
    # All that does not need the certificate is done.
    dump = aws.dump()
    assert dump["buckets"] and dump["regions"]["us-east-1"]["apis"] and not dump["distributions"]
    aws.settings({"dns.name_servers": {}})
    project.deploy()
    project.assert_settled()


def test_created_zone_shows_its_name_servers_and_what_to_do_with_them(aws, project):
    project.set("dns.createZone", True)
    aws.settings({"dns.name_servers": {DOMAIN: OTHERS}})
    result = project.run("deploy", "--yes", timeout=60)
    [zone] = aws.client("route53").list_hosted_zones()["HostedZones"]
    assert result.status == 3, result
    for server in servers(aws, zone["Id"]) + OTHERS:
        assert server in result.err
    assert result.err.count("Where you bought example.com") >= 1
    aws.settings({"dns.name_servers": {}})
    project.deploy()
    project.assert_settled()


def test_created_zone_gets_as_many_tags_as_route_53_takes(aws, project):
    project.set("dns.createZone", True)
    project.set("tags", {f"tag-{number:02}": "value" for number in range(12)})
    plan = project.run("plan")
    assert plan.status == 0 and "tag-09, tag-10, tag-11" in plan.text, plan
    project.deploy()
    [zone] = aws.client("route53").list_hosted_zones()["HostedZones"]
    tags = aws.client("route53").list_tags_for_resource(
        ResourceType="hostedzone", ResourceId=zone["Id"].rpartition("/")[2])["ResourceTagSet"]["Tags"]
    assert {tag["Key"] for tag in tags} == {"resumectl:site"} | {f"tag-{number:02}" for number in range(9)}
    project.assert_settled()


def test_dns_that_cannot_be_asked_stops_nothing(aws, project, zone):
    aws.settings({"dns.mode": "servfail", "acm.never": True})
    result = project.run("deploy", "--yes", "--wait", "none")
    assert result.status == 3 and result.err.count("Public DNS could not be asked") == 1, result
    aws.settings({"dns.mode": "", "acm.never": False})
    project.deploy(environment={"RESUMECTL_DNS_SERVER": "127.0.0.1:1"})
    project.assert_settled()


def test_answers_that_do_not_fit_are_fetched_over_tcp(aws, project, zone):
    aws.settings({"dns.mode": "truncate", "acm.never": True})
    aws.settings({"dns.name_servers": {DOMAIN: OTHERS}})
    result = project.run("deploy", "--yes", timeout=60)
    assert result.status == 3 and OTHERS[0] in result.err, result


def test_settled_site_asks_no_dns(aws, deployed):
    before = len(aws.dns_questions())
    deployed.assert_settled()
    assert len(aws.dns_questions()) == before


# What else keeps ACM from issuing


@pytest.mark.parametrize("name", [DOMAIN, "www." + DOMAIN, "com"])
def test_caa_that_forbids_amazon_is_named_with_its_remedy(aws, project, zone, name):
    aws.settings({"acm.never": True, "dns.records": {f"{name} CAA": AMAZON}})
    result = project.run("deploy", "--yes", timeout=60)
    assert result.status == 3 and "caa-forbids" in result.err, result
    assert "letsencrypt.org" in result.err and '0 issue "amazon.com"' in result.err
    aws.settings({"acm.never": False, "dns.records": {f"{name} CAA": ["0 issue \"amazon.com\"", *AMAZON]}})
    project.deploy()
    project.assert_settled()


def test_signature_that_is_missing_is_named_with_its_remedy(aws, project, zone):
    aws.settings({"acm.never": True, "dns.records": {f"{DOMAIN} DS": ["12345"]}})
    result = project.run("deploy", "--yes", timeout=60)
    assert result.status == 3 and "dnssec-broken" in result.err and "DS record" in result.err, result
    aws.settings({"dns.records": {f"{DOMAIN} DS": ["12345"], f"{DOMAIN} DNSKEY": ["key"]}})
    result = project.run("deploy", "--yes", "--wait", "none", timeout=60)
    assert "certificate-pending" in result.err, result


def test_missing_record_is_waited_for_and_then_named(aws, project, zone):
    aws.settings({"acm.never": True})
    project.run("deploy", "--yes", "--wait", "none", timeout=60)
    names = sorted(validation_records(aws))
    aws.settings({"dns.records": {f"{names[0]} CNAME": [], f"{names[1]} CNAME": ["theirs.example.net"]}})
    result = project.run("deploy", "--yes", "--wait", "none", timeout=60)
    assert result.status == 3 and "certificate-pending" in result.err, result
    assert names[0] in result.err and "theirs.example.net" in result.err


# Zones


def test_name_that_its_zone_hands_to_another_zone_is_refused_with_both(aws, project, zone):
    inner = aws.make_zone("cv." + DOMAIN)
    aws.delegate(zone, inner)
    project.set("domain", "cv." + DOMAIN)
    project.set("dns.zone", DOMAIN)
    result = project.run("deploy", "--yes", timeout=60)
    assert result.status == 3 and "delegation-pending" in result.err, result
    for text in ["cv." + DOMAIN, *servers(aws, inner), "dns.zone"]:
        assert text in result.err, result
    project.set("dns.zone", inner)
    project.deploy()
    project.assert_settled()


def test_zone_is_chosen_by_the_live_delegation(aws, project, zone):
    aws.make_zone(DOMAIN)
    aws.settings({"dns.name_servers": {DOMAIN: servers(aws, zone)}})
    project.deploy()
    assert (DOMAIN, "A") in aws.records(zone)
    project.assert_settled()
    project.destroy("--delete-data")
    assert aws.records(zone) == {}


@pytest.mark.parametrize("change", [{"dns.mode": "servfail"}, {"dns.name_servers": {DOMAIN: OTHERS}}])
def test_zones_that_cannot_be_told_apart_are_refused_with_their_name_servers(aws, project, zone, change):
    other = aws.make_zone(DOMAIN)
    aws.settings(change)
    result = project.run("plan")
    assert result.status == 5, result
    for text in (zone, other, *servers(aws, zone), *servers(aws, other), "zone: "):
        assert text in result.text
    project.set("dns.zone", other)
    assert project.run("plan").status == 0


def test_zone_for_the_domain_is_not_offered_for_a_name_outside_of_it(aws, project, zone):
    project.set("aliases", ["example.org"])
    result = project.run("plan")
    assert result.status == 5 and "example.org" in result.text and "createZone" not in result.text, result


# DNS that is kept elsewhere


@pytest.fixture
def external(project):
    project.set("dns", "external")
    return project


def enter(aws, records, **more):
    """Enters records at the other provider."""
    aws.settings({"dns.records": {f"{name} CNAME": [value.rstrip(".")] for name, value in records.items()} | more})


def test_external_dns_goes_from_request_to_site_by_running_again(aws, external):
    plan = external.run("plan")
    assert plan.status == 0 and "→" in plan.out, plan
    first = external.run("deploy", "--yes", "--json", timeout=60)
    assert first.status == 3, first
    [error] = [record for record in first.records if record["type"] == "error"]
    wanted = validation_records(aws)
    assert error["code"] == "records-pending"
    assert {r["name"]: r["value"] + "." for r in error["records"]} == wanted
    assert all(r["relativeName"] + "." + DOMAIN == r["name"] and r["live"] == "no record" for r in error["records"])
    text = external.run("deploy", "--yes", timeout=60)
    assert text.status == 3 and text.writes == [], text
    for name, value in wanted.items():
        assert name in text.err and value.rstrip(".") in text.err

    enter(aws, wanted)
    second = external.run("deploy", "--yes", "--json", timeout=60)
    assert second.status == 3, second
    [error] = [record for record in second.records if record["type"] == "error"]
    target = aws.distribution()["DomainName"]
    assert error["code"] == "site-records-pending"
    assert [(r["recordType"], r["name"], r["relativeName"], r["value"]) for r in error["records"]] == [
        ("ALIAS", DOMAIN, "@", target), ("CNAME", "www." + DOMAIN, "www", target)]
    assert aws.visit(DOMAIN).status == 200

    enter(aws, wanted | {"www." + DOMAIN: target}, **{f"{DOMAIN} A": ["198.51.100.10"]})
    assert external.run("deploy", "--yes", timeout=60).status == 0
    external.assert_settled()
    touched = [entry for entry in aws.journal() if entry["service"] == "route53"]
    assert touched == []

    gone = external.run("destroy", "--yes", "--delete-data")
    assert gone.status == 0, gone
    for name in (*wanted, "www." + DOMAIN):
        assert name in gone.text


def test_external_name_that_leads_elsewhere_is_shown_with_its_live_value(aws, external):
    external.run("deploy", "--yes", "--wait", "none", timeout=60)
    enter(aws, validation_records(aws) | {"www." + DOMAIN: "jane.github.io"}, **{
        f"{DOMAIN} A": ["203.0.113.9"], "9.113.0.203.in-addr.arpa PTR": ["old.example.net"]})
    result = external.run("deploy", "--yes", timeout=60)
    assert result.status == 3, result
    assert "jane.github.io" in result.err and "203.0.113.9" in result.err and "ALIAS" in result.err


def test_external_addresses_of_cloudfront_are_right_whichever_they_are(aws, external):
    external.run("deploy", "--yes", timeout=60)
    wanted = validation_records(aws)
    enter(aws, wanted)
    external.run("deploy", "--yes", timeout=60)
    target = aws.distribution()["DomainName"]
    enter(aws, wanted | {"www." + DOMAIN: target}, **{
        f"{DOMAIN} A": ["203.0.113.9"], "9.113.0.203.in-addr.arpa PTR": ["server-1.fra50.r.cloudfront.net"]})
    external.deploy()
    external.assert_settled()


def test_external_dns_that_cannot_be_asked_stops_nothing(aws, external):
    aws.settings({"acm.never": True})
    result = external.run(
        "deploy", "--yes", "--wait", "none", environment={"RESUMECTL_DNS_SERVER": "127.0.0.1:1"}, timeout=60)
    assert result.status == 3 and "certificate-pending" in result.err, result
    for name, value in validation_records(aws).items():
        assert f"Name   {name}" in result.err and f"Value  {value.rstrip('.')}" in result.err, result
    aws.settings({"acm.never": False})
    enter(aws, validation_records(aws))
    external.run("deploy", "--yes", environment={"RESUMECTL_DNS_SERVER": "127.0.0.1:1"}, timeout=60)
    assert aws.distribution()["DomainName"]
    assert external.run("deploy", "--yes", environment={"RESUMECTL_DNS_SERVER": "127.0.0.1:1"}).status == 0


# Records of another host


RECORDS = [
    pytest.param(DOMAIN, "A", "192.0.2.7", id="A"), pytest.param("www." + DOMAIN, "AAAA", "2001:db8::7", id="AAAA"),
    pytest.param("www." + DOMAIN, "CNAME", "jane.github.io", id="CNAME")]


@pytest.mark.parametrize("name,kind,value", RECORDS)
def test_foreign_record_is_replaced_only_when_it_is_named(aws, project, zone, name, kind, value):
    put_record(aws, zone, name, kind, value)
    before = aws.records(zone)
    command = f"resumectl deploy --replace-record {name}:{kind}"
    for arguments in ((), ("--adopt", "dns.records")):
        result = project.run("deploy", "--yes", *arguments)
        assert (result.status, result.writes) == (5, []), result
        assert value in result.text and command in result.text
    assert aws.records(zone) == before
    mark = aws.mark()
    project.deploy("--replace-record", f"{name}:{kind}")
    batches = [e for e in aws.journal(after=mark) if e["operation"] == "ChangeResourceRecordSets"]
    assert len(batches) == 2, "the validation records, and one batch for all others"
    assert aws.visit(DOMAIN).status == 200
    project.assert_settled()
    # Once more does nothing.
    assert project.deploy("--replace-record", f"{name}:{kind}").writes == []


def test_lost_answer_to_a_replacement_does_no_harm(aws, project, zone):
    put_record(aws, zone, "www." + DOMAIN, "CNAME", "jane.github.io")
    aws.faults({"operation": "route53:ChangeResourceRecordSets", "nth": 2, "times": 1, "action": "reset-after"})
    project.deploy("--replace-record", "www." + DOMAIN)
    assert aws.fault_counts() == [1]
    project.assert_settled()


def test_validation_record_with_another_value_is_replaced_when_it_is_named(aws, project, zone):
    aws.settings({"acm.never": True})
    project.run("deploy", "--yes", "--wait", "none")
    name, value = sorted(validation_records(aws).items())[0]
    aws.client("route53").change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": [
        {"Action": "UPSERT", "ResourceRecordSet": {
            "Name": name, "Type": "CNAME", "TTL": 60, "ResourceRecords": [{"Value": "theirs.example.net"}]}}]})
    aws.settings({"acm.never": False})
    result = project.run("deploy", "--yes")
    assert result.status == 5 and f"--replace-record {name}:CNAME" in result.text, result
    project.deploy("--replace-record", f"{name}:CNAME")
    assert aws.records(zone)[name, "CNAME"]["ResourceRecords"] == [{"Value": value}]
    project.assert_settled()


def test_record_of_another_name_cannot_be_replaced(aws, project, zone):
    result = project.run("deploy", "--yes", "--replace-record", "mail.example.net")
    assert (result.status, result.writes) == (64, []) and "unknown-record" in result.err, result


# Names that another distribution holds


def test_distribution_that_holds_a_name_is_named(aws, project, zone):
    make_distribution(aws, zone)
    result = project.run("plan")
    assert result.status == 5 and aws.distribution()["Id"] in result.text, result


@pytest.mark.parametrize("name", [DOMAIN, "www." + DOMAIN])
def test_alias_of_another_account_tells_what_can_be_done(aws, project, zone, name):
    aws.settings({"cloudfront.foreign_aliases": name})
    result = project.run("deploy", "--yes")
    assert result.status in (4, 5) and "alias-taken" in result.err, result
    assert "another account" in result.err and "AWS Support" in result.err
    aws.settings({"cloudfront.foreign_aliases": ""})
    project.deploy()
    project.assert_settled()


# Names whose DNS leads to another distribution


WWW = "www." + DOMAIN
OLD = "d0old0example.cloudfront.net"


def test_cname_to_another_distribution_gives_way_before_the_name_is_taken(aws, project, zone):
    put_record(aws, zone, WWW, "CNAME", OLD)
    aws.settings({"cloudfront.remembered_cnames": 1})
    result = project.run("deploy", "--yes", "--replace-record", f"{WWW}:CNAME")
    assert result.status == 0 and f"waiting for CloudFront to forget where {WWW} led" in result.text, result
    records = aws.records(zone)
    own = aws.distribution()["DomainName"] + "."
    assert (WWW, "CNAME") not in records
    assert {records[WWW, kind]["AliasTarget"]["DNSName"] for kind in ("A", "AAAA")} == {own}
    assert aws.visit(WWW).status == 301
    project.assert_settled()
    # The way out leads there for good.
    assert project.deploy("--replace-record", f"{WWW}:CNAME").writes == []


def test_the_name_leads_to_where_it_led_until_the_new_site_is_whole(aws, project, zone):
    put_record(aws, zone, WWW, "CNAME", OLD)
    assert project.kill_after(
        2, "deploy", "--yes", "--replace-record", WWW, operation="route53:ChangeResourceRecordSets")
    aws.faults()
    records = aws.records(zone)
    assert (WWW, "CNAME") not in records
    assert {records[WWW, kind]["AliasTarget"]["DNSName"] for kind in ("A", "AAAA")} == {OLD + "."}
    # What stands in is as foreign as the record was.
    result = project.run("plan")
    assert result.status == 5 and OLD in result.text and f"--replace-record {WWW}:A " in result.text, result


# The third batch and the first create are refused.
KILLS = [("route53:ChangeResourceRecordSets", 1), ("route53:ChangeResourceRecordSets", 2),
         ("route53:ChangeResourceRecordSets", 4), ("cloudfront:CreateDistributionWithTags", 2)]


@pytest.mark.parametrize("operation,count", KILLS)
def test_cname_that_gives_way_is_finished_after_a_kill(aws, project, zone, operation, count):
    project.set("counter", None)
    put_record(aws, zone, WWW, "CNAME", OLD)
    command = ("deploy", "--yes", "--replace-record", f"{WWW}:CNAME")
    assert project.kill_after(count, *command, operation=operation)
    aws.faults()
    project.deploy(*command[2:])
    records = aws.records(zone)
    own = aws.distribution()["DomainName"] + "."
    assert {records[WWW, kind]["AliasTarget"]["DNSName"] for kind in ("A", "AAAA")} == {own}
    assert (WWW, "CNAME") not in records
    project.assert_settled()


def test_cname_gives_way_to_a_name_that_an_existing_site_gets(aws, deployed, zone):
    put_record(aws, zone, "cv." + DOMAIN, "CNAME", OLD)
    deployed.set("aliases", [WWW, "cv." + DOMAIN])
    assert deployed.run("deploy", "--yes").status == 5
    deployed.deploy("--replace-record", f"cv.{DOMAIN}:CNAME")
    assert aws.visit("cv." + DOMAIN).status == 301
    deployed.deploy()
    deployed.assert_settled()


def test_lost_answer_when_a_cname_gives_way_does_no_harm(aws, project, zone):
    put_record(aws, zone, WWW, "CNAME", OLD)
    aws.faults({"operation": "route53:ChangeResourceRecordSets", "nth": 2, "times": 1, "action": "reset-after"})
    project.deploy("--replace-record", f"{WWW}:CNAME")
    assert aws.fault_counts() == [1]
    assert aws.visit(WWW).status == 301
    project.assert_settled()


def test_external_cname_to_another_distribution_is_named_with_what_to_do(aws, external):
    external.run("deploy", "--yes", timeout=60)
    wanted = validation_records(aws)
    enter(aws, wanted | {WWW: OLD})
    result = external.run("deploy", "--yes", timeout=60)
    assert result.status in (4, 5) and "alias-record-elsewhere" in result.err, result
    assert f"CNAME {WWW} leads to {OLD}" in result.err and "TTL" in result.err and "Support" not in result.err, result
    enter(aws, wanted)
    result = external.run("deploy", "--yes", timeout=60)
    assert result.status == 3 and "site-records-pending" in result.err, result


# Names that come and go


def test_new_name_gets_a_new_certificate_and_the_old_one_goes(aws, deployed, zone):
    deployed.set("aliases", ["www." + DOMAIN, "cv." + DOMAIN])
    deployed.deploy()
    assert aws.visit("cv." + DOMAIN).status == 301
    deployed.deploy()
    assert certificates(aws) == [sorted([DOMAIN, "www." + DOMAIN, "cv." + DOMAIN])]
    deployed.assert_settled()


def test_name_that_is_taken_out_takes_its_records_along(aws, deployed, zone):
    deployed.set("aliases", [])
    deployed.deploy()
    deployed.deploy()
    assert certificates(aws) == [[DOMAIN]]
    assert not [key for key in aws.records(zone) if "www." in key[0]]
    deployed.assert_settled()


@pytest.mark.parametrize("aliases", [["www." + DOMAIN, "cv." + DOMAIN], []], ids=["added", "removed"])
def test_change_of_names_is_finished_after_a_kill_anywhere(aws, deployed, zone, aliases):
    deployed.set("aliases", aliases)
    count, was_killed = 1, True
    while was_killed:
        deployed.save()
        was_killed = deployed.kill_after(count, "deploy", "--yes")
        deployed.deploy()
        deployed.deploy()
        assert certificates(aws) == [sorted([DOMAIN, *aliases])], f"killed after {count}"
        names = {key[0] for key in aws.records(zone) if key[1] in ("A", "AAAA")}
        assert names == {DOMAIN, *aliases}, f"killed after {count}"
        deployed.assert_settled()
        deployed.set("aliases", ["www." + DOMAIN])
        deployed.deploy(), deployed.deploy()
        deployed.set("aliases", aliases)
        count += 1
    assert count > 4


def test_new_name_that_cannot_be_validated_leaves_the_old_site_as_it_is(aws, deployed, zone):
    deployed.set("aliases", ["www." + DOMAIN, "cv." + DOMAIN])
    aws.settings({"acm.never": True})
    result = deployed.run("deploy", "--yes", "--wait", "none")
    assert result.status == 3, result
    assert aws.visit(DOMAIN).status == 200 and aws.visit("www." + DOMAIN).status == 301
    # The site can be edited meanwhile.
    deployed.write("index.html", "<!doctype html><title>Edited</title>")
    result = deployed.run("deploy", "--yes", "--wait", "none")
    assert result.status == 3 and "CreateInvalidation" in result.writes[-2], result
    assert aws.visit(DOMAIN).text == "<!doctype html><title>Edited</title>"
    assert deployed.run("deploy", "--yes", "--wait", "none").writes == []
    aws.settings({"acm.never": False})
    deployed.deploy(), deployed.deploy()
    deployed.assert_settled()
    assert len(certificates(aws)) == 1
