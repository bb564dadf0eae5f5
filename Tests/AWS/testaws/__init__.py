# SPDX-License-Identifier: Apache-2.0
"""A local AWS for tests: moto, what moto lacks, and a layer that refuses what AWS would refuse."""
