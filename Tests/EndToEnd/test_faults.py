# SPDX-License-Identifier: Apache-2.0
"""AWS is slow, refuses now and then, and loses answers; two deploys run at the same time."""

import subprocess

import pytest
from project import BUCKET, DOMAIN, PAGES, binary

SLOW = {
    "acm.missing_record_reads": 2, "acm.pending_reads": 2, "cloudfront.in_progress_reads": 2,
    "cloudfront.invalidation_reads": 2, "route53.pending_reads": 1, "lambda.pending_reads": 2, "lambda.update_reads": 2,
    "dynamodb.creating_reads": 2, "dynamodb.updating_reads": 1, "iam.propagation_reads": 2}


def counts(aws):
    """How many of each kind of resource there are, where AWS does not see to it that there is one."""
    dump = aws.dump()
    region = dump["regions"].get("us-east-1", {})
    return {"apis": len(region.get("apis", [])), "certificates": len(region.get("certificates", [])),
            "distributions": len(dump["distributions"]), "zones": len(dump["zones"])}


ONE_OF_EACH = {"apis": 1, "certificates": 1, "distributions": 1, "zones": 1}


def test_slow_account_is_waited_for(aws, project, zone):
    aws.settings(SLOW)
    project.deploy()
    aws.visit(DOMAIN, "/api/visitors", "POST")
    project.set("counter.memory", 512), project.set("counter.timeout", 8)
    (project.function / "extra.py").write_text("x = 1\n")
    project.deploy()
    project.assert_settled()
    assert counts(aws) == ONE_OF_EACH
    assert aws.visit(DOMAIN, "/api/visitors").json == {"count": 1}


def test_terminal_with_few_open_files_is_no_obstacle(aws, plain):
    """macOS gives 256; far away that many connections are open, and here it does not take so many."""
    plain.deploy()
    for number in range(300):
        plain.write(f"photos/{number}.svg", f"<svg id='{number}'/>")
    plain.save()
    aws.faults({"operation": "s3:*", "action": "stall", "seconds": 0.2})
    done = subprocess.run(
        ["bash", "-c", 'ulimit -S -n 48 && exec "$@"', "bash", str(binary()), "deploy", "--yes"], cwd=plain.folder,
        env={name: value for name, value in plain.environment.items() if value is not None}, capture_output=True,
        timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    assert aws.client("s3").list_objects_v2(Bucket=BUCKET, Prefix="photos/")["KeyCount"] == 300


def test_wait_for_the_rollout_ends_when_cloudfront_is_done(aws, project, zone):
    aws.settings({"cloudfront.in_progress_reads": 3})
    result = project.run("deploy", "--yes", "--wait", "deployed")
    assert result.status == 0
    assert aws.distribution()["Status"] == "Deployed"
    assert "rolling this out" not in result.text


def test_certificate_that_is_not_issued_leaves_the_deploy_pending(aws, project, zone):
    aws.settings({"acm.never": True})
    result = project.run("deploy", "--yes", "--wait", "none")
    assert result.status == 3, result
    assert "certificate" in result.text.lower() and "resumectl deploy" in result.text
    assert aws.dump()["distributions"] == []
    again = project.deploy("--wait", "none", status=3)
    assert again.writes == [] and counts(aws)["certificates"] == 1
    assert project.run("deploy", "--yes", "--wait", "none", "--json").record("result")["pending"]
    aws.settings({"acm.never": False})
    project.deploy()
    project.assert_settled()
    assert counts(aws) == ONE_OF_EACH
    assert aws.visit(DOMAIN).status == 200


def test_certificate_that_failed_is_told_and_replaced_by_the_next_deploy(aws, project, zone):
    aws.settings({"acm.failed": "CAA_ERROR"})
    result = project.run("deploy", "--yes")
    assert result.status in (1, 4), result
    assert "CAA" in result.text
    aws.settings({"acm.failed": ""})
    project.deploy()
    project.assert_settled()
    assert counts(aws) == ONE_OF_EACH


@pytest.mark.parametrize("operation,status,code", [
    ("s3:PutObject", 503, "SlowDown"), ("s3:CreateBucket", 409, "OperationAborted"),
    ("s3:PutBucketVersioning", 409, "OperationAborted"), ("s3:PutBucketPolicy", 409, "OperationAborted"),
    ("cloudfront:CreateDistributionWithTags", 503, "ServiceUnavailable"),
    ("lambda:CreateFunction", 429, "TooManyRequestsException"),
    ("lambda:AddPermission", 409, "ResourceConflictException"),
    ("apigatewayv2:CreateRoute", 409, "ConflictException"),
    ("apigatewayv2:CreateApi", 429, "TooManyRequestsException"),
    ("dynamodb:CreateTable", 400, "ThrottlingException"), ("iam:CreateRole", 409, "ConcurrentModification"),
    ("iam:PutRolePolicy", 400, "Throttling"), ("logs:CreateLogGroup", 400, "OperationAbortedException"),
    ("route53:ChangeResourceRecordSets", 400, "PriorRequestNotComplete"),
    ("acm:RequestCertificate", 500, "InternalFailure"), ("s3:ListObjectsV2", 500, "InternalError"),
    ("cloudfront:ListDistributions", 400, "Throttling"), ("iam:GetRole", 503, "ServiceUnavailable")])
def test_refusal_that_passes_by_itself_is_tried_again(aws, project, zone, operation, status, code):
    message = {
        "ConflictException": "Unable to complete operation due to concurrent modification. Please try again later.",
        "ResourceConflictException": "The operation cannot be performed at this time. An update is in progress for "
        "resource: arn:aws:lambda:us-east-1:123456789012:function:resume-counter",
    }.get(code, "Please try again.")
    aws.faults({"operation": operation, "nth": 1, "times": 1, "action": "status", "status": status, "code": code,
                "message": message})
    project.deploy()
    assert aws.fault_counts() == [1]
    project.assert_settled()
    assert counts(aws) == ONE_OF_EACH


CREATIONS = [
    "s3:CreateBucket", "s3:PutObject", "s3:PutBucketVersioning", "s3:PutBucketPolicy",
    "cloudfront:CreateDistributionWithTags", "cloudfront:CreateOriginAccessControl", "cloudfront:CreateFunction",
    "cloudfront:PublishFunction", "lambda:CreateFunction", "lambda:AddPermission", "apigatewayv2:CreateApi",
    "apigatewayv2:CreateIntegration", "apigatewayv2:CreateRoute", "apigatewayv2:CreateStage", "dynamodb:CreateTable",
    "iam:CreateRole", "iam:PutRolePolicy", "logs:CreateLogGroup", "logs:PutRetentionPolicy",
    "route53:ChangeResourceRecordSets", "acm:RequestCertificate"]


@pytest.mark.parametrize("action", ["reset-after", "truncate"])
@pytest.mark.parametrize("operation", CREATIONS)
def test_lost_answer_makes_no_duplicate(aws, project, zone, operation, action):
    aws.faults({"operation": operation, "nth": 1, "times": 1, "action": action})
    project.deploy()
    assert aws.fault_counts() == [1]
    project.assert_settled()
    assert counts(aws) == ONE_OF_EACH
    assert aws.visit(DOMAIN, "/api/visitors", "POST").json == {"count": 1}


@pytest.mark.parametrize("operation", ["route53:CreateHostedZone", "route53:ChangeTagsForResource"])
def test_lost_answer_makes_no_second_zone(aws, project, operation):
    project.set("dns.createZone", True)
    aws.faults({"operation": operation, "nth": 1, "times": 1, "action": "reset-after"})
    project.deploy()
    project.assert_settled()
    assert counts(aws) == ONE_OF_EACH


UPDATES = [
    "s3:PutObject", "s3:DeleteObjects", "s3:CopyObject", "cloudfront:UpdateDistribution", "cloudfront:CreateInvalidation",
    "lambda:UpdateFunctionConfiguration", "lambda:UpdateFunctionCode", "apigatewayv2:UpdateStage",
    "cloudfront:UpdateFunction"]


@pytest.mark.parametrize("operation", UPDATES)
def test_lost_answer_to_an_update_does_no_harm(aws, deployed, operation):
    deployed.write("style.css", "/* 2 */"), deployed.remove("app.js")
    deployed.set("site.headers", [{"match": "*.svg", "cacheControl": "no-cache"}])
    deployed.set("site.cleanUrls", False), deployed.set("cdn.priceClass", "PriceClass_All")
    deployed.set("counter.memory", 512), deployed.set("counter.throttling", {"rate": 3})
    (deployed.function / "extra.py").write_text("x = 1\n")
    aws.faults({"operation": operation, "nth": 1, "times": 1, "action": "reset-after"})
    deployed.deploy()
    assert aws.fault_counts() == [1]
    deployed.assert_settled()
    [paths] = aws.invalidations()[-1:]
    assert {"/app.js", "/images/portrait.svg", "/style.css"} <= set(paths)


DELETIONS = [
    "s3:DeleteBucket", "s3:DeleteObjects", "cloudfront:UpdateDistribution", "cloudfront:DeleteDistribution",
    "cloudfront:DeleteFunction", "cloudfront:DeleteOriginAccessControl", "lambda:DeleteFunction",
    "apigatewayv2:DeleteApi", "dynamodb:DeleteTable", "dynamodb:UpdateTable", "iam:DeleteRole", "iam:DeleteRolePolicy",
    "logs:DeleteLogGroup", "route53:ChangeResourceRecordSets", "acm:DeleteCertificate"]


@pytest.mark.parametrize("operation", DELETIONS)
def test_lost_answer_to_a_delete_does_no_harm(aws, deployed, operation):
    aws.faults({"operation": operation, "nth": 1, "times": 1, "action": "reset-after"})
    deployed.destroy("--delete-data")
    assert aws.fault_counts() == [1]
    dump = aws.dump()
    assert not any(dump[kind] for kind in ("buckets", "regions", "distributions", "functions", "accessControls", "roles"))


def test_failure_of_one_half_does_not_stop_the_other(aws, project, zone):
    aws.faults({"operation": "lambda:CreateFunction", "action": "status", "status": 400,
                "code": "InvalidParameterValueException", "message": "No."})
    result = project.run("deploy", "--yes", "--json")
    assert result.status == 4, result
    summary = result.record("result")
    assert "counter.function" in summary["failed"] and "bucket" in summary["done"]
    assert "counter.permission" in summary["skipped"]
    aws.faults()
    project.deploy()
    project.assert_settled()


def test_error_names_operation_code_message_and_request(aws, live):
    live.write("style.css", "2")
    aws.faults({"operation": "s3:PutObject", "action": "status", "status": 400, "code": "EntityTooLarge",
                "message": "Too large for the test."})
    result = live.run("deploy", "--yes")
    assert result.status in (1, 4)
    for text in ("PutObject", "EntityTooLarge", "Too large for the test.", "request "):
        assert text in result.err, result


def test_page_of_a_proxy_is_an_error_not_an_empty_account(aws, deployed):
    aws.faults({"operation": "cloudfront:ListDistributions", "action": "html", "status": 200})
    result = deployed.run("deploy", "--yes")
    assert result.status == 1 and result.writes == [], result
    assert "ListDistributions" in result.err


def test_missing_permission_is_named(aws, project, zone):
    aws.faults({"operation": "iam:GetRole", "action": "status", "status": 403, "code": "AccessDenied",
                "message": "User: jane is not authorized to perform: iam:GetRole"})
    result = project.run("deploy", "--yes")
    assert (result.status, result.writes) == (77, []), result
    assert "iam:GetRole" in result.err


# Two at once


def run_two(first, second, *arguments):
    """Two commands at the same time; their results."""
    first.save()
    processes = [first.start(*arguments), second.start(*arguments, save=False)]
    results = []
    for process in processes:
        try:
            # Who loses a race sees it at once; there is nothing to wait for.
            out, err = process.communicate(timeout=45)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        results.append((process.returncode, out.decode(), err.decode()))
    return results


@pytest.mark.parametrize("attempt", range(3))
def test_two_first_deploys_at_once_end_in_one_site(aws, project, zone, attempt):
    results = run_two(project, project, "deploy", "--yes")
    # The one may see the other's records before it sees the distribution that they lead to: status 5.
    assert all(status in (0, 1, 4, 5) for status, _, _ in results), results
    project.deploy()
    project.assert_settled()
    assert counts(aws) == ONE_OF_EACH
    assert aws.visit(DOMAIN).text == PAGES["index.html"]
    assert aws.visit(DOMAIN, "/api/visitors", "POST").json == {"count": 1}


def test_two_updates_at_once_end_in_one_state(aws, deployed):
    for number in range(20):
        deployed.write(f"p{number}.css", str(number))
    deployed.write("style.css", "2"), deployed.remove("app.js")
    deployed.set("counter.memory", 512), deployed.set("cdn.priceClass", "PriceClass_All")
    results = run_two(deployed, deployed, "deploy", "--yes")
    assert any(status == 0 for status, _, _ in results), results
    deployed.deploy()
    deployed.assert_settled()
    assert aws.visit(DOMAIN, "/style.css").text == "2" and aws.visit(DOMAIN, "/app.js").status == 404


def test_two_destroys_at_once_leave_nothing(aws, deployed):
    results = run_two(deployed, deployed, "destroy", "--yes", "--delete-data")
    assert all(status in (0, 1, 4) for status, _, _ in results), results
    deployed.destroy("--delete-data")
    assert aws.dump()["regions"] == {} and aws.dump()["buckets"] == {}
