"""What a release must be before anybody gets it."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from classroom.errors import ClassroomError
from classroom.releases import limits, notebooks
from labs.build.secrets import MARKERS

STUDENT, INSTRUCTOR = "student", "instructor"
SOLUTIONS = "solutions"
"""The folder of a week in which solutions are published; no source may bring one."""
_TOLD = 5


@dataclass(frozen=True)
class Problem:
    """What is wrong with one file; `file` is relative to the release."""

    code: str
    file: str
    reason: str

    def __str__(self) -> str:
        return f"{limits.shown(self.file)} {self.reason}"


def check(release: Path, earlier: Path | None = None) -> list[str]:
    """Return what is odd about a release, one sentence each, if it may be kept at all.

    Args:
        release: holds `student/` and `instructor/`.
        earlier: the newest release from the same source, for the ids of its cells.

    Raises:
        ClassroomError: with the first code, and the files and reasons.
    """
    problems = list(_of_tree(release, INSTRUCTOR)) + list(_of_tree(release, STUDENT))
    if not problems and not weeks_of(release / STUDENT):
        problems = [Problem("release-empty", "the release", "has no folder week1 to week99")]
    problems = problems or list(_notebook_problems(release)) or list(_leaks(release / STUDENT))
    if problems:
        code = problems[0].code
        said = list(dict.fromkeys(str(one) for one in problems if one.code == code))
        more = f"; and {len(said) - _TOLD} more" if len(said) > _TOLD else ""
        raise ClassroomError(code, "; ".join(said[:_TOLD]) + more + ".")
    return _odd_ids(release, earlier) if earlier else []


def weeks_of(tree: Path) -> list[int]:
    """Return the weeks that a tree has a folder of, in their order."""
    found = (limits.week_of(path.name) for path in tree.iterdir() if path.is_dir())
    return sorted(week for week in found if week is not None)


def _of_tree(release: Path, part: str) -> Iterator[Problem]:
    """Yield what is wrong with names, kinds and sizes; nothing is opened for it."""
    sizes: dict[str, int] = {}
    for path in sorted((release / part).rglob("*")):
        file = path.relative_to(release).as_posix()
        found = path.lstat()
        if trouble := limits.trouble_with(path.name):
            yield Problem("release-name", file, trouble)
        elif path.name.startswith("."):
            yield Problem("release-name", file, "is hidden")
        elif stat.S_ISLNK(found.st_mode):
            yield Problem("release-link", file, "is a link")
        elif not (stat.S_ISDIR(found.st_mode) or stat.S_ISREG(found.st_mode)):
            yield Problem("release-special", file, "is neither a file nor a folder")
        elif stat.S_ISREG(found.st_mode):
            yield from _of_size(file, found.st_size, sizes)
    for week, size in sizes.items():
        if size > limits.WEEK_BYTES:
            most = limits.in_megabytes(limits.WEEK_BYTES)
            yield Problem("release-week-size", week, f"is larger than {most} in all")


def _of_size(file: str, size: int, sizes: dict[str, int]) -> Iterator[Problem]:
    top = "/".join(file.split("/")[:2])
    sizes[top] = sizes.get(top, 0) + size
    if size > limits.FILE_BYTES:
        most = limits.in_megabytes(limits.FILE_BYTES)
        yield Problem("release-file-size", file, f"is larger than {most}")


def _notebook_problems(release: Path) -> Iterator[Problem]:
    for path in sorted(release.rglob("*.ipynb")):
        file = path.relative_to(release).as_posix()
        try:
            notebook = notebooks.read(path)
        except notebooks.NotANotebookError as error:
            code = "release-cell-ids" if error.about_ids else "release-notebook"
            yield Problem(code, file, str(error))
        else:
            if file.startswith(STUDENT) and any(map(notebooks.is_for_instructors, notebook.cells)):
                yield Problem("release-leak", file, "has a cell for instructors")


def _leaks(student: Path) -> Iterator[Problem]:
    """Yield where the students' tree shows a mark of an answer, whatever kind of file it is in."""
    for path in sorted(student.rglob("*")):
        file = path.relative_to(student.parent).as_posix()
        if path.is_file():
            text = path.read_bytes().decode("utf-8", errors="replace")
            if path.suffix == ".ipynb":
                text += "\n".join(cell.source for cell in notebooks.read(path).cells)
            found = [marker for marker in MARKERS if marker in text]
            if found:
                yield Problem("release-leak", file, f"has the mark '{found[0]}' in it")
        elif path.name == SOLUTIONS and limits.week_of(path.parent.name):
            yield Problem("release-leak", file, "is where solutions are published; rename it")


def _odd_ids(release: Path, earlier: Path) -> list[str]:
    odd = []
    for path in sorted((release / STUDENT).rglob("*.ipynb")):
        file = path.relative_to(release)
        if not (earlier / file).is_file():
            continue
        try:
            count = notebooks.renamed_cells(notebooks.read(earlier / file), notebooks.read(path))
        except notebooks.NotANotebookError:
            continue  # kept by an older check
        if count:
            name = file.relative_to(STUDENT).as_posix()
            cells = "1 cell has" if count == 1 else f"{count} cells have"
            odd.append(f"{name}: {cells} the same text as before but another id.")
    return odd
