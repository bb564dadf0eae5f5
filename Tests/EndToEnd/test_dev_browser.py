# SPDX-License-Identifier: Apache-2.0
"""The sample site in a real browser, with its real counter, as `resumectl dev` serves it."""

import shutil
import struct
import types
import zlib

import pytest
from account import ROOT
from browser import browser
from preview import preview
from project import Project

COUNT = """(() => {
    const box = document.querySelector("[data-counter]");
    if (!box || box.dataset.state !== "ready") return null;
    return Number(document.querySelector("[data-counter-value]").textContent.replace(/[^0-9]/g, ""));
})()"""


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    """A preview of the sample site, and a browser. There is no AWS."""
    nowhere = types.SimpleNamespace(url="http://127.0.0.1:9", dns_server="127.0.0.1:9")
    project = Project(nowhere, tmp_path_factory.mktemp("sample") / "project", pages={})
    shutil.copytree(ROOT / "site", project.site, dirs_exist_ok=True)
    with preview(project) as running, browser() as chromium:
        running.wait_for(lambda record: record["type"] == "counter-ready")
        yield project, running, chromium


def distinct_lines(png):
    """How many different lines of pixels a PNG has; a blank page has hardly any."""
    assert png.startswith(b"\x89PNG")
    data, position = b"", 8
    while position < len(png):
        length, kind = struct.unpack(">I4s", png[position:position + 8])
        body = png[position + 8:position + 8 + length]
        if kind == b"IHDR":
            width, _, depth, color = struct.unpack(">IIBB", body[:10])
        if kind == b"IDAT":
            data += body
        position += 12 + length
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[color]
    stride = 1 + (width * channels * depth + 7) // 8
    raw = zlib.decompress(data)
    return len({raw[start:start + stride] for start in range(0, len(raw), stride)})


def brightness(page):
    """How bright the page's ground is, from 0 to 255."""
    return page.run("""(() => {
        for (const element of [document.body, document.documentElement]) {
            const parts = getComputedStyle(element).backgroundColor.match(/[0-9.]+/g).map(Number);
            if (parts.length < 4 || parts[3] > 0) return (parts[0] + parts[1] + parts[2]) / 3;
        }
        return 255;
    })()""")


def test_a_visitor_sees_the_number_and_the_next_one_sees_it_grow(stage):
    _, running, chromium = stage
    before = running.count("GET")
    first = chromium.new_page()
    assert first.open(running.url) == 200
    assert first.wait_until(COUNT) == before + 1
    first.reload()
    assert first.wait_until(COUNT) == before + 1, "a visitor who loads the page again is no new one"
    second = chromium.new_page()
    second.open(running.url)
    assert second.wait_until(COUNT) == before + 2
    assert running.count("GET") == before + 2
    for page in (first, second):
        assert page.errors == []
        assert [url for url in page.requests if not url.startswith(running.url)] == []


@pytest.mark.parametrize("path", ["", "colophon", "nowhere/at/all"])
def test_pages_are_readable_for_everybody_in_light_and_dark(stage, path, tmp_path):
    _, running, chromium = stage
    page = chromium.new_page()
    pictures, grounds = {}, {}
    for scheme in ("light", "dark"):
        page.prefer(scheme)
        assert page.open(running.url + path) == (404 if "nowhere" in path else 200)
        if path == "":
            page.wait_until(COUNT)
        pictures[scheme] = page.screenshot()
        grounds[scheme] = brightness(page)
        assert page.accessibility() == [], scheme
        # To be looked at when a test fails.
        (tmp_path / f"{scheme}.png").write_bytes(pictures[scheme])
    assert all(distinct_lines(picture) > 100 for picture in pictures.values())
    assert pictures["light"] != pictures["dark"]
    assert grounds["light"] > 200 and grounds["dark"] < 80
    expected = [error for error in page.errors if "nowhere" in error and "404" in error]
    assert len(expected) == (2 if "nowhere" in path else 0) and page.errors == expected
    assert [url for url in page.requests if not url.startswith(running.url)] == []


def test_an_open_page_loads_again_when_a_file_changes(stage):
    project, running, chromium = stage
    page = chromium.new_page()
    page.open(running.url)
    page.wait_until(COUNT)
    text = (project.site / "index.html").read_text()
    project.write("index.html", text.replace("<title>", "<title>Edited: "))
    assert page.wait_until("document.title.startsWith('Edited: ') && document.title")
    style = (project.site / "assets" / "style.css").read_text()
    project.write("assets/style.css", style + "\nh1 { letter-spacing: 7px; }\n")
    assert page.wait_until("getComputedStyle(document.querySelector('h1')).letterSpacing === '7px'")
    assert (project.site / "index.html").read_text() == text.replace("<title>", "<title>Edited: ")
    assert page.errors == []
