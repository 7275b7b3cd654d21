"""Collecting and marks: new private files below a new folder, whole or not there."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from coursectl import archive
from coursectl.errors import CourseError
from tests.coursectl.terminal import Terminal
from tests.fakes import course_api
from tests.fakes.course_api import Answer, CourseService

FILES = {"ada/assignment.ipynb": b"{}", "ada/data/a.csv": b"1,2", "bob/assignment.ipynb": b"[]"}


def serve(service: CourseService, data: bytes) -> None:
    service.say("GET", "handins/3/archive", Answer(200, data))


def here() -> list[str]:
    """Return what lies where the command runs, hidden files too, the home aside."""
    return sorted(path.name for path in Path().iterdir() if path.name != "home")


def test_all_hand_ins_lie_in_a_new_folder(ines: Terminal, service: CourseService) -> None:
    serve(service, course_api.archive(FILES))
    assert ines.run("collect", "--week", "3", "--out", "all") == 0
    found = {str(p.relative_to("all")): p.read_bytes() for p in Path("all").rglob("*.*")}
    assert found == FILES
    modes = {path.stat().st_mode & 0o077 for path in [Path("all"), *Path("all").rglob("*")]}
    assert modes == {0}
    assert here() == ["all"]


def test_without_a_name_it_gets_one(ines: Terminal, service: CourseService) -> None:
    serve(service, course_api.archive(FILES))
    folder = Path(ines.json("collect", "--week", "3")["folder"])
    assert folder.name.startswith("handins-week3-")
    assert len(list(folder.iterdir())) == 2


def test_a_hand_in_that_is_missing_is_told_of(ines: Terminal, service: CourseService) -> None:
    serve(service, course_api.archive({**FILES, "week3/DAMAGED.txt": b"bo, number 1: damaged.\n"}))
    assert ines.run("collect", "--week", "3", "--out", "all") == 0
    assert "3 files of week 3" in ines.out
    assert "Missing: bo, number 1: damaged." in ines.out
    told = ines.json("collect", "--week", "3", "--out", "again")
    assert (told["files"], told["damaged"]) == (3, ["bo, number 1: damaged."])


def test_what_is_there_is_not_touched(ines: Terminal, service: CourseService) -> None:
    Path("all").mkdir()
    assert ines.run("collect", "--week", "3", "--out", "all") == 1
    Path("marks.csv").write_text("mine")
    assert ines.run("marks", "--week", "3", "--out", "marks.csv") == 1
    assert "[file-exists]" in ines.err.replace("\n", " ")
    Path("link").symlink_to("nowhere")
    assert ines.run("marks", "--week", "3", "--out", "link") == 1
    assert ines.run("collect", "--week", "3", "--out", "link") == 1
    assert Path("marks.csv").read_text() == "mine"
    assert service.asked == []


def test_a_folder_that_cannot_be_written(ines: Terminal, service: CourseService) -> None:
    serve(service, course_api.archive(FILES))
    for words in (("collect", "--out", "no/all"), ("marks", "--out", "no/marks.csv")):
        assert ines.run(*words, "--week", "3") == 1
        assert "[disk]" in ines.err.replace("\n", " ")


def entry(name: str, mode: int = 0) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        zipped.writestr(info, b"/etc/passwd")
    return packed.getvalue()


def lying() -> bytes:
    """Return an archive that says of its file that it is small."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("bomb", bytes(1 << 20))
    return packed.getvalue()


def twice() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        zipped.writestr("ada/x", b"")
        with pytest.warns(UserWarning, match="Duplicate"):
            zipped.writestr("ada/x", b"")
    return packed.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"no archive",
        b"",
        course_api.archive(FILES)[:-30],
        course_api.archive(FILES).replace(b"1,2", b"1,3"),
        entry("../out"),
        entry("ada/../../out"),
        entry("/etc/out"),
        entry("C:/out"),
        entry("a\\b"),
        entry("a\nb"),
        entry("link", 0o120777),
        entry("pipe", 0o010644),
        entry("device", 0o060644),
    ],
)
def test_an_archive_that_is_not_unpacked(
    ines: Terminal, service: CourseService, data: bytes
) -> None:
    serve(service, data)
    assert ines.run("collect", "--week", "3", "--out", "all") == 1
    assert "[bad-archive]" in ines.err.replace("\n", " ")
    assert here() == []


def test_the_same_name_twice(ines: Terminal, service: CourseService) -> None:
    serve(service, twice())
    assert ines.run("collect", "--week", "3", "--out", "all") == 1
    assert "[bad-archive]" in ines.err.replace("\n", " ")


def test_an_archive_that_grows(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(lying())
    (tmp_path / "out").mkdir()
    with pytest.raises(CourseError) as caught:
        archive.unpack(tmp_path / "x.zip", tmp_path / "out", 1000)
    assert caught.value.code == "bad-archive"
    assert (tmp_path / "out/bomb").stat().st_size <= 1000


def test_marks_lie_in_a_private_file(ines: Terminal, service: CourseService) -> None:
    service.say("GET", "marking/3/marks.csv", Answer(200, b"user,points\nada,7.5\n"))
    assert ines.run("marks", "--week", "3", "--out", "marks.csv") == 0
    assert Path("marks.csv").read_bytes() == b"user,points\nada,7.5\n"
    assert Path("marks.csv").stat().st_mode & 0o777 == 0o600


def test_marks_that_break_off_leave_nothing(ines: Terminal, service: CourseService) -> None:
    service.say("GET", "marking/3/marks.csv", Answer(200, b"user", {"Content-Length": "100"}))
    assert ines.run("marks", "--week", "3", "--out", "marks.csv") == 1
    assert here() == []


def test_hand_ins_are_listed(ines: Terminal, service: CourseService) -> None:
    assert ines.run("handins", "--week", "3") == 0
    assert ines.out.splitlines()[1].split() == ["ada", "1", "2026-05-04", "07:00+00:00", "late"]


def test_the_tests_are_waited_for(
    ines: Terminal, service: CourseService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    done = {"marking": [{"user": "ada", "state": "done", "points": 7.5}]}
    runs = {"marking": [{"user": "ada", "state": "running"}]}
    service.say("GET", "marking/3", Answer(body=runs), Answer(body=runs), Answer(body=done))
    assert ines.run("mark", "--week", "3") == 0
    assert [one.path for one in service.asked] == ["marking/3/run", *["marking/3"] * 3]
    assert ines.out.splitlines()[1].split() == ["ada", "done", "7.5"]


def test_tests_that_do_not_end(ines: Terminal, service: CourseService) -> None:
    service.data["marking/3"] = {"state": "running"}
    assert ines.run("mark", "--week", "3", "--seconds", "0") == 1
    assert "still run" in ines.out


def test_feedback_is_given_back(ines: Terminal, service: CourseService) -> None:
    assert ines.run("return", "--week", "3") == 0
    assert service.last("POST").path == "marking/3/return"
    assert ines.out == "Feedback of week 3 went to 1 student.\nbob: incomplete. No.\n"


def test_feedback_that_failed_fails(ines: Terminal, service: CourseService) -> None:
    left = [{"user": "bob", "state": "failed", "message": "Disk full."}]
    service.say("POST", "marking/3/return", Answer(202, {"returned": [], "left": left}))
    assert ines.run("return", "--week", "3") == 1


def test_a_run_of_the_tests_that_failed_is_said(ines: Terminal, service: CourseService) -> None:
    rows = [
        {"user": "ada", "state": "done", "points": 3, "missing": ["essay", "plan"]},
        {"user": "bob", "state": "failed", "code": "job-too-long", "message": "Too long."},
    ]
    service.data["marking/3"] = {"state": "done", "marking": rows}
    assert ines.run("mark", "--week", "3") == 1
    assert "to mark: essay, plan" in ines.out
    assert "Too long." in ines.out
