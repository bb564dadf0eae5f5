# SPDX-License-Identifier: Apache-2.0
"""What the demo checks with `--check`: each check prints a line."""

from __future__ import annotations

import pathlib
import time

import screen
from local_aws import Answer, Browsing, LocalAWS, request

RECORD = "/.resumectl/"
NO_PAGE = "/no-such-page-5c1d"


class Checks:
    """Counts what held and what did not."""

    def __init__(self) -> None:
        self.failed = 0
        self.passed = 0

    def expect(self, condition: bool, text: str, detail: str = "") -> None:
        if condition:
            self.passed += 1
        else:
            self.failed += 1
        screen.verdict(condition, text, detail)

    def equal(self, found: object, wanted: object, text: str) -> None:
        self.expect(found == wanted, text, f"wanted {wanted!r}, found {found!r}")


def described(entries: list[dict]) -> list[str]:
    """Changing requests as `service:Operation path`; those for resumectl's own record are left out."""
    return [
        f"{entry['service']}:{entry['operation']} {entry['path']}"
        for entry in entries
        if entry["mutating"] and RECORD not in entry["path"]
    ]


def check_second_deploy(checks: Checks, entries: list[dict]) -> None:
    """A deploy with nothing to do reads, and changes nothing, its own record included."""
    changing = [f"{entry['service']}:{entry['operation']} {entry['path']}" for entry in entries if entry["mutating"]]
    checks.expect(bool(entries), "the second deploy looked at the account")
    checks.equal(changing, [], "the second deploy changed nothing")


def check_third_deploy(checks: Checks, entries: list[dict], paths: list[str]) -> None:
    """After the edit of one page: that page goes up, and it alone is invalidated."""
    operations = sorted(line.split(" ")[0] for line in described(entries))
    checks.equal(operations, ["cloudfront:CreateInvalidation", "s3:PutObject"], "the third deploy made two changes")
    puts = [line for line in described(entries) if line.startswith("s3:PutObject ")]
    checks.expect(len(puts) == 1 and puts[0].endswith("/index.html"), "only the edited page went up", ", ".join(puts))
    checks.expect(
        bool(paths) and set(paths) <= {"/", "/index.html"}, "only the edited page was invalidated", f"found {paths}")


def check_site(checks: Checks, aws: LocalAWS, browsing: Browsing, domain: str, site: pathlib.Path, text: str) -> None:
    """The pages as a visitor gets them."""
    page = _eventually(lambda: request(browsing.port, "/"), lambda answer: text in answer.text)
    checks.equal(page.status, 200, "the page is there")
    checks.equal(page.headers["Content-Type"], "text/html; charset=utf-8", "it is HTML in UTF-8")
    checks.expect(text in page.text, "it has the edited text", f"{text!r} is not in it")
    checks.expect("Strict-Transport-Security" in page.headers, "it has security headers")

    folder = next((file.parent.name for file in sorted(site.glob("*/index.html"))), None)
    if folder is not None:
        clean = request(browsing.port, f"/{folder}/")
        wanted = (site / folder / "index.html").read_bytes()
        checks.expect(
            clean.status == 200 and clean.body == wanted, f"the clean URL /{folder}/ works", f"status {clean.status}")

    missing = request(browsing.port, NO_PAGE)
    checks.equal(missing.status, 404, "an unknown page is 404")
    if (site / "404.html").is_file():
        checks.expect(missing.body == (site / "404.html").read_bytes(), "it shows the site's own 404 page")

    for scheme, host in (("https", f"www.{domain}"), ("http", domain)):
        moved = request(aws.port, "/?a=b", host=host, scheme=scheme)
        checks.expect(
            moved.status in (301, 308) and moved.headers["Location"] == f"https://{domain}/?a=b",
            f"{scheme}://{host} leads to https://{domain}",
            f"status {moved.status}, Location {moved.headers['Location']}")
    # http://www needs two steps: CloudFront sends to HTTPS before the edge function runs.
    plain = request(aws.port, "/", host=f"www.{domain}", scheme="http")
    checks.expect(
        plain.status in (301, 308) and (plain.headers["Location"] or "").startswith("https://"),
        f"http://www.{domain} leads to HTTPS", f"status {plain.status}, Location {plain.headers['Location']}")


def check_counter(checks: Checks, browsing: Browsing) -> None:
    """Posts count, gets read."""
    path = "/api/visitors"
    answers = [request(browsing.port, path, method) for method in ("GET", "POST", "POST", "GET")]
    counts = [_count(answer) for answer in answers]
    checks.equal([answer.status for answer in answers], [200] * 4, "the counter answers")
    before = counts[0] if counts[0] is not None else 0
    checks.equal(counts, [before, before + 1, before + 2, before + 2], "two visits count two, reading counts none")


def check_violations(checks: Checks, aws: LocalAWS) -> None:
    """Every request was one that AWS would take."""
    found = [f"{item['service']}:{item['operation']}: {'; '.join(item['problems'])}" for item in aws.violations()]
    checks.expect(not found, "AWS would have taken every request", "\n       ".join(found))


def _count(answer: Answer) -> int | None:
    value = answer.json()
    count = value.get("count") if isinstance(value, dict) else None
    return count if isinstance(count, int) and not isinstance(count, bool) else None


def _eventually(fetch, holds, seconds: float = 15) -> Answer:
    """Fetches until it holds: an invalidation takes a moment. Returns the last answer."""
    deadline = time.monotonic() + seconds
    while True:
        answer = fetch()
        if holds(answer) or time.monotonic() >= deadline:
            return answer
        time.sleep(0.2)
