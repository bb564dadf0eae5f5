# SPDX-License-Identifier: Apache-2.0
"""Measures resumectl beside the tools that people use, and beside what the machine can do."""
