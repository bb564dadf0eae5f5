# SPDX-License-Identifier: Apache-2.0
"""Signs generated requests with botocore, for the Swift signer to be compared with.

Prints one JSON object a line: what the request is made of, not encoded, and what botocore made of it. The same seed
gives the same lines. Requests go botocore's whole way: it encodes the query, joins the URL, signs, and prepares for
sending; the target is taken from the prepared request.

Usage: oracle.py [--seed N] [--count N]
"""

import argparse
import datetime
import hashlib
import json
import random
from urllib.parse import urlsplit

import botocore.auth
from botocore.awsrequest import create_request_object, prepare_request_dict
from botocore.credentials import Credentials
from botocore.utils import percent_encode

SERVICES = [
    "s3",
    "cloudfront",
    "route53",
    "acm",
    "apigateway",
    "lambda",
    "dynamodb",
    "iam",
    "sts",
    "logs",
    "tagging",
]
REGIONS = ["us-east-1", "eu-central-1", "ap-southeast-4", "us-gov-west-1", "cn-north-1", "il-central-1"]
METHODS = ["GET", "PUT", "POST", "DELETE", "HEAD", "PATCH"]

# Pieces that encoders, normalisers and sorting get wrong.
WORDS = [
    "a",
    "A",
    "aa",
    "a-b",
    "a.b",
    "a_b~c",
    "a b",
    "a  b",
    " ",
    "+",
    "a+b",
    "%",
    "%20",
    "%2F",
    "%41",
    "*",
    "!'()",
    "a;b",
    "a=b",
    "a&b",
    "a,b",
    "a:b@c",
    "$default",
    "?",
    "#",
    "[x]",
    '"q"',
    "<>",
    "\\",
    "^`{|}",
    "ä",
    "a\u0308",
    "ñandú",
    "日本語",
    "Ω",
    "😀",
    "\U0001d4b3",
    "\u00a0",
    "\u2028",
    "\ufeff",
    "\ufffd",
    "\x01",
    "\x7f",
    "\t",
    "\n",
    "\r\n",
    "0",
    "007",
    "z" * 90,
    "arn:aws:apigateway:eu-central-1::/apis/a1b2",
    "arn:aws:lambda:us-east-1:123456789012:function:visitors",
]
# Python's split() takes more for white space than HTTP and AWS know, so header values have none of that.
HEADER_WORDS = ["a", "B", "ä", "日本語", "😀", "a,b", '"x  y"', "=", ";", "%20", "text/html; charset=utf-8", "0" * 70]
HEADER_GAPS = [" ", "  ", "\t", " \t ", "     "]
HEADER_NAMES = [
    "Content-Type",
    "content-md5",
    "Cache-Control",
    "Content-Disposition",
    "If-Match",
    "If-None-Match",
    "Range",
    "Accept",
    "Content-Length",
    "X-Amz-Acl",
    "x-amz-checksum-sha256",
    "X-Amz-Target",
    "x-amz-tagging",
    "x-amz-copy-source",
    "x-amz-meta-name",
    "X-AMZ-META-Name-2",
    "x-amz-meta-name.x",
    "amz-sdk-invocation-id",
    "amz-sdk-request",
]
UNSIGNED_NAMES = [
    "User-Agent",
    "Connection",
    "Expect",
    "Keep-Alive",
    "Proxy-Authorization",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
    "X-Amzn-Trace-Id",
]


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def chance(self, share):
        return self.random.random() < share

    def text(self, words=WORDS, most=4):
        return "".join(self.random.choice(words) for _ in range(self.random.randint(0, most)))

    def letters(self, alphabet, least, most):
        return "".join(self.random.choice(alphabet) for _ in range(self.random.randint(least, most)))

    def segment(self, tags):
        draw = self.random.random()
        if draw < 0.12:
            tags.add("empty segment")
            return ""
        if draw < 0.2:
            tags.add("dot segment")
            return "."
        if draw < 0.28:
            tags.add("dot-dot segment")
            return ".."
        if draw < 0.36:
            tags.add("dots in a segment")
            return self.random.choice(["...", ".a", "a.", "..a", "a..", ". ", "%2e", "%2E%2E"])
        text = self.text().replace("/", "")
        tags.update(features(text, "path"))
        return text

    def path(self, tags):
        """Segments of a path that starts with `/`; one empty segment is the root."""
        return [self.segment(tags) for _ in range(self.random.choice([1, 1, 2, 2, 3, 4, 6]))]

    def query(self, tags, distinct):
        """Pairs; the ones without a value come first, as botocore writes them."""
        bare, valued = [], []
        for _ in range(self.random.choice([0, 0, 1, 2, 3, 5, 9])):
            name = self.text(most=2)
            if distinct and name in [pair[0] for pair in valued]:
                continue
            if not distinct and name and self.chance(0.2):
                tags.add("bare query name")
                bare.append([name, None])
                continue
            value = self.text()
            tags.update(features(name, "query"), features(value, "query"))
            if not value:
                tags.add("empty query value")
            if not name:
                tags.add("empty query name")
            valued.append([name, value])
            if not distinct and self.chance(0.25):
                tags.add("repeated query name")
                valued.append([name, value if self.chance(0.2) else self.text()])
        self.random.shuffle(valued)
        return bare + valued

    def header_value(self, tags):
        parts = [self.random.choice(HEADER_WORDS) for _ in range(self.random.randint(0, 3))]
        value = self.random.choice(HEADER_GAPS).join(parts)
        if self.chance(0.25):
            tags.add("white space around a header")
            value = self.random.choice(HEADER_GAPS) + value + self.random.choice(HEADER_GAPS)
        if "  " in value or "\t" in value:
            tags.add("white space in a header")
        if not value.strip():
            tags.add("empty header")
        tags.update(features(value, "header"))
        return value

    def headers(self, tags, presigned):
        headers = []
        for name in self.random.sample(HEADER_NAMES, self.random.randint(0, 6)):
            headers.append([name, self.header_value(tags)])
            if self.chance(0.15):
                tags.add("repeated header")
                for _ in range(self.random.randint(1, 2)):
                    other = name.swapcase() if self.chance(0.5) else name
                    headers.append([other, self.header_value(tags)])
        if self.chance(0.4):
            tags.add("header that is never signed")
            for name in self.random.sample(UNSIGNED_NAMES, self.random.randint(1, 4)):
                headers.append([name, "x"])
        if not presigned and self.chance(0.1):
            tags.add("headers of an earlier attempt")
            headers.append(["Authorization", "AWS4-HMAC-SHA256 Credential=old"])
            headers.append(["X-Amz-Date", "20010101T000000Z"])
        self.random.shuffle(headers)
        return headers

    def credentials(self, tags):
        base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        token = None
        if self.chance(0.5):
            tags.add("session token")
            token = self.letters(base64, 20, 400) + "=="
        return {
            "access": "AKIA" + self.letters("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16, 16),
            "secret": self.letters(base64, 40, 40) if self.chance(0.95) else self.letters(base64, 61, 140),
            "token": token,
        }

    def case(self):
        tags = set()
        # S3 has the odd paths and half of all requests.
        service = "s3" if self.chance(0.4) else self.random.choice(SERVICES)
        tags.add(service)
        presigned = self.chance(0.25)
        if presigned:
            tags.add("presigned S3" if service == "s3" else "presigned, not S3")
        scheme = self.random.choice(["https", "https", "http"])
        method = self.random.choice(METHODS)
        # A presigned request of another service carries its body in the query, so there is none to cover.
        body = "" if presigned or self.chance(0.4) else self.text(most=8)
        unsigned = service == "s3" and scheme == "https" and not presigned and self.chance(0.3)
        headers = self.headers(tags, presigned)
        if unsigned:
            # botocore leaves a body unsigned only if a checksum stands in for the hash.
            tags.add("unsigned payload")
            headers.append(["Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg=="])
        return {
            "tags": tags,
            "service": service,
            "region": self.random.choice(REGIONS),
            "credentials": self.credentials(tags),
            # 1970 to 2099.
            "seconds": self.random.randint(0, 4102444799),
            "expires": self.random.choice([1, 60, 3600, 604800]) if presigned else None,
            "method": method,
            "scheme": scheme,
            "host": self.random.choice(
                ["{}.amazonaws.com", "Bucket.With.Dots.{}.eu-central-1.amazonaws.com", "localhost", "127.0.0.1", "[::1]"]
            ).format(service),
            "port": self.random.choice([None, None, 80, 443, 4566, 8080]),
            "path": self.path(tags),
            "query": self.query(tags, distinct=presigned),
            "headers": headers,
            "body": body,
            "unsigned": unsigned,
        }


def features(text, place):
    found = set()
    if any(ord(character) > 127 for character in text):
        found.add(f"unicode in {place}")
    if " " in text and place != "header":
        found.add(f"space in {place}")
    if "%" in text and place != "header":
        found.add(f"percent sign in {place}")
    if "arn:" in text:
        found.add(f"ARN in {place}")
    return found


def sign(case):
    """What botocore sends for a case, and the steps of its signature."""
    # Labels of a path are encoded with `/`, the key of an object without.
    if case["service"] == "s3":
        path = "/" + percent_encode("/".join(case["path"]), safe="/~")
    else:
        path = "/" + "/".join(percent_encode(segment) for segment in case["path"])
    bare = [name for name, value in case["query"] if value is None]
    if bare:
        path += "?" + "&".join(percent_encode(name) for name in bare)
    request_dict = {
        "method": case["method"],
        "url_path": path,
        "query_string": [(name, value) for name, value in case["query"] if value is not None],
        "headers": {},
        "body": case["body"].encode(),
    }
    host = case["host"] + (f":{case['port']}" if case["port"] else "")
    prepare_request_dict(request_dict, f"{case['scheme']}://{host}", context={})
    request = create_request_object(request_dict)
    for name, value in case["headers"]:
        request.headers[name] = value
    if case["unsigned"]:
        request.context["payload_signing_enabled"] = False
    if case["service"] != "s3" and not case["expires"]:
        # Sent to every service; botocore signs the header where it finds it.
        request.headers["X-Amz-Content-SHA256"] = hashlib.sha256(request_dict["body"]).hexdigest()

    date = datetime.datetime.fromtimestamp(case["seconds"], datetime.timezone.utc)
    botocore.auth.get_current_datetime = lambda *_, **__: date
    keys = case["credentials"]
    arguments = [Credentials(keys["access"], keys["secret"], keys["token"]), case["service"], case["region"]]
    if case["expires"]:
        kind = botocore.auth.S3SigV4QueryAuth if case["service"] == "s3" else botocore.auth.SigV4QueryAuth
        auth = kind(*arguments, expires=case["expires"])
    else:
        kind = botocore.auth.S3SigV4Auth if case["service"] == "s3" else botocore.auth.SigV4Auth
        auth = kind(*arguments)

    steps = {}
    string_to_sign = auth.string_to_sign

    def recording(request, canonical_request):
        steps["canonicalRequest"] = canonical_request
        steps["stringToSign"] = string_to_sign(request, canonical_request)
        return steps["stringToSign"]

    auth.string_to_sign = recording
    auth.add_auth(request)
    prepared = request.prepare()
    url = urlsplit(prepared.url)
    steps["target"] = url.path + ("?" + url.query if url.query else "")
    # Values are text or bytes, as botocore's own preparation leaves them.
    sent = {name.lower(): value for name, value in prepared.headers.items()}
    for name in ["authorization", "x-amz-date", "x-amz-content-sha256", "x-amz-security-token"]:
        value = sent.get(name)
        steps.setdefault("headers", {})[name] = value.decode() if isinstance(value, bytes) else value
    return steps


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=4000)
    arguments = parser.parse_args()
    generator = Generator(arguments.seed)
    for _ in range(arguments.count):
        case = generator.case()
        expected = sign(case)
        print(json.dumps({**case, "tags": sorted(case["tags"]), "expected": expected}))


if __name__ == "__main__":
    main()
