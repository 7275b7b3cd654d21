"""A home that the start prepared can be brought up to date, and where that cannot be is a note."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from labsync.update import update
from llmserver import home, notes

from tests.images.base_container import make_course


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return make_course(tmp_path / "course") / "current"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "home"
    made.mkdir()
    return made


def prepared(folder: Path, course: Path) -> list[str]:
    pad = notes.Notes()
    home.prepare(folder, pad, course)
    return [line.partition(":")[0] for line in pad.lines]


def test_a_new_copy_can_be_merged_with_a_later_release(folder: Path, course: Path) -> None:
    prepared(folder, course)
    readme = folder / "labs/week1/README.md"
    readme.write_text("# Week 1\n\nMine\n", encoding="utf-8")
    (course / "week1/README.md").write_text("Read this.\n\n# Week 1\n", encoding="utf-8")
    assert update(folder, course, 1).complete
    assert readme.read_text(encoding="utf-8") == "Read this.\n\n# Week 1\n\nMine\n"


def test_a_start_that_copies_nothing_remembers_nothing(folder: Path, course: Path) -> None:
    prepared(folder, course)
    shutil.rmtree(folder / ".llmhub")
    prepared(folder, course)
    assert not (folder / ".llmhub").exists()


def test_what_could_not_be_remembered_is_a_note(folder: Path, course: Path) -> None:
    (folder / ".llmhub").write_text("x", encoding="utf-8")
    assert prepared(folder, course) == ["N09", "N09"]
    assert (folder / "labs/week2/README.md").is_file()
