"""One round: a class start on one hub, what it cost, and what idle labs hold."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import docker
import httpx
from docker.errors import NotFound

from bench import idle
from bench.hubs import Hub
from bench.meters import Meter, lab_usage
from bench.record import Round, Visit
from bench.student import Student
from llmhub.errors import LabError

STOPPED = 180  # seconds until all containers of a round must be gone


def arrive(students: Sequence[Student], within: float) -> list[Visit]:
    """Let all students press Start, evenly within some seconds; return their visits."""
    began = time.monotonic()

    def come(number: int) -> Visit:
        time.sleep(max(0.0, began + number * within / len(students) - time.monotonic()))
        return students[number].visit()

    with ThreadPoolExecutor(len(students), thread_name_prefix="student") as pool:
        return list(pool.map(come, range(len(students))))


def play(client: docker.APIClient, hub: Hub, count: int, within: float) -> Round:
    """Play one round with new students, and leave nothing of it running."""
    students = hub.enrol(count)
    try:
        check_none_runs(client, hub, students)
        meter = Meter(client, hub.services)
        visits = arrive(students, within)
        cpu = meter.used()
        names = containers_by_part(hub, students)
        for part, each in names.items():
            cpu[part] = sum(one.cpu_seconds for one in lab_usage(client, each) if one is not None)
        well = [one for one, visit in zip(students, visits, strict=True) if not visit.error]
        visits, memory = idle.settle(visits, idle.read(client, hub, well))
    finally:
        stop(client, hub, students)
        hub.forget(students)
    return Round(visits, cpu, memory)


def check_none_runs(client: docker.APIClient, hub: Hub, students: Sequence[Student]) -> None:
    """Make sure that the clock begins before the work does; LabError `bench-too-early`."""
    names = [name for each in containers_by_part(hub, students).values() for name in each]
    if early := [name for name in names if is_there(client, name)]:
        raise LabError("bench-too-early", f"Started before the click: {', '.join(early)}.")


def containers_by_part(hub: Hub, students: Sequence[Student]) -> dict[str, list[str]]:
    """Return the names of the students' containers, by part, in the students' order."""
    found: dict[str, list[str]] = {}
    for student in students:
        for part, name in hub.labs(student).items():
            found.setdefault(part, []).append(name)
    return found


def stop(client: docker.APIClient, hub: Hub, students: Sequence[Student]) -> None:
    """Stop every server and wait until its containers are gone.

    Raises LabError `bench-not-stopped`: the next round would pay for what still runs.
    """
    for student in students:
        with suppress(LabError, httpx.HTTPError):  # a failed start left no server
            student.stop()
    names = [name for each in containers_by_part(hub, students).values() for name in each]
    deadline = time.monotonic() + STOPPED
    while left := [name for name in names if is_there(client, name)]:
        if time.monotonic() > deadline:
            raise LabError("bench-not-stopped", f"Still there: {', '.join(left)}.")
        time.sleep(0.5)


def is_there(client: docker.APIClient, name: str) -> bool:
    """Tell whether a container exists."""
    try:
        client.inspect_container(name)
    except NotFound:
        return False
    return True
