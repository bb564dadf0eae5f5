# SPDX-License-Identifier: Apache-2.0
"""One server for the whole run, emptied before each test, and boto3 clients for it."""

import json
import os
import pathlib
import subprocess
import sys
import time
import urllib.request

import boto3
import pytest
from botocore.config import Config

ACCESS_KEY = "AKIDEXAMPLE0TEST0001"
SECRET_KEY = "testing-secret-key/EXAMPLE+0001"
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))


class Server:
    """A running test AWS."""

    def __init__(self, port):
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self._clients = {}

    def client(self, name, region="us-east-1", access_key=ACCESS_KEY, secret_key=SECRET_KEY, token=None):
        """A boto3 client that sends each request once and validates nothing itself."""
        key = (name, region, access_key, secret_key, token)
        if key not in self._clients:
            self._clients[key] = boto3.client(
                name, region_name=region, endpoint_url=self.url, aws_access_key_id=access_key,
                aws_secret_access_key=secret_key, aws_session_token=token,
                config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"},
                              parameter_validation=False))
        return self._clients[key]

    def admin(self, method, path, body=None):
        """One administration request; the decoded answer."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method)
        with urllib.request.urlopen(request) as response:
            text = response.read()
        return json.loads(text) if text else None

    def settings(self, **changes):
        return self.admin("POST", "/test/settings", {k.replace("__", "."): v for k, v in changes.items()})

    def violations(self):
        return self.admin("GET", "/test/violations")


@pytest.fixture(scope="session")
def running(tmp_path_factory):
    port_file = tmp_path_factory.mktemp("testaws") / "port"
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    process = subprocess.Popen(
        [sys.executable, "-m", "testaws", "--port", "0", "--port-file", str(port_file)], env=environment,
        stdout=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 30
    while not port_file.exists():
        assert process.poll() is None, "the server ended"
        assert time.monotonic() < deadline, "the server did not become ready"
        time.sleep(0.02)
    yield Server(int(port_file.read_text()))
    process.terminate()
    assert process.wait(10) == 0


@pytest.fixture
def aws(running):
    """The server, empty."""
    running.admin("POST", "/test/reset")
    return running
