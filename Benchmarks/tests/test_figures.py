# SPDX-License-Identifier: Apache-2.0
"""From samples to figures, goals and verdicts."""

import pytest
from bench.contestants import CONTESTANTS, Contestant
from bench.figures import least, slope, summarize
from bench.processes import Cost
from bench.rounds import interleave
from bench.server import Traffic, parse_objects
from bench.stack import parse_debug
from bench.targets import WALL, Target
from bench.workloads import BY_NAME


def sample(wall, cpu=1.0, peak=10, requests=5, connections=2):
    return {"wall": wall, "cpu": cpu, "peak": peak, "requests": requests, "connections": connections}


def test_figures_are_medians_and_the_least_wall():
    figures = summarize([sample(3.0, cpu=9), sample(1.0, cpu=1), sample(2.0, cpu=2)])
    assert (figures.rounds, figures.wall, figures.least_wall, figures.cpu) == (3, 2.0, 1.0, 2)


def test_no_sample_is_an_error():
    with pytest.raises(ValueError, match="no samples"):
        summarize([])


@pytest.mark.parametrize(("value", "names", "expected"), [
    ("wall", ["a", "b"], "a"),
    ("cpu", ["a", "b"], "b"),
    ("wall", ["b", "absent"], "b"),
    ("wall", [], None),
])
def test_the_best_is_the_one_with_least(value, names, expected):
    figures = {"a": summarize([sample(1, cpu=3)]), "b": summarize([sample(2, cpu=2)])}
    assert least(figures, names, value) == expected


@pytest.mark.parametrize(("exponent", "points"), [(1, [(100, 1), (1000, 10)]), (2, [(1, 9), (10, 5), (100, 500)])])
def test_growth_is_the_exponent_of_the_last_step(exponent, points):
    assert slope(points) == pytest.approx(exponent)


def test_a_goal_is_as_much_longer_as_the_floor():
    target = Target(0.8, 0.4, 1.6)
    assert target.scaled(1.0) == pytest.approx(2.0)
    assert target.scaled_by_peer(1.0) == pytest.approx(0.5)


def test_every_workload_has_a_goal():
    assert WALL.keys() == BY_NAME.keys()


def test_the_cost_of_a_process_is_read_from_measure():
    text = '{"wall":0.5,"user":0.25,"system":0.125,"peakKilobytes":1024,"status":0}'
    assert Cost.parse(text) == Cost(0.5, 0.375, 1 << 20)


def test_requests_are_all_kinds_and_nothing_else():
    counts = {"PutObject": 3, "GetObject": 0, "other": 2, "connections": 7, "connectionsAtOnce": 6, "bytes": 9, "objects": 3}
    assert Traffic.parse(counts) == Traffic(5, 7, {"PutObject": 3, "other": 2})


def test_objects_are_read_with_spaces_in_their_names():
    [(name, stored)] = parse_objects("abc-2 10 2 5 bench/two words.html\n").items()
    assert (name, stored.etag, stored.size, stored.parts, stored.part_size) == ("bench/two words.html", "abc-2", 10, 2, 5)


@pytest.mark.parametrize(("text", "expected"), [
    ("debug: S3 HeadBucket 200 4 ms, request 0\n", {}),
    ("debug: 34 requests, 3 deep\n", {"depth": 3, "requests": 34}),
    ("debug: 1 request, 1 deep after credentials\n", {"depth": 1, "requests": 1}),
])
def test_debug_tells_depth_and_requests(text, expected):
    assert parse_debug(text) == expected


def test_rounds_go_to_and_fro_and_leave_the_slow_out():
    fast, slow = (Contestant(name, name, lambda _: [], most_rounds=rounds) for name, rounds in (("fast", None), ("slow", 2)))

    def order(workload):
        rounds = interleave([fast, slow], BY_NAME[workload], 3)
        return [[contestant.name for contestant in present] for present in rounds]

    assert order("W2") == [["fast", "slow"], ["slow", "fast"], ["fast"]]
    assert order("W2-80") == [["fast", "slow"], ["fast"], ["fast"]]


def test_who_only_uploads_is_not_asked_to_compare():
    only = {contestant.name for contestant in CONTESTANTS if not contestant.does(BY_NAME["N"])}
    assert only == {"floor-unsigned", "crt"}
    assert all(contestant.does(BY_NAME["W4"]) for contestant in CONTESTANTS)
