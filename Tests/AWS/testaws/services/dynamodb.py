# SPDX-License-Identifier: Apache-2.0
"""DynamoDB: moto's tables with their slow states and what moto drops."""

from __future__ import annotations

import json

from .. import moto_app, settings
from ..calls import before, handles
from ..errors import AWSError
from ..signatures import ACCOUNT

KEPT = ("OnDemandThroughput", "TableClass")
ITEM_OPERATIONS = ("PutItem", "GetItem", "UpdateItem", "DeleteItem", "Query", "Scan")


class Extra:
    """State of a table that moto does not keep; it hangs on moto's table as `testaws`."""

    def __init__(self):
        self.creating = 0
        self.updating = 0
        self.kept = {}


def backend(region):
    return moto_app.backend("dynamodb")[ACCOUNT][region]


def _deleting(region):
    return vars(backend(region)).setdefault("testaws_deleting", {})


def table_name(call):
    """TableName, which may be an ARN."""
    return call.params.get("TableName", "").rpartition("table/")[2]


def find(call):
    """moto's table; raises ResourceNotFoundException."""
    table = backend(call.region).tables.get(table_name(call))
    if table is None:
        raise AWSError("ResourceNotFoundException",
                       f"Requested resource not found: Table: {table_name(call)} not found")
    return table


def extra_of(table):
    if not hasattr(table, "testaws"):
        table.testaws = Extra()
    return table.testaws


def _patched(table, description):
    """moto's description with the state and the members that it lacks."""
    extra = extra_of(table)
    if extra.creating > 0:
        description["TableStatus"] = "CREATING"
    elif extra.updating > 0:
        description["TableStatus"] = "UPDATING"
    if "OnDemandThroughput" in extra.kept:
        description["OnDemandThroughput"] = extra.kept["OnDemandThroughput"]
    if "TableClass" in extra.kept:
        description["TableClassSummary"] = {"TableClass": extra.kept["TableClass"]}
    return {key: value for key, value in description.items() if value is not None}


def _answer(response, member, table):
    document = response.json()
    document[member] = _patched(table, document[member])
    response.body = json.dumps(document).encode()
    return response


@before("dynamodb")
def check_ready(call):
    """Items are not reachable before a table is ACTIVE; asking brings it nearer."""
    if call.operation.name not in ITEM_OPERATIONS:
        return
    table = backend(call.region).tables.get(table_name(call))
    if table is not None and extra_of(table).creating > 0:
        extra_of(table).creating -= 1
        raise AWSError("ResourceNotFoundException", "Requested resource not found")


@handles("dynamodb", "CreateTable")
def create_table(call):
    name = call.params["TableName"]
    if _deleting(call.region).get(name, 0) > 0:
        raise AWSError("ResourceInUseException", f"Table is being deleted: {name}")
    if call.get("BillingMode") == "PAY_PER_REQUEST" and "ProvisionedThroughput" in call.params:
        raise AWSError("ValidationException", "One or more parameter values were invalid: Neither ReadCapacityUnits "
                       "nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST")
    for tag in call.get("Tags", default=[]):
        if tag["Key"].lower().startswith("aws:"):
            raise AWSError("ValidationException", "Tag keys starting with 'aws:' are reserved for system use")
    response = call.forward()
    if response.status != 200:
        return response
    table = backend(call.region).tables[name]
    extra = extra_of(table)
    extra.creating = settings.get("dynamodb.creating_reads")
    extra.kept = {member: call.params[member] for member in KEPT if member in call.params}
    document = response.json()
    description = _patched(table, document["TableDescription"])
    description["TableStatus"] = "CREATING"
    response.body = json.dumps({"TableDescription": description}).encode()
    return response


@handles("dynamodb", "DescribeTable")
def describe_table(call):
    name = table_name(call)
    leaving = _deleting(call.region)
    if leaving.get(name, 0) > 0:
        leaving[name] -= 1
        return {"Table": {"TableName": name, "TableStatus": "DELETING",
                          "TableArn": f"arn:aws:dynamodb:{call.region}:{ACCOUNT}:table/{name}"}}
    table = find(call)
    response = _answer(call.forward(), "Table", table)
    extra = extra_of(table)
    if extra.creating > 0:
        extra.creating -= 1
    elif extra.updating > 0:
        extra.updating -= 1
    return response


def _need_active(table):
    extra = extra_of(table)
    if extra.creating > 0 or extra.updating > 0:
        state = "created" if extra.creating > 0 else "updated"
        raise AWSError("ResourceInUseException",
                       f"Attempt to change a resource which is still in use: Table is being {state}: {table.name}")


@handles("dynamodb", "UpdateTable")
def update_table(call):
    table = find(call)
    _need_active(table)
    if len(call.params) == 1:
        raise AWSError("ValidationException", "At least one of ProvisionedThroughput, BillingMode, "
                       "UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is "
                       "required")
    extra = extra_of(table)
    extra.kept.update({member: call.params[member] for member in KEPT if member in call.params})
    response = call.forward()
    if response.status != 200:
        return response
    extra.updating = settings.get("dynamodb.updating_reads")
    return _answer(response, "TableDescription", table)


@handles("dynamodb", "DeleteTable")
def delete_table(call):
    table = find(call)
    _need_active(table)
    if table.deletion_protection_enabled:
        raise AWSError("ValidationException", "Resource cannot be deleted as it is currently protected against "
                       "deletion. Disable deletion protection first.")
    response = call.forward()
    if response.status == 200:
        document = response.json()
        document["TableDescription"]["TableStatus"] = "DELETING"
        response.body = json.dumps(document).encode()
        _deleting(call.region)[table.name] = settings.get("dynamodb.deleting_reads")
    return response


@handles("dynamodb", "UpdateContinuousBackups")
def update_backups(call):
    table = find(call)
    if extra_of(table).creating > 0:
        raise AWSError("ContinuousBackupsUnavailableException",
                       "Backups are being enabled for the table. Please retry later")
    return call.forward()


@handles("dynamodb", "UpdateTimeToLive")
def update_ttl(call):
    table = find(call)
    _need_active(table)
    wanted = call.params["TimeToLiveSpecification"]
    enabled = (table.ttl or {}).get("TimeToLiveStatus") == "ENABLED"
    if wanted["Enabled"] == enabled:
        word = "enabled" if enabled else "disabled"
        raise AWSError("ValidationException", f"TimeToLive is already {word}")
    return call.forward()
