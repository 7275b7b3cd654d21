"""The addresses below `/llmhub/course/` of the notebook server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jupyter_server.utils import url_path_join
from labsync import latest
from tornado import web

from coursectl import receipts, submit
from coursectl.client import Client, path_of
from coursectl.errors import CourseError
from llmserver.course import notices, words
from llmserver.course.afresh import PROGRAM, start_afresh
from llmserver.course.base import CourseHandler, Desk
from llmserver.course.seen import Seen
from llmserver.home import COURSE


class Notices(CourseHandler):
    """What there is to tell; what updates changed is told while the service is down too."""

    @web.authenticated
    async def get(self) -> None:
        """Return updates and notices, each with whether it was seen."""
        seen = self.desk.seen
        kept = await self.beside(lambda: latest.read(self.desk.home))
        told: dict[str, Any] = {"updates": notices.updates(kept, seen), "notices": []}
        try:
            answer = await self.ask(lambda client: client.get("notices"))
            told |= {"notices": notices.of_the_service(answer, seen), "service": None}
        except CourseError as error:
            told["service"] = error.told()
        self.finish(told)

    @web.authenticated
    async def post(self) -> None:
        """Take note of what was seen: {"seen": [id, …]}."""
        names = words.identities(self.told())
        await self.beside(lambda: self.desk.seen.add(names))
        self.finish({"seen": names})


class Submit(CourseHandler):
    """Hand in a week as it is on the disk: {"week": 3}."""

    @web.authenticated
    async def post(self) -> None:
        """Return the receipt, and what was left out."""
        week = words.week(self.told())
        self.taken()
        async with self.desk.busy:
            done = await self.ask(lambda client: submit.hand_in(client, self.desk.home, week))
        self.finish(done.told())


class Afresh(CourseHandler):
    """Start a week afresh; the student's folder is kept under another name: {"week": 3}."""

    @web.authenticated
    async def post(self) -> None:
        """Return labsync's report."""
        week = words.week(self.told())
        self.taken()
        desk = self.desk
        async with desk.busy:
            report = await start_afresh(desk.home, desk.release, week, desk.labsync)
        if report.get("code"):
            self.set_status(409)
            report["message"] = report.get("sentence", "")
        self.finish(report)


class Receipts(CourseHandler):
    """What was handed in; while the service is down, what is noted in the home."""

    @web.authenticated
    async def get(self) -> None:
        """Return the receipts."""
        try:
            answer = await self.ask(lambda client: client.get("handins"))
            listed = answer.get("handins", []) if isinstance(answer, dict) else answer
            self.finish({"receipts": listed, "service": None})
        except CourseError as error:
            kept = await self.beside(lambda: receipts.kept(self.desk.home))
            self.finish({"receipts": kept, "service": error.told()})


class Help(CourseHandler):
    """A request for help."""

    @web.authenticated
    async def get(self) -> None:
        """Return the student's own requests."""
        self.finish({"help": await self.ask(_requests)})

    @web.authenticated
    async def post(self) -> None:
        """Ask: {"path", "words"}."""
        told = self.told()
        body = {
            "path": words.text(told, "path", 500),
            "words": words.text(told, "words", 2000, lines=True),
        }
        self.finish(_object(await self.ask(lambda client: client.post("help", body))))

    @web.authenticated
    async def delete(self) -> None:
        """End a request: `?id=…`."""
        name = words.identity(self.get_query_argument("id", ""))
        self.finish(_object(await self.ask(lambda client: client.delete(path_of("help", name)))))


class Consent(CourseHandler):
    """The student lets the instructor look: {"id"}."""

    @web.authenticated
    async def post(self) -> None:
        """Return until when."""
        path = path_of("help", words.identity(self.told().get("id")), "consent")
        self.finish(_object(await self.ask(lambda client: client.post(path))))


def _requests(client: Client) -> list[Any]:
    answer = client.get("help")
    listed = answer.get("help") if isinstance(answer, dict) else answer
    return listed if isinstance(listed, list) else []


def _object(answer: Any) -> dict[str, Any]:
    return answer if isinstance(answer, dict) else {}


ADDRESSES: dict[str, type[CourseHandler]] = {
    "notices": Notices,
    "submit": Submit,
    "afresh": Afresh,
    "receipts": Receipts,
    "help": Help,
    "help/consent": Consent,
}


def install(
    application: web.Application,
    home: Path,
    release: Path = COURSE,
    labsync: tuple[str, ...] = PROGRAM,
) -> None:
    """Add the addresses to the notebook server."""
    base = url_path_join(application.settings["base_url"], "llmhub/course")
    desk = Desk(home, release, labsync, Seen(home))
    application.add_handlers(
        ".*$",
        [
            (url_path_join(base, path), handler, {"desk": desk})
            for path, handler in ADDRESSES.items()
        ],
    )
