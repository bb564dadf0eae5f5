# SPDX-License-Identifier: Apache-2.0
"""What was asked of the test AWS, and what was wrong with it."""

from __future__ import annotations

import itertools
import threading


class Journal:
    """Every operation in order, and every violation."""

    def __init__(self):
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self.entries = []
        self.violations = []

    def add(self, **entry):
        """Appends an operation and returns its entry, numbered from 1 and never numbered anew."""
        with self._lock:
            entry["seq"] = next(self._numbers)
            self.entries.append(entry)
            return entry

    def violate(self, entry, kind, problems):
        """Appends a violation."""
        with self._lock:
            self.violations.append({
                "seq": entry["seq"], "kind": kind, "service": entry["service"], "operation": entry["operation"],
                "method": entry["method"], "path": entry["path"], "problems": list(problems)})

    def clear(self, violations=False):
        with self._lock:
            self.entries.clear()
            if violations:
                self.violations.clear()
