"""The simulation of merges in the benchmark: its command, what is kept, and the table."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import docker
import pytest

from bench import machine, merge, merge_report
from bench.plan import Plan
from bench.record import Merging, Run, dump, load
from bench.render import document
from bench.run import go
from llmhub.errors import LabError
from tests.labsync.simulation.__main__ import SETTINGS
from tests.labsync.simulation.judge import FIGURES

GOOD = {
    **dict.fromkeys(("edits", "results", "valid"), 2520),
    **{"in_place": 2000, "offered": 2300, "reported": 220, "silent": 0},
}
BAD = {**GOOD, "edits": 2519, "reported": 0, "silent": 1}
MEASURED = Merging(
    "make bench ONLY=merge", {"machine": "2 cores"}, 2520, {"ours": GOOD, "nbdime": BAD}
)
CLASS = Run("make bench", {"machine": "4 cores"}, 7, 10)


def rows(measured: Merging | None) -> dict[str, tuple[str, ...]]:
    return {what: tuple(rest) for what, *rest in merge_report.table(measured)}


def test_the_table_has_each_way_beside_the_aim() -> None:
    found = rows(MEASURED)
    assert found["Merges"] == ("2520", "2520", "2520", "at least 2000")
    kept = "Student's cells kept as written (%)"
    assert found[kept] == ("100", "not measured", "99.9", "100")
    assert found["Silently lost (%)"] == ("0", "not measured", "0.1", "0")
    assert found["Not delivered, but reported (%)"][:1] == ("8.7",)


def test_without_figures_every_field_says_so() -> None:
    fields = [field for what, *ways, _ in merge_report.table(None)[1:] for field in ways]
    assert set(fields) == {"not measured"}


def test_every_row_is_a_figure_of_the_simulation() -> None:
    assert {key for key, _, _ in merge_report.ROWS} == set(FIGURES)


def test_the_simulation_has_the_merges_that_are_asked_for() -> None:
    assert merge.SEEDS * SETTINGS >= 2000


def test_the_documents_part_names_its_own_machine_and_command() -> None:
    text = document(replace(CLASS, merge=MEASURED))
    part = text.partition("## Merging")[2].partition("## ")[0]
    assert "- machine: 2 cores" in part
    assert "- command: make bench ONLY=merge" in part


class _Engine:
    def __init__(self, **_: Any) -> None:
        pass

    def close(self) -> None:
        pass


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    monkeypatch.setattr(docker, "APIClient", _Engine)
    monkeypatch.setattr(machine, "describe", lambda *_: {"machine": "2 cores"})
    out = tmp_path / "bench.json"
    return Plan(10, 3, 10, None, "base", out, "make bench ONLY=merge", "merge")


def simulated(monkeypatch: pytest.MonkeyPatch, code: int) -> list[list[str]]:
    """Stand in for the simulation; return the commands that were run."""
    asked: list[list[str]] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        found = {"merges": MEASURED.merges, "ways": MEASURED.ways}
        Path(command[command.index("--out") + 1]).write_text(json.dumps(found))
        return subprocess.CompletedProcess(command, code)

    monkeypatch.setattr(subprocess, "run", run)
    return asked


def test_the_merges_alone_need_no_hub_and_keep_the_rest(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = simulated(monkeypatch, 0)
    dump(CLASS, plan.out)
    assert go(plan) == load(plan.out) == replace(CLASS, merge=MEASURED)
    assert any(word.startswith("llmhub/base:") for word in asked[0])


def test_a_simulation_that_fails_is_no_figure(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    simulated(monkeypatch, 1)
    with pytest.raises(LabError, match="bench-merge"):
        go(plan)


def test_what_was_measured_meanwhile_stays(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each part takes long enough for another to be measured beside it."""
    simulated(monkeypatch, 0)
    run = subprocess.run

    def meanwhile(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        dump(replace(CLASS, students=3), plan.out)
        done: subprocess.CompletedProcess[str] = run(command, **options)
        return done

    monkeypatch.setattr(subprocess, "run", meanwhile)
    assert go(plan) == replace(CLASS, students=3, merge=MEASURED)
