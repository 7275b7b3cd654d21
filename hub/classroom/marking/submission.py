"""A hand-in made ready to be run: the instructors' tests in it, nothing of its old runs."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from classroom.handins.parcel import NOTEBOOK
from classroom.marking.material import Material
from labs.marking.submission import with_tests

_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def prepare(handed_in: NotebookNode, source: NotebookNode) -> NotebookNode:
    """Return what is run: the student's cells, with tests that are the instructors' own.

    A student decides neither the kernel nor what an earlier run is said to have shown.
    """
    marked = with_tests(_plain(handed_in), source)
    marked.metadata = nbformat.from_dict(_METADATA)
    marked.nbformat, marked.nbformat_minor = 4, 5
    taken = {str(cell.id) for cell in source.cells}
    own = {id(cell) for cell in marked.cells if is_test_of(cell, source)}
    for number, cell in enumerate(marked.cells):
        # Ids of the source are the source's: another cell that has one gets a name of its own.
        if id(cell) not in own and (str(cell.id) in taken or len(str(cell.id)) > 64):
            cell.id = _free(f"own-{number}", taken)
        taken.add(str(cell.id))
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return marked


def is_test_of(cell: NotebookNode, source: NotebookNode) -> bool:
    """Tell whether a cell is one of the source's test cells, to the letter."""
    about = cell.metadata.get("nbgrader") or {}
    return (
        cell.cell_type == "code"
        and bool(about.get("grade"))
        and any(
            one.id == cell.id and one.source == cell.source and one.metadata == cell.metadata
            for one in source.cells
        )
    )


def lay_down(
    folder: Path, material: Material, notebook: NotebookNode, files: Mapping[str, bytes]
) -> None:
    """Write a job's `in/`: the week as students get it, over it what came, and the notebook."""
    target = folder / "in"
    shutil.copytree(material.student, target, copy_function=shutil.copyfile)
    for name, data in files.items():
        path = target / name
        _make_way(target, path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (target / NOTEBOOK).write_text(nbformat.writes(notebook), encoding="utf-8")


def _make_way(target: Path, path: Path) -> None:
    """Remove a file of the week where the student has a folder, and the other way round."""
    for one in (path, *path.parents):
        if one == target:
            return
        if one.is_dir() and one == path:
            shutil.rmtree(one)
        elif one.is_file() and one != path:
            one.unlink()


def _plain(handed_in: NotebookNode) -> NotebookNode:
    """Return a copy whose cells all have an id, and metadata of the kind that is expected."""
    plain: NotebookNode = nbformat.from_dict(handed_in)
    taken: set[str] = set()
    for number, cell in enumerate(plain.cells):
        if not isinstance(cell.get("id"), str) or not cell.id or cell.id in taken:
            cell.id = _free(f"own-{number}", taken)
        taken.add(cell.id)
        if not isinstance(cell.metadata.get("nbgrader", {}), dict):
            del cell.metadata["nbgrader"]
    return plain


def _free(wanted: str, taken: set[str]) -> str:
    """Return `wanted`, or the first name like it that nobody has."""
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name
