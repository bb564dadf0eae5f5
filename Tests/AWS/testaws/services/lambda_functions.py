# SPDX-License-Identifier: Apache-2.0
"""Lambda: moto's functions with states, revisions, LoggingConfig, and the checks that moto leaves out."""

from __future__ import annotations

import io
import json
import re
import urllib.parse
import uuid
import zipfile
from datetime import datetime, timezone

from .. import function_role, moto_app, settings
from ..calls import handles
from ..errors import AWSError
from ..signatures import ACCOUNT

RETIRED = re.compile(r"^(python(2\.7|3\.[6-9])|nodejs(|4\.3|6\.10|8\.10|1[0-8]\.x)|ruby2\.\d|dotnet(core\d\.\d|6)|"
                     r"go1\.x|java8|provided)$")
ENVIRONMENT_KEY = re.compile(r"^[a-zA-Z][a-zA-Z0-9_]+$")
RESERVED = re.compile(r"^(_HANDLER|_X_AMZN_TRACE_ID|AWS_DEFAULT_REGION|AWS_REGION|AWS_EXECUTION_ENV|"
                      r"AWS_LAMBDA_(?!EXEC_WRAPPER).*|AWS_ACCESS_KEY(_ID)?|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|"
                      r"LAMBDA_TASK_ROOT|LAMBDA_RUNTIME_DIR|AWS_XRAY_.*)$")
SETTINGS = ("Description", "Handler", "MemorySize", "Role", "Runtime", "Timeout", "VpcConfig", "Layers")


class Extra:
    """What moto does not keep of a function; it hangs on moto's object as `testaws`."""

    def __init__(self, logging):
        self.logging = logging
        self.revision = str(uuid.uuid4())
        self.modified = datetime.now(timezone.utc)
        self.pending_reads = settings.get("lambda.pending_reads")
        self.update_reads = 0

    def touch(self):
        """An update: new revision and time, InProgress."""
        self.revision = str(uuid.uuid4())
        self.modified = datetime.now(timezone.utc)
        self.update_reads = settings.get("lambda.update_reads")


def backend(region):
    return moto_app.backend("lambda")[ACCOUNT][region]


def functions(region):
    """The functions of a region in the order of their names."""
    return sorted(backend(region)._lambdas.latest(), key=lambda f: f.function_name)


def _lookup(region, name):
    return next((f for f in backend(region)._lambdas.latest() if f.function_name == name), None)


def find(call):
    """moto's function for FunctionName, which may be a name or an ARN."""
    name = call.params["FunctionName"]
    match = re.fullmatch(
        r"(?:arn:aws:lambda:([a-z0-9-]+):)?(?:(\d{12}):)?(?:function:)?([A-Za-z0-9_-]+)(?::([A-Za-z0-9$_-]+))?", name)
    region = (match and match[1]) or call.region
    function = _lookup(region, match[3]) if match else None
    if function is None or region != call.region:
        short = match[3] if match else name
        raise AWSError("ResourceNotFoundException",
                       f"Function not found: arn:aws:lambda:{call.region}:{ACCOUNT}:function:{short}",
                       extra={"Message": f"Function not found: {short}"})
    if not hasattr(function, "testaws"):
        function.testaws = Extra(_logging(function.function_name, None))
    return function


def configuration(function, counts=False):
    """The FunctionConfiguration that a read sees; `counts` when the read is one that a waiter makes."""
    extra = function.testaws
    data = {key: value for key, value in function.get_configuration().items()
            if value is not None and not (key == "Layers" and not value)}
    modified = extra.modified.strftime("%Y-%m-%dT%H:%M:%S.") + f"{extra.modified.microsecond // 1000:03d}+0000"
    data.update(RevisionId=extra.revision, LoggingConfig=extra.logging, LastModified=modified, Version="$LATEST",
                FunctionArn=f"arn:aws:lambda:{function.region}:{ACCOUNT}:function:{function.function_name}",
                RuntimeVersionConfig={
                    "RuntimeVersionArn": f"arn:aws:lambda:{function.region}::runtime:{function.code_sha_256[:8]}"})
    if extra.pending_reads > 0:
        data.update(State="Pending", StateReason="The function is being created.", StateReasonCode="Creating",
                    LastUpdateStatus="InProgress", LastUpdateStatusReason="The function is being created.",
                    LastUpdateStatusReasonCode="Creating")
    elif extra.update_reads > 0:
        data.update(State="Active", LastUpdateStatus="InProgress",
                    LastUpdateStatusReason="The function is being created.", LastUpdateStatusReasonCode="Creating")
    else:
        data.update(State="Active", LastUpdateStatus="Successful")
    if counts:
        if extra.pending_reads > 0:
            extra.pending_reads -= 1
        elif extra.update_reads > 0:
            extra.update_reads -= 1
    return data


def _need_settled(function, call):
    extra = function.testaws
    arn = f"arn:aws:lambda:{function.region}:{ACCOUNT}:function:{function.function_name}"
    if extra.pending_reads > 0:
        raise AWSError("ResourceConflictException", "The operation cannot be performed at this time. The function is "
                       "currently in the following state: Pending")
    if extra.update_reads > 0:
        raise AWSError("ResourceConflictException", "The operation cannot be performed at this time. An update is in "
                       f"progress for resource: {arn}")
    sent = call.get("RevisionId")
    if sent is not None and sent != extra.revision:
        raise AWSError("PreconditionFailedException",
                       "The Revision Id provided does not match the latest Revision Id. Call the "
                       "GetFunction/GetAlias API to retrieve the latest Revision Id")


def _invalid(message):
    return AWSError("InvalidParameterValueException", message, extra={"Type": "User"})


def _logging(name, config, current=None):
    result = {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{name}", **(current or {}), **(config or {})}
    if result["LogFormat"] == "Text":
        if config and ("ApplicationLogLevel" in config or "SystemLogLevel" in config):
            raise _invalid("Log levels are only supported with the log format JSON.")
        result.pop("ApplicationLogLevel", None)
        result.pop("SystemLogLevel", None)
    else:
        result.setdefault("ApplicationLogLevel", "INFO")
        result.setdefault("SystemLogLevel", "INFO")
    return result


def _check_role(arn, creating):
    name = arn.rpartition("/")[2]
    roles = moto_app.backend("iam")[ACCOUNT]["aws"].roles
    role = next((r for r in roles.values() if r.arn == arn), None)
    refusal = _invalid("The role defined for the function cannot be assumed by Lambda.")
    if role is None:
        raise refusal
    if creating:
        reads = vars(role).setdefault("testaws_reads", settings.get("iam.propagation_reads"))
        if reads > 0:
            role.testaws_reads -= 1
            raise refusal
    document = role.assume_role_policy_document
    document = json.loads(urllib.parse.unquote(document)) if isinstance(document, str) else document
    statements = document.get("Statement", [])
    for statement in statements if isinstance(statements, list) else [statements]:
        services = statement.get("Principal", {}).get("Service", [])
        if statement.get("Effect") == "Allow" and "lambda.amazonaws.com" in (
                [services] if isinstance(services, str) else services):
            return name
    raise refusal


def _check_settings(call, creating):
    runtime = call.get("Runtime")
    if creating and call.get("PackageType", default="Zip") == "Zip" and not (runtime and call.get("Handler")):
        raise _invalid("Runtime and Handler are mandatory parameters for functions created with deployment packages.")
    if runtime is not None and RETIRED.match(runtime):
        raise _invalid(f"The runtime parameter of {runtime} is no longer supported for creating or updating AWS Lambda "
                       "functions.")
    if call.get("Timeout", default=3) > 900:
        raise AWSError("ValidationException", f"1 validation error detected: Value '{call.params['Timeout']}' at "
                       "'timeout' failed to satisfy constraint: Member must have value less than or equal to 900", 400)
    variables = call.get("Environment", "Variables", default={})
    for key in variables:
        if not ENVIRONMENT_KEY.match(key):
            raise _invalid(f"The environment variable name '{key}' is not valid.")
        if RESERVED.match(key):
            raise _invalid("Lambda was unable to configure your environment variables because the environment "
                           f"variables you have provided contains reserved keys: {key}")
    if sum(len(k.encode()) + len(v.encode()) for k, v in variables.items()) > 4096:
        raise _invalid("Lambda was unable to configure your environment variables because the environment variables "
                       "you have provided exceeded the 4KB limit.")
    if "Role" in call.params:
        _check_role(call.params["Role"], creating)


def _check_zip(data):
    if data is None:
        return
    if len(data) > 50 * 1024 * 1024:
        raise AWSError("RequestTooLargeException", "Request must be smaller than 69905067 bytes", 413)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if archive.testzip() is not None or not archive.namelist():
                raise zipfile.BadZipFile
    except (zipfile.BadZipFile, OSError):
        raise _invalid("Could not unzip uploaded file. Please check your file, then try to upload again.") from None


@handles("lambda", "CreateFunction")
def create_function(call):
    name = call.params["FunctionName"]
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name):
        raise _invalid("The test AWS takes plain function names of at most 64 characters.")
    if _lookup(call.region, name) is not None:
        raise AWSError("ResourceConflictException", f"Function already exist: {name}")
    _check_settings(call, creating=True)
    _check_zip(call.get("Code", "ZipFile"))
    for key in call.get("Tags", default={}):
        if key.lower().startswith("aws:"):
            raise _invalid("Tag keys must not start with aws:.")
    logging = _logging(name, call.get("LoggingConfig"))
    spec = json.loads(call.body)
    function = backend(call.region).create_function(spec)
    function.testaws = Extra(logging)
    function_role.give(function)
    return call.answer(configuration(function), 201)


@handles("lambda", "GetFunctionConfiguration")
def get_function_configuration(call):
    return configuration(find(call), counts=True)


@handles("lambda", "GetFunction")
def get_function(call):
    function = find(call)
    answer = {"Configuration": configuration(function, counts=True), "Code": {
        "RepositoryType": "S3",
        "Location": f"https://awslambda-{call.region}-tasks.s3.{call.region}.amazonaws.com/{function.function_name}"}}
    if function.tags:
        answer["Tags"] = function.tags
    if function.reserved_concurrency is not None:
        answer["Concurrency"] = {"ReservedConcurrentExecutions": int(function.reserved_concurrency)}
    return answer


@handles("lambda", "ListFunctions")
def list_functions(call):
    for function in functions(call.region):
        if not hasattr(function, "testaws"):
            function.testaws = Extra(_logging(function.function_name, None))
    return {"Functions": [configuration(function) for function in functions(call.region)]}


@handles("lambda", "UpdateFunctionCode")
def update_function_code(call):
    function = find(call)
    _need_settled(function, call)
    _check_zip(call.get("ZipFile"))
    if call.get("DryRun"):
        return configuration(function)
    body = json.loads(call.body)
    function.update_function_code(body)
    if "Architectures" in call.params:
        function.architectures = call.params["Architectures"]
    function.testaws.touch()
    return configuration(function)


@handles("lambda", "UpdateFunctionConfiguration")
def update_function_configuration(call):
    function = find(call)
    _need_settled(function, call)
    _check_settings(call, creating=False)
    logging = _logging(function.function_name, call.get("LoggingConfig"), function.testaws.logging)
    changes = {name: call.params[name] for name in SETTINGS if name in call.params}
    if "Environment" in call.params:
        changes["Environment"] = {"Variables": call.get("Environment", "Variables", default={})}
    renewed = changes.get("Role", function.role) != function.role
    function.update_configuration(changes)
    if renewed:
        function_role.give(function)
    if "EphemeralStorage" in call.params:
        function.ephemeral_storage = call.params["EphemeralStorage"]["Size"]
    if "TracingConfig" in call.params:
        function.tracing_config = call.params["TracingConfig"]
    function.testaws.logging = logging
    function.testaws.touch()
    return configuration(function)


@handles("lambda", "DeleteFunction")
def delete_function(call):
    function = find(call)
    backend(call.region).delete_function(function.function_name, None)
    return call.answer({}, 204)


# The resource policy.


def statements(function):
    """The statements of a function's policy, as AWS shows them."""
    arn = f"arn:aws:lambda:{function.region}:{ACCOUNT}:function:{function.function_name}"
    result = []
    for statement in function.policy.statements:
        shown = {name: statement[name] for name in ("Sid", "Effect", "Principal", "Action") if name in statement}
        shown["Resource"] = arn
        if "Condition" in statement:
            shown["Condition"] = statement["Condition"]
        result.append(shown)
    return result


@handles("lambda", "AddPermission")
def add_permission(call):
    function = find(call)
    sid = call.params["StatementId"]
    if any(statement["Sid"] == sid for statement in function.policy.statements):
        raise AWSError("ResourceConflictException", f"The statement id ({sid}) provided already exists. Please provide "
                       "a new statement id, or remove the existing statement.")
    sent = call.get("RevisionId")
    if sent is not None and sent != function.testaws.revision:
        raise AWSError("PreconditionFailedException", "The RevisionId provided does not match the latest RevisionId.")
    principal = call.params["Principal"]
    if principal.endswith(".amazonaws.com"):
        principal = {"Service": principal}
    elif re.fullmatch(r"\d{12}", principal):
        principal = {"AWS": f"arn:aws:iam::{principal}:root"}
    elif principal.startswith("arn:"):
        principal = {"AWS": principal}
    elif principal != "*":
        raise _invalid("The provided principal was invalid. Please check the principal and try again.")
    statement = {"Sid": sid, "Effect": "Allow", "Principal": principal, "Action": call.params["Action"],
                 "Resource": function.function_arn}
    condition = {}
    if "SourceArn" in call.params:
        condition["ArnLike"] = {"AWS:SourceArn": call.params["SourceArn"]}
    if "SourceAccount" in call.params:
        condition["StringEquals"] = {"AWS:SourceAccount": call.params["SourceAccount"]}
    if condition:
        statement["Condition"] = condition
    function.policy.statements.append(statement)
    function.testaws.revision = str(uuid.uuid4())
    return call.answer({"Statement": json.dumps(statements(function)[-1])}, 201)


@handles("lambda", "GetPolicy")
def get_policy(call):
    function = find(call)
    if not function.policy.statements:
        raise AWSError("ResourceNotFoundException", "The resource you requested does not exist.")
    document = {"Version": "2012-10-17", "Id": "default", "Statement": statements(function)}
    return {"Policy": json.dumps(document), "RevisionId": function.testaws.revision}


@handles("lambda", "RemovePermission")
def remove_permission(call):
    function = find(call)
    sent = call.get("RevisionId")
    if sent is not None and sent != function.testaws.revision:
        raise AWSError("PreconditionFailedException", "The RevisionId provided does not match the latest RevisionId.")
    sid = call.params["StatementId"]
    kept = [s for s in function.policy.statements if s["Sid"] != sid]
    if len(kept) == len(function.policy.statements):
        raise AWSError("ResourceNotFoundException", f"Statement {sid} is not found in resource policy.")
    function.policy.statements = kept
    function.testaws.revision = str(uuid.uuid4())
    return call.answer({}, 204)


# Tags.


def _tagged(call):
    arn = call.params.get("Resource", "")
    function = next((f for f in functions(call.region)
                     if arn == f"arn:aws:lambda:{call.region}:{ACCOUNT}:function:{f.function_name}"), None)
    if function is None:
        raise AWSError("ResourceNotFoundException", f"Function not found: {arn}")
    return function


@handles("lambda", "ListTags")
def list_tags(call):
    return {"Tags": _tagged(call).tags}


@handles("lambda", "TagResource")
def tag_resource(call):
    function = _tagged(call)
    function.tags = {**function.tags, **call.params["Tags"]}
    return call.answer({}, 204)


@handles("lambda", "UntagResource")
def untag_resource(call):
    function = _tagged(call)
    function.tags = {k: v for k, v in function.tags.items() if k not in call.params["TagKeys"]}
    return call.answer({}, 204)
