"""The plain files of a week's folder, read without following a link.

Not even one that takes a file's place while it is read.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from coursectl.errors import CourseError
from coursectl.plain_file import SPECIAL, PlainFiles

ALL_BYTES = 20_000_000
MOST_FILES = 200
_MOST_ENTRIES = 5000
_DEEPEST = 12
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NEVER = frozenset({"__pycache__"})

LINK = "it is a link"
UNREADABLE = "it cannot be read"
NAME = "its name cannot be written down"
DEEP = "it lies too deep"


@dataclass(frozen=True)
class LeftOut:
    """Something of the folder that does not go along, and why."""

    path: str
    why: str


@dataclass
class WeekFiles:
    """The files, by their path below the week's folder, and what is not among them."""

    files: dict[str, bytes] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)


def read_week(home: Path, week: int) -> WeekFiles:
    """Read `~/labs/weekN`.

    Raises:
        CourseError: `no-week`, `too-many-files`, `too-large`.
    """
    found = WeekFiles()
    with _opened(home, ("labs", f"week{week}")) as folder:
        _Reader(found).folder(folder, "", 0)
    return found


@contextmanager
def _opened(home: Path, parts: tuple[str, ...]) -> Iterator[int]:
    """Open a folder of the home, no link on the way."""
    try:
        here = os.open(home, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        for part in parts:
            here = stepped(here, part)
    except FileNotFoundError as error:
        raise CourseError(
            "no-week", f"There is no ~/{'/'.join(parts)}: say a week that you have."
        ) from error
    except OSError as error:
        raise CourseError(
            "no-week", f"~/{'/'.join(parts)} is no plain folder that can be read; rename it."
        ) from error
    try:
        yield here
    finally:
        os.close(here)


def stepped(folder: int, name: str) -> int:
    """Return the folder inside, open in the place of the one around it."""
    try:
        return os.open(name, _FOLDER, dir_fd=folder)
    finally:
        os.close(folder)


class _Reader:
    """Fills `WeekFiles`."""

    def __init__(self, found: WeekFiles) -> None:
        self.found = found
        self.entries = 0
        self.size = 0
        self.plain = PlainFiles()

    def folder(self, descriptor: int, above: str, depth: int) -> None:
        """Read everything in an open folder."""
        for name in sorted(os.listdir(descriptor)):
            self.entries += 1
            if self.entries > _MOST_ENTRIES:
                raise CourseError(
                    "too-many-files",
                    f"There are more than {_MOST_ENTRIES} files in the week's folder: move what "
                    "does not belong to it elsewhere.",
                )
            if not name.startswith(".") and name not in _NEVER:
                self._entry(descriptor, name, above + name, depth)

    def _entry(self, folder: int, name: str, path: str, depth: int) -> None:
        try:
            if not _is_writable_down(path):
                return self._leave(path, NAME)
            mode = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
            if stat.S_ISLNK(mode):
                return self._leave(path, LINK)
            if stat.S_ISREG(mode):
                return self._file(folder, name, path)
            if not stat.S_ISDIR(mode):
                return self._leave(path, SPECIAL)
            if depth >= _DEEPEST:
                return self._leave(path, DEEP)
            inner = os.open(name, _FOLDER, dir_fd=folder)
        except FileNotFoundError:
            return None  # removed this moment
        except OSError:
            return self._leave(path, UNREADABLE)
        try:
            self.folder(inner, f"{path}/", depth + 1)
        finally:
            os.close(inner)

    def _file(self, folder: int, name: str, path: str) -> None:
        data, why = self.plain.read(folder, name)
        if data is None:
            return self._leave(path, why)
        self.size += len(data)
        self.found.files[path] = data
        if self.size > ALL_BYTES or len(self.found.files) > MOST_FILES:
            raise CourseError(
                "too-large",
                f"The week's folder holds more than {ALL_BYTES // 1_000_000} MB or {MOST_FILES} "
                "files: move what does not belong to the assignment elsewhere.",
            )

    def _leave(self, path: str, why: str) -> None:
        self.found.left_out.append(LeftOut(path, why))


def _is_writable_down(path: str) -> bool:
    """Say whether a name is text without control characters, short enough for any disk."""
    try:
        return path.isprintable() and "\\" not in path and len(path.encode("utf-8")) <= 1000
    except UnicodeEncodeError:
        return False
