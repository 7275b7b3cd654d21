"""What tests of rights share: a course in which everything has happened once, to two students."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select

from classroom.audit import Entry
from classroom.people import Member, Role
from classroom.releases.sources import Kind
from classroom.releases.store import Made, Store
from labs.build.student import student_notebook
from tests.classroom.handins.sent import sent
from tests.classroom.help.room import sent as copy_of
from tests.classroom.marking.small_release import RUBRIC, as_bytes, handed_in, source
from tests.fakes.course_hub import FakeHub, people
from tests.fakes.course_pages import Pages, course_pages
from tests.fakes.course_state import Course, notebook, open_course

OTHER = "zebedee"
"""The student of another section: a name that nothing else in an answer has."""
SECTIONS = {"ada": "tue", OTHER: "wed"}
MARKS = {
    "tasks": {"w1-essay": {"criteria": [1, 1.5]}, "w1-report": {"criteria": [4]}},
    "number": 1,
}
ALL_MARKS = {
    "tasks": {
        **MARKS["tasks"],  # type: ignore[dict-item]
        "w1-one-test": {"points": 2},
        "w1-two-test": {"points": 3},
    }
}


@dataclass
class RightsRoom:
    """The service; tom teaches ada (question 1), not zebedee (question 2, push 4)."""

    course: Course
    hub: FakeHub
    pages: Pages

    async def call(self, who: str, method: str, path: str, body: Any = None) -> httpx.Response:
        """Send JSON to the API, a form to a page."""
        sends = {"json" if path.startswith("api/") else "data": body} if body is not None else {}
        return await self.pages.call(method, path, who, **sends)

    async def done(self, who: str, method: str, path: str, body: Any = None) -> None:
        """Do what has to work."""
        answer = await self.call(who, method, path, body)
        assert answer.status_code < 400, (path, answer.text)

    def deeds(self) -> list[tuple[str, str, str]]:
        """Return who did what, of what; the oldest first."""
        with self.course.sessions() as session:
            every = session.scalars(select(Entry).order_by(Entry.id)).all()
            return [(one.who, one.action, one.subject) for one in every]

    def release(self, cell: str) -> None:
        """Keep a release of weeks 1, with an assignment, and 3."""

        def fill(tree: Path) -> list[str]:
            for kind, book in (("student", student_notebook(source())), ("instructor", source())):
                for week in ("week1", "week3"):
                    (tree / kind / week).mkdir(parents=True)
                    (tree / kind / week / "lab.ipynb").write_text(notebook(a="1", b=cell))
                (tree / kind / "week1/assignment.ipynb").write_bytes(as_bytes(book))
            (tree / "instructor/week1/rubric.yml").write_text(RUBRIC)
            return []

        made = Made(Kind.FOLDER, f"folder {cell}", "root", datetime.now(UTC))
        Store(self.course.layout.releases).add(made, fill)

    async def push(self, release: int, weeks: list[int], *targets: str, **more: Any) -> None:
        """Push, and let the labs work."""
        body = {"release": release, "weeks": weeks, "targets": list(targets) or ["everyone"]}
        await self.done("ines", "POST", "api/pushes", body | more)
        self.hub.work()
        await self.done("ines", "GET", "api/pushes")


@asynccontextmanager
async def rights_room(folder: Path) -> AsyncIterator[RightsRoom]:
    """Open it until the block ends."""
    members = people(*SECTIONS, sections=SECTIONS)
    members["tom"] = Member("tom", Role.INSTRUCTOR, frozenset({"tue"}))
    course, hub = open_course(folder), FakeHub(members, running=list(SECTIONS))
    async with course_pages(course, hub) as pages:
        room = RightsRoom(course, hub, pages)
        await pushed(room)
        for number, who in enumerate(SECTIONS, 1):
            await handed_in_and_asked(room, who, number)
        yield room


async def pushed(room: RightsRoom) -> None:
    """Push 1 to all, 2 with failures, 3 a trial, 4 to the other student alone."""
    room.release("2")
    room.release("3")
    drafts = room.course.layout.sources / "draft/week3"
    drafts.mkdir(parents=True)
    (drafts / "lab.ipynb").write_text(notebook(a="1"))
    await room.push(1, [1, 3])
    room.hub.outcomes |= dict.fromkeys(SECTIONS, too_full)
    await room.push(2, [3])
    room.hub.outcomes.clear()
    await room.push(2, [3], dry_run=True)
    await room.push(2, [1], f"student:{OTHER}")
    for number in range(1, 5):
        await room.done("ines", "GET", f"api/pushes/p{number}")


def too_full(order: dict[str, Any]) -> dict[str, Any]:
    """Let an order fail with a sentence that names the student."""
    return {"state": "failed", "code": "full", "message": f"The lab of {order['user']} is full."}


async def handed_in_and_asked(room: RightsRoom, who: str, number: int) -> None:
    """Hand in, get marks, ask and let look."""
    report = f"# The report of {who}".encode()
    files = sent({"report.md": report}, as_bytes(handed_in(essay=f"By {who}.")))
    await room.done(who, "POST", "api/handins/1", {"files": files})
    await room.done("ines", "PUT", f"api/marking/1/{who}", MARKS)
    question = {"path": f"labs/week3/{who}.ipynb", "words": f"Why, asks {who}?"}
    await room.done(who, "POST", "api/help", question)
    await room.done(who, "POST", f"api/help/{number}/consent", {})
    book = notebook(a=f"'{who}'").encode()
    await room.done(who, "PUT", f"api/help/{number}/copy", copy_of(book, b"log"))
