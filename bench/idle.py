"""Idle labs: what each still holds, and which of them died after their visit."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

import docker
import httpx

from bench.hubs import Hub
from bench.meters import lab_usage
from bench.record import Visit
from bench.student import Student

SETTLE = 5  # seconds until kernels are gone and models unloaded
Reading = dict[str, int | None]
"""Bytes by part of one lab; None: that part does not run, or does not answer."""


def read(client: docker.APIClient, hub: Hub, students: Sequence[Student]) -> dict[str, Reading]:
    """Shut all kernels down, and return what each student's lab then holds."""
    answering = {student.name for student in students if ends_kernels(student)}
    time.sleep(SETTLE)
    found: dict[str, Reading] = {}
    for student in students:
        labs = hub.labs(student)
        used = lab_usage(client, labs.values())
        found[student.name] = {
            part: one.memory if one is not None else None
            for part, one in zip(labs, used, strict=True)
        }
        if student.name not in answering:
            found[student.name]["notebook"] = None
    return found


def ends_kernels(student: Student) -> bool:
    """Shut a student's kernels down; tell whether their lab answered."""
    try:
        student.end_kernels()
    except httpx.HTTPError:
        return False
    return True


def settle(
    visits: Sequence[Visit], readings: Mapping[str, Reading]
) -> tuple[list[Visit], dict[str, list[int]]]:
    """Return the visits, those to labs that died as failed, and the memory of the others by part.

    A lab with a dead part holds less than any: among the others it would be a good figure.
    """
    dead = {
        name: [part for part, value in reading.items() if value is None]
        for name, reading in readings.items()
    }
    told = [
        replace(visit, error=f"dead when it was idle: {', '.join(dead[visit.student])}")
        if dead.get(visit.student)
        else visit
        for visit in visits
    ]
    memory: dict[str, list[int]] = {}
    for name, reading in readings.items():
        for part, value in reading.items():
            if value is not None and not dead[name]:
                memory.setdefault(part, []).append(value)
    return told, memory
