"""Notebooks read from bytes that may be anything."""

from __future__ import annotations

import json
import warnings

import nbformat
import pytest
from labsync.notebook import MAX_DEPTH, Ids, Unreadable, normalised, parse, write

from tests.labsync.books import book, code, run, text, without_ids
from tests.labsync.homes import as_bytes
from tests.labsync.lesson import BASE


def nested(depth: int) -> str:
    return '{"a":' * depth + "1" + "}" * depth


def with_metadata(value: str) -> bytes:
    return (f'{{"nbformat": 4, "nbformat_minor": 5, "metadata": {value}, "cells": []}}').encode()


REFUSED = {
    "nothing": b"",
    "no JSON": b"{",
    "no UTF-8": b"\xff\xfe{}",
    "a list": b"[]",
    "no format": b"{}",
    "format 3": b'{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}',
    "no cells": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
    "cells that are none": as_bytes({**BASE, "cells": [7]}),
    "a cell without metadata": as_bytes({**BASE, "cells": [{"cell_type": "raw", "source": ""}]}),
    "a cell of no known type": as_bytes(book({**text("a", "x"), "cell_type": "poem"})),
    "a source that is no text": as_bytes(book({**text("a", "x"), "source": 7})),
    "an output of no known type": as_bytes(book({**code("a", "x"), "outputs": [{"a": 1}]})),
    "too deep": with_metadata(nested(MAX_DEPTH + 1)),
    "far too deep": with_metadata(nested(50_000)),
    "half a surrogate": with_metadata('{"a": "\\ud800"}'),
    "too long a number": with_metadata('{"a": ' + "9" * 10_000 + "}"),
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_notebook_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        parse(data)


def test_what_is_one_comes_back_as_it_was() -> None:
    data = write(parse(as_bytes(BASE)))
    assert write(parse(data)) == data
    assert json.loads(data)["cells"][1]["source"] == ["print('hello')"]


def test_it_is_written_as_jupyter_writes_it() -> None:
    notebook = parse(as_bytes(book(text("a", "one\ntwo ü"), run(code("b", "x"), "out\n"))))
    assert write(notebook).decode() == nbformat.writes(notebook) + "\n"


def test_older_notebooks_get_ids_always_the_same() -> None:
    old = without_ids(book(code("a", "x = 1"), code("b", "x = 1"), text("c", "")))
    ids = [cell.id for cell in normalised(old).cells]
    assert len(set(ids)) == 3
    assert ids == [cell.id for cell in normalised(old).cells]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        nbformat.validate(normalised(old))


@pytest.mark.parametrize("bad", ["a", "", "with space", "x" * 65, None, 7, "ü"])
def test_a_cell_whose_id_is_taken_or_none_gets_another(bad: object) -> None:
    notebook = book(code("first", "1"), code("a", "2"))
    notebook["cells"][0]["id"] = bad
    ids = [cell.id for cell in normalised(notebook).cells]
    assert len(set(ids)) == 2
    assert ids[1] == "a" or bad == "a"


def test_the_first_of_two_keeps_its_id() -> None:
    notebook = normalised(book(code("a", "1"), code("a", "2"), code("b", "3")))
    assert [cell.id for cell in notebook.cells][0::2] == ["a", "b"]


def test_long_ids_stay_within_the_limit() -> None:
    ids = Ids(["x" * 64])
    made = [ids.fresh("x" * 80) for _ in range(12)]
    assert len({*made, "x" * 64}) == 13
    assert {len(name) for name in made} == {64}


def test_a_version_newer_than_ours_keeps_its_number() -> None:
    assert normalised({**BASE, "nbformat_minor": 6}).nbformat_minor == 6
