# SPDX-License-Identifier: Apache-2.0
"""Lambda: what moto lacks."""

import json

import pytest
import stack
from refusals import refuses


@pytest.fixture
def functions(aws):
    return aws.client("lambda")


@pytest.fixture
def role(aws):
    return aws.client("iam").create_role(RoleName="resume", AssumeRolePolicyDocument=stack.TRUST)["Role"]["Arn"]


def create(functions, role, **changes):
    return functions.create_function(**{
        "FunctionName": "resume", "Runtime": "python3.13", "Role": role, "Handler": "app.handler",
        "Code": {"ZipFile": stack.zipped()}, **changes})


def settle(functions):
    for _ in range(5):
        found = functions.get_function_configuration(FunctionName="resume")
        if found["State"] == "Active" and found["LastUpdateStatus"] == "Successful":
            return found
    raise AssertionError("not settled")


def test_states_take_reads(aws, functions, role):
    aws.settings(**{"lambda.pending_reads": 2})
    made = create(functions, role)
    assert (made["State"], made["StateReasonCode"]) == ("Pending", "Creating")
    states = [functions.get_function_configuration(FunctionName="resume")["State"] for _ in range(3)]
    assert states == ["Pending", "Pending", "Active"]
    changed = functions.update_function_configuration(FunctionName="resume", Timeout=7)
    assert changed["LastUpdateStatus"] == "InProgress"
    found = settle(functions)
    assert found["Timeout"] == 7 and found["RevisionId"] == changed["RevisionId"] != made["RevisionId"]


def test_calls_meanwhile_conflict(functions, role):
    create(functions, role)
    with refuses("ResourceConflictException", 409):
        functions.update_function_configuration(FunctionName="resume", Timeout=7)
    settle(functions)
    functions.update_function_code(FunctionName="resume", ZipFile=stack.zipped("x = 1\n"))
    with refuses("ResourceConflictException", 409):
        functions.update_function_configuration(FunctionName="resume", Timeout=7)
    settle(functions)
    with refuses("ResourceConflictException", 409):
        create(functions, role)


def test_revision_is_enforced(functions, role):
    create(functions, role)
    found = settle(functions)
    functions.update_function_configuration(FunctionName="resume", Timeout=7, RevisionId=found["RevisionId"])
    settle(functions)
    with refuses("PreconditionFailedException", 412):
        functions.update_function_configuration(FunctionName="resume", Timeout=8, RevisionId=found["RevisionId"])


def test_configuration_reads_back(functions, role):
    create(functions, role, Description="d", Timeout=5, MemorySize=256, Environment={"Variables": {"TABLE": "t"}},
           Architectures=["arm64"], LoggingConfig={"LogFormat": "JSON", "LogGroup": "/aws/lambda/resume"},
           EphemeralStorage={"Size": 1024}, TracingConfig={"Mode": "Active"})
    found = settle(functions)
    assert found["LoggingConfig"] == {"LogFormat": "JSON", "LogGroup": "/aws/lambda/resume",
                                      "ApplicationLogLevel": "INFO", "SystemLogLevel": "INFO"}
    assert found["LastModified"].endswith("+0000") and found["Version"] == "$LATEST"
    assert found["EphemeralStorage"] == {"Size": 1024} and found["TracingConfig"] == {"Mode": "Active"}
    functions.update_function_configuration(
        FunctionName="resume", Environment={}, LoggingConfig={"LogFormat": "Text"}, EphemeralStorage={"Size": 512})
    found = settle(functions)
    assert "Environment" not in found and found["EphemeralStorage"] == {"Size": 512}
    assert found["LoggingConfig"] == {"LogFormat": "Text", "LogGroup": "/aws/lambda/resume"}
    functions.update_function_code(FunctionName="resume", ZipFile=stack.zipped("y = 1\n"), Architectures=["x86_64"])
    assert settle(functions)["Architectures"] == ["x86_64"]


@pytest.mark.parametrize("code, changes", [
    ("TestAWSViolation", {"Runtime": "python4.0"}),
    ("ValidationException", {"Timeout": 901}),
    ("TestAWSViolation", {"MemorySize": 64}),
    ("InvalidParameterValueException", {"Runtime": "python3.9"}),
    ("InvalidParameterValueException", {"Role": f"arn:aws:iam::{stack.ACCOUNT}:role/nosuch"}),
    ("InvalidParameterValueException", {"Code": {"ZipFile": b"no zip"}}),
    ("InvalidParameterValueException", {"Environment": {"Variables": {"AWS_REGION": "x"}}}),
    ("InvalidParameterValueException", {"Environment": {"Variables": {"LONG": "x" * 4096}}}),
    ("InvalidParameterValueException", {"LoggingConfig": {"LogFormat": "Text", "SystemLogLevel": "INFO"}}),
])
def test_bad_functions_are_refused(functions, role, code, changes):
    with refuses(code, 400):
        create(functions, role, **changes)


def test_new_role_needs_time(aws, functions, role):
    aws.settings(iam__propagation_reads=1)
    arn = aws.client("iam").create_role(RoleName="new", AssumeRolePolicyDocument=stack.TRUST)["Role"]["Arn"]
    with refuses("InvalidParameterValueException", 400):
        create(functions, arn)
    create(functions, arn)


def test_role_must_trust_lambda(aws, functions):
    trust = stack.TRUST.replace("lambda.amazonaws.com", "ec2.amazonaws.com")
    arn = aws.client("iam").create_role(RoleName="other", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    with refuses("InvalidParameterValueException", 400):
        create(functions, arn)


def test_policy(functions, role):
    arn = create(functions, role)["FunctionArn"]
    with refuses("ResourceNotFoundException", 404):
        functions.get_policy(FunctionName="resume")
    source = f"arn:aws:execute-api:us-east-1:{stack.ACCOUNT}:abc/*/*/x"
    permission = {"FunctionName": "resume", "StatementId": "api", "Action": "lambda:InvokeFunction",
                  "Principal": "apigateway.amazonaws.com", "SourceArn": source}
    functions.add_permission(**permission)
    with refuses("ResourceConflictException", 409):
        functions.add_permission(**permission)
    statement, = json.loads(functions.get_policy(FunctionName="resume")["Policy"])["Statement"]
    assert statement == {
        "Sid": "api", "Effect": "Allow", "Principal": {"Service": "apigateway.amazonaws.com"},
        "Action": "lambda:InvokeFunction", "Resource": arn, "Condition": {"ArnLike": {"AWS:SourceArn": source}}}
    functions.remove_permission(FunctionName="resume", StatementId="api")
    with refuses("ResourceNotFoundException", 404):
        functions.remove_permission(FunctionName="resume", StatementId="api")


def test_missing_function_and_tags(functions, role):
    with refuses("ResourceNotFoundException", 404):
        functions.get_function(FunctionName="nosuch")
    arn = create(functions, role, Tags=stack.TAGS)["FunctionArn"]
    functions.tag_resource(Resource=arn, Tags={"a": "1"})
    functions.untag_resource(Resource=arn, TagKeys=["resumectl:site"])
    assert functions.list_tags(Resource=arn)["Tags"] == {"a": "1"}
    assert functions.get_function(FunctionName="resume")["Tags"] == {"a": "1"}
    assert [f["FunctionName"] for f in functions.list_functions()["Functions"]] == ["resume"]
    functions.delete_function(FunctionName="resume")
    with refuses("ResourceNotFoundException", 404):
        functions.delete_function(FunctionName="resume")


def test_reserved_concurrency(aws, functions, role):
    create(functions, role)
    functions.put_function_concurrency(FunctionName="resume", ReservedConcurrentExecutions=2)
    assert functions.get_function(FunctionName="resume")["Concurrency"] == {"ReservedConcurrentExecutions": 2}
    functions.delete_function_concurrency(FunctionName="resume")
    assert "Concurrency" not in functions.get_function(FunctionName="resume")
    assert aws.violations() == []


def test_role_that_was_made_again_is_another_one(aws, functions, role):
    """Lambda lets the role's id decrypt the environment variables, not its name."""
    iam = aws.client("iam")

    def error():
        try:
            functions.invoke(FunctionName="resume", Payload=b"{}")
        except functions.exceptions.ClientError as refusal:
            return refusal.response["Error"]["Code"], refusal.response["ResponseMetadata"]["HTTPStatusCode"]
        return None

    aws.settings(**{"lambda.pending_reads": 0, "lambda.update_reads": 0, "iam.propagation_reads": 0})
    create(functions, role, Environment={"Variables": {"TABLE": "t"}})
    assert error() is None
    iam.delete_role(RoleName="resume")
    assert error() is not None
    assert iam.create_role(RoleName="resume", AssumeRolePolicyDocument=stack.TRUST)["Role"]["Arn"] == role
    assert error() == ("KMSAccessDeniedException", 502)
    functions.update_function_configuration(FunctionName="resume", Role=role, MemorySize=512)
    assert error() == ("KMSAccessDeniedException", 502), "the same role renews nothing"
    other = iam.create_role(RoleName="other", AssumeRolePolicyDocument=stack.TRUST)["Role"]["Arn"]
    for arn in (other, role):
        functions.update_function_configuration(FunctionName="resume", Role=arn)
    assert error() is None
    iam.delete_role(RoleName="resume")
    iam.create_role(RoleName="resume", AssumeRolePolicyDocument=stack.TRUST)
    functions.delete_function(FunctionName="resume")
    create(functions, role, Environment={"Variables": {"TABLE": "t"}})
    assert error() is None
