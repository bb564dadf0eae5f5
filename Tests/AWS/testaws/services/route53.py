# SPDX-License-Identifier: Apache-2.0
"""Route 53: hosted zones and changes that take a moment. Zones are kept on moto's backend, `zones` by id."""

from __future__ import annotations

import re
import secrets

from .. import ids, moto_app, settings
from ..calls import handles
from ..errors import AWSError
from ..signatures import ACCOUNT
from . import route53_rules
from .route53_rules import Record, normalised, sort_key


def backend():
    """Where Route 53's state is kept."""
    return moto_app.backend("route53")[ACCOUNT]["aws"]


class Zone:
    """A hosted zone; `records` maps (name, type, set identifier) to `Record`."""

    def __init__(self, name, reference, comment, private):
        self.id = ids.upper("Z", 21)
        self.name = name
        self.reference = reference
        self.comment = comment
        self.private_zone = private
        self.tags = {}
        number = secrets.randbelow(512)
        self.name_servers = [f"ns-{number + 512 * i}.awsdns-{(number + 7 * i) % 64:02d}.{tld}"
                             for i, tld in enumerate(("com", "net", "org", "co.uk"))]
        soa = f"{self.name_servers[0]}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400"
        self.records = {}
        for kind, ttl, values in (("NS", 172800, [f"{s}." for s in self.name_servers]), ("SOA", 900, [soa])):
            record = Record({"Name": name, "Type": kind, "TTL": ttl, "ResourceRecords": [{"Value": v} for v in values]})
            self.records[record.key] = record

    def sorted_records(self):
        """The records in Route 53's order."""
        return sorted(self.records.values(), key=lambda r: r.order)

    def description(self):
        config = {"PrivateZone": self.private_zone}
        if self.comment:
            config["Comment"] = self.comment
        return {"Id": f"/hostedzone/{self.id}", "Name": self.name, "CallerReference": self.reference, "Config": config,
                "ResourceRecordSetCount": len(self.records)}


def find(zone_id):
    """The zone with an id; raises NoSuchHostedZone."""
    try:
        return backend().zones[zone_id.removeprefix("/hostedzone/")]
    except KeyError:
        raise AWSError("NoSuchHostedZone", f"No hosted zone found with ID: {zone_id}") from None


class Change:
    """A change on its way to the name servers; each GetChange brings it nearer."""

    def __init__(self, comment=None):
        self.id = ids.upper("C", 21)
        self.comment = comment
        self.submitted = ids.now()
        self.reads_left = settings.get("route53.pending_reads")

    def read(self):
        status = "PENDING" if self.reads_left > 0 else "INSYNC"
        self.reads_left -= 1
        return self.description(status)

    def description(self, status="PENDING"):
        return {"Id": f"/change/{self.id}", "Status": status, "SubmittedAt": self.submitted, "Comment": self.comment}


def _submit(comment=None):
    change = Change(comment)
    vars(backend()).setdefault("changes", {})[change.id] = change
    return change.description()


@handles("route53", "GetChange")
def get_change(call):
    change_id = call.params["Id"].removeprefix("/change/")
    change = vars(backend()).get("changes", {}).get(change_id)
    if change is None:
        raise AWSError("NoSuchChange", f"Could not find resource with ID: {change_id}")
    return {"ChangeInfo": change.read()}


@handles("route53", "CreateHostedZone")
def create_hosted_zone(call):
    name = normalised(call.params["Name"])
    if not re.fullmatch(r"([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.){2,}", name):
        raise AWSError("InvalidDomainName", f"'{name}' is not a valid domain name.")
    reference = call.params["CallerReference"]
    if any(zone.reference == reference for zone in backend().zones.values()):
        raise AWSError("HostedZoneAlreadyExists",
                       "A hosted zone has already been created with the specified caller reference.")
    private = call.get("HostedZoneConfig", "PrivateZone", default=False)
    if private and "VPC" not in call.params:
        raise AWSError("InvalidInput", "A private hosted zone needs a VPC.")
    zone = Zone(name, reference, call.get("HostedZoneConfig", "Comment"), private or "VPC" in call.params)
    backend().zones[zone.id] = zone
    answer = {"HostedZone": zone.description(), "ChangeInfo": _submit(),
              "Location": f"https://route53.amazonaws.com/2013-04-01/hostedzone/{zone.id}"}
    if zone.private_zone:
        answer["VPC"] = call.params["VPC"]
    else:
        answer["DelegationSet"] = {"NameServers": zone.name_servers}
    return answer


@handles("route53", "GetHostedZone")
def get_hosted_zone(call):
    zone = find(call.params["Id"])
    answer = {"HostedZone": zone.description()}
    if not zone.private_zone:
        answer["DelegationSet"] = {"NameServers": zone.name_servers}
    return answer


@handles("route53", "UpdateHostedZoneComment")
def update_comment(call):
    zone = find(call.params["Id"])
    zone.comment = call.get("Comment")
    return {"HostedZone": zone.description()}


@handles("route53", "DeleteHostedZone")
def delete_hosted_zone(call):
    zone = find(call.params["Id"])
    others = any(record.name != zone.name or record.type not in ("NS", "SOA") for record in zone.records.values())
    if others or settings.left(zone, "route53.lingering_records"):
        raise AWSError("HostedZoneNotEmpty", "The specified hosted zone contains non-required resource record sets "
                       "and so cannot be deleted.")
    del backend().zones[zone.id]
    return {"ChangeInfo": _submit()}


@handles("route53", "GetHostedZoneCount")
def count_hosted_zones(call):
    return {"HostedZoneCount": len(backend().zones)}


@handles("route53", "GetDNSSEC")
def get_dnssec(call):
    find(call.params["HostedZoneId"])
    return {"Status": {"ServeSignature": "NOT_SIGNING"}, "KeySigningKeys": []}


@handles("route53", "ListHostedZones")
def list_hosted_zones(call):
    limit, marker = int(call.get("MaxItems", default=100)), call.get("Marker")
    zones = list(backend().zones.values())
    start = 0
    if marker:
        # The marker is the first zone of the next page.
        start = next((i for i, zone in enumerate(zones) if zone.id == marker), None)
        if start is None:
            raise AWSError("InvalidInput", "The marker is not valid.")
    chosen, more = zones[start:start + limit], start + limit < len(zones)
    return {"HostedZones": [zone.description() for zone in chosen], "Marker": marker or "", "IsTruncated": more,
            "NextMarker": zones[start + limit].id if more else None, "MaxItems": limit}


@handles("route53", "ListHostedZonesByName")
def list_hosted_zones_by_name(call):
    limit = int(call.get("MaxItems", default=100))
    name, zone_id = call.get("DNSName"), call.get("HostedZoneId")
    zones = sorted(backend().zones.values(), key=lambda z: (sort_key(z.name), z.id))
    if zone_id and not name:
        raise AWSError("InvalidInput", "HostedZoneId needs a DNSName.")
    if name:
        start = (sort_key(normalised(name)), zone_id or "")
        zones = [zone for zone in zones if (sort_key(zone.name), zone.id) >= start]
    answer = {"HostedZones": [zone.description() for zone in zones[:limit]], "DNSName": name, "HostedZoneId": zone_id,
              "IsTruncated": len(zones) > limit, "MaxItems": limit}
    if len(zones) > limit:
        answer.update(NextDNSName=zones[limit].name, NextHostedZoneId=zones[limit].id)
    return answer


@handles("route53", "ChangeResourceRecordSets")
def change_records(call):
    zone = find(call.params["HostedZoneId"])
    batch = call.params["ChangeBatch"]
    zone.records = route53_rules.applied(zone, batch["Changes"])
    return {"ChangeInfo": _submit(batch.get("Comment"))}


@handles("route53", "ListResourceRecordSets")
def list_records(call):
    zone = find(call.params["HostedZoneId"])
    limit = min(int(call.get("MaxItems", default=300)), 300)
    name, kind = call.get("StartRecordName"), call.get("StartRecordType")
    identifier = call.get("StartRecordIdentifier")
    if (kind and not name) or (identifier and not kind):
        raise AWSError("InvalidInput", "The input is not valid: a start type needs a start name.")
    records = zone.sorted_records()
    if name:
        start = (sort_key(normalised(name)), kind or "", identifier or "")
        records = [record for record in records if record.order >= start]
    answer = {"ResourceRecordSets": [record.data for record in records[:limit]], "IsTruncated": len(records) > limit,
              "MaxItems": limit}
    if len(records) > limit:
        following = records[limit]
        answer.update(NextRecordName=following.name, NextRecordType=following.type,
                      NextRecordIdentifier=following.data.get("SetIdentifier"))
    return answer


# Tags of hosted zones.


def _tagged(kind, resource):
    if kind != "hostedzone":
        raise AWSError("NoSuchHealthCheck", f"No health check exists with the ID {resource}")
    return find(resource)


@handles("route53", "ListTagsForResource")
def list_tags(call):
    kind, resource = call.params["ResourceType"], call.params["ResourceId"]
    return {"ResourceTagSet": _tag_set(kind, resource)}


@handles("route53", "ListTagsForResources")
def list_tags_of_many(call):
    kind = call.params["ResourceType"]
    return {"ResourceTagSets": [_tag_set(kind, resource) for resource in call.params["ResourceIds"]]}


def _tag_set(kind, resource):
    tags = _tagged(kind, resource).tags
    return {"ResourceType": kind, "ResourceId": resource, "Tags": [{"Key": k, "Value": v} for k, v in tags.items()]}


@handles("route53", "ChangeTagsForResource")
def change_tags(call):
    zone = _tagged(call.params["ResourceType"], call.params["ResourceId"])
    added, removed = call.get("AddTags", default=[]), call.get("RemoveTagKeys", default=[])
    if not added and not removed:
        raise AWSError("InvalidInput", "AddTags or RemoveTagKeys must be given.")
    if any(tag.get("Key", "").lower().startswith("aws:") for tag in added):
        raise AWSError("InvalidInput", "Tag keys must not start with 'aws:'.")
    if len((zone.tags.keys() - set(removed)) | {tag["Key"] for tag in added}) > 10:
        raise AWSError("InvalidInput", "A hosted zone can have at most 10 tags.")
    for tag in added:
        zone.tags[tag["Key"]] = tag.get("Value", "")
    for key in removed:
        zone.tags.pop(key, None)
    return {}
