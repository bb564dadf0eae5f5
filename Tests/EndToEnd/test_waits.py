# SPDX-License-Identifier: Apache-2.0
"""What AWS has accepted and does not know everywhere yet: each case by its name, waited for, and said to the user."""

import pytest
from project import DOMAIN, Project


def prepared(project):
    """A change of each half, so that every part has something to do."""
    project.write("style.css", "/* 2 */")
    project.set("counter.memory", 512), project.set("counter.timeout", 8)
    project.set("cdn.priceClass", "PriceClass_All")
    (project.function / "extra.py").write_text("x = 1\n")


# What is not ready: the settings that make it so, and what the user reads.
FIRST_DEPLOY = {
    "a new role is not known to Lambda yet": (
        {"iam.propagation_reads": 2}, ["waiting for Lambda to be ready for the function and its role"]),
    "a bucket is being changed (OperationAborted)": (
        {"s3.aborted_changes": 1}, ["waiting for S3 to finish the last change of the bucket"]),
    "a new bucket is not seen everywhere (NoSuchBucket)": (
        {"s3.missing_changes": 1}, ["waiting for S3 to finish the last change of the bucket"]),
    "a certificate has no record, then is pending, then issued": (
        {"acm.missing_record_reads": 4, "acm.pending_reads": 2},
        ["waiting for ACM to tell the validation records", "waiting for ACM to issue the certificate"]),
    "an issued certificate is not visible to CloudFront yet": (
        {"cloudfront.certificate_lag": 1}, ["waiting for CloudFront to see the new certificate"]),
    "a function is Pending": ({"lambda.pending_reads": 3}, ["waiting for the function to become active"]),
    "a table is CREATING": ({"dynamodb.creating_reads": 3}, ["waiting for the table to become active"]),
    "a zone is busy (PriorRequestNotComplete)": (
        {"route53.busy_changes": 4}, ["waiting for an earlier change of the hosted zone"]),
    "a stage has no deployment yet": ({"apigateway.deploy_reads": 2}, ["waiting for API Gateway to put the API live"]),
}
UPDATE = {
    "an updated function is InProgress": ({"lambda.update_reads": 3}, ["waiting for the function to become active"]),
    "too many invalidations (TooManyInvalidationsInProgress)": (
        {"cloudfront.busy_invalidations": 1}, ["waiting for CloudFront to finish earlier invalidations"]),
    # Read again and sent again at once: there is nothing to wait for.
    "somebody else changed the distribution (412)": ({"cloudfront.races": 1}, []),
}
DESTROY = {
    "a distribution is on its way out of service": (
        {"cloudfront.in_progress_reads": 3},
        ["waiting for CloudFront to take the distribution out of service everywhere"]),
    "a certificate is still in use": ({"acm.in_use_deletes": 2}, ["waiting for CloudFront to stop using the certificate"]),
    "a table is DELETING": ({"dynamodb.deleting_reads": 2}, ["waiting for the table to be deleted"]),
}


def one(result, texts):
    """Each text stands there once, however often was asked."""
    for text in texts:
        assert result.text.count(text) == 1, f"{text!r} is not there once\n{result}"


@pytest.mark.parametrize("name", FIRST_DEPLOY)
def test_first_deploy_waits_and_says_for_what(aws, project, zone, name):
    changes, texts = FIRST_DEPLOY[name]
    aws.settings(changes)
    result = project.run("deploy", "--yes")
    assert result.status == 0, result
    one(result, texts)
    project.assert_settled()
    assert aws.visit(DOMAIN, "/api/visitors", "POST").json == {"count": 1}


@pytest.mark.parametrize("name", UPDATE)
def test_update_waits_and_says_for_what(aws, deployed, name):
    changes, texts = UPDATE[name]
    prepared(deployed)
    aws.settings(changes)
    result = deployed.run("deploy", "--yes")
    assert result.status == 0, result
    one(result, texts)
    deployed.assert_settled()
    assert "/style.css" in aws.invalidations()[-1]


@pytest.mark.parametrize("name", DESTROY)
def test_destroy_waits_and_says_for_what(aws, deployed, name):
    changes, texts = DESTROY[name]
    aws.settings(changes)
    result = deployed.run("destroy", "--yes", "--delete-data")
    assert result.status == 0, result
    one(result, texts)
    dump = aws.dump()
    assert dump["regions"] == {} and dump["buckets"] == {} and dump["distributions"] == []


def test_lost_update_of_the_distribution_is_repeated_on_what_is_there_now(aws, deployed):
    """412: read again, and what somebody else changed meanwhile stays."""
    prepared(deployed)
    aws.settings({"cloudfront.races": 1})
    result = deployed.deploy()
    assert result.writes.count("cloudfront:UpdateDistribution") == 2
    deployed.assert_settled()


def test_api_gateway_is_not_asked_faster_than_it_allows(aws, project, zone):
    aws.settings({"apigateway.limits": True})
    for command in (["deploy"], ["destroy", "--delete-data"], ["deploy"]):
        result = project.run(*command, "--yes")
        assert result.status == 0, result
    project.assert_settled()
    # Making and deleting an API have rates of their own, one in many seconds, which only AWS can know.
    refused = [entry for entry in aws.journal() if entry["service"] == "apigatewayv2" and entry["status"] == 429
               and entry["operation"] not in ("CreateApi", "DeleteApi")]
    assert len(refused) <= 2, f"{len(refused)} calls were too fast"


def test_patience_ends_with_what_is_pending(aws, project, zone):
    aws.settings({"acm.never": True})
    result = project.run("deploy", "--yes", "--wait", "none")
    assert result.status == 3, result
    assert "pending:" in result.err and "resumectl deploy" in result.err


def test_everything_is_slow_at_once(aws, zone, tmp_path):
    """All of it in one run, up and down again."""
    project = Project(aws, tmp_path / "slow")
    slow = {key: value for changes, _ in (FIRST_DEPLOY | UPDATE | DESTROY).values() for key, value in changes.items()}
    aws.settings(slow)
    project.deploy()
    prepared(project)
    project.deploy()
    project.assert_settled()
    project.destroy("--delete-data")
    assert aws.dump()["regions"] == {} and aws.dump()["buckets"] == {}
