# SPDX-License-Identifier: Apache-2.0
"""At a terminal the tool asks before it changes or deletes anything."""

import pytest
from project import DOMAIN
from window import answer


@pytest.mark.parametrize("typed", ["y\n", "yes\n"])
def test_deploy_goes_on_when_the_user_agrees(aws, project, zone, typed):
    status, shown = answer(project, ["deploy"], typed)
    assert status == 0, shown
    assert "Apply this?" in shown and aws.visit(DOMAIN).status == 200
    project.assert_settled()


@pytest.mark.parametrize("typed", ["n\n", "\n", "sure\n", "\x04"])
def test_deploy_changes_nothing_when_the_user_does_not_agree(aws, project, zone, typed):
    status, shown = answer(project, ["deploy"], typed)
    assert status == 5 and "Nothing was changed" in shown, shown
    assert aws.journal(mutating=True) == []


def test_destroy_goes_on_when_the_domain_is_typed(aws, deployed):
    status, shown = answer(deployed, ["destroy", "--delete-data"], f"{DOMAIN}\n")
    assert status == 0, shown
    assert aws.dump()["distributions"] == [] and aws.dump()["regions"] == {}


@pytest.mark.parametrize("typed", ["y\n", "yes\n", "\n", "resume\n", "www.example.com\n"])
def test_destroy_changes_nothing_when_something_else_is_typed(aws, deployed, typed):
    before = aws.dump()
    status, shown = answer(deployed, ["destroy"], typed)
    assert status == 5 and DOMAIN in shown, shown
    assert aws.dump() == before


def test_destroy_of_a_site_without_domain_asks_for_its_name(aws, live):
    status, shown = answer(live, ["destroy"], "resume\n")
    assert status == 0, shown
    assert aws.dump()["distributions"] == []
