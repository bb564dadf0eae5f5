# SPDX-License-Identifier: Apache-2.0
"""Public DNS as the account's zones make it: a name server on a loopback port, over UDP and TCP.

Without settings, every public zone of the account is delegated to its own name servers, and its records can be looked up;
of several zones of one name the newest is. A zone within another zone of the account is delegated when the outer one has
NS records for it. `dns.*` settings break that, see `settings.py`.
"""

from __future__ import annotations

import ipaddress
import socket
import socketserver
import struct
import threading

from . import moto_app, settings
from .services.route53_rules import raw_name
from .signatures import ACCOUNT

TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "PTR": 12, "TXT": 16, "AAAA": 28, "DS": 43, "DNSKEY": 48, "CAA": 257}
NAMES = {number: name for name, number in TYPES.items()}
NOERROR, SERVFAIL, NXDOMAIN = 0, 2, 3

# Every question that was asked, as `name TYPE`.
questions = []


def _zones():
    """The public zones by name; of several of one name the newest."""
    found = {}
    for zone in moto_app.backend("route53")[ACCOUNT]["aws"].zones.values():
        if not zone.private_zone:
            found[raw_name(zone.name).rstrip(".")] = zone
    return found


def _has_name_servers(zone, name):
    """Whether a zone hands a name within it to another zone."""
    return any(record.type == "NS" and raw_name(record.name).rstrip(".") == name for record in zone.records.values())


def _delegated(name):
    """The zone that a name lies in, and whether the world finds it there."""
    zones = _zones()
    holding = [zone for zone in zones if name == zone or name.endswith("." + zone)]
    if not holding:
        return None, False
    outer, *inner = sorted(holding, key=len)
    chosen = outer
    for zone in inner:
        if settings.get("dns.name_servers").get(zone) or _has_name_servers(zones[chosen], zone):
            chosen = zone
    servers = settings.get("dns.name_servers").get(chosen)
    zone = zones[chosen]
    if servers is None:
        return zone, True
    for other in moto_app.backend("route53")[ACCOUNT]["aws"].zones.values():
        if raw_name(other.name).rstrip(".") == chosen and sorted(other.name_servers) == sorted(servers):
            return other, True
    return zone, False


def lookup(name, kind):
    """What the world says: a response code, and a list of (name, type, value)."""
    name = raw_name(name).rstrip(".")
    forced = settings.get("dns.records")
    if f"{name} {kind}" in forced:
        return NOERROR, [(name, kind, value) for value in forced[f"{name} {kind}"]]
    if kind in ("A", "AAAA") and f"{name} CNAME" in forced:
        return NOERROR, [(name, "CNAME", value) for value in forced[f"{name} CNAME"]]
    zone, is_delegated = _delegated(name)
    others = settings.get("dns.name_servers").get(name)
    if kind == "NS" and others is not None:
        return (NOERROR if others else NXDOMAIN), [(name, "NS", value) for value in others]
    known = any(key.split(" ")[0] == name for key in forced)
    if zone is None or not is_delegated:
        if name.endswith(".cloudfront.net") and kind == "A":
            return NOERROR, [(name, "A", "198.51.100.10")]
        return (NOERROR if known else NXDOMAIN), []
    here = [record for record in zone.records.values() if raw_name(record.name).rstrip(".") == name]
    answers = [(name, kind, value) for record in here if record.type == kind for value in record.values]
    if not answers:
        answers = [(name, "CNAME", value) for record in here if record.type == "CNAME" for value in record.values]
    if not answers and kind == "A" and any(record.type == "A" for record in here):
        answers = [(name, "A", "198.51.100.10")]
    return (NOERROR if here or known else NXDOMAIN), answers


# The wire


def _encode_name(name):
    labels = [label.encode() for label in name.rstrip(".").split(".") if label]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def _data(kind, value):
    if kind in ("NS", "CNAME", "PTR"):
        return _encode_name(value)
    if kind in ("A", "AAAA"):
        return ipaddress.ip_address(value).packed
    if kind == "CAA":
        flags, tag, text = value.split(" ", 2)
        text = text.strip('"').encode()
        return bytes([int(flags), len(tag)]) + tag.encode() + text
    return value.encode()


def answer(message, over_tcp=False):
    """The answer to a message, `None` for silence."""
    identity, _, count = struct.unpack(">HHH", message[:6])
    labels, place = [], 12
    while message[place]:
        labels.append(message[place + 1:place + 1 + message[place]].decode())
        place += message[place] + 1
    kind_number = struct.unpack(">H", message[place + 1:place + 3])[0]
    question = message[12:place + 5]
    name, kind = ".".join(labels).lower(), NAMES.get(kind_number, "?")
    questions.append(f"{name} {kind}")
    mode = settings.get("dns.mode")
    if mode == "silent":
        return None
    flags = 0x8180
    if mode == "servfail":
        code, records = SERVFAIL, []
    elif mode == "nxdomain":
        code, records = NXDOMAIN, []
    else:
        code, records = lookup(name, kind)
    if mode == "truncate" and not over_tcp:
        flags, records = flags | 0x0200, []
    body = b""
    for owner, record_kind, value in records:
        data = _data(record_kind, value)
        body += _encode_name(owner) + struct.pack(">HHIH", TYPES[record_kind], 1, 60, len(data)) + data
    return struct.pack(">HHHHHH", identity, flags | code, count, len(records), 0, 0) + question + body


class _Datagram(socketserver.BaseRequestHandler):
    def handle(self):
        message, sock = self.request
        reply = answer(message)
        if reply is not None:
            sock.sendto(reply, self.client_address)


class _Stream(socketserver.BaseRequestHandler):
    def handle(self):
        head = self.request.recv(2, socket.MSG_WAITALL)
        if len(head) < 2:
            return
        message = self.request.recv(struct.unpack(">H", head)[0], socket.MSG_WAITALL)
        reply = answer(message, over_tcp=True)
        if reply is not None:
            self.request.sendall(struct.pack(">H", len(reply)) + reply)


class Server:
    """The name server, on the same free port for UDP and TCP."""

    def __init__(self):
        for _ in range(50):
            self.tcp = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Stream)
            self.tcp.daemon_threads = True
            self.port = self.tcp.server_address[1]
            try:
                self.udp = socketserver.ThreadingUDPServer(("127.0.0.1", self.port), _Datagram)
            except OSError:
                self.tcp.server_close()
                continue
            self.udp.daemon_threads = True
            break
        else:
            raise RuntimeError("there is no port that is free for UDP and TCP")
        for server in (self.tcp, self.udp):
            threading.Thread(target=server.serve_forever, daemon=True).start()

    def close(self):
        for server in (self.tcp, self.udp):
            server.shutdown()
            server.server_close()
