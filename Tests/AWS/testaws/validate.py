# SPDX-License-Identifier: Apache-2.0
"""Turns wire text into values and holds them against the model: types, enums, lengths, ranges, patterns."""

from __future__ import annotations

import base64
import binascii
import functools
import json
import re
from email.utils import parsedate_to_datetime

import regex
from botocore.utils import parse_timestamp

# Enums that botocore has not caught up with, or that AWS does not enforce: none so far.
INTEGERS = ("integer", "long")
FLOATS = ("float", "double")


@functools.cache
def _pattern(text):
    """The compiled pattern, or `None` when Python cannot express it."""
    try:
        return regex.compile(text)
    except regex.error:
        return None


class Checker:
    """Collects every problem of one request, each with the place where it is."""

    def __init__(self):
        self.problems = []

    def report(self, path, text):
        self.problems.append(f"{path}: {text}")

    # Scalars as text: paths, queries, headers, XML and forms.

    def from_text(self, shape, text, path):
        """The typed value of `text`, or `None` after reporting why it is none."""
        kind = shape.type_name
        if kind == "string" or kind == "char":
            self.check(shape, text, path)
            return text
        if kind in INTEGERS:
            if not re.fullmatch(r"-?\d+", text):
                return self.report(path, f"'{text}' is no integer")
            value = int(text)
            self.check(shape, value, path)
            return value
        if kind in FLOATS:
            try:
                value = float(text)
            except ValueError:
                return self.report(path, f"'{text}' is no number")
            self.check(shape, value, path)
            return value
        if kind == "boolean":
            if text not in ("true", "false"):
                return self.report(path, f"'{text}' is no boolean (true or false)")
            return text == "true"
        if kind == "timestamp":
            try:
                if re.match(r"[A-Z][a-z]{2},", text):
                    return parsedate_to_datetime(text)
                return parse_timestamp(text)
            except (ValueError, TypeError):
                return self.report(path, f"'{text}' is no timestamp")
        if kind == "blob":
            return self._blob(shape, text, path)
        return self.report(path, f"text where the model has a {kind}")

    def _blob(self, shape, text, path):
        try:
            value = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            return self.report(path, "is no base64")
        self.check(shape, value, path)
        return value

    # JSON values.

    def from_json(self, shape, value, path):
        """Checks a decoded JSON value and returns it in botocore's form (blobs as bytes)."""
        kind = shape.type_name
        if value is None:
            return self.report(path, "null; leave the member out")
        if getattr(shape, "is_document_type", False):
            return value
        if kind == "structure":
            return self._json_structure(shape, value, path)
        if kind == "list":
            if not isinstance(value, list):
                return self.report(path, f"{_json_kind(value)} where the model has a list")
            self.check(shape, value, path)
            return [self.from_json(shape.member, item, f"{path}[{i}]") for i, item in enumerate(value)]
        if kind == "map":
            if not isinstance(value, dict):
                return self.report(path, f"{_json_kind(value)} where the model has a map")
            self.check(shape, value, path)
            for key in value:
                self.check(shape.key, key, f"{path} key '{key}'")
            return {key: self.from_json(shape.value, item, f"{path}.{key}") for key, item in value.items()}
        if kind in ("string", "char", "blob"):
            if not isinstance(value, str):
                return self.report(path, f"{_json_kind(value)} where the model has a {kind}")
            if kind == "blob":
                return self._blob(shape, value, path)
            self.check(shape, value, path)
            return value
        if kind == "boolean":
            if not isinstance(value, bool):
                return self.report(path, f"{_json_kind(value)} where the model has a boolean")
            return value
        if kind in INTEGERS:
            if isinstance(value, bool) or not isinstance(value, int):
                return self.report(path, f"{_json_kind(value)} where the model has an integer")
            self.check(shape, value, path)
            return value
        if kind in FLOATS:
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                return self.report(path, f"{_json_kind(value)} where the model has a number")
            self.check(shape, value, path)
            return value
        if kind == "timestamp":
            wants_text = shape.serialization.get("timestampFormat", "").lower() == "iso8601"
            if isinstance(value, bool) or isinstance(value, str) != wants_text or not isinstance(
                    value, (int, float, str)):
                return self.report(path, f"{_json_kind(value)} where the model has a timestamp")
            return parse_timestamp(value)
        return self.report(path, f"unexpected type {kind}")

    def _json_structure(self, shape, value, path):
        if not isinstance(value, dict):
            return self.report(path, f"{_json_kind(value)} where the model has a structure")
        names = {member.serialization.get("name", name): name for name, member in shape.members.items()}
        result = {}
        for name, item in value.items():
            if name not in names:
                self.report(path, f"unknown member '{name}'{_nearest(name, names)}")
                continue
            result[names[name]] = self.from_json(shape.members[names[name]], item, f"{path}.{name}")
        self.structure(shape, result, path)
        return result

    # Rules on values.

    def structure(self, shape, value, path):
        """Required members, unions, and `Quantity` against `Items`."""
        for name in shape.required_members:
            if name not in value and "location" not in shape.members[name].serialization:
                self.report(path, f"required member '{name}' is missing")
        if getattr(shape, "is_tagged_union", False) and len(value) != 1:
            self.report(path, f"is a union and must have exactly one member, not {len(value)}")
        if "Quantity" in shape.members and "Quantity" in value and isinstance(value["Quantity"], int):
            items = shape.members.get("Items")
            if items is not None and items.type_name == "list":
                count = len(value.get("Items") or ())
                if count != value["Quantity"]:
                    self.report(path, f"InconsistentQuantities: Quantity is {value['Quantity']}, Items has {count}")

    def check(self, shape, value, path):
        """Enums, lengths, ranges and patterns."""
        if isinstance(value, str):
            enum = shape.metadata.get("enum")
            if enum and value not in enum:
                shown = ", ".join(enum) if len(enum) <= 40 else f"{len(enum)} values in the model"
                self.report(path, f"'{value}' is not one of {shown}")
            pattern = shape.metadata.get("pattern")
            if pattern:
                compiled = _pattern(pattern)
                if compiled is not None and not compiled.fullmatch(value):
                    self.report(path, f"'{value}' does not match {pattern}")
        low, high = shape.metadata.get("min"), shape.metadata.get("max")
        if low is None and high is None:
            return
        if isinstance(value, (int, float)):
            size, what = value, "value"
        elif isinstance(value, (str, bytes, list, dict)):
            size, what = len(value), "length"
        else:
            return
        if low is not None and size < low:
            self.report(path, f"{what} {size} is below the minimum {low}")
        if high is not None and size > high:
            self.report(path, f"{what} {size} is above the maximum {high}")


def load_json(body, what):
    """Decodes a JSON body; names given twice are refused. Raises `ValueError`."""

    def pairs(items):
        result = {}
        for name, value in items:
            if name in result:
                raise ValueError(f"{what}: member '{name}' appears twice")
            result[name] = value
        return result

    return json.loads(body.decode("utf-8"), object_pairs_hook=pairs)


def _json_kind(value):
    for kind, name in ((bool, "a boolean"), (int, "an integer"), (float, "a number"), (str, "a string"),
                       (list, "a list"), (dict, "an object")):
        if isinstance(value, kind):
            return name
    return "null"


def _nearest(name, names):
    for candidate in names:
        if candidate.lower() == name.lower():
            return f" (the model has '{candidate}')"
    return ""
