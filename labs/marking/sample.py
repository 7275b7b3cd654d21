"""Sample answers: what somebody could hand in, with the marks that it gets and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from labs.marking.errors import MarkingError
from labs.marking.rubric import Rubric

FULL = "full.yml"
"""The sample that completes the model solution with the files it hands in beside the notebook."""

_FIELDS = {"summary", "answers", "files", "marks", "comment"}


@dataclass(frozen=True)
class Sample:
    """One sample answer to an assignment.

    Attributes:
        name: the file's name without ending.
        summary: one sentence: who might hand this in.
        answers: `grade_id` -> what stands in that cell instead of its stub.
        files: file of the week's folder -> its text as handed in.
        marks: task -> points.
        comment: what the student is told.
    """

    name: str
    summary: str
    answers: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    marks: dict[str, float] = field(default_factory=dict)
    comment: str = ""

    @property
    def total(self) -> float:
        """Return the sum of its marks."""
        return sum(self.marks.values())


def read_sample(path: Path, rubric: Rubric) -> Sample:
    """Return the sample answer of a file in `labs/weekN/samples/`.

    Raises:
        MarkingError: `MARK-SAMPLE` when a field is unknown, or a mark is missing, too high or
            for a task that the rubric does not have.
    """
    try:
        found: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise MarkingError("MARK-SAMPLE", f"{path} is not YAML: {error}") from error
    if not isinstance(found, dict) or not set(found) <= _FIELDS or "summary" not in found:
        fields = ", ".join(sorted(_FIELDS))
        raise MarkingError("MARK-SAMPLE", f"{path}: the fields are {fields}; summary is needed.")
    if unfit := sorted(name for name, value in found.items() if not _fits(name, value)):
        raise MarkingError(
            "MARK-SAMPLE",
            f"{path}: {', '.join(unfit)}: write `name: text` below answers and files, "
            "`task: points` below marks, a text elsewhere.",
        )
    sample = Sample(name=path.stem, **found)
    most = {task.id: task.points for task in rubric.tasks}
    if set(sample.marks) != set(most):
        odd = ", ".join(sorted(set(sample.marks) ^ set(most)))
        raise MarkingError("MARK-SAMPLE", f"{path}: marks and rubric differ in {odd}.")
    for task, points in sample.marks.items():
        if not 0 <= points <= most[task]:
            raise MarkingError("MARK-SAMPLE", f"{path}: {task} gives 0 to {most[task]:g} points.")
    return sample


def _fits(name: str, value: Any) -> bool:
    """Tell whether a field holds what it should."""
    if name not in ("answers", "files", "marks"):
        return isinstance(value, str)
    kind = (int, float) if name == "marks" else str
    return isinstance(value, dict) and all(
        isinstance(key, str) and isinstance(one, kind) and not isinstance(one, bool)
        for key, one in value.items()
    )
