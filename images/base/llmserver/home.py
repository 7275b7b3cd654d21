"""Prepare a student's home: the labs and apps of the course, each copied once, never overwritten.

What is there already is brought up to date by `labsync`, for which a new copy is remembered here.

Runs as the student. Nothing here may stop the start of the server: every trouble becomes a note.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
from contextlib import suppress
from pathlib import Path

from llmserver.notes import Notes

COURSE = Path("/opt/course/current")
# Name in the home -> what the hub mounts there: feedback on hand-ins, the class's own folder.
SHARED = {"feedback": Path("/opt/feedback"), "class": Path("/opt/class")}
START_BYTES = 256 * 1024  # settings, history, kernels' folders: a start writes about a tenth of it
_FULL = {errno.ENOSPC, errno.EDQUOT}
_WEEK = re.compile(r"week([0-9]{1,2})")


def explain(error: OSError) -> str:
    """Return what went wrong in words that say what to do."""
    if error.errno in _FULL:
        return "your disk is full; delete what you no longer need, then restart your server"
    return f"{error.strerror or error} ({error.filename})"


def copy_tree(source: Path, target: Path) -> None:
    """Copy a file or folder so that the student owns it and may write to it.

    Links and special files are left out: the course has none, and following one could lead anywhere
    or block for ever. Raises OSError.
    """
    mode = os.lstat(source).st_mode
    if stat.S_ISDIR(mode):
        target.mkdir(mode=0o755)
        for entry in sorted(source.iterdir()):
            copy_tree(entry, target / entry.name)
    elif stat.S_ISREG(mode):
        shutil.copyfile(source, target)


def copy_once(source: Path, target: Path, notes: Notes) -> bool:
    """Copy `source` to `target` unless something has that name; whole or not at all.

    Returns:
        Whether it is a new copy.
    """
    if os.path.lexists(target):
        return False
    partial = target.with_name(f".{target.name}.partial-{os.getpid()}")
    try:
        copy_tree(source, partial)
        partial.rename(target)
        return True
    except OSError as error:
        notes.add("N02", f"{target.name} could not be copied to {target.parent}: {explain(error)}")
        shutil.rmtree(partial, ignore_errors=True)
        partial.unlink(missing_ok=True)
        return False


def remember_release(home: Path, course: Path, week: str, notes: Notes) -> None:
    """Remember which release a new copy of a week is from, so that updates can be merged."""
    # Late: most starts copy nothing.
    from labsync.errors import SyncError
    from labsync.first import remember

    try:
        remember(home, course, int(week.removeprefix("week")))
    except (OSError, SyncError) as error:
        notes.add(
            "N09", f"where {week} is from could not be noted, updates will lie beside: {error}"
        )


def make_folder(path: Path, notes: Notes) -> bool:
    """Make sure that a folder exists; say whether it can be used."""
    try:
        path.mkdir(mode=0o755, exist_ok=True)
    except OSError as error:
        notes.add("N03", f"the folder {path} could not be made: {explain(error)}")
        return False
    return os.access(path, os.W_OK | os.X_OK)


def weeks(course: Path, notes: Notes) -> list[str]:
    """Return the names week1, week2 ... that the course holds now, lowest first."""
    try:
        names = [entry.name for entry in course.iterdir() if _WEEK.fullmatch(entry.name)]
    except OSError as error:
        notes.add("N04", f"the course's files cannot be read: {explain(error)}")
        return []
    return sorted(names, key=lambda name: int(name.removeprefix("week")))


def remove_partials(folder: Path) -> None:
    """Remove what an interrupted copy left behind."""
    for left in folder.glob(".*.partial-*"):
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def link_shared(home: Path) -> None:
    """Make the links ~/feedback and ~/class, unless something has that name. Raises OSError."""
    for name, target in SHARED.items():
        if target.is_dir() and not os.path.lexists(home / name):
            (home / name).symlink_to(target)


def prepare(home: Path, notes: Notes, course: Path = COURSE) -> None:
    """Make ~/course, ~/labs/weekN, ~/apps and so on, as far as they are missing."""
    labs, apps = home / "labs", home / "apps"
    try:
        if not os.path.lexists(home / "course"):
            (home / "course").symlink_to(course)
        link_shared(home)
        found = weeks(course, notes)
        if make_folder(labs, notes):
            remove_partials(labs)
            for name in found:
                if copy_once(course / name, labs / name, notes):
                    remember_release(home, course, name, notes)
        if make_folder(apps, notes):
            remove_partials(apps)
            make_folder(apps / "logs", notes)
            for source in sorted((course / "apps").glob("*.py")):
                copy_once(source, apps / source.name, notes)
    except OSError as error:
        notes.add("N05", f"your home could not be prepared: {explain(error)}")


def has_room(home: Path) -> bool:
    """Say whether the home can take what a start writes, by writing as much."""
    probe = home / f".llmhub-probe-{os.getpid()}"
    try:
        with probe.open("wb") as file:
            file.write(bytes(START_BYTES))
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        return False
    finally:
        with suppress(OSError):
            probe.unlink(missing_ok=True)
    return True
