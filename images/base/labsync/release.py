"""A release of the course as it lies on the disk, and the others beside it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from labsync.errors import SyncError
from labsync.folder import Folder

_RECORD, _RECORD_BYTES = ".release.json", 1 << 20
_NUMBER = re.compile(r"\d{4,}")
_NAME = re.compile(r"[^A-Za-z0-9_-]")
_EARLIER = 50  # releases that are looked at, the newest first


@dataclass(frozen=True)
class Release:
    """The open folder of a week in a release.

    Attributes:
        name: such as `0007`; part of file names.
        week: the week's folder.
        earlier: the same week in the other releases that lie beside it.
    """

    name: str
    week: Folder
    earlier: tuple[Folder, ...]

    def check_there(self) -> None:
        """Make sure that the week was not taken out of the release since it was opened.

        What was listed in it meanwhile says nothing then: all files would seem to be gone.

        Raises:
            SyncError: `SYNC-RELEASE`.
        """
        try:
            state = os.stat(".", dir_fd=self.week.descriptor)
        except OSError as error:  # others are locked out before it is removed
            raise SyncError("SYNC-RELEASE", str(error)) from error
        if not state.st_nlink:
            raise SyncError("SYNC-RELEASE", "the week was taken out of the release")


@contextmanager
def open_release(path: Path, week: str) -> Iterator[Release]:
    """Open `week` of the release at `path`; a link there may move on meanwhile.

    Raises:
        SyncError: `SYNC-RELEASE`.
    """
    with ExitStack() as stack:
        try:
            place = path.resolve(strict=True)
            top = stack.enter_context(Folder.at(place))
            folder = stack.enter_context(top.child(week))
        except OSError as error:
            raise SyncError("SYNC-RELEASE", str(error)) from error
        yield Release(_name(top, place), folder, tuple(_earlier(stack, place, week)))


def _name(top: Folder, place: Path) -> str:
    """Return what the release calls itself, else the name of its folder."""
    try:
        data = top.read(_RECORD, _RECORD_BYTES)
        return f"{int(json.loads(data or b'')['release']):04d}"
    except (OSError, SyncError, ValueError, KeyError, TypeError):
        return _NAME.sub("-", place.name)[:32] or "release"


def _earlier(stack: ExitStack, place: Path, week: str) -> Iterator[Folder]:
    """Open the week in the numbered folders beside `place`."""
    if not _NUMBER.fullmatch(place.name):
        return
    try:
        with Folder.at(place.parent) as releases:
            names = [n for n in releases.names() if _NUMBER.fullmatch(n) and n != place.name]
            for name in sorted(names, key=int, reverse=True)[:_EARLIER]:
                with suppress(OSError):
                    yield stack.enter_context(releases.below((name, week)))
    except OSError:
        return
