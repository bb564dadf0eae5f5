# SPDX-License-Identifier: Apache-2.0
"""What a deploy does with the files of the site: what is sent, in which order, and what CloudFront has to forget."""

from urllib.parse import quote, unquote

import pytest
from content import blog, portfolio
from project import BUCKET, DOMAIN, PAGES, Project


def uploads(result):
    """The keys of the site's files that were put or copied, with the operation, in order."""
    found = []
    for entry in result.requests:
        if entry["operation"] in ("PutObject", "CopyObject"):
            key = unquote(entry["path"].split("/", 2)[2])
            if not key.startswith(".resumectl/"):
                found.append((entry["operation"], key))
    return found


def objects(aws, bucket=BUCKET):
    """The site's objects in the bucket."""
    pages = aws.client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return {item["Key"]: item for page in pages for item in page.get("Contents", [])
            if not item["Key"].startswith(".resumectl/")}


def items(result):
    """The planned changes of files."""
    step = result.changes.get("site.files")
    return [] if step is None else [(item["action"], item["name"]) for item in step["items"]]


def test_added_file_is_uploaded_alone_and_nothing_is_invalidated(aws, live):
    live.write("cv.pdf", b"%PDF-1.7\n")
    plan = live.plan()
    assert items(plan) == [("create", "cv.pdf")]
    result = live.deploy()
    assert uploads(result) == [("PutObject", "cv.pdf")]
    assert aws.invalidations() == []
    assert aws.visit(aws.distribution()["DomainName"], "/cv.pdf").headers["content-type"] == "application/pdf"
    live.assert_settled()


def test_edited_file_is_uploaded_and_its_path_invalidated(aws, live):
    host = aws.distribution()["DomainName"]
    assert aws.visit(host, "/style.css").text == PAGES["style.css"]
    live.write("style.css", "body { margin: 1em }")
    plan = live.plan()
    assert items(plan) == [("update", "style.css")]
    result = live.deploy()
    assert uploads(result) == [("PutObject", "style.css")]
    assert aws.invalidations() == [["/style.css"]]
    assert aws.visit(host, "/style.css").text == "body { margin: 1em }"
    live.assert_settled()


def test_edited_page_is_forgotten_under_every_address_it_has(aws, live):
    live.write("about/index.html", "<!doctype html><title>New</title>")
    live.write("index.html", "<!doctype html><title>Home</title>")
    live.deploy()
    assert aws.invalidations() == [["/", "/about", "/about/", "/about/index.html", "/index.html"]]
    live.assert_settled()


def test_deleted_file_is_removed_and_its_path_invalidated(aws, live):
    live.remove("style.css")
    plan = live.plan()
    assert items(plan) == [("delete", "style.css")]
    result = live.deploy()
    assert uploads(result) == []
    assert "s3:DeleteObjects" in result.writes
    assert "style.css" not in objects(aws)
    assert aws.invalidations() == [["/style.css"]]
    assert aws.visit(aws.distribution()["DomainName"], "/style.css").status == 404
    live.assert_settled()


def test_renamed_file_is_uploaded_before_the_old_one_goes(aws, live):
    (live.site / "app.js").rename(live.site / "main.js")
    result = live.deploy()
    assert uploads(result) == [("PutObject", "main.js")]
    put = next(e["seq"] for e in result.requests if e["path"].endswith("/main.js"))
    delete = next(e["seq"] for e in result.requests if e["operation"] == "DeleteObjects")
    assert put < delete
    assert aws.invalidations() == [["/app.js"]]
    live.assert_settled()


def test_name_that_differs_only_in_case_is_another_file(aws, live):
    live.write("Style.css", "p { color: red }")
    live.deploy()
    assert {"style.css", "Style.css"} <= set(objects(aws))
    live.remove("style.css")
    live.deploy()
    assert "Style.css" in objects(aws) and "style.css" not in objects(aws)
    live.assert_settled()


def test_header_rule_changes_headers_in_place_without_an_upload(aws, live):
    live.set("site.headers", [{"match": "*.css", "cacheControl": "public, max-age=60"}])
    plan = live.plan()
    assert list(plan.changes) == ["site.files", "site.invalidation"]
    [item] = plan.changes["site.files"]["items"]
    assert (item["action"], item["name"]) == ("update", "style.css") and item["note"]
    result = live.deploy()
    assert uploads(result) == [("CopyObject", "style.css")]
    answer = aws.client("s3").head_object(Bucket=BUCKET, Key="style.css")
    assert answer["CacheControl"] == "public, max-age=60"
    assert answer["ContentType"] == "text/css; charset=utf-8"
    assert aws.invalidations() == [["/style.css"]]
    live.assert_settled()


def test_header_changed_by_hand_is_seen_and_repaired(aws, live):
    aws.pass_time(10)
    aws.client("s3").copy_object(
        Bucket=BUCKET, Key="style.css", CopySource={"Bucket": BUCKET, "Key": "style.css"},
        MetadataDirective="REPLACE", ContentType="text/plain")
    plan = live.plan()
    assert items(plan) == [("update", "style.css")]
    result = live.deploy()
    assert uploads(result) == [("CopyObject", "style.css")]
    answer = aws.client("s3").head_object(Bucket=BUCKET, Key="style.css")
    assert answer["ContentType"] == "text/css; charset=utf-8"
    assert aws.invalidations() == [["/style.css"]]
    live.assert_settled()


def test_file_changed_by_hand_in_the_bucket_is_put_right(aws, live):
    aws.pass_time(10)
    aws.client("s3").put_object(Bucket=BUCKET, Key="index.html", Body=b"defaced", ContentType="text/html")
    result = live.deploy()
    assert uploads(result) == [("PutObject", "index.html")]
    assert aws.visit(aws.distribution()["DomainName"]).text == PAGES["index.html"]
    assert aws.invalidations() == [["/", "/index.html"]]
    live.assert_settled()


def test_file_deleted_by_hand_comes_back(aws, live):
    aws.pass_time(10)
    aws.client("s3").delete_object(Bucket=BUCKET, Key="app.js")
    result = live.deploy()
    assert uploads(result) == [("PutObject", "app.js")]
    live.assert_settled()


def test_foreign_object_in_the_bucket_is_deleted_like_a_removed_file(aws, live):
    aws.pass_time(10)
    aws.client("s3").put_object(Bucket=BUCKET, Key="stray.html", Body=b"x", ContentType="text/html")
    plan = live.plan()
    assert items(plan) == [("delete", "stray.html")]
    live.deploy()
    assert "stray.html" not in objects(aws)
    assert aws.invalidations() == [["/stray.html"]]
    live.assert_settled()


def test_excluded_objects_in_the_bucket_are_left_alone(aws, live):
    live.set("site.exclude", ["uploads/"])
    live.deploy()
    aws.pass_time(10)
    aws.client("s3").put_object(Bucket=BUCKET, Key="uploads/guest.jpg", Body=b"x", ContentType="image/jpeg")
    live.assert_settled()
    assert "uploads/guest.jpg" in objects(aws)


def test_more_deletes_than_allowed_are_refused_and_nothing_is_deleted(aws, live):
    for name in ("style.css", "app.js", "images/portrait.svg"):
        live.remove(name)
    live.write("new.html", "<!doctype html>")
    before = objects(aws)
    refused = live.run("deploy", "--yes", "--max-deletes", "2")
    assert refused.status == 5, refused
    assert "--max-deletes 3" in refused.text
    assert refused.writes == []
    assert objects(aws).keys() == before.keys()
    assert live.run("plan", "--max-deletes", "2").status == 5
    live.deploy("--max-deletes", "3")
    assert "style.css" not in objects(aws)
    live.assert_settled()


def test_default_limit_of_deletes_is_256(aws, tmp_path):
    pages = {**PAGES, **{f"old/{i}.txt": str(i) for i in range(257)}}
    project = Project(aws, tmp_path / "p", config={"name": "resume", "site": {"path": "../site"}}, pages=pages)
    project.deploy()
    for i in range(257):
        project.remove(f"old/{i}.txt")
    refused = project.run("deploy", "--yes")
    assert refused.status == 5 and refused.writes == []
    project.write("old/0.txt", "0")
    project.deploy()
    assert len(objects(aws)) == len(PAGES) + 1
    project.assert_settled()


def test_visitors_never_see_half_a_site(aws, live):
    """Assets, then pages, then the front page, then deletes, then the invalidation."""
    live.write("app.js", "// 2")
    live.write("style.css", "/* 2 */")
    live.write("fresh.css", "/* 1 */")
    live.write("about/index.html", "<!doctype html><title>2</title><link href=/fresh.css>")
    live.write("news/index.html", "<!doctype html><title>News</title>")
    live.write("index.html", "<!doctype html><title>2</title>")
    live.remove("images/portrait.svg")
    result = live.deploy()
    keys = [key for _, key in uploads(result)]
    assert set(keys[:3]) == {"app.js", "style.css", "fresh.css"}
    assert set(keys[3:5]) == {"about/index.html", "news/index.html"}
    assert keys[5:] == ["index.html"]
    last_upload = max(e["seq"] for e in result.requests if e["path"].endswith("/index.html"))
    delete = next(e["seq"] for e in result.requests if e["operation"] == "DeleteObjects")
    forget = next(e["seq"] for e in result.requests if e["operation"] == "CreateInvalidation")
    assert last_upload < delete < forget
    assert sum(e["operation"] == "CreateInvalidation" for e in result.requests) == 1
    live.assert_settled()


def test_failed_upload_keeps_pages_and_deletes_back(aws, live):
    live.write("app.js", "// 2")
    live.write("index.html", "<!doctype html><title>2</title>")
    live.remove("style.css")
    aws.faults({"operation": "s3:PutObject", "path": "app.js", "action": "status", "status": 403,
                "code": "AccessDenied"})
    result = live.run("deploy", "--yes", "--json")
    assert result.status in (1, 4, 77), result
    assert "s3:DeleteObjects" not in result.writes
    assert aws.visit(aws.distribution()["DomainName"]).text == PAGES["index.html"]
    aws.faults()
    live.deploy()
    assert aws.visit(aws.distribution()["DomainName"]).text == "<!doctype html><title>2</title>"
    live.assert_settled()


def test_changed_not_found_page_makes_cloudfront_forget_everything(aws, live):
    live.write("404.html", "<!doctype html><title>Gone</title>")
    live.deploy()
    assert aws.invalidations() == [["/*"]]
    live.assert_settled()


def test_many_changes_are_collapsed_to_a_wildcard(aws, tmp_path):
    pages = {**PAGES, **{f"posts/{i}.html": str(i) for i in range(60)}, **{f"other/{i}.html": "x" for i in range(80)}}
    project = Project(aws, tmp_path / "p", config={"name": "resume", "site": {"path": "../site"}}, pages=pages)
    project.deploy()
    for i in range(60):
        project.write(f"posts/{i}.html", f"{i} again")
    project.deploy()
    assert aws.invalidations() == [["/posts/*"]]
    project.assert_settled()


def test_only_site_touches_nothing_but_files(aws, live):
    live.write("style.css", "b {}")
    live.set("cdn.priceClass", "PriceClass_All")
    plan = live.plan("--only", "site")
    assert set(plan.changes) == {"site.files", "site.invalidation"}
    result = live.deploy("--only", "site")
    assert not [name for name in result.writes if name.startswith("cloudfront:Update")]
    assert aws.invalidations() == [["/style.css"]]
    assert set(live.plan().changes) == {"cdn.distribution"}


def test_editor_leftovers_and_dotfiles_are_not_published(aws, live):
    for name in (".DS_Store", "notes.txt~", ".git/config", "#draft#", "page.html.swp", ".env", "Thumbs.db"):
        live.write(name, "secret")
    live.write(".well-known/security.txt", "Contact: mailto:jane@example.com")
    live.deploy()
    assert set(objects(aws)) == {*PAGES, ".well-known/security.txt"}
    live.assert_settled()


def test_symbolic_link_out_of_the_folder_is_refused(aws, live, tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    (live.site / "leak.txt").symlink_to(tmp_path / "secret.txt")
    result = live.run("deploy", "--yes")
    assert result.status == 64, result
    assert "leak.txt" in result.err and result.writes == []
    assert live.run("validate").status == 64


def test_portfolio_with_fonts_pictures_and_odd_names(aws, tmp_path, zone):
    files = portfolio()
    project = Project(aws, tmp_path / "p", pages=files)
    size = sum(len(c if isinstance(c, bytes) else c.encode()) for c in files.values())
    assert 45 <= len(files) <= 60 and 4_500_000 < size < 6_000_000
    project.deploy()
    assert set(objects(aws)) == set(files)
    for name, content in files.items():
        if name.endswith("/index.html") or name == "index.html":
            continue
        answer = aws.visit(DOMAIN, "/" + quote(name))
        expected = content if isinstance(content, bytes) else content.encode()
        assert answer.status == 200 and answer.body == expected, name
    types = {"pdf": "application/pdf", "woff2": "font/woff2", "woff": "font/woff", "png": "image/png",
             "webp": "image/webp", "jpg": "image/jpeg", "ico": "image/x-icon"}
    for name in files:
        ending = name.rsplit(".", 1)[-1]
        if ending in types:
            found = aws.client("s3").head_object(Bucket=BUCKET, Key=name)["ContentType"]
            assert found == types[ending] or (ending == "ico" and "icon" in found), name
    project.assert_settled()
    changed = ["documents/Jane Doe - Resume (2026).pdf", "images/what?.png", "images/50% off!.png",
               "projects/日本語/notes.txt"]
    for name in changed:
        assert aws.visit(DOMAIN, "/" + quote(name)).status == 200
        project.write(name, b"new")
    project.deploy()
    for name in changed:
        assert aws.visit(DOMAIN, "/" + quote(name)).body == b"new", name
    [paths] = aws.invalidations()
    assert all(path.isascii() and " " not in path for path in paths)
    project.assert_settled()


def test_two_thousand_pages_with_names_of_many_scripts(aws, tmp_path):
    files = blog(2000)
    project = Project(aws, tmp_path / "p", config={"name": "resume", "site": {"path": "../site"}}, pages=files)
    project.deploy(timeout=300)
    assert set(objects(aws)) == set(files)
    host = aws.distribution()["DomainName"]
    some = [name for name in files if name.startswith("posts/")][::97]
    for name in some:
        assert aws.visit(host, "/" + quote(name.removesuffix("index.html"))).text == files[name], name
    second = project.assert_settled()
    assert len(second.requests) <= 40
    project.write(some[0], "<!doctype html><title>edited</title>")
    project.remove(some[1])
    result = project.deploy()
    assert uploads(result) == [("PutObject", some[0])]
    assert aws.visit(host, "/" + quote(some[0].removesuffix("index.html"))).text.endswith("edited</title>")
    assert aws.visit(host, "/" + quote(some[1].removesuffix("index.html"))).status == 404
    project.assert_settled()


def test_large_file_is_uploaded_in_parts(aws, live):
    content = b"0123456789abcdef" * (66 << 16)
    live.write("talk.mp4", content)
    result = live.deploy()
    assert "s3:UploadPart" in result.writes and "s3:CompleteMultipartUpload" in result.writes
    answer = aws.visit(aws.distribution()["DomainName"], "/talk.mp4")
    assert answer.status == 200 and answer.body == content
    assert aws.client("s3").list_multipart_uploads(Bucket=BUCKET).get("Uploads", []) == []
    live.assert_settled()


def test_empty_file_is_published(aws, live):
    live.write("empty.txt", b"")
    live.deploy()
    assert objects(aws)["empty.txt"]["Size"] == 0
    live.assert_settled()


# Invalidations by hand


def test_invalidate_finds_what_another_tool_changed(aws, live):
    aws.pass_time(10)
    aws.client("s3").put_object(Bucket=BUCKET, Key="style.css", Body=b"i {}", ContentType="text/css; charset=utf-8")
    aws.client("s3").put_object(Bucket=BUCKET, Key="about/index.html", Body=b"x", ContentType="text/html")
    result = live.run("invalidate", "--json")
    assert result.status == 0, result
    assert result.record("invalidation")["paths"] == ["/about", "/about/", "/about/index.html", "/style.css"]
    assert aws.invalidations() == [["/about", "/about/", "/about/index.html", "/style.css"]]
    again = live.run("invalidate", "--json")
    assert again.status == 0 and again.writes == []
    assert again.record("invalidation")["paths"] == []


def test_invalidate_finds_what_another_tool_deleted(aws, live):
    aws.pass_time(10)
    aws.client("s3").delete_object(Bucket=BUCKET, Key="style.css")
    live.run("invalidate", "--json")
    assert aws.invalidations() == [["/style.css"]]


def test_invalidate_without_changes_sends_nothing(aws, live):
    result = live.run("invalidate")
    assert (result.status, result.writes) == (0, [])
    assert "Nothing changed" in result.out


def test_invalidate_takes_paths_and_wildcards(aws, live):
    result = live.run("invalidate", "/x", "/y/*", "--json")
    assert result.status == 0, result
    assert aws.invalidations() == [["/x", "/y/*"]]
    assert live.run("invalidate", "--all").status == 0
    assert aws.invalidations()[1:] == [["/*"]]
    live.assert_settled()


@pytest.mark.parametrize("paths", [
    ["/a*b"], ["/a/*/c"], ["*x"], [""], ["/" + "x" * 4000], ["/x", "--all"], ["/ok", "/not\nok"]])
def test_bad_path_to_invalidate_is_refused(aws, live, paths):
    result = live.run("invalidate", *paths)
    assert (result.status, result.writes) == (64, []), result


def test_path_is_written_as_cloudfront_wants_it(aws, live):
    result = live.run("invalidate", "/a b/é.html", "/done%20already.html", "style.css")
    assert result.status == 0, result
    assert aws.invalidations() == [["/a%20b/%C3%A9.html", "/done%20already.html", "/style.css"]]


def test_invalidate_needs_neither_site_nor_function_folder(aws, live):
    for path in live.site.rglob("*"):
        if path.is_file():
            path.unlink()
    assert live.run("invalidate", "/x").status == 0


def test_invalidate_of_a_site_that_is_not_deployed_says_so(aws, plain):
    result = plain.run("invalidate", "/x")
    assert result.status == 64 and "not deployed" in result.err
    assert result.writes == []


def test_invalidate_can_wait(aws, live):
    aws.settings({"cloudfront.invalidation_reads": 1})
    result = live.run("invalidate", "/x", "--wait")
    assert result.status == 0 and "Done everywhere" in result.out
