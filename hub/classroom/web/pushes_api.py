"""Pushes: try, push, look, undo, retry."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Annotated, Any

from pydantic import BaseModel, Field

from classroom.errors import ClassroomError
from classroom.people import Member
from classroom.pushes import rows
from classroom.pushes.service import Pushes
from classroom.pushes.view import Head, View, heads, view
from classroom.pushes.wanted import Wanted
from classroom.web.base import ApiHandler
from classroom.web.shared import Classroom

_LATER = "Something is in the way of this push: it goes on by itself as soon as it can."

Week = Annotated[int, Field(ge=1, le=99)]


class NewPush(BaseModel):
    """The body of `POST pushes`."""

    release: int = Field(ge=1, le=999_999)
    weeks: list[Week] = Field(max_length=99)
    targets: list[str] = Field(max_length=1000)
    dry_run: bool = False
    key: str | None = Field(default=None, min_length=8, max_length=64)

    def wanted(self) -> Wanted:
        """Return it as the library takes it."""
        weeks = tuple(sorted(set(self.weeks)))
        return Wanted(self.release, weeks, tuple(self.targets), self.key)


def pushes_of(classroom: Classroom) -> Pushes:
    """Return the library."""
    return Pushes(classroom.layout, classroom.sessions, classroom.hub)


async def look(classroom: Classroom, member: Member, number: int) -> tuple[View, str]:
    """Return a push as it stands now, and what keeps it from going on, "" for nothing.

    Raises:
        ClassroomError: `no-such-push`, `hub-down`.
    """
    members = await classroom.hub.members()

    def find() -> View:
        with classroom.sessions() as session:
            return view(session, classroom.layout, number, member, members)

    found = await asyncio.to_thread(find)
    if rows.is_finished(row.state for row in found.rows):
        return found, ""
    try:
        await pushes_of(classroom).finish(number)
    except ClassroomError as error:
        # What is in the way may be another group's student, whom the sentence names.
        return found, error.message if found.head.may_act else _LATER
    return await asyncio.to_thread(find), ""


async def listed(classroom: Classroom, member: Member) -> list[Head]:
    """Return the pushes that a member may see, the newest first."""
    members = await classroom.hub.members()

    def find() -> list[Head]:
        with classroom.sessions() as session:
            return heads(session, member, members)

    return await asyncio.to_thread(find)


def in_short(head: Head) -> dict[str, Any]:
    """Return what the list says of a push."""
    push = head.push
    return {
        "id": push.name,
        "kind": push.kind,
        "dry_run": push.is_trial,
        "at": f"{push.at.isoformat()}Z",
        "by": push.who,
        "release": push.release,
        "weeks": list(push.weeks),
        "targets": list(head.targets),
        "state": head.state,
        "counts": dict(head.counts),
        "summary": head.sentence,
        "undo_of": f"p{push.undo_of}" if push.undo_of else None,
        "undone_by": head.undone_by.name if head.undone_by else None,
        "can_undo": head.can_undo,
        "can_retry": head.can_retry,
    }


def in_full(found: View, trouble: str) -> dict[str, Any]:
    """Return a push with a row for each student and week."""
    orders = [
        {
            "user": line.student,
            "week": line.week,
            "state": line.state,
            "says": line.says,
            "code": row.code,
            "message": line.message,
            "files": [asdict(one) for one in line.entries.values()],
            "report": row.report,
        }
        for row, line in zip(found.rows, found.lines, strict=True)
    ]
    return {
        **in_short(found.head),
        "trouble": trouble,
        "changes": [asdict(one) for one in found.changes],
        "held": {
            str(week): f"{at.isoformat()}Z" if at else None for week, at in found.held.items()
        },
        "orders": orders,
    }


class PushesHandler(ApiHandler):
    """`GET pushes`, `POST pushes`."""

    async def get(self) -> None:
        """List them."""
        found = await listed(self.classroom, self.member)
        self.reply({"pushes": [in_short(one) for one in found]})

    async def post(self) -> None:
        """Push, or try it."""
        body = self.read(NewPush)
        pushes = pushes_of(self.classroom)
        number = await pushes.start(self.member, body.wanted(), dry_run=body.dry_run)
        self.reply(in_full(*await look(self.classroom, self.member, number)), 202)


class PushHandler(ApiHandler):
    """`GET pushes/ID`."""

    async def get(self, number: str) -> None:
        """Tell how it stands."""
        self.reply(in_full(*await look(self.classroom, self.member, int(number))))


class UndoHandler(ApiHandler):
    """`POST pushes/ID/undo`."""

    async def post(self, number: str) -> None:
        """Take it back; what comes of that is a push of its own."""
        undo = await pushes_of(self.classroom).undo(self.member, int(number))
        self.reply(in_full(*await look(self.classroom, self.member, undo)), 202)


class RetryHandler(ApiHandler):
    """`POST pushes/ID/retry`."""

    async def post(self, number: str) -> None:
        """Try again where it failed."""
        await pushes_of(self.classroom).retry(self.member, int(number))
        self.reply(in_full(*await look(self.classroom, self.member, int(number))), 202)


def handlers() -> list[tuple[str, type]]:
    """Return the handlers, by patterns below the service's prefix."""
    one = r"api/pushes/p?(\d{1,9})"
    return [
        (r"api/pushes", PushesHandler),
        (one, PushHandler),
        (f"{one}/undo", UndoHandler),
        (f"{one}/retry", RetryHandler),
    ]
