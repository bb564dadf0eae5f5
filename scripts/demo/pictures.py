# SPDX-License-Identifier: Apache-2.0
"""Records what resumectl shows, in real runs against the local AWS: terminals as SVG, pages as PNG."""

from __future__ import annotations

import contextlib
import pathlib
import re
import subprocess
import sys
from collections.abc import Iterator

import screen
from local_aws import request
from story import Story, StoryError

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[n] / name) for n, name in (
    (1, ""), (2, "Tests/EndToEnd"))]

from browser import browser  # noqa: E402
from markdown_it import MarkdownIt  # noqa: E402
from render_terminal import COLUMNS, Window, draw, prompt  # noqa: E402
from terminal import Terminal, TerminalError  # noqa: E402
from terminal_screen import Screen  # noqa: E402

COUNTER = "/api/visitors"
TALLEST = 1300  # the most of a page that a picture shows, in pixels
# How GitHub shows Markdown, as far as a job summary uses it.
SUMMARY_PAGE = """<!doctype html><meta charset="utf-8"><style>
body { font: 14px/1.5 -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; color: #1f2328;
  max-width: 920px; margin: 24px auto; padding: 8px 24px; border: 1px solid #d1d9e0; border-radius: 6px }
h1, h2, h3 { line-height: 1.25; border-bottom: 1px solid #d1d9e0; padding-bottom: 6px }
table { border-collapse: collapse } th, td { border: 1px solid #d1d9e0; padding: 6px 13px; text-align: left }
tr:nth-child(2n) { background: #f6f8fa }
code, pre { font: 12px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; background: #f0f1f3;
  border-radius: 6px } code { padding: 3px 5px } pre { padding: 12px } pre code { padding: 0; background: none }
h1 code, h2 code, h3 code { font-size: 16px }
a { color: #0969da }</style><title>Job summary</title>"""


class Pictures:
    """One site's life, and a second site for what the first does not show."""

    def __init__(self, story: Story, folder: pathlib.Path):
        self.story = story
        self.folder = folder
        self.second = story.folder / "jane-doe"

    def record(self) -> None:
        """Records everything; the order matters, as each picture leaves the account to the next."""
        self.story.prepare()
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            with browser() as chromium:
                self._tab = chromium.new_page()
                self._second_site()
                self._first_site()
        except TerminalError as error:
            raise StoryError(str(error)) from error

    # --- The two sites -----------------------------------------------------------------------------------------------

    def _second_site(self) -> None:
        """From the questions of `init` to a plan with every sign."""
        self.second.mkdir()
        with self._terminal("init", place=self.second) as asked:
            for question, answer in (("Name: ", ""), ("Domain: ", f"jane.{self.story.domain}"), ("Region: ", "")):
                asked.wait_for(f"{question}[^>]*> ")
                asked.type(f"{answer}\r")
            self._ended(asked, "init")
        self._draw("init", ("init", asked), ("validate", self._run("validate", place=self.second)))
        self._deploy_in_the_middle()
        self._every_sign()

    def _first_site(self) -> None:
        aws, story = self.story.aws, self.story
        self._draw("plan", ("plan", self._run("plan")))
        self._plan_page()
        self._deploy()
        story.edit()
        self._draw(
            "edit", ("deploy -y", self._run("deploy -y")), ("invalidate /cv.pdf", self._run("invalidate /cv.pdf")))
        for _ in range(3):
            request(aws.port, COUNTER, "POST", host=story.domain)
        self._draw("status", ("status", self._run("status")), ("outputs", self._run("outputs")))
        self._watch()
        self._drift()
        self._logs()
        self._doctor()
        self._errors()
        self._job_summary()
        set_count = "counter set 1234"
        with self._terminal(set_count) as counter:
            self._agree(counter, "y")
            self._ended(counter, set_count)
        self._draw("counter", (set_count, counter), ("counter get", self._run("counter get")))
        self._shell()
        with self._terminal("destroy") as destroy:
            destroy.wait_for("to go on: ")
            destroy.type(f"{story.domain}\r")
            self._ended(destroy, "destroy")
        self._draw("destroy", ("destroy", destroy))

    # --- Pictures that need more than a command ----------------------------------------------------------------------

    def _deploy_in_the_middle(self) -> None:
        """The live block: what runs, for how long, what it waits for, and how far the files are."""
        photos = self.second / "site" / "photos"
        photos.mkdir()
        # Each is sent as one piece, which counts when S3 has it: larger ones would be in the network at once here.
        for number in range(1, 181):
            (photos / f"{number:03}.jpg").write_bytes(bytes(130_000))
        aws = self.story.aws
        aws.slow_down(
            {"acm.pending_reads": 6, "dynamodb.creating_reads": 4, "lambda.pending_reads": 4},
            {"operation": "s3:PutObject", "path": ".jpg", "action": "jitter", "seconds": 6})
        with self._terminal("deploy -y", place=self.second) as deploy:
            deploy.wait_for(r"(?s)(?=.* [3-9] s +waiting for ACM)(?=.*█+░+ +[2-8]\d%)", is_on_screen=True)
            self._draw("progress", ("deploy -y", deploy), since="  ✓")
            aws.slow_down({"acm.pending_reads": 0, "dynamodb.creating_reads": 1, "lambda.pending_reads": 1})
            self._ended(deploy, "deploy -y")

    def _every_sign(self) -> None:
        """A plan in which something is new, changed, replaced, deleted, kept and in the way."""
        aws, alias = self.story.aws, f"photos.{self.story.domain}"
        aws.client("route53").change_resource_record_sets(HostedZoneId=self.story.zone, ChangeBatch={"Changes": [{
            "Action": "CREATE", "ResourceRecordSet": {
                "Name": alias, "Type": "A", "TTL": 300, "ResourceRecords": [{"Value": "192.0.2.10"}]}}]})
        config = self.second / "config" / "resume.yaml"
        text = config.read_text("utf-8")
        domain = f"domain: jane.{self.story.domain}"
        if domain not in text or "\ncounter:" not in text:
            raise StoryError(f"{config} is not as the pictures need it.")
        text = text.replace(domain, f"{domain}\naliases: [{alias}]")
        config.write_text(re.sub(r"(?ms)^counter:.*?(?=^\S|\Z)", "", text), "utf-8")
        site = self.second / "site"
        (site / "index.html").open("a").write("<!-- edited -->\n")
        (site / "photos" / "060.jpg").unlink()
        (site / "cv.pdf").write_bytes(b"%PDF-1.7\n")
        self._draw("signs", ("plan", self._run("plan", place=self.second, status=None)))

    def _plan_page(self) -> None:
        page, graph = self.story.folder / "plan.html", self.folder / "graph.svg"
        self.story.resumectl("plan", "--quiet", "--html", str(page))
        self._tab.open(page.as_uri())
        self._screenshot("plan-page")
        self.story.resumectl("graph", "--quiet", "--plan", "--format", "svg", "--output", str(graph))

    def _deploy(self) -> None:
        """A whole deploy, then one with nothing to do."""
        with self._terminal("deploy") as deploy:
            self._agree(deploy, "y")
            self._ended(deploy, "deploy")
        self._draw("deploy", ("deploy", deploy), ("deploy", self._run("deploy")), since="Plan:")

    def _watch(self) -> None:
        """The second look: it stands where the first one did."""
        command = "status --watch --every 2s"
        with self._terminal(command) as watch:
            watch.wait_for("Visitors +3")
            request(self.story.aws.port, COUNTER, "POST", host=self.story.domain)
            watch.wait_for(r"(?s)Visitors +4.*Drift +\w+.*\n")
            looks = watch.written.decode("utf-8", "replace").split("\x1b[H")
        shown = next(look for look in looks if re.search("Visitors +4", look))
        self._save("watch", shown, Window(f"resumectl {command}", COLUMNS))

    def _drift(self) -> None:
        """Somebody changed things in the console."""
        aws = self.story.aws
        aws.client("lambda").update_function_configuration(FunctionName="resume-counter", MemorySize=1024)
        aws.client("s3").delete_public_access_block(Bucket=f"resume-{aws.client('sts').get_caller_identity()['Account']}-us-east-1")
        self._draw("drift", ("status", self._run("status")), ("plan", self._run("plan")))
        self._run("deploy -y")

    def _logs(self) -> None:
        command = "logs -f"
        with self._terminal(command, columns=118) as logs:
            logs.wait_for(r'(?s)("count": 4.*?REPORT[^\n]*\n)')
            request(self.story.aws.port, COUNTER, host=self.story.domain)
            logs.wait_for(r'(?s)"message": "read".*?REPORT[^\n]*\n')
        self._draw("logs", (command, logs), columns=118)

    def _doctor(self) -> None:
        page = self.story.work / "site" / "colophon" / "index.html"
        text = page.read_text("utf-8")
        page.write_text(text.replace("</main>", '<a href="/Assets/style.css">Style</a> <a href="/cv.pdf">CV</a></main>'))
        self._draw("doctor", ("doctor", self._run("doctor", status=1)))
        page.write_text(text, "utf-8")

    def _errors(self) -> None:
        """A mistake in the configuration, and an answer of AWS that ends a run."""
        config = self.story.work / "config" / "resume.yaml"
        text = config.read_text("utf-8")
        config.write_text(text.replace("site:", "sites:").replace("logRetentionDays: 7", "logRetentionDays: 8"), "utf-8")
        wrong = self._run("validate", status=64)
        config.write_text(text, "utf-8")
        self.story.aws.client("lambda").update_function_configuration(FunctionName="resume-counter", MemorySize=1024)
        user, action = "arn:aws:iam::123456789012:user/jane", "lambda:UpdateFunctionConfiguration"
        self.story.aws.slow_down({}, {
            "operation": action, "action": "status", "status": 403, "code": "AccessDeniedException",
            "message": f"User: {user} is not authorized to perform: {action}"})
        refused = self._run("deploy -y", status=None)
        self.story.aws.slow_down({})
        self._draw("errors", ("validate", wrong), ("deploy -y", refused))

    def _job_summary(self) -> None:
        """What a run in GitHub Actions leaves on its page."""
        page = self.story.work / "site" / "index.html"
        page.open("a").write("<!-- once more -->\n")
        summary = self.story.folder / "summary.md"
        summary.touch()
        result = subprocess.run(
            [str(self.story.binary), "deploy", "--yes"], cwd=self.story.work, capture_output=True, text=True,
            env={**self.story.environment(), "GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary),
                 "GITHUB_WORKSPACE": str(self.story.work)})
        if result.returncode != 0:
            raise StoryError(f"The deploy for the job summary failed:\n{result.stderr}")
        page = self.story.folder / "summary.html"
        text = summary.read_text("utf-8").replace("<details>", "<details open>")
        page.write_text(SUMMARY_PAGE + MarkdownIt("commonmark").enable("table").render(text), "utf-8")
        self._tab.open(page.as_uri())
        self._screenshot("job-summary")

    def _shell(self) -> None:
        """Completion, which needs a shell that somebody types into; `version` and `open`."""
        programs = self.story.folder / "bin"
        programs.mkdir()
        (programs / "resumectl").symlink_to(self.story.binary)
        environment = {
            **self.story.environment(), "PATH": f"{programs}:/usr/bin:/bin", "PS1": "\\[\x1b[1;32m\\]$\\[\x1b[0m\\] ",
            "FORCE_COLOR": "1", "BASH_SILENCE_DEPRECATION_WARNING": "1", "DISPLAY": "", "INPUTRC": "/dev/null"}
        shell = Terminal(
            ["bash", "--noprofile", "--norc", "-i"], self.story.work, environment, COLUMNS)
        try:
            ready = r"\$\x1b\[0m \Z"
            shell.wait_for(ready)
            for typed, shown in (
                ("source <(resumectl completion bash)\r", rf"bash\)\r\n(?s:.*){ready}"),
                ("resumectl o\t\t", r"open +outputs(?s:.*)resumectl o\Z"), ("p\t", r"resumectl open \Z"),
                ("\r", rf"https://(?s:.*){ready}"), ("resumectl ver\t", r"resumectl version \Z"),
                ("\r", rf"\d+\.\d+\.\d+\r\n(?s:.*){ready}"),
            ):
                shell.type(typed)
                shell.wait_for(shown)
            seen = shell.written.decode("utf-8", "replace")
            shell.type("exit\r")
            shell.wait()
        finally:
            shell.end()
        self._save("shell", seen.rpartition("\n")[0], Window("bash", COLUMNS))

    # --- Tools -------------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _terminal(self, line: str, place: pathlib.Path | None = None, columns: int = COLUMNS) -> Iterator[Terminal]:
        terminal = Terminal(
            [str(self.story.binary), *line.split()], place or self.story.work,
            {**self.story.environment(), "FORCE_COLOR": "1"}, columns)
        try:
            yield terminal
        finally:
            terminal.end()

    def _run(self, line: str, place: pathlib.Path | None = None, status: int | None = 0) -> Terminal:
        """Runs a command to its end; `None` stands for any status but that of success."""
        with self._terminal(line, place) as terminal:
            self._ended(terminal, line, status)
        return terminal

    def _ended(self, terminal: Terminal, line: str, status: int | None = 0) -> None:
        found = terminal.wait()
        if (found == 0) if status is None else (found != status):
            shown = "\n".join(terminal.screen().text())
            raise StoryError(f"'resumectl {line}' ended with status {found}:\n{shown}")

    @staticmethod
    def _agree(terminal: Terminal, answer: str) -> None:
        terminal.wait_for(r"\[y/N\] ")
        terminal.type(f"{answer}\r")

    def _draw(self, name: str, *pieces: tuple[str, Terminal], since: str = "", columns: int = COLUMNS) -> None:
        """Draws commands one below the other, as in one terminal."""
        text = "".join(
            prompt(f"resumectl {line}") + terminal.written.decode("utf-8", "ignore") for line, terminal in pieces)
        self._save(name, text, Window("resumectl", columns, since=since))

    def _save(self, name: str, text: str, window: Window) -> None:
        shown = Screen(window.columns)
        shown.write(text)
        file = self.folder / f"{name}.svg"
        file.write_text(draw(shown, window), "utf-8")
        screen.line(f"wrote {file}")

    def _screenshot(self, name: str) -> None:
        file = self.folder / f"{name}.png"
        height = self._tab.run("Math.ceil(document.documentElement.getBoundingClientRect().bottom + 24)")
        self._tab.call(
            "Emulation.setDeviceMetricsOverride", width=1280, height=min(height, TALLEST), deviceScaleFactor=1,
            mobile=False)
        file.write_bytes(self._tab.screenshot())
        screen.line(f"wrote {file}")
