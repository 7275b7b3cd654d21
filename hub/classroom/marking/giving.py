"""Give marks: checked against the rubric, written with a note of who gave them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from classroom.audit import record
from classroom.errors import ClassroomError
from classroom.handins.tables import HandIn
from classroom.ledger import now
from classroom.marking.sheet import Sheet, sheet_of
from classroom.marking.tables import FIRST, Mark, Marker
from labs.marking.rubric import Rubric, Task

COMMENT_LETTERS = 5_000


def sheets(session: Session, rubric: Rubric, handins: Sequence[HandIn]) -> dict[int, Sheet]:
    """Return hand-in -> its marks as they stand."""
    keys = [one.id for one in handins]
    marks: dict[int, list[Mark]] = {key: [] for key in keys}
    markers: dict[int, list[Marker]] = {key: [] for key in keys}
    for mark in session.scalars(select(Mark).where(Mark.handin_id.in_(keys))):
        marks[mark.handin_id].append(mark)
    for marker in session.scalars(select(Marker).where(Marker.handin_id.in_(keys))):
        markers[marker.handin_id].append(marker)
    return {key: sheet_of(rubric, marks[key], markers[key]) for key in keys}


def give(
    sessions: sessionmaker[Session], rubric: Rubric, handin: HandIn, who: str, given: Any
) -> Sheet:
    """Write what a marker gave and return the sheet.

    Args:
        sessions: the ledger.
        rubric: of the assignment.
        handin: what is marked.
        who: the marker: the first who gives marks is the first one, the next the second.
        given: {"tasks": {task: {"criteria": [points] | "points": points | null, "comment"}},
            "comment"}; null takes a mark back, a task that is not named stays as it is.

    Raises:
        ClassroomError: `bad-marks` with what is wrong, `two-markers` or `marked-meanwhile`; then
            nothing is written.
    """
    marks, comment = _checked(rubric, given)
    try:
        with sessions.begin() as session:
            sheet = sheets(session, rubric, [handin])[handin.id]
            place = _take_place(session, sheet, handin, who, comment)
            for task, mark in marks.items():
                _write(session, handin, who, task, mark)
            session.flush()
            after = sheets(session, rubric, [handin])[handin.id]
            words = f"number {handin.number}, marker {place}, {', '.join(marks) or 'comment'}"
            record(session, who, "mark", f"week{handin.week} {handin.user}", words)
            return after
    except IntegrityError as error:
        raise ClassroomError(
            "marked-meanwhile", "Somebody else marked this just now: reload the page.", 409
        ) from error


def _take_place(
    session: Session, sheet: Sheet, handin: HandIn, who: str, comment: str | None
) -> int:
    """Note that somebody marks this, and what is said about the whole; return the place."""
    place = sheet.place_of(who)
    if place is None:
        raise ClassroomError(
            "two-markers",
            f"{sheet.markers[FIRST]} and another have marked this: a third mark has no place.",
            409,
        )
    query = select(Marker).where(Marker.handin_id == handin.id, Marker.who == who)
    marker = session.scalar(query)
    if marker is None:
        marker = Marker(handin_id=handin.id, place=place, who=who)
        session.add(marker)
    if comment is not None:
        marker.comment = comment
    return place


def _write(
    session: Session, handin: HandIn, who: str, task: str, mark: Mapping[str, Any] | None
) -> None:
    """Write one mark in the place of the marker's own earlier one, or take that back."""
    query = select(Mark).where(Mark.handin_id == handin.id, Mark.task == task, Mark.marker == who)
    old = session.scalar(query)
    if old is not None:
        session.delete(old)
        session.flush()
    if mark is not None:
        session.add(Mark(handin_id=handin.id, task=task, marker=who, at=now(), **mark))


def _checked(rubric: Rubric, given: Any) -> tuple[dict[str, dict[str, Any] | None], str | None]:
    """Return task -> mark, and the comment about the whole."""
    tasks = {task.id: task for task in rubric.tasks}
    asked = given.get("tasks", {}) if isinstance(given, dict) else None
    if not isinstance(asked, dict) or not all(isinstance(one, dict) for one in asked.values()):
        raise _bad('"tasks" must be an object of objects')
    if strange := sorted(set(asked) - set(tasks)):
        raise _bad(f"the assignment has no task {strange[0][:64]}")
    comment = _comment(given) if "comment" in given else None
    return {name: _mark(tasks[name], one) for name, one in asked.items()}, comment


def _mark(task: Task, one: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return one mark's fields; None takes it back."""
    comment = _comment(one)
    if one.get("criteria" if task.criteria else "points") is None:
        if comment:
            raise _bad(f"{task.id} has a comment and no points")
        return None
    if task.criteria:
        values = one["criteria"]
        if not isinstance(values, list) or len(values) != len(task.criteria):
            raise _bad(f"{task.id} has {len(task.criteria)} criteria: give points for each")
        most = [criterion.points for criterion in task.criteria]
        parts = [_points(task, *pair) for pair in zip(values, most, strict=True)]
        return {"points": sum(parts), "criteria": parts, "comment": comment}
    points = _points(task, one["points"], task.points)
    return {"points": points, "criteria": [], "comment": comment}


def _points(task: Task, value: Any, most: float) -> float:
    # True is 1 for Python, and nobody means it.
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or not 0 <= value <= most:
        raise _bad(f"{task.id}: give 0 to {most:g} points")
    return round(float(value), 2)


def _comment(one: Mapping[str, Any]) -> str:
    comment = one.get("comment", "")
    if not isinstance(comment, str) or len(comment) > COMMENT_LETTERS:
        raise _bad(f"a comment is a text of {COMMENT_LETTERS:,} letters at most")
    return comment.strip()


def _bad(why: str) -> ClassroomError:
    return ClassroomError("bad-marks", f"Nothing was saved: {why}.")
