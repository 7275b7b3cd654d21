"""Solutions hold the answers, and nothing else that is for instructors."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import nbformat
import pytest

from classroom.releases import solved
from tests.classroom.releases.course import (
    ANSWER,
    ANSWER_CELL,
    NOON,
    Desk,
    names,
    notebook,
    week,
    write,
)

BEFORE = NOON - timedelta(hours=1)
TEST_CELL = {**ANSWER_CELL, "grade_id": "b", "solution": False, "grade": True, "points": 2}
TASK_CELL = {**ANSWER_CELL, "grade_id": "c", "solution": False, "task": True, "points": 2}
HIDDEN = "assert answer\n### BEGIN HIDDEN TESTS\nassert 'jack' in answer\n### END HIDDEN TESTS"
SCHEME = "Say why.\n### BEGIN MARK SCHEME\nTwo points for wood.\n### END MARK SCHEME"
PRINTED = {"output_type": "stream", "name": "stdout", "text": "the hidden one failed"}


def cell(kind: str, text: str, number: int, **metadata: Any) -> dict[str, Any]:
    code = {"execution_count": 1, "outputs": [PRINTED]} if kind == "code" else {}
    return {"cell_type": kind, "id": f"c{number}", "metadata": metadata, "source": text, **code}


def full() -> dict[str, Any]:
    """Return a notebook with one cell of each kind."""
    cells = [
        cell("code", ANSWER, 0, nbgrader=ANSWER_CELL),
        cell("code", HIDDEN, 1, nbgrader=TEST_CELL | {"locked": True}),
        cell("markdown", SCHEME, 2, nbgrader=TASK_CELL | {"cell_type": "markdown"}),
        cell("markdown", "Give no hints here.", 3, tags=["instructor"]),
        cell("code", "1 + 1", 4),
    ]
    return {**notebook("x"), "cells": cells}


def published(desk: Desk, files: dict[str, Any]) -> Path:
    """Publish a plain week 1 that is due already; return its solutions."""
    desk.choose(desk.make(files))
    desk.date(1, due=BEFORE)
    desk.publish()
    return desk.current / "week1/solutions"


def test_the_answer_is_there_and_nothing_else_for_instructors(desk: Desk) -> None:
    found = published(desk, {"week1/lab.ipynb": full()}) / "lab.ipynb"
    text = found.read_text()
    assert "the wooden jack plane" in text
    for secret in ("HIDDEN TESTS", "'jack' in", "MARK SCHEME", "for wood", "hints"):
        assert secret not in text, secret
    assert "assert answer" in text
    assert "Say why." in text
    kept = nbformat.read(found, as_version=4)
    nbformat.validate(kept)
    assert [one.id for one in kept.cells] == ["c0", "c1", "c2", "c4"]


def test_what_a_hidden_test_printed_goes_with_it(desk: Desk) -> None:
    found = published(desk, {"week1/lab.ipynb": full()}) / "lab.ipynb"
    outputs = [len(one.get("outputs", ())) for one in nbformat.read(found, as_version=4).cells]
    assert outputs == [1, 0, 0, 1]


def test_a_picture_of_a_mark_scheme_goes_with_it() -> None:
    picture = {"image/png": base64.b64encode(b"x").decode()}
    both = {"said.png": picture, "scheme.png": picture}
    marked = cell("markdown", f"![](attachment:said.png)\n{SCHEME}", 0) | {"attachments": both}
    given = nbformat.from_dict({**notebook("x"), "cells": [marked]})
    (one,) = solved.solution_of(given).cells
    assert set(one.attachments) == {"said.png"}
    assert set(given.cells[0].attachments) == set(both)


@pytest.mark.parametrize(
    "cells",
    [
        [cell("code", HIDDEN, 1, nbgrader=TEST_CELL | {"locked": True})],
        [cell("code", "1 + 1", 0), cell("markdown", "No hints.", 1, tags=["instructor"])],
        [cell("code", "1 + 1", 0)],
    ],
    ids=["tests-only", "instructors-only", "plain"],
)
def test_a_notebook_without_answers_is_no_solution(desk: Desk, cells: list[Any]) -> None:
    files = week(1) | {"week1/more.ipynb": {**notebook("x"), "cells": cells}}
    assert names(published(desk, files)) == {"lab.ipynb"}


def test_what_is_for_staff_is_no_solution(desk: Desk) -> None:
    files = week(1) | {"week1/samples/good.ipynb": notebook("'as a student might'")}
    assert names(published(desk, files)) == {"lab.ipynb"}


def test_solutions_that_an_older_version_published_whole_are_replaced(desk: Desk) -> None:
    published(desk, {"week1/lab.ipynb": full()})
    old = desk.current.resolve()
    write(old, {"week1/solutions/lab.ipynb": full()})
    record = desk.record()
    del record["cleaned"]
    write(old, {".release.json": json.dumps(record)})
    desk.publish()
    assert not (old / "week1/solutions").exists()
    assert "'jack' in" not in (desk.current / "week1/solutions/lab.ipynb").read_text()
    assert not desk.publish().changed


@pytest.mark.parametrize(
    "text",
    ["no notebook", json.dumps(notebook(f"{HIDDEN}\n### BEGIN HIDDEN TESTS\nassert 'jack'"))],
    ids=["broken", "marks-not-in-order"],
)
def test_what_cannot_be_cleaned_is_not_published(tmp_path: Path, text: str) -> None:
    write(tmp_path, {"solved/lab.ipynb": text, "given/lab.ipynb": "{}"})
    solved.add_solutions(tmp_path / "solved", tmp_path / "given", tmp_path / "out")
    assert not (tmp_path / "out").exists()
