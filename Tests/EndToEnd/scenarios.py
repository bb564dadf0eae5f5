# SPDX-License-Identifier: Apache-2.0
"""What a run is disturbed in: a first deploy, an update, a destroy, other names; and how its end is judged."""

from __future__ import annotations

import dataclasses
import pathlib
import shutil
from collections.abc import Callable

from project import BUCKET, DOMAIN, Project, name_of


def state(aws):
    """The account without what only tells how often something was tried."""
    return {key: value for key, value in aws.dump().items() if key != "history"}


def edit(project):
    """Assets, pages and the front page change, files come and go; so does a setting of each half."""
    project.write("style.css", "/* 2 */")
    project.write("about/index.html", "<!doctype html><title>2</title>")
    project.write("index.html", "<!doctype html><title>2</title>")
    project.write("news/index.html", "<!doctype html><title>News</title>")
    project.remove("app.js"), project.remove("images/portrait.svg")
    project.set("cdn.priceClass", "PriceClass_All")
    project.set("counter.memory", 512), project.set("counter.timeout", 7)
    project.set("site.headers", [{"match": "404.html", "cacheControl": "public, max-age=1"}])


def edit_all(project):
    """As `edit`, and what is sent for the function's code, the API, the role and the edge changes too."""
    edit(project)
    (project.function / "extra.py").write_text("x = 1\n")
    project.set("site.cleanUrls", False)
    project.set("counter.throttling", {"rate": 3})
    project.set("counter.logRetentionDays", 7)


def rename(project):
    project.set("aliases", ["cv." + DOMAIN])


# What `edit` changed or removed, and the addresses under which a visitor may have it in a cache.
CHANGED = {
    "style.css": ["/style.css"], "about/index.html": ["/about/index.html", "/about/", "/about"],
    "index.html": ["/index.html", "/"], "app.js": ["/app.js"], "images/portrait.svg": ["/images/portrait.svg"],
    "404.html": ["/404.html"]}
REMOVED = ("app.js", "images/portrait.svg")


def is_covered(path, patterns):
    return any(path == p or (p.endswith("*") and path.startswith(p[:-1])) for p in patterns)


def owed_paths(aws):
    """The paths of what was overwritten or deleted and not invalidated afterwards; empty when nothing is owed."""
    entries = [e for e in aws.journal(mutating=True) if (e["status"] or 0) < 400]
    batches = [entry["seq"] for entry in entries if entry["operation"] == "CreateInvalidation"]
    found = aws.invalidations()
    carried_out = batches[-len(found):] if found else []
    owed = []
    for key, paths in CHANGED.items():
        touched = [entry["seq"] for entry in entries if entry["operation"] in ("PutObject", "CopyObject")
                   and entry["path"] == f"/{BUCKET}/{key}"]
        if key in REMOVED:
            touched = [entry["seq"] for entry in entries if entry["operation"] == "DeleteObjects"]
        if not touched:
            owed.append(f"{key} was never changed")
            continue
        later = [p for seq, patterns in zip(carried_out, found) if seq > max(touched) for p in patterns]
        owed += [path for path in paths if not is_covered(path, later)]
    return owed


@dataclasses.dataclass(frozen=True)
class Scenario:
    """A command on an account in a certain state."""

    name: str
    title: str
    arguments: tuple[str, ...]
    # Whether it starts with a deployed project.
    deployed: bool
    change: Callable[[Project], None] | None = None
    # Whether what is changed is what `CHANGED` says.
    invalidates: bool = False


SCENARIOS = {s.name: s for s in (
    Scenario("deploy", "first deploy", ("deploy", "--yes"), False),
    Scenario("update", "update", ("deploy", "--yes"), True, edit_all, True),
    Scenario("destroy", "destroy", ("destroy", "--yes", "--delete-data"), True),
    Scenario("names", "other names", ("deploy", "--yes"), True, rename))}


class Stage:
    """A test AWS with the states that scenarios start from, and the projects that go with them."""

    def __init__(self, aws, folder: pathlib.Path):
        self.aws = aws
        self.folder = folder
        self._number = 0
        aws.reset()
        aws.make_zone(DOMAIN)
        aws.admin("POST", "/test/snapshot", {"name": "empty"})
        project = Project(aws, folder / "deployed")
        project.deploy()
        aws.admin("POST", "/test/snapshot", {"name": "deployed"})
        self._expected = {}

    def begin(self, scenario: Scenario) -> Project:
        """The account and a project as a scenario starts."""
        self.aws.admin("POST", "/test/restore", {"name": "deployed" if scenario.deployed else "empty"})
        self._number += 1
        project = Project(self.aws, self.folder / f"run-{self._number}")
        if scenario.invalidates:
            for paths in CHANGED.values():
                for path in paths:
                    self.aws.visit(DOMAIN, path)
        if scenario.change is not None:
            scenario.change(project)
        return project

    def end(self, project):
        shutil.rmtree(project.folder, ignore_errors=True)

    def undisturbed(self, scenario: Scenario):
        """How an undisturbed run leaves the account, and the requests that it sent."""
        if scenario.name not in self._expected:
            project = self.begin(scenario)
            result = project.run(*scenario.arguments)
            assert result.status == 0, result
            self._expected[scenario.name] = (state(self.aws), result.requests)
            self.end(project)
        return self._expected[scenario.name]

    def problems(self, scenario: Scenario, project: Project):
        """What is wrong with the account at the end of a scenario; empty when nothing is."""
        expected, _ = self.undisturbed_or_fail(scenario)
        found = state(self.aws)
        problems = [f"the account differs: {path}" for path in differences(expected, found)[:4]]
        if scenario.invalidates:
            problems += [f"not invalidated: {path}" for path in owed_paths(self.aws)[:3]]
        return problems + [f"refused as malformed: {v['operation']}: {v['problems']}" for v in self.aws.violations()]

    def undisturbed_or_fail(self, scenario):
        assert scenario.name in self._expected, "ask for the undisturbed run before the scenario begins"
        return self._expected[scenario.name]


def differences(first, second, path=""):
    """The places where two dumps differ."""
    if isinstance(first, dict) and isinstance(second, dict):
        return [found for key in sorted({*first, *second})
                for found in differences(first.get(key), second.get(key), f"{path}/{key}")]
    if isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        return [found for index, (a, b) in enumerate(zip(first, second))
                for found in differences(a, b, f"{path}/{index}")]
    return [] if first == second else [f"{path}: {str(first)[:120]} → {str(second)[:120]}"]


__all__ = ["CHANGED", "SCENARIOS", "Scenario", "Stage", "differences", "edit", "edit_all", "is_covered", "name_of",
           "owed_paths", "rename", "state"]
