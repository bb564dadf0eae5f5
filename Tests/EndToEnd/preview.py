# SPDX-License-Identifier: Apache-2.0
"""`resumectl dev`, running beside a test."""

import contextlib
import http.client
import json
import signal
import subprocess
import sys
import threading
import time
from urllib.parse import urlsplit

from account import Answer

PATIENCE = 90


class Preview:
    """A preview that listens. Its records are in `records`, what it writes besides in `errors`."""

    def __init__(self, process):
        self.process = process
        self.records = []
        self.errors = []
        self._news = threading.Condition()
        self._readers = [threading.Thread(target=self._read_records, daemon=True),
                         threading.Thread(target=self._read_errors, daemon=True)]
        for reader in self._readers:
            reader.start()
        self.listening = self.wait_for(lambda record: record["type"] == "listening")
        self.url = self.listening["url"]

    def _read_records(self):
        for line in self.process.stdout:
            with self._news:
                self.records.append(json.loads(line))
                self._news.notify_all()
        with self._news:
            self.records.append({"type": "closed"})
            self._news.notify_all()

    def _read_errors(self):
        for line in self.process.stderr:
            self.errors.append(line.decode())

    def wait_for(self, wanted, after=0):
        """The first record from number `after` on that is wanted."""
        deadline = time.monotonic() + PATIENCE
        with self._news:
            while True:
                for record in self.records[after:]:
                    if wanted(record):
                        return record
                left = deadline - time.monotonic()
                if left <= 0 or {"type": "closed"} in self.records:
                    raise AssertionError(f"no such record\n{self.records}\n{''.join(self.errors)}")
                self._news.wait(left)

    def texts(self, kind):
        """The texts of the records of a type."""
        return [record["text"] for record in self.records if record["type"] == kind]

    def get(self, path="/", method="GET", headers=None, body=None, host=None):
        """A request; redirects are not followed."""
        address = urlsplit(self.url)
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=PATIENCE)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            connection.putheader("Host", host or address.netloc)
            for name, value in {"User-Agent": "visitor/1.0", **(headers or {})}.items():
                connection.putheader(name, value)
            if body is not None or method in ("POST", "PUT"):
                connection.putheader("Content-Length", str(len(body or b"")))
            connection.endheaders(body)
            response = connection.getresponse()
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()

    def count(self, method="POST"):
        """What the counter says; a machine under load may need more than one try to get there."""
        deadline = time.monotonic() + PATIENCE
        while True:
            answer = self.get("/api/visitors", method)
            if answer.status == 200:
                return answer.json["count"]
            assert time.monotonic() < deadline, (answer, self.records)
            time.sleep(0.1)

    def stop(self):
        """Ends it as Ctrl-C does; the status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError("the preview does not end") from None


@contextlib.contextmanager
def preview(project, *arguments, python=sys.executable, environment=None):
    """A preview of a project on a free port."""
    process = project.start("dev", "--json", "--port", "0", "--python", python, *arguments, environment=environment)
    try:
        running = Preview(process)
        yield running
        assert running.stop() == 0, "".join(running.errors)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
