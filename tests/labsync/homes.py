"""A home and releases of a course on the disk, as the tests of updates use them."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from labsync.afresh import start_afresh
from labsync.outcome import FileOutcome
from labsync.report import Report
from labsync.update import Options, update

from tests.labsync.books import Book

Content = str | bytes | Book
OPTIONS = Options(seconds=60, wait=0)


def as_bytes(content: Content) -> bytes:
    """Return a file's bytes: of a text, of a notebook as Jupyter would write it, or these."""
    if isinstance(content, bytes):
        return content
    if isinstance(content, str):
        return content.encode()
    return (json.dumps(content, indent=1) + "\n").encode()


def write(folder: Path, files: Mapping[str, Content]) -> None:
    """Write files below a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_bytes(content))


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return all plain files below a folder, links left out."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if stat.S_ISREG(path.lstat().st_mode)
    }


@dataclass
class World:
    """A home, and a course in releases beside it; week 3 is what is looked at."""

    root: Path
    week: int = 3
    count: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True)

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def lab(self) -> Path:
        return self.home / "labs" / f"week{self.week}"

    @property
    def store(self) -> Path:
        return self.home / ".llmhub" / "labsync" / f"week{self.week}"

    @property
    def current(self) -> Path:
        return self.root / "course" / "current"

    def release(self, files: Mapping[str, Content]) -> Path:
        """Publish the next release; return its folder."""
        self.count += 1
        name = f"{self.count:04d}"
        folder = self.root / "course" / "releases" / name
        (folder / f"week{self.week}").mkdir(parents=True)
        write(folder / f"week{self.week}", files)
        (folder / ".release.json").write_text(json.dumps({"release": self.count, "digest": ""}))
        self.current.unlink(missing_ok=True)
        self.current.symlink_to(os.path.relpath(folder, self.current.parent))
        return folder

    def update(self, release: Path | None = None, options: Options = OPTIONS) -> Report:
        """Bring the home to a release, the current one if none is named."""
        return update(self.home, release or self.current, self.week, options)

    def afresh(self) -> Report:
        return start_afresh(self.home, self.current, self.week, OPTIONS)

    def begin(self, files: Mapping[str, Content]) -> None:
        """Publish the first release and let the student have it."""
        self.release(files)
        assert self.update().complete

    def write(self, files: Mapping[str, Content]) -> None:
        """Let the student write files."""
        write(self.lab, files)

    def read(self, name: str) -> str:
        return (self.lab / name).read_text(encoding="utf-8")

    def book(self, name: str) -> Book:
        found: Book = json.loads(self.read(name))
        return found

    def names(self) -> list[str]:
        """Return everything in the week's folder, folders too."""
        return sorted(str(p.relative_to(self.lab)) for p in self.lab.rglob("*"))


def told(report: Report) -> dict[str, tuple[str, str]]:
    """Return state and code by path."""
    return {one.path: (str(one.state), one.code) for one in report.files}


def outcome(report: Report, path: str) -> FileOutcome:
    """Return what became of one file."""
    assert not report.code, report.code
    return next(one for one in report.files if one.path == path)
