# SPDX-License-Identifier: Apache-2.0
"""`make bench`: measures everything, checks every result, writes the tables and pictures."""

from __future__ import annotations

import argparse
import datetime
import json
import pathlib
import tempfile
from collections.abc import Callable, Iterator

from . import report
from .contestants import BY_NAME as CONTESTANTS
from .contestants import CONTESTANTS as ALL
from .machine import describe, wait_for_quiet
from .memory import LARGE, measure_growth, measure_memory
from .places import BUILD, end_cleanly, scratch_place
from .processes import CommandFailed
from .rounds import Sample, Track, measure
from .server import Server
from .sites import measure_sites
from .stack import measure_stack
from .startup import measure_startup
from .tables import sections
from .tools import Tools, tools
from .verify import WrongResult
from .workloads import BY_NAME as WORKLOADS
from .workloads import GROWTH, SIZES, Trees

PARTS = ("memory", "growth", "stack", "sites", "start")
# A quick run proves that everything works; its figures are no measurement.
QUICK_WORKLOADS = ("W1", "W2", "N", "D", "W2-80")
QUICK_CONTESTANTS = ("floor", "resumectl", "rclone-tuned", "s5cmd", "crt")
ROUNDS, STACK_ROUNDS, START_ROUNDS = 5, 5, 30


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description="Measure resumectl beside its peers.")
    parser.add_argument("only", nargs="*", choices=[*WORKLOADS, *PARTS, []], metavar="PART",
                        help=f"workloads or parts: {', '.join([*WORKLOADS, *PARTS])}; without any, all")
    parser.add_argument("--quick", action="store_true", help="one round, the fast contestants, the small workloads")
    parser.add_argument("--rounds", type=int, help=f"rounds of each workload (default: {ROUNDS})")
    parser.add_argument("--contestant", action="append", choices=CONTESTANTS, help="who takes part; may be repeated")
    parser.add_argument("--binary", help="the resumectl to measure (default: RESUMECTL, else .build/release/resumectl)")
    parser.add_argument("--record", action="store_true",
                        help="write what was measured into the record and the pages, beside the parts that are there")
    parser.add_argument("--render", action="store_true", help="measure nothing; write the pages from the record again")
    return parser.parse_args()


def measure_workloads(
        programs: Tools, trees: Trees, folder: pathlib.Path, names: list[str], chosen: argparse.Namespace,
        say: Callable[[str], None]) -> Iterator[tuple[str, dict[str, list[dict[str, object]]]]]:
    """Measures workload after workload: its name and everybody's samples."""
    wanted = chosen.contestant or (QUICK_CONTESTANTS if chosen.quick else list(CONTESTANTS))
    contestants = [contestant for contestant in ALL if contestant.name in wanted]
    rounds = chosen.rounds or (1 if chosen.quick else ROUNDS)
    with Server(programs.server) as server:
        track = Track(programs, trees, folder, server)
        for name in names:
            workload = WORKLOADS[name]
            samples = measure(track, workload, contestants, rounds, say)
            if workload.is_long:
                # Once more, not measured.
                for contestant in contestants:
                    if contestant.does(workload):
                        track.check_content(contestant, workload)
            yield name, {who: [flat(sample) for sample in taken] for who, taken in samples.items()}


def flat(sample: Sample) -> dict[str, object]:
    """A sample as it is recorded."""
    return {"wall": sample.cost.wall, "cpu": sample.cost.cpu, "peak": sample.cost.peak,
            "requests": sample.traffic.requests, "connections": sample.traffic.connections}


def needed_bytes(names: list[str]) -> int:
    """About how much room the trees of a run take."""
    wanted = {WORKLOADS[name].tree for name in names if name in WORKLOADS}
    wanted |= {WORKLOADS[name].base for name in names if name in WORKLOADS and WORKLOADS[name].base}
    if "memory" in names:
        wanted |= set(LARGE.values())
    if "growth" in names:
        wanted |= set(GROWTH.values())
    return sum(SIZES[tree] for tree in wanted)


def run(chosen: argparse.Namespace, record: dict[str, object], say: Callable[[str], None]) -> None:
    """Measures what was chosen, part after part, into a record."""
    names = chosen.only or ([*QUICK_WORKLOADS, *PARTS] if chosen.quick else [*WORKLOADS, *PARTS])
    programs = tools(chosen.binary)
    if not chosen.quick:
        wait_for_quiet(say)
    record |= {"format": 1, "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d"),
               "quick": chosen.quick, "machine": describe(programs.binary)}
    with tempfile.TemporaryDirectory(prefix="resumectl-bench-", dir=scratch_place(needed_bytes(names))) as place:
        folder = pathlib.Path(place)
        trees = Trees(folder)
        # First what is short and minds company: what follows leaves the machine warm and its memory full.
        if "start" in names:
            record["start"] = measure_startup(programs, 5 if chosen.quick else START_ROUNDS, say)
        if "stack" in names:
            record["stack"] = measure_stack(programs, 1 if chosen.quick else STACK_ROUNDS, say)
        if "sites" in names:
            record["sites"] = measure_sites(programs, chosen.quick, say)
        if workloads := [name for name in names if name in WORKLOADS]:
            measured = record.setdefault("workloads", {})
            for name, samples in measure_workloads(programs, trees, folder, workloads, chosen, say):
                measured[name] = samples
                report.save(record, BUILD / "results.json")
        if "memory" in names:
            record["memory"] = measure_memory(programs, trees, folder, chosen.quick, say)
        if "growth" in names:
            record["growth"] = measure_growth(programs, trees, folder, chosen.quick, say)
    report.save(record, BUILD / "results.json")


def say(line: str) -> None:
    print(line, flush=True)


def main() -> int:
    end_cleanly()
    chosen = arguments()
    is_whole = not (chosen.only or chosen.quick or chosen.contestant or chosen.rounds)
    goes_into_pages = is_whole or chosen.record or chosen.render
    record: dict[str, object] = {}
    if report.RECORD.exists() and (chosen.record or chosen.render):
        record = json.loads(report.RECORD.read_text())
    if not chosen.render:
        try:
            run(chosen, record, say)
        except (CommandFailed, WrongResult) as error:
            say(f"bench: error: {error}\n\nWhat was measured before is in {BUILD / 'results.json'}.")
            return 1
    say(f"\n{sections(record)}\n")
    if goes_into_pages:
        report.save(record, report.RECORD)
        for path in report.write_pages(record):
            say(f"wrote {path}")
    else:
        say(f"wrote {BUILD / 'results.json'}; only a whole run goes into the pages, or one with --record")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
