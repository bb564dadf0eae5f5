# SPDX-License-Identifier: Apache-2.0
"""What many people write for themselves: lists a bucket, compares MD5s, uploads and deletes, in 32 threads.

boto3_sync.py ENDPOINT FOLDER BUCKET
"""

import concurrent.futures
import hashlib
import mimetypes
import os
import sys

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config

THREADS = 32


def local_files(folder):
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            yield os.path.relpath(path, folder).replace(os.sep, "/"), path


def is_same(path, stored):
    if stored is None or os.path.getsize(path) != stored["Size"]:
        return False
    with open(path, "rb") as file:
        return stored["ETag"].strip('"') == hashlib.file_digest(file, "md5").hexdigest()


def main(endpoint, folder, bucket):
    client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", config=Config(
        max_pool_connections=THREADS, s3={"addressing_style": "path"}))
    stored = {}
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        stored |= {item["Key"]: item for item in page.get("Contents", [])}
    local = dict(local_files(folder))
    transfer = TransferConfig(max_concurrency=THREADS)

    def sync(key):
        if not is_same(local[key], stored.get(key)):
            kind = mimetypes.guess_type(key)[0] or "application/octet-stream"
            if os.path.getsize(local[key]) < transfer.multipart_threshold:
                with open(local[key], "rb") as body:
                    client.put_object(Bucket=bucket, Key=key, Body=body, ContentType=kind)
            else:
                client.upload_file(local[key], bucket, key, ExtraArgs={"ContentType": kind}, Config=transfer)

    with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(sync, local))
    gone = [key for key in stored if key not in local]
    for start in range(0, len(gone), 1000):
        client.delete_objects(Bucket=bucket, Delete={
            "Objects": [{"Key": key} for key in gone[start:start + 1000]], "Quiet": True})


main(*sys.argv[1:])
