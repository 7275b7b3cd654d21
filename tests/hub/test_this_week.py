"""The week of the course, named by its title on the pages that a student sees before the lab."""

from __future__ import annotations

from pathlib import Path

import pytest

from llmhub.this_week import this_week
from tests.fakes.running_hub import Browser, running_hub

TITLE = "Week 1: Words & numbers"


def write(course: Path, **weeks: str) -> Path:
    """Write a current release whose weeks have these READMEs; return the course's folder."""
    release = course / "releases/0001"
    for week, text in weeks.items():
        (release / week).mkdir(parents=True)
        (release / week / "README.md").write_text(text)
    (course / "current").symlink_to("releases/0001")
    return course


@pytest.mark.parametrize(
    ("week", "words"),
    [
        (1, TITLE),
        (2, TITLE),
        (3, "Week 3: Prompts"),
        (4, "Week 4"),
        (5, "Week 5"),
        (7, "Week 5"),
    ],
)
def test_the_title_is_the_weeks_heading_or_the_nearest_earlier_ones(
    tmp_path: Path, week: int, words: str
) -> None:
    course = write(
        tmp_path,
        week1=f"# {TITLE}\n\n## Not this one\n",
        week3="Before it.\n\n# Prompts\n",
        week4="No heading at all.\n",
        week5="# Week 5\n",
    )
    assert this_week(course, week) == words


def test_without_a_release_or_an_earlier_week_there_are_no_words(tmp_path: Path) -> None:
    assert this_week(tmp_path / "nothing", 3) == ""
    assert this_week(write(tmp_path / "course", week4="# Week 4: Late\n"), 3) == ""


def test_odd_files_are_no_reason_to_fail(tmp_path: Path) -> None:
    course = write(tmp_path, week1=f"# {TITLE}\n")
    (course / "releases/0001/week2").mkdir()
    (course / "releases/0001/week2/README.md").mkdir()
    assert this_week(course, 2) == TITLE
    (course / "releases/0001/week3").mkdir()
    (course / "releases/0001/week3/README.md").write_bytes(b"# Caf\xe9\n")
    assert this_week(course, 3).startswith("Week 3: Caf")


def test_a_students_home_and_start_page_name_the_week(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_START_SECONDS", "3")  # or the start page would be gone at once
    with running_hub(tmp_path, week="2") as hub:
        ada = Browser()
        ada.accept(hub.enrol("ada"))
        home = f"{hub.students}/hub/home"
        assert "Now in the course" not in ada.navigate(home).text
        # Released while the hub runs: the next page knows it.
        write(hub.state / "course", week1=f"# {TITLE}\n", week2="# Week 2: Words & numbers\n")
        words = "Now in the course: <strong>Week 2: Words &amp; numbers</strong>"
        assert words in ada.navigate(home).text
        starting = ada.navigate(f"{hub.students}/hub/spawn/ada")
        assert starting.url.endswith("/hub/spawn-pending/ada")
        assert words in starting.text
