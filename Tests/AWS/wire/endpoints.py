# SPDX-License-Identifier: Apache-2.0
"""Says where botocore sends a request and what it signs it for, for every region and variant that botocore knows.

The requests are those of real clients, caught before they are sent.
"""

import os
import tempfile

from botocore.config import Config
from botocore.configloader import load_config
from botocore.configprovider import ConfiguredEndpointProvider
from botocore.exceptions import EndpointResolutionError, EndpointVariantError, InvalidConfigError
from botocore.session import get_session

# One operation of each service that needs no more than these parameters.
OPERATIONS = {
    "s3": ("list_buckets", {}),
    "cloudfront": ("list_distributions", {}),
    "route53": ("list_hosted_zones", {}),
    "iam": ("get_user", {}),
    "sts": ("get_caller_identity", {}),
    "acm": ("list_certificates", {}),
    "apigatewayv2": ("get_apis", {}),
    "lambda": ("list_functions", {}),
    "dynamodb": ("list_tables", {}),
    "logs": ("describe_log_groups", {}),
    "resourcegroupstaggingapi": ("get_resources", {}),
    "sso": ("get_role_credentials", {"roleName": "r", "accountId": "123456789012", "accessToken": "t"}),
    "sso-oidc": ("create_token", {"clientId": "c", "clientSecret": "s", "grantType": "refresh_token"}),
    "signin": ("create_o_auth2_token", {"tokenInput": {"clientId": "c", "grantType": "refresh_token"}}),
}
SESSION = get_session()


class Caught(Exception):
    """Ends a call once its request is made."""


def partitions():
    """The regions by partition, without the pseudo-regions of global services such as aws-global."""
    data = SESSION.get_component("data_loader").load_data("partitions")
    return {p["id"]: [r for r in p["regions"] if not r.endswith("-global")] for p in data["partitions"]}


def client(service, region, dual_stack, fips, endpoint_url=None):
    """A client as resumectl means it: S3 of us-east-1 under its regional name, no hosts of single accounts."""
    return SESSION.create_client(
        service, region_name=region, aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="secret",
        endpoint_url=endpoint_url,
        config=Config(use_dualstack_endpoint=dual_stack, use_fips_endpoint=fips, account_id_endpoint_mode="disabled",
                      s3={"us_east_1_regional_endpoint": "regional"}, retries={"total_max_attempts": 1}))


def request(service, operation, parameters, *place):
    """URL and `[name, region]` of the signature (`None` when there is none) of a call; or botocore's refusal."""
    caught = {}
    try:
        sender = client(service, *place)
    except EndpointVariantError as error:
        return {"error": str(error)}

    def catch(request, **_):
        caught["request"] = request
        raise Caught

    sender.meta.events.register("before-send", catch)
    try:
        getattr(sender, operation)(**parameters)
    except Caught:
        pass
    except EndpointResolutionError as error:
        return {"error": str(error)}
    sent = caught["request"]
    signature = sent.headers.get("Authorization", b"").decode() if sent.headers.get("Authorization") else ""
    scope = signature.partition("Credential=")[2].partition(",")[0].split("/")
    return {"url": sent.url, "signature": [scope[3], scope[2]] if len(scope) == 5 else None}


def rows(service):
    """Every region and variant of a service."""
    operation, parameters = OPERATIONS[service]
    return [
        {"partition": partition, "region": region, "dualStack": dual_stack, "fips": fips,
         **request(service, operation, parameters, region, dual_stack, fips)}
        for partition, regions in partitions().items() for region in regions
        for dual_stack in (False, True) for fips in (False, True)]


def bucket_rows():
    """Where a bucket goes: regions and variants that stand for all, names with and without dots, chosen endpoints."""
    found = []
    for region in ("us-east-1", "eu-west-1", "cn-north-1", "us-gov-west-1", "eusc-de-east-1"):
        for dual_stack, fips in ((False, False), (True, False), (False, True)):
            for bucket in ("my-site", "www.example.com", "a.b", "123", "x" * 63):
                for operation in ("head_bucket", "get_bucket_location"):
                    found.append({
                        "region": region, "dualStack": dual_stack, "fips": fips, "bucket": bucket,
                        "operation": operation,
                        **request("s3", operation, {"Bucket": bucket}, region, dual_stack, fips)})
    for url in ("http://127.0.0.1:4566", "http://127.0.0.1:4566/base", "http://[::1]:4566", "http://localhost:4566",
                "https://s3.example.com"):
        for bucket in ("my-site", "www.example.com"):
            for operation in ("head_bucket", "get_bucket_location"):
                found.append({
                    "endpointURL": url, "region": "eu-west-1", "dualStack": False, "fips": False, "bucket": bucket,
                    "operation": operation,
                    **request("s3", operation, {"Bucket": bucket}, "eu-west-1", False, False, url)})
    return found


def chosen_rows(service):
    """Which address is taken of those that variables and files give for a service, in every combination of places."""
    name = SESSION.get_service_model(service).service_id.replace(" ", "_")
    places = {
        "variable": {f"AWS_ENDPOINT_URL_{name.upper()}": "http://variable:1"},
        "variable for all": {"AWS_ENDPOINT_URL": "http://variable-for-all:2"},
        "section": f"services = local\n[services local]\n{name.lower()} =\n  endpoint_url = http://section:3\n",
        "missing section": "services = elsewhere\n",
        "profile": "endpoint_url = http://profile:4\n",
    }
    found = []
    for number in range(2 ** len(places)):
        taken = [text for bit, text in enumerate(places.values()) if number >> bit & 1]
        variables = {key: value for place in taken if isinstance(place, dict) for key, value in place.items()}
        lines = sorted((place for place in taken if isinstance(place, str)), key=lambda line: "[" in line)
        if sum("services =" in line for line in lines) > 1:
            continue
        config = "[profile dev]\n" + "".join(lines)
        found.append({"variables": variables, "config": config, **chosen(service, variables, config)})
    return found


def chosen(service, variables, config):
    """botocore's choice, `None` for AWS's own address, or its refusal."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "config")
        with open(path, "w", encoding="utf-8") as file:
            file.write(config)
        full = load_config(path)
    try:
        return {"url": ConfiguredEndpointProvider(full, full["profiles"]["dev"], service, variables).provide()}
    except InvalidConfigError as error:
        return {"error": str(error)}
