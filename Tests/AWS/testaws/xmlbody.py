# SPDX-License-Identifier: Apache-2.0
"""Reads XML request bodies strictly: root, namespace, order, repetition, types."""

from __future__ import annotations

from xml.etree import ElementTree

XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"


def read(checker, shape, reference, body, ordered):
    """The value of an XML document for `shape`.

    `reference` is the serialization of the place that names the root (its `name` and `xmlNamespace`). `ordered` asks
    for elements in the model's order.
    """
    root_name = reference.get("name", shape.name)
    namespace = reference.get("xmlNamespace") or shape.serialization.get("xmlNamespace") or {}
    if isinstance(namespace, dict):
        namespace = namespace.get("uri", "")
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError as error:
        return checker.report(root_name, f"the body is no XML: {error}")
    found_namespace, name = _split(root.tag)
    if name != root_name:
        checker.report(root_name, f"the root element is '{name}', not '{root_name}'")
        return None
    if found_namespace != namespace:
        checker.report(root_name, f"the namespace is '{found_namespace}', not '{namespace}'")
        return None
    return _Reader(checker, namespace, ordered).value(shape, root, root_name)


def _split(tag):
    if tag.startswith("{"):
        namespace, _, name = tag[1:].partition("}")
        return namespace, name
    return "", tag


class _Reader:
    def __init__(self, checker, namespace, ordered):
        self.checker = checker
        self.namespace = namespace
        self.ordered = ordered

    def name(self, element, path):
        namespace, name = _split(element.tag)
        if namespace != self.namespace:
            self.checker.report(f"{path}.{name}", f"the namespace is '{namespace}', not '{self.namespace}'")
        return name

    def value(self, shape, element, path):
        kind = shape.type_name
        if kind == "structure":
            return self.structure(shape, element, path)
        if element.attrib:
            self.checker.report(path, f"unknown attribute '{next(iter(element.attrib))}'")
        if kind == "list":
            return self.list(shape, list(element), element, path)
        if kind == "map":
            return self.checker.report(path, "maps are not supported in XML bodies")
        if len(element):
            return self.checker.report(path, f"child elements where the model has a {kind}")
        return self.checker.from_text(shape, element.text or "", path)

    def list(self, shape, children, element, path):
        wanted = shape.member.serialization.get("name", "member")
        if (element.text or "").strip():
            self.checker.report(path, "text between elements")
        result = []
        for index, child in enumerate(children):
            name = self.name(child, path)
            if name != wanted:
                self.checker.report(path, f"element '{name}' in a list of '{wanted}'")
                continue
            result.append(self.value(shape.member, child, f"{path}.{wanted}[{index}]"))
        self.checker.check(shape, result, path)
        return result

    def structure(self, shape, element, path):
        if (element.text or "").strip() or any((child.tail or "").strip() for child in element):
            self.checker.report(path, "text between elements")
        wire = {}
        position = {}
        attributes = {}
        for index, (member, member_shape) in enumerate(shape.members.items()):
            if "location" in member_shape.serialization:
                continue
            name = member_shape.serialization.get("name", member)
            if member_shape.serialization.get("xmlAttribute"):
                attributes[member] = member_shape
                continue
            if member_shape.type_name == "list" and member_shape.serialization.get("flattened"):
                name = member_shape.member.serialization.get("name", name)
            wire[name] = (member, member_shape)
            position[name] = index
        result = {}
        for member, member_shape in attributes.items():
            if XSI_TYPE in element.attrib:
                result[member] = self.checker.from_text(member_shape, element.attrib[XSI_TYPE], f"{path}@{member}")
        if element.attrib and not attributes:
            self.checker.report(path, f"unknown attribute '{next(iter(element.attrib))}'")
        groups = {}
        last, last_name = -1, ""
        for child in element:
            name = self.name(child, path)
            if name not in wire:
                near = next((n for n in wire if n.lower() == name.lower()), None)
                self.checker.report(path, f"unknown element '{name}'" + (f" (the model has '{near}')" if near else ""))
                continue
            if self.ordered and position[name] < last:
                self.checker.report(path, f"element '{name}' must come before '{last_name}' (the model's order)")
            if position[name] > last:
                last, last_name = position[name], name
            groups.setdefault(name, []).append(child)
        for name, children in groups.items():
            member, member_shape = wire[name]
            place = f"{path}.{name}"
            if member_shape.type_name == "list" and member_shape.serialization.get("flattened"):
                values = [self.value(member_shape.member, c, f"{place}[{i}]") for i, c in enumerate(children)]
                self.checker.check(member_shape, values, place)
                result[member] = values
                continue
            if len(children) > 1:
                self.checker.report(place, "the element appears more than once")
            result[member] = self.value(member_shape, children[0], place)
        self.checker.structure(shape, result, path)
        return result
