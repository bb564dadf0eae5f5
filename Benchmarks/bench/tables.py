# SPDX-License-Identifier: Apache-2.0
"""The record of a run as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from . import targets
from .contestants import BY_NAME as CONTESTANTS
from .contestants import CONTESTANTS as ALL
from .figures import Figures, least, slope, summarize
from .machine import QUIET
from .workloads import BY_NAME as WORKLOADS

Record = Mapping[str, object]
OURS = "resumectl"


def table(head: list[str], rows: Iterable[list[str]]) -> str:
    """A Markdown table; every column but the first to the right."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def seconds(value: float) -> str:
    """Three figures that count, as far as a thousandth."""
    return f"{value:.3f}" if value < 10 else f"{value:.1f}"


def megabytes(value: float) -> str:
    return f"{value / targets.MB:.0f}"


def times(value: float) -> str:
    return f"{value:.1f}×" if value < 100 else f"{value:.0f}×"


def verdict(is_met: bool) -> str:
    return "met" if is_met else "**missed**"


def figures_of(record: Record) -> dict[str, dict[str, Figures]]:
    """The figures of each workload by contestant, in the order of the workloads."""
    samples = record.get("workloads", {})
    return {workload: {name: summarize(runs) for name, runs in samples[workload].items()}
            for workload in WORKLOADS if workload in samples}


def peers_of(figures: Mapping[str, Figures]) -> list[str]:
    return [contestant.name for contestant in ALL if contestant.is_peer and contestant.name in figures]


def present(all_figures: Mapping[str, Mapping[str, Figures]]) -> list[str]:
    """The contestants that took part, in their order."""
    return [contestant.name for contestant in ALL if any(contestant.name in figures for figures in all_figures.values())]


# --- Tables ----------------------------------------------------------------------------------------------------------


def value_table(all_figures: Mapping[str, Mapping[str, Figures]], value: str, write) -> str:
    """One value of everybody; the best of the peers and of resumectl is bold."""
    names = present(all_figures)
    rows = []
    for workload, figures in all_figures.items():
        best = least(figures, [OURS, *peers_of(figures)], value)
        cells = [write(getattr(figures[name], value)) if name in figures else "" for name in names]
        cells = [f"**{cell}**" if name == best else cell for name, cell in zip(names, cells)]
        rows.append([workload, *cells])
    return table(["", *(CONTESTANTS[name].label for name in names)], rows)


def traffic_table(all_figures: Mapping[str, Mapping[str, Figures]]) -> str:
    names = present(all_figures)
    rows = [[workload, *(f"{figures[name].requests:,.0f} / {figures[name].connections:,.0f}" if name in figures else ""
                         for name in names)] for workload, figures in all_figures.items()]
    return table(["", *(CONTESTANTS[name].label for name in names)], rows)


def goal_table(all_figures: Mapping[str, Mapping[str, Figures]]) -> str:
    """resumectl beside the floor, the best peer and its goal: in wall seconds, and in processor seconds the best peer's."""
    rows = []
    for workload, figures in all_figures.items():
        if OURS not in figures or "floor" not in figures:
            continue
        ours, floor = figures[OURS], figures["floor"]
        best = least(figures, peers_of(figures), "wall")
        least_cpu = least(figures, peers_of(figures), "cpu")
        target = targets.WALL.get(workload)
        goal = target.scaled(floor.wall) if target else None
        by_peer = target.scaled_by_peer(figures[best].wall) if target and best else None
        rows.append([
            f"{workload}: {WORKLOADS[workload].title}", seconds(floor.wall), seconds(ours.wall), times(ours.wall / floor.wall),
            f"{seconds(figures[best].wall)} {CONTESTANTS[best].label}" if best else "",
            times(figures[best].wall / ours.wall) if best else "",
            f"{seconds(goal)} {verdict(ours.wall <= goal)}" if goal else "",
            f"{seconds(by_peer)} {verdict(ours.wall <= by_peer)}" if by_peer else "", seconds(ours.cpu),
            f"{seconds(figures[least_cpu].cpu)} {CONTESTANTS[least_cpu].label} {verdict(ours.cpu < figures[least_cpu].cpu)}"
            if least_cpu else ""])
    return table(["Median seconds", "floor", "resumectl", "to the floor", "best peer", "ahead of it", "goal by the floor",
                  "goal by the best peer", "CPU of resumectl", "goal: less CPU than"], rows)


def notes(all_figures: Mapping[str, Mapping[str, Figures]]) -> list[str]:
    """Where a peer is ahead, a line each."""
    lines = []
    measures = (("wall", "wall", "s", seconds), ("cpu", "processor", "s", seconds),
                ("peak", "peak memory", "MB", megabytes))
    for workload, figures in all_figures.items():
        if OURS not in figures:
            continue
        for value, title, unit, write in measures:
            ours = getattr(figures[OURS], value)
            ahead = sorted((getattr(figures[name], value), name) for name in peers_of(figures)
                           if getattr(figures[name], value) < ours)
            if ahead:
                who = ", ".join(f"{CONTESTANTS[name].label} ({write(theirs)} {unit})" for theirs, name in ahead)
                lines.append(f"- {workload}, {title}: {who} before resumectl ({write(ours)} {unit}).")
    return lines


def memory_table(record: Record) -> str:
    rows = [[name, megabytes(cost["peak"]), f"{megabytes(targets.PEAK[name])} {verdict(cost['peak'] <= targets.PEAK[name])}",
             seconds(cost["wall"]), seconds(cost["cpu"])] for name, cost in record.get("memory", {}).items()]
    return table(["First upload", "peak MB", "goal", "wall s", "CPU s"], rows)


GROWTH_TITLES = {"upload": "first upload", "plan": "plan", "nothing": "deploy, nothing to do"}


def growth_points(record: Record, what: str, value: str = "wall") -> list[tuple[float, float]]:
    """Cost by number of files."""
    return sorted((float(count), costs[what][value]) for count, costs in record.get("growth", {}).items())


def growth_table(record: Record) -> str:
    rows = []
    for count, costs in sorted(record.get("growth", {}).items(), key=lambda item: int(item[0])):
        cells = [f"{seconds(costs[what]['wall'])} / {seconds(costs[what]['cpu'])} / {megabytes(costs[what]['peak'])}"
                 for what in GROWTH_TITLES]
        rows.append([f"{int(count):,}", *cells])
    if len(rows) > 1:
        rows.append(["exponent of the last step", *(f"{slope(growth_points(record, what)):.2f}" for what in GROWTH_TITLES)])
    return table(["Files", *(f"{title}: wall s / CPU s / MB" for title in GROWTH_TITLES.values())], rows)


STACK_TITLES = {
    "deploy": "resumectl deploy, nothing to do", "plan": "resumectl plan, nothing to do",
    "plan-edit": "resumectl plan, one file edited", "edit": "resumectl deploy, one file edited",
    "boto3": "boto3 script, 10 threads, reads the same", "aws": "aws s3 sync, create-invalidation"}


def stack_table(record: Record) -> str:
    stack = record["stack"]
    near, far = stack["samples"]["0"], stack["samples"][str(stack["roundTrip"])]
    rows = []
    for name, title in STACK_TITLES.items():
        if name not in far:
            continue
        one, other = summarize(near[name]), summarize(far[name])
        depth = far[name][-1]["debug"].get("depth")
        goal = ""
        if name in ("deploy", "plan"):
            goal = f"{seconds(targets.STACK_WALL + one.wall)} {verdict(other.wall <= targets.STACK_WALL + one.wall)}"
        rows.append([title, seconds(one.wall), seconds(other.wall), seconds(other.wall - one.wall), goal,
                     f"{other.requests:.0f}", "" if depth is None else str(depth), megabytes(other.peak)])
    return table(["", "at 0 ms", f"at {stack['roundTrip']} ms", "for the distance", "goal", "requests", "depth", "peak MB"], rows)


def stack_goals(record: Record) -> list[str]:
    """What else was aimed at for the whole stack, a line each."""
    far = record["stack"]["samples"][str(record["stack"]["roundTrip"])]
    deploy, edit = far["deploy"][-1], far["edit"][-1]
    lines = [
        f"- Nothing to do: {deploy['requests']} requests, goal {targets.REQUESTS}: {verdict(deploy['requests'] <= targets.REQUESTS)}.",
        f"- Nothing to do: {megabytes(deploy['peak'])} MB, goal {megabytes(targets.NOOP_PEAK)}: "
        f"{verdict(deploy['peak'] <= targets.NOOP_PEAK)}."]
    depth, edit_depth = deploy["debug"].get("depth"), edit["debug"].get("depth")
    if depth is not None:
        lines.append(f"- Nothing to do: {depth} requests deep, goal {targets.ROUND_TRIPS} after credentials: "
                     f"{verdict(depth <= targets.ROUND_TRIPS)}.")
    if edit_depth is not None:
        most = targets.ROUND_TRIPS + targets.EDIT_ROUND_TRIPS
        lines.append(f"- One file edited: {edit_depth} requests deep, goal {targets.EDIT_ROUND_TRIPS} more than those "
                     f"{targets.ROUND_TRIPS}: {verdict(edit_depth <= most)}.")
    return lines


def sites_table(record: Record) -> str:
    """`plan --all` by the number of sites."""
    rows = []
    for count, costs in sorted(record.get("sites", {}).items(), key=lambda item: int(item[0])):
        near, *_, far = (costs[distance] for distance in sorted(costs, key=int))
        rows.append([count, seconds(near["wall"]), seconds(far["wall"]), seconds(far["wall"] - near["wall"]),
                     str(far["requests"]), f"{far['requests'] / int(count):.1f}", seconds(far["cpu"]), megabytes(far["peak"])])
    return table(["Sites", "at 0 ms", "at 50 ms", "for the distance", "requests", "for each site", "CPU s", "peak MB"], rows)


def start_table(record: Record) -> str:
    rows = []
    for name, samples in record.get("start", {}).items():
        figures, goal = summarize(samples), targets.START.get(name)
        rows.append([name, f"{figures.wall * 1000:.1f}", f"{figures.least_wall * 1000:.1f}", megabytes(figures.peak),
                     f"{goal * 1000:.0f} ms {verdict(figures.wall <= goal)}" if goal else ""])
    return table(["", "median ms", "least ms", "MB", "goal"], rows)


SITES_BEYOND = (
    "Five sites are read at a time, so the distance costs a fifth of a site's round trips for each site. Beyond what is "
    "measured, the account's own limits decide: API Gateway takes eight requests in a second and Route 53 five, which "
    "resumectl keeps to. A plan asks API Gateway about four times for each counter and Route 53 about twice for each "
    "domain, so 1,000 sites take some eight minutes whoever asks; 35 requests for each are 35,000 in all, well below "
    "what S3, Lambda and DynamoDB answer in that time.")


# --- Sections --------------------------------------------------------------------------------------------------------


def machine_text(record: Record) -> str:
    machine = record["machine"]
    peers = ", ".join(f"{name} {version}" for name, version in machine["peers"].items())
    warning = ""
    if record.get("quick") or machine["load"] > QUIET:
        warning = "\n\n**These figures are no measurement**: a short run, or a machine that did other work too."
    return (f"{machine['processor']}, {machine['cores']} cores shared by client and server, "
            f"{machine['memory'] / 2**30:.0f} GiB of memory, {machine['system']}, Linux {machine['kernel']}; load at the start "
            f"{machine['load']}.\nresumectl {machine['resumectl']} ({machine['commit']}, "
            f"{machine['bytes'] / targets.MB:.0f} MB), measured {record['date']}. Peers: {peers}.{warning}")


def sections(record: Record) -> str:
    """All that was measured. Parts that were not are left out."""
    parts = [machine_text(record)]
    all_figures = figures_of(record)
    if all_figures:
        rounds = {name: max(figures[name].rounds for figures in all_figures.values() if name in figures)
                  for name in present(all_figures)}
        few = ", ".join(f"{CONTESTANTS[name].label} {count}" for name, count in rounds.items()
                        if count < max(rounds.values()))
        parts += [
            "### Beside the floor, the best peer and the goal", goal_table(all_figures),
            f"Rounds: {max(rounds.values())}" + (f"; {few}" if few else "") + ".",
            "### Wall seconds, median", value_table(all_figures, "wall", seconds),
            "### Wall seconds, least", value_table(all_figures, "least_wall", seconds),
            "### Processor seconds, user and system, median", value_table(all_figures, "cpu", seconds),
            "### Peak resident memory, MB", value_table(all_figures, "peak", megabytes),
            "### Requests / connections", traffic_table(all_figures),
            "### Where a peer is ahead", "\n".join(notes(all_figures) or ["Nowhere in this run."])]
    if record.get("memory"):
        parts += ["### Memory of large sites", memory_table(record)]
    if record.get("growth"):
        parts += ["### Growth", growth_table(record)]
    if record.get("stack"):
        parts += ["### The whole stack, 50 ms away", stack_table(record), "\n".join(stack_goals(record))]
    if record.get("sites"):
        parts += ["### Many sites in one folder: `plan --all`, nothing to do", sites_table(record), SITES_BEYOND]
    if record.get("start"):
        parts += ["### Start-up", start_table(record)]
    return "\n\n".join(parts)


def between_markers(text: str, name: str, content: str) -> str:
    """Puts content between `<!-- name: begin -->` and `<!-- name: end -->`. Raises ValueError when they are not there."""
    pattern = re.compile(rf"(<!-- {re.escape(name)}: begin -->\n).*?(<!-- {re.escape(name)}: end -->)", re.DOTALL)
    if not pattern.search(text):
        raise ValueError(f"there is no place for {name}")
    return pattern.sub(lambda found: f"{found[1]}\n{content}\n\n{found[2]}", text)
