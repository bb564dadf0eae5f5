# SPDX-License-Identifier: Apache-2.0
"""Functions that run for real in processes of their own."""

import hashlib
import io
import json
import os
import threading
import time
import zipfile

import pytest
from testaws import runtime

CODE = '''
import os, time
calls = 0

def handler(event, context):
    global calls
    calls += 1
    print("got", event)
    action = event.get("do")
    if action == "raise":
        raise ValueError("boom")
    if action == "exit":
        os._exit(3)
    if action == "hang":
        time.sleep(30)
    if action == "wait":
        while not os.path.exists(event["for"]):
            time.sleep(0.01)
    if action == "large":
        return "x" * 7_000_000
    return {"calls": calls, "pid": os.getpid(), "env": dict(os.environ), "name": context.function_name,
            "left": context.get_remaining_time_in_millis()}
'''


class Groups:
    """A logs backend without log groups."""

    groups: dict = {}


class Function:
    """What moto's function has."""

    def __init__(self, code=CODE, handler="app.handler", timeout=20, **variables):
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr("app.py", code)
        self.code_bytes = archive.getvalue()
        self.code_sha_256 = hashlib.sha256(code.encode()).hexdigest()
        self.function_name = "f"
        self.function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:f"
        self.region, self.handler, self.run_time = "eu-west-1", handler, "python3.13"
        self.memory_size, self.timeout, self.environment_vars = 128, timeout, variables
        self.logs_backend = Groups

    def get_configuration(self):
        return {}


@pytest.fixture
def lambdas():
    instance = runtime.FunctionRuntime("http://127.0.0.1:1")
    yield instance
    instance.stop()


def call(lambdas, function, **event):
    result = lambdas.invoke(function, event)
    return json.loads(result.payload), result


def test_a_process_is_reused_and_sees_its_settings(lambdas):
    function = Function(TABLE_NAME="visits")
    first, result = call(lambdas, function)
    second, _ = call(lambdas, function)
    assert (first["calls"], second["calls"], first["pid"]) == (1, 2, second["pid"])
    assert result.error is None
    assert 0 < first["left"] <= 20_000
    expected = {"TABLE_NAME": "visits", "AWS_REGION": "eu-west-1", "AWS_LAMBDA_FUNCTION_NAME": "f",
                "AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE0TEST0001"}
    assert {name: first["env"].get(name) for name in expected} == expected
    assert "got {}" in result.logs and result.logs.startswith("START RequestId: ")


def test_the_machines_own_environment_does_not_leak(lambdas, monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "mine")
    monkeypatch.setenv("SECRET_OF_THE_MACHINE", "1")
    answer, _ = call(lambdas, Function())
    assert not {"AWS_PROFILE", "SECRET_OF_THE_MACHINE"} & answer["env"].keys()


def test_a_change_of_code_or_configuration_starts_anew(lambdas):
    first, _ = call(lambdas, Function())
    configured, _ = call(lambdas, Function(A="b"))
    recoded, _ = call(lambdas, Function(CODE.replace("calls = 0", "calls = 10"), A="b"))
    assert len({first["pid"], configured["pid"], recoded["pid"]}) == 3
    assert (configured["calls"], configured["env"]["A"], recoded["calls"]) == (1, "b", 11)
    for pid in (first["pid"], configured["pid"]):
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


@pytest.mark.parametrize(("function", "event", "kind", "text"), [
    (Function(), {"do": "raise"}, "ValueError", "boom"),
    (Function(), {"do": "exit"}, "Runtime.ExitError", "exit status 3"),
    (Function(timeout=1), {"do": "hang"}, "Sandbox.Timedout", "Task timed out after 1.00 seconds"),
    (Function(), {"do": "large"}, "Function.ResponseSizeTooLarge", "6291556"),
    (Function("import nothing_like_it"), {}, "Runtime.ImportModuleError", "nothing_like_it"),
    (Function("def handler(:"), {}, "Runtime.UserCodeSyntaxError", "Syntax error"),
    (Function(handler="app.other"), {}, "Runtime.HandlerNotFound", "other"),
    (Function(handler="none.handler"), {}, "Runtime.ImportModuleError", "none"),
    (Function("import os; os._exit(4)"), {}, "Runtime.ExitError", "exit status 4"),
    (Function("def handler(e, c): return object()"), {}, "Runtime.MarshalError", "not JSON serializable"),
])
def test_failures_are_reported_as_lambda_reports_them(lambdas, function, event, kind, text):
    failure, result = call(lambdas, function, **event)
    assert (result.error, failure["errorType"]) == ("Unhandled", kind)
    assert text in failure["errorMessage"]


def test_a_failed_process_is_replaced(lambdas):
    function = Function()
    before, _ = call(lambdas, function)
    call(lambdas, function, do="exit")
    after, result = call(lambdas, function)
    assert result.error is None and after["pid"] != before["pid"] and after["calls"] == 1


def test_events_run_side_by_side(lambdas, tmp_path):
    function, flag = Function(), tmp_path / "go"
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(call(lambdas, function, do="wait", **{"for": str(flag)})[0]))
        for _ in range(3)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and (lambdas.pool(function) is None
                                           or lambdas.pool(function).environment_count < 3):
        threads[0].join(0.01)
    assert lambdas.pool(function).environment_count == 3
    flag.touch()
    for thread in threads:
        thread.join()
    assert len({answer["pid"] for answer in answers}) == 3


def test_stopping_ends_every_process(lambdas):
    answer, _ = call(lambdas, Function())
    root = answer["env"]["LAMBDA_TASK_ROOT"]
    assert os.path.isdir(root)
    lambdas.stop()
    assert not os.path.exists(root)
    with pytest.raises(ProcessLookupError):
        os.kill(answer["pid"], 0)
