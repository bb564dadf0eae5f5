# SPDX-License-Identifier: Apache-2.0
"""What the operations of IAM, Lambda, DynamoDB, CloudWatch Logs, API Gateway, STS and the tagging API need."""

from __future__ import annotations

from urllib.parse import quote, unquote

from .. import moto_app
from ..signatures import ACCOUNT
from .need import Need, anywhere, pairs, tag_keys, tags_of


# IAM


def role_arn(call, name=None):
    """The ARN of a role by its name; its path is looked up, or taken from the request that makes it."""
    name = call.params["RoleName"] if name is None else name
    found = moto_app.backend("iam")[ACCOUNT]["aws"].roles.values()
    existing = next((role.arn for role in found if role.name == name), None)
    return existing or f"arn:aws:iam::{ACCOUNT}:role{call.get('Path', default='/')}{name}"


def _role(action, **keys):
    def rule(call):
        context = {key: call.params[member] for key, member in keys.items() if member in call.params}
        return [Need(f"iam:{action}", role_arn(call), {f"iam:{key.lower()}": v for key, v in context.items()})]
    return rule


def _create_role(call):
    boundary = call.get("PermissionsBoundary")
    found = [Need("iam:CreateRole", role_arn(call), {"iam:permissionsboundary": boundary} if boundary else {})]
    if call.get("Tags"):
        found[0].context.update(tag_keys(pairs(call.get("Tags"))))
        found.append(Need("iam:TagRole", role_arn(call), tag_keys(pairs(call.get("Tags")))))
    return found


def _tag_role(call):
    return [Need("iam:TagRole", role_arn(call), tag_keys(pairs(call.get("Tags"))))]


def _untag_role(call):
    return [Need("iam:UntagRole", role_arn(call), {"aws:tagkeys": list(call.get("TagKeys", default=[]))})]


def _instance_profile(action):
    return lambda call: [Need(
        f"iam:{action}", f"arn:aws:iam::{ACCOUNT}:instance-profile/{call.params['InstanceProfileName']}")]


def _provider(action):
    return lambda call: [Need(f"iam:{action}", call.params["OpenIDConnectProviderArn"])]


def _create_provider(call):
    name = call.params["Url"].removeprefix("https://").rstrip("/")
    arn = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{name}"
    found = [Need("iam:CreateOpenIDConnectProvider", arn)]
    if call.get("Tags"):
        found.append(Need("iam:TagOpenIDConnectProvider", arn, tag_keys(pairs(call.get("Tags")))))
    return found


IAM = {
    "CreateRole": _create_role,
    **{name: _role(name) for name in (
        "GetRole", "UpdateRole", "UpdateRoleDescription", "DeleteRole", "UpdateAssumeRolePolicy", "PutRolePolicy",
        "GetRolePolicy", "DeleteRolePolicy", "ListRolePolicies", "ListAttachedRolePolicies", "ListRoleTags",
        "ListInstanceProfilesForRole", "DeleteRolePermissionsBoundary")},
    "AttachRolePolicy": _role("AttachRolePolicy", PolicyARN="PolicyArn"),
    "DetachRolePolicy": _role("DetachRolePolicy", PolicyARN="PolicyArn"),
    "PutRolePermissionsBoundary": _role("PutRolePermissionsBoundary", PermissionsBoundary="PermissionsBoundary"),
    "TagRole": _tag_role,
    "UntagRole": _untag_role,
    "ListRoles": anywhere("iam:ListRoles"),
    "RemoveRoleFromInstanceProfile": _instance_profile("RemoveRoleFromInstanceProfile"),
    "CreateOpenIDConnectProvider": _create_provider,
    "ListOpenIDConnectProviders": anywhere("iam:ListOpenIDConnectProviders"),
    **{name: _provider(name) for name in (
        "GetOpenIDConnectProvider", "DeleteOpenIDConnectProvider", "AddClientIDToOpenIDConnectProvider",
        "RemoveClientIDFromOpenIDConnectProvider", "UpdateOpenIDConnectProviderThumbprint",
        "ListOpenIDConnectProviderTags")},
    "TagOpenIDConnectProvider": tags_of(
        "iam:TagOpenIDConnectProvider", setting=("Tags",), resource="OpenIDConnectProviderArn"),
    "UntagOpenIDConnectProvider": tags_of(
        "iam:UntagOpenIDConnectProvider", removing=("TagKeys",), resource="OpenIDConnectProviderArn"),
}


# Lambda


def function_arn(call):
    """The ARN of the function that a request names by its name or ARN."""
    name = call.params["FunctionName"]
    if name.startswith("arn:"):
        return ":".join(name.split(":")[:7])
    return f"arn:aws:lambda:{call.region}:{ACCOUNT}:function:{name.rpartition('function:')[2].partition(':')[0]}"


def _function(action):
    return lambda call: [Need(f"lambda:{action}", function_arn(call))]


def _pass_role(call):
    return Need("iam:PassRole", call.params["Role"], {
        "iam:passedtoservice": "lambda.amazonaws.com", "iam:associatedresourcearn": function_arn(call)})


def _layers(call):
    return [Need("lambda:GetLayerVersion", layer) for layer in call.get("Layers", default=[])]


def _create_function(call):
    tags = call.get("Tags", default={})
    found = [Need("lambda:CreateFunction", function_arn(call), tag_keys(tags) if tags else {}), _pass_role(call)]
    if tags:
        found.append(Need("lambda:TagResource", function_arn(call), tag_keys(tags)))
    return found + _layers(call)


def _configure_function(call):
    found = [Need("lambda:UpdateFunctionConfiguration", function_arn(call))]
    if call.get("Role"):
        found.append(_pass_role(call))
    return found + _layers(call)


def _add_permission(call):
    return [Need("lambda:AddPermission", function_arn(call), {"lambda:principal": call.params["Principal"]})]


LAMBDA = {
    "CreateFunction": _create_function,
    "UpdateFunctionConfiguration": _configure_function,
    "AddPermission": _add_permission,
    **{name: _function(name) for name in (
        "GetFunction", "GetFunctionConfiguration", "UpdateFunctionCode", "DeleteFunction", "GetPolicy",
        "RemovePermission", "PutFunctionConcurrency", "DeleteFunctionConcurrency", "GetFunctionConcurrency",
        "ListVersionsByFunction", "PublishVersion")},
    "Invoke": _function("InvokeFunction"),
    "ListFunctions": anywhere("lambda:ListFunctions"),
    "TagResource": tags_of("lambda:TagResource", setting=("Tags",)),
    "UntagResource": tags_of("lambda:UntagResource", removing=("TagKeys",)),
    "ListTags": tags_of("lambda:ListTags"),
}


# DynamoDB


def _table_arn(call, member="TableName"):
    name = call.params[member]
    return name if name.startswith("arn:") else f"arn:aws:dynamodb:{call.region}:{ACCOUNT}:table/{name}"


def _table(action):
    return lambda call: [Need(f"dynamodb:{action}", _table_arn(call))]


def _create_table(call):
    found = [Need("dynamodb:CreateTable", _table_arn(call))]
    if call.get("Tags"):
        found[0].context.update(tag_keys(pairs(call.get("Tags"))))
        found.append(Need("dynamodb:TagResource", _table_arn(call), tag_keys(pairs(call.get("Tags")))))
    return found


DYNAMODB = {
    "CreateTable": _create_table,
    **{name: _table(name) for name in (
        "DescribeTable", "UpdateTable", "DeleteTable", "GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query",
        "Scan", "DescribeContinuousBackups", "UpdateContinuousBackups", "DescribeTimeToLive", "UpdateTimeToLive")},
    "ListTables": anywhere("dynamodb:ListTables"),
    "TagResource": tags_of("dynamodb:TagResource", setting=("Tags",), resource="ResourceArn"),
    "UntagResource": tags_of("dynamodb:UntagResource", removing=("TagKeys",), resource="ResourceArn"),
    "ListTagsOfResource": tags_of("dynamodb:ListTagsOfResource", resource="ResourceArn"),
}


# CloudWatch Logs


def _group_arn(call):
    name = call.get("logGroupName", default=call.get("logGroupIdentifier"))
    if name.startswith("arn:"):
        return name.removesuffix(":*")
    return f"arn:aws:logs:{call.region}:{ACCOUNT}:log-group:{name}"


def _group(action):
    # A policy's resource has to end in `:*`: AWS authorizes the group together with its (unnamed) streams.
    return lambda call: [Need(f"logs:{action}", f"{_group_arn(call)}:log-stream:")]


def _create_group(call):
    found = _group("CreateLogGroup")(call)
    tags = call.get("tags", default={})
    if tags:
        found[0].context.update(tag_keys(tags))
        found.append(Need("logs:TagResource", _group_arn(call), tag_keys(tags)))
    return found


def _stream(action):
    return lambda call: [Need(f"logs:{action}", f"{_group_arn(call)}:log-stream:{call.params['logStreamName']}")]


LOGS = {
    "CreateLogGroup": _create_group,
    **{name: _group(name) for name in (
        "DeleteLogGroup", "PutRetentionPolicy", "DeleteRetentionPolicy", "DescribeLogStreams", "FilterLogEvents")},
    **{name: _stream(name) for name in ("CreateLogStream", "PutLogEvents", "GetLogEvents")},
    "DescribeLogGroups": anywhere("logs:DescribeLogGroups"),
    # The operations on tags want the group's ARN without `:*`.
    "TagResource": tags_of("logs:TagResource", setting=("tags",), resource="resourceArn"),
    "UntagResource": tags_of("logs:UntagResource", removing=("tagKeys",), resource="resourceArn"),
    "ListTagsForResource": tags_of("logs:ListTagsForResource", resource="resourceArn"),
}


# API Gateway: the verb of the request on its path, without the version


def _gateway(call):
    path = call.operation.path.removeprefix("/v2")
    for name, (member, _) in call.operation.uri.items():
        # Tags are under the URL-encoded ARN of what has them.
        text = quote(call.params[member], safe="") if path.startswith("/tags") else call.params[member]
        path = path.replace(f"{{{name}}}", text)
    arn = f"arn:aws:apigateway:{call.region}::{path}"
    tags = call.get("Tags", default={})
    found = [Need(f"apigateway:{call.operation.method}", arn, tag_keys(tags) if tags else {})]
    # Neither of these is in the reference, but both are demanded: of a create on the path that it is sent to. For the
    # operations on tags it is not known whether that is the path or the resource with the tags; both are asked for.
    if call.operation.name in ("TagResource", "UntagResource"):
        context = tag_keys(tags) if tags else {"aws:tagkeys": list(call.get("TagKeys", default=[]))}
        found += [Need(f"apigateway:{call.operation.name}", place, dict(context))
                  for place in (arn, unquote(call.params["ResourceArn"]))]
    elif tags:
        found.append(Need("apigateway:TagResource", arn, tag_keys(tags)))
    return found


class _Gateway(dict):
    """Every operation has the one rule."""

    def get(self, name, default=None):
        return _gateway


# STS


def _assume_role(call):
    context = {"sts:rolesessionname": call.params["RoleSessionName"]}
    if call.get("ExternalId"):
        context["sts:externalid"] = call.params["ExternalId"]
    return [Need("sts:AssumeRole", call.params["RoleArn"], context)]


def _nothing(call):
    return []


STS = {
    "GetCallerIdentity": _nothing,
    "AssumeRole": _assume_role,
    # Sent without a signature: the role's trust policy alone decides.
    "AssumeRoleWithWebIdentity": _nothing,
    "AssumeRoleWithSAML": _nothing,
}

RULES = {
    "iam": IAM, "lambda": LAMBDA, "dynamodb": DYNAMODB, "logs": LOGS, "apigatewayv2": _Gateway(), "sts": STS,
    "resourcegroupstaggingapi": {"GetResources": anywhere("tag:GetResources")},
}
