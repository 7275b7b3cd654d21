"""Make a release: copy the source, build both trees, check them, keep them."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from classroom import ledger
from classroom.errors import ClassroomError
from classroom.layout import ClassroomLayout
from classroom.releases.building import Say, build, wanted
from classroom.releases.check import check
from classroom.releases.copying import Copy
from classroom.releases.sources import Source
from classroom.releases.store import Made, Release, Store
from labs.build.errors import from_system
from labs.build.numbered import DRAFT


@dataclass(frozen=True)
class Outcome:
    """The release of a source: made now, or kept already.

    Attributes:
        changed: whether it is new.
        kinds: number of the students' files by kind.
    """

    release: Release
    changed: bool
    kinds: dict[str, int] = field(default_factory=dict)


def make(layout: ClassroomLayout, source: Source, by: str, say: Say) -> Outcome:
    """Return the release of a source; when it is refused, nothing is kept of it.

    It takes seconds, and holds the lock of all releases. Students see nothing of it: that is for
    `publication`.

    Raises:
        ClassroomError: why it is refused, or `release-disk`.
    """
    store = Store(layout.releases)
    made = Made(source.kind, source.words, by, ledger.now())
    kinds: dict[str, int] = {}
    try:
        with _snapshot(layout.incoming, source) as copy:

            def fill(tree: Path) -> list[str]:
                kinds.update(build(copy, tree, say))
                earlier = store.newest(source.kind, source.words)
                return check(tree, store.path(earlier.number) if earlier else None)

            added = store.add(made, fill)
    except OSError as error:
        raise ClassroomError("release-disk", from_system(error).message, 507) from error
    return Outcome(store.get(added.number), added.changed, kinds)


def sweep(incoming: Path) -> None:
    """Remove the copies that killed runs left behind: their makers would hold a lock on them."""
    for left in incoming.glob(f"{DRAFT}*"):
        with _held(left) as free:
            if free:
                shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _snapshot(incoming: Path, source: Source) -> Iterator[Path]:
    """Give a copy of the source within all limits, which does not change while it is built."""
    incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
    sweep(incoming)
    folder = Path(tempfile.mkdtemp(prefix=DRAFT, dir=incoming))
    try:
        with _held(folder) as mine:
            if not mine:  # another's sweep was quicker than our lock
                raise ClassroomError(
                    "release-busy", "Another release is being made: try it again in a moment.", 503
                )
            choice = wanted(source.folder)
            Copy().tree(source.folder, folder, choice)
            if not any(folder.iterdir()):
                raise ClassroomError(
                    "release-empty",
                    "The source has no labs/weekN beside content/, and no folder weekN.",
                )
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _held(folder: Path) -> Iterator[bool]:
    """Hold the lock of a folder itself; say whether nobody else does."""
    try:
        fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        yield False
        return
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        free = True
    except BlockingIOError:
        free = False
    try:
        yield free
    finally:
        os.close(fd)
