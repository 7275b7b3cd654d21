"""Whether a release still is what was kept: a changed file is noticed before anybody gets it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from classroom.errors import ClassroomError
from classroom.releases.store import RECORD, Release, Store
from labs.build.tree import digest_of


def check_part(release: Release, tree: Path, name: str) -> None:
    """Refuse a week, or another part of the students' tree, that is not as the record says.

    Args:
        release: what the record says.
        tree: the release's students' tree, or a copy of it: only a copy cannot change afterwards.
        name: the part, such as `week3`.

    Raises:
        ClassroomError: `release-broken`.
    """
    kept = {path: one for path, one in release.files.items() if Path(path).parts[0] == name}
    top = tree / name
    # A link to a folder is one thing, not what it leads to.
    things = [path for path in (top, *top.rglob("*")) if path.is_symlink() or not path.is_dir()]
    found = {path.relative_to(tree).as_posix(): _digest(path) for path in things}
    odd = sorted(path for path in kept | found if kept.get(path) != found.get(path))
    if odd:
        raise _broken(release.number, odd[0])


def check_whole(store: Store, number: int) -> None:
    """Refuse a release of which anything has changed, also what is for instructors alone.

    Raises:
        ClassroomError: `no-such-release`, `release-broken`.
    """
    if digest_of(store.path(number), {RECORD}) != store.get(number).digest:
        raise _broken(number, "a file")


def _digest(path: Path) -> str:
    if path.is_symlink() or not path.is_file():
        return ""  # a release has nothing but files
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _broken(number: int, what: str) -> ClassroomError:
    return ClassroomError(
        "release-broken",
        f"Release {number} was changed after it was made: {what} is not what it was. Restore "
        "its folder from a backup, or make a new release.",
        500,
    )
