# SPDX-License-Identifier: Apache-2.0
"""`make demo`: deploys the sample site to a local AWS, step by step, and serves it until Ctrl-C.

Nothing leaves this machine: no AWS account, no credentials of the user's. Works on copies in a temporary folder, and
removes them and ends every process it started however it is left.
"""

from __future__ import annotations

import argparse
import pathlib
import signal
import subprocess
import sys

import screen
from processes import Stopped, stop
from story import Story, StoryError

ROOT = pathlib.Path(__file__).resolve().parents[2]


def port(text: str) -> int:
    """A port number; 0 stands for any free one."""
    number = int(text)
    if not 0 <= number <= 65535:
        raise ValueError(text)
    return number


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="demo", description="Deploy the sample site to a local AWS and serve it.")
    parser.add_argument("--port", type=port, default=8080, help="port of the served site; a free one if it is taken")
    parser.add_argument("--resumectl", type=pathlib.Path, help="the binary; without it, that of the debug build")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="check the site over HTTP and end with status 0 or 1")
    mode.add_argument("--pictures", type=pathlib.Path, help="record pictures of a site's life in this folder and end")
    return parser.parse_args(arguments)


def find_binary(given: pathlib.Path | None) -> pathlib.Path:
    """The resumectl to show, that of the debug build if none is given; raises `StoryError` when it is not there."""
    binary = given
    if binary is None:
        shown = subprocess.run(["swift", "build", "--show-bin-path"], cwd=ROOT, capture_output=True, text=True)
        binary = pathlib.Path(shown.stdout.strip() or ".build/debug") / "resumectl"
    if not binary.is_file():
        raise StoryError(f"{binary} is missing: run 'make build' first.")
    return binary


def main(arguments: list[str] | None = None) -> int:
    options = parse(arguments)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    story = None
    status = 0
    try:
        story = Story(ROOT, find_binary(options.resumectl), options.port)
        if options.pictures:
            from pictures import Pictures  # needs what is installed for the tests

            Pictures(story, options.pictures.resolve()).record()
        elif options.check:
            status = story.check()
        else:
            story.serve()
    except Stopped as stopped:
        # Ctrl-C is how serving ends, so there it is no failure.
        is_end = story is not None and story.is_serving and stopped.number == signal.SIGINT
        status = 0 if is_end else 128 + stopped.number
    except StoryError as error:
        screen.error(str(error))
        status = 1
    finally:
        # A second Ctrl-C must not leave half of it behind.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        if story is not None:
            story.clean_up()
    return status


if __name__ == "__main__":
    sys.exit(main())
