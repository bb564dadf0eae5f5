# SPDX-License-Identifier: Apache-2.0
"""The trees, and whether a bucket is right."""

import hashlib

import pytest
from bench.other_servers import is_for_objects
from bench.server import StoredObject
from bench.verify import WrongResult, differences, multipart_etag, require
from bench.workloads import MAKERS, SIZES, Expected, Trees, changed_names, files_below, names_of


def stored(content=b"x", **changes):
    values = {"etag": hashlib.md5(content).hexdigest(), "size": len(content), "parts": 0, "part_size": 0}
    return StoredObject(**{**values, **changes})


RIGHT = {"a.html": Expected(1, hashlib.md5(b"x").hexdigest())}


@pytest.mark.parametrize(("objects", "expected"), [
    ({"bench/a.html": stored()}, []),
    ({"bench/a.html": stored(), "bench/.resumectl/site.json": stored(), "other/b.html": stored()}, []),
    ({}, ["missing: a.html"]),
    ({"bench/a.html": stored(), "bench/b.html": stored()}, ["too much: b.html"]),
    ({"bench/a.html": stored(size=2)}, ["size 2, not 1: a.html"]),
    ({"bench/a.html": stored(b"y")}, ["other content: a.html"]),
    ({"bench/a.html": stored(etag="0-1", parts=1)}, []),
])
def test_a_bucket_holds_exactly_the_files(objects, expected):
    assert differences("bench", objects, RIGHT) == expected


def test_a_wrong_bucket_fails_the_run():
    require([], "tool")
    with pytest.raises(WrongResult, match="tool left a wrong bucket"):
        require(["missing: a"], "tool")


def test_the_etag_of_parts_is_the_md5_of_their_md5s(tmp_path):
    (tmp_path / "film").write_bytes(b"aab")
    digests = hashlib.md5(b"aa").digest() + hashlib.md5(b"b").digest()
    assert multipart_etag(tmp_path / "film", 2) == f"{hashlib.md5(digests).hexdigest()}-2"


def test_a_tree_is_the_same_every_time(tmp_path):
    contents = [Trees(tmp_path / name).content("personal") for name in "ab" if not (tmp_path / name).mkdir()]
    assert contents[0] == contents[1]
    assert len(contents[0]) == 48
    assert 4_500_000 < sum(file.size for file in contents[0].values()) < 5_500_000


def test_names_are_all_different():
    names = list(names_of(10_000))
    assert len(set(names)) == 10_000
    assert names[0] == "index.html"


def test_what_changes_is_not_deleted_and_always_the_same():
    names = list(names_of(10_000))
    changed, deleted = changed_names(names)
    assert (changed, deleted) == changed_names(names[::-1])
    assert (len(changed), len(deleted), set(changed) & set(deleted)) == (10, 10, set())
    assert "index.html" not in deleted


def test_every_tree_says_how_large_it_is():
    assert MAKERS.keys() == SIZES.keys()


def test_files_are_keys_with_slashes(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "c.html").touch()
    assert list(files_below(tmp_path)) == ["a/b/c.html"]


@pytest.mark.parametrize(("method", "path", "expected"), [
    ("PUT", "/bench/index.html", True),
    ("GET", "/bench?list-type=2&start-after=policy", True),
    ("POST", "/bench?delete", True),
    ("PUT", "/bench/film.mp4?partNumber=1&uploadId=u", True),
    ("POST", "/bench/film.mp4?uploads", True),
    ("GET", "/bench?tagging", False),
    ("GET", "/bench?lifecycle=", False),
    ("HEAD", "/bench", False),
    ("POST", "/", False),
    ("GET", "/2020-05-31/distribution", False),
])
def test_a_server_of_objects_is_asked_for_objects_alone(method, path, expected):
    assert is_for_objects(method, path) == expected
