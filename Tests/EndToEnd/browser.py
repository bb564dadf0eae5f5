# SPDX-License-Identifier: Apache-2.0
"""Chromium without a window, driven over its DevTools protocol through a pipe.

Reference: Chrome DevTools Protocol, `--remote-debugging-pipe`: messages are JSON with a NUL at the end.
"""

import base64
import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import threading
import time

import axe_core_python

PATIENCE = 90
AXE = pathlib.Path(axe_core_python.__file__).parent / "axe.min.js"
FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
    "--no-default-browser-check", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-extensions", "--disable-features=Translate,OptimizationHints,MediaRouter", "--hide-scrollbars",
    "--remote-debugging-pipe",
]


class Browser:
    """A running Chromium."""

    def __init__(self, folder):
        program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        assert program, "there is no Chromium; run: scripts/setup.sh"
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()

        def connect():
            # Higher numbers first, so that no end is overwritten before it is moved.
            os.dup2(theirs_in, 103)
            os.dup2(theirs_out, 104)
            os.dup2(103, 3)
            os.dup2(104, 4)

        self._log = open(pathlib.Path(folder) / "chromium.log", "wb")
        self.process = subprocess.Popen(
            [program, *FLAGS, f"--user-data-dir={folder}/profile", "about:blank"], preexec_fn=connect, close_fds=False,
            stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log, env={**os.environ, "HOME": str(folder)})
        os.close(theirs_in)
        os.close(theirs_out)
        self._news = threading.Condition()
        self._number = 0
        self._answers = {}
        self.events = []
        self._is_closed = False
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        pending = b""
        while data := os.read(self._in, 1 << 16):
            *messages, pending = (pending + data).split(b"\0")
            with self._news:
                for message in map(json.loads, messages):
                    if "id" in message:
                        self._answers[message["id"]] = message
                    else:
                        self.events.append(message)
                self._news.notify_all()
        with self._news:
            self._is_closed = True
            self._news.notify_all()

    def wait(self, reached, what):
        """What `reached()` returns once that is something; it is asked whenever the browser says something."""
        deadline = time.monotonic() + PATIENCE
        with self._news:
            while not (found := reached()):
                left = deadline - time.monotonic()
                assert left > 0 and not self._is_closed, f"{what} did not come\n{self.events[-20:]}"
                self._news.wait(min(left, 1))
            return found

    def call(self, method, session=None, **parameters):
        """Calls a method of the protocol."""
        with self._news:
            self._number += 1
            number = self._number
        message = {"id": number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        answer = self.wait(lambda: self._answers.pop(number, None), f"the answer to {method}")
        assert "error" not in answer, (method, answer["error"])
        return answer["result"]

    def new_page(self):
        """A page of a visitor who was never here."""
        context = self.call("Target.createBrowserContext")["browserContextId"]
        target = self.call("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        return Page(self, self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self._out)
        os.close(self._in)
        self._log.close()


class Page:
    """One tab."""

    def __init__(self, browser, session):
        self._browser = browser
        self._session = session
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setDeviceMetricsOverride", width=1280, height=900, deviceScaleFactor=1, mobile=False)

    def call(self, method, **parameters):
        return self._browser.call(method, self._session, **parameters)

    def events(self, method):
        """The parameters of the page's events of a kind, the oldest first."""
        return [event["params"] for event in list(self._browser.events)
                if event.get("sessionId") == self._session and event["method"] == method]

    def open(self, url):
        """Goes to an address; the status of the answer."""
        before = len(self.events("Page.loadEventFired"))
        loader = self.call("Page.navigate", url=url)["loaderId"]
        self._browser.wait(lambda: len(self.events("Page.loadEventFired")) > before, f"the page {url}")
        [status] = [event["response"]["status"] for event in self.events("Network.responseReceived")
                    if event["loaderId"] == loader and event["type"] == "Document"]
        return status

    def reload(self):
        before = len(self.events("Page.loadEventFired"))
        self.call("Page.reload")
        self._browser.wait(lambda: len(self.events("Page.loadEventFired")) > before, "the page")

    def run(self, script):
        """The value of an expression; promises are waited for."""
        result = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def wait_until(self, script):
        """Waits until an expression is something; its value. A page that is being loaded has none."""
        deadline = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(AssertionError):
                if value := self.run(script):
                    return value
            assert time.monotonic() < deadline, f"it never came to {script}\n{self.errors}"
            time.sleep(0.05)

    def prefer(self, scheme):
        """Makes the visitor prefer `light` or `dark`."""
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def screenshot(self):
        """A PNG of what a visitor sees."""
        return base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])

    @property
    def requests(self):
        """Every address that was asked for."""
        return [event["request"]["url"] for event in self.events("Network.requestWillBeSent")]

    @property
    def errors(self):
        """What the console shows as an error or a warning."""
        said = [str(event["args"]) for event in self.events("Runtime.consoleAPICalled")
                if event["type"] in ("error", "warning")]
        logged = [f"{event['entry']['text']} {event['entry'].get('url')}" for event in self.events("Log.entryAdded")
                  if event["entry"]["level"] in ("error", "warning")]
        return said + logged + [str(event["exceptionDetails"]) for event in self.events("Runtime.exceptionThrown")]

    def accessibility(self):
        """What axe-core finds wrong: rules and the elements."""
        self.run(AXE.read_text(encoding="utf-8") + "; null")
        found = self.run("axe.run(document, {resultTypes: ['violations']})")
        assert found["passes"], "nothing was looked at"
        return [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found["violations"]]


@contextlib.contextmanager
def browser():
    """A browser with a profile of its own."""
    with tempfile.TemporaryDirectory(prefix="browser-", ignore_cleanup_errors=True) as folder:
        running = Browser(folder)
        try:
            yield running
        finally:
            running.close()
