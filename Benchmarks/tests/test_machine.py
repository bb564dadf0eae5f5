# SPDX-License-Identifier: Apache-2.0
"""What is waited for before anything is measured."""

import pytest
from bench.machine import PATIENCE, wait_for_quiet


@pytest.mark.parametrize(("loads", "pauses"), [([0.1], 0), ([1.4, 0.9, 0.6, 0.4], 3), ([0.5], 0)])
def test_a_machine_that_becomes_quiet_is_waited_for(loads, pauses):
    said, slept, rest = [], [], iter(loads)
    wait_for_quiet(said.append, lambda: next(rest), slept.append)
    assert len(slept) == pauses and len(said) == min(1, pauses)


def test_a_machine_that_never_is_quiet_is_not_waited_for_for_ever():
    slept = []
    wait_for_quiet(lambda _: None, lambda: 2.0, slept.append)
    assert sum(slept) == PATIENCE
