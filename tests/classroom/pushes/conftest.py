"""A course with two releases of week 3, and a hub with three students."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from classroom.people import Member, Role
from classroom.pushes import book
from classroom.pushes.service import Pushes
from classroom.pushes.tables import Push, PushRow
from classroom.pushes.view import View, view
from classroom.pushes.wanted import Wanted
from tests.fakes.course_hub import FakeHub, people
from tests.fakes.course_state import Course, notebook, open_course

INES = Member("ines", Role.INSTRUCTOR)
TOM = Member("tom", Role.INSTRUCTOR, frozenset({"tue"}))


@dataclass
class Room:
    """Everything a test of pushes needs; `first` and `second` are releases."""

    course: Course
    hub: FakeHub
    pushes: Pushes
    first: int = 0
    second: int = 0

    async def push(
        self, release: int, *targets: str, week: int = 3, by: Member = INES, dry_run: bool = False
    ) -> int:
        wanted = Wanted(release, (week,), targets or ("everyone",))
        return await self.pushes.start(by, wanted, dry_run=dry_run)

    async def arrived(self, release: int, *targets: str) -> int:
        """Push, and let it arrive where labs run."""
        number = await self.push(release, *targets)
        self.hub.work()
        await self.pushes.finish(number)
        return number

    def get(self, number: int) -> Push:
        with self.course.sessions() as session:
            return book.get(session, number)

    def rows(self, number: int) -> dict[str, PushRow]:
        with self.course.sessions() as session:
            return {row.user: row for row in book.rows(session, number)}

    def states(self, number: int) -> dict[str, str]:
        return {user: row.state for user, row in self.rows(number).items()}

    def view(self, number: int, teacher: Member = INES) -> View:
        with self.course.sessions() as session:
            return view(session, self.course.layout, number, teacher, self.hub.people)

    def restarted(self) -> Pushes:
        """Return the service as it is after its process was killed."""
        return Pushes(self.course.layout, self.course.sessions, self.hub)


@pytest.fixture
def room(tmp_path: Path) -> Room:
    course = open_course(tmp_path)
    members = people("ada", "bob", "cyd", sections={"ada": "tue", "bob": "tue", "cyd": "wed"})
    members["tom"] = TOM
    hub = FakeHub(members, running=["ada"])
    room = Room(course, hub, Pushes(course.layout, course.sessions, hub))
    room.first = course.release(week3_lab_ipynb=notebook(a="1", b="2"))
    room.second = course.release(week3_lab_ipynb=notebook(a="1", b="3"), week3_tools_py="x = 1\n")
    return room
