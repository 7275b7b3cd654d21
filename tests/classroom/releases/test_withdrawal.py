"""A week that is not chosen any more is in no publication."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path

import pytest

from classroom.errors import ClassroomError
from classroom.releases import choice, sources, withdrawal
from classroom.releases.making import make
from classroom.releases.store import Store
from labs.build.release import publish as publish_of_old
from tests.classroom.releases.course import Desk, quietly, week, write


def reach(desk: Desk) -> set[str]:
    """Return the weeks in students' reach, by publication."""
    releases = desk.layout.course / "releases"
    return {path.relative_to(releases).as_posix() for path in releases.glob("*/week*")}


def forget(desk: Desk, *weeks: int) -> None:
    with desk.ledgers.begin() as session:
        choice.forget(session, weeks)


@pytest.fixture
def course(desk: Desk) -> Desk:
    """Weeks 1 and 2 in two publications."""
    for text in ("old", "new"):
        desk.choose(desk.make(week(1, text) | week(2)))
        desk.publish()
    return desk


def test_what_is_taken_back_vanishes_from_every_publication(course: Desk) -> None:
    forget(course, 2)
    course.publish()
    assert reach(course) == {"0001/week1", "0002/week1", "0003/week1"}
    assert course.record()["weeks"] == {"1": 2}


def test_when_all_is_taken_back_nothing_is_left(course: Desk) -> None:
    forget(course, 1, 2)
    course.publish()
    assert reach(course) == set()


def test_a_week_that_the_course_dropped_vanishes_too(desk: Desk) -> None:
    for name, files in (("a", week(1) | week(2)), ("b", week(1, "new"))):
        source = sources.course(write(desk.layout.state_dir / name, files))
        made = make(desk.layout, source, "deploy", quietly)
        with desk.ledgers.begin() as session:
            choice.follow(session, Store(desk.layout.releases), made.release)
        desk.publish()
    assert reach(desk) == {"0001/week1", "0002/week1"}


def test_what_was_laid_there_to_be_tried_vanishes_too(course: Desk) -> None:
    tried = course.layout.course / "releases/0003"
    shutil.copytree(course.current.resolve(), tried)
    write(tried, {"week5/lab.md": "x"})
    record = json.loads((tried / ".release.json").read_text())
    record["weeks"]["5"] = 9
    (tried / ".release.json").write_text(json.dumps(record))
    course.publish()
    assert "0003/week5" not in reach(course)
    assert "0003/week2" in reach(course)


def test_what_an_older_hub_published_stays(desk: Desk) -> None:
    files = {"week1/lab.md": "old", "week2/lab.md": "old"}
    publish_of_old(desk.layout.course, lambda tree: write(tree, files))
    desk.choose(desk.make(week(1)))
    desk.publish()
    assert reach(desk) == {"0001/week1", "0001/week2", "0002/week1"}


@pytest.mark.parametrize("recorded", [True, False])
def test_what_could_not_be_removed_is_removed_the_next_time(
    course: Desk, monkeypatch: pytest.MonkeyPatch, recorded: bool
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO), "somewhere")

    forget(course, 2)
    with monkeypatch.context() as broken:
        broken.setattr(withdrawal, "_remove", refuse)
        if not recorded:
            broken.setattr(withdrawal, "_write_record", refuse)
        with pytest.raises(ClassroomError, match="release-disk"):
            course.publish()
    assert "0001/week2" in reach(course)
    course.publish()
    assert not {place for place in reach(course) if "week2" in place}


def test_one_that_cannot_be_removed_keeps_no_other_in_reach(
    course: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = withdrawal._remove

    def refuse(path: Path) -> None:
        if "0001" in path.parts:
            raise OSError(errno.EIO, "broken disk")
        real(path)

    monkeypatch.setattr(withdrawal, "_remove", refuse)
    forget(course, 2)
    with pytest.raises(ClassroomError, match="release-disk"):
        course.publish()
    assert reach(course) == {"0001/week1", "0001/week2", "0002/week1", "0003/week1"}
