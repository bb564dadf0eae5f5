# SPDX-License-Identifier: Apache-2.0
"""What a visitor's request is answered with, and what the log keeps of it."""

from __future__ import annotations

import copy
import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from conftest import Context

import app
import counter

EVENT_NAMES = ["get", "head", "post", "post-query-and-referer", "get-default-route-named-stage"]

# What the event fixtures carry about the visitor.
PERSONAL = [
    "203.0.113.77",
    "198.51.100.9",
    "Mozilla",
    "Firefox",
    "secret-cookie-value",
    "visitor@mail.example",
    "visitor%40mail.example",
    "de-CH",
    "referer",
    "1-68b1f0aa",
]


def item(table: Any, key: str = "visitors") -> dict[str, Any] | None:
    return table.get_item(Key={"id": key}).get("Item")


def test_get_before_the_first_visit_is_zero_and_writes_nothing(table, call):
    result = call("GET")
    assert (result.status, result.body) == (200, {"count": 0})
    assert item(table) is None


def test_post_counts_and_get_shows_it(table, call):
    assert [call("POST").body["count"] for _ in range(3)] == [1, 2, 3]
    assert call("GET").body == {"count": 3}
    assert call("GET").body == {"count": 3}


def test_answers_are_json_that_nobody_caches(table, call):
    for method in ("GET", "POST", "HEAD"):
        headers = call(method).headers
        assert headers == {"Content-Type": "application/json", "Cache-Control": "no-store"}


def test_head_reads_without_a_body(table, call):
    call("POST")
    result = call("HEAD")
    assert (result.status, result.body) == (200, None)
    assert item(table)["count"] == 1


def test_200_parallel_posts_end_at_exactly_200(table, events, capsys):
    with ThreadPoolExecutor(max_workers=50) as pool:
        responses = list(pool.map(lambda _: app.handler(events["post"], Context()), range(200)))
    assert {response["statusCode"] for response in responses} == {200}
    counts = sorted(json.loads(response["body"])["count"] for response in responses)
    assert counts == list(range(1, 201)), "every visitor saw an own number"
    assert item(table) == {"id": "visitors", "count": 200}
    assert len(capsys.readouterr().out.splitlines()) == 200


def test_only_the_id_and_the_number_are_stored(table, call, events):
    call(event=events["post-query-and-referer"])
    assert table.scan()["Items"] == [{"id": "visitors", "count": 1}]


def test_other_attributes_of_the_item_stay(table, call):
    table.put_item(Item={"id": "visitors", "count": 41, "note": "moved from the old site"})
    assert call("POST").body == {"count": 42}
    assert item(table) == {"id": "visitors", "count": 42, "note": "moved from the old site"}


def test_counts_beyond_64_bits_stay_exact(table, call):
    table.put_item(Item={"id": "visitors", "count": 2**70})
    assert call("POST").body == {"count": 2**70 + 1}


def test_an_item_without_a_count_counts_from_zero(table, call):
    table.put_item(Item={"id": "visitors", "note": "prepared by hand"})
    assert call("GET").body == {"count": 0}
    assert call("POST").body == {"count": 1}


@pytest.mark.parametrize(
    ("value", "key"), [("guests", "guests"), ("", "visitors"), (" ", "visitors")]
)
def test_counter_id_names_the_item(table, call, monkeypatch, value, key):
    monkeypatch.setenv("COUNTER_ID", value)
    call("POST")
    assert item(table, key) == {"id": key, "count": 1}


@pytest.mark.parametrize("name", EVENT_NAMES)
def test_events_of_api_gateway_are_understood(table, call, events, name):
    assert call(event=events[name]).status == 200


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
def test_other_methods_are_refused_with_the_allowed_ones(table, call, method):
    result = call(method)
    assert (result.status, result.headers["Allow"]) == (405, "GET, HEAD, POST")
    assert method not in result.raw_log
    assert item(table) is None


@pytest.mark.parametrize(
    "event",
    [
        None,
        [],
        "GET",
        {},
        {"version": "1.0", "httpMethod": "GET", "path": "/api/visitors"},
        {"version": 2.0, "requestContext": {"http": {"method": "GET"}}},
        {"version": "2.0"},
        {"version": "2.0", "requestContext": None},
        {"version": "2.0", "requestContext": {"http": "GET"}},
        {"version": "2.0", "requestContext": {"http": {}}},
        {"version": "2.0", "requestContext": {"http": {"method": ""}}},
        {"version": "2.0", "requestContext": {"http": {"method": 7}}},
    ],
)
def test_malformed_events_are_refused(table, call, event):
    result = call(event=event)
    assert (result.status, result.body) == (400, {"error": "malformed request"})
    assert (result.log["level"], result.log["status"]) == ("WARN", 400)
    assert item(table) is None


def test_an_event_of_payload_1_0_says_what_to_set(call):
    log = call(event={"version": "1.0", "httpMethod": "GET"}).log
    assert "set the integration's payload format version to 2.0" in log["message"]


@pytest.mark.parametrize("value", [None, "", "  "])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_without_a_table_name_the_log_says_what_is_missing(call, monkeypatch, value, method):
    monkeypatch.delenv("TABLE_NAME")
    if value is not None:
        monkeypatch.setenv("TABLE_NAME", value)
    result = call(method)
    assert result.status == 500
    assert result.body == {"error": "internal error", "id": Context.aws_request_id}
    assert "TABLE_NAME is not set" in result.log["message"]
    assert result.log["level"] == "ERROR"
    assert result.log["requestId"] == result.body["id"]


def test_a_missing_table_is_an_error_that_only_the_log_explains(table, call, monkeypatch):
    monkeypatch.setenv("TABLE_NAME", "no-such-table")
    result = call("POST")
    assert (result.status, result.body) == (
        500,
        {"error": "internal error", "id": Context.aws_request_id},
    )
    assert result.log["awsCode"] == "ResourceNotFoundException"
    assert result.log["awsOperation"] == "UpdateItem"
    assert result.log["requestId"] == result.body["id"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_count_that_is_no_number_is_an_error(table, call, method):
    table.put_item(Item={"id": "visitors", "count": "many"})
    result = call(method)
    assert (result.status, result.log["level"]) == (500, "ERROR")
    assert item(table) == {"id": "visitors", "count": "many"}


def test_without_a_request_id_the_answer_and_the_log_share_a_new_one(events, capsys, monkeypatch):
    monkeypatch.delenv("TABLE_NAME")
    body = json.loads(app.handler(events["get"], None)["body"])
    assert str(uuid.UUID(body["id"])) == body["id"]
    assert json.loads(capsys.readouterr().out)["requestId"] == body["id"]


@pytest.mark.parametrize("name", EVENT_NAMES)
@pytest.mark.parametrize("fault", ["none", "method", "version", "table"])
@pytest.mark.usefixtures("table")
def test_the_log_keeps_nothing_of_the_visitor(call, events, monkeypatch, name, fault):
    event = copy.deepcopy(events[name])
    assert "203.0.113.77" in json.dumps(event)
    if fault == "method":
        event["requestContext"]["http"]["method"] = "Mozilla visitor@mail.example"
    elif fault == "version":
        event["version"] = "203.0.113.77"
    elif fault == "table":
        monkeypatch.setenv("TABLE_NAME", "no-such-table")
    result = call(event=event)
    assert [text for text in PERSONAL if text in result.raw_log] == []


def test_the_log_line_says_what_was_done(table, call):
    log = call("POST").log
    assert log.pop("durationMs") >= 0
    assert log == {
        "level": "INFO",
        "message": "counted",
        "requestId": Context.aws_request_id,
        "method": "POST",
        "status": 200,
        "count": 1,
    }


def test_one_client_serves_all_calls(table, call, monkeypatch):
    made = []
    real = counter.boto3.client
    monkeypatch.setattr(counter.boto3, "client", lambda *a, **k: made.append(a) or real(*a, **k))
    for method in ("GET", "POST", "POST", "GET"):
        assert call(method).status == 200
    assert made == [("dynamodb",)]


def test_only_the_two_permitted_operations_are_used(table, call):
    used = []
    counter.connection.client().meta.events.register(
        "before-call.dynamodb", lambda model, **_: used.append(model.name)
    )
    for method in ("GET", "HEAD", "POST"):
        call(method)
    assert used == ["GetItem", "GetItem", "UpdateItem"]
