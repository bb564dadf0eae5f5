# SPDX-License-Identifier: Apache-2.0
"""What moto lacks, by service. Importing a module registers its handlers."""
