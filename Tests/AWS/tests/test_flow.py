# SPDX-License-Identifier: Apache-2.0
"""The checking layer finds nothing wrong with what boto3 sends."""

import pytest
import stack


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1"])
def test_standard_stack_has_no_violation(aws, region):
    stack.deploy(aws, region)
    assert aws.violations() == []
