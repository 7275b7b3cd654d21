"""From a notebook that was run to points. What was run is a student's: nothing of it is believed.

Tests, their names and what they are worth come from the notebook as it was laid down. Of the run
only counts whether a test was run at all, and whether it ended in an error. A student's code runs
beside the tests, as it does with nbgrader, and can make one pass that should not; whoever doubts
a mark reads the code.
"""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass

from nbformat import NotebookNode

from classroom.marking.submission import is_test_of
from labs.marking.rubric import Rubric
from labs.marking.submission import automatic_points

_SAID = 600


class Altered(Exception):
    """What came back is not the notebook that was laid down."""


@dataclass(frozen=True)
class Result:
    """What came of one task's test.

    Attributes:
        points: 0 to the task's most.
        said: how it failed, in words of the student's run: for teachers alone.
    """

    points: float
    said: str = ""


def results_of(
    rubric: Rubric, source: NotebookNode, laid_down: NotebookNode, executed: NotebookNode
) -> dict[str, Result]:
    """Return task -> what came of it, for every task that tests mark.

    Raises:
        Altered: cells are missing, or a test is another.
    """
    if len(executed.cells) != len(laid_down.cells):
        raise Altered("The notebook that came back has other cells.")
    pairs = {}
    for own, run in zip(laid_down.cells, executed.cells, strict=True):
        if not is_test_of(own, source):
            continue
        if run.cell_type != "code" or run.source != own.source:
            raise Altered("A test in the notebook that came back is not the one laid down.")
        pairs[str(own.metadata["nbgrader"]["grade_id"])] = (own, run)
    found = {}
    for task in (one for one in rubric.tasks if one.automatic):
        if task.id in pairs:
            found[task.id] = _tested(task.points, *pairs[task.id])
        else:
            found[task.id] = Result(0.0, "The assignment has no test of this name.")
    return found


def _tested(most: float, own: NotebookNode, run: NotebookNode) -> Result:
    """Return what came of one test cell."""
    count = run.get("execution_count")
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        return Result(0.0, "The test was not run: the notebook ended before it.")
    cell = copy.deepcopy(own)
    cell.outputs = run.get("outputs", [])
    failures = [one for one in cell.outputs if one.get("output_type") == "error"]
    if failures:
        said = f"{failures[0].get('ename', '')}: {failures[0].get('evalue', '')}"
        return Result(0.0, _short(said))
    try:
        (points,) = automatic_points(NotebookNode(cells=[cell])).values()
    except Exception:  # an output of a kind that the library did not think of
        return Result(0.0, "What the test showed could not be read.")
    points = min(max(points, 0.0), most) if math.isfinite(points) else 0.0
    return Result(points, _short(_complaints(cell)) if points < most else "")


def _complaints(cell: NotebookNode) -> str:
    """Return what a cell wrote to where errors go: nbgrader takes no points for less than that."""
    streams = (one for one in cell.outputs if one.get("output_type") == "stream")
    return "".join(str(one.get("text", "")) for one in streams if one.get("name") == "stderr")


def _short(text: str) -> str:
    """Return the beginning of a text, on lines that can be shown."""
    kept = "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text)
    return kept[:_SAID]
