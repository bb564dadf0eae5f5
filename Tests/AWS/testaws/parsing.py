# SPDX-License-Identifier: Apache-2.0
"""Finds the operation of a request and reads its parameters back, the way the service would."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, unquote, unquote_to_bytes

from . import models, xmlbody
from .errors import Violation
from .validate import Checker, load_json

# Headers that any request may carry.
COMMON_HEADERS = frozenset((
    "accept", "accept-encoding", "amz-sdk-invocation-id", "amz-sdk-request", "authorization", "connection",
    "content-length", "content-type", "date", "expect", "host", "keep-alive", "te", "transfer-encoding", "user-agent",
    "x-amz-api-version", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token", "x-amz-user-agent",
    "x-amzn-trace-id", "x-amz-te"))

PRESIGNED_QUERY = frozenset((
    "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature",
    "X-Amz-Security-Token"))


def parse_query(text, checker):
    """A raw query as a dictionary of lists; refuses what AWS reads in more than one way."""
    query = {}
    if not text:
        return query
    if "+" in text:
        checker.report("query", "a raw '+'; send a space as %20 and a plus as %2B")
    for part in text.split("&"):
        name, _, value = part.partition("=")
        if not name:
            checker.report("query", "an empty parameter")
            continue
        try:
            query.setdefault(unquote(name, errors="strict"), []).append(unquote(value, errors="strict"))
        except UnicodeDecodeError:
            checker.report("query", f"'{part}' is no UTF-8")
    return query


def find_operation(service, method, raw_path, query, headers, body):
    """The operation and its path labels. Raises `Violation` when there is none."""
    protocol = service.protocol
    if protocol == "json":
        target = headers.get("x-amz-target")
        if target is None:
            raise Violation("operation", "the X-Amz-Target header is missing")
        prefix, _, name = target.partition(".")
        wanted = service.model.metadata["targetPrefix"]
        if prefix != wanted or name not in service.operations:
            raise Violation("operation", f"X-Amz-Target '{target}' is no operation of {service.name} ({wanted}.…)")
        if method != "POST" or raw_path != "/":
            raise Violation("operation", f"{target} is sent as {method} {raw_path}, not POST /")
        return service.operations[name], ()
    if protocol == "query":
        if method != "POST" or raw_path != "/":
            raise Violation("operation", f"{service.name} is sent as {method} {raw_path}, not POST /")
        form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        name = form.get("Action")
        if name not in service.operations:
            raise Violation("operation", f"Action '{name}' is no operation of {service.name}")
        return service.operations[name], ()
    found = service.route(method, raw_path, query, headers)
    if found is None:
        raise Violation("operation", f"{method} {raw_path} is no operation of {service.name}")
    return found


def parse(operation, labels, raw_path, query, headers, body, user_agent):
    """The request's parameters in botocore's form; the problems are left in the returned checker."""
    checker = Checker()
    params = {}
    for name, raw in zip(models.path_labels(operation), labels):
        member, shape = operation.uri[name]
        try:
            text = unquote_to_bytes(raw).decode("utf-8")
        except UnicodeDecodeError:
            checker.report(f"path {name}", "is no UTF-8")
            continue
        params[member] = checker.from_text(shape, text, f"path {name}")
    _check_path_encoding(raw_path, checker)
    _read_query(operation, query, params, checker)
    _read_headers(operation, headers, params, checker)
    ordered = not user_agent.startswith("Boto3/")  # boto3 keeps its caller's order, which AWS takes too
    _read_body(operation, headers, body, params, checker, ordered)
    if operation.input is not None:
        for name in operation.input.required_members:
            if name not in params and name != operation.payload:
                checker.report(operation.name, f"required member '{name}' is missing")
        if getattr(operation.input, "is_tagged_union", False) and len(params) != 1:
            checker.report(operation.name, "is a union and must have exactly one member")
    return {name: value for name, value in params.items() if value is not None}, checker


def _check_path_encoding(raw_path, checker):
    for segment in raw_path.split("/"):
        if quote(unquote_to_bytes(segment), safe="-_.~") != segment:
            checker.report("path", f"'{segment}' is not percent-encoded the way AWS signs it")


def _read_query(operation, query, params, checker):
    for name, values in query.items():
        place = f"query {name}"
        if name in operation.fixed_query:
            if values != [operation.fixed_query[name]]:
                checker.report(place, f"'{values[0]}' instead of '{operation.fixed_query[name]}'")
            continue
        if name in operation.query:
            member, shape = operation.query[name]
            if shape.type_name == "list":
                params[member] = [checker.from_text(shape.member, value, place) for value in values]
                checker.check(shape, params[member], place)
            else:
                if len(values) > 1:
                    checker.report(place, "appears more than once")
                params[member] = checker.from_text(shape, values[0], place)
            continue
        if name in PRESIGNED_QUERY and operation.service.name == "s3":
            continue
        checker.report(place, f"no parameter of {operation.name}")


def _read_headers(operation, headers, params, checker):
    for name, value in headers.items():
        if name in operation.headers:
            member, shape = operation.headers[name]
            place = f"header {name}"
            if shape.type_name == "list":
                params[member] = [checker.from_text(shape.member, v.strip(), place) for v in value.split(",")]
            else:
                params[member] = checker.from_text(shape, value, place)
            continue
        prefix = next((p for p in operation.header_maps if name.startswith(p)), None)
        if prefix is not None:
            member, _ = operation.header_maps[prefix]
            params.setdefault(member, {})[name[len(prefix):]] = value
            continue
        if name in COMMON_HEADERS:
            continue
        if name == "x-amz-target" and operation.service.protocol == "json":
            continue
        if name in ("x-amz-query-mode", "x-amzn-query-mode") and operation.service.protocol == "json":
            continue
        if operation.takes_checksum and (
                name == "content-md5" or name.startswith("x-amz-checksum-") or name == "x-amz-sdk-checksum-algorithm"):
            continue
        checker.report(f"header {name}", f"no header of {operation.name}")


def _read_body(operation, headers, body, params, checker, ordered):
    protocol = operation.service.protocol
    content_type = headers.get("content-type", "")
    if protocol == "query":
        _read_form(operation, content_type, body, params, checker)
    elif protocol == "json":
        wanted = f"application/x-amz-json-{operation.service.model.metadata['jsonVersion']}"
        if content_type != wanted:
            checker.report("header content-type", f"'{content_type}' instead of '{wanted}'")
        params.update(_json_members(operation, body or b"", checker, allow_empty=False))
    elif operation.payload is not None:
        _read_payload(operation, content_type, body, params, checker, ordered)
    elif operation.body:
        if protocol == "rest-json":
            if body and content_type.split(";")[0] not in ("application/json", "application/x-amz-json-1.1"):
                checker.report("header content-type", f"'{content_type}' instead of 'application/json'")
            params.update(_json_members(operation, body, checker, allow_empty=True))
        elif body:
            value = xmlbody.read(checker, operation.input, dict(operation.input.serialization), body, ordered)
            if value is not None:
                params.update(value)
        elif any(name in operation.body for name in operation.input.required_members):
            checker.report("body", f"is empty; {operation.name} needs one")
    elif body and body != b"{}":
        checker.report("body", f"{operation.name} takes none")


def _read_payload(operation, content_type, body, params, checker, ordered):
    member = operation.payload
    shape = operation.input.members[member]
    required = member in operation.input.required_members
    if shape.type_name == "blob":
        if body or required or operation.service.name == "s3":
            params[member] = body
        return
    if shape.type_name == "string":
        if body:
            try:
                params[member] = body.decode("utf-8")
            except UnicodeDecodeError:
                checker.report("body", "is no UTF-8")
        return
    if not body:
        if required:
            checker.report("body", f"is empty; {operation.name} needs {member}")
        return
    if operation.service.protocol == "rest-json":
        try:
            params[member] = checker.from_json(shape, load_json(body, "body"), member)
        except ValueError as error:
            checker.report("body", f"is no JSON: {error}")
        return
    params[member] = xmlbody.read(checker, shape, dict(shape.serialization), body, ordered)


def _json_members(operation, body, checker, allow_empty):
    if not body and allow_empty:
        return {}
    try:
        document = load_json(body, "body")
    except ValueError as error:
        checker.report("body", f"is no JSON: {error}")
        return {}
    if not isinstance(document, dict):
        checker.report("body", "is no JSON object")
        return {}
    names = {shape.serialization.get("name", name): name for name, shape in operation.body.items()}
    result = {}
    for name, value in document.items():
        if name not in names:
            checker.report("body", f"unknown member '{name}' of {operation.name}")
            continue
        member = names[name]
        result[member] = checker.from_json(operation.body[member], value, name)
    return result


def _read_form(operation, content_type, body, params, checker):
    if content_type.split(";")[0].strip() != "application/x-www-form-urlencoded":
        checker.report("header content-type", f"'{content_type}' instead of 'application/x-www-form-urlencoded'")
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        checker.report("body", "is no UTF-8")
        return
    tree = {}
    for key, value in pairs:
        if key == "Action":
            continue
        if key == "Version":
            wanted = operation.service.model.metadata["apiVersion"]
            if value != wanted:
                checker.report("Version", f"'{value}' instead of '{wanted}'")
            continue
        node = tree
        parts = key.split(".")
        for part in parts[:-1]:
            node = node.setdefault(part, {})
            if not isinstance(node, dict):
                checker.report(key, "is both a value and a structure")
                return
        if parts[-1] in node:
            checker.report(key, "appears twice")
        node[parts[-1]] = value
    if not any(key == "Version" for key, _ in pairs):
        checker.report("Version", "is missing")
    if operation.input is None:
        for name in tree:
            checker.report(name, f"unknown member of {operation.name}")
        return
    names = {shape.serialization.get("name", name): name for name, shape in operation.input.members.items()}
    for name, node in tree.items():
        if name not in names:
            checker.report(name, f"unknown member of {operation.name}")
            continue
        params[names[name]] = _form_value(operation.input.members[names[name]], node, name, checker)


def _form_value(shape, node, path, checker):
    kind = shape.type_name
    if kind == "structure":
        if not isinstance(node, dict):
            return checker.report(path, "a value where the model has a structure")
        names = {member.serialization.get("name", name): name for name, member in shape.members.items()}
        result = {}
        for name, child in node.items():
            if name not in names:
                checker.report(path, f"unknown member '{name}'")
                continue
            result[names[name]] = _form_value(shape.members[names[name]], child, f"{path}.{name}", checker)
        checker.structure(shape, result, path)
        return result
    if kind == "list":
        if node == "":
            return []
        items = node if shape.serialization.get("flattened") else node.get("member") if isinstance(node, dict) else None
        if not isinstance(items, dict):
            return checker.report(path, "a list is sent as NAME.member.1, NAME.member.2, …")
        wanted = [str(n) for n in range(1, len(items) + 1)]
        if sorted(items) != sorted(wanted):
            return checker.report(path, f"list indices are {', '.join(items)}, not 1 to {len(items)}")
        result = [_form_value(shape.member, items[n], f"{path}.member.{n}", checker) for n in wanted]
        checker.check(shape, result, path)
        return result
    if not isinstance(node, str):
        return checker.report(path, f"a structure where the model has a {kind}")
    return checker.from_text(shape, node, path)

