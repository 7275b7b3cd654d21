"""Numbered releases of the course: built beside, then put in place by one rename."""

from __future__ import annotations

import fcntl
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from labs.build.tree import digest_of

RECORD = ".release.json"
_DIGITS = 4
_NUMBER = re.compile(r"\d{4,}")  # not 0001.bak, which somebody may put beside it
_DRAFT = ".incoming-"


@dataclass(frozen=True)
class Published:
    """What came of a release: its number, and whether anything is new."""

    number: int
    changed: bool
    digest: str

    @property
    def name(self) -> str:
        """Return the release's folder name, such as `0001`."""
        return f"{self.number:0{_DIGITS}d}"


def publish(course: Path, fill: Callable[[Path], object]) -> Published:
    """Let `fill` write a tree and make it the current release, unless it equals the current one.

    A reader of `current` sees the old tree or the new one, never a mixture; nothing that is in
    place is ever written to.

    Args:
        course: holds `releases/NNNN/` and the link `current`; made when missing.
        fill: writes the tree into the empty folder it is given; when it raises, nothing changes.
    """
    releases = course / "releases"
    releases.mkdir(parents=True, exist_ok=True)
    with _alone(course):
        for left in releases.glob(f"{_DRAFT}*"):  # of a build that was killed
            shutil.rmtree(left, ignore_errors=True)
        beside = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=releases))
        try:
            fill(beside)
            digest = digest_of(beside)
            current = current_release(course)
            if current is not None and _recorded_digest(course / "current") == digest:
                return Published(current, changed=False, digest=digest)
            number = max(_numbers(releases), default=0) + 1
            published = Published(number, changed=True, digest=digest)
            _write_record(beside, published)
            _open_up(beside)
            beside.rename(releases / published.name)
            _point_current(course, published.name)
            return published
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def current_release(course: Path) -> int | None:
    """Return the number of the current release, None when there is none."""
    link = course / "current"
    if not (link.is_symlink() and link.exists()):
        return None
    name = link.readlink().name
    return int(name) if _NUMBER.fullmatch(name) else None


def _numbers(releases: Path) -> list[int]:
    """Return the numbers of all releases."""
    return [int(path.name) for path in releases.iterdir() if _NUMBER.fullmatch(path.name)]


@contextmanager
def _alone(course: Path) -> Iterator[None]:
    """Hold a lock, so that two releases at once get two numbers."""
    with (course / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _recorded_digest(release: Path) -> str:
    try:
        return str(json.loads((release / RECORD).read_text(encoding="utf-8"))["digest"])
    except (OSError, ValueError, KeyError):
        return ""


def _write_record(tree: Path, published: Published) -> None:
    record = {"release": published.number, "digest": published.digest}
    (tree / RECORD).write_text(json.dumps(record, sort_keys=True) + "\n", encoding="utf-8")


def _open_up(tree: Path) -> None:
    """Let every student read; `mkdtemp` makes folders that only the owner may enter."""
    for path in (tree, *tree.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _point_current(course: Path, name: str) -> None:
    """Move the link in one step: a link cannot be changed, but another can be renamed over it."""
    fresh = course / ".current-new"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(Path("releases") / name)
    fresh.replace(course / "current")
