"""Hand in; see one's own receipts; for teachers: who handed in, and everything as one archive."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from tornado.iostream import StreamClosedError

from classroom.audit import record
from classroom.errors import ClassroomError
from classroom.handins.archive import write_archive
from classroom.handins.receive import Desk, Week, known_week, receipt, receive
from classroom.handins.tables import HandIn, newest_of_each, of_user
from classroom.marking.desk import own_students
from classroom.marking.material import published
from classroom.releases.dates import all_dates, of_week
from classroom.web.base import ApiHandler, CourseHandler
from classroom.web.body import LARGE, LargeBody
from classroom.web.login import ATTEND
from classroom.web.shared import Classroom

_PIECE = 2**20


def desk_of(classroom: Classroom) -> Desk:
    """Return where hand-ins are taken in."""
    return Desk(classroom.sessions, classroom.layout.handins, classroom.zone)


def receipts(classroom: Classroom, handins: list[HandIn]) -> list[dict[str, Any]]:
    """Return receipts, with whose they are."""
    with classroom.sessions() as session:
        dates = all_dates(session)
    weeks = {one.week: Week(one.week, of_week(dates, one.week).due) for one in handins}
    return [{"user": one.user, **receipt(one, weeks[one.week], classroom.zone)} for one in handins]


async def handins_for(handler: CourseHandler, week: int) -> list[HandIn]:
    """Return the newest hand-ins of a week by the students that somebody teaches."""
    if not handler.may_teach:
        raise ClassroomError("not-a-teacher", "This list is for instructors.", 403)
    members = await handler.classroom.hub.members()

    def find() -> list[HandIn]:
        with handler.classroom.sessions() as session:
            return own_students(handler.member, members, newest_of_each(session, week))

    return await handler.in_thread(find)


def archive_words(chosen: Sequence[HandIn], damaged: Sequence[HandIn]) -> str:
    """Return what the audit says of an archive."""
    words = f"{len(chosen) - len(damaged)} hand-ins"
    missing = ", ".join(f"{one.user} {one.number}" for one in damaged)
    return f"{words}; damaged: {missing}" if missing else words


class OwnHandler(ApiHandler):
    """`GET handins`."""

    scope = ATTEND

    async def get(self) -> None:
        """List one's own, the newest first."""

        def find() -> list[dict[str, Any]]:
            with self.classroom.sessions() as session:
                own = list(of_user(session, self.member.name))
            return receipts(self.classroom, own)

        self.reply({"handins": await self.in_thread(find)})


class WeekHandler(LargeBody, ApiHandler):
    """`POST handins/N` for everybody, `GET handins/N` for teachers."""

    scope = ATTEND
    max_body = LARGE

    async def post(self, week: str) -> None:
        """Take files in; who hands in is whose token it is, whatever the body says."""
        sent = (await self.in_thread(self.json_body)).get("files")
        self.reply(await self.in_thread(self._receive, int(week), sent), 201)

    def _receive(self, number: int, sent: Any) -> dict[str, Any]:
        with self.classroom.sessions() as session:
            due = of_week(all_dates(session), number).due
        week = known_week(number, published(self.classroom.layout.course), due)
        return receive(desk_of(self.classroom), week, self.member.name, sent)

    async def get(self, week: str) -> None:
        """List the newest of each of the teacher's students."""
        found = await handins_for(self, int(week))
        self.reply({"handins": await self.in_thread(receipts, self.classroom, found)})


class ArchiveHandler(ApiHandler):
    """`GET handins/N/archive`."""

    async def get(self, week: str) -> None:
        """Send a zip file, a piece at a time."""
        chosen = await handins_for(self, int(week))
        layout = self.classroom.layout
        made = await self.in_thread(write_archive, layout.handins, chosen, layout.incoming)
        with made.path.open("rb") as file:
            made.path.unlink()  # what is open can be read to its end; nothing is left of it then
            with self.classroom.sessions.begin() as session:
                words = archive_words(chosen, made.damaged)
                record(session, self.member.name, "archive", f"week{week}", words)
            self.set_header("Content-Type", "application/zip")
            self.set_header("Content-Length", str(os.fstat(file.fileno()).st_size))
            name = f"handins-week{week}.zip"
            self.set_header("Content-Disposition", f'attachment; filename="{name}"')
            with suppress(StreamClosedError):
                while piece := await self.in_thread(file.read, _PIECE):
                    self.write(piece)
                    await self.flush()


def handlers() -> list[tuple[str, type]]:
    """Return the handlers, by patterns below the service's prefix."""
    return [
        (r"api/handins", OwnHandler),
        (r"api/handins/([1-9]\d?)", WeekHandler),
        (r"api/handins/([1-9]\d?)/archive", ArchiveHandler),
    ]
