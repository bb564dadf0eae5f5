# SPDX-License-Identifier: Apache-2.0
"""Writes results and errors in a service's protocol, from botocore's model."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timezone
from email.utils import format_datetime
from xml.sax.saxutils import escape

S3_STATUS = {
    "AccessDenied": 403, "InvalidAccessKeyId": 403, "SignatureDoesNotMatch": 403, "NoSuchBucket": 404, "NoSuchKey": 404,
    "NoSuchUpload": 404, "NoSuchBucketPolicy": 404, "NoSuchTagSet": 404, "NoSuchLifecycleConfiguration": 404,
    "NoSuchPublicAccessBlockConfiguration": 404, "OwnershipControlsNotFoundError": 404,
    "ServerSideEncryptionConfigurationNotFoundError": 404, "BucketAlreadyOwnedByYou": 409, "BucketAlreadyExists": 409,
    "BucketNotEmpty": 409, "OperationAborted": 409, "ConditionalRequestConflict": 409, "PreconditionFailed": 412,
    "PermanentRedirect": 301, "MethodNotAllowed": 405, "NotImplemented": 501, "SlowDown": 503, "InternalError": 500,
    "ServiceUnavailable": 503,
}

STATUS = {"ThrottlingException": 400, "Throttling": 400, "InternalFailure": 500, "ServiceUnavailable": 503,
          "AccessDenied": 403, "AccessDeniedException": 403}


class Response:
    """An answer: status, headers as pairs, body bytes."""

    def __init__(self, status, headers=(), body=b""):
        self.status = status
        self.headers = list(headers)
        self.body = body.encode() if isinstance(body, str) else body
        # Bytes at a time and the seconds between them, for an answer that trickles in.
        self.pace = None
        # Whether it comes from AWS, and not from something on the way there.
        self.from_aws = True

    def header(self, name):
        name = name.lower()
        return next((value for key, value in self.headers if key.lower() == name), None)

    def set_header(self, name, value):
        self.headers = [(k, v) for k, v in self.headers if k.lower() != name.lower()] + [(name, value)]

    def json(self):
        return json.loads(self.body or b"{}")


def error_status(service, code):
    """The HTTP status that goes with an error code of a service."""
    if service.name == "s3":
        return S3_STATUS.get(code, 400)
    return service.errors.get(code, STATUS.get(code, 400))


def error(service, error_, request_id, operation=None, head=False):
    """An error in the service's own form."""
    status = error_.status or error_status(service, error_.code)
    headers = list(error_.headers.items())
    code, message = error_.code, error_.message
    if head:
        return Response(status, headers)
    protocol = service.protocol
    if service.name == "s3":
        extra = "".join(f"<{k}>{escape(str(v))}</{k}>" for k, v in error_.extra.items())
        body = (f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{escape(code)}</Code>'
                f"<Message>{escape(message)}</Message>{extra}<RequestId>{request_id}</RequestId>"
                f"<HostId>{request_id}</HostId></Error>")
        return Response(status, headers + [("Content-Type", "application/xml")], body)
    if protocol in ("rest-xml", "query"):
        namespace = namespace_of(service)
        fault = "Sender" if status < 500 else "Receiver"
        if code == "InvalidChangeBatch" and not message.startswith("["):
            messages = "".join(f"<Message>{escape(m)}</Message>" for m in message.split("\n"))
            body = (f'<?xml version="1.0"?>\n<InvalidChangeBatch xmlns="{namespace}"><Messages>{messages}</Messages>'
                    f"<RequestId>{request_id}</RequestId></InvalidChangeBatch>")
        else:
            body = (f'<?xml version="1.0"?>\n<ErrorResponse xmlns="{namespace}"><Error><Type>{fault}</Type>'
                    f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message></Error>"
                    f"<RequestId>{request_id}</RequestId></ErrorResponse>")
        return Response(status, headers + [("Content-Type", "text/xml")], body)
    if protocol == "json":
        kind = f"com.amazonaws.dynamodb.v20120810#{code}" if service.name == "dynamodb" else code
        version = service.model.metadata["jsonVersion"]
        document = {"__type": kind, "message": message, **error_.extra}
        return Response(status, headers + [("Content-Type", f"application/x-amz-json-{version}")],
                        json.dumps(document))
    document = {"message": message, **error_.extra}
    if service.name == "lambda":
        document = {"Type": "User", "message": message, **error_.extra}
    return Response(status, headers + [("Content-Type", "application/json"), ("x-amzn-ErrorType", code)],
                    json.dumps(document))


# The model does not say what S3 calls the root of an answer; these are from the Amazon S3 API Reference.
_S3_ROOTS = {
    "GetBucketTagging": "Tagging", "GetObjectTagging": "Tagging", "GetBucketVersioning": "VersioningConfiguration",
    "GetBucketLifecycleConfiguration": "LifecycleConfiguration", "GetBucketLocation": "LocationConstraint",
    "ListObjectsV2": "ListBucketResult", "ListObjects": "ListBucketResult",
    "ListObjectVersions": "ListVersionsResult", "ListMultipartUploads": "ListMultipartUploadsResult",
    "ListParts": "ListPartsResult", "ListBuckets": "ListAllMyBucketsResult", "DeleteObjects": "DeleteResult",
    "CreateMultipartUpload": "InitiateMultipartUploadResult",
    "CompleteMultipartUpload": "CompleteMultipartUploadResult",
}


def _root(operation, shape):
    if operation.service.name == "s3" and operation.name in _S3_ROOTS:
        return _S3_ROOTS[operation.name]
    return shape.serialization.get("name", shape.name)


def namespace_of(service):
    if service.namespace is None:
        fixed = {"cloudfront": "http://cloudfront.amazonaws.com/doc/2020-05-31/",
                 "route53": "https://route53.amazonaws.com/doc/2013-04-01/",
                 "s3": "http://s3.amazonaws.com/doc/2006-03-01/"}
        service.namespace = fixed.get(service.name) or service.model.metadata.get("xmlNamespace", "")
    return service.namespace


def result(operation, value, status=None):
    """A successful answer to `operation` with `value` in botocore's form."""
    shape = operation.model.output_shape
    headers = []
    status = status or operation.model.http.get("responseCode", 200)
    protocol = operation.service.protocol
    if shape is None:
        if protocol == "query":
            return Response(status, [("Content-Type", "text/xml")], _query_answer(operation, ""))
        if protocol == "json":
            return Response(status, [("Content-Type", _json_type(operation))], b"")
        return Response(status, headers)
    body_members = {}
    for name, member in shape.members.items():
        if value.get(name) is None:
            continue
        where = member.serialization.get("location")
        wire = member.serialization.get("name", name)
        if where == "header":
            headers.append((wire, _text(member, value[name], "rfc822")))
        elif where == "statusCode":
            status = value[name]
        else:
            body_members[name] = member
    payload = shape.serialization.get("payload")
    if protocol == "rest-xml":
        if payload is not None:
            member = shape.members[payload]
            if member.type_name in ("blob", "string"):
                body = value.get(payload) or b""
                return Response(status, headers, body)
            if payload not in body_members:
                return Response(status, headers)
            name = member.serialization.get("name", payload)
            body = _xml(member, value[payload], name, namespace_of(operation.service))
        else:
            name = _root(operation, shape)
            inner = "".join(_xml(m, value[n], m.serialization.get("name", n)) for n, m in body_members.items())
            if not body_members:
                return Response(status, headers)
            body = f'<{name} xmlns="{namespace_of(operation.service)}">{inner}</{name}>'
        return Response(status, headers + [("Content-Type", "text/xml")], f'<?xml version="1.0"?>\n{body}')
    if protocol == "query":
        inner = "".join(_xml(m, value[n], m.serialization.get("name", n)) for n, m in body_members.items())
        return Response(status, [("Content-Type", "text/xml")], _query_answer(operation, inner))
    document = {m.serialization.get("name", n): _json(m, value[n], protocol) for n, m in body_members.items()}
    if status == 204:
        return Response(status, headers)
    return Response(status, headers + [("Content-Type", _json_type(operation))], json.dumps(document))


def _json_type(operation):
    if operation.service.protocol == "rest-json":
        return "application/json"
    return f"application/x-amz-json-{operation.service.model.metadata['jsonVersion']}"


def _query_answer(operation, inner):
    name = operation.name
    wrapped = f"<{name}Result>{inner}</{name}Result>" if operation.model.output_shape is not None else ""
    return (f'<{name}Response xmlns="{namespace_of(operation.service)}">{wrapped}'
            f"<ResponseMetadata><RequestId>request-id</RequestId></ResponseMetadata></{name}Response>")


def _text(shape, value, timestamp):
    kind = shape.type_name
    if kind == "boolean":
        return "true" if value else "false"
    if kind == "timestamp":
        style = shape.serialization.get("timestampFormat", timestamp).lower()
        value = _time(value)
        if style == "rfc822":
            return format_datetime(value, usegmt=True)
        return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03d}Z"
    if kind == "blob":
        return base64.b64encode(value).decode()
    return str(value)


def _time(value):
    if isinstance(value, (int, float)):
        value = datetime.fromtimestamp(value, timezone.utc)
    return value if value.tzinfo else value.replace(tzinfo=timezone.utc)


def _xml(shape, value, name, namespace=None):
    kind = shape.type_name
    opening = f'<{name} xmlns="{namespace}">' if namespace else f"<{name}>"
    if kind == "structure":
        inner = "".join(_xml(m, value[n], m.serialization.get("name", n)) for n, m in shape.members.items()
                        if value.get(n) is not None and not m.serialization.get("xmlAttribute"))
        return f"{opening}{inner}</{name}>"
    if kind == "list":
        item = shape.member.serialization.get("name", "member")
        if shape.serialization.get("flattened"):
            return "".join(_xml(shape.member, v, shape.member.serialization.get("name", name)) for v in value)
        return f"{opening}{''.join(_xml(shape.member, v, item) for v in value)}</{name}>"
    return f"{opening}{escape(_text(shape, value, 'iso8601'))}</{name}>"


def _json(shape, value, protocol):
    kind = shape.type_name
    if kind == "structure":
        if getattr(shape, "is_document_type", False):
            return value
        return {m.serialization.get("name", n): _json(m, value[n], protocol) for n, m in shape.members.items()
                if value.get(n) is not None}
    if kind == "list":
        return [_json(shape.member, item, protocol) for item in value]
    if kind == "map":
        return {key: _json(shape.value, item, protocol) for key, item in value.items()}
    if kind == "timestamp":
        style = shape.serialization.get("timestampFormat", "").lower()
        value = _time(value)
        if style == "iso8601":
            return value.strftime("%Y-%m-%dT%H:%M:%SZ")
        return round(value.timestamp(), 3)
    if kind == "blob":
        return base64.b64encode(value).decode()
    return value
