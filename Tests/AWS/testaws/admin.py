# SPDX-License-Identifier: Apache-2.0
"""The administration API under `/test/`; see the README for what it offers."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

from . import account, calls, dns, settings, snapshot
from .errors import AWSError
from .serialize import Response
from .services import s3_buckets


def _json(value, status=200):
    return Response(status, [("Content-Type", "application/json")], json.dumps(value, indent=1, default=str) + "\n")


def answer(app, method, path, query, body):
    """Answers one administration request."""
    try:
        return _answer(app, method, path.rstrip("/"), parse_qs(query), body)
    except AWSError as error:
        return _json({"code": error.code, "message": error.message}, error.status or 400)
    except ValueError as error:
        return _json({"code": "BadRequest", "message": f"the body is no JSON: {error}"}, 400)


def _name(body):
    """The name of a snapshot; without one they all share one place."""
    return json.loads(body or b"{}").get("name", "")


def _answer(app, method, path, query, body):
    route = (method, path)
    if route == ("GET", "/test/health"):
        return _json({"status": "ready", "dns": app.dns.port if app.dns else None})
    if route == ("GET", "/test/dns"):
        return _json(list(dns.questions))
    if route == ("GET", "/test/journal"):
        after = int(query.get("after", ["0"])[0])
        entries = [entry for entry in list(app.journal.entries) if entry["seq"] > after]
        if query.get("mutating", ["0"])[0] in ("1", "true"):
            entries = [entry for entry in entries if entry["mutating"]]
        return _json(entries)
    if route == ("DELETE", "/test/journal"):
        app.journal.clear()
        return Response(204)
    if route == ("GET", "/test/violations"):
        return _json(list(app.journal.violations))
    if route == ("DELETE", "/test/violations"):
        app.journal.violations.clear()
        return Response(204)
    if route == ("POST", "/test/reset"):
        app.faults.epoch += 1
        calls.reset()
        settings.reset()
        app.faults.set([])
        app.gate.reset()
        app.journal.clear(violations=True)
        return Response(204)
    if route == ("POST", "/test/snapshot"):
        app.snapshots[_name(body)] = snapshot.take()
        return Response(204)
    if route == ("POST", "/test/restore"):
        taken = app.snapshots.get(_name(body))
        if taken is None:
            raise AWSError("NoSuchSnapshot", f"There is no snapshot '{_name(body)}'.", 404)
        app.faults.epoch += 1
        snapshot.restore(taken)
        app.faults.set([])
        app.journal.clear(violations=True)
        return Response(204)
    if route == ("POST", "/test/faults"):
        app.faults.set(json.loads(body or b"[]"))
        return Response(204)
    if route == ("GET", "/test/faults"):
        return _json(app.faults.state())
    if route == ("POST", "/test/policy"):
        app.gate.set(json.loads(body or b"null"))
        return Response(204)
    if route == ("GET", "/test/policy"):
        return _json(app.gate.document)
    if route == ("GET", "/test/authorizations"):
        return _json(app.gate.used())
    if route == ("DELETE", "/test/authorizations"):
        app.gate.forget()
        return Response(204)
    if route == ("POST", "/test/settings"):
        settings.update(json.loads(body or b"{}"))
        return _json(settings.all_values())
    if route == ("GET", "/test/settings"):
        return _json(settings.all_values())
    if route == ("POST", "/test/clock"):
        return _json({"objects": s3_buckets.age(json.loads(body or b"{}").get("advance", 0))})
    if route == ("GET", "/test/account"):
        return _json(account.dump())
    return _json({"code": "NotFound", "message": f"{method} {path} is no administration request"}, 404)
