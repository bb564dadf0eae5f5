# SPDX-License-Identifier: Apache-2.0
"""Uploads a folder with the S3 client of the AWS Common Runtime. It lists and compares nothing.

crt_put.py ENDPOINT FOLDER BUCKET
"""

import os
import sys
from urllib.parse import quote, urlsplit

from awscrt.auth import AwsCredentialsProvider
from awscrt.http import HttpHeaders, HttpRequest
from awscrt.io import ClientBootstrap, DefaultHostResolver, EventLoopGroup
from awscrt.s3 import S3Client, S3RequestTlsMode, S3RequestType


def local_files(folder):
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            yield os.path.relpath(path, folder).replace(os.sep, "/"), path


def main(endpoint, folder, bucket):
    group = EventLoopGroup()
    bootstrap = ClientBootstrap(group, DefaultHostResolver(group))
    credentials = AwsCredentialsProvider.new_static(
        os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"])
    client = S3Client(bootstrap=bootstrap, region="us-east-1", credential_provider=credentials,
                      tls_mode=S3RequestTlsMode.DISABLED)
    host = urlsplit(endpoint).netloc
    running = []
    for key, path in local_files(folder):
        headers = HttpHeaders([("host", host), ("content-type", "application/octet-stream"),
                               ("content-length", str(os.path.getsize(path)))])
        request = HttpRequest("PUT", f"/{bucket}/{quote(key)}", headers)
        running.append(client.make_request(type=S3RequestType.PUT_OBJECT, request=request, send_filepath=path))
    for upload in running:
        upload.finished_future.result()


main(*sys.argv[1:])
