"""What a killed service left behind: removed before the next one does anything.

A job belongs to the process that asked for it: runs that were cut off get a new one, and a release
that was cut off is made anew. So at that moment nobody needs any job's folder. What a deployment
may be writing at the same time stands under a lock, and stays as long as that is held.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from classroom.handins import archive, shelf
from classroom.layout import ClassroomLayout
from classroom.marking import runs
from classroom.releases import making
from classroom.releases.sources import FETCH
from labs.build.numbered import DRAFT, alone

_LOG = logging.getLogger("classroom.leftovers")


def sweep(layout: ClassroomLayout) -> None:
    """Remove what only a service writes; called before this one serves anybody.

    What cannot be removed stays, and is told in the log: nothing here may keep it from serving.
    """
    for path in _left(layout):
        try:
            _remove(path)
        except OSError as error:
            _LOG.warning("%s, which was left behind, cannot be removed: %s", path, error)
    shelf.sweep(layout.handins)


def sweep_drafts(layout: ClassroomLayout) -> None:
    """Remove drafts of releases and publications that nobody works on; may wait for who does."""
    making.sweep(layout.incoming)
    for locked, folder in (
        (layout.releases, layout.releases),
        (layout.course, layout.course / "releases"),
    ):
        if any(folder.glob(f"{DRAFT}*")):
            with alone(locked):
                for left in folder.glob(f"{DRAFT}*"):
                    shutil.rmtree(left, ignore_errors=True)


def _left(layout: ClassroomLayout) -> Iterator[Path]:
    yield from layout.incoming.glob(f"{archive.PREFIX}*{archive.SUFFIX}")
    for kind in (runs.MARK, FETCH):
        yield from layout.jobs.glob(f"{kind}-*")
    yield from layout.state_dir.glob(f"feedback/*/week*/{DRAFT}*")


def _remove(path: Path) -> None:
    """Remove a file or folder; a link goes, what it leads to stays."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        with suppress(FileNotFoundError):
            path.unlink()
