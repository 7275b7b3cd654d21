"""What may be handed in, and what is refused, with a code and a sentence."""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from classroom.errors import ClassroomError
from classroom.handins import parcel
from classroom.handins.names import name_elsewhere
from classroom.handins.notebooks import Unreadable, read_notebook
from classroom.handins.parcel import unpack
from tests.classroom.handins.sent import book, sent


def refused(what: Any) -> str:
    with pytest.raises(ClassroomError) as caught:
        unpack(what)
    assert caught.value.message.startswith("Nothing was handed in")
    assert caught.value.message.endswith((".", "}."))
    return caught.value.code


@pytest.mark.parametrize(
    "name",
    [
        *("", "/etc/passwd", "../x", "a/../x", "a//b", "./x", "a/", "..", "."),
        *("a\\b", "a\nb", "a\0b", "a\x7fb", "\u202egnp.exe", "\ud800", "x" * 256),
        *("/".join("a" * 14), "é" * 128, 7, None, ["x"]),
    ],
)
def test_a_name_that_leads_elsewhere_or_cannot_be_kept_is_refused(name: Any) -> None:
    assert refused([*sent(), {"path": name, "content": ""}]) == "handin-name"


@pytest.mark.parametrize("names", [("a", "a/b"), ("a/b/c", "a"), ("a/b", "a/b")])
def test_names_that_cannot_lie_side_by_side_are_refused(names: tuple[str, str]) -> None:
    more = [{"path": name, "content": ""} for name in names]
    assert refused([*sent(), *more]) == "handin-name"


@pytest.mark.parametrize("name", ["a.md", "data/täglich.csv", ".hidden", "a b", "-x", "=1"])
def test_a_plain_name_is_taken(name: str) -> None:
    assert list(unpack(sent({name: b"x"})).files) == sorted(["assignment.ipynb", name])


@pytest.mark.parametrize(
    ("what", "code"),
    [
        (None, "handin-files"),
        ({}, "handin-files"),
        (["assignment.ipynb"], "handin-files"),
        ([{"path": "assignment.ipynb"}], "handin-files"),
        ([{"path": "assignment.ipynb", "content": "ä"}], "handin-files"),
        ([{"path": "assignment.ipynb", "content": "e30"}], "handin-files"),
        ([{"path": "assignment.ipynb", "content": ["e30="]}], "handin-files"),
        ([], "handin-no-notebook"),
        ([{"path": "lab.ipynb", "content": ""}], "handin-no-notebook"),
        (sent({f"{n}": b"" for n in range(200)}), "handin-too-many"),
        (sent({"big": bytes(parcel.FILE_BYTES + 1)}), "handin-too-big"),
        (sent({"a": bytes(9_999_999), "b": bytes(9_999_999), "c": b"1"}), "handin-too-big"),
    ],
)
def test_what_is_no_parcel_is_refused(what: Any, code: str) -> None:
    assert refused(what) == code


def test_what_is_just_within_the_limits_is_taken() -> None:
    assert len(unpack(sent({f"{n}": b"" for n in range(199)})).files) == parcel.MOST_FILES
    assert unpack(sent({"big": bytes(parcel.FILE_BYTES)})).bytes > parcel.FILE_BYTES


def cell(**about: Any) -> dict[str, Any]:
    return {"cell_type": "code", "id": "a", "source": "", "metadata": {}, "outputs": [], **about}


def raw(**about: Any) -> bytes:
    whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [], **about}
    return json.dumps(whole).encode()


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


BAD_NOTEBOOKS = {
    "nothing": b"",
    "no JSON": b"{",
    "no UTF-8": b'"\xff"',
    "a list": b"[]",
    "a number": b"7",
    "NaN": raw(metadata={"a": 1}).replace(b"1", b"NaN"),
    "deep": b"[" * 100_000 + b"]" * 100_000,
    "rather deep": raw(metadata={"a": nested(70)}),
    "many lists": b"[" + b"[]," * 600_000 + b"[]]",
    "a long list": b"[" + b"1," * 2_000_001 + b"1]",
    "a huge number": b'{"nbformat": ' + b"9" * 10_000 + b"}",
    "format 3": raw(nbformat=3),
    "a format of another kind": raw(nbformat_minor="5"),
    "no cells": raw(cells=None),
    "cells of another kind": raw(cells=[7]),
    "a cell without a type": raw(cells=[{"source": ""}]),
    "a source of another kind": raw(cells=[cell(execution_count=None, source=7)]),
    "half a surrogate": raw(cells=[cell(execution_count=None, source="\ud800")]),
    "too many cells": raw(cells=[cell(execution_count=None)] * 2_001),
}


@pytest.mark.parametrize("data", BAD_NOTEBOOKS.values(), ids=BAD_NOTEBOOKS)
def test_bytes_that_are_no_notebook_are_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read_notebook(data)
    files = [{"path": "assignment.ipynb", "content": base64.b64encode(data).decode()}]
    assert refused(files) == "handin-bad-notebook"


@pytest.mark.parametrize("minor", [2, 5, 9])
def test_a_notebook_of_any_format_4_is_read(minor: int) -> None:
    about = {"id": "a"} if minor >= 5 else {}
    one = {"cell_type": "markdown", "source": ["a\n", "b"], "metadata": {}, **about}
    assert read_notebook(raw(nbformat_minor=minor, cells=[one])).cells[0].source == "a\nb"


def test_a_student_gets_the_receipts_hash_with_the_command_that_is_told(tmp_path: Path) -> None:
    files = {"zz": b"1", "data/ä b.csv": b"2", "Data": b"3", ".x": b"", "a-b": b"4", "a/b": b"5"}
    made = unpack(sent(files))
    for name, data in made.files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    assert parcel.digest.__doc__
    command = next(one for one in parcel.digest.__doc__.splitlines() if "find" in one).strip()
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, check=True)
    assert done.stdout.decode().split()[0] == made.sha256


def test_the_hash_does_not_depend_on_the_order_that_names_are_given_in() -> None:
    assert parcel.digest({"b": "1", "a": "2"}) == parcel.digest({"a": "2", "b": "1"})


def test_the_hash_sees_names_and_bytes_and_not_the_order() -> None:
    one = unpack(sent({"a": b"1", "b": b"2"})).sha256
    assert one == unpack(sent({"b": b"2", "a": b"1"})).sha256
    assert len({one, unpack(sent({"a": b"2", "b": b"1"})).sha256, unpack(sent()).sha256}) == 3


@pytest.mark.parametrize(
    ("name", "elsewhere"),
    [
        ("a/b.md", "a/b.md"),
        ("what?.md", "what_.md"),
        ("c:/x", "c_/x"),
        ("CON", "_CON"),
        ("nul.txt/lpt1", "_nul.txt/_lpt1"),
        ("... /a. ", "_/a"),
    ],
)
def test_a_name_gets_a_form_that_unpacks_anywhere(name: str, elsewhere: str) -> None:
    assert name_elsewhere(name) == elsewhere


def test_a_notebook_of_ones_own_is_read() -> None:
    assert [one.source for one in read_notebook(book()).cells] == ["1 + 1", "Words."]
