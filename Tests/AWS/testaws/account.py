# SPDX-License-Identifier: Apache-2.0
"""A normalised dump of the live account, so that two accounts can be compared."""


def dump():
    return {}
