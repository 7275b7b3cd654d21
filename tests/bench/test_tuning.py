"""Week 4's demo in the benchmark: what is read of a run, the table, and which parts stay."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench import tuning, tuning_report
from bench.__main__ import parse
from bench.layers import mirror
from bench.plan import Plan
from bench.record import Demo, Pair, Round, Run, Tuning, dump, load
from bench.render import document, terminal
from bench.run import go
from llmhub.errors import LabError

NOTED = {
    "finished": True,
    "exam": {"base": {"asked": 50, "exact": 1, "form": 2}, "merged": {"asked": 10, "exact": 9}},
    "memory": 1_500_000_000,
    "memory_predicted": 1.4e9,
}
DEMOS = [tuning.read_demo(seconds, NOTED) for seconds in (90.0, 110.0)]
MEASURED = Tuning("make bench ONLY=tuning", {"machine": "2 cores"}, DEMOS, [Demo(100.0, {}, {})])
A_ROUND = Round([], {}, {})
CLASS = Run("make bench", {"machine": "4 cores"}, 7, 10, [Pair("ours", A_ROUND, A_ROUND)])


def test_a_demo_is_what_the_run_noted() -> None:
    assert DEMOS[0] == Demo(
        90.0, {"base": 1, "merged": 9}, {"base": 50, "merged": 10}, 1_500_000_000, 1.4e9
    )


def test_a_demo_that_did_not_end_is_no_figure() -> None:
    with pytest.raises(LabError, match="bench-tuning"):
        tuning.read_demo(5.0, {**NOTED, "finished": False})


def test_a_cell_that_failed_is_no_figure() -> None:
    error = {"output_type": "error", "ename": "LabError", "evalue": "TUNE-DISK"}
    good: dict[str, Any] = {"cells": [{"outputs": [{"output_type": "stream"}]}, {"source": "#"}]}
    tuning.check_notebook(good)
    with pytest.raises(LabError, match="LabError: TUNE-DISK"):
        tuning.check_notebook({"cells": [*good["cells"], {"outputs": [error]}]})


def test_who_begins_changes() -> None:
    assert [tuning.turn(number)[0] for number in range(3)] == ["script", "notebook", "script"]


def rows(measured: Tuning | None) -> dict[str, tuple[str, ...]]:
    return {what: tuple(rest) for what, *rest in tuning_report.table(measured)}


def test_the_table_shows_both_ways_and_what_is_not_there() -> None:
    found = rows(MEASURED)
    assert found["The whole demo (s)"] == (
        "100.0 (90.0 to 110.0)", "100.0 (100.0 to 100.0)", "at most 120",
    )  # fmt: skip
    assert found["Held-out answers exact, merged"] == ("9 of 10 (9 to 9)", "not measured", "")
    assert found["Memory predicted (GB)"][:2] == ("1.40 (1.40 to 1.40)", "not measured")
    assert found["Memory at its peak (GB)"][0] == "1.50 (1.50 to 1.50)"


def test_without_figures_every_field_says_so() -> None:
    fields = [field for what, *ways, _ in tuning_report.table(None)[1:] for field in ways]
    assert set(fields) == {"not measured"}


def test_the_documents_part_names_its_own_machine_and_command() -> None:
    text = document(replace(CLASS, tuning=MEASURED))
    part = text.split("## ")[2]
    assert part.startswith("Week 4's demo")
    assert "- machine: 2 cores" in part
    assert "- command: make bench ONLY=tuning" in part
    assert "100.0 (90.0 to 110.0)" in terminal(replace(CLASS, tuning=MEASURED))


def test_a_file_from_before_there_was_this_part_still_loads(tmp_path: Path) -> None:
    old = tmp_path / "bench.json"
    dump(CLASS, old)
    data = json.loads(old.read_text())
    del data["tuning"]
    old.write_text(json.dumps(data))
    assert load(old) == CLASS
    assert "The whole demo (s) | not measured | not measured" in document(load(old))


def test_the_record_comes_back_as_it_was(tmp_path: Path) -> None:
    dump(replace(CLASS, tuning=MEASURED), tmp_path / "bench.json")
    assert load(tmp_path / "bench.json").tuning == MEASURED


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    monkeypatch.setattr(tuning, "measure", lambda store, rounds, command: MEASURED)
    out = tmp_path / "bench.json"
    return Plan(10, 3, 10, None, "base", out, "make bench ONLY=tuning", "tuning", tmp_path)


def test_the_demo_alone_keeps_the_class_start(plan: Plan) -> None:
    dump(CLASS, plan.out)
    assert go(plan) == load(plan.out) == replace(CLASS, tuning=MEASURED)


def test_the_demo_alone_needs_no_earlier_run(plan: Plan) -> None:
    assert go(plan).tuning == MEASURED
    assert load(plan.out).pairs == []


def test_only_known_parts_can_be_asked_for() -> None:
    assert parse(["run", "--only", "tuning"]).only == "tuning"
    with pytest.raises(SystemExit):
        parse(["run", "--only", "coffee"])


def test_a_layer_has_the_stores_folders_and_none_of_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owned: list[Path] = []
    monkeypatch.setattr(os, "chown", lambda path, *_: owned.append(path))
    (tmp_path / "store/blobs/deep").mkdir(parents=True)
    (tmp_path / "store/blobs/weights").write_text("many")
    mirror(tmp_path / "store", tmp_path / "upper", os.getuid())
    assert sorted(tmp_path.glob("upper/**/*")) == [
        tmp_path / "upper/blobs",
        tmp_path / "upper/blobs/deep",
    ]
    assert len(owned) == 3
