"""The written answers of a hand-in: which of its cells and files belong to which task."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from nbformat import NotebookNode

from classroom.marking.safe_html import MOST_LETTERS, as_code, safe_html
from labs.marking.rubric import Rubric, Task

Read = Callable[[str], bytes | None]
"""Returns a file of the hand-in, None for one that is not there."""

_KINDS = ("image/png", "image/jpeg", "image/gif", "image/webp")


@dataclass(frozen=True)
class Answer:
    """One written answer.

    Attributes:
        task: of the rubric.
        where: the file, or "" for a cell of the notebook.
        html: harmless HTML of it; "" when there is none.
        note: a sentence where something has to be said about it.
    """

    task: str
    where: str
    html: str
    note: str = ""


def answers(rubric: Rubric, notebook: NotebookNode, read: Read) -> list[Answer]:
    """Return the answer to every task that a person marks, in the rubric's order."""
    return [
        _from_file(task, read) if task.file else _from_cells(task, notebook)
        for task in rubric.tasks
        if not task.automatic
    ]


def _from_file(task: Task, read: Read) -> Answer:
    data = read(task.file)
    if data is None:
        return Answer(task.id, task.file, "", f"{task.file} was not handed in.")
    html, note = file_html(task.file, data)
    return Answer(task.id, task.file, html, note)


def file_html(name: str, data: bytes) -> tuple[str, str]:
    """Return a file as harmless HTML, and a sentence where something has to be said about it."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return "", f"{name} is no text in UTF-8: fetch it with the archive."
    note = "Only its beginning is shown." if len(text) > MOST_LETTERS else ""
    if not text.strip():
        return "", f"{name} is empty."
    written = PurePosixPath(name).suffix.lower() in (".md", ".markdown")
    return (safe_html(text) if written else as_code(text)), note


def _from_cells(task: Task, notebook: NotebookNode) -> Answer:
    """Return the cells that bear the task's name: a student may have divided or doubled one."""
    cells = [cell for cell in notebook.cells if task.id in (_grade_id(cell), cell.get("id"))]
    if not cells:
        return Answer(task.id, "", "", "The cell of this task was deleted or renamed.")
    note = f"{len(cells)} cells bear this task's name." if len(cells) > 1 else ""
    html = "\n".join(cell_html(cell) for cell in cells)
    return Answer(task.id, "", html, note or ("" if html.strip() else "The answer is empty."))


def cell_html(cell: NotebookNode) -> str:
    """Return one cell as harmless HTML; of code only the source, nothing that it showed."""
    if cell.cell_type == "markdown":
        return safe_html(cell.source, _pictures(cell))
    return as_code(cell.source)


def _pictures(cell: NotebookNode) -> dict[str, str]:
    """Return the pictures that lie in a text cell, as addresses."""
    found = {}
    attachments: Any = cell.get("attachments") or {}
    for name, bundle in attachments.items():
        for kind in _KINDS:
            if isinstance(data := bundle.get(kind), str):
                found[str(name)] = f"data:{kind};base64,{''.join(data.split())}"
                break
    return found


def _grade_id(cell: NotebookNode) -> str:
    about = cell.metadata.get("nbgrader")
    return str(about.get("grade_id", "")) if isinstance(about, dict) else ""
