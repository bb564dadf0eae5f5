# SPDX-License-Identifier: Apache-2.0
"""DynamoDB, IAM, STS, Logs and tagging: what moto lacks."""

import json

import pytest
import stack
from refusals import refuses


def table(aws, **changes):
    return aws.client("dynamodb").create_table(**{
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}], "TableName": "resume",
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "BillingMode": "PAY_PER_REQUEST", **changes})


def test_table_is_created_slowly(aws):
    ddb = aws.client("dynamodb")
    aws.settings(dynamodb__creating_reads=2, dynamodb__updating_reads=1, dynamodb__deleting_reads=1)
    made = table(aws, DeletionProtectionEnabled=True, OnDemandThroughput={"MaxWriteRequestUnits": 5})
    assert made["TableDescription"]["TableStatus"] == "CREATING"
    with refuses("ResourceInUseException", 400):
        ddb.delete_table(TableName="resume")
    with refuses("ResourceInUseException", 400):
        table(aws)
    found = [ddb.describe_table(TableName="resume")["Table"] for _ in range(3)]
    assert [t["TableStatus"] for t in found] == ["CREATING", "CREATING", "ACTIVE"]
    assert found[2]["OnDemandThroughput"] == {"MaxWriteRequestUnits": 5} and found[2]["DeletionProtectionEnabled"]
    with refuses("ValidationException", 400):
        ddb.delete_table(TableName="resume")
    ddb.update_table(TableName="resume", DeletionProtectionEnabled=False)
    with refuses("ResourceInUseException", 400):
        ddb.delete_table(TableName="resume")
    assert ddb.describe_table(TableName="resume")["Table"]["TableStatus"] == "UPDATING"
    assert ddb.delete_table(TableName="resume")["TableDescription"]["TableStatus"] == "DELETING"
    with refuses("ResourceInUseException", 400):
        table(aws)
    assert ddb.describe_table(TableName="resume")["Table"]["TableStatus"] == "DELETING"
    with refuses("ResourceNotFoundException", 400):
        ddb.describe_table(TableName="resume")


def test_counter_update(aws):
    ddb = aws.client("dynamodb")
    table(aws)
    ddb.describe_table(TableName="resume")
    for expected in ("1", "2"):
        found = ddb.update_item(
            TableName="resume", Key={"id": {"S": "site"}}, UpdateExpression="ADD #n :one",
            ExpressionAttributeNames={"#n": "count"}, ExpressionAttributeValues={":one": {"N": "1"}},
            ReturnValues="UPDATED_NEW")
        assert found["Attributes"]["count"] == {"N": expected}


def test_table_checks(aws):
    with refuses("ValidationException", 400):
        table(aws, ProvisionedThroughput={"ReadCapacityUnits": 1, "WriteCapacityUnits": 1})
    table(aws, Tags=stack.tag_list())
    ddb = aws.client("dynamodb")
    with refuses("ContinuousBackupsUnavailableException", 400):
        ddb.update_continuous_backups(TableName="resume", PointInTimeRecoverySpecification={
            "PointInTimeRecoveryEnabled": True})
    arn = ddb.describe_table(TableName="resume")["Table"]["TableArn"]
    assert ddb.list_tags_of_resource(ResourceArn=arn)["Tags"] == stack.tag_list()
    ddb.tag_resource(ResourceArn=arn, Tags=[{"Key": "a", "Value": "1"}])
    ddb.untag_resource(ResourceArn=arn, TagKeys=["a"])
    ddb.update_continuous_backups(TableName="resume", PointInTimeRecoverySpecification={
        "PointInTimeRecoveryEnabled": True})
    assert ddb.describe_continuous_backups(TableName="resume")["ContinuousBackupsDescription"][
        "PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
    with refuses("ValidationException", 400):
        ddb.update_table(TableName="resume")
    assert aws.violations() == []


def trust(**changes):
    document = json.loads(stack.TRUST)
    document["Statement"][0].update(changes)
    return json.dumps(document)


@pytest.mark.parametrize("document", [
    "{", "{}", trust(Effect="allow"), trust(Resource="*"), trust(Action="lambda:Invoke"),
    trust(Principal={"Service": "lambda"}), trust(Unknown=1)])
def test_malformed_trust_is_refused(aws, document):
    with refuses("MalformedPolicyDocument", 400):
        aws.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument=document)


def test_roles(aws):
    iam = aws.client("iam")
    iam.create_role(RoleName="Role", AssumeRolePolicyDocument=stack.TRUST, Description="d", Tags=stack.tag_list())
    with refuses("EntityAlreadyExists", 409):
        iam.create_role(RoleName="role", AssumeRolePolicyDocument=stack.TRUST)
    found = iam.get_role(RoleName="Role")["Role"]
    assert found["Tags"] == stack.tag_list() and found["Description"] == "d"
    assert found["AssumeRolePolicyDocument"] == json.loads(stack.TRUST)
    document = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "dynamodb:UpdateItem", "Resource": "*"}]})
    iam.put_role_policy(RoleName="Role", PolicyName="p", PolicyDocument=document)
    assert iam.get_role_policy(RoleName="Role", PolicyName="p")["PolicyDocument"] == json.loads(document)
    with refuses("DeleteConflict", 409):
        iam.delete_role(RoleName="Role")
    iam.delete_role_policy(RoleName="Role", PolicyName="p")
    with refuses("NoSuchEntity", 404):
        iam.get_role_policy(RoleName="Role", PolicyName="p")
    iam.tag_role(RoleName="Role", Tags=[{"Key": "a", "Value": "1"}])
    iam.untag_role(RoleName="Role", TagKeys=["a"])
    iam.update_assume_role_policy(RoleName="Role", PolicyDocument=stack.TRUST)
    for read in (iam.list_role_policies, iam.list_attached_role_policies, iam.list_instance_profiles_for_role):
        read(RoleName="Role")
    iam.delete_role(RoleName="Role")
    with refuses("NoSuchEntity", 404):
        iam.get_role(RoleName="Role")
    assert aws.violations() == []


def test_caller_identity(aws):
    assert aws.client("sts", "eu-west-1").get_caller_identity()["Account"] == stack.ACCOUNT


def test_log_groups(aws):
    logs = aws.client("logs")
    logs.create_log_group(logGroupName="/aws/lambda/resume", tags=stack.TAGS)
    with refuses("ResourceAlreadyExistsException", 400):
        logs.create_log_group(logGroupName="/aws/lambda/resume")
    with refuses("InvalidParameterException", 400):
        logs.put_retention_policy(logGroupName="/aws/lambda/resume", retentionInDays=15)
    logs.put_retention_policy(logGroupName="/aws/lambda/resume", retentionInDays=14)
    group, = logs.describe_log_groups(logGroupNamePrefix="/aws/lambda/res")["logGroups"]
    arn = f"arn:aws:logs:us-east-1:{stack.ACCOUNT}:log-group:/aws/lambda/resume"
    assert (group["arn"], group["retentionInDays"], group["logGroupClass"]) == (f"{arn}:*", 14, "STANDARD")
    with refuses("ResourceNotFoundException", 400):
        logs.list_tags_for_resource(resourceArn=f"{arn}x")
    logs.tag_resource(resourceArn=arn, tags={"a": "1"})
    logs.untag_resource(resourceArn=arn, tagKeys=["resumectl:site"])
    assert logs.list_tags_for_resource(resourceArn=arn)["tags"] == {"a": "1"}
    logs.delete_retention_policy(logGroupName="/aws/lambda/resume")
    assert "retentionInDays" not in logs.describe_log_groups()["logGroups"][0]
    logs.delete_log_group(logGroupName="/aws/lambda/resume")
    with refuses("ResourceNotFoundException", 400):
        logs.put_retention_policy(logGroupName="/aws/lambda/resume", retentionInDays=14)


def found(aws, region, **filters):
    listed = aws.client("resourcegroupstaggingapi", region).get_resources(**filters)["ResourceTagMappingList"]
    return sorted(item["ResourceARN"].split(":")[2] for item in listed)


def test_tagged_resources_by_region(aws):
    stack.deploy(aws, "eu-central-1")
    here = {"TagFilters": [{"Key": "resumectl:site", "Values": ["resume"]}]}
    assert found(aws, "us-east-1", **here) == ["acm", "cloudfront"]
    assert found(aws, "eu-central-1", **here) == ["apigateway", "apigateway", "dynamodb", "lambda", "logs", "s3"]
    assert found(aws, "eu-central-1", ResourceTypeFilters=["dynamodb:table", "s3"], **here) == ["dynamodb", "s3"]
    assert found(aws, "eu-central-1", TagFilters=[{"Key": "resumectl:site", "Values": ["other"]}]) == []
    client = aws.client("resourcegroupstaggingapi", "eu-central-1")
    page = client.get_resources(ResourcesPerPage=4)
    rest = client.get_resources(ResourcesPerPage=4, PaginationToken=page["PaginationToken"])
    assert len(rest["ResourceTagMappingList"]) == 2 and rest["PaginationToken"] == ""
    assert aws.violations() == []
