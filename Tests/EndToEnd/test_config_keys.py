# SPDX-License-Identifier: Apache-2.0
"""Each key of the configuration changed once: the plan shows that and nothing else, and a deploy applies it.

Afterwards the key is set back, and the account has to be what it was, but for what is documented to stay.
"""

import dataclasses
import json
from collections.abc import Callable

import pytest
from account import ROOT
from project import BUCKET, DOMAIN, PAGES, TABLE

FILES = {"site.files", "site.invalidation"}
TAGGED = ("bucket", "cdn.distribution", "certificate", "counter.api", "counter.function", "counter.logs",
          "counter.role", "counter.stage", "counter.table")


@dataclasses.dataclass
class Case:
    """A key, its other value, and what the plan has to show: addresses with their properties, or with an action."""

    key: str
    value: object
    changes: dict
    check: Callable | None = None
    name: str = ""
    # Whether setting the key back makes the account what it was.
    reverts: bool = True

    def __str__(self):
        return self.name or self.key


def distribution(aws):
    return aws.distribution()["DistributionConfig"]


def function(aws, name="resume-counter"):
    return aws.client("lambda").get_function_configuration(FunctionName=name)


def api(aws):
    [found] = aws.client("apigatewayv2").get_apis()["Items"]
    return found


def stage(aws):
    [found] = aws.client("apigatewayv2").get_stages(ApiId=api(aws)["ApiId"])["Items"]
    return found["DefaultRouteSettings"]


def header(name, value, s3_name):
    """A header rule for one file, which shows as a change of that file alone."""
    def check(aws, project):
        answer = aws.client("s3").head_object(Bucket=BUCKET, Key="style.css")
        assert answer[s3_name] == value
        assert aws.client("s3").head_object(Bucket=BUCKET, Key="app.js").get(s3_name) != value

    return Case("site.headers", [{"match": "style.css", name: value}],
                {"site.files": {"style.css"}, "site.invalidation": {"/style.css"}}, check, f"site.headers.{name}")


def check_aliases(aws, project):
    assert set(distribution(aws)["Aliases"]["Items"]) == {DOMAIN, "cv." + DOMAIN}
    assert aws.visit("cv." + DOMAIN, "/about/").headers["location"] == f"https://{DOMAIN}/about/"
    certificates = aws.client("acm").list_certificates()["CertificateSummaryList"]
    assert [set(item["SubjectAlternativeNameSummaries"]) for item in certificates] == [{DOMAIN, "cv." + DOMAIN}]
    [zone] = aws.dump()["zones"]
    names = {(record["Name"].rstrip("."), record["Type"]) for record in zone["records"]}
    assert ("cv." + DOMAIN, "A") in names and ("www." + DOMAIN, "A") not in names
    assert len([name for name, kind in names if kind == "CNAME"]) == 2


def check_no_alias(aws, project):
    assert set(distribution(aws)["Aliases"]["Items"]) == {DOMAIN}
    [zone] = aws.dump()["zones"]
    assert not [record for record in zone["records"] if "www." in record["Name"]]


def check_not_found(aws, project):
    answer = aws.visit(DOMAIN, "/nowhere")
    assert (answer.status, answer.text) == (404, PAGES["about/index.html"])


def check_index(aws, project):
    assert aws.visit(DOMAIN, "/").text == PAGES["style.css"]


def check_raw_urls(aws, project):
    assert aws.visit(DOMAIN, "/about/").status == 404
    assert aws.visit(DOMAIN, "/about/index.html").status == 200
    assert aws.visit("www." + DOMAIN, "/x").headers["location"] == f"https://{DOMAIN}/x"


def check_route(path):
    def check(aws, project):
        assert aws.visit(DOMAIN, path, "POST").json == {"count": 1}
        assert aws.visit(DOMAIN, "/api/visitors", "POST").status in (403, 404, 405)

    return check


def check_direct(aws, project):
    found = api(aws)
    host = found["ApiEndpoint"].removeprefix("https://")
    answer = aws.visit(host, "/api/visitors", "POST", headers={"Origin": f"https://{DOMAIN}"})
    assert answer.json == {"count": 1}
    assert answer.headers["access-control-allow-origin"] == f"https://{DOMAIN}"
    other = aws.visit(host, "/api/visitors", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers
    assert aws.visit(DOMAIN, "/api/visitors").status == 404
    assert [origin["Id"] for origin in distribution(aws)["Origins"]["Items"]] == ["site"]


def check_tags(aws, project):
    [found] = aws.dump()["distributions"]
    assert found["tags"]["owner"] == "jane" and found["tags"]["resumectl:site"] == "resume"


CERTIFICATE = {
    "certificate": {"names"}, "dns.validation": "any", "certificate.issued": "any", "certificate.retired": "any"}
LAMBDA = "counter.function"

CASES = [
    Case("aliases", ["cv." + DOMAIN], {
        **CERTIFICATE, "cdn.distribution": {"aliases", "certificate"}, "cdn.function": {"code"}, "dns.records": "any"},
        check_aliases),
    Case("aliases", [], {
        **CERTIFICATE, "cdn.distribution": {"aliases", "certificate"}, "cdn.function": {"code"},
        "dns.records": "any"}, check_no_alias, "aliases: none"),
    Case("dns.zone", DOMAIN, {}),
    Case("dns.createZone", True, {}),
    Case("site.index", "style.css", {"cdn.distribution": {"defaultRootObject"}, "cdn.function": {"code"}}, check_index),
    Case("site.notFound", "about/index.html", {"cdn.distribution": {"notFoundPage"}}, check_not_found),
    Case("site.cleanUrls", False, {"cdn.function": {"code"}}, check_raw_urls),
    header("cacheControl", "public, max-age=5", "CacheControl"),
    header("contentType", "text/plain; charset=utf-8", "ContentType"),
    header("contentDisposition", 'attachment; filename="s.css"', "ContentDisposition"),
    header("contentEncoding", "gzip", "ContentEncoding"),
    header("contentLanguage", "en", "ContentLanguage"),
    header("metadata", {"author": "Jane Doe"}, "Metadata"),
    Case("cdn.priceClass", "PriceClass_All", {"cdn.distribution": {"priceClass"}},
         lambda aws, project: distribution(aws)["PriceClass"] == "PriceClass_All" or pytest.fail("not applied")),
    Case("cdn.httpVersion", "http2", {"cdn.distribution": {"httpVersion"}},
         lambda aws, project: distribution(aws)["HttpVersion"].lower() == "http2" or pytest.fail("not applied")),
    Case("cdn.minimumTls", "TLSv1.3_2025", {"cdn.distribution": {"minimumProtocolVersion"}},
         lambda aws, project: distribution(aws)["ViewerCertificate"]["MinimumProtocolVersion"] == "TLSv1.3_2025"
         or pytest.fail("not applied")),
    Case("counter.path", "../other", {LAMBDA: {"code"}}),
    Case("counter.handler", "other.handler", {LAMBDA: {"handler"}},
         lambda aws, project: function(aws)["Handler"] == "other.handler" or pytest.fail("not applied")),
    Case("counter.runtime", "python3.12", {LAMBDA: {"runtime"}},
         lambda aws, project: function(aws)["Runtime"] == "python3.12" or pytest.fail("not applied")),
    Case("counter.architecture", "x86_64", {LAMBDA: {"architecture"}},
         lambda aws, project: function(aws)["Architectures"] == ["x86_64"] or pytest.fail("not applied")),
    Case("counter.memory", 512, {LAMBDA: {"memory"}},
         lambda aws, project: function(aws)["MemorySize"] == 512 or pytest.fail("not applied")),
    Case("counter.timeout", 9, {LAMBDA: {"timeout"}},
         lambda aws, project: function(aws)["Timeout"] == 9 or pytest.fail("not applied")),
    Case("counter.environment", {"LOG_LEVEL": "debug"}, {LAMBDA: {"environment.LOG_LEVEL"}},
         lambda aws, project: function(aws)["Environment"]["Variables"] == {
             "TABLE_NAME": TABLE, "LOG_LEVEL": "debug"} or pytest.fail("not applied")),
    Case("counter.route", "/api/hits", {"counter.route": {"routeKey"}, "counter.permission": {"sourceArn"}},
         check_route("/api/hits")),
    Case("counter.route", "/hits", {
        "counter.route": {"routeKey"}, "counter.permission": {"sourceArn"}, "cdn.distribution": {"apiPath"}},
        check_route("/hits"), "counter.route: at the top"),
    Case("counter.exposure", "direct", {
        "counter.api": "any", "cdn.distribution": {"apiPath"}}, check_direct),
    Case("counter.throttling.rate", 50, {"counter.stage": {"throttlingRateLimit"}},
         lambda aws, project: stage(aws)["ThrottlingRateLimit"] == 50 or pytest.fail("not applied")),
    Case("counter.throttling.burst", 99, {"counter.stage": {"throttlingBurstLimit"}},
         lambda aws, project: stage(aws)["ThrottlingBurstLimit"] == 99 or pytest.fail("not applied")),
    Case("counter.logRetentionDays", 7, {"counter.logs": {"retentionDays"}},
         lambda aws, project: aws.client("logs").describe_log_groups()["logGroups"][0]["retentionInDays"] == 7
         or pytest.fail("not applied")),
    Case("counter.exclude", ["*.md"], {LAMBDA: {"code"}}),
    # A tag that the configuration no longer has stays: whose it is cannot be told.
    Case("tags", {"owner": "jane"}, {address: {"tags.owner"} for address in TAGGED}, check_tags, reverts=False),
    Case("environments", {"staging": {"domain": None}}, {}),
]


def prepare(project):
    """Files that some cases switch to."""
    other = project.folder / "other"
    other.mkdir()
    for name in ("app.py", "counter.py"):
        text = (project.function / name).read_text()
        (other / name).write_text(text + "# another version\n")
    (project.function / "other.py").write_text("from app import handler\n")
    (project.function / "NOTES.md").write_text("Notes\n")


def shown(step):
    """The properties of a step; for files and paths their names."""
    return {item["name"] for item in step["items"]} or {item["name"] for item in step["properties"]}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_changed_key_is_planned_applied_and_set_back(aws, project, zone, case):
    prepare(project)
    project.deploy()
    before = {key: value for key, value in aws.dump().items() if key != "history"}

    original = project.get(case.key)
    project.set(case.key, case.value)
    plan = project.plan()
    assert plan.changes.keys() == case.changes.keys(), plan
    for address, expected in case.changes.items():
        step = plan.changes[address]
        assert step["action"] not in ("conflict", "delete"), step
        if expected != "any":
            assert shown(step) == expected, step
    result = project.deploy()
    if not case.changes:
        assert result.writes == []
    if case.check is not None:
        case.check(aws, project)
    project.assert_settled()

    project.set(case.key, original)
    project.deploy()
    project.assert_settled()
    if case.reverts:
        after = {key: value for key, value in aws.dump().items() if key != "history"}
        forget_counts(before), forget_counts(after)
        assert after == before


def forget_counts(dump):
    """Visits that a test made are no change of the account."""
    for region in dump["regions"].values():
        for table in region.get("tables", {}).values():
            table.pop("items", None)


def test_every_key_of_the_schema_is_covered():
    """Keys that are not in the table above have a test of their own below, or in another file."""
    elsewhere = {"name", "region", "account", "role", "domain", "site.path", "dns", "dns.zone", "site.exclude",
                 "site.headers.match"}
    covered = {case.key for case in CASES} | {str(case) for case in CASES} | elsewhere
    covered |= {f"names.{name}" for name in RENAMED}
    schema = json.loads((ROOT / "config" / "resume.schema.json").read_text())
    found = set(leaves(schema, "", schema))
    assert found - covered == set()


def leaves(node, path, schema):
    """The dotted paths of all keys that hold a value."""
    if "$ref" in node:
        target = schema
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    if "anyOf" in node:
        for choice in node["anyOf"]:
            yield from leaves(choice, path, schema)
        return
    if node.get("type") == "array" and "properties" in node.get("items", {}):
        node = node["items"]
    properties = node.get("properties")
    if not properties:
        yield path
        return
    for name, child in properties.items():
        yield from leaves(child, f"{path}.{name}" if path else name, schema)


# Keys with a test of their own


def test_other_site_folder(aws, deployed):
    other = deployed.folder / "other-site"
    other.mkdir()
    (other / "index.html").write_text("<!doctype html><title>Other</title>")
    (other / "404.html").write_text(PAGES["404.html"])
    deployed.set("site.path", "../other-site")
    plan = deployed.plan()
    assert plan.changes.keys() == FILES
    deployed.deploy()
    assert aws.visit(DOMAIN).text == "<!doctype html><title>Other</title>"
    assert aws.visit(DOMAIN, "/style.css").status == 404
    deployed.assert_settled()


def test_excluded_files_are_not_published(aws, project, zone):
    project.write("drafts/plan.html", "draft")
    project.set("site.exclude", ["drafts/", "*.svg"])
    project.deploy()
    objects = [item["Key"] for item in aws.client("s3").list_objects_v2(Bucket=BUCKET)["Contents"]]
    assert "drafts/plan.html" not in objects and "images/portrait.svg" not in objects
    assert "index.html" in objects
    project.assert_settled()


def test_clean_urls_off_without_aliases_needs_no_edge_function(aws, project, zone):
    project.set("aliases", [])
    project.deploy()
    project.set("site.cleanUrls", False)
    plan = project.plan()
    assert plan.changes.keys() == {"cdn.function", "cdn.distribution"}
    assert plan.changes["cdn.function"]["action"] == "delete"
    assert shown(plan.changes["cdn.distribution"]) == {"viewerRequestFunction"}
    project.deploy()
    assert aws.dump()["functions"] == {}
    assert aws.visit(DOMAIN, "/about/index.html").status == 200
    project.assert_settled()
    project.set("site.cleanUrls", True)
    project.deploy()
    assert aws.visit(DOMAIN, "/about/").status == 200
    project.assert_settled()


def test_page_that_is_missing_for_not_found_is_left_out(aws, project, zone):
    project.remove("404.html")
    project.deploy()
    assert aws.visit(DOMAIN, "/nowhere").status == 404
    assert distribution(aws)["CustomErrorResponses"]["Quantity"] == 0
    project.assert_settled()
    project.write("404.html", PAGES["404.html"])
    plan = project.plan()
    assert plan.changes.keys() == {"cdn.distribution", *FILES}
    project.deploy()
    assert aws.visit(DOMAIN, "/nowhere").text == PAGES["404.html"]
    project.assert_settled()


# A renamed resource is a new one; the old one stays for its owner to remove.
RENAMED = {
    "bucket": ("my-other-bucket-0815", {
        "bucket", "bucket.policy", "site.files", "site.invalidation", "cdn.distribution"}),
    "table": ("other-table", {"counter.table", "counter.function", "counter.role"}),
    "function": ("other-function", {
        "counter.function", "counter.logs", "counter.role", "counter.integration", "counter.permission"}),
    "role": ("other-role", {"counter.role", "counter.function"}),
    "logGroup": ("/sites/resume", {"counter.logs", "counter.role", "counter.function"}),
    "api": ("other-api", {"counter.api"}),
    "edgeFunction": ("other-edge-function", {"cdn.function", "cdn.distribution"}),
    "originAccessControl": ("other-access", {"cdn.access", "cdn.distribution"}),
}


def names_of(aws, kind):
    """The names of all resources of a kind."""
    dump = aws.dump()
    region = dump["regions"]["us-east-1"]
    return {
        "bucket": lambda: set(dump["buckets"]), "table": lambda: set(region["tables"]),
        "function": lambda: set(region["lambda"]), "role": lambda: set(dump["roles"]),
        "logGroup": lambda: set(region["logGroups"]), "api": lambda: {item["Name"] for item in region["apis"]},
        "edgeFunction": lambda: set(dump["functions"]), "originAccessControl": lambda: set(dump["accessControls"]),
    }[kind]()


@pytest.mark.parametrize("kind", RENAMED)
def test_renamed_resource_is_a_new_one_and_the_old_one_stays(aws, deployed, kind):
    name, addresses = RENAMED[kind]
    before = names_of(aws, kind)
    deployed.set(f"names.{kind}", name)
    plan = deployed.plan()
    assert plan.changes.keys() == addresses, plan
    deployed.deploy()
    # An API has an id of its own, and is found by its tag: its name can change in place.
    assert names_of(aws, kind) == ({name} if kind == "api" else before | {name})
    assert aws.visit(DOMAIN).status == 200
    assert aws.visit(DOMAIN, "/about/").status == 200
    assert aws.visit(DOMAIN, "/api/visitors", "POST").json == {"count": 1}
    deployed.assert_settled()


def test_two_sites_live_side_by_side_in_one_account(aws, plain):
    plain.deploy()
    before = aws.dump()
    other = plain.with_config({**plain.config, "name": "portfolio"})
    plan = other.plan()
    assert {step["action"] for step in plan.changes.values()} <= {"create", "update"}
    other.deploy()
    other.assert_settled(), plain.assert_settled()
    other.destroy("--delete-data")
    after = aws.dump()
    assert after["buckets"] == before["buckets"] and after["accessControls"] == before["accessControls"]
    plain.assert_settled()


# Halves that come and go


def test_counter_removed_and_added_again_keeps_its_count(aws, deployed):
    for _ in range(3):
        aws.visit(DOMAIN, "/api/visitors", "POST")
    counter = deployed.config.pop("counter")
    plan = deployed.plan()
    assert "counter.table" not in plan.changes or plan.changes["counter.table"]["action"] == "keep"
    assert plan.changes["counter.function"]["action"] == "delete"
    deployed.deploy()
    region = aws.dump()["regions"]["us-east-1"]
    assert set(region) == {"tables", "certificates"}
    assert aws.dump()["roles"] == {}
    assert aws.visit(DOMAIN, "/api/visitors").status == 404
    assert aws.visit(DOMAIN).status == 200
    deployed.assert_settled()
    deployed.config["counter"] = counter
    deployed.deploy()
    assert aws.visit(DOMAIN, "/api/visitors").json == {"count": 3}
    deployed.assert_settled()


def test_domain_removed_and_added_again(aws, deployed, zone):
    del deployed.config["domain"]
    deployed.deploy()
    config = distribution(aws)
    assert config["Aliases"]["Quantity"] == 0 and config["ViewerCertificate"]["CloudFrontDefaultCertificate"]
    assert aws.records(zone) == {}
    assert "certificates" not in aws.dump()["regions"]["us-east-1"]
    host = aws.distribution()["DomainName"]
    assert aws.visit(host).status == 200
    assert aws.visit(host, "/about/").status == 200
    assert aws.visit(host, "/api/visitors", "POST").json == {"count": 1}
    deployed.assert_settled()
    deployed.config["domain"] = DOMAIN
    deployed.deploy()
    assert aws.visit(DOMAIN).status == 200 and aws.visit("www." + DOMAIN).status == 301
    deployed.assert_settled()


def test_site_moves_to_another_domain(aws, deployed, zone):
    other = aws.make_zone("example.org")
    deployed.set("domain", "example.org")
    deployed.deploy()
    assert aws.visit("example.org").status == 200
    assert aws.visit("www.example.org").headers["location"] == "https://example.org/"
    assert aws.records(zone) == {}
    assert ("example.org", "A") in aws.records(other)
    assert len(aws.client("acm").list_certificates()["CertificateSummaryList"]) == 1
    deployed.assert_settled()


def test_environment_lives_beside_production(aws, project, zone):
    project.config["environments"] = {
        "staging": {"domain": "staging." + DOMAIN, "counter": {"logRetentionDays": 7}},
        "preview": {"domain": None, "counter": None}}
    project.deploy()
    aws.visit(DOMAIN, "/api/visitors", "POST")
    before = aws.dump()
    for name in ("staging", "preview"):
        project.deploy("--env", name)
    project.write("index.html", "<!doctype html><title>Next</title>")
    project.deploy("--env", "staging")
    assert aws.visit(DOMAIN).text == PAGES["index.html"]
    assert aws.visit("staging." + DOMAIN).text == "<!doctype html><title>Next</title>"
    assert aws.visit("staging." + DOMAIN, "/api/visitors").json == {"count": 0}
    after = aws.dump()
    assert after["buckets"][BUCKET] == before["buckets"][BUCKET]
    groups = aws.client("logs").describe_log_groups()["logGroups"]
    assert {g["logGroupName"]: g["retentionInDays"] for g in groups} == {
        "/aws/lambda/resume-counter": 30, "/aws/lambda/resume-staging-counter": 7}
    for name in ("staging", "preview"):
        plan = project.plan("--env", name)
        assert plan.changes.keys() <= FILES
    project.write("index.html", PAGES["index.html"])
    project.assert_settled()
    project.deploy("--env", "staging"), project.assert_settled("--env", "staging")
    for name in ("staging", "preview"):
        project.destroy("--env", name, "--delete-data")
    left = aws.dump()
    for kind in ("buckets", "accessControls", "functions", "roles"):
        assert left[kind].keys() == before[kind].keys(), kind
    assert left["zones"][0]["records"] == before["zones"][0]["records"]
    project.assert_settled()
    assert aws.visit(DOMAIN, "/api/visitors").json == {"count": 1}


def test_unknown_environment_is_a_mistake(aws, project):
    project.config["environments"] = {"staging": {"domain": None}}
    result = project.run("plan", "--env", "stagin")
    assert result.status == 64 and "staging" in result.err and result.requests == []
