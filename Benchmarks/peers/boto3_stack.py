# SPDX-License-Identifier: Apache-2.0
"""Reads the resources of a stack in 10 threads and changes nothing: what a script would do before it compares.

boto3_stack.py ENDPOINT BUCKET DOMAIN
"""

import concurrent.futures
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

THREADS = 10
NAME = "resume"


class Reader:
    """Reads in a pool of threads. What is not there is an answer too."""

    def __init__(self, endpoint):
        self.pool = concurrent.futures.ThreadPoolExecutor(THREADS)
        config = Config(max_pool_connections=THREADS, s3={"addressing_style": "path"})
        session = boto3.session.Session(region_name="us-east-1")
        self.clients = {name: session.client(name, endpoint_url=endpoint, config=config) for name in (
            "sts", "s3", "cloudfront", "acm", "route53", "dynamodb", "logs", "iam", "lambda", "apigatewayv2")}

    def read(self, service, operation, **arguments):
        def call():
            try:
                return getattr(self.clients[service], operation)(**arguments)
            except ClientError as error:
                if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                    return None
                raise

        return self.pool.submit(call)


def main(endpoint, bucket, domain):
    reader = Reader(endpoint)
    read = reader.read
    all_reads = [read("sts", "get_caller_identity")]
    all_reads += [read("s3", operation, Bucket=bucket) for operation in (
        "head_bucket", "get_bucket_tagging", "get_bucket_versioning", "get_bucket_encryption", "get_public_access_block",
        "get_bucket_ownership_controls", "get_bucket_lifecycle_configuration", "get_bucket_policy", "list_objects_v2")]
    distributions = read("cloudfront", "list_distributions")
    controls = read("cloudfront", "list_origin_access_controls")
    certificates = read("acm", "list_certificates")
    zones = read("route53", "list_hosted_zones_by_name", DNSName=domain)
    interfaces = read("apigatewayv2", "get_apis")
    all_reads += [
        read("cloudfront", "describe_function", Name=f"{NAME}-viewer-request"),
        read("dynamodb", "describe_table", TableName=f"{NAME}-visitors"),
        read("logs", "describe_log_groups", logGroupNamePrefix=f"/aws/lambda/{NAME}-counter"),
        read("iam", "get_role", RoleName=f"{NAME}-counter"),
        read("iam", "list_role_policies", RoleName=f"{NAME}-counter"),
        read("lambda", "get_function", FunctionName=f"{NAME}-counter"),
        read("lambda", "get_policy", FunctionName=f"{NAME}-counter")]
    for item in distributions.result()["DistributionList"].get("Items", []):
        all_reads += [read("cloudfront", "get_distribution_config", Id=item["Id"]),
                      read("cloudfront", "list_tags_for_resource", Resource=item["ARN"])]
    for item in controls.result()["OriginAccessControlList"].get("Items", []):
        all_reads.append(read("cloudfront", "get_origin_access_control", Id=item["Id"]))
    for item in certificates.result()["CertificateSummaryList"]:
        all_reads += [read("acm", "describe_certificate", CertificateArn=item["CertificateArn"]),
                      read("acm", "list_tags_for_certificate", CertificateArn=item["CertificateArn"])]
    for item in zones.result()["HostedZones"]:
        all_reads.append(read("route53", "list_resource_record_sets", HostedZoneId=item["Id"]))
    for item in interfaces.result()["Items"]:
        all_reads += [read("apigatewayv2", operation, ApiId=item["ApiId"])
                      for operation in ("get_routes", "get_integrations", "get_stages")]
    for one in all_reads:
        one.result()


main(*sys.argv[1:])
