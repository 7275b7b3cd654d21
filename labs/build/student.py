"""The students' version: nbgrader's own preprocessors take the answers out."""

from __future__ import annotations

import copy
from typing import cast

from nbconvert.preprocessors import TagRemovePreprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader import utils
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)
from traitlets.config import Config

INSTRUCTOR_TAG = "instructor"
CODE_STUB = (
    "# Write your answer here and remove the next line.\n"
    'raise NotImplementedError("Replace this line with your answer.")'
)
TEXT_STUB = "*Double-click here and write your answer.*"

_BEGIN = "BEGIN SOLUTION"


class _ClearOnce(ClearSolutions):  # type: ignore[misc]
    """Leaves what it has cleared before, and nobody has touched since.

    Of such a cell nbgrader would keep the stub alone, for the marks are gone: a function's head,
    and all else that students are given beside the stub, would be lost.
    """

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, object], cell_index: int
    ) -> tuple[NotebookNode, dict[str, object]]:
        """Clear a cell."""
        if _is_cleared(cell):
            return cell, resources
        done: tuple[NotebookNode, dict[str, object]] = super().preprocess_cell(
            cell, resources, cell_index
        )
        return done


def _is_cleared(cell: NotebookNode) -> bool:
    """Say whether a cell is, to the letter, one that these steps made.

    The checksum says so: they write it last, and an answer written beside the stub changes it.
    """
    lines = {line.strip() for line in cell.source.split("\n")}
    stub = CODE_STUB if cell.cell_type == "code" else TEXT_STUB
    if (
        not utils.is_solution(cell)
        or _BEGIN in cell.source
        or not lines.issuperset(stub.split("\n"))
    ):
        return False
    checksum = cell.metadata.nbgrader.get("checksum")
    return bool(checksum) and checksum == utils.compute_checksum(cell)


# The order of `nbgrader generate_assignment`, less the gradebook, with the tag remover in front.
# Checksums come twice there too: the second one covers the cells as students get them.
_STEPS = (
    TagRemovePreprocessor,
    LockCells,
    _ClearOnce,
    ClearOutput,
    CheckCellMetadata,
    ComputeChecksums,
    ClearHiddenTests,
    ClearMarkScheme,
    ComputeChecksums,
    CheckCellMetadata,
)


def _config(*, script: bool) -> Config:
    """Return the settings of all steps; a script has no cells that could be marked as solutions."""
    config = Config()
    config.TagRemovePreprocessor.enabled = True
    config.TagRemovePreprocessor.remove_cell_tags = {INSTRUCTOR_TAG}
    config.ClearSolutions.code_stub = {"python": CODE_STUB}
    config.ClearSolutions.text_stub = TEXT_STUB
    config.ClearSolutions.enforce_metadata = not script
    config.ClearHiddenTests.enforce_metadata = not script
    config.ClearMarkScheme.enforce_metadata = not script
    return config


def student_notebook(notebook: NotebookNode) -> NotebookNode:
    """Return a copy without answers, hidden tests, mark schemes, outputs, instructors' cells."""
    config = _config(script=False)
    result, resources = copy.deepcopy(notebook), {}  # type: NotebookNode, dict[str, object]
    for step in _STEPS:
        result, resources = step(config=config)(result, resources)
    return result


def solved_notebook(notebook: NotebookNode) -> NotebookNode:
    """Return a copy with the answers, without hidden tests, mark schemes and instructors' cells."""
    config = _config(script=True)  # whatever kind of cell it is that holds them
    config.ClearMarkScheme.check_attachment_leakage = False
    result, resources = copy.deepcopy(notebook), {}  # type: NotebookNode, dict[str, object]
    for step in (TagRemovePreprocessor, ClearHiddenTests, ClearMarkScheme):
        result, resources = step(config=config)(result, resources)
    return result


def student_script(text: str) -> str:
    """Return a script without what stands between solution and hidden-test markers."""
    config = _config(script=True)
    notebook = new_notebook(cells=[new_code_cell(text)])
    notebook.metadata["kernelspec"] = {
        "language": "python",
        "name": "python3",
        "display_name": "Python 3",
    }
    resources: dict[str, object] = {}
    for step in (_ClearOnce, ClearHiddenTests):
        notebook, resources = step(config=config)(notebook, resources)
    return cast("str", notebook.cells[0].source).rstrip("\n") + "\n"
