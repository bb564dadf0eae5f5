# SPDX-License-Identifier: Apache-2.0
"""The tables, the notes and the pictures."""

import json
import xml.etree.ElementTree as ElementTree

import pytest
from bench import plot, report, tables
from bench.report import PAGE, RECORD


def sample(wall, cpu=1.0, peak=10_000_000):
    return {"wall": wall, "cpu": cpu, "peak": peak, "requests": 1000, "connections": 32}


def record(ours=0.1, ours_cpu=0.5, peer=0.3):
    machine = {"processor": "P", "cores": 2, "memory": 2**30, "system": "S", "kernel": "K", "load": 0, "resumectl": "1",
               "commit": "c", "bytes": 10**6, "peers": {"s5cmd": "1"}}
    return {
        "date": "2026-01-01", "machine": machine,
        "workloads": {"W2": {"floor": [sample(0.068)], "resumectl": [sample(ours, ours_cpu)], "s5cmd": [sample(peer)]}},
        "growth": {str(count): {what: sample(count / 1000) for what in ("upload", "plan", "nothing")}
                   for count in (100, 1000)}}


@pytest.mark.parametrize(("ours", "verdict"), [(0.15, "0.150 met"), (0.16, "0.150 **missed**")])
def test_the_goal_is_scaled_by_the_floor_and_judged(ours, verdict):
    assert verdict in tables.goal_table(tables.figures_of(record(ours=ours)))


@pytest.mark.parametrize(("ours", "verdict"), [(0.207, "0.207 met"), (0.208, "0.207 **missed**")])
def test_the_goal_is_scaled_by_the_best_peer_too(ours, verdict):
    assert verdict in tables.goal_table(tables.figures_of(record(ours=ours)))


@pytest.mark.parametrize(("cpu", "verdict"), [(0.9, "1.000 s5cmd met"), (1.0, "1.000 s5cmd **missed**")])
def test_the_goal_for_the_processor_is_the_best_peer(cpu, verdict):
    assert verdict in tables.goal_table(tables.figures_of(record(ours_cpu=cpu)))


def test_the_best_of_peers_and_ours_is_bold():
    text = tables.value_table(tables.figures_of(record()), "wall", tables.seconds)
    assert text.splitlines()[-1] == "| W2 | 0.068 | **0.100** | 0.300 |"


@pytest.mark.parametrize(("changes", "expected"), [
    ({}, []),
    ({"ours": 0.4}, ["- W2, wall: s5cmd (0.300 s) before resumectl (0.400 s)."]),
    ({"ours_cpu": 2.0}, ["- W2, processor: s5cmd (1.000 s) before resumectl (2.000 s)."]),
])
def test_where_a_peer_is_ahead_it_says_so(changes, expected):
    assert tables.notes(tables.figures_of(record(**changes))) == expected


@pytest.mark.parametrize(("changes", "words"), [
    ({}, "ahead of every peer on 1 of 1 workloads."), ({"ours": 0.4}, "0 of 1 workloads; on W2 a peer is ahead")])
def test_the_front_page_tells_both(changes, words):
    assert words in report.front_page_text(record(**changes))


@pytest.mark.parametrize(("depth", "words"), [(3, "3 requests deep, goal 3 after credentials: met"), (4, "**missed**")])
def test_the_depth_of_the_stack_is_judged(depth, words):
    run = {"wall": 0.4, "cpu": 0.1, "peak": 1, "requests": 34, "debug": {"depth": depth, "requests": 34}}
    samples = {"deploy": [run], "edit": [{**run, "debug": {"depth": depth + 2}}]}
    shown = {"stack": {"roundTrip": 50, "samples": {"0": samples, "50": samples}}}
    assert words in "\n".join(tables.stack_goals(shown))
    verdict = "met" if depth == 3 else "**missed**"
    assert f"{depth + 2} requests deep, goal 2 more than those 3: {verdict}" in "\n".join(tables.stack_goals(shown))
    assert "| 34 |" in tables.stack_table(shown)


@pytest.mark.parametrize(("quick", "load", "is_warned"), [(False, 0.3, False), (True, 0.3, True), (False, 5, True)])
def test_a_short_run_and_a_busy_machine_are_named(quick, load, is_warned):
    shown = record()
    shown = {**shown, "quick": quick, "machine": {**shown["machine"], "load": load}}
    assert ("no measurement" in tables.machine_text(shown)) == is_warned


def test_text_between_markers_is_replaced_and_nothing_else():
    page = "a\n<!-- x: begin -->\nold\n<!-- x: end -->\nb"
    once = tables.between_markers(page, "x", r"new \1")
    assert once == "a\n<!-- x: begin -->\n\nnew \\1\n\n<!-- x: end -->\nb"
    assert tables.between_markers(once, "x", r"new \1") == once


def test_a_page_without_markers_is_an_error():
    with pytest.raises(ValueError, match="no place for x"):
        tables.between_markers("nothing", "x", "new")


@pytest.mark.parametrize("make", [report.ratio_picture, report.growth_picture])
def test_pictures_are_whole_and_bring_everything_along(make):
    text = make(record())
    root = ElementTree.fromstring(text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "prefers-color-scheme: dark" in text
    assert "href" not in text and "<script" not in text and "url(" not in text


def test_nothing_to_draw_is_no_picture():
    empty = {**record(), "workloads": {}, "growth": {}}
    assert report.ratio_picture(empty) is None
    assert report.growth_picture(empty) is None


@pytest.mark.parametrize(("values", "ends"), [([1.0, 3.0], (1, 10)), ([0.02, 400], (0.01, 1000)), ([1.0], (1, 10))])
def test_an_axis_has_whole_powers_of_ten(values, ends):
    scale = plot.Scale.over(values, 0, 100)
    assert (scale.least, scale.most) == pytest.approx(ends)
    assert (scale.at(scale.least), scale.at(scale.most)) == pytest.approx((0, 100))
    assert all(ends[0] * 0.99 <= tick <= ends[1] * 1.01 for tick in scale.ticks())


def test_names_are_escaped_in_pictures():
    ElementTree.fromstring(plot.ratios("a & b", {"<w>": {"x": 2.0}}, ["x"], "c"))


def test_a_record_stays_what_it_was_when_it_is_saved(tmp_path):
    report.save(record(), tmp_path / "record.json")
    text = (tmp_path / "record.json").read_text()
    assert json.loads(text) == record()
    assert '{ "wall": 0.068, ' in text


def test_the_page_shows_the_record():
    page = PAGE.read_text()
    shown = json.loads(RECORD.read_text())
    assert tables.between_markers(page, "results", tables.sections(shown)) == page
