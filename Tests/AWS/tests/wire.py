# SPDX-License-Identifier: Apache-2.0
"""Requests built by hand, signed with botocore, and changed after signing where a test asks for it."""

import http.client
import re

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from conftest import ACCESS_KEY, SECRET_KEY

CLOUDFRONT = "http://cloudfront.amazonaws.com/doc/2020-05-31/"
ROUTE53 = "https://route53.amazonaws.com/doc/2013-04-01/"
S3 = "http://s3.amazonaws.com/doc/2006-03-01/"


class Answer:
    """Status, headers and text of an answer."""

    def __init__(self, response):
        self.status = response.status
        self.headers = {k.lower(): v for k, v in response.getheaders()}
        self.text = response.read().decode("utf-8", "replace")

    @property
    def code(self):
        match = re.search(r"<Code>([^<]*)</Code>", self.text) or re.search(r'"__type": "(?:.*#)?([^"]*)"', self.text)
        return match[1] if match else self.headers.get("x-amzn-errortype")


def send(aws, service, method, path, body=b"", headers=None, region="us-east-1", secret=SECRET_KEY, after=None):
    """Signs and sends; `after(headers)` may change the signed headers first."""
    body = body.encode() if isinstance(body, str) else body
    request = AWSRequest(method=method, url=f"{aws.url}{path}", data=body, headers=headers or {})
    signer = S3SigV4Auth if service == "s3" else SigV4Auth
    signer(Credentials(ACCESS_KEY, secret), service, region).add_auth(request)
    signed = dict(request.headers.items())
    if after is not None:
        after(signed)
    connection = http.client.HTTPConnection("127.0.0.1", aws.port)
    connection.request(method, path, body, signed)
    answer = Answer(connection.getresponse())
    connection.close()
    return answer


def oac_xml(root="OriginAccessControlConfig", namespace=CLOUDFRONT, inner=None):
    inner = inner or ("<Name>a</Name><Description></Description><SigningProtocol>sigv4</SigningProtocol>"
                      "<SigningBehavior>always</SigningBehavior>"
                      "<OriginAccessControlOriginType>s3</OriginAccessControlOriginType>")
    return f'<{root} xmlns="{namespace}">{inner}</{root}>'
