# SPDX-License-Identifier: Apache-2.0
"""What `make install` and a release put in place: the program, its man page, its completions."""

import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import tarfile

import pytest
from account import ROOT
from project import binary

FILES = ["bin/resumectl", "share/bash-completion/completions/resumectl",
         "share/fish/vendor_completions.d/resumectl.fish", "share/man/man1/resumectl.1",
         "share/zsh/site-functions/_resumectl"]


def run(*command, **options):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=120, check=False, **options)


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """A small stand-in that starts the program; the debug build is large to copy and pack."""
    path = tmp_path_factory.mktemp("program") / "resumectl"
    path.write_text(f'#!/bin/sh\nexec {shlex.quote(str(binary()))} "$@"\n')
    path.chmod(0o755)
    return path


@pytest.fixture(scope="module")
def place(program, tmp_path_factory):
    folder = tmp_path_factory.mktemp("with space") / "usr"
    result = run(ROOT / "scripts/install.sh", program, folder)
    assert result.returncode == 0, result
    return folder


def files_in(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_everything_is_in_its_place_and_can_be_removed(place, tmp_path):
    assert files_in(place) == FILES
    other = tmp_path / "usr"
    assert run(ROOT / "scripts/install.sh", "/bin/sh", other).returncode != 0
    assert files_in(other) == []
    shutil.copytree(place, other, dirs_exist_ok=True)
    (other / "bin" / "mine").touch()
    assert run(ROOT / "scripts/install.sh", "--remove", other).returncode == 0
    assert files_in(other) == ["bin/mine"]


def test_make_honours_prefix_and_destdir():
    # These tests may themselves be run by make, which would tell the inner one so.
    def make(*arguments):
        environment = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
        return run("make", "--no-print-directory", "-n", *arguments, cwd=ROOT, env=environment)

    result = make("uninstall", "PREFIX=/opt/x", "DESTDIR=/stage")
    assert result.stdout == 'scripts/install.sh --remove "/stage/opt/x"\n'
    assert 'scripts/install.sh "' in make("install").stdout


# The man page


def test_man_page_has_no_mistakes(place):
    page = place / FILES[3]
    # macOS has mandoc instead.
    command = ["groff", "-mandoc", "-ww", "-Tutf8", "-z"] if shutil.which("groff") else ["mandoc", "-T", "lint", "-W", "error"]
    result = run(*command, page)
    assert (result.returncode, result.stderr) == (0, ""), result


def test_man_page_has_every_command_and_option(place):
    page = (place / FILES[3]).read_text()
    dump = json.loads(run(binary(), "--experimental-dump-help").stdout)["command"]

    def check(command, path):
        for inner in command.get("subcommands", []):
            name = f"{path} {inner['commandName']}".strip()
            if inner["commandName"] == "help":
                continue
            if inner.get("subcommands"):
                check(inner, name)
                continue
            part = page.split(f"\n.SS {name}\n", 1)[1].split("\n.S", 1)[0] + page.split("\n.SH COMMON OPTIONS", 1)[1]
            for argument in inner["arguments"]:
                for option in argument.get("names") or []:
                    text = ("-" if option["kind"] == "short" else "--") + option["name"]
                    assert f"\\fB{text}\\fR".replace("-", "\\-") in part, f"{name}: {text}"

    check(dump, "")
    assert page.isascii()
    for title in ("EXAMPLES", "EXIT STATUS", "ENVIRONMENT"):
        assert f"\n.SH {title}\n" in page


# Completions


def completed(place, *words):
    """What bash offers for the last word of a command line."""
    script = place / FILES[1]
    program = f"""
source {str(script)!r}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${{#COMP_LINE}}; COMP_TYPE=9
function=$(complete -p resumectl | sed 's/.* -F \\([^ ]*\\) .*/\\1/')
"$function" resumectl "${{COMP_WORDS[COMP_CWORD]}}" "${{COMP_WORDS[COMP_CWORD-1]}}"
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    result = run("bash", "--noprofile", "--norc", "-c", program, "bash", "resumectl", *words,
                 env={**os.environ, "PATH": f"{place / 'bin'}:{os.environ['PATH']}"})
    return [word.strip() for word in result.stdout.splitlines()]


@pytest.mark.parametrize("words, expected", [
    (["des"], ["destroy"]), (["ver"], ["version"]), (["deploy", "--max"], ["--max-deletes"]),
    (["ci", "se"], ["setup"]), (["completion", "z"], ["zsh"]), (["deploy", "--wait", "acc"], ["accepted"])])
def test_bash_completes(place, words, expected):
    assert completed(place, *words) == expected


def test_zsh_and_fish_have_every_command(place):
    zsh, fish = (place / FILES[4]).read_text(), (place / FILES[2]).read_text()
    assert zsh.startswith("#compdef resumectl\n")
    assert re.search(r"^complete -c 'resumectl'", fish, re.MULTILINE)
    for command in ("plan", "deploy", "version", "completion"):
        assert f"'{command}:" in zsh and re.search(rf"-fa '{command}'", fish), command


def test_unknown_shell_is_wrong_usage():
    result = run(binary(), "completion", "tcsh")
    assert result.returncode == 64 and "fish" in result.stderr


# version


def test_version_is_that_of_the_option_and_of_the_records():
    assert run(binary(), "version").stdout == run(binary(), "--version").stdout
    records = [json.loads(line) for line in run(binary(), "version", "--json").stdout.splitlines()]
    assert [record["type"] for record in records] == ["version", "build"]
    assert records[0]["version"] == records[1]["version"] == run(binary(), "--version").stdout.strip()
    assert re.fullmatch(r"(linux|macos)-(x86_64|arm64)", records[1]["platform"])
    assert records[1].get("commit", "0" * 40).isalnum()


# The release


def test_release_is_packed_and_completed(program, tmp_path):
    dist = tmp_path / "dist"
    environment = {**os.environ, "RESUMECTL_BINARY": str(program), "GITHUB_REPOSITORY": "jane/resumectl"}
    result = run(ROOT / "scripts/release/build.sh", dist, env=environment)
    assert result.returncode == 0, result
    [archive] = dist.iterdir()
    version = run(binary(), "--version").stdout.strip()
    platform = json.loads(run(binary(), "version", "--json").stdout.splitlines()[1])["platform"]
    name = f"resumectl-{version}-{'macos-universal' if platform.startswith('macos') else platform}"
    assert archive.name == f"{name}.tar.gz"
    with tarfile.open(archive) as opened:
        members = sorted(member.name for member in opened if member.isfile())
        assert all(member.uid >= 0 and not member.name.startswith("/") for member in opened.getmembers())
    assert members == sorted(f"{name}/{file}" for file in [*FILES, "LICENSE"])

    finish = [ROOT / "scripts/release/finish.sh", dist]
    assert "is missing" in run(*finish, env=environment).stdout
    for other in ("linux-x86_64", "linux-arm64", "macos-universal"):
        (dist / f"resumectl-{version}-{other}.tar.gz").write_bytes(other.encode())
    result = run(*finish, env=environment)
    assert result.returncode == 0, result
    sums = dict(reversed(line.split("  ")) for line in (dist / "SHA256SUMS").read_text().splitlines())
    formula = (dist / "resumectl.rb").read_text()
    assert len(sums) == 3
    for file, digest in sums.items():
        assert hashlib.sha256((dist / file).read_bytes()).hexdigest() == digest
        assert re.search(rf'url "https://github.com/jane/resumectl/releases/download/v{version}/{file}"\n +sha256 "{digest}"', formula)
    assert "@" not in formula and formula.count("do\n") == len(re.findall(r"^ *end$", formula, re.MULTILINE)) - 2
    assert (dist / "notes.md").read_text().strip()


def test_release_of_another_tag_is_refused(tmp_path):
    result = run(ROOT / "scripts/release/build.sh", tmp_path, env={
        **os.environ, "RESUMECTL_BINARY": str(binary()), "GITHUB_REF_TYPE": "tag", "GITHUB_REF_NAME": "v9.9.9"})
    assert result.returncode == 1 and "::error title=Wrong tag::" in result.stdout
    assert list(tmp_path.iterdir()) == []
