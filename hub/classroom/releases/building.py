"""Two trees out of one source: the students' and the instructors'. Nothing of it is executed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from classroom.errors import ClassroomError
from classroom.releases import limits
from classroom.releases.check import INSTRUCTOR, STUDENT
from classroom.releases.plain import build_plain
from labs.build.errors import BuildError
from labs.build.tree import Options, build_tree

Say = Callable[[str], None]

PARTS = ("labs", "content")
"""The folders of a source that is written as this course is."""
_FOR_MARKING = ("rubric.yml", "instructor-notes.md")


def wanted(source: Path) -> Callable[[str], bool]:
    """Return which folders at the top of a source make the release."""
    if is_course(source):
        return PARTS.__contains__
    return lambda name: limits.week_of(name) is not None


def is_course(source: Path) -> bool:
    """Tell whether a source is written as this course is: `labs/weekN` beside `content/`."""
    labs, content = (source / part for part in PARTS)
    # A link is refused later, when the folder is copied.
    return content.is_dir() and labs.is_dir() and any(labs.glob("week[1-9]*"))


def build(source: Path, out: Path, say: Say) -> dict[str, int]:
    """Write `student/` and `instructor/` below `out`; return the number of files by kind.

    Args:
        source: a copy of the source that nobody else writes to.
        out: an empty folder.
        say: is told what is done.

    Raises:
        ClassroomError: `release-build` with the file; others for a plain source.
    """
    for part in (STUDENT, INSTRUCTOR):
        (out / part).mkdir()
    if not is_course(source):
        build_plain(source, out)
        return {"file": sum(path.is_file() for path in (out / STUDENT).rglob("*"))}
    try:
        files = build_tree(source, out / STUDENT, Options(), say)
        build_tree(source, out / INSTRUCTOR, Options(instructor=True), _quietly)
    except OSError:
        raise
    except Exception as error:  # parsers of four formats, each with its own at odd files
        message = str(error) if isinstance(error, BuildError) else f"{type(error).__name__} {error}"
        plain = " ".join(message.replace(f"{source}/", "").split())
        raise ClassroomError("release-build", plain[:600]) from error
    _add_what_marking_needs(source, out / INSTRUCTOR)
    return files


def _add_what_marking_needs(source: Path, instructor: Path) -> None:
    """Put the lists of points into the instructors' tree, which is read when work is marked."""
    for week in sorted((source / "labs").glob("week*")):
        for name in _FOR_MARKING:
            if (week / name).is_file() and (instructor / week.name).is_dir():
                shutil.copyfile(week / name, instructor / week.name / name)


def _quietly(line: str) -> None:
    """Say nothing: the second tree has the same files."""
