# SPDX-License-Identifier: Apache-2.0
"""Folders that a deploy must not swallow: links, pipes, secrets, names, sizes, and files that change under its eyes."""

import os
import socket
import subprocess
import threading
import time
from urllib.parse import unquote

import pytest
from project import BUCKET, PAGES, Project, binary

KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk=\n-----END OPENSSH PRIVATE KEY-----\n"


def keys(aws):
    """What is in the bucket of the site."""
    pages = aws.client("s3").get_paginator("list_objects_v2").paginate(Bucket=BUCKET)
    return {item["Key"] for page in pages for item in page.get("Contents", [])
            if not item["Key"].startswith(".resumectl/")}


def refused(project, *words, status=64):
    """Neither validate nor deploy takes the folder; both name the words, and nothing is sent that changes anything."""
    for command in (["validate"], ["deploy", "--yes"]):
        result = project.run(*command, timeout=60)
        assert result.status == status, f"{command}: {result}"
        for word in words:
            assert word in result.err, f"{command} does not say {word!r}\n{result}"
        assert result.writes == [], result
    return result


# Links


def test_links_inside_the_folder_are_followed(aws, live):
    live.write("real/a.html", "<!doctype html>a")
    (live.site / "b.html").symlink_to("real/a.html")
    (live.site / "twin").symlink_to("real")
    live.deploy()
    assert keys(aws) == {*PAGES, "real/a.html", "b.html", "twin/a.html"}
    live.assert_settled()


@pytest.mark.parametrize("name, target, words", [
    ("self.html", "self.html", "circle"),
    ("images/up", "..", "leads back"),
    ("gone.html", "nothing.html", "leads to nothing"),
    ("etc", "/etc", "leads out of the folder"),
    ("passwd.txt", "/etc/passwd", "leads out of the folder"),
    ("config.yaml", "../config/resume.yaml", "leads out of the folder"),
    ("fd", "/proc/self/fd", "leads out of the folder"),
])
def test_links_that_lead_elsewhere_are_refused(aws, live, name, target, words):
    (live.site / name).symlink_to(target)
    refused(live, name, words)


def test_a_link_cannot_publish_a_dotfile_of_the_folder(aws, live):
    live.write(".env", "TOKEN=1")
    (live.site / "environment.txt").symlink_to(".env")
    refused(live, "environment.txt", ".env", "never published")
    (live.site / "environment.txt").unlink()
    live.write(".git/config", "[remote]")
    (live.site / "history").symlink_to(".git")
    refused(live, "history", ".git")


def test_links_that_stand_for_endless_folders_end(aws, live):
    """Thirty folders, each with two links to the next one, are a thousand million paths."""
    for number in range(30):
        folder = live.site / f"d{number}"
        folder.mkdir()
        for name in "ab":
            (folder / name).symlink_to(f"../d{number + 1}")
    (live.site / "d30").mkdir()
    refused(live, "folders")


# Things that are no files


def test_pipes_sockets_and_devices_are_refused_and_not_waited_for(aws, live):
    os.mkfifo(live.site / "pipe.html")
    with socket.socket(socket.AF_UNIX) as listener:
        here = os.getcwd()
        os.chdir(live.site)
        try:
            listener.bind("socket")
        finally:
            os.chdir(here)
        result = refused(live, "pipe.html", "socket", "device, a socket or a pipe")
    assert result.err.count("device, a socket or a pipe") == 2


def test_unreadable_files_and_folders_are_named(aws, live):
    """Root can read everything, so the command runs as nobody where the tests run as root."""
    live.write("closed/a.html", "a")
    live.write("secret.html", "b")
    live.save()
    os.chmod(live.site / "closed", 0)
    os.chmod(live.site / "secret.html", 0)
    as_nobody = {"user": 65534, "group": 65534} if os.geteuid() == 0 else {}
    folder = live.folder
    for path in [folder, *folder.parents][:-2]:
        if as_nobody:
            os.chmod(path, 0o755)
    try:
        result = subprocess.run([binary(), "validate"], cwd=folder, env=live.environment, capture_output=True,
                                text=True, timeout=60, **as_nobody)
    finally:
        os.chmod(live.site / "closed", 0o755)
    assert result.returncode == 64, result.stderr
    assert "closed: This cannot be read: Permission denied" in result.stderr
    assert "secret.html: This cannot be read: Permission denied" in result.stderr


# Names


@pytest.mark.parametrize("name, words", [
    (b"tab\there.html", "control character"),
    (b"line\nfeed.html", "control character"),
    (b"escape\x1b[2J.html", "control character"),
    ("next\x85line.html".encode(), "control character"),
    ("none\uffff.html".encode(), "control character"),
    (b"caf\xe9.html", "not valid UTF-8"),
    (b"\xff\x1b[2J", "not valid UTF-8"),
])
def test_names_that_cannot_be_sent_are_refused_and_shown_harmless(aws, live, name, words):
    with open(os.fsencode(live.site) + b"/" + name, "w") as file:
        file.write("x")
    result = refused(live, words)
    assert "\x1b" not in result.text and "\x85" not in result.text


def test_names_longer_than_s3_takes_are_refused(aws, live):
    live.write("/".join(["n" * 200] * 5) + "/" + "x" * 20, "x")
    refused(live, "1025 bytes")


def test_the_longest_name_and_odd_ones_arrive(aws, live):
    longest = "/".join(["n" * 200] * 5) + "/" + "x" * 19
    names = [longest, "a..b/c..", "%2e%2e", "-rf", "ünï/日本/🚀.txt", "a\u202eb.txt", "quote\"'<&>.txt",
             "+ +.txt", "semi;colon.txt", "nul\u2400.txt", "~tilde"]
    for name in names:
        live.write(name, name)
    live.deploy()
    assert keys(aws) == {*PAGES, *names}
    for name in names:
        assert aws.client("s3").get_object(Bucket=BUCKET, Key=name)["Body"].read().decode() == name
    live.assert_settled()
    for name in names:
        live.remove(name)
    live.deploy()
    assert keys(aws) == set(PAGES)
    live.assert_settled()


def test_accents_stored_in_two_ways_clash(aws, live):
    live.write("re\u0301sume\u0301.pdf", "a")
    live.deploy()
    assert "r\u00e9sum\u00e9.pdf" in keys(aws)
    live.write("r\u00e9sum\u00e9.pdf", "b")
    refused(live, "differ only in how an accent is stored")


@pytest.mark.parametrize("name, words", [
    ("Style.css", "only in letter case"),
    ("a /b.html", "begins or ends with a space"),
    (" b.html", "begins or ends with a space"),
    ("dir\\page.html", "backslash"),
    ("backup.sql", "Everybody will be able to read"),
    ("keys/prod.env", "Everybody will be able to read"),
    ("terraform.tfstate", "Everybody will be able to read"),
])
def test_odd_names_are_a_warning_in_every_command_that_reads_the_folder(aws, live, name, words):
    live.write(name, "x")
    for command in (["validate"], ["plan"], ["deploy", "--yes"]):
        result = live.run(*command)
        assert result.status == 0, result
        assert "warning:" in result.text and words in result.text, f"{command}\n{result}"
    assert name in keys(aws)
    [step] = [s for s in live.plan().record("plan")["steps"] if s["address"] == "site.files"]
    assert [w for w in step["warnings"] if words in w]
    live.assert_settled()


# Secrets


@pytest.mark.parametrize("name, content", [
    ("id_rsa", KEY),
    ("downloads/key.txt", "\n\n" + KEY),
    ("bom.pem", "\ufeff-----BEGIN RSA PRIVATE KEY-----\n"),
    ("pgp.asc", "-----BEGIN PGP PRIVATE KEY BLOCK-----\n"),
    ("putty.ppk", "PuTTY-User-Key-File-3: ssh-ed25519\n"),
    ("credentials", "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n"),
    ("rootkey.csv", "\ufeffAccess key ID,Secret access key\nAKIAIOSFODNN7EXAMPLE,x\n"),
    ("new_user.csv", "User name,Password,Access key ID,Secret access key,Console login link\n"),
])
def test_a_file_that_is_a_secret_is_refused_whatever_its_name(aws, live, name, content):
    live.write(name, content)
    result = refused(live, name, "everybody could read it", "site.exclude")
    assert "AKIA" not in result.text and "b3BlbnNzaC" not in result.text
    live.set("site.exclude", [name])
    live.deploy()
    assert keys(aws) == set(PAGES)


def test_a_page_that_quotes_a_key_is_published(aws, live):
    live.write("howto.html", f"<!doctype html><pre>{KEY}</pre>")
    live.write("public.pem", "-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----\n")
    live.write("notes.txt", "[section]\nnothing to see\n")
    live.deploy()
    assert {"howto.html", "public.pem", "notes.txt"} <= keys(aws)


def test_dotfiles_repositories_and_environments_are_never_published(aws, live):
    for name in (".env", ".env.production", ".git/config", ".git/objects/aa/bb", ".ssh/id_rsa", ".aws/credentials",
                 ".npmrc", ".htpasswd", "sub/.env", "sub/.git/HEAD", ".well-known/.secret"):
        live.write(name, KEY)
    live.deploy()
    assert keys(aws) == set(PAGES)
    live.assert_settled()


def test_a_site_folder_with_the_configuration_or_the_function_in_it_is_refused(aws, plain):
    plain.config_file.write_text("")
    plain.set("site.path", "..")
    for name in PAGES:
        target = plain.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((plain.site / name).read_bytes())
    refused(plain, "this file lies in the folder that is published")


# The API


def test_files_that_the_counter_hides_are_a_warning(aws, project, zone):
    project.write("api/docs.html", "<!doctype html>API")
    project.write("apis.html", "<!doctype html>API")
    for command in (["validate"], ["plan"], ["deploy", "--yes"]):
        result = project.run(*command)
        assert result.status == 0, result
        assert "api/docs.html: Nobody can see this file: the counter answers /api/*." in result.text, result
        assert "apis.html: Nobody" not in result.text
    project.set("counter.exposure", "direct")
    assert "Nobody can see" not in project.run("validate").text


# Changes while a deploy reads


def test_an_empty_site_is_refused_and_the_bucket_stays(aws, live):
    for name in PAGES:
        live.remove(name)
    before = keys(aws)
    refused(live, "index.html")
    live.set("site.exclude", ["*"])
    refused(live)
    assert keys(aws) == before


def test_empty_folders_change_nothing(aws, live):
    (live.site / "empty" / "deeper").mkdir(parents=True)
    live.assert_settled()
    assert keys(aws) == set(PAGES)


@pytest.mark.parametrize("change", ["shorter", "longer", "other", "gone", "folder", "pipe", "link"])
def test_a_file_that_changes_between_scan_and_upload_is_not_published(aws, live, change):
    """The deploy asks for a confirmation by being held at its first write; the file changes meanwhile."""
    path = live.write("movie.css", "a" * 100_000)
    aws.faults({"operation": "s3:PutObject", "path": ".resumectl", "times": 1, "action": "stall", "seconds": 3},
               {"operation": "s3:PutObject", "path": "app.js", "times": 1, "action": "stall", "seconds": 3})
    # An intent is written before a change of what is there, and that is where the deploy is held.
    live.write("app.js", "// changed")
    before = aws.mark()
    process = live.start("deploy", "--yes")
    deadline = time.monotonic() + 60
    while not any(e["operation"] == "PutObject" for e in aws.journal(after=before)):
        assert process.poll() is None and time.monotonic() < deadline, process.communicate()
        time.sleep(0.02)
    path.unlink()
    match change:
        case "shorter": path.write_text("a" * 10)
        case "longer": path.write_text("a" * 200_000)
        case "other": path.write_text("b" * 100_000)
        case "folder": path.mkdir()
        case "pipe": os.mkfifo(path)
        case "link": path.symlink_to("/etc/passwd")
    out, err = process.communicate(timeout=100)
    puts = [unquote(e["path"]) for e in aws.journal(after=before) if e["operation"] == "PutObject"]
    if change == "other":
        # Only the bytes tell, and S3 compares them with what was read first.
        assert {violation["kind"] for violation in aws.violations()} == {"checksum"}
        aws.forgive()
    else:
        assert not any(name.endswith("movie.css") for name in puts), (puts, err.decode())
    assert process.returncode in (1, 4), err.decode()
    assert b"movie.css" in err and b"bug in resumectl" not in err, err.decode()
    assert "movie.css" not in keys(aws)
    aws.faults()
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    else:
        path.unlink(missing_ok=True)
    live.write("movie.css", "c" * 100)
    live.deploy()
    live.assert_settled()


def test_a_site_that_is_being_built_is_never_published_half(aws, live):
    """A generator writes pages again and again while deploys run: each object is one of the whole pages."""
    whole = {f"<!doctype html>{letter}" + letter * 300_000 for letter in "abcdef"}
    pages = [f"page{number}.html" for number in range(8)]
    for name in pages:
        live.write(name, min(whole))
    stop = threading.Event()

    def generate():
        number = 0
        versions = sorted(whole)
        while not stop.is_set():
            number += 1
            for name in pages:
                target = live.site / name
                with open(target, "w") as file:
                    text = versions[number % len(versions)]
                    file.write(text[: len(text) // 2])
                    file.flush()
                    file.write(text[len(text) // 2:])

    thread = threading.Thread(target=generate)
    thread.start()
    try:
        results = [live.run("deploy", "--yes", timeout=100) for _ in range(4)]
    finally:
        stop.set()
        thread.join()
    for result in results:
        assert result.status in (0, 1, 4, 64), result
        assert "bug in resumectl" not in result.text, result
    live.deploy()
    for name in pages:
        assert aws.client("s3").get_object(Bucket=BUCKET, Key=name)["Body"].read().decode() in whole
    live.assert_settled()


# Sizes


def test_a_sparse_file_larger_than_cloudfront_serves_is_refused_at_once(aws, live):
    with open(live.site / "disk.img", "wb") as file:
        file.truncate(60 * 1000**3)
    start = time.monotonic()
    refused(live, "disk.img", "50 GB")
    assert time.monotonic() - start < 60


@pytest.mark.slow
def test_five_gigabytes_are_read_without_being_held_in_memory(aws, plain):
    """A file that is too large for one PutObject is planned; what the process needs stays small."""
    with open(plain.site / "film.mp4", "wb") as file:
        file.truncate(5 * 1024**3 + 1)
    plain.save()
    command = ["/usr/bin/env", "python3", "-c",
               "import resource, subprocess, sys; status = subprocess.call(sys.argv[1:]);"
               "print('KB', resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(status)",
               str(binary()), "plan"]
    result = subprocess.run(command, cwd=plain.folder, env=plain.environment, capture_output=True, text=True,
                            timeout=1200)
    assert result.returncode == 0, result.stderr
    assert int(result.stdout.rsplit("KB", 1)[1]) < 200_000


@pytest.mark.slow
def test_a_hundred_thousand_files_are_planned(aws, tmp_path):
    project = Project(aws, tmp_path / "p", config={"name": "resume", "site": {"path": "../site"}})
    for number in range(100_000):
        folder = project.site / f"{number % 100:02}"
        folder.mkdir(exist_ok=True)
        (folder / f"{number}.txt").write_text(str(number))
    result = project.run("plan", timeout=600)
    assert result.status == 0 and "100006 new" in result.text, result
