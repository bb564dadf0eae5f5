# SPDX-License-Identifier: Apache-2.0
"""Records the XML that the test AWS answers with, for the test that compares our reader with Python's.

    .venv/bin/python Tests/AWS/wire/record_answers.py

It runs a first deploy, an update, an invalidation, a few faults and a destroy of the built resumectl against a test AWS
in this process, and writes one answer of each form to Tests/AWSWireTests/Fixtures/answers.json. Two answers are of one
form when they have the same elements.
"""

from __future__ import annotations

import json
import pathlib
import re
import sys
import tempfile
import threading

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "Tests" / "AWS"), str(ROOT / "Tests" / "EndToEnd")]

from account import FAST, Account  # noqa: E402
from project import DOMAIN, Project  # noqa: E402
from testaws import server  # noqa: E402
from testaws.http import HTTPServer  # noqa: E402

ANSWERS = ROOT / "Tests" / "AWSWireTests" / "Fixtures" / "answers.json"


class Recorder(server.Application):
    """The test AWS, which keeps what it answers."""

    def __init__(self):
        super().__init__(server.load_edge())
        self.bodies = {}

    def answer(self, environ, raw_path):
        response = super().answer(environ, raw_path)
        body = response.body if isinstance(response.body, bytes) else response.body.encode()
        if body.lstrip().startswith(b"<"):
            text = body.decode()
            self.bodies.setdefault((response.status, tuple(re.findall(r"<[\w:]+|</[\w:]+", text))), text)
        return response


def run(aws, folder):
    """A site's life, with things that go wrong."""
    project = Project(aws, folder)
    aws.settings(FAST)
    project.run("plan")
    zone = aws.make_zone(DOMAIN)
    project.deploy()
    project.write("üñí code & <names>.html", "x")
    project.write("style.css", "changed")
    project.write("film.mp4", b"0" * (65 << 20))
    project.remove("app.js")
    project.set("cdn.priceClass", "PriceClass_All")
    project.deploy()
    project.run("invalidate", "/x")
    project.run("status")
    for service, operation in (("s3", "PutObject"), ("cloudfront", "UpdateDistribution"), ("iam", "GetRole"),
                               ("route53", "ListResourceRecordSets"), ("sts", "GetCallerIdentity")):
        aws.faults({"operation": f"{service}:{operation}", "action": "status", "status": 403, "code": "AccessDenied",
                    "message": "not authorized & <denied>"})
        project.write("style.css", operation)
        project.set("cdn.priceClass", "PriceClass_100")
        project.run("deploy", "--yes")
    aws.faults({"operation": "*", "action": "html", "times": 1, "nth": 1})
    project.run("plan")
    aws.faults()
    project.deploy()
    project.destroy("--delete-data")
    aws.client("route53").list_resource_record_sets(HostedZoneId=zone)


def main():
    server.load_services()
    app = Recorder()
    listener = HTTPServer(app)
    if hasattr(app.edge, "start"):
        app.edge.start(listener.base_url)
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        run(Account(listener.port), pathlib.Path(folder) / "project")
    if hasattr(app.edge, "stop"):
        app.edge.stop()
    answers = sorted(app.bodies.values())
    ANSWERS.parent.mkdir(parents=True, exist_ok=True)
    ANSWERS.write_text(json.dumps(answers, indent=1, ensure_ascii=False) + "\n")
    print(f"{len(answers)} answers, {sum(map(len, answers))} characters")


if __name__ == "__main__":
    main()
