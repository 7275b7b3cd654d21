"""A week's rubric: what each task of its lab and of its assignment is worth, and why."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from labs.marking.errors import MarkingError

PARTS = ("lab", "assignment")


@dataclass(frozen=True)
class Criterion:
    """One thing a person looks for in a written answer, and its points."""

    points: float
    text: str


@dataclass(frozen=True)
class Task:
    """One task of a lab or an assignment.

    Attributes:
        id: the `grade_id` of its cell; for a written file, any name of its own.
        points: what it is worth at most.
        looks_at: what is marked, in words a student understands.
        file: the written file that is marked by hand, "" for a cell of the notebook.
        criteria: for a task that a person marks, what gives how many points; empty when the
            task's cell is marked by running it.
    """

    id: str
    points: float
    looks_at: str
    file: str = ""
    criteria: tuple[Criterion, ...] = ()

    @property
    def automatic(self) -> bool:
        """Tell whether running the task's cell marks it."""
        return not self.criteria


@dataclass(frozen=True)
class Rubric:
    """The tasks of one lab or assignment, in their order."""

    tasks: tuple[Task, ...]

    @property
    def points(self) -> float:
        """Return the sum of all tasks."""
        return sum(task.points for task in self.tasks)


def read_rubrics(path: Path) -> dict[str, Rubric]:
    """Return the rubric of each part ("lab", "assignment") of a week's `rubric.yml`.

    Raises:
        MarkingError: `MARK-RUBRIC` with the task that is not as it must be.
    """
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise MarkingError("MARK-RUBRIC", f"{path} is not YAML: {error}") from error
    if not isinstance(found, dict) or not set(found) <= set(PARTS) or not found:
        raise MarkingError("MARK-RUBRIC", f"{path}: write `lab:` and `assignment:` at its top.")
    return {part: _rubric(path, part, given) for part, given in found.items()}


def _rubric(path: Path, part: str, given: Any) -> Rubric:
    """Read one part and check that its sums are right."""
    try:
        rubric = Rubric(tuple(_task(one) for one in given["tasks"]))
        stated = _points(given)
    except (TypeError, KeyError, AttributeError) as error:
        raise MarkingError(
            "MARK-RUBRIC", f"{path}: {part}: `points` and `tasks` are needed ({error})."
        ) from error
    except ValueError as error:
        raise MarkingError("MARK-RUBRIC", f"{path}: {part}: {error}") from error
    names = [task.id for task in rubric.tasks]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise MarkingError("MARK-RUBRIC", f"{path}: {part}: {', '.join(twice)} stands there twice.")
    for task in rubric.tasks:
        if task.criteria and sum(one.points for one in task.criteria) != task.points:
            raise MarkingError(
                "MARK-RUBRIC", f"{path}: {task.id}: its criteria do not add up to {task.points:g}."
            )
    if rubric.points != stated:
        raise MarkingError(
            "MARK-RUBRIC", f"{path}: {part}: the tasks add up to {rubric.points:g}, not {stated:g}."
        )
    return rubric


def _task(given: dict[str, Any]) -> Task:
    """Read one task; a missing field is a KeyError."""
    criteria = tuple(Criterion(_points(one), one["text"]) for one in given.get("criteria", ()))
    return Task(given["id"], _points(given), given["looks_at"], given.get("file", ""), criteria)


def _points(given: dict[str, Any]) -> float:
    """Return the points of a task, a criterion or a part; a ValueError for what is no number."""
    points = given["points"]
    # True is 1 for Python, and nobody means it.
    if isinstance(points, bool) or not isinstance(points, int | float) or not points > 0:
        raise ValueError(f"{points!r} is no number of points.")
    return points
