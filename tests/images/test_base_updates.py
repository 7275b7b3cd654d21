"""A home that the start prepared can be brought up to date, and where that cannot be is a note."""

from __future__ import annotations

import shutil
from pathlib import Path

from labsync.update import update

from tests.images.prepared_home import prepared


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
