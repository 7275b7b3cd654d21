"""Somebody leaves: no new server from then on, and what happens to their folders."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from llmhub.accounts import archive
from llmhub.errors import LabError
from llmhub.layout import StateLayout

_leaving: set[str] = set()
"""Who is being removed. Kept in memory alone: if the hub ends in the middle, nobody leaves."""


@contextmanager
def departure(name: str) -> Iterator[None]:
    """Let nothing of somebody be started while the block runs; LabError `leaving` if one does."""
    check_staying(name)
    _leaving.add(name)
    try:
        yield
    finally:
        _leaving.remove(name)


def check_staying(name: str) -> None:
    """Raise LabError `leaving` if somebody is just being removed.

    To be asked before anything is made in their folders: what a server writes into a home that was
    archived already would be lost.
    """
    if name in _leaving:
        raise LabError("leaving", f"The account {name} is just being removed.")


def archive_path(layout: StateLayout, name: str, uid: int, at: datetime) -> Path:
    """Return where the archive of a home made at that time lies."""
    return layout.archive / archive.file_name(name, uid, at)


def archive_home(layout: StateLayout, name: str, uid: int, at: datetime) -> Path:
    """Archive a home, empty if there never was a server; LabError `archive-failed`."""
    home = layout.student(name).home
    target = archive_path(layout, name, uid, at)
    layout.archive.mkdir(mode=0o700, parents=True, exist_ok=True)
    archive.save(home, target)
    return target


def remove_folders(layout: StateLayout, name: str) -> None:
    """Remove everything that was counted to one student."""
    root = layout.student(name).root
    if root.exists():
        shutil.rmtree(root)  # by folder descriptors: a link inside leads nowhere


def set_aside(layout: StateLayout, name: str, uid: int, at: datetime) -> Path | None:
    """Move the folders into the archive as they are, where an account was deleted without them.

    A later account of the same name must not find them; a move takes no time and no space.
    """
    root = layout.student(name).root
    if not root.exists():
        return None
    layout.archive.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = layout.archive / archive.file_name(name, uid, at).removesuffix(".tar.gz")
    root.rename(target)
    return target


def set_feedback_aside(layout: StateLayout, name: str, uid: int, at: datetime) -> Path | None:
    """Move into the archive what the course gave back to somebody: a namesake would be shown it."""
    folder = layout.feedback(name)
    if not folder.exists():
        return None
    layout.archive.mkdir(mode=0o700, parents=True, exist_ok=True)
    stem = archive.file_name(name, uid, at).removesuffix(".tar.gz")
    return folder.rename(layout.archive / f"{stem}-feedback")
