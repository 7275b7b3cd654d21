"""The table of a push, out of what labs report."""

from typing import Any

import pytest
from labsync.errors import SENTENCES
from labsync.outcome import State

from classroom.pushes import table, words
from classroom.pushes.table import Known, Line, Said, columns, line, others
from classroom.pushes.tables import RowState

KNOWN = Known(
    frozenset({"lab.ipynb", "tools.py"}), {"lab.ipynb": {"b": "cell 2 “b = 2”", "c": "cell 3"}}
)


def said(*files: dict[str, Any], state: str = "done", **more: Any) -> Said:
    return Said("ada", 3, state, report={"files": list(files)}, **more)


def of_lab(**file: Any) -> table.Entry:
    return line(said({"path": "lab.ipynb", **file}), KNOWN).entries["lab.ipynb"]


@pytest.mark.parametrize(
    ("file", "says", "notes"),
    [
        ({"state": "unchanged"}, "unchanged", ()),
        ({"state": "delivered"}, "delivered", ()),
        (
            {"state": "merged", "cells": [{"id": "b", "state": "delivered", "why": "text"}]},
            "merged",
            (),
        ),
        (
            {
                "state": "kept-own",
                "code": "SYNC-CELLS",
                "cells": [
                    {"id": "b", "state": "kept-own", "why": "text", "offered": "u-1"},
                    {"id": "c", "state": "kept-own", "why": "removed"},
                    {"id": "", "state": "kept-own", "why": "metadata"},
                    {"id": "own", "state": "left-deleted", "why": "text"},
                ],
            },
            "kept own edit",
            (
                "cell 2 “b = 2”: the new text is right below it",
                "cell 3: the course removed it, the student's stays",
                "the notebook's settings: the student's stays",
                "cell own: deleted by the student",
            ),
        ),
        (
            {"state": "kept-own", "code": "SYNC-NOTEBOOK", "beside": "lab.new.ipynb", "at": "x"},
            "kept own edit",
            (
                "the student's notebook cannot be read as one",
                "the new version lies beside it: lab.new.ipynb",
                "the student calls it x",
            ),
        ),
        (
            {"state": "left-deleted", "code": "SYNC-DELETED"},
            "left deleted",
            ("the student deleted or renamed it",),
        ),
        ({"state": "failed", "code": "SYNC-X", "sentence": "Odd."}, "failed", ("Odd.",)),
        (
            {"state": "skipped", "code": "SYNC-DISK-FULL"},
            "not this time",
            ("the student's disk is full",),
        ),
    ],
)
def test_what_became_of_a_file(file: dict[str, Any], says: str, notes: tuple[str, ...]) -> None:
    entry = of_lab(**file)
    assert (entry.says, entry.notes) == (says, notes)


@pytest.mark.parametrize(
    ("row", "state", "message"),
    [
        (said({"path": "lab.ipynb", "state": "merged"}), "done", ""),
        (said({"path": "lab.ipynb", "state": "kept-own"}), "kept-own", ""),
        (said({"path": "lab.ipynb", "state": "skipped"}), "skipped", ""),
        (said(state="failed", code="exec-too-long", message="Too long."), "failed", "Too long."),
        (
            said(state="failed", code="SYNC-FOLDER", message="to the student"),
            "failed",
            "The week's folder is a link or a file: the student has to rename it first.",
        ),
        (said(state="failed", code="not-running", message="It does not."), "not-running", ""),
        (
            said(state="failed", code="not-shown-yet", message="Nothing was tried."),
            "not-shown-yet",
            "Nothing was tried.",
        ),
        (said(state="waiting"), "waiting", ""),
    ],
)
def test_how_far_a_student_is(row: Said, state: str, message: str) -> None:
    found = line(row, KNOWN)
    assert (found.state, found.message) == (state, message)
    assert found.says == words.STATES[state]


def test_what_may_have_its_turn_soon_does_not_wait_for_a_start() -> None:
    assert line(said(state="waiting"), KNOWN, turn_to_come=True).state == "pending"
    assert line(said(state="failed"), KNOWN, turn_to_come=True).state == "failed"


def test_a_trial_says_what_would_be() -> None:
    found = line(said({"path": "lab.ipynb", "state": "kept-own"}), KNOWN, trial=True)
    assert found.says == "would keep own edit"
    assert found.entries["lab.ipynb"].says == "would keep own edit"


def test_a_lab_cannot_name_files_that_the_course_does_not_have() -> None:
    names = ["../../etc/passwd", "<script>", "mine.py", ""]
    found = line(said(*({"path": name, "state": "delivered"} for name in names)), KNOWN)
    assert found.entries == {}


@pytest.mark.parametrize(
    "report",
    [
        {"files": "all"},
        {"files": [1, None]},
        {"files": [{}]},
        {"files": [{"path": "lab.ipynb", "state": None, "cells": {"a": 1}}]},
        {},
        None,
    ],
)
def test_an_odd_report_breaks_nothing(report: dict[str, Any] | None) -> None:
    assert line(Said("ada", 3, "done", report=report), KNOWN).student == "ada"


def many(states: dict[str, str]) -> Line:
    files = [{"path": path, "state": state} for path, state in states.items()]
    return line(said(*files), Known(frozenset(states)))


def test_files_that_need_a_look_get_a_column_first() -> None:
    calm = {f"f{number:02}": "delivered" for number in range(20)}
    one = many({**calm, "z.py": "kept-own", "same.py": "unchanged"})
    shown = columns([one, many(calm)])
    assert len(shown) == 8
    assert "z.py" in shown
    assert others(one, shown) == "13 delivered"


def test_nothing_new_has_no_column() -> None:
    assert columns([many({"a.py": "unchanged"})]) == []


def test_everything_that_can_happen_has_words() -> None:
    assert set(words.WHY) == set(SENTENCES)
    assert set(words.FILES) == {str(state) for state in State} == set(words.TRIAL_FILES)
    assert {str(state) for state in RowState} <= set(words.STATES)
