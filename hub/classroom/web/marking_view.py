"""Marking as JSON and pages show it. Pure, over what the library found."""

from __future__ import annotations

from typing import Any

from classroom.marking.desk import Overview, Row
from classroom.marking.sheet import Line
from classroom.marking.tables import FIRST, Mark
from classroom.marking.written import Answer
from classroom.people import Member


def overview_told(overview: Overview, teacher: Member) -> dict[str, Any]:
    """Return a week's marking."""
    return {
        "week": overview.week,
        "state": "running" if overview.under_way else "done",
        "blind": overview.blind,
        "most": overview.rubric.points,
        "next": overview.next_for(teacher.name),
        "next_second": overview.next_for(teacher.name, second=True),
        "marking": [row_told(row) for row in overview.rows],
    }


def row_told(row: Row) -> dict[str, Any]:
    """Return one line of the list."""
    run, sheet, back = row.run, row.sheet, row.returned
    return {
        "user": row.name,
        "number": row.handin.number,
        "at": f"{row.handin.at.isoformat()}Z",
        "late": row.handin.late,
        "state": run.state if run else "untested",
        "code": run.code if run else "",
        "message": run.message if run else "",
        "points": sheet.total,
        "missing": sheet.missing,
        "differences": sheet.differences,
        "markers": [sheet.markers[place] for place in sorted(sheet.markers)],
        "returned": f"{back.at.isoformat()}Z" if back else None,
        "returned_is_newest": bool(back and back.handin_id == row.handin.id),
    }


def paper_told(row: Row, answers: list[Answer], who: str) -> dict[str, Any]:
    """Return one hand-in with its answers and marks.

    The other marker's marks are told to who has given all of the own: two opinions are worth more
    when the second does not know the first.
    """
    sheet = row.sheet
    place = sheet.place_of(who)
    done = sheet.is_done_by(who) or place is None
    written = {one.task: one for one in answers}
    said = row.run.said if row.run else {}
    return {
        **row_told(row),
        "place": place,
        "comment": sheet.comments.get(place or 0, ""),
        "other": [name for name in sheet.markers.values() if name != who],
        "files": [str(one["path"]) for one in row.handin.files],
        "tasks": [
            _task_told(line, place, written.get(line.task.id), said.get(line.task.id, ""), done)
            for line in sheet.lines
        ],
    }


def _task_told(
    line: Line, place: int | None, answer: Answer | None, said: str, done: bool
) -> dict[str, Any]:
    task = line.task
    mine, other = (line.first, line.second) if place in (FIRST, None) else (line.second, line.first)
    return {
        "id": task.id,
        "points": task.points,
        "looks_at": task.looks_at,
        "automatic": task.automatic,
        "criteria": [{"points": one.points, "text": one.text} for one in task.criteria],
        "answer": {"where": answer.where, "html": answer.html, "note": answer.note}
        if answer
        else None,
        "tests": line.tests.points if line.tests else None,
        "said": said,
        "mine": _mark_told(mine),
        "other": _mark_told(other) if done else None,
        "final": line.final if done else None,
        "differs": line.differs and done,
    }


def _mark_told(mark: Mark | None) -> dict[str, Any] | None:
    if mark is None:
        return None
    return {"points": mark.points, "criteria": mark.criteria, "comment": mark.comment}
