# SPDX-License-Identifier: Apache-2.0
"""What `make bench-micro` says about a count."""

import micro
import pytest


def test_the_count_is_what_callgrind_collected():
    assert micro.counted("==12== Events    : Ir\n==12== Collected : 123456\n==12==\n") == 123456


def test_a_run_that_was_not_counted_is_an_error():
    with pytest.raises(ValueError, match="counted nothing"):
        micro.counted("valgrind: failed to start")


@pytest.mark.parametrize(("before", "now", "verdict"), [
    (1000, 1000, "+0.0 %"),
    (1000, 1019, "+1.9 %"),
    (1000, 1020, "+2.0 % slower"),
    (1000, 500, "-50.0 % faster"),
    (None, 500, "new"),
])
def test_a_change_that_is_worth_a_look_is_named(before, now, verdict):
    assert micro.row("signer", "signature", now, before).split("|")[-2].strip() == verdict
