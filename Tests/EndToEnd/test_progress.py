# SPDX-License-Identifier: Apache-2.0
"""What is on the screen while a command works: one block at its end that is drawn in its place, and nothing else."""

import json
import re
import time
import urllib.parse

import pytest
from project import DOMAIN
from valve import Valve
from window import CTRL_C, Window

SPINNER = re.compile("[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]")


def assert_clean(window):
    """Nothing of the block is left, the cursor stands below the text and was never hidden."""
    assert not SPINNER.search(window.text), window.text
    assert "█" not in window.text and "steps done" not in window.text, window.text
    assert window.screen.column == 0 and "\x1b[?25l" not in window.written
    assert all(len(line) <= window.screen.columns for line in window.screen.lines)


def block(text):
    """The lines of a screen from the first one with a turning sign on."""
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if SPINNER.search(line)), len(lines))
    return lines[first:]


def test_a_wait_is_one_line_that_stays_in_its_place(aws, project, zone):
    aws.settings({"acm.pending_reads": 4})
    window = Window(project, "deploy", "--yes", columns=120)
    window.wait_for("waiting for ACM to issue the certificate")
    window.wait_until(lambda: re.search(r"Validation of the certificate +[1-9] s +waiting for ACM", window.text))
    seen = block(window.text)
    assert sum("waiting for ACM to issue" in line for line in seen) == 1, window.text
    assert re.fullmatch(r"  \d+ of \d+ steps done", next(line for line in seen if "steps done" in line))
    assert window.end() == 0, window.text
    assert_clean(window)
    # Each finished step stays, once, and the address is the last thing on the screen.
    assert window.text.count("✓ Validation of the certificate created") == 1, window.text
    assert window.text.rstrip().endswith(f"https://{DOMAIN}/"), window.text


def slow_uploads(aws, live, count=120, size=40_000):
    for number in range(count):
        kind = "slow" if number % 4 == 0 else "fast"
        live.write(f"{number}-日本語e\u0301-{'x' * 40}-{kind}.css", b"a" * size)
    # However many go at once, some are done when others have a while to go.
    aws.faults({"operation": "s3:PutObject", "path": "slow.css", "action": "stall", "seconds": 3},
               {"operation": "s3:PutObject", "path": "fast.css", "action": "stall", "seconds": 0.8})


def film(aws, live):
    """One large file, and a way to the account that lets a part of it through."""
    live.write("film.mp4", b"f" * 24_000_000)
    return Valve(urllib.parse.urlsplit(aws.url).port, limit=6_000_000)


def test_the_bar_moves_within_one_file(aws, live):
    with film(aws, live) as valve:
        window = Window(live, "deploy", "--yes", columns=120, environment={"AWS_ENDPOINT_URL": valve.url})
        window.wait_until(lambda: re.search(r"█░+ [1-9]\d*% +[\d.]+ MB of 24\.0 MB +0 of 1 files", window.text))
        assert not any(entry["operation"] == "PutObject" and "film" in entry["path"] for entry in aws.journal())
        valve.open()
        assert window.end() == 0, window.text
    assert_clean(window)


def test_records_tell_of_a_file_that_is_under_way(aws, live):
    live.save()
    with film(aws, live) as valve:
        process = live.start("deploy", "--yes", "--json", environment={"AWS_ENDPOINT_URL": valve.url})
        told = []
        while not told or told[-1]["doneBytes"] == 0:
            record = json.loads(process.stdout.readline())
            if record.get("event") == "progress":
                told.append(record)
        assert told[0]["doneBytes"] == 0 and told[0]["totalBytes"] == 24_000_000
        assert 0 < told[-1]["doneBytes"] < 24_000_000 and told[-1]["doneCount"] == 0
        valve.open()
        rest = [json.loads(line) for line in process.stdout]
        assert process.wait(60) == 0
    told += [record for record in rest if record.get("event") == "progress"]
    assert (told[-1]["doneBytes"], told[-1]["doneCount"]) == (24_000_000, 1)
    assert [record["doneBytes"] for record in told] == sorted(record["doneBytes"] for record in told)


@pytest.mark.parametrize("columns", [120, 40])
def test_uploads_have_a_bar_with_bytes_files_rate_and_time_left(aws, live, columns):
    slow_uploads(aws, live)
    window = Window(live, "deploy", "--yes", columns=columns)
    assert window.end() == 0, window.text
    assert_clean(window)
    bars = [text for text in window.screens if re.search(r"█+░+ \d+%", text)]
    assert bars, window.text
    words = " ".join("\n".join(block(bars[-1])).split())
    assert re.search(r"\d+% [\d.]+ [kM]?B of 4\.8 MB \d+ of \d+ files [\d.]+ [kM]B/s about \d+ s left", words), words
    for text in bars:
        assert all(len(line) < columns for line in block(text)), text
    assert sum("Files of the site" in line for line in block(bars[-1])) == 1


def test_a_window_may_become_narrower_and_wider_in_the_middle(aws, live):
    slow_uploads(aws, live)
    window = Window(live, "deploy", "--yes", columns=120)
    window.wait_until(lambda: re.search(r"█+░+ \d+%", window.text))
    window.resize(40)
    time.sleep(0.3)
    window.wait_until(lambda: len(block(window.text)) > 2)
    window.resize(90)
    assert window.end() == 0, window.text
    assert_clean(window)
    # What was written before the change of size stands there once, whole or broken into two lines.
    assert window.text.replace("\n", "").count("Account 123456789012, region us-east-1") == 1, window.text


def test_after_ctrl_c_nothing_of_the_block_is_left(aws, project, zone):
    aws.settings({"acm.never": True})
    window = Window(project, "deploy", "--yes", columns=60)
    window.wait_for("waiting for ACM to issue")
    window.type(CTRL_C)
    assert window.end() == 130, window.text
    assert_clean(window)
    assert "^C" not in window.text
    assert window.text.count("Stopping when what is in flight is finished") == 1, window.text


def test_ctrl_c_twice_leaves_a_clean_screen(aws, project, zone):
    aws.faults({"operation": "lambda:CreateFunction", "action": "hang-after"})
    window = Window(project, "deploy", "--yes", columns=60)
    window.wait_until(lambda: aws.admin("GET", "/test/faults")[0]["hanging"])
    window.type(CTRL_C)
    window.wait_until(lambda: "once more stops at once" in window.written)
    window.type(CTRL_C)
    assert window.end(within=10) == 130, window.text
    assert_clean(window)
    aws.faults()


def test_an_error_stands_on_a_clean_screen(aws, project, zone):
    aws.settings({"acm.pending_reads": 2})
    aws.faults({"operation": "lambda:CreateFunction", "action": "status", "status": 400,
                "code": "CodeStorageExceededException"})
    window = Window(project, "deploy", "--yes", columns=72)
    assert window.end() != 0
    assert_clean(window)
    assert "✗ Lambda function" in window.text and "error:" in window.text, window.text
    aws.faults()


@pytest.mark.parametrize("environment", [{"TERM": "dumb"}, {"TERM": None}, {"CI": "true"}])
def test_terminals_that_cannot_move_the_cursor_get_lines(aws, project, zone, environment):
    aws.settings({"acm.pending_reads": 1})
    window = Window(project, "deploy", "--yes", environment=environment)
    assert window.end() == 0, window.text
    assert "\x1b" not in window.written and not SPINNER.search(window.written)
    assert "waiting for ACM to issue the certificate" in window.text


def test_colors_are_apart_from_the_block(aws, live):
    live.write("style.css", "/* 2 */")
    window = Window(live, "deploy", "--yes", environment={"NO_COLOR": None})
    assert window.end() == 0 and "\x1b[32m✓\x1b[0m" in window.written
    live.write("style.css", "/* 3 */")
    window = Window(live, "deploy", "--yes")
    assert window.end() == 0 and "\x1b[3" not in window.written
    live.write("style.css", "/* 4 */")
    piped = live.run("deploy", "--yes", environment={"NO_COLOR": None, "FORCE_COLOR": "1"})
    assert "\x1b[32m✓\x1b[0m" in piped.err and not re.search(r"\x1b\[[^m]*[A-JK]", piped.err), piped


def test_quiet_is_the_result_alone(aws, live):
    live.write("style.css", "/* 2 */")
    result = live.run("deploy", "--yes", "-q")
    [url] = result.out.split("\n")[:-1]
    assert url.startswith("https://") and result.err == "", result
    again = live.run("deploy", "-q")
    assert again.status == 0 and again.out == result.out and again.err == "", again


def test_standard_output_of_a_deploy_is_the_address_alone(aws, live):
    live.write("style.css", "/* 2 */")
    result = live.run("deploy", "--yes")
    assert re.fullmatch(r"https://[^\n]+/\n", result.out), result
    assert "Files of the site" in result.err and "\x1b" not in result.err


def test_a_quiet_deploy_that_has_to_ask_shows_about_what(aws, live):
    live.write("style.css", "/* 2 */")
    window = Window(live, "deploy", "-q")
    window.wait_for("Apply this? [y/N]")
    assert "style.css" in window.text
    window.type(b"y\n")
    assert window.end() == 0, window.text
    assert "✓" not in window.text and window.text.rstrip().split("\n")[-1].startswith("https://"), window.text
