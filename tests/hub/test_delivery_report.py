"""Reports from labs: what passes, what a student may not smuggle in, and how much there can be."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from llmhub.delivery import report
from llmhub.delivery.report import FileState
from llmhub.pair import EXEC_BYTES
from tests.hub.update_reports import read, refused

GOOD: dict[str, Any] = {
    "format": 1,
    "week": 3,
    "release": "0007",
    "before": "0006",
    "dry_run": False,
    "complete": True,
    "seconds": 0.21,
    "files": [
        {"path": "README.md", "state": "unchanged"},
        {
            "path": "lab.ipynb",
            "state": "merged",
            "code": "SYNC-CELLS",
            "sentence": "You and the course changed the same cells.",
            "cells": [{"id": "a1", "state": "kept-own", "why": "text", "offered": "a1-new"}],
        },
    ],
}


def with_file(**more: Any) -> dict[str, Any]:
    return GOOD | {"files": [{"path": "a.py", "state": "merged"} | more]}


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in GOOD.items() if name != key}


def test_report_of_the_update_program_is_kept_as_it_is() -> None:
    told = read(GOOD).told()
    assert [one["path"] for one in told["files"]] == ["lab.ipynb", "README.md"]
    assert told["files"][0] == GOOD["files"][1]
    assert {name: told[name] for name in ("week", "release", "before", "complete")} == {
        "week": 3,
        "release": "0007",
        "before": "0006",
        "complete": True,
    }


def test_report_of_a_release_that_could_not_be_opened_passes() -> None:
    said = {"code": "SYNC-RELEASE", "sentence": "Not there.", "release": "", "files": []}
    assert read(GOOD | said).told()["code"] == "SYNC-RELEASE"


HOSTILE: dict[str, object] = {
    "nothing": "",
    "no JSON": "Traceback (most recent call last):",
    "bytes that were no UTF-8": b"\xff\xfe{}".decode("utf-8", "replace"),
    "half a report": json.dumps(GOOD)[:-5],
    "two reports": json.dumps(GOOD) * 2,
    "a list": [GOOD],
    "a word": "null",
    "deep lists": "[" * 200_000 + "]" * 200_000,
    "deep objects": '{"files":' * 100_000 + "1" + "}" * 100_000,
    "deep where it is ignored": json.dumps(GOOD)[:-1]
    + ',"x":'
    + "[" * 200_000
    + "]" * 200_000
    + "}",
    "half a sign": json.dumps(GOOD).replace("lab.ipynb", "\\ud800"),
    "another format": GOOD | {"format": 2},
    "no format": without("format"),
    "no week": without("week"),
    "another week": GOOD | {"week": 4},
    "week as a text": GOOD | {"week": "3"},
    "week as a truth": GOOD | {"week": True},
    "a huge week": json.dumps(GOOD).replace('"week": 3', '"week": ' + "9" * 5000),
    "another release": GOOD | {"release": "0008"},
    "release as a number": GOOD | {"release": 7},
    "a trial": GOOD | {"dry_run": True},
    "not a number": json.dumps(GOOD).replace("0.21", "NaN"),
    "endless": json.dumps(GOOD).replace("0.21", "1e999"),
    "before its time": GOOD | {"seconds": -1},
    "files as a text": GOOD | {"files": "lab.ipynb"},
    "a file as a text": GOOD | {"files": ["lab.ipynb"]},
    "a path that is none": with_file(path=None),
    "a path of lists": with_file(path=["a"]),
    "an unknown state": with_file(state="<b>fine</b>"),
    "a code of the student's": with_file(code="<script>"),
    "a code of two lines": with_file(code="SYNC-TIME\n"),
    "a code of the whole of the student's": GOOD | {"code": "docker-down"},
    "cells as an object": with_file(cells={}),
    "a cell that is none": with_file(cells=[1]),
    "a cell without an id": with_file(cells=[{"state": "merged", "why": "text"}]),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_anything_else_is_no_report(name: str) -> None:
    assert refused(HOSTILE[name])


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a\nb", "a\N{REPLACEMENT CHARACTER}b"),
        ("a\x1b[2Jb", "a\N{REPLACEMENT CHARACTER}[2Jb"),
        ("a\x00b\x7f", "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}"),
        ("abc\N{RIGHT-TO-LEFT OVERRIDE}gpj.exe", "abc\N{REPLACEMENT CHARACTER}gpj.exe"),
        ("a\N{LINE SEPARATOR}b", "a\N{REPLACEMENT CHARACTER}b"),
        ("Übung 3 – Teil ½.ipynb", "Übung 3 – Teil ½.ipynb"),
        ("x" * 300, "x" * 300),
        ("x" * 5000, "x" * 299 + "…"),
    ],
)
def test_texts_are_cut_and_made_harmless(given: str, kept: str) -> None:
    (file,) = read(with_file(path=given, detail=given, beside=given, at=given)).told()["files"]
    assert [file[name] for name in ("path", "detail", "beside", "at")] == [kept] * 4


def test_texts_of_a_cell_and_of_the_whole_are_made_harmless_too() -> None:
    cells = [{"id": "a\n" * 99, "state": "merged", "why": "\x1b", "offered": "\r"}]
    said = with_file(cells=cells) | {"detail": "a\nb", "sentence": "\x07", "before": "\n" * 999}
    told = json.dumps(read(said).told(), ensure_ascii=False)
    assert all(sign.isprintable() for sign in json.dumps(json.loads(told), ensure_ascii=False))
    assert "\\n" not in told
    assert len(told) < 1000


def test_more_files_than_a_course_has_are_counted_and_those_with_news_are_kept() -> None:
    many = [{"path": str(number), "state": "unchanged"} for number in range(5000)]
    told = read(GOOD | {"files": [*many, {"path": "news", "state": "failed"}]}).told()
    assert len(told["files"]) == report.MAX_FILES
    assert told["files"][0]["path"] == "news"
    assert told["files_left_out"] == 5001 - report.MAX_FILES
    assert told["complete"] is False


def test_more_cells_than_a_notebook_has_are_counted() -> None:
    cells = [{"id": str(number), "state": "merged", "why": "text"} for number in range(1000)]
    (file,) = read(with_file(cells=cells)).told()["files"]
    assert (len(file["cells"]), file["cells_left_out"]) == (report.MAX_CELLS, 800)


def test_a_million_files_are_refused_or_told_soon() -> None:
    """More than the hub reads from a lab at all; it must bear it all the same."""
    files = ",".join(['{"path":"a","state":"merged"}'] * 10**6)
    text = json.dumps(GOOD | {"files": []}).replace('"files": []', f'"files": [{files}]')
    assert len(text) > EXEC_BYTES
    began = time.monotonic()
    assert len(json.dumps(read(text).told())) < 2**20
    assert time.monotonic() - began < 30


@pytest.mark.parametrize(
    ("of_file", "of_whole", "expected"),
    [("SYNC-TIME", "", True), ("", "SYNC-TIME", True), ("SYNC-NAME", "SYNC-BUSY", False)],
)
def test_whether_the_time_was_up(of_file: str, of_whole: str, expected: bool) -> None:
    assert read(with_file(code=of_file) | {"code": of_whole}).ran_out_of_time is expected


def test_states_are_those_of_the_update_program() -> None:
    from labsync.outcome import State

    assert [one.value for one in FileState] == [one.value for one in State]


def test_codes_of_the_update_program_pass() -> None:
    from labsync.errors import SENTENCES

    for code, sentence in SENTENCES.items():
        (file,) = read(with_file(code=code, sentence=sentence)).told()["files"]
        assert file["code"] == code
        assert file["sentence"] == sentence
