# SPDX-License-Identifier: Apache-2.0
"""Shows one deployed site to a browser: `python -m testaws.edge_proxy --host example.com`.

A browser cannot choose its Host header, so this loopback server sends each
request on with the site's name, and turns redirects to the site into its own
address. It serves until SIGINT or SIGTERM.
"""

from __future__ import annotations

import argparse
import http.client
import json
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "proxy-connection"}


class Proxy(ThreadingHTTPServer):
    """Presents the distribution of `host` at `http://localhost:{port}/`."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, emulator: str, port: int, host: str):
        self.emulator = urlsplit(emulator)
        self.names = find_names(emulator, host)
        self.host = host.lower()
        super().__init__(("127.0.0.1", port), _Handler)

    @property
    def address(self) -> str:
        return f"http://localhost:{self.server_address[1]}"

    def inward(self, value: str) -> str:
        """A header of the browser, with this server's address made the site's."""
        for own in (self.address, self.address.replace("localhost", "127.0.0.1")):
            if value == own or value.startswith(own + "/"):
                return f"https://{self.host}{value[len(own):]}"
        return value

    def outward(self, value: str) -> str:
        """A header of the site, with the site's addresses made this server's."""
        for name in self.names:
            for scheme in ("https", "http"):
                site = f"{scheme}://{name}"
                if value == site or value.startswith((site + "/", site + "?")):
                    return self.address + value[len(site) :]
        return value


class UnknownSite(Exception):
    """The emulator has no distribution under this name, or is not there."""


def find_names(emulator: str, host: str) -> list[str]:
    """All names of the distribution that serves `host`: aliases and CloudFront's own.

    Throws `UnknownSite` when there is none.
    """
    address = urlsplit(emulator)
    try:
        connection = http.client.HTTPConnection(address.hostname or "127.0.0.1", address.port or 80, timeout=30)
        connection.request("GET", "/test/edge/")
        found = json.loads(connection.getresponse().read())
        connection.close()
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise UnknownSite(f"no test AWS answers at {emulator}: {error}") from error
    for distribution in found:
        names = [*distribution["aliases"], distribution["domainName"]]
        if host.lower() in names or host == distribution["id"]:
            return names
    raise UnknownSite(f"no distribution at {emulator} serves {host}")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    server: Proxy

    def _forward(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        connection = http.client.HTTPConnection(
            self.server.emulator.hostname or "127.0.0.1", self.server.emulator.port or 80, timeout=120
        )
        try:
            connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            connection.putheader("Host", self.server.host)
            for name, value in self.headers.items():
                if name.lower() in HOP_BY_HOP | {"host", "content-length"}:
                    continue
                if name.lower() in ("origin", "referer"):
                    value = self.server.inward(value)
                connection.putheader(name, value.encode("latin-1"))
            connection.putheader("X-Forwarded-Proto", "https")
            if body or self.command in ("POST", "PUT", "PATCH"):
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body or None)
            response = connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            self._answer(502, [("Content-Type", "text/plain")], f"The test AWS does not answer: {error}\n".encode())
            return
        finally:
            connection.close()
        self._answer(response.status, response.getheaders(), content, response.getheader("Content-Length"))

    def _answer(
        self, status: int, headers: list[tuple[str, str]], content: bytes, length: str | None = None
    ) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() in HOP_BY_HOP | {"content-length"}:
                continue
            if name.lower() in ("location", "access-control-allow-origin"):
                value = self.server.outward(value)
            self.send_header(name, value)
        if status not in (204, 304):
            self.send_header("Content-Length", (length or "0") if self.command == "HEAD" else str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _forward

    def log_message(self, format: str, *args: Any) -> None:
        pass


def main(arguments: list[str] | None = None) -> int:
    """Runs the proxy until SIGINT or SIGTERM. Returns 1 when the site is unknown or the port is taken."""
    parser = argparse.ArgumentParser(prog="testaws.edge_proxy", description="Show a deployed site to a browser.")
    parser.add_argument("--emulator", default="http://127.0.0.1:5566", help="address of the test AWS")
    parser.add_argument("--port", type=int, default=8080, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--host", required=True, help="an alias, the domain name or the id of the distribution")
    options = parser.parse_args(arguments)
    try:
        proxy = Proxy(options.emulator, options.port, options.host)
    except UnknownSite as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"error: port {options.port} cannot be used: {error}", file=sys.stderr)
        return 1
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    threading.Thread(target=proxy.serve_forever, args=(0.1,), daemon=True).start()
    print(f"serving {options.host} at {proxy.address}/", flush=True)
    stopped.wait()
    proxy.shutdown()
    proxy.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
