"""What a student's answer may not claim: other places, other releases, numbers that are none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from llmhub.delivery import book, decisions
from llmhub.delivery.book import Wish
from llmhub.delivery.state import State
from llmhub.pair import EXEC_BYTES
from tests.fakes.orders import orders_db
from tests.hub.update_reports import read, refused

FILE = {"path": "lab.ipynb", "state": "merged"}
GOOD: dict[str, Any] = {
    **{"format": 1, "week": 3, "release": "0007", "dry_run": False},
    **{"seconds": 0.2, "files": [FILE]},
}
PLAIN = json.dumps(GOOD)
BOB = "../../../bob/home/labs/week3/lab.ipynb"


def with_file(**more: Any) -> dict[str, Any]:
    return GOOD | {"files": [FILE | more]}


CLAIMS: dict[str, object] = {
    "no release and no reason": GOOD | {"release": ""},
    "somebody else's file": with_file(path=BOB),
    "somebody else's, with a line end": with_file(path=f"\r\n/../{BOB}"),
    "a place of the machine's": with_file(path="/etc/passwd"),
    "no path": with_file(path=""),
    "the folder itself": with_file(path="."),
    "a way back": with_file(path="a/../b"),
    "a path of nothing": with_file(path="a//b"),
    "the new place elsewhere": with_file(at=BOB),
    "the version beside elsewhere": with_file(beside="/class/answers.ipynb"),
    "a format that is a truth": GOOD | {"format": True},
    "seconds as a text": GOOD | {"seconds": "0.2"},
    "seconds as a truth": GOOD | {"seconds": True},
    "no seconds": GOOD | {"seconds": None},
    "half a million digits": PLAIN.replace("0.2", "9" * (EXEC_BYTES - 1000)),
    "half a million digits of a week": PLAIN.replace("3", "9" * (EXEC_BYTES - 1000), 1),
    "a number that needs all memory": PLAIN.replace("0.2", "1e999999999"),
    "a truth that is a number": GOOD | {"dry_run": 0},
    "two weeks": f'{PLAIN[:-1]},"week":4}}',
    "a comment": f"{PLAIN}//",
    "a mark of the order of bytes": f"\N{ZERO WIDTH NO-BREAK SPACE}{PLAIN}",
    "one line without an end": '{"format":1,"week":3,"sentence":"' + "x" * EXEC_BYTES,
    "only opened": '{"files":[' * (EXEC_BYTES // 10),
    "deep in a cell": json.dumps(with_file(cells=[])).replace(
        '"cells": []', '"cells": ' + "[" * 200_000 + "]" * 200_000
    ),
    "a state of lists": with_file(state=["merged"]),
    "a detail of objects": GOOD | {"detail": {}},
    "files that are none": GOOD | {"files": None},
}


@pytest.mark.parametrize("name", CLAIMS)
def test_what_no_update_says_is_no_report(name: str) -> None:
    assert "bob" not in refused(CLAIMS[name])


@pytest.mark.parametrize(
    "path", ["a.py", "sub/deep/data.txt", "..data", "a..b/...", ".hidden", "ü/-rf", "x" * 255]
)
def test_every_path_below_a_week_passes(path: str) -> None:
    (file,) = read(with_file(path=path, at=path, beside=path)).told()["files"]
    assert [file[name] for name in ("path", "at", "beside")] == [path] * 3


def test_what_passes_is_no_more_than_was_sent_and_fits_the_book() -> None:
    """Texts of every length at once, in the most files that fit into an answer."""
    long = {"sentence": "s" * 999, "detail": "\x1b" * 999, "code": "SYNC-FAILED"}
    many = [{"path": f"{n}-" + "p" * 200, "state": "failed"} | long for n in range(200)]
    text = json.dumps(GOOD | long | {"files": many})
    with orders_db() as db:
        (order,) = book.add(db, "p1", [Wish("eve", 3, 7)], dry_run=False)
        book.begin(db, order)
        book.finish(db, order, decisions.of_report(read(text)))
        assert (order.state, order.code) == (State.FAILED, "SYNC-FAILED")
        assert len(order.message) <= 500
        kept = json.loads(order.report or "")
    assert len(json.dumps(kept, ensure_ascii=False)) < len(text)
    assert "\x1b" not in json.dumps(kept, ensure_ascii=False)
    assert kept["complete"] is False
