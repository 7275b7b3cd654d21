"""The addresses below `/llmhub/course/` of the notebook server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jupyter_server.utils import url_path_join
from labsync import latest
from tornado import web

from coursectl import receipts, submit
from coursectl.errors import CourseError
from llmserver.course import notices, words
from llmserver.course.afresh import PROGRAM, start_afresh
from llmserver.course.base import CourseHandler, Desk
from llmserver.course.help import Consent, Copy, Help
from llmserver.course.seen import Seen
from llmserver.home import COURSE


class Notices(CourseHandler):
    """What there is to tell; what updates changed is told while the service is down too."""

    @web.authenticated
    async def get(self) -> None:
        """Return the weeks' news and feedback, each with whether it was seen."""
        seen = self.desk.seen
        kept = await self.beside(lambda: latest.read(self.desk.home))
        told: dict[str, Any] = {"weeks": notices.weeks(kept, seen), "feedback": [], "help": []}
        told["service"] = None
        try:
            answer = await self.ask(lambda client: client.get("notices"))
            told["feedback"] = notices.feedback(answer, seen)
            told["help"] = notices.answers(answer, seen)
        except CourseError as error:
            told["service"] = error.told()
        self.finish(told)


class SeenNotices(CourseHandler):
    """What was seen: {"week", "release"}, {"week", "feedback": its number}, or {"help": its id}."""

    @web.authenticated
    async def post(self) -> None:
        """Take note of it."""
        told = self.told()
        if "help" in told:
            name = words.identity(told["help"])
            await self.beside(lambda: self.desk.seen.add([notices.help_name({"id": name})]))
            self.finish({"seen": True})
            return
        week = words.week(told)
        if "feedback" in told:
            names = [notices.feedback_name({"week": week, "number": told["feedback"]})]
        else:
            release = words.text(told, "release", 100)
            kept = await self.beside(lambda: latest.read(self.desk.home).get(week, {}))
            # What was shown may be older than what is there by now.
            names = [notices.week_name(kept)] if kept.get("release") == release else []
        await self.beside(lambda: self.desk.seen.add(names))
        self.finish({"seen": bool(names)})


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


ADDRESSES: dict[str, type[CourseHandler]] = {
    "notices": Notices,
    "notices/seen": SeenNotices,
    "submit": Submit,
    "afresh": Afresh,
    "receipts": Receipts,
    "help": Help,
    "help/consent": Consent,
    "help/copy": Copy,
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
