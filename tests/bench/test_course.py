"""What is said of a run of the whole course, and which models it runs with."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from bench import student_lab
from bench.course import __main__ as program
from bench.course import stores
from bench.course.cases import GPU_IMAGE, handed_in, image_of, needs_of, notebooks, quizzes, week_of
from bench.course.outcome import Outcome, complaints, read_outcome
from bench.course.report import Played, lines, verdict

TOOK = {"cpu_minutes": 0.5, "memory_gb": 1.25, "disk_gb": 0.01}
LECTURE = next(one for one in notebooks() if one.target.name == "03-first-local-llm.ipynb")


def outcome(said: str = "", errors: tuple[str, ...] = (), **took: float) -> Outcome:
    return Outcome(errors, said, {**TOOK, **took})


@pytest.mark.parametrize(
    ("found", "needs", "complaint"),
    [
        (outcome(errors=("w1-ask: ValueError: no",)), {}, "w1-ask: ValueError: no"),
        (outcome("[OK] a\n[FAIL] Disk: full\nmore"), {}, "[FAIL] Disk: full"),
        (outcome("x.py:3: FutureWarning: gone soon\n  call()"), {}, "deprecated: x.py:3: Future"),
        (outcome("the option a is deprecated"), {}, "deprecated: the option a"),
        (outcome(), {"memory_gb": 1}, "It took 1.25 GB of memory, and states 1."),
        (outcome(cpu_minutes=3.0), {"cpu_minutes": 2}, "It took 3.00 minutes of computing"),
        (outcome(disk_gb=0.3), {"disk_gb": 0}, "It took 0.30 GB of disk, and states 0."),
    ],
)
def test_what_is_wrong_is_said(found: Outcome, needs: dict[str, float], complaint: str) -> None:
    [said] = complaints(found, needs)
    assert said.startswith(complaint)


def test_nothing_is_said_where_all_is_well() -> None:
    needs = {"memory_gb": 1.25, "cpu_minutes": 1, "disk_gb": 0.1, "download_mb": 0}
    assert complaints(outcome("[OK] all of it"), needs) == []
    assert complaints(outcome(), {}) == []


def test_an_outcome_is_read_from_a_notebooks_json() -> None:
    notebook = {
        "cells": [
            {"cell_type": "markdown", "source": "# T"},
            {
                "id": "a",
                "outputs": [
                    {"output_type": "stream", "text": ["one\n", "two"]},
                    {"output_type": "display_data", "data": {"text/plain": "three", "x": {}}},
                    {"output_type": "error", "ename": "E", "evalue": "no", "traceback": []},
                ],
            },
        ]
    }
    assert read_outcome(notebook, TOOK) == Outcome(("a: E: no",), "one\ntwo\nthree", TOOK)


def test_a_notebook_is_one_line_and_a_complaint_another() -> None:
    good = Played(LECTURE, outcome(), [])
    assert lines(3, 12, good) == [
        f"[ 3/12] ok   {'week1/03-first-local-llm.ipynb':<36}   0.50 min   1.25 GB"
    ]
    bad = Played(LECTURE, None, ["It did not run."])
    assert lines(3, 12, bad) == [
        "[ 3/12] FAIL week1/03-first-local-llm.ipynb",
        "        It did not run.",
    ]
    assert verdict([good, bad], "m") == ("1 of 2 notebooks failed: week1/03-first-local-llm.ipynb.")
    assert verdict([good], "the hub's own models") == (
        "All 1 notebooks ran with the hub's own models: 0.5 minutes of computing."
    )


def test_every_notebook_of_the_course_is_run_in_its_weeks_image() -> None:
    names = {str(one.target) for one in (*notebooks(), *quizzes())}
    assert {"week1/lab.ipynb", "week1/quiz.ipynb", "week4/demo.ipynb"} <= names
    assert image_of("week4") == GPU_IMAGE
    assert week_of(LECTURE) == "week1"
    assert needs_of(LECTURE)["memory_gb"] > 0
    assert needs_of(quizzes()[0]) == {}
    assert handed_in(LECTURE) == {}


def test_without_its_image_a_notebook_counts_as_failed(tmp_path: Path) -> None:
    played = program.try_one(None, tmp_path, LECTURE, "own")
    assert not played.ok
    assert "there is no image llmhub/base" in played.complaints[0]


def test_a_lab_that_breaks_down_counts_as_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Outcome:
        raise AssertionError("docker exec ...\nTimeoutError: A cell timed out\n")

    monkeypatch.setattr(program, "play", broken)
    lab = student_lab.StudentLab("x", tmp_path)
    assert program.try_one(lab, tmp_path, LECTURE, "own").complaints == [
        "TimeoutError: A cell timed out"
    ]


@pytest.mark.parametrize(("models", "complains"), [("own", True), ("real", False)])
def test_what_is_stated_is_held_with_the_hubs_own_models_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, models: str, complains: bool
) -> None:
    monkeypatch.setattr(program, "play", lambda *_: outcome(memory_gb=90.0))
    played = program.try_one(student_lab.StudentLab("x", tmp_path), tmp_path, LECTURE, models)
    assert bool(played.complaints) is complains


@pytest.mark.parametrize(("complaint", "status"), [([], 0), (["a: E: no"], 1)])
def test_the_program_fails_with_a_notebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, complaint: list[str], status: int
) -> None:
    monkeypatch.setattr(stores, "hubs_own", lambda state: state)
    monkeypatch.setattr(program, "build_course", lambda *_: None)
    played = [Played(LECTURE, outcome(), []), Played(LECTURE, outcome(), complaint)]
    monkeypatch.setattr(program, "play_all", lambda *_: played)
    assert program.main(["--state", str(tmp_path)]) == status


@pytest.mark.docker
@pytest.mark.timeout(300)
def test_a_lecture_runs_as_students_have_it(capfd: pytest.CaptureFixture[str]) -> None:
    state = os.environ.get("LLMHUB_TEST_STATE", "/srv/llmhub")
    if not Path(state, "models/current/models.json").is_file():
        pytest.skip("no model store: `make deploy` makes one")
    assert program.main(["--state", state, "--only", "week1/03"]) == 0
    assert "[ 1/1] ok   week1/03-first-local-llm.ipynb" in capfd.readouterr().out
