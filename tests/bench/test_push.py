"""A push in the benchmark: when it counts as complete, what students did, and its table."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench import push, push_report
from bench.parts import add
from bench.plan import Plan
from bench.pushed_week import NOTEBOOK, corrected, worked_on
from bench.record import Pushing, PushRound, Run, dump, load
from bench.render import document, terminal
from llmhub.errors import LabError

ROUNDS = [
    PushRound(4.0, 5.0, 6.0, {"done": 14, "kept-own": 6, "waiting": 80}),
    PushRound(6.0, 5.0, 5.5, {"done": 14, "kept-own": 6, "waiting": 80}),
]
MEASURED = Pushing("make bench ONLY=push", {"machine": "2 cores"}, 100, 20, ROUNDS)
EMPTY = Run("make bench", {"machine": "4 cores"}, 7, 10)
BOOK: dict[str, Any] = {
    "cells": [
        {"cell_type": "markdown", "source": "# A lab"},
        {"cell_type": "code", "source": ["one = 1\n", "two = 2"]},
        {"cell_type": "code", "source": "three = 3"},
    ]
}


def order(user: str, state: str, files: int = 1) -> dict[str, Any]:
    return {"user": user, "state": state, "files": [{}] * files, "code": "x", "message": "Why."}


@pytest.mark.parametrize(
    ("ada", "bob", "complete"),
    [
        ("done", "waiting", True),
        ("kept-own", "waiting", True),
        ("running", "waiting", False),
        ("waiting", "waiting", False),
        ("done", "pending", False),
        ("new", "new", False),
    ],
)
def test_complete_is_what_tells_of_everybody(ada: str, bob: str, complete: bool) -> None:
    orders = [order("ada", ada), order("bob", bob, files=0)]
    assert push.is_complete(orders, {"ada"}, 2) is complete


def test_who_is_missing_makes_it_incomplete() -> None:
    assert not push.is_complete([order("ada", "done")], {"ada"}, 2)


@pytest.mark.parametrize(
    "bad",
    [
        order("ada", "failed"),
        order("ada", "skipped"),
        order("ada", "done", files=0),
        order("bob", "done"),
    ],
    ids=["failed", "skipped", "tells-nothing", "not-running"],
)
def test_what_did_not_arrive_is_no_figure(bad: dict[str, Any]) -> None:
    with pytest.raises(LabError, match="bench-push"):
        push.is_complete([bad], {"ada"}, 1)


def test_the_cell_prints_what_is_expected(capsys: pytest.CaptureFixture[str]) -> None:
    exec(push.CELL.replace(str(push.STEPS), "4000"), {})
    begun, total, seconds = capsys.readouterr().out.split()
    assert (begun, int(total)) == (push.BEGUN, 4000 // 4 * 6)
    assert float(seconds) > 0


def test_a_third_of_the_students_each_does_something_else() -> None:
    none, elsewhere, there = (worked_on(BOOK, number) for number in (3, 4, 5))
    assert none == BOOK
    assert [a == b for a, b in zip(elsewhere["cells"], BOOK["cells"], strict=True)] == [
        True, True, False,
    ]  # fmt: skip
    assert there["cells"][1]["source"].startswith("one = 1\ntwo = 2\n#")


def test_the_source_is_the_week_with_one_cell_put_right(tmp_path: Path) -> None:
    week = tmp_path / "course/current/week1"
    week.mkdir(parents=True)
    (week / "lab.ipynb").write_text(json.dumps(BOOK))
    with corrected(tmp_path, "# put right") as name:
        found = json.loads((tmp_path / "sources" / name / NOTEBOOK).read_text())
        assert found["cells"][1]["source"] == "one = 1\ntwo = 2\n# put right"
        assert found["cells"][2] == BOOK["cells"][2]
    assert list((tmp_path / "sources").iterdir()) == []


def rows(measured: Pushing | None) -> dict[str, tuple[str, ...]]:
    return {what: tuple(rest) for what, *rest in push_report.table(measured)}


def test_the_table_shows_the_spread_beside_the_aim() -> None:
    found = rows(MEASURED)
    assert found["Push until the report is complete (s)"] == ("5.0 (4.0 to 6.0)", "at most 10")
    assert found["of the aim"] == ("0.50 (0.40 to 0.60)", "at most 1")
    assert found["Students who wait for the next start"][0] == "80 (80 to 80)"
    assert found["during a push / no push"][0] == "1.15 (1.10 to 1.20)"


def test_without_figures_every_field_says_so() -> None:
    assert {fields[0] for name, fields in rows(None).items() if name} == {"not measured"}


def test_the_documents_part_names_its_own_machine_and_command() -> None:
    text = document(replace(EMPTY, push=MEASURED))
    part = text.partition("## A push to the class")[2].partition("## ")[0]
    assert "100 students, 20 of whom" in part
    assert "- machine: 2 cores" in part
    assert "- command: make bench ONLY=push" in part
    assert "5.0 (4.0 to 6.0)" in terminal(replace(EMPTY, push=MEASURED))


def test_the_record_comes_back_as_it_was(tmp_path: Path) -> None:
    dump(replace(EMPTY, push=MEASURED), tmp_path / "bench.json")
    assert load(tmp_path / "bench.json").push == MEASURED


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return Plan(10, 3, 10, tmp_path, "base", tmp_path / "bench.json", "make bench", "push")


def test_a_hub_that_is_used_is_not_pushed_to(plan: Plan) -> None:
    with pytest.raises(LabError, match="bench-own-hub"):
        add(plan, EMPTY, "push")


def test_one_part_that_fails_costs_no_other(plan: Plan) -> None:
    assert add(replace(plan, only=""), EMPTY, "push") == EMPTY


def test_parts_that_nobody_asked_for_are_left_alone(plan: Plan) -> None:
    assert add(plan, EMPTY, "merge") == EMPTY
