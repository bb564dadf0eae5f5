#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Disturbs resumectl in every place and looks at what is left: the crash matrix and the fault matrix.

    scripts/reliability.py crash                 kill after every request that changes something
    scripts/reliability.py fault                 every operation with every fault
    scripts/reliability.py fault --scenario update --operation PutObject --fault hang
    scripts/reliability.py race --count 40       two commands at the same time

Each worker has a test AWS of its own. Exit status: 0 when every case ended right, 1 otherwise.
"""

from __future__ import annotations

import argparse
import collections
import concurrent.futures
import os
import pathlib
import queue
import re
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests" / "EndToEnd"))

from account import Process  # noqa: E402
from scenarios import SCENARIOS, Scenario, Stage, name_of  # noqa: E402

# The longest that an attempt may take here, in seconds, and what is longer.
TIMEOUT = 2
ENVIRONMENT = {"RESUMECTL_REQUEST_TIMEOUT": str(TIMEOUT)}
ONCE = {"times": 1}
FAULTS = {
    "500": {"action": "status", "status": 500, **ONCE},
    "503": {"action": "status", "status": 503, "code": "ServiceUnavailable", **ONCE},
    "throttled": {"action": "throttle", **ONCE},
    "reset before": {"action": "reset-before", **ONCE},
    "reset after": {"action": "reset-after", **ONCE},
    "truncated": {"action": "truncate", **ONCE},
    "stall": {"action": "stall", "seconds": TIMEOUT + 0.7, **ONCE},
    "trickle": {"action": "trickle", "bytes": 16, "seconds": 0.3, **ONCE},
    "html 502": {"action": "html", "status": 502, **ONCE},
    "html 200": {"action": "html", "status": 200, **ONCE},
    "hang": {"action": "hang-after", **ONCE},
    "denied": {"action": "status", "status": 403, "code": "AccessDenied",
               "message": "User: arn:aws:iam::123456789012:user/jane is not authorized to perform this action"},
    "down": {"action": "status", "status": 500, "code": "InternalError", "message": "We encountered an internal error."}}
# What does not pass by itself.
LASTING = ("denied", "down")
# How many operations of one run meet a fault that passes.
AT_ONCE = 8
# Failed, pending, partly done, refused, permissions.
CLEAR = (1, 3, 4, 5, 77)
# What no user should ever see.
UGLY = re.compile(r"Fatal error|Stack dump|Backtrace|</html|<h1>|This is a bug|Something unexpected|Thread \d+ crashed")
# Some errors name the missing permission in place of the operation.
PERMISSION = re.compile(r"the permission [a-z0-9]+:[A-Z]\w+")


class Workers:
    """Test AWSs that cases are spread over."""

    def __init__(self, count, scenarios):
        self._folder = tempfile.TemporaryDirectory(prefix="resumectl-matrix-")
        self._free = queue.SimpleQueue()
        self._processes = []
        self._pool = concurrent.futures.ThreadPoolExecutor(count)
        root = pathlib.Path(self._folder.name)

        def start(number):
            folder = root / str(number)
            folder.mkdir()
            process = Process(folder)
            self._processes.append(process)
            stage = Stage(process.account, folder)
            for scenario in scenarios:
                stage.undisturbed(scenario)
            return stage

        stages = list(self._pool.map(start, range(count)))
        self.first = stages[0]
        for stage in stages:
            self._free.put(stage)

    def run(self, work, cases):
        """The results of `work(stage, case)` for all cases, in their order; a crash of a case is its result."""
        groups = self.run_groups(lambda stage, group: [attempt(work, stage, case) for case in group],
                                 [[case] for case in cases])
        return [result for group in groups for result in group]

    def run_groups(self, work, groups):
        """The results of `work(stage, group)`, which has one for each case of the group."""
        done, lock, started = [0, 0], threading.Lock(), time.monotonic()

        def one(group):
            stage = self._free.get()
            try:
                results = work(stage, group)
            finally:
                stage.aws.faults()
                self._free.put(stage)
            with lock:
                before = done[0]
                done[0] += len(results)
                for result in results:
                    if not result[2]:
                        print(f"FAILED {shown(result)}", flush=True)
                if before // 50 != done[0] // 50:
                    print(f"{done[0]} cases after {time.monotonic() - started:.0f} s", flush=True)
            return results

        return list(self._pool.map(one, groups))

    def close(self):
        self._pool.shutdown()
        for process in self._processes:
            process.stop()
        self._folder.cleanup()


def attempt(work, stage, case):
    """The result of `work(stage, case)`; that it raises must not end the others."""
    try:
        return work(stage, case)
    except Exception as error:
        return case, "?", False, f"the case itself failed: {error!r}"[:600]


def shown(result):
    """A result for people."""
    case, operation, _, text = result
    return f"{[part.title if isinstance(part, Scenario) else part for part in case]} {operation}: {text}"


def crash(stage, case):
    """Kills a run after its k-th change, of all or of an operation, runs it again, and looks."""
    scenario, operation, k = case
    project = stage.begin(scenario)
    try:
        operation = project.kill_after(k, *scenario.arguments, operation=operation)
        if operation is None:
            return case, "-", True, "ended before"
        again = project.run(*scenario.arguments)
        if again.status != 0:
            return case, operation, False, f"the second run ended with {again.status}: {again.text[-500:]}"
        problems = stage.problems(scenario, project)
        settled = project.run(*scenario.arguments)
        if settled.status != 0 or settled.writes:
            problems.append(f"a third run: status {settled.status}, {settled.writes}")
        return case, operation, not problems, "; ".join(problems) or "as undisturbed"
    finally:
        stage.end(project)


def fault(stage, case):
    """Runs with a fault, again without if it was not done, and looks."""
    scenario, operation, nth, name = case
    project = stage.begin(scenario)
    aws = stage.aws
    try:
        aws.faults({"operation": operation, "nth": nth, "times": 1000000, **FAULTS[name]})
        first = project.run(*scenario.arguments, environment=ENVIRONMENT, timeout=150)
        hit = aws.fault_counts()[0]
        aws.faults()
        problems = []
        if UGLY.search(first.text):
            problems.append(f"ugly output: {first.text[-600:]}")
        if first.status == 0:
            outcome = "right"
        elif first.status in CLEAR:
            outcome = f"clear error ({first.status}), then right"
            if operation.partition(":")[2] not in first.text and not PERMISSION.search(first.err):
                problems.append(f"the error does not name {operation}: {first.text[-600:]}")
            again = project.run(*scenario.arguments)
            if again.status != 0:
                problems.append(f"the next run ended with {again.status}: {again.text[-600:]}")
        else:
            outcome = f"status {first.status}"
            problems.append(f"status {first.status}: {first.text[-600:]}")
        if not hit:
            outcome = "not reached"
        problems += stage.problems(scenario, project)
        return case, operation, not problems, "; ".join(problems) or outcome
    finally:
        stage.end(project)


def faults_at_once(stage, cases):
    """One run with the faults of several cases, which are of one scenario and each of another operation.

    When it ends right, all of them do, and their results are returned. Otherwise each is run by itself.
    """
    if len(cases) == 1:
        return [attempt(fault, stage, cases[0])]
    scenario = cases[0][0]
    project = stage.begin(scenario)
    aws = stage.aws
    try:
        aws.faults(*({"operation": operation, "nth": nth, **FAULTS[name]} for _, operation, nth, name in cases))
        first = project.run(*scenario.arguments, environment=ENVIRONMENT, timeout=150)
        hit = aws.fault_counts()
        aws.faults()
        if first.status == 0 and all(hit) and not UGLY.search(first.text) and not stage.problems(scenario, project):
            return [(case, case[1], True, "right") for case in cases]
    except AssertionError:
        pass  # it did not end; which case that is, the cases tell
    finally:
        aws.faults()
        stage.end(project)
    return [attempt(fault, stage, case) for case in cases]


def fault_cases(stage, scenarios, operations, faults):
    """Each operation of each scenario with each fault; what changes something also at its last request."""
    for scenario in scenarios:
        requests = stage.undisturbed(scenario)[1]
        counts = collections.Counter(name_of(entry) for entry in requests)
        changing = {name_of(entry) for entry in requests if entry["mutating"]}
        for name in faults:
            for operation, count in sorted(counts.items()):
                if operations and not any(o in operation for o in operations):
                    continue
                for nth in sorted({1, count}) if operation in changing else (1,):
                    yield scenario, operation, nth, name


def fault_groups(cases):
    """The cases as they are run: what a retry gets over in groups, everything else one by one."""
    groups = collections.defaultdict(list)
    for case in cases:
        scenario, operation, nth, name = case
        if name in LASTING:
            yield [case]
            continue
        waiting = groups[scenario.name, name]
        place = next((group for group in waiting if operation not in (other[1] for other in group)), None)
        if place is None:
            waiting.append(place := [])
        place.append(case)
        if len(place) == AT_ONCE:
            waiting.remove(place)
            yield place
    for waiting in groups.values():
        yield from waiting


def crash_cases(stage, scenarios):
    """Every request that changes something by its number, then every operation at its first and its last request.

    Requests go out side by side, so which operation has a number differs from run to run.
    """
    for scenario in scenarios:
        changes = [name_of(entry) for entry in stage.undisturbed(scenario)[1] if entry["mutating"]]
        yield from ((scenario, "*", k) for k in range(1, len(changes) + 1))
        for operation, count in sorted(collections.Counter(changes).items()):
            yield from ((scenario, operation, k) for k in sorted({1, count}))


def crash_table(results):
    """A row for each place where a run was killed."""
    lines = ["| run | killed when this was carried out | last operation | the next run |", "|---|---|---|---|"]
    for (scenario, wanted, k), operation, right, text in results:
        if text != "ended before":
            place = f"change {k} of the run" if wanted == "*" else f"request {k} of this operation"
            lines.append(f"| {scenario.title} | {place} | {operation} | {'✓ ' if right else '✗ '}{text[:160]} |")
    return lines


def fault_table(results):
    """A row for each operation; ✓ the run ended right, ○ it ended with a clear error and the next one right, ✗ neither."""
    names = list(dict.fromkeys(case[3] for case, *_ in results))
    rows = collections.defaultdict(lambda: collections.defaultdict(set))
    for (scenario, operation, _, name), _, right, text in results:
        sign = "✗" if not right else "○" if text.startswith("clear error") else "–" if text == "not reached" else "✓"
        rows[scenario.title, operation][name].add(sign)
    lines = [f"| run | operation | {' | '.join(names)} |", "|---|---|" + "---|" * len(names)]
    for (title, operation), cells in rows.items():
        marks = [next((sign for sign in "✗○✓–" if sign in cells[name]), " ") for name in names]
        lines.append(f"| {title} | {operation} | {' | '.join(marks)} |")
    return lines


def report(results, table, options, started):
    """Prints the table, what failed and a summary, and writes table and summary where `--markdown` says."""
    failed = [result for result in results if not result[2]]
    print("\n".join(table))
    for result in failed:
        print(f"FAILED {shown(result)}")
    summary = (f"{len(results) - len(failed)} of {len(results)} cases right, in "
               f"{(time.monotonic() - started) / 60:.1f} minutes")
    print(summary)
    if options.markdown:
        options.markdown.write_text("\n".join(table) + f"\n\n{summary}\n", encoding="utf-8")
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("matrix", choices=("crash", "fault", "race"))
    parser.add_argument("--scenario", action="append", choices=sorted(SCENARIOS), help="default: all of the matrix")
    parser.add_argument("--operation", action="append", help="fault: only operations with this text")
    parser.add_argument("--fault", action="append", choices=FAULTS, help="fault: only these")
    parser.add_argument("--count", type=int, default=30, help="race: how many interleavings of each pair")
    parser.add_argument("--workers", type=int, help="default: one for each processor, with faults two")
    parser.add_argument("--markdown", type=pathlib.Path, help="file that gets the table")
    options = parser.parse_args()
    started = time.monotonic()

    default = ("deploy", "update", "destroy") + (("names",) if options.matrix == "crash" else ())
    scenarios = [SCENARIOS[name] for name in options.scenario or default]
    cores = os.cpu_count() or 2
    if options.matrix == "race":
        import races

        return races.main(options, started)
    workers = Workers(options.workers or (cores if options.matrix == "crash" else 3 * cores), scenarios)
    try:
        if options.matrix == "crash":
            results = workers.run(crash, list(crash_cases(workers.first, scenarios)))
            table = crash_table(results)
        else:
            cases = list(fault_cases(workers.first, scenarios, options.operation, options.fault or list(FAULTS)))
            groups = workers.run_groups(faults_at_once, list(fault_groups(cases)))
            results = sorted((result for group in groups for result in group),
                             key=lambda result: cases.index(result[0]))
            table = fault_table(results)
    finally:
        workers.close()
    return report(results, table, options, started)


if __name__ == "__main__":
    # `races` imports this module by its name.
    sys.modules["reliability"] = sys.modules["__main__"]
    sys.exit(main())
