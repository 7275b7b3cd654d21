"""Marking by HTTP: run the tests, read and give marks, return feedback, marks as CSV."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from classroom.audit import record, record_look
from classroom.errors import ClassroomError
from classroom.handins.tables import HandIn
from classroom.marking import queue
from classroom.marking.blind import set_blind
from classroom.marking.desk import MarkingDesk, Overview, Row, row_of
from classroom.marking.giving import give
from classroom.marking.returning import Returns
from classroom.marking.table import marks_csv
from classroom.web.base import ApiHandler, CourseHandler
from classroom.web.marking_view import overview_told, paper_told
from classroom.web.shared import Classroom


def desk_of(classroom: Classroom) -> MarkingDesk:
    """Return where marks are given."""
    return MarkingDesk(classroom.layout, classroom.sessions, classroom.zone)


async def overview_for(handler: CourseHandler, week: int) -> Overview:
    """Return a week's marking for who asks."""
    members = await handler.classroom.hub.members()
    return await handler.in_thread(
        desk_of(handler.classroom).overview, handler.member, members, week
    )


async def paper_for(handler: CourseHandler, overview: Overview, row: Row) -> dict[str, Any]:
    """Return one hand-in with its answers and marks."""
    desk = desk_of(handler.classroom)
    found = await handler.in_thread(desk.answers, overview.rubric, row.handin)
    own = await handler.in_thread(desk.material(overview.week).own, row.handin.files)
    who = handler.member.name
    told = paper_told(row, found, who)
    return {
        **told,
        "own": own,
        "next": overview.next_for(who, after=row.name),
        "next_second": overview.next_for(who, second=True, after=row.name),
    }


async def look_at(handler: CourseHandler, week: int, name: str) -> dict[str, Any]:
    """Return one hand-in as `paper_for` does, and note who looks at it."""
    overview = await overview_for(handler, week)
    row = row_of(overview, name)
    told = await paper_for(handler, overview, row)
    await handler.in_thread(note_look, handler.classroom, handler.member.name, row.handin)
    return told


def note_look(classroom: Classroom, who: str, handin: HandIn, path: str = "") -> None:
    """Write into the audit who looks at a hand-in, or at one file of it."""
    words = f"number {handin.number}{', ' if path else ''}{path}"
    with classroom.sessions.begin() as session:
        record_look(session, who, f"week{handin.week} {handin.user}", words)


class MarkingHandler(ApiHandler):
    """`GET` and `PUT marking/N`."""

    async def get(self, week: str) -> None:
        """Tell how far marking is."""
        overview = await overview_for(self, int(week))
        self.reply(overview_told(overview, self.member))

    async def put(self, week: str) -> None:
        """Hide names from oneself, or show them: {"blind": true}."""
        blind = self.json_body().get("blind")
        if not isinstance(blind, bool):
            raise ClassroomError("bad-request", '"blind" must be true or false.')
        await self.in_thread(self._set, int(week), blind)
        self.reply({"blind": blind})

    def _set(self, week: int, blind: bool) -> None:
        with self.classroom.sessions.begin() as session:
            set_blind(session, self.member.name, week, blind)


class PaperHandler(ApiHandler):
    """`GET` and `PUT marking/N/USER`, `POST marking/N/run` and `marking/N/return`.

    One handler for both: a user may be called `run`, and nobody posts to a user.
    """

    async def get(self, week: str, name: str) -> None:
        """Tell answers and marks."""
        self.reply(await look_at(self, int(week), name))

    async def put(self, week: str, name: str) -> None:
        """Give marks; `number` tells which hand-in was read."""
        given = self.json_body()
        overview = await overview_for(self, int(week))
        row = row_of(overview, name)
        if given.get("number", row.handin.number) != row.handin.number:
            raise ClassroomError(
                "handed-in-again",
                "Nothing was saved: there is a newer hand-in meanwhile. Reload the page.",
                409,
            )
        await self.in_thread(
            give,
            self.classroom.sessions,
            overview.rubric,
            row.handin,
            self.member.name,
            given,
        )
        overview = await overview_for(self, int(week))  # as it is now
        self.reply(await paper_for(self, overview, row_of(overview, name)))

    async def post(self, week: str, action: str) -> None:
        """Run the tests, or return feedback, for all of the teacher's students."""
        deeds: dict[str, Callable[[Overview], dict[str, Any]]] = {
            "run": self._run,
            "return": self._return,
        }
        if action not in deeds:
            raise ClassroomError("no-such-method", "Post to `run` or `return`.", 405)
        overview = await overview_for(self, int(week))
        self.reply(await self.in_thread(deeds[action], overview), 202)

    def _run(self, overview: Overview) -> dict[str, Any]:
        chosen = [row.handin for row in overview.rows]
        with self.classroom.sessions.begin() as session:
            return {"queued": queue.ask(session, self.member.name, overview.week, chosen)}

    def _return(self, overview: Overview) -> dict[str, Any]:
        shared = self.classroom
        returns = Returns(shared.layout, shared.sessions, shared.zone)
        material = desk_of(shared).material(overview.week)
        names = {row.handin.user: row.name for row in overview.rows}
        given = returns.give_all(self.member.name, material, [row.handin for row in overview.rows])
        told = [{**asdict(one), "user": names[one.user]} for one in given]
        return {
            "returned": [one for one in told if one["state"] == "returned"],
            "left": [one for one in told if one["state"] != "returned"],
        }


class TableHandler(ApiHandler):
    """`GET marking/N/marks.csv`."""

    async def get(self, week: str) -> None:
        """Send the marks, with names: that is what the table is for."""
        overview = await overview_for(self, int(week))
        rows = sorted(overview.rows, key=lambda row: row.handin.user)
        text = marks_csv(overview.rubric, [(row.handin, row.sheet) for row in rows])
        with self.classroom.sessions.begin() as session:
            record(session, self.member.name, "marks-csv", f"week{week}", f"{len(rows)} students")
        self.set_header("Content-Type", "text/csv; charset=utf-8")
        name = f"marks-week{week}.csv"
        self.set_header("Content-Disposition", f'attachment; filename="{name}"')
        self.finish(text)


def handlers() -> list[tuple[str, type]]:
    """Return the handlers, by patterns below the service's prefix."""
    return [
        (r"api/marking/([1-9]\d?)", MarkingHandler),
        (r"api/marking/([1-9]\d?)/marks\.csv", TableHandler),
        (r"api/marking/([1-9]\d?)/([A-Za-z0-9-]{1,64})", PaperHandler),
    ]
