# SPDX-License-Identifier: Apache-2.0
"""Sites of other kinds: without a domain, without a counter, in another region, with zones of every sort."""

import pytest
from project import DOMAIN, PAGES, Project

FRANKFURT = "eu-central-1"


def test_site_without_domain_is_served_under_cloudfronts_own_name(aws, project):
    del project.config["domain"]
    result = project.deploy()
    host = aws.distribution()["DomainName"]
    assert aws.visit(host).text == PAGES["index.html"]
    assert aws.visit(host, "/about").text == PAGES["about/index.html"]
    assert aws.visit(host, "/nowhere").status == 404
    assert aws.visit(host, "/api/visitors", "POST").json == {"count": 1}
    assert not [name for name in result.writes if name.startswith(("acm:", "route53:"))]
    text = project.run("deploy", "--yes")
    assert f"https://{host}" in text.out
    project.assert_settled()
    project.destroy("--delete-data")
    assert aws.dump()["distributions"] == []


def test_site_without_counter_has_no_api_half(aws, project, zone):
    del project.config["counter"]
    result = project.deploy()
    assert set(aws.dump()["regions"]["us-east-1"]) == {"certificates"} and aws.dump()["roles"] == {}
    assert not [name for name in result.writes
                if name.startswith(("apigatewayv2:", "lambda:", "dynamodb:", "iam:", "logs:"))]
    assert aws.visit(DOMAIN).status == 200
    assert aws.visit(DOMAIN, "/api/visitors").status == 404
    project.assert_settled()


def test_smallest_site_of_all(aws, tmp_path):
    project = Project(aws, tmp_path / "p", config={"name": "cv", "site": {"path": "../site"}},
                      pages={"index.html": "<!doctype html><title>CV</title>"})
    project.deploy()
    assert aws.visit(aws.distribution()["DomainName"]).status == 200
    project.assert_settled()
    project.destroy()


def test_directly_exposed_counter_without_domain_allows_cloudfronts_name(aws, project):
    del project.config["domain"]
    project.set("counter.exposure", "direct")
    project.deploy()
    site = aws.distribution()["DomainName"]
    [api] = aws.client("apigatewayv2").get_apis()["Items"]
    answer = aws.visit(api["ApiEndpoint"].removeprefix("https://"), "/api/visitors", "POST",
                       headers={"Origin": f"https://{site}"})
    assert answer.headers["access-control-allow-origin"] == f"https://{site}"
    project.assert_settled()


@pytest.mark.parametrize("how", ["config", "option"])
def test_other_region_holds_everything_but_the_certificate(aws, project, zone, how):
    arguments = ("--region", FRANKFURT) if how == "option" else ()
    if how == "config":
        project.set("region", FRANKFURT)
    project.deploy(*arguments)
    regions = aws.dump()["regions"]
    assert set(regions) == {FRANKFURT, "us-east-1"}
    assert set(regions["us-east-1"]) == {"certificates"}
    assert set(regions[FRANKFURT]) == {"apis", "lambda", "tables", "logGroups"}
    bucket = f"resume-123456789012-{FRANKFURT}"
    assert aws.dump()["buckets"][bucket]["region"] == FRANKFURT
    assert aws.visit(DOMAIN).text == PAGES["index.html"]
    assert aws.visit(DOMAIN, "/api/visitors", "POST").json == {"count": 1}
    scopes = {entry["region"] for entry in aws.journal()
              if entry["service"] in ("s3", "lambda", "dynamodb", "apigatewayv2", "logs")}
    assert scopes == {FRANKFURT}
    project.write("style.css", "b {}"), project.remove("app.js")
    project.deploy(*arguments)
    project.assert_settled(*arguments)
    project.destroy("--delete-data", *arguments)
    assert aws.dump()["regions"] == {} and aws.dump()["buckets"] == {}


def test_site_does_not_move_to_another_region_by_accident(aws, deployed):
    """Bucket, table and function would be new ones, and the count would start at 0."""
    before = aws.dump()
    for arguments in (("plan", "--region", FRANKFURT), ("deploy", "--yes", "--region", FRANKFURT)):
        result = deployed.run(*arguments)
        assert (result.status, result.writes) == (5, []), result
        assert "us-east-1" in result.text and FRANKFURT in result.text
    assert aws.dump() == before
    deployed.assert_settled()
    deployed.destroy("--region", "us-east-1", "--delete-data")
    deployed.deploy("--region", FRANKFURT)
    deployed.assert_settled("--region", FRANKFURT)
    assert list(aws.dump()["buckets"]) == [f"resume-123456789012-{FRANKFURT}"]
    assert aws.visit(DOMAIN).text == PAGES["index.html"]


def test_region_of_the_environment_is_the_default(aws, plain):
    plain.run("deploy", "--yes", environment={"AWS_REGION": "ap-southeast-2"})
    assert list(aws.dump()["buckets"]) == ["resume-123456789012-ap-southeast-2"]


def test_site_on_a_subdomain_has_no_www(aws, project, zone):
    project.set("domain", "cv." + DOMAIN)
    project.deploy()
    records = aws.records(zone)
    assert {key for key in records if key[1] != "CNAME"} == {("cv." + DOMAIN, "A"), ("cv." + DOMAIN, "AAAA")}
    assert aws.visit("cv." + DOMAIN).status == 200
    project.assert_settled()


def test_longest_fitting_zone_is_taken(aws, project, zone):
    inner = aws.make_zone("cv." + DOMAIN)
    aws.delegate(zone, inner)
    project.set("domain", "cv." + DOMAIN)
    project.deploy()
    assert aws.records(zone) == {}
    assert ("cv." + DOMAIN, "A") in aws.records(inner)
    project.assert_settled()


def test_zone_can_be_named_by_its_name(aws, project, zone):
    aws.make_zone("cv." + DOMAIN)
    project.set("domain", "cv." + DOMAIN)
    project.set("dns.zone", DOMAIN)
    project.deploy()
    assert ("cv." + DOMAIN, "A") in aws.records(zone)
    project.assert_settled()


def test_zone_can_be_named_by_its_id(aws, project, zone):
    other = aws.make_zone(DOMAIN)
    project.set("dns.zone", other)
    project.deploy()
    assert (DOMAIN, "A") in aws.records(other) and aws.records(zone) == {}
    project.assert_settled()
    project.destroy("--delete-data")
    assert aws.records(other) == {}


def test_several_zones_of_one_name_are_refused_with_their_ids(aws, project, zone):
    other = aws.make_zone(DOMAIN)
    aws.settings({"dns.name_servers": {DOMAIN: ["ns.elsewhere.example"]}})
    for command in (("plan",), ("deploy", "--yes")):
        result = project.run(*command)
        assert (result.status, result.writes) == (5, []), result
        assert zone in result.text and other in result.text and "dns:" in result.text


def test_private_zone_is_not_taken(aws, project, zone):
    private = aws.make_zone(DOMAIN, private=True)
    project.deploy()
    assert (DOMAIN, "A") in aws.records(zone) and aws.records(private) == {}
    project.assert_settled()


def test_missing_zone_is_refused_with_a_way_out(aws, project):
    for command in (("plan",), ("deploy", "--yes")):
        result = project.run(*command)
        assert (result.status, result.writes) == (5, []), result
        assert "createZone: true" in result.text and DOMAIN in result.text


def test_unknown_zone_id_is_a_mistake_in_the_configuration(aws, project):
    project.set("dns.zone", "Z0123456789ABCDEFGHIJ")
    result = project.run("deploy", "--yes")
    assert (result.status, result.writes) == (64, []), result
    assert "Z0123456789ABCDEFGHIJ" in result.err and "resume.yaml:" in result.err


def test_zone_is_created_when_asked_and_its_name_servers_are_told(aws, project):
    project.set("dns.createZone", True)
    result = project.run("deploy", "--yes", "--wait", "none")
    [zone] = aws.client("route53").list_hosted_zones()["HostedZones"]
    servers = aws.client("route53").get_hosted_zone(Id=zone["Id"])["DelegationSet"]["NameServers"]
    assert result.status in (0, 3), result
    for server in servers:
        assert server in result.text
    project.deploy()
    tags = aws.client("route53").list_tags_for_resource(
        ResourceType="hostedzone", ResourceId=zone["Id"].removeprefix("/hostedzone/"))["ResourceTagSet"]["Tags"]
    assert {"Key": "resumectl:site", "Value": "resume"} in tags
    assert aws.visit(DOMAIN).status == 200
    project.assert_settled()
    assert len(aws.client("route53").list_hosted_zones()["HostedZones"]) == 1


def test_created_zone_can_be_the_parent_of_the_domain(aws, project):
    project.set("domain", "cv." + DOMAIN)
    project.set("dns", {"zone": DOMAIN, "createZone": True})
    project.deploy()
    [zone] = aws.client("route53").list_hosted_zones()["HostedZones"]
    assert zone["Name"] == DOMAIN + "."
    project.assert_settled()


def test_names_in_other_zones_than_the_domain(aws, project, zone):
    other = aws.make_zone("example.org")
    project.set("aliases", ["www." + DOMAIN, "example.org"])
    project.deploy()
    assert ("example.org", "A") in aws.records(other)
    assert aws.visit("example.org", "/x?y=z").headers["location"] == f"https://{DOMAIN}/x?y=z"
    project.assert_settled()
    project.destroy("--delete-data")
    assert aws.records(zone) == {} and aws.records(other) == {}


def test_status_tells_what_is_live(aws, deployed):
    aws.visit(DOMAIN, "/api/visitors", "POST")
    record = deployed.run("status", "--json").record("status")
    assert record["deployed"] and record["url"] == f"https://{DOMAIN}/" and record["certificateIssued"]
    assert record["counter"] == f"https://{DOMAIN}/api/visitors" and record["count"] == 1 and record["drift"] == []
    deployed.write("style.css", "b {}")
    changed = deployed.run("status", "--json").record("status")
    assert set(changed["drift"]) == {"site.files", "site.invalidation"}
    text = deployed.run("status")
    assert text.status == 0 and "to change" in text.out


def test_status_of_a_site_that_is_not_deployed(aws, project, zone):
    result = project.run("status")
    assert result.status == 0 and "not deployed" in result.out


def test_parts_can_be_deployed_alone(aws, deployed):
    deployed.set("counter.memory", 512), deployed.set("cdn.priceClass", "PriceClass_All")
    deployed.write("style.css", "b {}")
    assert set(deployed.plan("--only", "api").changes) == {"counter.function"}
    assert set(deployed.plan("--only", "site").changes) == {"site.files", "site.invalidation"}
    assert set(deployed.plan("--only", "dns").changes) == set()
    deployed.deploy("--only", "api")
    assert set(deployed.plan().changes) == {"cdn.distribution", "site.files", "site.invalidation"}
    deployed.deploy()
    deployed.assert_settled()
