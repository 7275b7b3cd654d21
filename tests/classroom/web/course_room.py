"""What tests of the instructors' pages share: a course, a hub, and the running service."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classroom.people import Member, Role
from tests.fakes.course_hub import FakeHub, people, report
from tests.fakes.course_pages import Pages, course_pages
from tests.fakes.course_state import Course, notebook, open_course


@dataclass
class CourseRoom:
    """Releases 1 and 2 have week 3; ada's and bob's labs run; tom teaches tuesday: ada."""

    course: Course
    hub: FakeHub
    pages: Pages

    async def get(self, path: str, who: str = "ines") -> Any:
        answer = await self.pages.call("GET", f"api/{path}", who)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, body: object = None, who: str = "ines") -> Any:
        answer = await self.pages.call("POST", f"api/{path}", who, json=body or {})
        return answer.json() | {"status": answer.status_code}

    async def push(self, release: int = 1, *targets: str, **more: Any) -> Any:
        who = more.pop("who", "ines")
        body = {"release": release, "weeks": [3], "targets": list(targets) or ["everyone"], **more}
        return await self.post("pushes", body, who)


def keeps_own(order: dict[str, Any]) -> dict[str, Any]:
    """Let a lab keep a cell that the student changed too."""
    cell = {"id": "b", "state": "kept-own", "why": "text", "offered": "u-1"}
    file = {"path": "lab.ipynb", "state": "kept-own", "code": "SYNC-CELLS", "cells": [cell]}
    return {"state": "done", "report": report(order, file)}


@asynccontextmanager
async def course_room(folder: Path) -> AsyncIterator[CourseRoom]:
    """Open it until the block ends."""
    course = open_course(folder)
    members = people("ada", "bob", "cyd", sections={"ada": "tue", "bob": "wed"})
    members["tom"] = Member("tom", Role.INSTRUCTOR, frozenset({"tue"}))
    hub = FakeHub(members, running=["ada", "bob"])
    course.release(week3_lab_ipynb=notebook(a="1", b="2"))
    course.release(week3_lab_ipynb=notebook(a="1", b="3"), week3_tools_py="x = 1\n")
    async with course_pages(course, hub) as pages:
        yield CourseRoom(course, hub, pages)
