# SPDX-License-Identifier: Apache-2.0
"""The S3 in memory, as a process."""

from __future__ import annotations

import dataclasses
import http.client
import json
import pathlib
import subprocess
import tempfile
import time

# What /_stats counts besides requests.
NOT_REQUESTS = ("connections", "connectionsAtOnce", "bytes", "objects")


@dataclasses.dataclass(frozen=True)
class Traffic:
    """What a client sent."""

    requests: int
    connections: int
    kinds: dict[str, int]

    @staticmethod
    def parse(counts: dict[str, int]) -> Traffic:
        """Reads the answer to /_stats."""
        kinds = {kind: count for kind, count in counts.items() if kind not in NOT_REQUESTS and count}
        return Traffic(sum(kinds.values()), counts["connections"], kinds)


@dataclasses.dataclass(frozen=True)
class StoredObject:
    """An object as the server has it. In one piece it has no parts."""

    etag: str
    size: int
    parts: int
    part_size: int


def parse_objects(text: str) -> dict[str, StoredObject]:
    """Reads the answer to /_objects, by bucket/key."""
    objects = {}
    for line in text.splitlines():
        etag, size, parts, part_size, name = line.split(" ", 4)
        objects[name] = StoredObject(etag, int(size), int(parts), int(part_size))
    return objects


class Server:
    """A running server. It ends with the `with` block."""

    def __init__(self, program: pathlib.Path, *options: str):
        with tempfile.TemporaryDirectory() as folder:
            port_file = pathlib.Path(folder) / "port"
            self._process = subprocess.Popen([program, "--port-file", port_file, *options], stdin=subprocess.DEVNULL)
            self.port = self._await_port(port_file)
        self.url = f"http://127.0.0.1:{self.port}"
        # One connection for all that is asked here, so that none of it is counted.
        self._control = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def _await_port(self, file: pathlib.Path) -> int:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline and self._process.poll() is None:
            text = file.read_text() if file.exists() else ""
            if text.endswith("\n"):
                return int(text)
            time.sleep(0.005)
        self._process.kill()
        raise RuntimeError("the server did not start")

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self._control.close()
        self._process.kill()
        self._process.wait()

    def _ask(self, method: str, path: str) -> str:
        self._control.request(method, path)
        answer = self._control.getresponse()
        text = answer.read().decode()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {text}")
        return text

    def clear(self) -> None:
        self._ask("POST", "/_clear")

    def reset(self) -> None:
        self._ask("POST", "/_reset")

    def save(self, name: str) -> None:
        """Keeps a copy of all objects under a name."""
        self._ask("POST", f"/_save?{name}")

    def restore(self, name: str) -> None:
        self._ask("POST", f"/_restore?{name}")

    def delay(self, milliseconds: float) -> None:
        """Sets the length of a round trip."""
        self._ask("POST", f"/_delay?{milliseconds}")

    def hash(self, limit: int) -> None:
        """Sets up to which length bodies are hashed."""
        self._ask("POST", f"/_hash?{limit}")

    def traffic(self) -> Traffic:
        return Traffic.parse(json.loads(self._ask("GET", "/_stats")))

    def objects(self) -> dict[str, StoredObject]:
        return parse_objects(self._ask("GET", "/_objects"))
