"""Help: students ask, allow, send and end; instructors see their own students' questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from classroom.errors import ClassroomError
from classroom.help.desk import HelpDesk
from classroom.help.looking import Watch
from classroom.help.shelf import Shelf
from classroom.help.tables import HelpRequest, looks
from classroom.help.telling import teachers_of, told
from classroom.ledger import now
from classroom.people import Member
from classroom.web.base import ApiHandler, CourseHandler
from classroom.web.body import LargeBody
from classroom.web.login import ATTEND
from classroom.web.shared import Classroom


def desk_of(classroom: Classroom) -> HelpDesk:
    """Return where students ask."""
    return HelpDesk(classroom.sessions, Shelf(classroom.layout.help))


async def watch_of(handler: CourseHandler) -> Watch:
    """Return what the teacher who asks may see."""
    members = await handler.classroom.hub.members()
    classroom = handler.classroom
    return Watch(handler.member, members, classroom.sessions, Shelf(classroom.layout.help))


def listed(
    classroom: Classroom, requests: Iterable[HelpRequest], may_look: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """Return questions as JSON has them, with who has looked."""
    at, zone = now(), classroom.zone
    with classroom.sessions() as session:
        return [told(one, at, zone, looks(session, one), may_look) for one in requests]


class HelpHandler(ApiHandler):
    """What all addresses of help share."""

    scope = ATTEND

    async def tell(self, request: HelpRequest, status: int = 200) -> None:
        """Answer with one question."""
        names = await self.may_look()
        told = await self.in_thread(listed, self.classroom, [request], names)
        self.reply(told[0], status)

    async def may_look(self) -> list[str]:
        """Return whom a student's consent is for; nobody's name while the hub is down."""
        try:
            members = await self.classroom.hub.members()
        except ClassroomError:
            return []
        name = self.member.name
        return teachers_of(members.get(name, Member(name)), members)


class RequestsHandler(HelpHandler):
    """`GET` and `POST help`."""

    async def get(self) -> None:
        """List the own questions; with the power to teach, the own students'."""
        if self.may_teach:
            watch = await watch_of(self)
            requests, names = await self.in_thread(watch.waiting), []
        else:
            requests = await self.in_thread(desk_of(self.classroom).own, self.member.name)
            names = await self.may_look()
        found = await self.in_thread(listed, self.classroom, requests, names)
        self.reply({"help": found})

    async def post(self) -> None:
        """Ask: {"path", "words"}; who asks is whose token it is."""
        body = self.json_body()
        desk = desk_of(self.classroom)
        path, words = body.get("path", ""), body.get("words", "")
        await self.tell(await self.in_thread(desk.ask, self.member.name, path, words), 201)


class RequestHandler(HelpHandler):
    """`GET` and `DELETE help/ID`."""

    async def get(self, number: str) -> None:
        """Tell how one question stands."""
        if not self.may_teach:
            one = desk_of(self.classroom).one
            await self.tell(await self.in_thread(one, self.member.name, int(number)))
            return
        watch = await watch_of(self)
        request = await self.in_thread(watch.one, int(number))
        self.reply((await self.in_thread(listed, self.classroom, [request]))[0])

    async def delete(self, number: str) -> None:
        """Take the own question back."""
        desk = desk_of(self.classroom)
        await self.tell(await self.in_thread(desk.end, self.member.name, int(number)))


class ConsentHandler(HelpHandler):
    """`POST help/ID/consent`."""

    async def post(self, number: str) -> None:
        """Let the instructors look for an hour from now."""
        desk = desk_of(self.classroom)
        await self.tell(await self.in_thread(desk.consent, self.member.name, int(number)))


class CopyHandler(LargeBody, HelpHandler):
    """`PUT help/ID/copy`."""

    max_body = 8 * 2**20

    async def put(self, number: str) -> None:
        """Keep the file as the student's lab sends it: {"content", "log"}."""
        desk, body = desk_of(self.classroom), await self.in_thread(self.json_body)
        await self.tell(await self.in_thread(desk.receive, self.member.name, int(number), body))


class WantHandler(ApiHandler):
    """`POST help/ID/want`."""

    async def post(self, number: str) -> None:
        """Ask the lab for a newer copy, or the student for consent."""
        watch = await watch_of(self)
        request = await self.in_thread(watch.want_newer, int(number))
        self.reply((await self.in_thread(listed, self.classroom, [request]))[0])


class AnswerHandler(ApiHandler):
    """`POST help/ID/answer`."""

    async def post(self, number: str) -> None:
        """End a question: {"words"} reach the student."""
        watch, words = await watch_of(self), self.json_body().get("words", "")
        request = await self.in_thread(watch.answer, int(number), words)
        self.reply((await self.in_thread(listed, self.classroom, [request]))[0])


def handlers() -> list[tuple[str, type]]:
    """Return the handlers, by patterns below the service's prefix."""
    one = r"api/help/([1-9]\d{0,8})"
    return [
        (r"api/help", RequestsHandler),
        (one, RequestHandler),
        (f"{one}/consent", ConsentHandler),
        (f"{one}/copy", CopyHandler),
        (f"{one}/want", WantHandler),
        (f"{one}/answer", AnswerHandler),
    ]
