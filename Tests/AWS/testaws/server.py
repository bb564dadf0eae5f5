# SPDX-License-Identifier: Apache-2.0
"""The server: administration, the edge and API data plane, and the checked AWS APIs.

The data plane is an optional module, `testaws.edge`, which plays CloudFront and API Gateway. Its contract:

* `edge.claims(host: str, path: str) -> bool` is asked, with the Host header as sent (with its port) and the raw path,
  for each request that names another host than the server's own address, and for each unsigned one. It is true for
  hosts ending in `.cloudfront.net`, for an alias of a distribution, for `{api}.execute-api.{region}.amazonaws.com`,
  and for paths under `/test/edge/`.
* `edge.application(environ, start_response)` is a WSGI application that answers the claimed requests.
* `edge.start(base_url: str)`, if it exists, is called once before the first request with the server's own address;
  `edge.reset()`, if it exists, is called at each reset, and `edge.stop()` when the server ends.

It reads the account in this process: moto's backends, and `testaws.state` for what is kept in another form.
"""

from __future__ import annotations

import argparse
import http.client
import importlib
import importlib.util
import json
import pathlib
import signal
import sys
import threading
import traceback
import uuid
import zlib

from . import admin, calls, checksums, clock, dns, models, parsing, serialize, signatures
from .errors import AWSError, Violation
from .faults import Faults
from .http import DropConnection, HTTPServer
from .journal import Journal
from .permissions.gate import Gate

# Answered without a signature, as AWS does.
UNSIGNED = ("AssumeRoleWithWebIdentity", "AssumeRoleWithSAML")


def load_services():
    """Imports every module of `testaws.services`, which registers its handlers."""
    folder = pathlib.Path(__file__).parent / "services"
    for file in sorted(folder.glob("*.py")):
        if file.stem != "__init__":
            importlib.import_module(f"testaws.services.{file.stem}")


def load_edge():
    """The data plane, or `None` when it is not there."""
    if importlib.util.find_spec("testaws.edge") is None:
        return None
    return importlib.import_module("testaws.edge")


class Application:
    """The WSGI application in front of everything."""

    def __init__(self, edge=None, journal_file=None):
        self.edge = edge
        self.journal = Journal()
        self.faults = Faults()
        self.snapshots = {}
        self.gate = Gate()
        self.dns = None
        self.journal_file = open(journal_file, "a", encoding="utf-8") if journal_file else None

    def __call__(self, environ, start_response):
        raw_path = environ["RAW_URI"].partition("?")[0]
        host = environ.get("HTTP_HOST", "")
        signed = "HTTP_AUTHORIZATION" in environ or "X-Amz-Signature=" in environ["QUERY_STRING"]
        own_address = host.rpartition(":")[0] in ("127.0.0.1", "localhost")
        if self.edge is not None and not (signed and own_address) and self.edge.claims(host, raw_path):
            return self.edge.application(environ, start_response)
        if not signed and raw_path.startswith("/test/"):
            body = environ["wsgi.input"].read()
            response = admin.answer(self, environ["REQUEST_METHOD"], raw_path, environ["QUERY_STRING"], body)
            return _send(response, start_response)
        response = self.answer(environ, raw_path)
        environ["testaws.pace"] = response.pace
        return _send(response, start_response)

    def answer(self, environ, raw_path):
        """Checks and answers one request to an AWS API, and journals it."""
        body = environ["wsgi.input"].read()
        request_id = str(uuid.uuid4())
        entry = self.journal.add(
            service=None, operation=None, method=environ["REQUEST_METHOD"], path=raw_path,
            query=environ["QUERY_STRING"], region=None, account=None, access_key=None, scope=None, status=None,
            code=None, mutating=environ["REQUEST_METHOD"] not in ("GET", "HEAD"),
            user_agent=environ.get("HTTP_USER_AGENT", ""))
        try:
            response = self._checked(environ, raw_path, body, entry, request_id)
            entry["status"] = response.status
        except DropConnection:
            entry["code"] = "DroppedByFault"
            raise
        finally:
            if self.journal_file is not None:
                self.journal_file.write(json.dumps(entry) + "\n")
                self.journal_file.flush()
        response.set_header("Date", clock.http_date())
        if not response.from_aws:
            return response
        if entry["service"] == "s3":
            response.set_header("x-amz-request-id", request_id.replace("-", "")[:16].upper())
            response.set_header("x-amz-id-2", request_id)
        else:
            response.set_header("x-amzn-RequestId", request_id)
        if entry["service"] == "dynamodb":
            response.set_header("x-amz-crc32", str(zlib.crc32(response.body)))
        return response

    def _checked(self, environ, raw_path, body, entry, request_id):
        service = models.service("s3")
        operation = None
        try:
            checker = parsing.Checker()
            query = parsing.parse_query(environ["QUERY_STRING"], checker)
            if checker.problems:
                raise Violation("model", checker.problems)
            headers = {}
            for name, value in environ["testaws.headers"]:
                lowered = name.lower()
                headers[lowered] = f"{headers[lowered]},{value}" if lowered in headers else value
            scope = signatures.scope_of(headers, query)
            if scope is None:
                service = self._unsigned(headers, body)
            else:
                if scope.service not in models.SERVICES:
                    raise Violation("signature", f"the scope names the service '{scope.service}', which is not served")
                service = models.service(models.SERVICES[scope.service])
                entry.update(service=service.name, region=scope.region, account=signatures.ACCOUNT,
                             access_key=scope.access_key, scope=str(scope))
            operation, labels = parsing.find_operation(
                service, environ["REQUEST_METHOD"], raw_path, query, headers, body)
            entry.update(operation=operation.name, mutating=operation.mutating)
            if scope is not None:
                signatures.check_region(scope, service.name)
                signatures.verify(scope, environ["REQUEST_METHOD"], environ["RAW_URI"],
                                  environ["testaws.headers"], headers, query, body)
            elif operation.name not in UNSIGNED:
                raise Violation("unsigned", f"{operation.name} must be signed")
            params, parsed = parsing.parse(
                operation, labels, raw_path, query, headers, body, environ.get("HTTP_USER_AGENT", ""))
            problems = parsed.problems
            try:
                checksums.verify(operation, headers, body)
            except AWSError as error:
                problems.append(f"{error.code}: {error.message}")
                if len(problems) == 1:
                    self.journal.violate(entry, "checksum", problems)
                    raise
            if problems:
                raise Violation("model", problems)
            call = calls.Call(operation, params, environ, scope, signatures.ACCOUNT, body)
            fault = self.faults.take(operation, raw_path)
            if fault is not None:
                response = self.faults.before(fault, operation)
                if response is not None:
                    return response
            response = self.gate.answer(call, entry)
            if fault is not None:
                self.faults.after(fault, response)
            return response
        except Violation as violation:
            self.journal.violate(entry, violation.kind, violation.problems)
            status = 403 if violation.kind in ("unsigned", "signature") else 400
            error = AWSError("TestAWSViolation", str(violation), status)
        except AWSError as found:
            if found.code == "SignatureDoesNotMatch" or found.code == "NotImplemented":
                self.journal.violate(entry, "signature" if found.code[0] == "S" else "operation", [found.message])
            error = found
        except DropConnection:
            raise
        except Exception as crash:  # moto's bugs must not look like a hung server
            traceback.print_exc()
            self.journal.violate(entry, "emulator", [f"the test AWS itself failed: {crash!r}"])
            error = AWSError("InternalFailure", f"The test AWS itself failed: {crash!r}", 500)
        entry["code"] = error.code
        entry["message"] = error.message
        return serialize.error(service, error, request_id, operation, head=environ["REQUEST_METHOD"] == "HEAD")

    @staticmethod
    def _unsigned(headers, body):
        if headers.get("content-type", "").startswith("application/x-www-form-urlencoded") and any(
                f"Action={name}".encode() in body for name in UNSIGNED):
            return models.service("sts")
        raise Violation("unsigned", "the request is not signed")


def _send(response, start_response):
    reason = http.client.responses.get(response.status, "Unknown")
    start_response(f"{response.status} {reason}", response.headers)
    return [response.body]


def main(arguments=None):
    """Runs the server until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="testaws", description="A strict local AWS for tests.")
    parser.add_argument("--port", type=int, default=5566, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--port-file", help="file that gets the port once the server is ready")
    parser.add_argument("--journal", help="file that gets every operation as a line of JSON")
    options = parser.parse_args(arguments)

    load_services()
    edge = load_edge()
    app = Application(edge, options.journal)
    app.dns = dns.Server()
    calls.on_reset(dns.questions.clear)
    server = HTTPServer(app, options.port)
    if edge is not None and hasattr(edge, "reset"):
        calls.on_reset(edge.reset)
    if edge is not None and hasattr(edge, "start"):
        edge.start(server.base_url)
    for name in set(models.SERVICES.values()):
        models.service(name)

    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    if options.port_file:
        temporary = pathlib.Path(f"{options.port_file}.new")
        temporary.write_text(f"{server.port}\n", encoding="utf-8")
        temporary.replace(options.port_file)
    print(f"listening on {server.base_url}", flush=True)
    stopped.wait()
    server.close()
    app.dns.close()
    if edge is not None and hasattr(edge, "stop"):
        edge.stop()
    sys.stdout.flush()
    return 0
