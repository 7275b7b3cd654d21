"""A release of one week: two tasks for tests, an essay in a cell, and a text in a file."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from classroom.layout import ClassroomLayout
from classroom.marking.material import Material, material_of
from labs.build.notebooks import complete
from labs.build.student import student_notebook
from labs.build.tree import digest_of

SECRET = "hidden-secret-4711"

RUBRIC = """\
assignment:
  points: 12
  tasks:
    - {id: w1-one-test, points: 2, looks_at: one is 1}
    - {id: w1-two-test, points: 3, looks_at: two is 2}
    - id: w1-essay
      points: 3
      looks_at: the essay
      criteria:
        - {points: 1, text: Names a thing.}
        - {points: 2, text: Gives a reason (1) and an example (1).}
    - id: w1-report
      file: report.md
      points: 4
      looks_at: the report
      criteria:
        - {points: 4, text: It is a report.}
"""


def code(name: str, source: str, **about: Any) -> NotebookNode:
    """Return a code cell of nbgrader's."""
    cell: NotebookNode = new_code_cell(source, id=name)
    if about:
        cell.metadata["nbgrader"] = complete({"grade_id": name, **about}, "code")
    return cell


def source() -> NotebookNode:
    """Return the instructors' notebook."""
    hidden = f"### BEGIN HIDDEN TESTS\nassert two == 2, '{SECRET}'\n### END HIDDEN TESTS"
    essay = new_markdown_cell("An answer.", id="w1-essay")
    about = {"grade_id": "w1-essay", "grade": True, "solution": True, "points": 3}
    essay.metadata["nbgrader"] = complete(about, "markdown")
    book: NotebookNode = new_notebook(
        cells=[
            code("w1-one", "### BEGIN SOLUTION\none = 1\n### END SOLUTION", solution=True),
            code("w1-one-test", "assert one == 1, 'one is not 1'", grade=True, points=2),
            code("w1-two", "### BEGIN SOLUTION\ntwo = 2\n### END SOLUTION", solution=True),
            code("w1-two-test", f"assert two\n{hidden}", grade=True, points=3),
            essay,
        ]
    )
    return book


def handed_in(one: str = "one = 1", two: str = "two = 2", essay: str = "Mine.") -> NotebookNode:
    """Return the students' notebook with answers."""
    book = student_notebook(source())
    book.cells[0].source, book.cells[2].source, book.cells[4].source = one, two, essay
    return book


def as_bytes(book: NotebookNode) -> bytes:
    return str(nbformat.writes(book)).encode()


def write_release(layout: ClassroomLayout) -> Material:
    """Write release 7 and publish its week 1."""
    root = layout.releases / "0007"
    books = {"student": student_notebook(source()), "instructor": source()}
    for kind, book in books.items():
        folder = root / kind / "week1"
        (folder / "data").mkdir(parents=True)
        (folder / "assignment.ipynb").write_bytes(as_bytes(book))
        (folder / "data/words.txt").write_text("words of the course\n")
    (root / "instructor/week1/rubric.yml").write_text(RUBRIC)
    write_record(root)
    publication = layout.course / "releases/0002"
    publication.mkdir(parents=True)
    record = {"release": 2, "weeks": {"1": 7}}
    (publication / ".release.json").write_text(json.dumps(record))
    (layout.course / "current").symlink_to("releases/0002")
    return material_of(layout, 1)


def write_record(release: Path) -> None:
    """Write the record of a release of these files."""
    told = {"number": int(release.name), "digest": digest_of(release, {"release.json"})}
    told |= {"kind": "folder", "source": "small", "made_at": "2026-03-30T12:00:00+00:00"}
    told |= {"by": "ines", "weeks": [1], "files": {}, "warnings": []}
    (release / "release.json").write_text(json.dumps(told))


def as_run(book: NotebookNode, errors: dict[str, str] | None = None) -> NotebookNode:
    """Return a notebook as if it had been run; `errors` are messages by cell."""
    run = copy.deepcopy(book)
    for number, cell in enumerate(one for one in run.cells if one.cell_type == "code"):
        cell.execution_count = number + 1
        if message := (errors or {}).get(cell.id):
            cell.outputs = [
                nbformat.v4.new_output(
                    "error", ename="AssertionError", evalue=message, traceback=[message]
                )
            ]
    return run
