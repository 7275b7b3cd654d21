"""What students hand in for week 1 in a test: the model solution, and an attempt to steal tests."""

from __future__ import annotations

import json
from typing import Any

import nbformat
from nbformat import NotebookNode

from classroom.layout import ClassroomLayout
from classroom.marking.material import Material, material_of
from labs.build.secrets import secret_lines
from labs.marking.submission import with_answers
from llmhub.ops.context import Context
from tests.e2e.people import Student

WEEK = 1
NOTEBOOK = f"labs/week{WEEK}/assignment.ipynb"
_MARKS = ("### BEGIN SOLUTION", "### END SOLUTION")

# Tells everything that runs after it to everybody it can think of. `records` without an answer
# makes the hidden test fail, and say so.
HOSTILE = """\
import sys
from pathlib import Path

seen = []


def tell(info):
    seen.append(info.raw_cell)
    told = "\\n".join(["STOLEN", *seen, *In])
    print(told)
    print(told, file=sys.stderr)
    for place in (".", "/job", "/job/out", "/opt/feedback", str(Path.home() / "feedback")):
        try:
            Path(place, "feedback.md").write_text(told)
        except OSError:
            pass


def fail(shell, kind, error, trace, tb_offset=None):
    print("STOLEN", seen, trace)
    shell.showtraceback((kind, type(error)("STOLEN " + seen[-1][-500:]), trace))


get_ipython().events.register("pre_run_cell", tell)
get_ipython().set_custom_exc((Exception,), fail)
models = [model_name("chat"), model_name("chat-small")]"""
EMPTY = """\
records = [
    {"model": model, "prompt": str(n), "answer": "", "tokens_per_second": n + 1.5}
    for model in models
    for n in range(4)
]"""


def material(context: Context) -> Material:
    """Return week 1 of the release that students have."""
    return material_of(ClassroomLayout(context.settings.state_dir), WEEK)


def full(context: Context) -> NotebookNode:
    """Return the assignment with the model solution in it."""
    found = material(context)
    solved = {
        cell.metadata["nbgrader"]["grade_id"]: _plain(cell.source)
        for cell in found.source().cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }
    return with_answers(found.as_given(), solved)


def hostile(context: Context) -> NotebookNode:
    """Return an assignment whose code tells what runs after it."""
    answers = {"w1-models": HOSTILE, "w1-records": EMPTY, "w1-report": "Nothing yet."}
    return with_answers(material(context).as_given(), answers)


def hidden_lines(context: Context) -> set[str]:
    """Return the telling lines of the hidden tests."""
    given = nbformat.writes(material(context).as_given())
    texts = [cell.source for cell in material(context).source().cells if _is_test(cell)]
    return {line for line in secret_lines(texts) if line not in given}


def hand_over(student: Student, book: NotebookNode) -> None:
    """Write the assignment into the home, through the student's own notebook server."""
    content: dict[str, Any] = json.loads(nbformat.writes(book))
    body = {"type": "notebook", "format": "json", "content": content}
    student.browser.send("PUT", f"{student.prefix}api/contents/{NOTEBOOK}", body)


def _plain(source: str) -> str:
    """Return a solution without the marks around it."""
    return "\n".join(line for line in source.splitlines() if line.strip() not in _MARKS)


def _is_test(cell: NotebookNode) -> bool:
    return bool(cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade"))
