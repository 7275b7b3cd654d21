"""What happens to the folders of somebody who leaves."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from llmhub.accounts import archive
from llmhub.layout import StateLayout


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
