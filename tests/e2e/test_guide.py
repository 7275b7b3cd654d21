"""The operators' guide as a story: its commands, typed as they stand there, on the deployed hub.

To each the words are added that name this hub, and files lie in the test's own folder.
"""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import docker
import pytest

from llmhub.ops.context import Context
from llmhub.ops.hub_api import HubApi
from scripts.stages import ROOT
from tests.e2e.operator import Operator
from tests.e2e.people import Student
from tests.e2e.test_lifecycle import check_work, parts, until, work

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1200)]

ROSTER = "name,role,group\nada,student,red\ngrace,student,blue\n"
CHANGED = "name,role,group\nada,student,green\ngrace,student,blue\n"


def start(api: HubApi, name: str, patience: float = 180) -> None:
    """Start somebody's server on their behalf and wait until it is ready."""
    api.call("POST", f"/users/{name}/server")
    end = time.monotonic() + patience
    while not api.call("GET", f"/users/{name}")["servers"].get("", {}).get("ready"):
        assert time.monotonic() < end, f"the server of {name} did not get ready"
        time.sleep(1)


@pytest.fixture
def operator(context: Context, tmp_path: Path) -> Operator:
    return Operator(context, tmp_path)


@pytest.mark.runs("make users ROSTER=roster.csv", "make users ROSTER=roster.csv UPDATE=1")
@pytest.mark.runs("make users INVITE=ada", "make users EXPORT=ada", "make users REMOVE=ada")
@pytest.mark.runs("make status", "make logs USER=ada", "make stop USER=ada")
def test_people_come_work_and_go(operator: Operator, api: HubApi) -> None:
    people = {"ada", "grace"}
    operator.roster.write_text(ROSTER)
    try:
        operator.types("make users ROSTER=roster.csv")
        assert all(f"{name}," in operator.invites.read_text() for name in people)
        operator.roster.write_text(CHANGED)
        operator.types("make users ROSTER=roster.csv UPDATE=1")
        groups = {one["name"]: one["group"] for one in api.call("GET", "/llmhub/people")}
        assert groups["ada"] == "green"
        operator.types("make users INVITE=ada")
        assert "/hub/invite?token=" in operator.invites.read_text()
        start(api, "ada")
        assert "ada" in operator.types("make status")
        assert operator.types("make logs USER=ada").strip()
        operator.types("make stop USER=ada")
        assert not api.call("GET", "/users/ada")["servers"]
        assert "ada" in operator.types("make users EXPORT=ada")
    finally:
        for name in people:
            operator.types(f"make users REMOVE={name}")
    assert not people & {one["name"] for one in api.call("GET", "/llmhub/people")}
    assert list((operator.context.settings.state_dir / "archive").glob("ada*"))


@pytest.mark.runs("make doctor", "make smoke")
def test_the_hub_is_well(operator: Operator) -> None:
    assert "[FAIL]" not in operator.types("make doctor")
    operator.types("make smoke")


@pytest.mark.runs("make models", "make course")
def test_a_release_of_the_same_changes_nothing(operator: Operator) -> None:
    for kind in ("models", "course"):
        releases = operator.context.settings.state_dir / kind / "releases"
        before = sorted(path.name for path in releases.iterdir())
        operator.types(f"make {kind}")
        assert sorted(path.name for path in releases.iterdir()) == before


@pytest.mark.runs("make lock-images")
def test_the_digests_of_images_are_recorded_or_left_alone(operator: Operator) -> None:
    lock = ROOT / "images.lock"
    before = lock.read_bytes()
    try:
        done = subprocess.run(
            ["make", "lock-images"], cwd=ROOT, capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            assert re.search(r"^\S+:\S+ sha256:[0-9a-f]{64}$", lock.read_text(), re.MULTILINE)
        else:
            assert "[registry-unreachable]" in done.stdout + done.stderr
            assert lock.read_bytes() == before
    finally:
        lock.write_bytes(before)


COUNT = """
import pathlib, time
home = pathlib.Path("/home/student")
for number in range(2400):
    (home / "count").write_text(str(number))
    if (home / "enough").exists():
        break
    time.sleep(0.5)
print("counted to", number)
"""


@contextmanager
def counting(student: Student) -> Iterator[Callable[[], int]]:
    """Have a cell count until the block ends; yields how far it is. Fails if it was cut off."""
    home = student.context.layout.student(student.name).home

    def reached() -> int:
        count = home / "count"
        return int(count.read_text() or 0) if count.exists() else 0

    with ThreadPoolExecutor(1) as pool:
        cell = pool.submit(student.cell, COUNT, 1200)
        try:
            until(lambda: reached() > 0, "the cell has begun to count", 120)
            yield reached
            assert not cell.done(), f"the cell has ended: {cell.exception() or cell.result()}"
        finally:
            (home / "enough").touch()  # or the cell would hold the test up
        assert cell.result(60).startswith("counted to")


@pytest.mark.runs("make down", "make deploy")
def test_what_is_taken_down_comes_back_and_a_second_deploy_disturbs_nobody(
    operator: Operator, api: HubApi, student: Student, engine: docker.APIClient
) -> None:
    student.open_lab()
    work(student)
    known = {one["name"] for one in api.call("GET", "/llmhub/people")}
    operator.types("make down")
    assert parts(engine, student) == {}
    operator.types("make deploy")
    assert {one["name"] for one in api.call("GET", "/llmhub/people")} == known
    student.login()
    check_work(student, engine)
    since = engine.inspect_container(student.unit)["State"]["StartedAt"]
    with counting(student) as reached:
        told = operator.types("make deploy")
        assert re.search(r"\bchanged=0\b", told), told
        before = reached()
        until(lambda: reached() > before, "the cell goes on after the deploy", 20)
    assert engine.inspect_container(student.unit)["State"]["StartedAt"] == since


@pytest.mark.runs("make destroy", "make destroy HOMES=1")
def test_nothing_is_destroyed_unless_the_name_is_typed(operator: Operator) -> None:
    for command in ("make destroy", "make destroy HOMES=1"):
        told = operator.types(command, answer="yes\n", succeeds=False)
        assert "[not-confirmed]" in told
    assert "[FAIL]" not in operator.types("make doctor")
