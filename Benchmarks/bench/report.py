# SPDX-License-Identifier: Apache-2.0
"""Writes what was measured into the pages and pictures of the repository."""

from __future__ import annotations

import json
import pathlib
import re

from . import plot, tables
from .contestants import BY_NAME as CONTESTANTS
from .places import BENCHMARKS, ROOT
from .workloads import BY_NAME as WORKLOADS

RECORD = BENCHMARKS / "results.json"
PAGE = BENCHMARKS / "README.md"
FRONT_PAGE = ROOT / "README.md"
RATIOS = ROOT / "docs" / "images" / "benchmark.svg"
GROWTH = ROOT / "docs" / "images" / "growth.svg"
# Without those that would only make the picture wide.
SHOWN = ("resumectl", "rclone-tuned", "s5cmd", "crt", "rclone", "aws", "boto3", "s3cmd")


def ratio_picture(record: tables.Record) -> str | None:
    """Everybody's wall seconds over the floor's, by workload."""
    rows, names = {}, []
    for workload, figures in tables.figures_of(record).items():
        if "floor" in figures:
            rows[f"{workload}: {WORKLOADS[workload].title}"] = {
                CONTESTANTS[name].label: figures[name].wall / figures["floor"].wall for name in SHOWN if name in figures}
    names = [CONTESTANTS[name].label for name in SHOWN if any(CONTESTANTS[name].label in row for row in rows.values())]
    if not rows or not names:
        return None
    return plot.ratios("Time to deploy a site's files", rows, names,
                       "wall time as a multiple of the floor's, which only signs and sends; less is better")


def growth_picture(record: tables.Record) -> str | None:
    series = {title: tables.growth_points(record, what) for what, title in tables.GROWTH_TITLES.items()}
    if any(len(points) < 2 for points in series.values()):
        return None
    return plot.lines("Cost by the number of files", series, "files", "seconds")


def front_page_text(record: tables.Record) -> str:
    """The few lines of the README."""
    all_figures = tables.figures_of(record)
    ahead = [name for name, figures in all_figures.items() if tables.OURS in figures and tables.peers_of(figures) and min(
        figures[peer].wall for peer in tables.peers_of(figures)) > figures[tables.OURS].wall]
    behind = [name for name in all_figures if name not in ahead]
    said = f"It is ahead of every peer on {len(ahead)} of {len(all_figures)} workloads"
    if behind:
        said += f"; on {', '.join(behind)} a peer is ahead"
    return said + "."


def write_pages(record: tables.Record) -> list[pathlib.Path]:
    """Writes the tables and pictures of a record. Returns which files were written."""
    written = []
    for path, name, content in (
            (PAGE, "results", tables.sections(record)), (FRONT_PAGE, "speed", front_page_text(record))):
        path.write_text(tables.between_markers(path.read_text(), name, content))
        written.append(path)
    for path, content in ((RATIOS, ratio_picture(record)), (GROWTH, growth_picture(record))):
        if content:
            path.write_text(content)
            written.append(path)
    return written


def compact(text: str) -> str:
    """Puts objects that hold no others on one line each, so that a record stays readable."""
    return re.sub(r"\{[^{}]*\}", lambda found: re.sub(r"\s*\n\s*", " ", found[0]), text)


def save(record: tables.Record, path: pathlib.Path) -> None:
    """Writes a record as JSON."""
    text = compact(json.dumps(record, indent=1, ensure_ascii=False))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n")
