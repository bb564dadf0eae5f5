# SPDX-License-Identifier: Apache-2.0
"""Each command runs under exactly the policy that `resumectl policy` prints for it, and under nothing less."""

import permissions
import pytest

# What is taken away here; `make policy-test` takes away everything, one after the other.
SAMPLE = {
    "content": ("s3:DeleteObject ", "cloudfront:CreateInvalidation "),
    "plan": ("s3:GetBucketPolicy ", "iam:GetRole "),
    "deploy": ("iam:PassRole ", "s3:PutEncryptionConfiguration ", "route53:GetHostedZone "),
    "destroy": ("s3:DeleteObject ", "s3:DeleteObjectVersion "),
}
# Into how many tests the trials of a life are divided, for several processors.
PARTS = {"deploy": 6, "destroy": 3, "plan": 2, "content": 1}


def proven(aws, folder, name, life):
    """The printed policy and what a run under it needed; nothing in the policy is unneeded."""
    variant = permissions.VARIANTS[name]
    policy = permissions.printed_policy(aws, folder / f"print-{name}", variant, life)
    found = permissions.uses(aws, folder / f"pass-{name}", variant, life, policy)
    assert permissions.unneeded(policy, found) == [], f"{name}, {life}"
    return policy, found


@pytest.mark.parametrize("life", permissions.LIVES)
def test_command_passes_under_its_policy_and_not_under_less(aws, tmp_path, life):
    policy, found = proven(aws, tmp_path, "full", life)
    tried = [less for less in permissions.reductions(policy) if less.name.startswith(SAMPLE[life])]
    assert len(tried) >= len(SAMPLE[life])
    for number, less in enumerate(tried):
        folder = tmp_path / f"less-{number}"
        assert permissions.trial(aws, folder, permissions.VARIANTS["full"], life, less, found) is None, less.name


@pytest.mark.parametrize("life", ["logs", "counter"])
def test_look_passes_under_its_policy_and_not_under_any_less(aws, tmp_path, life):
    policy, found = proven(aws, tmp_path, "full", life)
    for number, less in enumerate(permissions.reductions(policy)):
        folder = tmp_path / f"less-{number}"
        assert permissions.trial(aws, folder, permissions.VARIANTS["full"], life, less, found) is None, less.name


@pytest.mark.parametrize("life", permissions.PRINTED_FOR)
def test_look_passes_under_the_policy_of_a_plan(aws, tmp_path, life):
    variant = permissions.VARIANTS["full"]
    policy = permissions.printed_policy(aws, tmp_path / "print", variant, life)
    assert permissions.uses(aws, tmp_path / "pass", variant, life, policy)


@pytest.mark.slow
@pytest.mark.parametrize("life", permissions.LIVES)
@pytest.mark.parametrize("name", permissions.VARIANTS)
def test_command_passes_under_its_policy_for_every_kind_of_site(aws, tmp_path, name, life):
    policy, _ = proven(aws, tmp_path, name, life)
    assert policy["Statement"]


@pytest.mark.slow
@pytest.mark.parametrize("life,part", [(life, part) for life, parts in PARTS.items() for part in range(parts)])
def test_command_fails_without_any_part_of_its_policy(aws, tmp_path, life, part):
    assert trials(aws, tmp_path, "full", life, part) == []


@pytest.mark.slow
@pytest.mark.parametrize("life", permissions.LIVES)
@pytest.mark.parametrize("name", [name for name in permissions.VARIANTS if name != "full"])
def test_command_fails_without_what_only_another_kind_of_site_needs(aws, tmp_path, name, life):
    full = permissions.printed_policy(aws, tmp_path / "full", permissions.VARIANTS["full"], life)
    known = {less.source for less in permissions.reductions(full)}
    assert trials(aws, tmp_path, name, life, known=known) == []


def trials(aws, folder, name, life, part=0, known=None):
    """Takes parts of a policy away, one after the other; those without which no command fails and names it."""
    policy, found = proven(aws, folder, name, life)
    chosen = [less for less in permissions.reductions(policy) if less.source not in (known or ())]
    if known is None:
        chosen = chosen[part::PARTS[life]]
    wrong = []
    for number, less in enumerate(chosen):
        reason = permissions.trial(aws, folder / f"less-{number}", permissions.VARIANTS[name], life, less, found)
        if reason is not None:
            wrong.append(f"{less.name}: {reason}")
    return wrong
