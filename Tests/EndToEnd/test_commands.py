# SPDX-License-Identifier: Apache-2.0
"""The commands around a deployed site: what they show is what is there."""

import json
import signal
import time

import pytest
from project import BUCKET, DOMAIN, TABLE
from window import CTRL_C, Window, answer

COUNTER = "/api/visitors"
GROUP = "/aws/lambda/resume-counter"


def until(read, text, seconds=60):
    """What was read up to a text."""
    shown, deadline = "", time.monotonic() + seconds
    while text not in shown:
        assert time.monotonic() < deadline, f"{text!r} did not come\n{shown}"
        shown += read()
    return shown


def test_outputs_are_what_the_account_has(aws, deployed):
    result = deployed.run("outputs", "--json")
    assert result.status == 0, result
    assert result.writes == []
    values = result.record("outputs")
    distribution = aws.distribution()
    assert values["url"] == f"https://{DOMAIN}/" and values["counter"] == f"https://{DOMAIN}{COUNTER}"
    assert values["bucket"] == BUCKET and values["table"] == TABLE and values["logGroup"] == GROUP
    assert values["distribution"] == distribution["Id"]
    assert values["cloudFrontDomain"] == distribution["DomainName"]
    assert len(values["nameServers"]) == 4
    assert values["certificate"].startswith("arn:aws:acm:us-east-1:")
    assert deployed.run("outputs", "name-servers").out.split() == values["nameServers"]
    shown = deployed.run("outputs").out
    assert all(str(value) in shown for key, value in values.items() if key not in ("type", "nameServers"))


def test_a_count_is_read_and_set(aws, deployed):
    assert deployed.run("counter", "get").out == "0\n"
    aws.visit(DOMAIN, COUNTER, method="POST")
    assert deployed.run("counter", "get").out == "1\n"
    status, shown = answer(deployed, ["counter", "set", "1000"], "y\n")
    assert status == 0 and "1 → 1000" in shown, shown
    assert json.loads(aws.visit(DOMAIN, COUNTER, method="POST").body) == {"count": 1001}
    status, shown = answer(deployed, ["counter", "set", "0"], "n\n")
    assert status == 5, shown
    assert deployed.run("counter", "get").out == "1001\n"


def test_the_log_is_shown_and_followed(aws, deployed):
    aws.visit(DOMAIN, COUNTER, method="POST")
    result = deployed.run("logs")
    assert result.status == 0 and '"message": "counted"' in result.out, result
    assert "REPORT RequestId" in result.out
    process = deployed.start("logs", "-f", "--json")
    try:
        first = until(lambda: process.stdout.readline().decode(), "counted")
        for _ in range(2):
            aws.visit(DOMAIN, COUNTER, method="POST")
        until(lambda: process.stdout.readline().decode(), '\\"count\\": 3')
        process.send_signal(signal.SIGINT)
        rest, error = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 130 and "Stopped." in error.decode() and "Nothing was changed" not in error.decode()
    ids = [json.loads(line)["id"] for line in (first + rest.decode()).splitlines() if '"type":"log"' in line]
    assert len(ids) == len(set(ids))


def test_what_does_not_match_is_left_out(aws, deployed):
    aws.visit(DOMAIN, COUNTER, method="POST")
    assert deployed.run("logs", "--match", "no-such-word").out == ""


def test_status_is_watched_on_a_terminal(aws, deployed):
    window = Window(deployed, "status", "--watch", "--every", "2s")
    window.wait_until(lambda: "Visitors      0" in window.shown)
    aws.visit(DOMAIN, COUNTER, method="POST")
    window.wait_until(lambda: "Visitors      1" in window.shown)
    window.type(CTRL_C)
    assert window.end(30) == 130
    # It draws over itself.
    assert window.written.count("\x1b[H") >= 2 and "Drift         none" in window.shown


def test_status_tells_what_aws_knows(aws, deployed):
    record = deployed.run("status", "--json").record("status")
    certificate = aws.client("acm").list_certificates()["CertificateSummaryList"][0]
    assert record["certificateEndsAt"][:10] == certificate["NotAfter"].strftime("%Y-%m-%d")
    changed = aws.client("s3").head_object(Bucket=BUCKET, Key=".resumectl/site-record")["LastModified"]
    assert record["filesChangedAt"] == changed.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_the_address_is_opened(aws, deployed, tmp_path):
    browser = tmp_path / "browser"
    browser.write_text(f"#!/bin/sh\necho \"$@\" > {tmp_path}/opened\n")
    browser.chmod(0o755)
    result = deployed.run("open", environment={"BROWSER": str(browser)})
    assert result.status == 0 and result.requests == []
    assert (tmp_path / "opened").read_text() == f"https://{DOMAIN}/\n"


def test_graph_of_a_plan_shows_what_a_deploy_does(aws, deployed):
    deployed.write("index.html", "<h1>new</h1>")
    result = deployed.run("graph", "--plan")
    assert result.status == 0, result
    assert "~ Files of the site" in result.out and f"= S3 bucket {BUCKET}" in result.out
    assert deployed.run("graph", environment={"AWS_ACCESS_KEY_ID": None}).requests == []


def findings(result, level):
    return {record["code"]: record for record in result.records if record.get("level") == level}


def test_a_healthy_site_has_no_findings(aws, deployed):
    result = deployed.run("doctor", "--json")
    assert result.status == 0, result
    assert findings(result, "error") == {} and findings(result, "warning").keys() == {"region-not-fixed"}
    assert result.writes == []
    checks = {record["check"] for record in result.records if record.get("level") == "ok"}
    assert checks >= {"links", "credentials", "clock", "account", "quotas", "delegation", "caa", "certificate", "address"}


def broken_link(aws, project):
    project.write("index.html", "<h1>Jane</h1>\n<a href=/nowhere/>x</a>")


def other_name_servers(aws, project):
    aws.settings({"dns.name_servers": {DOMAIN: ["ns1.other.example", "ns2.other.example"]}})


def other_authority(aws, project):
    aws.settings({"dns.records": {f"{DOMAIN} CAA": ["0 issue \"letsencrypt.org\""]}})


def foreign_bucket(aws, project):
    aws.client("s3").delete_bucket_tagging(Bucket=BUCKET)


@pytest.mark.parametrize("damage,code", [
    (broken_link, "broken-link"), (other_name_servers, "delegation"), (other_authority, "caa"),
    (foreign_bucket, "conflict")])
def test_damage_is_found(aws, deployed, damage, code):
    damage(aws, deployed)
    result = deployed.run("doctor", "--json")
    assert result.status == 1, result
    found = findings(result, "error")
    assert code in found and found[code]["fix"], result


def test_a_wrong_clock_is_found(aws, deployed):
    aws.settings({"clock.ahead_seconds": 400})
    result = deployed.run("doctor", "--json")
    assert "clock-wrong" in findings(result, "error"), result
