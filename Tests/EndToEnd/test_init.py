# SPDX-License-Identifier: Apache-2.0
"""From an empty folder to a page."""

import pytest
from project import DOMAIN, Project
from test_terminal import answer


@pytest.fixture
def folder(aws, tmp_path):
    """A user's empty folder; nothing is configured."""
    project = Project(aws, tmp_path / "project", pages={})
    for name in ("lambda/app.py", "lambda/counter.py"):
        (project.folder / name).unlink()
    for name in ("config", "site", "lambda"):
        (project.folder / name).rmdir()
    # Nothing writes the configuration but the program.
    project.save = lambda: None
    return project


def test_the_sample_is_valid_planned_deployed_and_counts(aws, folder, zone):
    result = folder.run("init", "-y", "--name", "resume", "--domain", DOMAIN)
    assert result.status == 0, result
    assert result.writes == []
    assert f"The hosted zone {DOMAIN} of the account" in result.err
    assert folder.run("validate").status == 0
    assert folder.plan().changes
    folder.deploy()
    assert b"Elin Sandvik" in aws.visit(DOMAIN).body
    assert folder.run("init", "-y").status == 5


def test_a_user_is_asked_three_things(aws, folder, zone):
    status, shown = answer(folder, ["init"], f"jane\n{DOMAIN}\n\n")
    assert status == 0, shown
    assert f"this account has hosted zones for {DOMAIN}" in shown
    assert shown.count("> ") == 3
    config = (folder.folder / "config" / "resume.yaml").read_text()
    assert "\nname: jane\n" in config and f"\ndomain: {DOMAIN}\n" in config and "\nregion: us-east-1\n" in config


def test_without_an_account_the_files_are_written(aws, folder):
    keys = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}
    result = folder.run("init", environment=keys)
    assert result.status == 0, result
    assert "There are no AWS credentials" in result.err
    assert folder.run("validate", environment=keys).status == 0
