# SPDX-License-Identifier: Apache-2.0
"""The folders that are uploaded, the same on every machine, and what is done with them."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import pathlib
import random
import shutil
from collections.abc import Callable, Iterator

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30
# Files are as old as this, so that a tool that compares times finds what it uploaded newer.
LONG_AGO = 1_700_000_000
# Changed files are newer than every upload, whatever the clock's resolution.
AHEAD = 4_000_000_000
CHANGED, DELETED = 10, 10
# The server hashes what is not longer; a part of a multipart upload always is.
HASHED = 2 * MIB


@dataclasses.dataclass(frozen=True)
class Workload:
    """One thing to measure.

    `tree` is the folder that is uploaded; `base` the one that the bucket was filled from before, by the same tool.
    """

    name: str
    title: str
    tree: str
    base: str | None = None
    delay: int = 0

    @property
    def deletes(self) -> bool:
        return self.tree == "changed"

    @property
    def is_long(self) -> bool:
        """Whether it has files that the server does not hash while it is measured."""
        return self.tree == "large"

    @property
    def uploads(self) -> bool:
        return self.base is None


WORKLOADS = [
    Workload("W1", "48 files, 5 MB, first upload", "personal"),
    Workload("W2", "1,000 files of 1–50 KiB, 26 MB", "thousand"),
    Workload("W3", "10,000 files of 1–20 KiB, 108 MB, nested", "nested"),
    Workload("N", "W3 again, nothing changed", "nested", base="nested"),
    Workload("D", "10 of 10,000 changed, 10 deleted", "changed", base="nested"),
    Workload("W4", "one file of 1 GiB, and a page", "large"),
    Workload("W2-80", "W2 at 80 ms round trip", "thousand", delay=80),
    Workload("N-80", "N at 80 ms", "nested", base="nested", delay=80),
    Workload("D-80", "D at 80 ms", "changed", base="nested", delay=80),
]
BY_NAME = {workload.name: workload for workload in WORKLOADS}


# --- Content ---------------------------------------------------------------------------------------------------------


def write_file(path: pathlib.Path, content: bytes, modified: int = LONG_AGO) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (modified, modified))


def make_personal(folder: pathlib.Path) -> None:
    """A site such as one person has: some pages, style, pictures, two documents."""
    dice = random.Random("personal")
    sizes = {"index.html": 24 * KIB, "404.html": 3 * KIB, "robots.txt": 100, "feed.xml": 18 * KIB,
             "assets/site.css": 40 * KIB, "assets/site.js": 90 * KIB, "resume.pdf": 300 * KIB, "thesis.pdf": 1200 * KIB}
    sizes |= {f"posts/{number:02d}/index.html": dice.randint(6, 30) * KIB for number in range(16)}
    sizes |= {f"assets/picture-{number:02d}.jpg": dice.randint(40, 220) * KIB for number in range(20)}
    sizes |= {f"assets/font-{number}.woff2": dice.randint(20, 60) * KIB for number in range(4)}
    for name, size in sizes.items():
        write_file(folder / name, dice.randbytes(size))


def names_of(count: int) -> Iterator[str]:
    """Names of a nested site: a page at its top, 3 pages in 10 files, the rest what pages use."""
    kinds = ("index.html", "photo.jpg", "photo-small.jpg", "notes.html", "data.json", "chart.svg", "extra.css", "more.html",
             "script.js", "cover.png")
    yield "index.html"
    for number in range(1, count):
        entry, kind = divmod(number, 10)
        yield f"{2000 + entry % 25}/{entry // 25 % 12 + 1:02d}/entry-{entry:05d}/{kinds[kind]}"


def make_files(folder: pathlib.Path, count: int, least: int, most: int) -> None:
    dice = random.Random(f"{count} files")
    for name in names_of(count):
        write_file(folder / name, dice.randbytes(dice.randint(least, most)))


def make_large(folder: pathlib.Path) -> None:
    dice = random.Random("large")
    write_file(folder / "index.html", b"<!doctype html><title>Film</title><video src=film.mp4 controls></video>")
    path = folder / "film.mp4"
    with path.open("wb") as file:
        for _ in range(GIB // (16 * MIB)):
            file.write(dice.randbytes(16 * MIB))
    os.utime(path, (LONG_AGO, LONG_AGO))


def make_sparse(folder: pathlib.Path) -> None:
    """5 GiB of zeros, which take no room."""
    write_file(folder / "index.html", b"<!doctype html><title>Film</title><video src=film.mp4 controls></video>")
    path = folder / "film.mp4"
    with path.open("wb") as file:
        file.truncate(5 * GIB)
    os.utime(path, (LONG_AGO, LONG_AGO))


def changed_names(names: list[str]) -> tuple[list[str], list[str]]:
    """Which files of a tree are changed, and which deleted: spread over it, and always the same."""
    chosen = random.Random("changes").sample(sorted(names), CHANGED + DELETED)
    return sorted(chosen[:CHANGED]), sorted(chosen[CHANGED:])


def make_changed(folder: pathlib.Path) -> None:
    """The nested tree with files of other content and the same length, and without some."""
    base = folder.parent / "nested"
    changed, deleted = changed_names(list(files_below(base)))
    dice = random.Random("new content")
    for name in files_below(base):
        if name in deleted:
            continue
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if name in changed:
            write_file(folder / name, dice.randbytes((base / name).stat().st_size), AHEAD)
        else:
            os.link(base / name, folder / name)


MAKERS: dict[str, Callable[[pathlib.Path], None]] = {
    "personal": make_personal,
    "thousand": lambda folder: make_files(folder, 1000, KIB, 50 * KIB),
    "nested": lambda folder: make_files(folder, 10_000, KIB, 20 * KIB),
    "changed": make_changed,
    "large": make_large,
    "five-gigabytes": make_sparse,
    "grow-100": lambda folder: make_files(folder, 100, KIB, 20 * KIB),
    "grow-1000": lambda folder: make_files(folder, 1000, KIB, 20 * KIB),
    "grow-100000": lambda folder: make_files(folder, 100_000, KIB, 20 * KIB),
}
# Trees by their number of files.
GROWTH = {100: "grow-100", 1000: "grow-1000", 10_000: "nested", 100_000: "grow-100000"}
# About how many bytes a tree takes.
SIZES = {"personal": 6 * MIB, "thousand": 30 * MIB, "nested": 160 * MIB, "changed": 20 * MIB, "large": GIB,
         "five-gigabytes": MIB, "grow-100": 2 * MIB, "grow-1000": 16 * MIB, "grow-100000": 1600 * MIB}
NEEDS = {"changed": ("nested",)}


def files_below(folder: pathlib.Path) -> Iterator[str]:
    """The files of a tree as keys, in no order."""
    for place, _, names in os.walk(folder):
        for name in names:
            yield (pathlib.Path(place) / name).relative_to(folder).as_posix()


@dataclasses.dataclass(frozen=True)
class Expected:
    """What an object has to be. The MD5 is `None` where it is too long to be looked at each time."""

    size: int
    md5: str | None


class Trees:
    """The trees in a folder, made when they are asked for."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self._contents: dict[str, dict[str, Expected]] = {}

    def path(self, name: str) -> pathlib.Path:
        folder = self.folder / name
        if not folder.exists():
            for need in NEEDS.get(name, ()):
                self.path(need)
            # Under its name there is always a whole tree, whoever makes it at the same time.
            unfinished = self.folder / f"{name}-{os.getpid()}"
            MAKERS[name](unfinished)
            try:
                unfinished.rename(folder)
            except OSError:
                shutil.rmtree(unfinished)
        return folder

    def content(self, name: str) -> dict[str, Expected]:
        """What a bucket has to hold after this tree was uploaded, by key."""
        if name not in self._contents:
            folder, content = self.path(name), {}
            for key in files_below(folder):
                size = (folder / key).stat().st_size
                digest = hashlib.md5((folder / key).read_bytes()).hexdigest() if size <= HASHED else None
                content[key] = Expected(size, digest)
            self._contents[name] = content
        return self._contents[name]

    def list_file(self, name: str, keys: list[str]) -> pathlib.Path:
        """A file with a key in each line, in order."""
        path = self.folder / name
        path.write_text("".join(f"{key}\n" for key in sorted(keys, key=str.encode)))
        return path
