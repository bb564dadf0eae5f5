# SPDX-License-Identifier: Apache-2.0
"""Says what botocore would send for an operation, and what AWS would answer, for the Swift clients to be compared with.

Reads one JSON object a line from standard input and answers each with one line:

    {"service": "route53", "operation": "GetChange", "parameters": {"Id": "C1"}, "answer": {"ChangeInfo": {...}}}
    -> {"request": {"method", "path", "query", "headers", "body"}, "response": {"status", "headers", "body"}}

`service` is botocore's name. Parameters and answer have the names of the service model and are validated by it; a blob is
written {"$base64": "..."}, a time in ISO 8601. The answer may be left out. The request is built by botocore's own
serializer. The answer is written by the few lines below and read back with botocore's own parser: what does not come back
as it was put in is an error. So is everything else that botocore refuses: {"error": "..."}.

    {"endpoints": "route53"} -> {"rows": [{"partition", "region", "dualStack", "fips", "url", "signature"}, ...]}
    {"chosen": "route53"} -> {"rows": [{"variables", "config", "url"}, ...]}, the address that was chosen, or "error"
    {"buckets": true} -> the same for the places of S3 buckets; see endpoints.py
"""

import base64
import json
import sys
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

import endpoints
from botocore.awsrequest import HeadersDict, prepare_request_dict
from botocore.exceptions import ParamValidationError
from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from botocore.session import get_session
from botocore.utils import parse_to_aware_datetime
from botocore.validate import ParamValidator

# The model has them for requests alone; AWS declares them in its answers too.
NAMESPACES = {
    "cloudfront": "http://cloudfront.amazonaws.com/doc/2020-05-31/",
    "route53": "https://route53.amazonaws.com/doc/2013-04-01/",
    "iam": "https://iam.amazonaws.com/doc/2010-05-08/",
}

SESSION = get_session()
MODELS = {}


def model(service):
    """The service model; loading one takes a while."""
    if service not in MODELS:
        MODELS[service] = SESSION.get_service_model(service)
    return MODELS[service]


def typed(value, shape):
    """The value with bytes and times in place of their JSON forms, and members in the order of the model.

    botocore's serializer keeps the order that it is given; AWS documents the order of the model.
    """
    kind = shape.type_name
    if kind == "structure":
        known = {name: typed(value[name], member) for name, member in shape.members.items() if name in value}
        return known | {name: v for name, v in value.items() if name not in known}
    if kind == "list":
        return [typed(v, shape.member) for v in value]
    if kind == "map":
        return {k: typed(v, shape.value) for k, v in value.items()}
    if kind == "blob" and isinstance(value, dict):
        return base64.b64decode(value["$base64"])
    if kind == "timestamp":
        return parse_to_aware_datetime(value)
    return value


def request(operation, parameters):
    """What botocore sends, in parts that can be compared."""
    if operation.input_shape is not None:
        parameters = typed(parameters, operation.input_shape)
    protocol = operation.service_model.resolved_protocol
    sent = create_serializer(protocol).serialize_to_request(parameters, operation)
    form = sent["body"] if isinstance(sent["body"], dict) else None
    prepare_request_dict(sent, endpoint_url="https://aws.invalid")
    url = urlsplit(sent["url"])
    if form is not None:
        body = {"kind": "form", "pairs": sorted([k, str(v)] for k, v in form.items())}
    elif not sent["body"]:
        body = {"kind": "none"}
    else:
        content = sent["body"].encode() if isinstance(sent["body"], str) else bytes(sent["body"])
        kind = "xml" if content.startswith(b"<") else "json" if content.startswith(b"{") else "bytes"
        body = {"kind": kind, "base64": base64.b64encode(content).decode()}
    return {
        "method": sent["method"],
        "path": url.path,
        "query": sorted([k, v] for k, v in parse_qsl(url.query, keep_blank_values=True)),
        "headers": {k.lower(): v for k, v in sent["headers"].items() if k.lower() != "user-agent"},
        "body": body,
    }


def timestamp(value, shape, default):
    """A time as the service writes it."""
    style = shape.serialization.get("timestampFormat", default)
    if style == "iso8601":
        return value.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    return value.timestamp()


def as_json(value, shape):
    """The JSON form of a value, under the names on the wire."""
    kind = shape.type_name
    if kind == "structure":
        return {
            shape.members[n].serialization.get("name", n): as_json(v, shape.members[n])
            for n, v in value.items()
            if shape.members[n].serialization.get("location") is None
        }
    if kind == "list":
        return [as_json(v, shape.member) for v in value]
    if kind == "map":
        return {k: as_json(v, shape.value) for k, v in value.items()}
    if kind == "timestamp":
        return timestamp(value, shape, "unixTimestamp")
    if kind == "blob":
        return base64.b64encode(value).decode()
    return value


def add_xml(parent, name, value, shape):
    """Adds the XML form of a value to an element."""
    kind = shape.type_name
    if kind == "list" and shape.serialization.get("flattened"):
        for v in value:
            add_xml(parent, shape.member.serialization.get("name", name), v, shape.member)
        return
    element = ElementTree.SubElement(parent, name)
    if kind == "structure":
        fill_xml(element, value, shape)
    elif kind == "list":
        for v in value:
            add_xml(element, shape.member.serialization.get("name", "member"), v, shape.member)
    elif kind == "boolean":
        element.text = "true" if value else "false"
    elif kind == "timestamp":
        element.text = timestamp(value, shape, "iso8601")
    elif kind == "blob":
        element.text = base64.b64encode(value).decode()
    elif kind == "map":
        raise NotImplementedError("maps in XML")
    else:
        element.text = str(value)


def fill_xml(element, value, shape):
    """Adds the members of a structure in the order of the model."""
    for name, member in shape.members.items():
        if name in value and member.serialization.get("location") is None:
            add_xml(element, member.serialization.get("name", name), value[name], member)


def response(operation, answer):
    """What AWS answers with these values."""
    shape, protocol = operation.output_shape, operation.service_model.resolved_protocol
    status, headers, body = operation.http.get("responseCode", 200), {}, b""
    if shape is None:
        return {"status": status, "headers": headers, "body": ""}
    value = typed(answer, shape)
    report = ParamValidator().validate(value, shape)
    if report.has_errors():
        raise ParamValidationError(report=report.generate_report())
    for name, member in shape.members.items():
        if member.serialization.get("location") == "header" and name in value:
            headers[member.serialization.get("name", name)] = str(value[name])
    payload = shape.serialization.get("payload")
    if payload is not None and shape.members[payload].type_name == "blob":
        body = value.get(payload, b"")
    elif protocol in ("json", "rest-json"):
        content, content_shape = (value, shape) if payload is None else (value[payload], shape.members[payload])
        body = json.dumps(as_json(content, content_shape)).encode()
    elif protocol == "rest-xml":
        content, content_shape = (value, shape) if payload is None else (value[payload], shape.members[payload])
        root = ElementTree.Element(content_shape.name, xmlns=NAMESPACES[operation.service_model.service_name])
        fill_xml(root, content, content_shape)
        body = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    else:
        root = ElementTree.Element(operation.name + "Response", xmlns=NAMESPACES["iam"])
        fill_xml(ElementTree.SubElement(root, shape.serialization["resultWrapper"]), value, shape)
        metadata = ElementTree.SubElement(root, "ResponseMetadata")
        ElementTree.SubElement(metadata, "RequestId").text = "00000000-0000-0000-0000-000000000000"
        body = ElementTree.tostring(root, encoding="utf-8")
    check(operation, value, status, headers, body)
    return {"status": status, "headers": headers, "body": base64.b64encode(body).decode()}


def check(operation, value, status, headers, body):
    """Reads the answer with botocore's parser, which must find in it what was put in."""
    parser = create_parser(operation.service_model.resolved_protocol)
    raw = {"status_code": status, "headers": HeadersDict(headers), "body": body}
    parsed = parser.parse(raw, operation.output_shape)
    parsed.pop("ResponseMetadata", None)
    payload = operation.output_shape.serialization.get("payload")
    if payload is not None and isinstance(parsed.get(payload), str):
        parsed[payload] = parsed[payload].encode()
    for name, member in operation.output_shape.members.items():
        if member.serialization.get("location") == "statusCode":
            parsed.pop(name, None)
    if parsed != value:
        raise ValueError(f"botocore reads {parsed!r} where {value!r} was written")


def answer(case):
    """Answers one line."""
    if "endpoints" in case:
        return {"rows": endpoints.rows(case["endpoints"])}
    if "chosen" in case:
        return {"rows": endpoints.chosen_rows(case["chosen"])}
    if "buckets" in case:
        return {"rows": endpoints.bucket_rows()}
    operation = model(case["service"]).operation_model(case["operation"])
    result = {"request": request(operation, case.get("parameters", {}))}
    if case.get("answer") is not None:
        result["response"] = response(operation, case["answer"])
    else:
        result["response"] = {"status": operation.http.get("responseCode", 200), "headers": {}, "body": ""}
    return result


def main():
    """Answers line by line until the input ends."""
    for line in sys.stdin:
        try:
            result = answer(json.loads(line))
        except Exception as error:  # noqa: BLE001 -- every failure goes to the test that asked
            result = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
