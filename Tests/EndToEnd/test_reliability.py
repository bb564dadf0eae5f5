# SPDX-License-Identifier: Apache-2.0
"""A sample of the matrices of scripts/reliability.py; all of them: make crash-test, make fault-test, make race-test."""

import sys

import pytest
from account import ROOT
from scenarios import SCENARIOS, Stage, name_of

sys.path.insert(0, str(ROOT / "scripts"))

import races  # noqa: E402
import reliability  # noqa: E402

PASSING = [name for name in reliability.FAULTS if name not in reliability.LASTING]


@pytest.fixture(scope="module")
def stage(server, tmp_path_factory):
    stage = Stage(server, tmp_path_factory.mktemp("stage"))
    yield stage
    server.reset()


def assert_right(*results):
    assert [reliability.shown(result) for result in results if not result[2]] == []


@pytest.mark.parametrize("scenario,operation", [
    ("deploy", "s3:CreateBucket"), ("deploy", "apigatewayv2:CreateApi"), ("deploy", "acm:RequestCertificate"),
    ("update", "s3:DeleteObjects"), ("update", "cloudfront:CreateInvalidation"), ("destroy", "apigatewayv2:DeleteApi"),
    ("destroy", "s3:DeleteBucket"), ("names", "cloudfront:UpdateDistribution")])
def test_killed_run_is_finished_by_the_next(stage, scenario, operation):
    stage.undisturbed(SCENARIOS[scenario])
    result = reliability.crash(stage, (SCENARIOS[scenario], operation, 1))
    assert_right(result)
    assert result[1] == operation, "it was not killed there"


@pytest.mark.parametrize("scenario,offset", [("deploy", 0), ("deploy", 5), ("update", 2), ("destroy", 7)])
def test_many_faults_at_once(stage, scenario, offset):
    """Each of eight operations meets another fault."""
    scenario = SCENARIOS[scenario]
    operations = sorted({name_of(entry) for entry in stage.undisturbed(scenario)[1]})
    chosen = operations[offset::len(operations) // reliability.AT_ONCE][:reliability.AT_ONCE]
    assert_right(*reliability.faults_at_once(
        stage, [(scenario, operation, 1, PASSING[(index + offset) % len(PASSING)])
                for index, operation in enumerate(chosen)]))


@pytest.mark.parametrize("scenario,operation,fault", [
    ("deploy", "iam:CreateRole", "denied"), ("update", "s3:PutObject", "down"),
    ("destroy", "cloudfront:DeleteDistribution", "denied")])
def test_fault_that_lasts_is_told_and_the_next_run_goes_on(stage, scenario, operation, fault):
    stage.undisturbed(SCENARIOS[scenario])
    result = reliability.fault(stage, (SCENARIOS[scenario], operation, 1, fault))
    assert_right(result)
    assert result[3].startswith("clear error")


@pytest.mark.parametrize("pair", races.PAIRS)
def test_two_at_the_same_time(stage, pair):
    assert_right(races.race(stage, (pair, 1)))
