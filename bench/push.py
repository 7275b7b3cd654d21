"""An instructor pushes a week to 100 students, 20 of whom have a server and one a busy cell."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import docker

from bench import machine
from bench.klass import Klass, a_class
from bench.our_hub import OurHub
from bench.pushed_week import WEEK, corrected
from bench.record import Pushing, PushRound
from bench.student import Student
from bench.teacher import Teacher, a_teacher
from llmhub.errors import LabError
from llmhub.ops.kernel import run_cell

HOMES, RUNNING = 100, 20
PAUSE = 0.5  # seconds between two looks at the report; the commands' own is 1
PATIENCE = 120  # seconds until a push must be complete
ARRIVED, WAITS = frozenset({"done", "kept-own"}), "waiting"
ON_THE_WAY = frozenset({"new", "pending", "running", WAITS})
BEGUN = "begun"
STEPS = 150_000_000  # some seconds of one core, so that the push lies within
CELL = f"""
import time
print({BEGUN!r}, flush=True)
began, total = time.perf_counter(), 0
for number in range({STEPS}):
    total += number & 3
print(total, time.perf_counter() - began)
"""
TOTAL = STEPS // 4 * 6


def measure(hub: OurHub, rounds: int, command: str) -> Pushing:
    """Push `rounds` times, a release of its own each; nothing but the ledger's memory is left."""
    client = docker.APIClient(version="auto", timeout=300)
    settings = hub.context.settings
    facts = machine.describe(client, settings.notebook_image, settings.sidecar_image)
    played: list[PushRound] = []
    with a_teacher(hub) as teacher, a_class(client, hub, HOMES, RUNNING) as klass:
        for number in range(rounds):
            played.append(play(hub, teacher, klass))
            print(f"push {number + 1}: {played[-1]}", flush=True)
    client.close()
    return Pushing(command, facts, HOMES, RUNNING, played)


def play(hub: OurHub, teacher: Teacher, klass: Klass) -> PushRound:
    """Let a cell run alone, then the same one again while a new release is pushed."""
    fix = f"# Put right by the course, {secrets.token_hex(4)}."
    with corrected(hub.context.settings.state_dir, fix) as source:
        release = make_release(teacher, source)
    busy = klass.running[0]
    alone = cell(busy, Event())
    begun = Event()
    with ThreadPoolExecutor(1, thread_name_prefix="busy") as pool:
        meanwhile = pool.submit(cell, busy, begun)
        while not begun.wait(0.1) and not meanwhile.done():
            pass  # a cell that fails at once must not keep everybody waiting
        seconds, states = push(teacher, release, klass)
        beside = meanwhile.result()
    return PushRound(seconds, alone, beside, states)


def make_release(teacher: Teacher, source: str) -> int:
    """Make a release of a folder that the admin offers, and return its number."""
    wanted = {"source": {"kind": "folder", "name": source}}
    told = teacher.call("POST", "releases", wanted)
    if "release" not in told:
        raise LabError("bench-course", f"The release is not made yet: {told['state']}.")
    return int(told["release"])


def cell(student: Student, begun: Event) -> float:
    """Run the cell and return its own seconds; LabError `bench-cell` unless it ends well."""

    def tell(text: str) -> None:
        if BEGUN in text:
            begun.set()

    printed = run_cell(student.browser, student.server, CELL, PATIENCE, tell=tell).split()
    student.end_kernels()
    if printed[:2] != [BEGUN, str(TOTAL)]:
        raise LabError("bench-cell", f"The cell printed {' '.join(printed)[:200]}.")
    return float(printed[2])


def push(teacher: Teacher, release: int, klass: Klass) -> tuple[float, dict[str, int]]:
    """Push and look until the report is complete; return the seconds, and students by state."""
    targets = [f"student:{name}" for name in klass.names]
    began = time.monotonic()
    told = teacher.call("POST", "pushes", {"release": release, "weeks": [WEEK], "targets": targets})
    running = {student.name for student in klass.running}
    while not is_complete(told["orders"], running, len(klass.names)):
        if time.monotonic() > began + PATIENCE:
            states = dict(Counter(one["state"] for one in told["orders"]))
            raise LabError("bench-push", f"Not complete after {PATIENCE} seconds: {states}.")
        time.sleep(PAUSE)
        told = teacher.call("GET", f"pushes/{told['id']}")
    seconds = time.monotonic() - began
    return seconds, dict(sorted(Counter(one["state"] for one in told["orders"]).items()))


def is_complete(orders: Sequence[Mapping[str, Any]], running: set[str], homes: int) -> bool:
    """Tell whether every lab that runs has answered, and every other waits for its start.

    Raises LabError `bench-push` for one that failed, and for one that tells of no file.
    """
    for one in orders:
        state, name = one["state"], one["user"]
        if state not in ARRIVED | ON_THE_WAY:
            raise LabError("bench-push", f"{name}: {state} {one['code']} {one['message']}")
        if state in ARRIVED and not (one["files"] and name in running):
            raise LabError("bench-push", f"{name}: {state}, and nothing to tell of.")
    there = len(orders) == homes
    return there and all(
        one["state"] in ARRIVED if one["user"] in running else one["state"] == WAITS
        for one in orders
    )
