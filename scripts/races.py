# SPDX-License-Identifier: Apache-2.0
"""Two commands at the same time, from two machines.

Many interleavings: drawn from seeds, with every request held back for a moment; and for each operation that changes
something, its first request held back until the other command is done, or nearly.
"""

from __future__ import annotations

import hashlib
import random
import re
import subprocess
import time

from project import BUCKET, DOMAIN, name_of
from reliability import CLEAR, UGLY, Workers, report
from scenarios import SCENARIOS, Scenario, Stage, differences, state

ONE_OF_EACH = {"apis": 1, "certificates": 1, "distributions": 1, "permissions": 1}


def author(name):
    """Gives a site the content of one of the two."""

    def change(project):
        for path in ("index.html", "about/index.html", "style.css", "app.js", f"only-{name}.html", "shared.css"):
            project.write(path, f"<!doctype html><title>{name}</title>")
        for number in range(12):
            project.write(f"assets/{number}.css", f"/* {name} {number} */")
        if name == "a":
            project.remove("images/portrait.svg")

    return change


def counts(aws):
    """How many there are of what AWS would let be there twice, and of statements that let the API call the function."""
    dump = aws.dump()
    region = dump["regions"].get("us-east-1", {})
    functions = region.get("lambda", {}).values()
    return {"apis": len(region.get("apis", [])), "certificates": len(region.get("certificates", [])),
            "distributions": len(dump["distributions"]), "permissions": sum(len(f["policy"]) for f in functions)}


def content(project):
    """The site as it has to be in the bucket: MD5 by key."""
    return {str(path.relative_to(project.site)): hashlib.md5(path.read_bytes()).hexdigest()
            for path in project.site.rglob("*") if path.is_file()}


def stored(aws):
    bucket = aws.dump()["buckets"].get(BUCKET)
    return {} if bucket is None else {
        key: item["etag"] for key, item in bucket["objects"].items() if not re.match(r"\.?_?resumectl", key)}


A = {deployed: Scenario(f"a{deployed}", "a", ("deploy", "--yes"), deployed, author("a")) for deployed in (False, True)}
PAIRS = {
    # name: whether there is a site before, and the second command
    "two first deploys": (False, ("deploy", "--yes")),
    "two updates": (True, ("deploy", "--yes")),
    "deploy and destroy": (True, ("destroy", "--yes", "--delete-data"))}


# For how many seconds a request is held back: less than who takes over waits for requests that are under way.
HELD_BACK = 1.5


def cases(stage, count):
    """Interleavings from seeds, and one for each operation that is held back."""
    for name, (deployed, _) in PAIRS.items():
        yield from ((name, seed) for seed in range(count))
        requests = stage.undisturbed(A[deployed])[1]
        yield from ((name, operation) for operation in sorted({name_of(e) for e in requests if e["mutating"]}))


def race(stage: Stage, case):
    """One interleaving; then the first one deploys again, and everything has to be as if it had been alone.

    A case is the name of a pair and a seed, or an operation of the first command that is held back.
    """
    name, seed = case
    deployed, second = PAIRS[name]
    scenario = A[deployed]
    stage.undisturbed(scenario)
    first = stage.begin(scenario)
    other = stage.begin(Scenario("b", "b", second, deployed, author("b")))
    chance = random.Random(f"{name} {seed}")
    aws = stage.aws
    if isinstance(seed, str):
        aws.faults({"operation": seed, "mutating": True, "nth": 1, "times": 1, "action": "stall", "seconds": HELD_BACK})
    else:
        aws.faults({"operation": "*", "action": "jitter", "seconds": chance.choice((0.02, 0.1, 0.3)), "seed": seed})
    started = [(first, first.start("deploy", "--yes"))]
    if isinstance(seed, str):
        while not aws.fault_counts()[0] and started[0][1].poll() is None:
            time.sleep(0.01)
    else:
        time.sleep(chance.choice((0, chance.random() * 0.4, chance.random() * 3)))
    started.append((other, other.start(*second)))
    ends = []
    for project, process in started:
        try:
            out, err = process.communicate(timeout=120)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return case, name, False, "it hangs"
        ends.append((project, process.returncode, out.decode() + err.decode()))
    aws.faults()
    problems = [f"status {status}: {text[-500:]}" for _, status, text in ends if status not in (0, *CLEAR)]
    problems += [f"ugly output: {text[-500:]}" for _, _, text in ends if UGLY.search(text)]
    won = [project for project, status, _ in ends if status == 0]
    if second[0] == "deploy":
        found = stored(aws)
        whose = [project for project, _, _ in ends if content(project) == found]
        if won and not whose:
            problems.append(f"a mixed site, although one deploy ended well: {sorted(found)[:9]}")
        outcome = "one wins" if whose else "both stop"
    else:
        outcome = "destroyed" if not stored(aws) else "deployed"
    last = first.run("deploy", "--yes")
    if last.status != 0:
        problems.append(f"the deploy afterwards ended with {last.status}: {last.text[-500:]}")
    found = counts(aws)
    if found != ONE_OF_EACH:
        problems.append(f"there are {found}")
    expected, _ = stage.undisturbed(scenario)
    problems += [f"the account differs: {path}" for path in differences(expected, state(aws))[:3]]
    problems += [f"refused as malformed: {v['operation']}: {v['problems']}" for v in aws.violations()]
    if aws.visit(DOMAIN).text != "<!doctype html><title>a</title>":
        problems.append("the page is not the one that was deployed last")
    for project in (first, other):
        stage.end(project)
    return case, name, not problems, "; ".join(problems) or outcome


def main(options, started):
    workers = Workers(options.workers or 4, [SCENARIOS["deploy"]])
    try:
        results = workers.run(race, list(cases(workers.first, options.count)))
    finally:
        workers.close()
    lines = ["| at the same time | interleavings | right | outcomes |", "|---|---|---|---|"]
    for name in PAIRS:
        found = [result for result in results if result[1] == name]
        right = [result[3] for result in found if result[2]]
        outcomes = ", ".join(f"{outcome}: {right.count(outcome)}" for outcome in sorted(set(right)))
        lines.append(f"| {name} | {len(found)} | {len(right)} | {outcomes} |")
    return report(results, lines, options, started)
