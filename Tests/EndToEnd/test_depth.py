# SPDX-License-Identifier: Apache-2.0
"""How many requests a run sends, and how many of them have to follow one another. Time itself is never asserted."""

import re

import pytest
from account import ACCOUNT

# Each answer takes so long that what goes out at once is under way at once, also on a busy machine.
SECONDS = 0.5


def depth_of(result):
    """Requests and depth as `--debug` sums them up, once at the end."""
    assert result.status == 0, result
    [sums] = [re.findall(r"^debug: (\d+) requests?, (\d+) deep$", result.err, re.MULTILINE)]
    assert len(sums) == 1, result.err
    assert result.err.rstrip().splitlines()[-1].startswith("debug: "), "the sum is the last line"
    requests, depth = map(int, sums[0])
    assert requests == len(result.requests), "every request is counted, and nothing else"
    return requests, depth


@pytest.fixture
def slow(aws, deployed):
    """The whole stack, deployed and settled, in an account that is far away."""
    aws.faults({"operation": "*", "action": "stall", "seconds": SECONDS})
    return deployed


@pytest.mark.parametrize("command,deepest", [
    # The account and what has a name of its own first, then what those answers name.
    (["deploy", "--yes"], 2), (["plan"], 2),
    # And the count, of a table that is known to be there.
    (["status"], 3)])
def test_run_with_nothing_to_do_is_two_deep(slow, command, deepest):
    result = slow.run(*command, "--debug")
    assert result.writes == []
    requests, depth = depth_of(result)
    assert requests <= 40
    assert depth <= deepest


def test_part_of_the_stack_is_no_deeper(slow):
    for part in ("site", "api", "dns"):
        assert depth_of(slow.run("plan", "--only", part, "--debug"))[1] <= 2, part


def key_of_a_user(aws):
    """An access key as AWS makes them: its ID has the number of the account in it."""
    iam = aws.client("iam")
    iam.create_user(UserName="jane")
    key = iam.create_access_key(UserName="jane")["AccessKey"]
    assert key["AccessKeyId"].startswith("AKIA")
    return {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}


@pytest.mark.parametrize("way,deepest", [
    # The list and the record of the bucket come with the first wave of reads, the claim with the second.
    ("told", 5), ("key", 5),
    # All of them come one wave later.
    ("asked", 6)])
def test_edit_of_one_file_takes_the_four_writes_that_have_an_order(aws, slow, way, deepest):
    environment = {"AWS_ACCOUNT_ID": ACCOUNT} if way == "told" else key_of_a_user(aws) if way == "key" else {}
    slow.write("style.css", "body { margin: 1px }")
    result = slow.run("deploy", "--yes", "--debug", environment=environment)
    assert result.writes == ["s3:PutObject", "s3:PutObject", "cloudfront:CreateInvalidation", "s3:PutObject"]
    requests, depth = depth_of(result)
    assert requests <= 40
    # When the reads take more than a second longer than the claim, it is looked at again before the file is sent.
    looks = [entry for entry in result.requests if entry["operation"] == "HeadObject"]
    assert depth <= deepest + len(looks)


@pytest.mark.parametrize("place", ["environment", "configuration"])
def test_account_that_is_told_beforehand_is_read_at_once(aws, slow, place):
    """It is believed only as far as AWS confirms it."""
    if place == "configuration":
        slow.set("account", ACCOUNT)
    result = slow.run("plan", "--debug", environment={"AWS_ACCOUNT_ID": ACCOUNT} if place == "environment" else {})
    assert depth_of(result)[1] <= 2
    started = [entry["operation"] for entry in result.requests]
    first = started[:started.index("GetDistribution")]
    assert "ListObjectsV2" in first and "HeadBucket" in first


def test_bucket_with_a_name_of_its_own_is_listed_at_once(aws, plain):
    plain.set("names.bucket", "a-name-of-its-own")
    plain.deploy()
    aws.faults({"operation": "*", "action": "stall", "seconds": SECONDS})
    result = plain.run("plan", "--debug")
    assert depth_of(result)[1] <= 2
    started = [entry["operation"] for entry in result.requests]
    # It is looked at whose it is when the account is known.
    assert started.index("ListObjectsV2") < started.index("HeadBucket")
    assert started.index("GetCallerIdentity") < started.index("HeadBucket")


def test_wrong_account_in_the_environment_does_no_harm(aws, deployed):
    result = deployed.run("deploy", "--yes", "--json", environment={"AWS_ACCOUNT_ID": "210987654321"})
    assert result.status == 0, result
    assert result.writes == [] and result.changes == {}
    assert [entry["status"] for entry in result.requests if entry["operation"] == "HeadBucket"][-1] == 200


def test_a_distribution_of_somebody_else_with_our_mark_is_not_looked_at_without_permission(aws, deployed):
    """What is read on a guess may be refused, as long as it turns out not to be ours."""
    config = aws.distribution()["DistributionConfig"]
    config["CallerReference"] = "other"
    config["Aliases"] = {"Quantity": 0}
    config["ViewerCertificate"] = {"CloudFrontDefaultCertificate": True}
    other = aws.client("cloudfront").create_distribution(DistributionConfig=config)["Distribution"]
    aws.faults({"operation": "cloudfront:GetDistribution", "path": other["Id"], "action": "status", "status": 403,
                "code": "AccessDenied"})
    plan = deployed.run("plan", "--json")
    assert "permission-denied" not in plan.text, plan
