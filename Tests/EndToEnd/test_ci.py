# SPDX-License-Identifier: Apache-2.0
"""`ci setup`, and workflows that then deploy as the role: under its trust policy, and under nothing but its policy."""

import json
import shlex

import permissions
import pytest
import yaml
from account import ACCESS_KEY, ACCOUNT, ROOT
from test_credentials import ISSUER, RUNNER_TOKEN, assert_secret, endpoint, jwt, runner  # noqa: F401

PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{ISSUER}"
IDS = ("--owner-id", "1001", "--repo-id", "2002")


def setup(project, *options, status=0, environment=None):
    result = project.run("ci", "setup", "--repo", "jane/site", "--yes", *options, environment=environment)
    assert result.status == status, result
    return result


def step_of(result):
    """The last step of the printed workflow, which deploys, and the job."""
    text = result.out[result.out.index("on:\n"):]
    job = yaml.safe_load(text)["jobs"]["deploy"]
    return job["steps"][-1], job


def work(project, endpoint, result, **claims):
    """Does what the workflow's step says, as a run of GitHub Actions; the token's claims are those of a push."""
    step, _ = step_of(result)
    token = jwt(**claims)
    program, *arguments = shlex.split(step["run"])
    assert program == "resumectl"
    ran = project.run(*arguments, "--debug", environment={**runner(endpoint, token), **step["env"]})
    assert_secret(ran, token, token.split(".")[1], token.split(".")[2], RUNNER_TOKEN)
    return ran


def trusted(aws):
    return aws.client("iam").get_role(RoleName="resume-ci")["Role"]["AssumeRolePolicyDocument"]


def policy(aws):
    return aws.client("iam").get_role_policy(RoleName="resume-ci", PolicyName="resumectl-deploy")["PolicyDocument"]


@pytest.fixture
def strict(aws):
    """The keys of a role may do what its policies allow."""
    aws.settings({"iam.role_policies": True})


@pytest.mark.parametrize("subject", [
    "repo:jane/site:ref:refs/heads/main", "repo:jane@1001/site@2002:ref:refs/heads/main"], ids=["names", "numbers"])
def test_workflow_deploys_as_the_role_with_just_its_policy(aws, project, zone, endpoint, strict, subject):
    printed = setup(project, *IDS)
    first = work(project, endpoint, printed, sub=subject)
    assert first.status == 0, first
    keys = {entry["access_key"] for entry in first.requests} - {None}
    assert len(keys) == 1 and ACCESS_KEY not in keys
    assert len([entry for entry in first.requests if entry.get("authorized")]) > 40
    project.write("index.html", "<!doctype html><title>New</title>")
    assert work(project, endpoint, printed, sub=subject).status == 0
    project.assert_settled()


def test_role_has_the_policy_that_is_printed_for_a_deploy(aws, project, zone):
    setup(project, *IDS)
    assert policy(aws) == json.loads(project.run("policy").out)
    condition = trusted(aws)["Statement"][0]["Condition"]
    assert condition == {"StringEquals": {f"{ISSUER}:aud": "sts.amazonaws.com", f"{ISSUER}:sub": [
        "repo:jane/site:ref:refs/heads/main", "repo:jane@1001/site@2002:ref:refs/heads/main"]}}


def test_permission_that_the_role_lacks_is_named(aws, project, zone, endpoint, strict):
    printed = setup(project, *IDS)
    document = policy(aws)
    for statement in document["Statement"]:
        actions = permissions.listed(statement["Action"])
        statement["Action"] = [action for action in actions if action != "dynamodb:CreateTable"]
    aws.client("iam").put_role_policy(
        RoleName="resume-ci", PolicyName="resumectl-deploy", PolicyDocument=json.dumps(document))
    result = work(project, endpoint, printed)
    assert result.status == 4, result
    assert "dynamodb:CreateTable" in result.err and "assumed-role/resume-ci/" in result.err
    # The role is mended by the same command, and the workflow goes on.
    assert setup(project, *IDS).writes == ["iam:PutRolePolicy"]
    assert work(project, endpoint, printed).status == 0


def test_setup_again_changes_nothing_until_the_configuration_does(aws, project, zone, endpoint, strict):
    printed = setup(project, *IDS)
    assert setup(project, *IDS).writes == []
    assert work(project, endpoint, printed).status == 0
    assert setup(project, *IDS).writes == []
    project.set("aliases", ["www.example.com", "cv.example.com"])
    denied = work(project, endpoint, printed)
    assert denied.status == 4 and "acm:RequestCertificate" in denied.err, denied
    assert setup(project, *IDS).writes == ["iam:PutRolePolicy"]
    assert work(project, endpoint, printed).status == 0


@pytest.mark.parametrize("options,subject,expected", [
    ((), "repo:jane@1001/site@2002:ref:refs/heads/other", "ci setup --repo jane/site --branch other\n"),
    ((), "repo:jane@1001/site@2002:pull_request", "ci setup --repo jane/site\n"),
    ((), "repo:jane@1001/site@2002:environment:production", "ci setup --repo jane/site --environment production\n"),
    (("--environment", "production"), "repo:jane/site:ref:refs/heads/main", "ci setup --repo jane/site\n"),
    ((), "repo:eve@3/site@4:ref:refs/heads/main", "ci setup --repo eve/site\n"),
])
def test_run_that_the_role_does_not_trust_is_shown_its_subject(aws, project, endpoint, options, subject, expected):
    printed = setup(project, *IDS, *options, environment={})
    owner = "eve" if "eve" in subject else "jane"
    numbers = {"repository_owner_id": "3", "repository_id": "4"} if owner == "eve" else {}
    result = work(project, endpoint, printed, sub=subject, repository=f"{owner}/site", **numbers)
    assert result.status == 77, result
    assert f"sub: {subject}" in result.err and f'"{subject}"' in result.err
    assert "resumectl " + expected in result.err + "\n", result.err


def test_environment_is_trusted_and_in_the_workflow(aws, project, zone, endpoint, strict):
    printed = setup(project, *IDS, "--environment", "production")
    assert step_of(printed)[1]["environment"] == "production"
    assert work(project, endpoint, printed, sub="repo:jane@1001/site@2002:environment:production").status == 0


def test_branch_is_trusted_alone(aws, plain, endpoint, strict):
    printed = setup(plain, *IDS, "--branch", "live")
    assert yaml.safe_load(printed.out[printed.out.index("on:\n"):])[True]["push"]["branches"] == ["live"]
    assert work(plain, endpoint, printed, sub="repo:jane/site:ref:refs/heads/live").status == 0
    assert work(plain, endpoint, printed, sub="repo:jane/site:ref:refs/heads/main").status == 77


def test_numbers_come_from_github(aws, plain, endpoint):
    endpoint.answer = {"id": 2002, "name": "Site", "full_name": "Jane/Site", "owner": {"login": "Jane", "id": 1001}}
    setup(plain, environment={"GITHUB_API_URL": endpoint.url})
    assert endpoint.seen == [("/repos/jane/site", None)]
    assert trusted(aws)["Statement"][0]["Condition"]["StringEquals"][f"{ISSUER}:sub"] == [
        "repo:Jane/Site:ref:refs/heads/main", "repo:Jane@1001/Site@2002:ref:refs/heads/main"]


def test_private_repository_is_trusted_by_its_name(aws, plain, endpoint, strict):
    endpoint.answer = {"message": "Not Found"}
    printed = setup(plain, environment={"GITHUB_API_URL": endpoint.url})
    assert "--owner-id" in printed.text
    for subject in ("repo:jane/site:ref:refs/heads/main", "repo:jane@1001/site@2002:ref:refs/heads/main"):
        assert work(plain, endpoint, printed, sub=subject).status == 0
    for subject in ("repo:jane@1/other@2:ref:refs/heads/main", "repo:jane@1001/site@2002:ref:refs/heads/mains",
                    "repo:janet@1/site@2:ref:refs/heads/main", "repo:jane/site:environment:main"):
        assert work(plain, endpoint, printed, sub=subject).status == 77, subject


def test_shared_provider_is_used_and_never_deleted(aws, plain):
    iam = aws.client("iam")
    iam.create_open_id_connect_provider(
        Url=f"https://{ISSUER}", ClientIDList=["https://github.com/jane"], Tags=[{"Key": "owner", "Value": "ops"}])
    result = setup(plain, *IDS)
    assert result.writes == ["iam:AddClientIDToOpenIDConnectProvider", "iam:CreateRole", "iam:PutRolePolicy"]
    provider = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=PROVIDER)
    assert sorted(provider["ClientIDList"]) == ["https://github.com/jane", "sts.amazonaws.com"]
    assert provider["Tags"] == [{"Key": "owner", "Value": "ops"}]
    removed = plain.run("ci", "remove", "--yes")
    assert removed.status == 0 and removed.writes == ["iam:DeleteRolePolicy", "iam:DeleteRole"], removed
    assert iam.get_open_id_connect_provider(OpenIDConnectProviderArn=PROVIDER)["Tags"] == provider["Tags"]
    assert plain.run("ci", "remove", "--yes").writes == []


def test_destroy_leaves_provider_and_role(aws, plain):
    setup(plain, *IDS)
    plain.deploy()
    plain.destroy()
    assert trusted(aws)
    assert aws.client("iam").list_open_id_connect_providers()["OpenIDConnectProviderList"] == [{"Arn": PROVIDER}]


def test_role_for_content_deploys_files_and_nothing_else(aws, project, zone, endpoint, strict):
    project.deploy()
    printed = setup(project, *IDS, "--for", "content")
    project.write("index.html", "<!doctype html><title>New</title>")
    result = work(project, endpoint, printed)
    assert result.status == 0 and "s3:PutObject" in result.writes, result
    step_of(printed)[0]["run"] = "resumectl deploy --yes"
    token = jwt()
    whole = project.run("deploy", "--yes", environment={**runner(endpoint, token), **step_of(printed)[0]["env"]})
    assert whole.status == 77 and whole.writes == [], whole


def test_policy_of_the_documentation_is_what_setup_and_removal_need(aws, plain):
    page = (ROOT / "docs" / "permissions.md").read_text()
    text = page.partition("### What ci setup needs itself")[2].partition("```json\n")[2].partition("```")[0]
    everything = json.loads(text)
    iam = aws.client("iam")

    def life(document):
        """The output of setup, setup with a provider of another audience, another branch, and removal."""
        aws.reset()
        found = []
        iam.create_open_id_connect_provider(Url=f"https://{ISSUER}", ClientIDList=["other"])
        for arguments in (("setup", "--repo", "jane/site", *IDS), ("setup", "--repo", "jane/site", "--branch", "x", *IDS),
                          ("remove",)):
            if arguments == ("remove",):
                attach(iam)
            aws.admin("POST", "/test/policy", document)
            found.append(plain.run("ci", *arguments, "--yes"))
            aws.admin("POST", "/test/policy", None)
            if found[-1].status:
                return found
            if len(found) == 1:
                # As in an account that had no provider.
                iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=PROVIDER)
        return found

    for result in life(everything):
        assert result.status == 0, result
    for number, statement in enumerate(everything["Statement"]):
        for action in statement["Action"]:
            less = permissions.replaced(
                everything, number, Action=[other for other in statement["Action"] if other != action])
            last = life(less)[-1]
            # A new role is tagged in the call that makes it; that call is denied then.
            assert last.status != 0 and action in last.text, f"{action}\n{last}"


def attach(iam):
    """Somebody gave the role one more policy."""
    arn = iam.create_policy(PolicyName="extra", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}],
    }))["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="resume-ci", PolicyArn=arn)


def test_role_of_somebody_else_is_not_touched(aws, plain):
    aws.client("iam").create_role(RoleName="resume-ci", AssumeRolePolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}))
    result = plain.run("ci", "setup", "--repo", "jane/site", "--yes", *IDS)
    assert result.status == 5 and result.writes == [], result
    assert "resume-ci" in result.text


def test_record_has_role_subjects_and_workflow(aws, plain):
    record = setup(plain, *IDS, "--json").record("ci")
    assert record["role"] == f"arn:aws:iam::{ACCOUNT}:role/resumectl/resume-ci"
    assert record["provider"] == PROVIDER and len(record["subjects"]) == 2
    assert "id-token: write" in record["workflow"]
