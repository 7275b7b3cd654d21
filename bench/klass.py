"""A class for pushes: many on the roster, some at work with a server, a kernel and own edits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace

import docker

from bench.class_start import stop
from bench.our_hub import OurHub, new_names
from bench.pushed_week import NOTEBOOK, worked_on
from bench.student import CELL, Student
from llmhub.errors import LabError

AT_ONCE = 4  # starts


@dataclass(frozen=True)
class Klass:
    """Everybody's names, and those who have a server."""

    names: Sequence[str]
    running: Sequence[Student]


@contextmanager
def a_class(client: docker.APIClient, hub: OurHub, homes: int, running: int) -> Iterator[Klass]:
    """Enrol a class and let some begin to work; everything of them goes at the end."""
    others = new_names(homes - running)
    students: Sequence[Student] = []
    try:
        hub.invite(*others)
        # Nobody asks a model here: the cell alone.
        students = [replace(one, code=CELL) for one in hub.enrol(running)]
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="student") as pool:
            list(pool.map(begin, students, range(running)))
        yield Klass([*(one.name for one in students), *others], students)
    finally:
        stop(client, hub, students)
        hub.forget(students)
        for name in others:
            hub.remove(name)


def begin(student: Student, number: int) -> None:
    """Start the server, run a cell, and work on the week's notebook; each third in one way."""
    visit = student.visit()
    if visit.error:
        raise LabError("bench-start", f"{student.name}: {visit.error}")
    path = f"{student.server}api/contents/labs/{NOTEBOOK}"
    notebook = student.browser.get(path).json()["content"]
    body = {"type": "notebook", "format": "json", "content": worked_on(notebook, number)}
    student.browser.send("PUT", path, body)
