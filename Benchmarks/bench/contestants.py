# SPDX-License-Identifier: Apache-2.0
"""Who is measured, and with which command."""

from __future__ import annotations

import dataclasses
import os
import pathlib
import sys
from collections.abc import Callable

from .places import PEERS, PROGRAMS
from .workloads import Trees, Workload, changed_names

BUCKET = "bench"
# As AWS makes them: the number of the account is in it.
ACCESS_KEY = "AKIARZPUZDIKAEXAMPLE"
SECRET_KEY = "testing-secret-key/EXAMPLE+0001"
REGION = "us-east-1"
# As many as W2 has round trips to hide in.
FLOOR_CONNECTIONS, FLOOR_CONNECTIONS_FAR = 32, 256


@dataclasses.dataclass(frozen=True)
class Setting:
    """What a command is made for."""

    workload: Workload
    trees: Trees
    url: str
    # Own files of the contestant, such as its configuration.
    folder: pathlib.Path
    binary: pathlib.Path
    floor: pathlib.Path

    @property
    def tree(self) -> pathlib.Path:
        return self.trees.path(self.workload.tree)

    @property
    def port(self) -> str:
        return self.url.rpartition(":")[2]


@dataclasses.dataclass(frozen=True)
class Contestant:
    """A tool and how it is run."""

    name: str
    label: str
    command: Callable[[Setting], list[str]]
    # Slow ones get fewer rounds: at most so many, and one at a distance.
    most_rounds: int | None = None
    # Whether it only uploads, and neither lists nor compares.
    only_uploads: bool = False
    is_peer: bool = True
    # Whether it goes by ETags that it did not send the MD5 for, so that the server has to hash everything.
    needs_etags: bool = False

    # Whether it takes part only where files are long.
    only_long: bool = False

    def rounds(self, workload: Workload, wanted: int) -> int:
        """How often it runs when everybody else does so often."""
        if self.most_rounds is None:
            return wanted
        return min(wanted, 1 if workload.delay else self.most_rounds)

    def does(self, workload: Workload) -> bool:
        return (workload.uploads or not self.only_uploads) and (workload.is_long or not self.only_long)


# --- Commands --------------------------------------------------------------------------------------------------------


def floor_command(setting: Setting) -> list[str]:
    workload, trees = setting.workload, setting.trees
    connections = FLOOR_CONNECTIONS_FAR if workload.delay else FLOOR_CONNECTIONS
    common = ["--port", setting.port, "--bucket", BUCKET, "--connections", str(connections)]
    if workload.uploads:
        return [str(setting.floor), "put", *common, "--folder", str(setting.tree)]
    base = list(trees.content(workload.base or workload.tree))
    keys = ["--keys", str(trees.list_file("keys-of-base", base))]
    if not workload.deletes:
        return [str(setting.floor), "list", *common, *keys]
    changed, deleted = changed_names(base)
    return [str(setting.floor), "sync", *common, *keys, "--folder", str(setting.tree),
            "--changed", str(trees.list_file("keys-changed", changed)),
            "--deleted", str(trees.list_file("keys-deleted", deleted))]


def unsigned_floor_command(setting: Setting) -> list[str]:
    return [*floor_command(setting), "--unsigned"]


def resumectl_configuration(folder: pathlib.Path, tree: pathlib.Path) -> pathlib.Path:
    path = folder / "resumectl.yaml"
    path.write_text(f"name: {BUCKET}\nsite:\n  path: {tree}\nnames:\n  bucket: {BUCKET}\n")
    return path


def resumectl_command(setting: Setting) -> list[str]:
    configuration = resumectl_configuration(setting.folder, setting.tree)
    return [str(setting.binary), "deploy", "--only", "site", "-y", "-c", str(configuration),
            "--endpoint-url", setting.url, "--region", REGION]


RCLONE_TUNING = ["--checksum", "--fast-list", "--transfers", "32", "--checkers", "32", "--s3-no-check-bucket", "--s3-no-head"]


def rclone_command(setting: Setting, *options: str) -> list[str]:
    configuration = setting.folder / "rclone.conf"
    configuration.write_text(
        f"[s3]\ntype = s3\nprovider = Other\nregion = {REGION}\nendpoint = {setting.url}\nforce_path_style = true\n"
        f"access_key_id = {ACCESS_KEY}\nsecret_access_key = {SECRET_KEY}\n")
    return [str(PROGRAMS / "rclone"), "sync", "--config", str(configuration), *options, str(setting.tree), f"s3:{BUCKET}"]


def s5cmd_command(setting: Setting) -> list[str]:
    options = ["--delete"] if setting.workload.deletes else []
    return [str(PROGRAMS / "s5cmd"), "--endpoint-url", setting.url, "--log", "error", "sync", *options,
            f"{setting.tree}/", f"s3://{BUCKET}/"]


def aws_command(setting: Setting) -> list[str]:
    options = ["--delete"] if setting.workload.deletes else []
    return [str(PROGRAMS / "aws"), "s3", "sync", str(setting.tree), f"s3://{BUCKET}", "--endpoint-url", setting.url,
            "--only-show-errors", *options]


def s3cmd_command(setting: Setting) -> list[str]:
    configuration = setting.folder / "s3cmd.conf"
    host = f"127.0.0.1:{setting.port}"
    configuration.write_text(
        f"[default]\naccess_key = {ACCESS_KEY}\nsecret_key = {SECRET_KEY}\nhost_base = {host}\nhost_bucket = {host}\n"
        f"bucket_location = {REGION}\nuse_https = False\n")
    options = ["--delete-removed"] if setting.workload.deletes else []
    return [str(PROGRAMS / "s3cmd"), "-c", str(configuration), "--quiet", "--no-progress", "sync", *options,
            f"{setting.tree}/", f"s3://{BUCKET}/"]


def script_command(setting: Setting, script: str) -> list[str]:
    return [sys.executable, str(PEERS / script), setting.url, str(setting.tree), BUCKET]


CONTESTANTS = [
    Contestant("floor", "floor", floor_command, is_peer=False),
    Contestant("floor-unsigned", "floor, unsigned", unsigned_floor_command, is_peer=False, only_long=True),
    Contestant("resumectl", "resumectl", resumectl_command, is_peer=False),
    Contestant("rclone-tuned", "rclone tuned", lambda setting: rclone_command(setting, *RCLONE_TUNING)),
    Contestant("rclone", "rclone", rclone_command, most_rounds=2),
    Contestant("s5cmd", "s5cmd", s5cmd_command),
    Contestant("aws", "aws s3 sync", aws_command, most_rounds=2),
    Contestant("crt", "CRT (no listing)", lambda setting: script_command(setting, "crt_put.py"), only_uploads=True),
    Contestant("s3cmd", "s3cmd", s3cmd_command, most_rounds=1, needs_etags=True),
    Contestant("boto3", "boto3", lambda setting: script_command(setting, "boto3_sync.py"), most_rounds=2),
]
BY_NAME = {contestant.name: contestant for contestant in CONTESTANTS}


def environment(home: pathlib.Path) -> dict[str, str]:
    """What every contestant runs with: keys, and nothing of the person who measures."""
    return {"PATH": f"{PROGRAMS}:{os.environ['PATH']}", "HOME": str(home), "LANG": "C.UTF-8", "TZ": "UTC",
            "AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY, "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION, "AWS_EC2_METADATA_DISABLED": "true", "PYTHONDONTWRITEBYTECODE": "1"}
