"""Somebody leaves: what holds while it lasts, and what becomes of the folders."""

from datetime import datetime
from pathlib import Path

import pytest

from llmhub.accounts import leaving
from llmhub.errors import LabError
from llmhub.layout import StateLayout

AT = datetime(2026, 5, 4, 12, 30, 1)


def test_nothing_of_a_leaver_is_begun() -> None:
    with leaving.departure("ada"):
        leaving.check_staying("bob")
        with pytest.raises(LabError) as caught:
            leaving.check_staying("ada")
        assert caught.value.code == "leaving"
        with pytest.raises(LabError, match="leaving"), leaving.departure("ada"):
            pass
        with pytest.raises(LabError, match="leaving"):
            leaving.check_staying("ada")
    leaving.check_staying("ada")


def test_removal_that_failed_lets_the_account_work_again() -> None:
    def fail() -> None:
        with leaving.departure("ada"):
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        fail()
    leaving.check_staying("ada")


def test_folders_of_a_deleted_account_go_where_no_namesake_finds_them(tmp_path: Path) -> None:
    layout = StateLayout(tmp_path)
    home = layout.student("ada").home
    home.mkdir(parents=True)
    (home / "work.txt").write_text("mine")
    target = leaving.set_aside(layout, "ada", 20000, AT)
    assert target == layout.archive / "ada-20000-20260504T123001"
    assert (target / "home" / "work.txt").read_text() == "mine"
    assert not layout.student("ada").root.exists()
    assert leaving.set_aside(layout, "ada", 20001, AT) is None


def test_feedback_of_a_leaver_goes_where_no_namesake_finds_it(tmp_path: Path) -> None:
    layout = StateLayout(tmp_path)
    (layout.feedback("ada") / "week1").mkdir(parents=True)
    target = leaving.set_feedback_aside(layout, "ada", 20000, AT)
    assert target == layout.archive / "ada-20000-20260504T123001-feedback"
    assert (target / "week1").is_dir()
    assert not layout.feedback("ada").exists()
    assert leaving.set_feedback_aside(layout, "ada", 20001, AT) is None
