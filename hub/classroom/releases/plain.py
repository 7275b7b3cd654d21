"""A source of plain folders `weekN`: taken as they are, but for answers that are marked as such.

Notebooks are written as the course's own build writes them, so that those that say the same are the
same bytes: no push calls them changed, and no solution is one that says what students have anyway.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from nbformat import NotebookNode

from classroom.errors import ClassroomError
from classroom.releases import limits, notebooks
from classroom.releases.check import INSTRUCTOR, STUDENT
from labs.build.notebooks import to_text
from labs.build.secrets import MARKERS
from labs.build.sources import STAFF_ONLY
from labs.build.student import student_notebook, student_script


def build_plain(source: Path, out: Path) -> None:
    """Write `student/` and `instructor/` below `out`.

    Instructors get every file. Students get the same, less what is for staff (`rubric.yml`,
    `samples` and so on); of notebooks and scripts with marked answers, the version without them.

    Raises:
        ClassroomError: a notebook that cannot be read, or whose marks are not in order.
    """
    for week in sorted(one for one in source.iterdir() if limits.week_of(one.name)):
        shutil.copytree(week, out / INSTRUCTOR / week.name, symlinks=True)
        shutil.copytree(
            week,
            out / STUDENT / week.name,
            symlinks=True,
            ignore=lambda folder, names: STAFF_ONLY.intersection(names),
        )
        for path in sorted((out / STUDENT / week.name).rglob("*")):
            if path.is_file() and path.suffix in (".ipynb", ".py"):
                name = path.relative_to(out / STUDENT)
                _clear(path, out / INSTRUCTOR / name, str(name))


def _clear(path: Path, whole: Path, name: str) -> None:
    """Take the answers out of a file that has some, and write notebooks in their one form.

    Args:
        path: the students' file.
        whole: the instructors', which keeps the answers.
        name: of both, for whoever reads of it.
    """
    try:
        if path.suffix == ".ipynb":
            notebook = notebooks.read(path)
            marked = any(map(_is_marked, notebook.cells))
            shown = student_notebook(notebook) if marked else notebook
            path.write_text(to_text(shown), encoding="utf-8")
            whole.write_text(to_text(notebook), encoding="utf-8")
        elif any(marker in (text := path.read_text(encoding="utf-8")) for marker in MARKERS):
            path.write_text(student_script(text), encoding="utf-8")
    except notebooks.NotANotebookError as error:
        code = "release-cell-ids" if error.about_ids else "release-notebook"
        raise ClassroomError(code, f"{limits.shown(name)} {error}.") from error
    except OSError:
        raise
    except Exception as error:  # nbgrader's steps raise what they like at odd metadata
        reason = " ".join(str(error).split())[:300]
        raise ClassroomError(
            "release-build", f"{limits.shown(name)}: its answers cannot be taken out. {reason}"
        ) from error


def _is_marked(cell: NotebookNode) -> bool:
    """Tell whether a cell holds something that students do not get."""
    grader = cell.metadata.get("nbgrader")
    solution = isinstance(grader, dict) and bool(grader.get("solution"))
    marked = any(marker in cell.source for marker in MARKERS)
    return solution or marked or notebooks.is_for_instructors(cell)
