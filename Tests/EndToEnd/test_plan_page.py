# SPDX-License-Identifier: Apache-2.0
"""`plan --html`: one page that holds everything and loads nothing."""

import html.parser
import re

EMPTY = {"meta", "br", "hr", "img", "link", "input", "path", "rect"}


class Page(html.parser.HTMLParser):
    """Reads a page; every element has to be closed where it belongs."""

    def __init__(self, text):
        super().__init__()
        self.open, self.text, self.attributes = [], [], []
        self.feed(text)
        self.close()
        assert self.open == [], self.open

    def handle_starttag(self, tag, attributes):
        self.attributes += [(tag, name, value or "") for name, value in attributes]
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert tag in EMPTY or self.open.pop() == tag, (tag, self.open)

    def handle_startendtag(self, tag, attributes):
        self.attributes += [(tag, name, value or "") for name, value in attributes]

    def handle_data(self, data):
        self.text.append(data)

    @property
    def words(self):
        return " ".join(" ".join(self.text).split())


def test_page_has_totals_changes_files_and_the_graph(aws, project, zone):
    for number in range(30):
        project.write(f"pages/日本語-{number}.html", f"<title>{number}</title>")
    result = project.run("plan", "--html", "plan.html")
    assert result.status == 0 and "plan.html" in result.err and "Plan: " in result.out, result
    text = (project.folder / "plan.html").read_text()
    page = Page(text)
    for words in ["Plan for example.com", "123456789012", "create", "Cost: about 0.53 USD", "CloudFront distribution",
                  "pages/日本語-29.html", "All 36", "What needs what", "known after apply"]:
        assert words in page.words, words
    assert text.count('<g class="stack-node') == 22
    loading = [(tag, name) for tag, name, _ in page.attributes
               if name in ("src", "href", "xlink:href", "action", "data", "srcset") or name.startswith("on")]
    assert loading == [] and "<script" not in text
    assert set(re.findall(r"https?://[^\"'< )]+", text)) <= {"http://www.w3.org/2000/svg"}


def test_page_of_several_sites_has_a_part_for_each(aws, plain):
    plain.save()
    other = plain.config_file.read_text().replace("name: resume", "name: other")
    (plain.folder / "config" / "other.yaml").write_text(other)
    result = plain.run("plan", "--all", "--html", "plan.html")
    assert result.status == 0, result
    page = Page((plain.folder / "plan.html").read_text())
    assert "Plan for resume" in page.words and "Plan for other" in page.words


def test_page_that_cannot_be_written_is_an_error(aws, plain):
    result = plain.run("plan", "--html", "missing/plan.html")
    assert result.status == 64 and "[file-not-written]" in result.err, result
