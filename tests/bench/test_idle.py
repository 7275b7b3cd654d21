"""A lab that died while it was idle is a failure in the report, and no good figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from bench import idle, meters
from bench.record import Pair, Round, Visit
from bench.report import MIB, class_start, costs, failures, working_set
from llmhub.pair import Usage

VISITS = [Visit(name, {"done": 4.0, "ready": 1.0, "cell": 2.0}) for name in ("ada", "bob", "eve")]
ALIVE: idle.Reading = {"notebook": 80 * MIB, "sidecar": 20 * MIB}


@pytest.mark.parametrize(
    ("bob", "error"),
    [
        (ALIVE, ""),
        ({**ALIVE, "sidecar": None}, "dead when it was idle: sidecar"),
        ({"notebook": None, "sidecar": None}, "dead when it was idle: notebook, sidecar"),
    ],
    ids=["alive", "sidecar", "both"],
)
def test_a_dead_part_is_a_failed_visit(bob: idle.Reading, error: str) -> None:
    visits, memory = idle.settle(VISITS, {"ada": ALIVE, "bob": bob, "eve": ALIVE})
    one = Round(visits, {"notebook": 3.0}, memory)
    assert [visit.error for visit in visits] == ["", error, ""]
    assert failures(one) == bool(error)
    assert working_set(one, ("notebook", "sidecar")) == 100
    assert [*class_start([Pair("ours", one, one)]), *costs([Pair("ours", one, one)])]


def test_a_visit_that_had_failed_before_keeps_its_error() -> None:
    failed = Visit("bob", {}, "LabError: no")
    visits, memory = idle.settle([VISITS[0], failed], {"ada": ALIVE})
    assert visits == [VISITS[0], failed]
    assert memory == {"notebook": [80 * MIB], "sidecar": [20 * MIB]}


class Lab:
    """A student, and the hub they are at, as far as an idle lab is asked for."""

    def __init__(self, name: str, answers: bool = True) -> None:
        self.name, self.answers = name, answers

    def end_kernels(self) -> None:
        if not self.answers:
            raise httpx.ConnectError("nobody there")

    def labs(self, student: Lab) -> Mapping[str, str]:
        return {"notebook": student.name, "sidecar": f"{student.name}.ollama"}


def test_readings_stay_with_their_student(monkeypatch: pytest.MonkeyPatch) -> None:
    used = {"ada": Usage(1.0, 5), "ada.ollama": None, "bob": Usage(1.0, 6), "bob.ollama": None}
    used["eve"], used["eve.ollama"] = Usage(1.0, 7), Usage(1.0, 8)
    monkeypatch.setattr(meters, "container_usage", lambda client, name: used[name])
    monkeypatch.setattr(idle, "SETTLE", 0)
    people: Any = [Lab("ada"), Lab("bob", answers=False), Lab("eve")]
    client: Any = None
    assert idle.read(client, people[0], people) == {
        "ada": {"notebook": 5, "sidecar": None},
        "bob": {"notebook": None, "sidecar": None},
        "eve": {"notebook": 7, "sidecar": 8},
    }
