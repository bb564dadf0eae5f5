# SPDX-License-Identifier: Apache-2.0
"""Journal, reset, faults, settings, and the account dump."""

import http.client
import threading
import time
import urllib.error

import pytest
import stack
from botocore.exceptions import ClientError, ConnectionClosedError, ResponseStreamingError
from urllib3.exceptions import HTTPError as TransportError


def fault(aws, **members):
    aws.admin("POST", "/test/faults", [members])


def test_journal_tells_what_was_asked(aws):
    s3 = aws.client("s3", "eu-west-1")
    s3.create_bucket(Bucket="bucket", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.head_bucket(Bucket="bucket")
    with pytest.raises(ClientError):
        s3.get_bucket_policy(Bucket="bucket")
    entries = aws.admin("GET", "/test/journal")
    assert [(e["service"], e["operation"], e["status"], e["mutating"]) for e in entries] == [
        ("s3", "CreateBucket", 200, True), ("s3", "HeadBucket", 200, False), ("s3", "GetBucketPolicy", 404, False)]
    assert entries[0]["region"] == "eu-west-1" and entries[0]["account"] == stack.ACCOUNT
    assert entries[0]["user_agent"].startswith("Boto3/") and entries[0]["scope"].endswith("/eu-west-1/s3/aws4_request")
    assert [e["operation"] for e in aws.admin("GET", "/test/journal?mutating=1")] == ["CreateBucket"]
    after = aws.admin("GET", f"/test/journal?after={entries[1]['seq']}")
    assert [e["operation"] for e in after] == ["GetBucketPolicy"]
    aws.admin("DELETE", "/test/journal")
    assert aws.admin("GET", "/test/journal") == []
    s3.head_bucket(Bucket="bucket")
    assert aws.admin("GET", "/test/journal")[0]["seq"] == entries[2]["seq"] + 1


def test_reset_empties_everything(aws):
    stack.deploy(aws)
    aws.settings(acm__never=True)
    aws.admin("POST", "/test/reset")
    account = aws.admin("GET", "/test/account")
    assert {name: value for name, value in account.items() if value and name != "history"} == {}
    assert aws.admin("GET", "/test/journal") == [] and aws.violations() == []
    assert aws.admin("GET", "/test/settings")["acm.never"] is False


def test_two_deploys_make_equal_accounts(aws):
    stack.deploy(aws)
    first = aws.admin("GET", "/test/account")
    aws.admin("POST", "/test/reset")
    stack.deploy(aws)
    second = aws.admin("GET", "/test/account")
    assert first == second
    aws.client("s3").put_object(Bucket="resume-site", Key="index.html", Body=b"index.html", ContentType="text/html")
    changed = aws.admin("GET", "/test/account")
    assert changed["buckets"]["resume-site"]["objects"] != second["buckets"]["resume-site"]["objects"]
    assert {**changed, "buckets": None, "history": None} == {**second, "buckets": None, "history": None}


def test_dump_holds_each_part(aws):
    stack.deploy(aws, "eu-central-1")
    account = aws.admin("GET", "/test/account")
    region = account["regions"]["eu-central-1"]
    assert sorted(region) == ["apis", "lambda", "logGroups", "tables"]
    assert account["regions"]["us-east-1"]["certificates"][0]["inUse"] is True
    assert region["tables"]["resume"]["tags"] == stack.TAGS
    assert region["lambda"]["resume"]["policy"][0]["Principal"] == {"Service": "apigateway.amazonaws.com"}
    assert account["roles"]["resume"]["inline"]["counter"]["Statement"][0]["Action"] == "dynamodb:UpdateItem"
    assert account["distributions"][0]["config"]["Origins"]["Items"][0]["OriginAccessControlId"] == \
        "{access control resume}"
    assert len(account["zones"][0]["records"]) == 8


def test_status_fault_speaks_the_protocol(aws):
    fault(aws, operation="s3:*", action="status", status=503, code="SlowDown", times=1)
    with pytest.raises(ClientError, match="SlowDown"):
        aws.client("s3").list_buckets()
    assert aws.client("s3").list_buckets()["Buckets"] == []
    fault(aws, operation="tagging:GetResources", action="status", status=400, code="ThrottlingException")
    for _ in range(2):
        with pytest.raises(ClientError, match="ThrottlingException"):
            aws.client("resourcegroupstaggingapi").get_resources()
    assert aws.violations() == []


def test_nth_request_fails(aws):
    fault(aws, operation="s3:CreateBucket", nth=2, action="status", status=500)
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="one")
    with pytest.raises(ClientError, match="InternalError"):
        s3.create_bucket(Bucket="two")
    s3.create_bucket(Bucket="three")
    assert [b["Name"] for b in s3.list_buckets()["Buckets"]] == ["one", "three"]
    assert aws.admin("GET", "/test/faults")[0]["seen"] == 3


@pytest.mark.parametrize("action, done", [("reset-before", False), ("reset-after", True)])
def test_connection_resets(aws, action, done):
    fault(aws, operation="s3:CreateBucket", action=action, times=1)
    with pytest.raises((ConnectionClosedError, TransportError, OSError, ClientError, Exception)) as found:
        aws.client("s3").create_bucket(Bucket="bucket")
    assert not isinstance(found.value, ClientError)
    names = [b["Name"] for b in aws.client("s3").list_buckets()["Buckets"]]
    assert names == (["bucket"] if done else [])


def test_truncated_answer(aws):
    fault(aws, operation="s3:GetObject", action="truncate", times=1)
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="bucket")
    s3.put_object(Bucket="bucket", Key="key", Body=b"x" * 1000)
    with pytest.raises((ResponseStreamingError, http.client.IncompleteRead, TransportError)):
        s3.get_object(Bucket="bucket", Key="key")["Body"].read()
    assert s3.get_object(Bucket="bucket", Key="key")["Body"].read() == b"x" * 1000


@pytest.mark.parametrize("action,done", [("hang-before", False), ("hang-after", True)])
def test_request_hangs_until_the_faults_are_set_anew(aws, action, done):
    s3 = aws.client("s3")
    fault(aws, operation="*", mutating=True, nth=2, action=action)
    s3.create_bucket(Bucket="first")
    failures = []

    def create():
        try:
            s3.create_bucket(Bucket="second")
        except Exception as error:  # whatever boto3 makes of the dropped connection
            failures.append(error)

    thread = threading.Thread(target=create)
    thread.start()
    deadline = time.monotonic() + 30
    while not aws.admin("GET", "/test/faults")[0]["hanging"]:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    s3.head_bucket(Bucket="first")  # reads are not concerned
    assert thread.is_alive()
    aws.admin("POST", "/test/faults", [])
    thread.join(30)
    assert len(failures) == 1
    assert ("second" in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]) == done


def test_time_passes_for_objects(aws):
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="bucket")
    s3.put_object(Bucket="bucket", Key="old", Body=b"x")
    before = s3.head_object(Bucket="bucket", Key="old")["LastModified"]
    assert aws.admin("POST", "/test/clock", {"advance": 60}) == {"objects": 1}
    assert (before - s3.head_object(Bucket="bucket", Key="old")["LastModified"]).total_seconds() == 60


def test_html_and_stall(aws):
    fault(aws, operation="s3:ListBuckets", action="html", status=502, times=1)
    with pytest.raises(ClientError) as found:
        aws.client("s3").list_buckets()
    assert found.value.response["ResponseMetadata"]["HTTPStatusCode"] == 502
    fault(aws, operation="s3:ListBuckets", action="stall", seconds=0.3, times=1)
    start = time.monotonic()
    aws.client("s3").list_buckets()
    assert time.monotonic() - start >= 0.3


@pytest.mark.parametrize("path, body", [
    ("/test/faults", [{"operation": "s3:*"}]), ("/test/faults", [{"operation": "*", "action": "explode"}]),
    ("/test/faults", {}), ("/test/settings", {"made.up": 1}), ("/test/settings", {"acm.never": 1}),
    ("/test/nothing", {})])
def test_bad_admin_requests_are_refused(aws, path, body):
    with pytest.raises(urllib.error.HTTPError) as found:
        aws.admin("POST", path, body)
    assert found.value.code in (400, 404)


def test_connection_is_kept_alive(aws):
    connection = http.client.HTTPConnection("127.0.0.1", aws.port)
    for _ in range(3):
        connection.request("GET", "/test/health")
        response = connection.getresponse()
        response.read()
        assert response.status == 200 and not response.will_close
    connection.close()


def test_expect_continue_and_chunked_bodies(aws):
    import socket

    with socket.create_connection(("127.0.0.1", aws.port)) as raw:
        raw.sendall(b"POST /test/settings HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                    b"Transfer-Encoding: chunked\r\n\r\n")
        assert raw.recv(100).startswith(b"HTTP/1.1 100")
        raw.sendall(b"2\r\n{}\r\n0\r\n\r\n")
        assert raw.recv(100).startswith(b"HTTP/1.1 200")
