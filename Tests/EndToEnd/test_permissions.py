# SPDX-License-Identifier: Apache-2.0
"""Each command runs under exactly the policy that `resumectl policy` prints for it, and under nothing less."""

import subprocess

import permissions
import pytest
from project import binary

# Every action of these is taken away where all of them are tried only with `-m slow`.
SAMPLE = {
    "content": ("s3:DeleteObject ", "s3:PutObject ", "cloudfront:CreateInvalidation "),
    "plan": ("s3:GetBucketPolicy ", "iam:GetRole "),
    "deploy": ("iam:PassRole ", "s3:PutEncryptionConfiguration ", "lambda:TagResource ", "s3:ListBucket "),
    "destroy": ("s3:DeleteObjectVersion ",),
}


def has_policy_command():
    """Whether the binary prints policies."""
    help_text = subprocess.run([binary(), "--help"], capture_output=True, text=True, check=False).stdout
    return any(line.split()[:1] == ["policy"] for line in help_text.splitlines())


def policy_for(aws, folder, variant, life):
    """The printed policy; of a binary that prints none, the least that a recorded run needs."""
    if has_policy_command():
        return permissions.printed_policy(aws, folder / "print", variant, life)
    return permissions.derived_policy(permissions.uses(aws, folder / "record", variant, life))


@pytest.mark.parametrize("life", permissions.LIVES)
def test_command_passes_under_its_policy_and_not_under_less(aws, tmp_path, life):
    variant = permissions.VARIANTS["full"]
    policy = policy_for(aws, tmp_path, variant, life)
    found = permissions.uses(aws, tmp_path / "pass", variant, life, policy)
    tried = 0
    for name, reduced in permissions.reductions(policy):
        assert permissions.denied(reduced, found), f"{name} is never needed"
        if name.startswith(SAMPLE[life]):
            tried += 1
            assert permissions.trial(aws, tmp_path / f"less-{tried}", variant, life, reduced, found) is None, name
    assert tried >= len(SAMPLE[life])


@pytest.mark.slow
@pytest.mark.parametrize("life", permissions.LIVES)
@pytest.mark.parametrize("name", permissions.VARIANTS)
def test_command_passes_under_its_policy_for_every_kind_of_site(aws, tmp_path, name, life):
    variant = permissions.VARIANTS[name]
    policy = policy_for(aws, tmp_path, variant, life)
    found = permissions.uses(aws, tmp_path / "pass", variant, life, policy)
    unneeded = [reduction for reduction, reduced in permissions.reductions(policy)
                if not permissions.denied(reduced, found)]
    assert unneeded == []


@pytest.mark.slow
@pytest.mark.parametrize("life", permissions.LIVES)
def test_command_fails_without_any_part_of_its_policy(aws, tmp_path, life):
    variant = permissions.VARIANTS["full"]
    policy = policy_for(aws, tmp_path, variant, life)
    found = permissions.uses(aws, tmp_path / "pass", variant, life, policy)
    wrong = []
    for number, (name, reduced) in enumerate(permissions.reductions(policy)):
        reason = permissions.trial(aws, tmp_path / f"less-{number}", variant, life, reduced, found)
        if reason is not None:
            wrong.append(f"{name}: {reason}")
    assert wrong == []
