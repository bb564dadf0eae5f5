# SPDX-License-Identifier: Apache-2.0
"""Life cycles of sites that send every request a command can send, to see which permissions each command needs.

A life cycle is a list of steps: something happens to the project or the account, done by somebody who may do
everything; then a command runs under the policy that is on trial.
"""

from __future__ import annotations

import copy
import dataclasses
import json
import sys
from collections.abc import Callable

from account import ACCOUNT, ROOT, Account

sys.path.insert(0, str(ROOT / "Tests" / "AWS"))

import test_drift as drift  # noqa: E402
from test_domains import validation_records  # noqa: E402
from testaws.permissions.need import Need  # noqa: E402
from testaws.permissions.policy import Policy  # noqa: E402

from project import BUCKET, DOMAIN, Project  # noqa: E402


@dataclasses.dataclass
class Step:
    """A command and what happens before it."""

    name: str
    arguments: tuple[str, ...]
    # Done by somebody who may do everything.
    before: Callable[[Account, Project], None] = lambda aws, project: None
    # What the command may end with; 2 is `plan --detailed-exitcode` alone.
    status: tuple[int, ...] = (0,)


@dataclasses.dataclass
class Variant:
    """A kind of site: its configuration and the hosted zones that are there before."""

    name: str
    config: dict
    zones: tuple[str, ...] = (DOMAIN,)


def _config(**changes):
    config = {"name": "resume", "domain": DOMAIN, "site": {"path": "../site"}, "counter": {"path": "../lambda"}}
    return {key: value for key, value in {**config, **changes}.items() if value is not None}


VARIANTS = {variant.name: variant for variant in (
    Variant("full", _config()),
    Variant("create-zone", _config(dns={"createZone": True}), zones=()),
    Variant("no-domain", _config(domain=None), zones=()),
    Variant("no-counter", _config(counter=None)),
    Variant("direct", _config(counter={"path": "../lambda", "exposure": "direct"})),
    Variant("aliases", _config(aliases=["www." + DOMAIN, "example.org"]), zones=(DOMAIN, "example.org")),
    Variant("zone-by-id", _config(dns={"zone": f"{{zone {DOMAIN}}}"})),
    Variant("external-dns", _config(dns="external"), zones=()),
    Variant("plain", _config(domain=None, counter=None, site={"path": "../site", "cleanUrls": False}), zones=()),
)}

DEPLOY = ("deploy", "--yes")


# What happens between the commands


def edit_files(aws, project):
    """Files change, come, go, get other headers; one is large enough to be sent in parts."""
    project.write("style.css", "/* changed */")
    project.write("news/index.html", "<!doctype html><title>News</title>")
    project.write("talk.mp4", b"0123456789abcdef" * (66 << 16))
    project.remove("app.js")
    project.set("site.headers", [{"match": "404.html", "cacheControl": "public, max-age=1"}])


def edit_everything(aws, project):
    """Each setting that is no name of anything is changed."""
    edit_files(aws, project)
    project.set("tags", {"owner": "jane"}), project.set("cdn.priceClass", "PriceClass_All")
    if "counter" in project.config:
        project.set("counter.memory", 512), project.set("counter.timeout", 8)
        project.set("counter.throttling.rate", 50), project.set("counter.logRetentionDays", 7)
        (project.function / "extra.py").write_text("x = 1\n")


def as_it_was(change):
    """What happens before a step: somebody else had deployed another configuration."""
    def before(aws, project):
        kept = copy.deepcopy(project.config)
        change(project)
        deploy_as_administrator(aws, project)
        project.config = kept
    return before


def with_less_names(project):
    if "domain" in project.config:
        project.set("aliases", [])
    if "counter" in project.config:
        project.set("counter.route", "/api/hits")


def with_other_exposure(project):
    if "counter" in project.config:
        project.set("counter.exposure", None if project.get("counter.exposure") else "direct")


def damage(aws, project):
    """Somebody changes by hand what was deployed."""
    s3 = aws.client("s3")
    for change in (drift.versioning_off, drift.public_access, drift.no_lifecycle, drift.wider_policy,
                   drift.plain_http, drift.weaker_access_control):
        change(aws)
    if project.get("site.cleanUrls") is not False:
        drift.other_edge_code(aws)
    s3.put_bucket_ownership_controls(
        Bucket=BUCKET, OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]})
    s3.put_bucket_encryption(Bucket=BUCKET, ServerSideEncryptionConfiguration={"Rules": [
        {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]})
    if "counter" in project.config:
        for change in (drift.role_made_again, drift.unprotected_table, drift.longer_logs, drift.wider_role,
                       drift.other_memory,
                       drift.no_route, drift.no_limits):
            change(aws)
        iam = aws.client("iam")
        iam.update_role(RoleName="resume-counter", Description="changed", MaxSessionDuration=7200)
        iam.update_assume_role_policy(RoleName="resume-counter", PolicyDocument=(
            '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},'
            '"Action":"sts:AssumeRole"}]}'))
        api = aws.client("apigatewayv2")
        [found] = api.get_apis()["Items"]
        api.update_api(ApiId=found["ApiId"], Name=found["Name"], DisableExecuteApiEndpoint=True)
        [integration] = api.get_integrations(ApiId=found["ApiId"])["Items"]
        api.update_integration(ApiId=found["ApiId"], IntegrationId=integration["IntegrationId"], TimeoutInMillis=1000)
    if "domain" in project.config and project.get("dns") != "external" and not project.get("dns.createZone"):
        drift.no_record(aws)


def break_permission(aws, project):
    if "counter" in project.config:
        drift.no_permission(aws)


def with_the_other_half(project):
    """A configuration with the half that this one lacks, which a deploy then removes."""
    project.config.setdefault("counter", {"path": "../lambda"})
    project.set("site.cleanUrls", None)


def rival_zone(aws, project):
    """Another zone has the domain's name; public DNS tells which of the two is in use."""
    client = aws.client("route53")
    zones = [zone["Id"] for zone in client.list_hosted_zones_by_name(DNSName=DOMAIN)["HostedZones"]
             if zone["Name"] == DOMAIN + "."]
    if len(zones) == 1:
        used = client.get_hosted_zone(Id=zones[0])["DelegationSet"]["NameServers"]
        aws.make_zone(DOMAIN)
        aws.settings({"dns.name_servers": {DOMAIN: used}})


def leave_surplus(aws, project):
    """Creates whose answers got lost, a long time ago: a second API, a second integration."""
    if "counter" not in project.config:
        return
    gateway = aws.client("apigatewayv2")
    [api] = gateway.get_apis()["Items"]
    [integration] = gateway.get_integrations(ApiId=api["ApiId"])["Items"]
    gateway.create_integration(
        ApiId=api["ApiId"], IntegrationType="AWS_PROXY", IntegrationUri=integration["IntegrationUri"],
        PayloadFormatVersion="2.0")
    gateway.create_api(Name=api["Name"], ProtocolType="HTTP", Tags={"resumectl:site": "resume"})


def enter_records(aws, project):
    """Where the DNS is elsewhere, everything that has to be there is entered there."""
    if project.get("dns") != "external":
        return
    wanted = {f"{name} CNAME": [value.rstrip(".")] for name, value in validation_records(aws).items()}
    for item in aws.client("cloudfront").list_distributions()["DistributionList"].get("Items", []):
        for name in item["Aliases"].get("Items", []):
            wanted[f"{name} A"] = ["198.51.100.10"]
    aws.settings({"dns.records": wanted})


def fail_upload(aws, project):
    """Only a part of a large file arrives; what did is thrown away."""
    project.write("other.mp4", b"fedcba9876543210" * (66 << 16))
    aws.faults({"operation": "s3:UploadPart", "action": "status", "status": 400, "code": "EntityTooLarge"})


def heal(aws, project):
    aws.faults()
    project.remove("other.mp4")


def deploy_as_administrator(aws, project):
    for _ in range(3):
        enter_records(aws, project)
        result = project.run(*DEPLOY)
        if result.status == 0:
            return
    raise AssertionError(str(result))


def clutter(aws, project):
    """A site that was in use: old versions, an upload that was not finished."""
    deploy_as_administrator(aws, project)
    edit_files(aws, project)
    deploy_as_administrator(aws, project)
    leave_surplus(aws, project)
    rival_zone(aws, project)
    aws.client("s3").create_multipart_upload(Bucket=BUCKET, Key="left-behind")
    leave_other_half(aws, project)


def leave_other_half(aws, project):
    """The half that this configuration lacks is still there; somebody gave the function's role one more policy."""
    as_it_was(with_the_other_half)(aws, project)
    iam = aws.client("iam")
    arn = iam.create_policy(PolicyName="extra", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListAllMyBuckets",
                                                "Resource": "*"}]}))["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="resume-counter", PolicyArn=arn)


def edit_and_plan(aws, project):
    deploy_as_administrator(aws, project)
    edit_everything(aws, project)


# A permission whose lack does no harm, and why it is asked for all the same.
HARMLESS = {"s3:AbortMultipartUpload": "parts of an upload that failed are thrown away at once, else after some days"}

# Granted twice, and why.
_STAGE = "arn:aws:apigateway:us-east-1::/apis/*/stages/*"
REDUNDANT = {
    f"apigateway:PATCH on {_STAGE}": "a stage has the site's tag; that AWS looks at it here is not documented",
    f"{_STAGE} (APIPartsChange)": "the same",
}

LIVES = {
    "deploy": (
        Step("first", DEPLOY), Step("again", DEPLOY), Step("changes", DEPLOY, edit_everything),
        Step("damage", DEPLOY, damage), Step("permission", DEPLOY, break_permission),
        # Where records have to be entered elsewhere, a change of names takes three: for the certificate, for the site.
        Step("names", DEPLOY, as_it_was(with_less_names)), Step("names issued", DEPLOY), Step("names served", DEPLOY),
        Step("exposure", DEPLOY, as_it_was(with_other_exposure)),
        Step("leftovers", DEPLOY, leave_other_half),
        Step("surplus", DEPLOY, leave_surplus), Step("rival zone", DEPLOY, rival_zone),
        Step("failed upload", DEPLOY, fail_upload, status=(1, 4)), Step("healed", DEPLOY, heal)),
    "content": (
        Step("changes", ("deploy", "--yes", "--only", "site"),
             lambda aws, project: (deploy_as_administrator(aws, project), edit_files(aws, project))),
        Step("again", ("deploy", "--yes", "--only", "site")), Step("invalidate", ("invalidate", "/*", "--wait")),
        Step("failed upload", ("deploy", "--yes", "--only", "site"), fail_upload, status=(1, 4)),
        Step("healed", ("deploy", "--yes", "--only", "site"), heal)),
    "plan": (
        Step("nothing yet", ("plan",)), Step("deployed", ("plan",), edit_and_plan),
        Step("status", ("status",), deploy_as_administrator),
        Step("damaged", ("plan",), damage), Step("rival zone", ("plan",), rival_zone),
        Step("leftovers", ("plan",), leave_other_half)),
    "destroy": (
        Step("all", ("destroy", "--yes", "--delete-data"), clutter),
        Step("again", ("destroy", "--yes", "--delete-data"))),
}

# Commands that look at one thing, under a policy that may be another command's.
LOOKS = {
    "logs": (Step("logs", ("logs",), deploy_as_administrator),),
    "counter": (
        Step("get", ("counter", "get"), deploy_as_administrator), Step("set", ("counter", "set", "7", "--yes"))),
    "outputs": (Step("outputs", ("outputs",), deploy_as_administrator),),
    "doctor": (Step("doctor", ("doctor",), deploy_as_administrator),),
    "graph": (Step("graph", ("graph", "--plan"), deploy_as_administrator),),
}
# The command that a policy is printed for, where it is not the one that runs.
PRINTED_FOR = {"outputs": "plan", "doctor": "plan", "graph": "plan"}


def begin(aws, folder, variant):
    """An empty account with the variant's zones, their ids by name, and its project."""
    aws.reset()
    zones = {name: aws.make_zone(name) for name in variant.zones}
    return zones, Project(aws, folder, config=placed(variant.config, zones))


def placed(value, zones):
    """A JSON value with the ids of zones in the place of their names: each run has other ids."""
    text = json.dumps(value)
    for name, zone in zones.items():
        text = text.replace(f"{{zone {name}}}", zone)
    return json.loads(text)


def lifted(value, zones):
    """A JSON value with the names of zones in the place of their ids."""
    text = json.dumps(value)
    for name, zone in zones.items():
        text = text.replace(zone, f"{{zone {name}}}")
    return json.loads(text)


def run(aws, project, step, policy=None):
    """Runs a step's command under a policy, and what happens before it under none."""
    step.before(aws, project)
    enter_records(aws, project)
    aws.admin("POST", "/test/policy", policy)
    try:
        return project.run(*step.arguments)
    finally:
        aws.admin("POST", "/test/policy", None)


def passes(project, step, result):
    """Whether a step ended as it has to; records that nobody entered yet are waited for with status 3."""
    return result.status in step.status or (project.get("dns") == "external" and result.status == 3)


@dataclasses.dataclass
class Use:
    """A permission that a life cycle needs, and the steps that need it."""

    need: Need
    steps: list[str]


def uses(aws, folder, variant, life, policy=None):
    """The permissions that a life cycle needs. It has to pass, under a policy if one is given."""
    found = {}
    zones, project = begin(aws, folder, variant)
    for step in {**LIVES, **LOOKS}[life]:
        result = run(aws, project, step, placed(policy, zones))
        assert passes(project, step, result), f"{variant.name}, {life}, {step.name}\n{result}"
        for entry in result.requests:
            for action, resource, context in lifted(entry.get("authorized", []), zones):
                use = found.setdefault((action, resource, str(context)), Use(Need(action, resource, context), []))
                if step.name not in use.steps:
                    use.steps.append(step.name)
    return list(found.values())


# Policies


def options(life):
    """What `resumectl policy` is told beside the command."""
    return ("--delete-data",) if life == "destroy" else ()


def printed_policy(aws, folder, variant, life):
    """The policy that `resumectl policy` prints for a command, before anything is deployed."""
    zones, project = begin(aws, folder, variant)
    result = project.run("policy", "--for", PRINTED_FOR.get(life, life), *options(life))
    assert result.status == 0, result
    return lifted(json.loads(result.out), zones)


def listed(value):
    return value if isinstance(value, list) else [value]


@dataclasses.dataclass
class Less:
    """A policy with something less in it."""

    # What is missing, for people.
    name: str
    # The actions that may be denied by it.
    actions: list[str]
    # The statement that it was taken from, and what was taken.
    source: tuple[str, str]
    policy: dict


def reductions(policy):
    """Every policy with one action less, or with one resource less, of a statement."""
    for number, statement in enumerate(policy["Statement"]):
        actions, resources = listed(statement["Action"]), listed(statement["Resource"])
        where, text = statement["Sid"], json.dumps({**statement, "Action": []}, sort_keys=True)
        for action in actions:
            # The action goes from this statement alone: two statements for it are two grants.
            yield Less(f"{action} ({where})", [action], (text, action), replaced(
                policy, number, Action=[other for other in actions if other != action]))
        for resource in resources if len(resources) > 1 else ():
            yield Less(f"{resource} ({where})", actions, (text, resource), replaced(
                policy, number, Resource=[other for other in resources if other != resource]))


def pairs(policy):
    """Every policy that lacks one action on one resource."""
    for number, statement in enumerate(policy["Statement"]):
        actions, resources = listed(statement["Action"]), listed(statement["Resource"])
        for action in actions:
            for resource in resources:
                rest = replaced(policy, number, Action=[other for other in actions if other != action])["Statement"]
                others = [other for other in resources if other != resource]
                alone = {**statement, "Sid": "Alone", "Action": [action], "Resource": others}
                yield Less(f"{action} on {resource}", [action], (statement["Sid"], action), {
                    **policy, "Statement": rest + ([alone] if others else [])})


def replaced(policy, number, **changes):
    """A policy with one statement changed, or gone when nothing is left of it."""
    statements = list(policy["Statement"])
    statements[number] = {**statements[number], **changes}
    # IAM takes no policy that has no statement at all.
    nothing = {"Sid": "Nothing", "Effect": "Allow", "Action": "sts:GetSessionToken", "Resource": "*"}
    if any(value == [] for value in changes.values()):
        del statements[number]
    return {**policy, "Statement": statements or [nothing]}


def denied(less, found):
    """The uses that a policy with something less in it does not allow."""
    checked = Policy(less.policy) if less.policy["Statement"] else None
    keys = {"aws:requestedregion": "us-east-1", "aws:principalaccount": ACCOUNT}
    return [use for use in found if use.need.action in less.actions and (checked is None or checked.verdict(
        Need(use.need.action, use.need.resource, {**keys, **use.need.context})) != "Allow")]


def unneeded(policy, found):
    """What a policy grants and no request needs."""
    return [less.name for less in pairs(policy) if not denied(less, found) and less.name not in REDUNDANT]


def denied_run(aws, folder, variant, life, reduced, step_name):
    """Runs a step of a life cycle under a reduced policy, and the first step before it under none; the step's result.

    Every step but the first starts from what is deployed, and asks no other step for anything.
    """
    zones, project = begin(aws, folder, variant)
    first, *later = {**LIVES, **LOOKS}[life]
    if first.name == step_name:
        return project, first, run(aws, project, first, placed(reduced, zones))
    [step] = [step for step in later if step.name == step_name]
    result = run(aws, project, first)
    assert passes(project, first, result), f"{first.name}\n{result}"
    return project, step, run(aws, project, step, placed(reduced, zones))


def trial(aws, folder, variant, life, less, found):
    """Why a policy with less in it is no proof that the rest was needed; `None` when it is one.

    It is one when a command fails and names an action that is missing. A denial may do no harm in one step, such as
    that of reading the tags of a table which is not there; then a later one has to fail.
    """
    missing = denied(less, found)
    if not missing:
        return "no request needs it" if less.name not in REDUNDANT else None
    actions = {use.need.action for use in missing}
    seen = []
    for name in [step.name for step in {**LIVES, **LOOKS}[life] if any(step.name in use.steps for use in missing)]:
        project, step, result = denied_run(aws, folder / name, variant, life, less.policy, name)
        if passes(project, step, result):
            seen.append(f"{name} passes")
        elif any(action in result.text for action in actions):
            return None
        else:
            return f"{name} does not name {' or '.join(sorted(actions))}: {result.err[-400:]}"
    return None if actions <= HARMLESS.keys() else ", ".join(seen)
