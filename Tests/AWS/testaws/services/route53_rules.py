# SPDX-License-Identifier: Apache-2.0
"""Route 53's names, records, and what it refuses in a change batch."""

from __future__ import annotations

import copy
import ipaddress
import re

from .. import settings
from ..errors import AWSError

CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2"
ESCAPE = re.compile(r"\\([0-7]{3})")
TXT = re.compile(r'^"(?:[^"\\]|\\.){0,255}"( "(?:[^"\\]|\\.){0,255}")*$')
FORMATS = {
    "MX": (re.compile(r"^\d{1,5} \S+$"), "MXRRDATAIllegalValue"),
    "CAA": (re.compile(r'^\d{1,3} [a-z0-9]+ ".*"$'), "CAARRDATAIllegalValue"),
    "SRV": (re.compile(r"^\d+ \d+ \d+ \S+$"), "SRVRRDATAIllegalValue"),
}


def raw_name(name):
    """A name in small letters with a final dot and without escapes."""
    name = ESCAPE.sub(lambda m: chr(int(m[1], 8)), name).lower()
    return name if name.endswith(".") else name + "."


def normalised(name):
    """A name as Route 53 shows it: small letters, a final dot, anything unusual as an octal escape."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else f"\\{ord(c):03o}" for c in raw_name(name))


def sort_key(name):
    """Names sort by their labels in reverse, as text."""
    return ".".join(reversed(raw_name(name).rstrip(".").split("."))) + "."


class Record:
    """A resource record set in botocore's form, its names normalised."""

    def __init__(self, data):
        self.data = copy.deepcopy(data)
        self.data["Name"] = self.name = normalised(data["Name"])
        self.type = data["Type"]
        if "AliasTarget" in self.data:
            self.data["AliasTarget"]["DNSName"] = normalised(self.data["AliasTarget"]["DNSName"])
        self.key = (self.name, self.type, data.get("SetIdentifier", ""))
        self.order = (sort_key(self.name), self.type, data.get("SetIdentifier", ""))

    @property
    def values(self):
        return [record["Value"] for record in self.data.get("ResourceRecords", [])]

    def equals(self, other):
        """Whether a DELETE of `other` deletes this record: everything but the order of values counts."""
        left, right = dict(self.data), dict(other.data)
        left["ResourceRecords"], right["ResourceRecords"] = sorted(self.values), sorted(other.values)
        return left == right


def _check_shape(action, data):
    """Exactly one of an alias and TTL with values."""
    where = f"in Change with [Action={action}, Name={data['Name']}, Type={data['Type']}, SetIdentifier=" \
            f"{data.get('SetIdentifier', 'null')}]"
    alias, ttl, values = "AliasTarget" in data, "TTL" in data, "ResourceRecords" in data
    wanted = "Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId]"
    if alias and (ttl or values):
        raise AWSError("InvalidInput", f"Invalid request: {wanted}, but found more than one {where}")
    if not alias and not (ttl and values):
        raise AWSError("InvalidInput", f"Invalid request: {wanted}, but found none {where}")


def _check_values(record):
    """Problems of a record's values."""
    name, kind = record.name, record.type
    if len(set(record.values)) != len(record.values):
        yield f"Duplicate Resource Record in '{name}'"
    if kind in ("CNAME", "SOA") and len(record.values) > 1:
        yield f"RRSet of type {kind} with DNS name {name} must have exactly one resource record"
    for value in record.values:
        problem = None
        if kind == "A" and not _is_address(value, ipaddress.IPv4Address):
            problem = "ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)"
        elif kind == "AAAA" and not _is_address(value, ipaddress.IPv6Address):
            problem = "AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)"
        elif kind in ("TXT", "SPF") and not TXT.match(value):
            problem = "InvalidCharacterString (Value should be enclosed in quotation marks)"
        elif kind in ("CNAME", "NS", "PTR") and not re.match(r"^[A-Za-z0-9._*\\-]+$", value):
            problem = f"{kind}RRDATAInvalidDomainName (Value is not a valid domain name)"
        elif kind in FORMATS and not FORMATS[kind][0].match(value):
            problem = FORMATS[kind][1]
        if problem:
            yield f"Invalid Resource Record: 'FATAL problem: {problem} encountered with '{value}''"


def _is_address(text, family):
    try:
        family(text)
    except ValueError:
        return False
    return True


def _check_alias(zone, record, records):
    target = record.data["AliasTarget"]
    name, kind = target["DNSName"], record.type
    tried = f"Tried to create an alias that targets {name}, type {kind} in zone {target['HostedZoneId']}, "
    if target["HostedZoneId"] == CLOUDFRONT_ZONE:
        if not name.endswith(".cloudfront.net."):
            yield tried + "but the alias target name does not lie within the target zone"
        if kind not in ("A", "AAAA", "HTTPS"):
            yield tried + "but that type cannot be an alias of a distribution"
        if target["EvaluateTargetHealth"]:
            yield "EvaluateTargetHealth cannot be true when the alias target is a CloudFront distribution"
        if zone.private_zone:
            yield tried + "but a private hosted zone cannot have an alias of a distribution"
    elif target["HostedZoneId"] == zone.id and not any(r.name == name and r.type == kind for r in records.values()):
        yield tried + "but that target was not found"


def _check_zone(zone, records):
    """Problems of the whole zone after the change."""
    suffix = "." + raw_name(zone.name)
    for record in records.values():
        if raw_name(record.name) != raw_name(zone.name) and not raw_name(record.name).endswith(suffix):
            yield f"RRSet with DNS name {record.name} is not permitted in zone {zone.name}"
        if record.type == "CNAME":
            if record.name == zone.name:
                yield (f"RRSet of type CNAME with DNS name {record.name} is not permitted at apex in zone "
                       f"{zone.name}")
            for other in records.values():
                if other is not record and other.name == record.name and other.type != "CNAME":
                    yield (f"RRSet of type CNAME with DNS name {record.name} is not permitted as it conflicts with "
                           f"other records with the same DNS name in zone {zone.name}")
                    break
        if "AliasTarget" in record.data:
            yield from _check_alias(zone, record, records)
        else:
            yield from _check_values(record)
    for kind in ("SOA", "NS"):
        if (zone.name, kind, "") not in records:
            yield f"A HostedZone must contain at least one {kind} record for the zone itself."


def applied(zone, changes):
    """The zone's records after a batch; raises InvalidInput or InvalidChangeBatch and changes nothing."""
    for change in changes:
        _check_shape(change["Action"], change["ResourceRecordSet"])
    weights = [2 if change["Action"] == "UPSERT" else 1 for change in changes]
    counts = [len(change["ResourceRecordSet"].get("ResourceRecords", ())) or 1 for change in changes]
    problems = []
    if sum(w * c for w, c in zip(weights, counts)) > 1000:
        problems.append("Number of records limit of 1000 exceeded.")
    sizes = [sum(len(r["Value"]) for r in c["ResourceRecordSet"].get("ResourceRecords", ())) for c in changes]
    if sum(w * s for w, s in zip(weights, sizes)) > 32000:
        problems.append("Number of characters limit of 32000 exceeded.")
    records = dict(zone.records)
    seen = set()
    for change in changes:
        action, record = change["Action"], Record(change["ResourceRecordSet"])
        label = f"[name='{record.name}', type='{record.type}']"
        if (action == "DELETE", record.key) in seen or (action != "DELETE" and ("write", record.key) in seen):
            problems.append("The request contains an invalid set of changes for a resource record set "
                            f"'{record.type} {record.name}'")
        seen.add((action == "DELETE", record.key))
        if action != "DELETE":
            seen.add(("write", record.key))
        current = records.get(record.key)
        if action == "CREATE" and current is not None:
            problems.append(f"Tried to create resource record set {label} but it already exists")
        elif action == "DELETE" and current is None:
            problems.append(f"Tried to delete resource record set {label} but it was not found")
        elif action == "DELETE" and not current.equals(record):
            problems.append(f"Tried to delete resource record set {label} but the values provided do not match the "
                            "current values")
        elif action == "DELETE":
            del records[record.key]
        else:
            records[record.key] = record
    problems += list(_check_zone(zone, records))
    if problems:
        separator = "\n" if settings.get("route53.bare_batch_errors") else ", "
        text = separator.join(dict.fromkeys(problems))
        raise AWSError("InvalidChangeBatch", text if separator == "\n" else f"[{text}]")
    return records
