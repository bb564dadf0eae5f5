# SPDX-License-Identifier: Apache-2.0
"""botocore's service models, loaded once, with what routing and checking need worked out in advance."""

from __future__ import annotations

import functools
import re
from urllib.parse import parse_qsl

from botocore.loaders import Loader
from botocore.model import ServiceModel

# Name in the signature's scope → botocore's name. Anything else is not served.
SERVICES = {
    "s3": "s3",
    "cloudfront": "cloudfront",
    "route53": "route53",
    "acm": "acm",
    "apigateway": "apigatewayv2",
    "lambda": "lambda",
    "dynamodb": "dynamodb",
    "iam": "iam",
    "sts": "sts",
    "logs": "logs",
    "tagging": "resourcegroupstaggingapi",
}

# Services with one endpoint for the whole partition: their signatures say us-east-1.
GLOBAL_SERVICES = ("cloudfront", "route53", "iam")

READ_PREFIXES = ("List", "Get", "Describe", "Head", "Query", "Scan", "BatchGet", "Test", "Assume")


@functools.cache
def regions():
    """Every region of the partition `aws`."""
    data = Loader().load_data("endpoints")
    return frozenset(data["partitions"][0]["regions"])


class Operation:
    """One operation of a service, with its members sorted by where they travel."""

    def __init__(self, service, model):
        self.service = service
        self.name = model.name
        self.model = model
        self.method = model.http.get("method", "POST")
        self.input = model.input_shape
        self.mutating = not self.name.startswith(READ_PREFIXES)
        uri = model.http.get("requestUri", "/")
        self.path, _, query = uri.partition("?")
        self.fixed_query = dict(parse_qsl(query, keep_blank_values=True))
        self.uri, self.query, self.headers, self.header_maps, self.query_maps, self.body = {}, {}, {}, {}, {}, {}
        self.status = None
        members = self.input.members if self.input is not None else {}
        for member, shape in members.items():
            where = shape.serialization.get("location")
            name = shape.serialization.get("name", member)
            if where == "uri":
                self.uri[name] = (member, shape)
            elif where == "querystring" and shape.type_name == "map":
                self.query_maps[name] = (member, shape)
            elif where == "querystring":
                self.query[name] = (member, shape)
            elif where == "header":
                self.headers[name.lower()] = (member, shape)
            elif where == "headers":
                self.header_maps[name.lower()] = (member, shape)
            else:
                self.body[member] = shape
        required = self.input.required_members if self.input is not None else ()
        self.required_query = {n for n, (m, _) in self.query.items() if m in required}
        self.required_headers = {n for n, (m, _) in self.headers.items() if m in required}
        self.payload = self.input.serialization.get("payload") if self.input is not None else None
        self.pattern = re.compile(_path_pattern(self.path, service.name))
        checksum = model.http_checksum or {}
        self.checksum_required = bool(checksum.get("requestChecksumRequired") or model.http_checksum_required)
        self.takes_checksum = bool(checksum.get("requestAlgorithmMember")) or self.checksum_required
        # The more an operation demands of the query, the surer is a match.
        self.weight = len(self.fixed_query) * 4 + len(self.required_query) + len(self.required_headers)

    def __repr__(self):
        return f"{self.service.name}:{self.name}"


class Service:
    """A service's model with its operations."""

    def __init__(self, name):
        self.name = name
        self.model = ServiceModel(Loader().load_service_model(name, "service-2"), name)
        self.protocol = self.model.metadata["protocol"]
        self.signing_name = self.model.metadata.get("signingName") or self.model.metadata["endpointPrefix"]
        self.namespace = None
        self.operations = {n: Operation(self, self.model.operation_model(n)) for n in self.model.operation_names}
        self.errors = {}
        for shape in self.model.error_shapes:
            error = shape.metadata.get("error", {})
            status = error.get("httpStatusCode", 400)
            self.errors[shape.name] = status
            if "code" in error:
                self.errors[error["code"]] = status
        self._by_method = {}
        for operation in self.operations.values():
            if operation.model.deprecated:
                continue  # S3 keeps old forms under the same method and path
            self._by_method.setdefault(operation.method, []).append(operation)
        for operations in self._by_method.values():
            operations.sort(key=lambda o: (-o.weight, "+" in o.path))

    def route(self, method, path, query, headers):
        """The REST operation for a request and its path labels, or `None`; paths are raw, `query` maps to lists."""
        for operation in self._by_method.get(method, ()):
            match = operation.pattern.match(path)
            if match is None:
                continue
            if any(name not in query or (value and query[name] != [value])
                   for name, value in operation.fixed_query.items()):
                continue
            if not operation.required_query <= query.keys() or not operation.required_headers <= headers.keys():
                continue
            return operation, match.groups()
        # A missing required member is reported for the operation itself, not as "no such operation".
        for operation in reversed(self._by_method.get(method, ())):
            match = operation.pattern.match(path)
            if match is not None and operation.fixed_query.keys() <= query.keys():
                return operation, match.groups()
        return None


def _path_pattern(path, service):
    parts = re.split(r"\{([^}]+)\}", path)
    pattern = re.escape(parts[0])
    for index in range(1, len(parts), 2):
        pattern += "(.+)" if parts[index].endswith("+") else "([^/]+)"
        pattern += re.escape(parts[index + 1])
    if service == "s3" and path == "/{Bucket}":
        pattern += "/?"
    return f"^{pattern}$"


def path_labels(operation):
    """The names of a path's labels, in order."""
    return [label.rstrip("+") for label in re.findall(r"\{([^}]+)\}", operation.path)]


@functools.cache
def service(name):
    """The service with botocore's name `name`; loaded at first use."""
    return Service(name)
