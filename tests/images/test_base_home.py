"""Preparing a student's home: copied once, never overwritten, never a reason not to start."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from llmserver import environment, home, notes

from tests.images.prepared_home import prepared


def test_an_empty_home_gets_everything(folder: Path, course: Path) -> None:
    assert prepared(folder, course) == []
    assert (folder / "labs/week1/README.md").read_text(encoding="utf-8") == "# Week 1\n"
    assert (folder / "apps/gradio_app.py").is_file()
    assert (folder / "apps/logs").is_dir()
    assert (folder / "course").resolve() == course.resolve()


def test_feedback_and_class_are_linked_where_they_are_there(
    folder: Path, course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = {name: tmp_path / "opt" / name for name in home.SHARED}
    monkeypatch.setattr(home, "SHARED", shared)
    shared["class"].mkdir(parents=True)
    assert prepared(folder, course) == []
    assert (folder / "class").readlink() == shared["class"]
    assert not (folder / "feedback").is_symlink()
    shared["feedback"].mkdir()
    (folder / "class").unlink()
    (folder / "class").write_text("my own notes")
    assert prepared(folder, course) == []
    assert (folder / "feedback").readlink() == shared["feedback"]
    assert (folder / "class").read_text() == "my own notes"


def test_a_students_work_is_never_touched(folder: Path, course: Path) -> None:
    (folder / "labs/week1").mkdir(parents=True)
    (folder / "apps").mkdir()
    (folder / "apps/gradio_app.py").write_text("mine", encoding="utf-8")
    assert prepared(folder, course) == []
    assert list((folder / "labs/week1").iterdir()) == []
    assert (folder / "apps/gradio_app.py").read_text(encoding="utf-8") == "mine"
    assert (folder / "labs/week2/README.md").is_file()


def test_an_interrupted_copy_is_cleared_away(folder: Path, course: Path) -> None:
    (folder / "labs/.week1.partial-7").mkdir(parents=True)
    assert prepared(folder, course) == []
    assert sorted(path.name for path in (folder / "labs").iterdir()) == ["week1", "week2"]


def test_a_missing_course_is_a_note(folder: Path, tmp_path: Path) -> None:
    assert prepared(folder, tmp_path / "nothing") == ["N04"]


@pytest.mark.parametrize("name", ["labs", "apps", "course"])
@pytest.mark.parametrize("kind", ["file", "pipe", "dangling", "loop"])
def test_odd_things_in_the_way_do_not_stop_the_start(
    folder: Path, course: Path, name: str, kind: str
) -> None:
    path = folder / name
    if kind == "file":
        path.write_text("x", encoding="utf-8")
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/nowhere/at/all" if kind == "dangling" else path)
    codes = prepared(folder, course)
    assert codes == ([] if name == "course" else ["N03"])


def test_links_and_pipes_of_the_course_are_not_followed(folder: Path, course: Path) -> None:
    (course / "week1/secret").symlink_to("/etc/passwd")
    os.mkfifo(course / "week1/pipe")
    assert prepared(folder, course) == []
    assert [path.name for path in (folder / "labs/week1").iterdir()] == ["README.md"]


def test_a_full_disk_leaves_no_half_copy(
    folder: Path, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.EDQUOT, "Disk quota exceeded", "x")

    monkeypatch.setattr("shutil.copyfile", full)
    assert "N02" in prepared(folder, course)
    assert list((folder / "labs").iterdir()) == []


def test_notes_are_written_and_cleared(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    pad = notes.Notes()
    pad.add("N99", "something happened")
    pad.write(path)
    assert path.read_text(encoding="utf-8") == "N99: something happened\n"
    notes.Notes().write(path)
    assert not path.exists()


def test_notes_replace_a_link_and_do_not_follow_it(tmp_path: Path) -> None:
    path, other = tmp_path / "notes.txt", tmp_path / "other"
    path.symlink_to(other)
    pad = notes.Notes()
    pad.add("N99", "something happened")
    pad.write(path)
    assert not other.exists()


@pytest.mark.parametrize(
    ("week", "page"),
    [
        ("", "/lab/tree/labs/week1/README.md"),
        ("2", "/lab/tree/labs/week2/README.md"),
        ("week2", "/lab/tree/labs/week2/README.md"),
        ("9", "/lab/tree/labs/week2/README.md"),
        ("../../etc", "/lab/tree/labs/week1/README.md"),
    ],
)
def test_first_page(folder: Path, course: Path, week: str, page: str) -> None:
    prepared(folder, course)
    assert environment.first_page(folder, week) == page


@pytest.mark.parametrize(
    ("there", "week", "opened"),
    [
        ((1, 2, 4, 7), "3", 2),
        ((1, 2, 4, 7), "4", 4),
        ((1, 2, 4, 7), "6", 4),
        ((3, 10), "9", 3),
        ((3, 10), "10", 10),
        ((3, 5), "2", 3),
        ((3, 5), "", 3),
        ((3, 5), "0", 3),
    ],
)
def test_where_the_week_is_missing_the_nearest_earlier_one_opens(
    folder: Path, there: tuple[int, ...], week: str, opened: int
) -> None:
    for number in there:
        (folder / f"labs/week{number}").mkdir(parents=True)
        (folder / f"labs/week{number}/README.md").touch()
    page = f"/lab/tree/labs/week{opened}/README.md"
    assert environment.first_page(folder, week) == page


def test_a_week_without_its_readme_is_passed_over(folder: Path, course: Path) -> None:
    prepared(folder, course)
    (folder / "labs/week2/README.md").unlink()
    assert environment.first_page(folder, "2") == "/lab/tree/labs/week1/README.md"


def test_first_page_without_labs(folder: Path) -> None:
    assert environment.first_page(folder, "1") == "/lab"


def test_a_full_home_moves_what_the_server_writes(tmp_path: Path) -> None:
    normal = environment.server_environment({}, tmp_path, Path("/tmp/x"), room=True)
    full = environment.server_environment({}, tmp_path, Path("/tmp/x"), room=False)
    assert "JUPYTER_DATA_DIR" not in normal
    assert full["JUPYTER_DATA_DIR"] == "/tmp/x/data"
    assert full["JUPYTER_CONFIG_DIR"] == "/tmp/x/config"
    assert normal["JUPYTERHUB_DISABLE_USER_CONFIG"] == "1"


def test_the_hub_may_choose_the_first_page(tmp_path: Path) -> None:
    given = {"JUPYTERHUB_DEFAULT_URL": "/lab/tree/x"}
    values = environment.server_environment(given, tmp_path, Path("/tmp/x"), room=True)
    assert values["JUPYTERHUB_DEFAULT_URL"] == "/lab/tree/x"


def test_the_runtime_folder_is_never_somebody_elses(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "llmhub-jupyter").symlink_to(elsewhere)
    assert environment.runtime_folder(tmp_path) != tmp_path / "llmhub-jupyter"
    assert environment.runtime_folder(tmp_path).is_dir()
