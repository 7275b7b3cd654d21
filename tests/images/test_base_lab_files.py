"""Which files are of a lab, and that no update writes while one is saved."""

from __future__ import annotations

from pathlib import Path

import pytest
from labsync.errors import SyncError
from labsync.first import remember
from labsync.store import open_store
from labsync.update import open_home
from llmserver import lab_files
from llmserver.lab_files import course_text, locked, week_of


@pytest.mark.parametrize(
    ("path", "week"),
    [
        ("labs/week3/lab.ipynb", 3),
        ("labs/week12/data/notes.md", 12),
        ("labs/week0/lab.ipynb", None),
        ("labs/week100/lab.ipynb", None),
        ("labs/week3", None),
        ("labs/week3/../week4/lab.ipynb", None),
        ("labs/week3//lab.ipynb", None),
        ("labs/week3.backup-1/lab.ipynb", None),
        ("apps/labs/week3/lab.ipynb", None),
    ],
)
def test_the_week_of_a_file(path: str, week: int | None) -> None:
    assert week_of(path) == week


async def test_an_update_waits_until_a_save_is_done(tmp_path: Path) -> None:
    async with locked(tmp_path, 3) as store:
        assert store is not None
        with (
            open_home(tmp_path) as home,
            pytest.raises(SyncError, match="SYNC-BUSY"),
            open_store(home, "week3", 0.0),
        ):
            pass
    with open_home(tmp_path) as home, open_store(home, "week3", 0.0):
        pass


async def test_without_a_lock_a_file_is_saved_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lab_files, "WAIT_SECONDS", 0.1)
    with open_home(tmp_path) as home, open_store(home, "week3", 0.0):
        async with locked(tmp_path, 3) as store:
            assert store is None
    (tmp_path / "no-folder").write_text("")
    async with locked(tmp_path / "no-folder", 3) as store:
        assert store is None


async def test_the_courses_version_is_what_the_last_update_brought(tmp_path: Path) -> None:
    week = tmp_path / "release" / "week3"
    week.mkdir(parents=True)
    (week / "helper.py").write_text("LIMIT = 1\n")
    home = tmp_path / "home"
    (home / "labs/week3").mkdir(parents=True)
    remember(home, tmp_path / "release", 3)
    async with locked(home, 3) as store:
        assert course_text(store, "labs/week3/helper.py") == b"LIMIT = 1\n"
        assert course_text(store, "labs/week3/mine.py") is None
        assert course_text(None, "labs/week3/helper.py") is None
