"""Releases are made of what is offered, kept once, and refused as a whole."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest

from classroom.errors import ClassroomError
from classroom.pushes.changes import changes
from classroom.releases import building
from classroom.releases.making import make
from classroom.releases.plain import build_plain
from classroom.releases.sources import Kind
from classroom.releases.store import Store
from tests.classroom.releases.course import ANSWER, Desk, names, notebook, quietly, week
from tests.labs.small_course import FILES

RUBRIC = {"labs/week2/rubric.yml": "points: 1\n", "labs/week2/instructor-notes.md": "Wait.\n"}
OURS: dict[str, Any] = {
    **FILES,
    **RUBRIC,
    "labs/week2/lab.py": "# ---\n# title: L\n# jupyter: {}\n# ---\n"
    '# %% nbgrader={"grade_id": "a", "solution": true}\n' + ANSWER,
}


def left(desk: Desk) -> list[str]:
    """Return what lies where releases are kept and made, less the locks."""
    places = (desk.layout.releases, desk.layout.incoming)
    found = [path.name for place in places if place.is_dir() for path in place.iterdir()]
    return sorted(name for name in found if name != ".lock")


def test_a_source_like_this_course(desk: Desk) -> None:
    made = desk.make(OURS)
    store = Store(desk.layout.releases)
    student, instructor = names(store.student(1)), names(store.instructor(1))
    assert "week2/lab.ipynb" in student
    assert instructor - student == {"week2/rubric.yml", "week2/instructor-notes.md"}
    assert "jack plane" not in (store.student(1) / "week2/lab.ipynb").read_text()
    assert "jack plane" in (store.instructor(1) / "week2/lab.ipynb").read_text()
    assert made.kinds["notebook"] == 1
    assert set(made.release.files) == student


def test_a_source_of_plain_weeks(desk: Desk) -> None:
    files = week(1) | {
        "week1/data.bin": b"\x00\xff",
        "week1/rubric.yml": "points: 1\n",
        "week1/run.ipynb": notebook("1 + 1"),
        "week1/tool.py": f"def f():\n    {ANSWER}".replace("\n#", "\n    #"),
        "README.md": "not taken",
        "week1x/lab.md": "not taken",
        "week01/lab.md": "not taken",
        ".git/config": "not taken",
    }
    made = desk.make(files)
    store = Store(desk.layout.releases)
    names_of_all = {"lab.ipynb", "notes.md", "data.bin", "run.ipynb", "tool.py"}
    assert names(store.student(1)) == {f"week1/{name}" for name in names_of_all}
    assert names(store.instructor(1)) == names(store.student(1)) | {"week1/rubric.yml"}
    for name in ("lab.ipynb", "tool.py"):
        assert "jack plane" not in (store.student(1) / "week1" / name).read_text()
        assert "jack plane" in (store.instructor(1) / "week1" / name).read_text()
    given, kept = (desk.layout.sources / "algebra", store.student(1))
    assert (kept / "week1/data.bin").read_bytes() == (given / "week1/data.bin").read_bytes()
    cells = [json.loads((one / "week1/run.ipynb").read_text())["cells"] for one in (kept, given)]
    assert [cells[0][0]["id"], "".join(cells[0][0]["source"])] == ["cell-0", "1 + 1"]
    assert len(cells[0]) == len(cells[1])
    assert (made.release.weeks, made.release.kind) == ((1,), Kind.FOLDER)


@pytest.mark.parametrize("part", ["student", "instructor"])
@pytest.mark.parametrize("indent", [1, 4])
def test_unchanged_notebooks_in_plain_folders_change_nothing(
    desk: Desk, part: str, indent: int
) -> None:
    files = OURS | {
        "labs/week2/lab.py": OURS["labs/week2/lab.py"].replace("###", "given = 1\n###", 1)
    }
    first = desk.make(files).release
    tree = Store(desk.layout.releases).path(1) / part
    again: dict[str, Any] = {}
    for path in sorted(tree.glob("week*/**/*.*")):
        data = path.read_bytes()
        if path.suffix == ".ipynb":
            data = json.dumps(json.loads(data), indent=indent).encode()
        again[path.relative_to(tree).as_posix()] = data
    second = desk.make(again, name="plain").release
    assert second.kind is Kind.FOLDER
    assert changes(2, first.files, second.files) == []
    assert "given = 1" in (Store(desk.layout.releases).student(2) / "week2/lab.ipynb").read_text()


def test_releases_are_numbered_and_an_equal_one_is_not_made(desk: Desk) -> None:
    first, again = desk.make(week(1)), desk.make(week(1))
    assert (first.changed, again.changed, again.release) == (True, False, first.release)
    other = desk.make(week(1), name="another")
    assert (other.release.number, other.changed) == (2, True)
    assert (desk.make(week(1)).release.number, desk.make(week(1, "2")).release.number) == (1, 3)
    assert left(desk) == ["0001", "0002", "0003"]
    assert [one.number for one in Store(desk.layout.releases).all()] == [3, 2, 1]


def test_who_and_what_stands_in_the_record(desk: Desk) -> None:
    desk.make(week(1))
    record = json.loads((desk.layout.releases / "0001/release.json").read_text())
    assert {key: record[key] for key in ("number", "by", "kind", "source", "weeks")} == {
        **{"number": 1, "by": "ines", "kind": "folder", "source": "folder algebra", "weeks": [1]}
    }
    assert desk.layout.releases.stat().st_mode & 0o777 == 0o700


def test_ids_that_changed_are_noted(desk: Desk) -> None:
    desk.make({"week1/lab.ipynb": notebook("1", "2")})
    made = desk.make({"week1/lab.ipynb": notebook("new", "1", "2")})
    assert made.release.warnings == (
        "week1/lab.ipynb: 2 cells have the same text as before but another id.",
    )


@pytest.mark.parametrize(
    ("files", "code", "word"),
    [
        ({"README.md": "x"}, "release-empty", "weekN"),
        ({"labs/week1/lab.md": "x"}, "release-empty", "weekN"),
        ({**OURS, "labs/week2/files.yml": "- a\n"}, "release-build", "labs/week2/files.yml"),
        ({**OURS, "labs/week2/a.exe": b"MZ"}, "release-build", "labs/week2/a.exe"),
        ({**OURS, "labs/week2/lab.py": b"\xff"}, "release-build", "labs/week2/lab.py"),
        ({**OURS, "content/week2/quiz.yml": "[" * 5000}, "release-build", ""),
        ({**OURS, "content/week2/a.csv": "### BEGIN SOLUTION"}, "release-build", "a.csv"),
        ({"week1/lab.ipynb": "{"}, "release-notebook", "week1/lab.ipynb"),
        ({"week1/lab.ipynb": notebook("### BEGIN SOLUTION")}, "release-build", "week1/lab.ipynb"),
        ({"week1/a.csv": "### BEGIN SOLUTION"}, "release-leak", "week1/a.csv"),
        ({"week1/a.py": "### BEGIN SOLUTION\n"}, "release-build", "week1/a.py"),
        ({"week1/lab.ipynb": notebook("1", nbgrader={"solution": 1})}, "release-build", ""),
    ],
)
def test_a_refusal_keeps_nothing(desk: Desk, files: dict[str, Any], code: str, word: str) -> None:
    desk.make(week(1), name="good")
    with pytest.raises(ClassroomError) as caught:
        desk.make(files)
    assert caught.value.code == code
    assert word in caught.value.message
    assert str(desk.layout.state_dir) not in caught.value.message
    assert "\n" not in caught.value.message
    assert left(desk) == ["0001"]


def test_a_full_disk_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "somewhere")

    monkeypatch.setattr(building, "build_plain", full)
    with pytest.raises(ClassroomError) as caught:
        desk.make(week(1))
    assert (caught.value.code, caught.value.status) == ("release-disk", 507)
    assert "Make room" in caught.value.message
    assert left(desk) == []


def test_what_changes_meanwhile_is_not_taken(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    source = desk.offer("algebra", week(1))
    real = build_plain

    def meanwhile(copy: Path, out: Path) -> None:
        (source.folder / "week1/late").symlink_to("/etc/passwd")
        real(copy, out)

    monkeypatch.setattr(building, "build_plain", meanwhile)
    made = make(desk.layout, source, "ines", quietly)
    assert set(made.release.files) == {"week1/lab.ipynb", "week1/notes.md"}


def test_a_release_that_is_not_there(desk: Desk) -> None:
    desk.make(week(1))
    store = Store(desk.layout.releases)
    for number in (0, 2):
        with pytest.raises(ClassroomError, match=r"\[no-such-release\]"):
            store.get(number)
    (store.path(1) / "release.json").write_text("{")
    with pytest.raises(ClassroomError, match=r"\[release-broken\]"):
        store.get(1)
    assert store.all() == []
