# SPDX-License-Identifier: Apache-2.0
"""Failing AWS: what is sent again, what never is, and what the visitor gets to see."""

from __future__ import annotations

import socket

import pytest

import counter

SECRETS = ["told by the test", "resume-counter", "AWSREQUEST", "Exception", "127.0.0.1"]

REFUSED = [
    "ProvisionedThroughputExceededException",
    "ThrottlingException",
    "RequestLimitExceeded",
]


def operations(flaky) -> list[str]:
    return [operation for operation, _ in flaky.requests]


@pytest.mark.parametrize("code", REFUSED)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_throttling_is_tried_again_once(flaky, call, method, code):
    flaky.fail(400, code)
    flaky.count(7)
    result = call(method)
    assert (result.status, result.body) == (200, {"count": 7})
    assert len(flaky.requests) == 2


@pytest.mark.parametrize("code", REFUSED)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_lasting_throttling_asks_the_visitor_to_come_back(flaky, call, method, code):
    flaky.fail(400, code)
    flaky.fail(400, code)
    result = call(method)
    assert result.status == 503
    assert int(result.headers["Retry-After"]) >= 1
    assert result.headers["Cache-Control"] == "no-store"
    assert result.log["awsCode"] == code
    assert len(flaky.requests) == 2


def test_a_write_whose_answer_is_lost_is_not_sent_again(flaky, call):
    flaky.hang_up()
    result = call("POST")
    assert (result.status, result.log["error"]) == (500, "ConnectionClosedError")
    assert operations(flaky) == ["UpdateItem"]


def test_a_write_that_times_out_is_not_sent_again(flaky, call, monkeypatch):
    monkeypatch.setattr(counter, "READ_TIMEOUT_SECONDS", 1)
    release = flaky.stall()
    result = call("POST")
    release.set()
    assert (result.status, result.log["error"]) == (500, "ReadTimeoutError")
    assert operations(flaky) == ["UpdateItem"]


@pytest.mark.parametrize("code", ["InternalServerError", "ServiceUnavailable"])
def test_a_write_that_ends_in_a_server_error_is_not_sent_again(flaky, call, code):
    flaky.fail(500, code)
    assert call("POST").status == 500
    assert operations(flaky) == ["UpdateItem"]


def test_a_read_whose_answer_is_lost_is_sent_again(flaky, call):
    flaky.hang_up()
    flaky.count(7)
    assert call("GET").body == {"count": 7}
    assert operations(flaky) == ["GetItem", "GetItem"]


def test_a_read_that_ends_in_a_server_error_is_sent_again(flaky, call):
    flaky.fail(500, "InternalServerError")
    flaky.count(7)
    assert call("GET").body == {"count": 7}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_connection_that_was_never_made_is_tried_again(call, monkeypatch, method):
    with socket.socket() as reserved:  # bound but not listening: connections are refused
        reserved.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{reserved.getsockname()[1]}"
        monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", url)
        sent = []
        counter.connection.client().meta.events.register(
            "before-send.dynamodb", lambda **_: sent.append(1)
        )
        result = call(method)
    assert (result.status, result.log["error"]) == (500, "EndpointConnectionError")
    assert len(sent) == 2


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "AccessDeniedException"),
        (400, "ResourceNotFoundException"),
        (400, "ValidationException"),
        (400, "UnrecognizedClientException"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_other_errors_show_an_id_and_nothing_else(flaky, call, method, status, code):
    flaky.fail(status, code)
    result = call(method)
    assert result.status == 500
    assert result.body == {"error": "internal error", "id": result.log["requestId"]}
    assert result.log["awsCode"] == code
    assert result.log["awsRequestId"] == "AWSREQUEST"
    assert "told by the test" in result.log["detail"]
    shown = str(result.headers) + str(result.body)
    assert [text for text in SECRETS if text in shown] == []
    assert len(flaky.requests) == 1


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_missing_credentials_are_an_error_that_the_log_names(call, monkeypatch, method):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    counter.boto3.DEFAULT_SESSION = None  # it remembers the credentials of earlier tests
    result = call(method)
    counter.boto3.DEFAULT_SESSION = None
    assert (result.status, result.log["error"]) == (500, "NoCredentialsError")


def test_connections_are_kept_between_calls_but_not_over_a_sleep(flaky, call, monkeypatch):
    now = [1_000_000.0]
    monkeypatch.setattr(counter.time, "time", lambda: now[0])
    for step in (0, 1, counter.IDLE_SECONDS + 1, 1, -3600):
        now[0] += step
        flaky.count(1)
        assert call("POST").status == 200
    first, second, third, fourth, fifth = flaky.connections
    assert first == second != third == fourth != fifth


def test_the_write_is_one_atomic_add(flaky, call):
    flaky.count(1)
    call("POST")
    assert flaky.requests == [
        (
            "UpdateItem",
            {
                "TableName": "resume-counter",
                "Key": {"id": {"S": "visitors"}},
                "UpdateExpression": "ADD #count :one",
                "ExpressionAttributeNames": {"#count": "count"},
                "ExpressionAttributeValues": {":one": {"N": "1"}},
                "ReturnValues": "UPDATED_NEW",
            },
        )
    ]
