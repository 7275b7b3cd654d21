"""What students see: weeks whose day has come, solutions after the deadline, nothing else."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from classroom.errors import ClassroomError
from classroom.releases import publication, withdrawal
from labs.build.release import publish as publish_of_old
from tests.classroom.releases.course import NOON, Desk, names, notebook, week, write
from tests.labs.small_course import FILES

HOUR = timedelta(hours=1)
BEFORE, AFTER = NOON - HOUR, NOON + HOUR


@pytest.fixture
def course(desk: Desk) -> Desk:
    """Weeks 1 and 2, published without any date."""
    desk.choose(desk.make(week(1) | week(2)))
    desk.publish(BEFORE)
    return desk


def reach(desk: Desk) -> set[str]:
    """Return the top two folders of all that lies in students' reach."""
    releases = desk.layout.course / "releases"
    return {p.relative_to(releases).as_posix() for p in releases.rglob("*") if p.is_dir()}


def test_weeks_without_a_date_are_seen_without_solutions(course: Desk) -> None:
    expected = {f"week{n}/{name}" for n in (1, 2) for name in ("lab.ipynb", "notes.md")}
    assert names(course.current.resolve()) == expected
    assert "jack plane" not in (course.current / "week1/lab.ipynb").read_text()
    record = course.record()
    assert (record["release"], record["weeks"]) == (1, {"1": 1, "2": 1})
    assert course.current.readlink() == Path("releases/0001")


def test_nothing_new_is_no_new_publication(course: Desk) -> None:
    again = course.publish(NOON)
    assert (again.number, again.changed) == (1, False)
    assert again.digest == course.record()["digest"] != ""
    assert {p.name for p in (course.layout.course / "releases").iterdir()} == {"0001"}


def test_a_week_is_nowhere_before_its_date_and_there_from_then_on(desk: Desk) -> None:
    desk.date(2, release=NOON)
    desk.choose(desk.make(week(1) | week(2)))
    desk.publish(BEFORE)
    assert reach(desk) == {"0001", "0001/week1"}
    assert desk.record()["weeks"] == {"1": 1}
    desk.publish(NOON)
    assert reach(desk) == {"0001", "0001/week1", "0002", "0002/week1", "0002/week2"}


def test_a_date_that_is_set_later_takes_the_week_out_of_every_publication(course: Desk) -> None:
    write(course.layout.course / "releases/0001.bak", {"week2/lab.md": "x"})
    with_readme = {**week(1), **week(2, "3 + 3")}
    course.choose(course.make(with_readme))
    course.publish(BEFORE)
    course.date(2, release=NOON)
    course.publish(BEFORE)
    assert not {place for place in reach(course) if "week2" in place}
    assert course.record()["weeks"] == {"1": 2}
    assert course.publish(NOON).number == 4
    assert (course.current / "week2/lab.ipynb").is_file()
    assert {place for place in reach(course) if "week2" in place} == {"0004/week2"}


def test_a_date_that_is_taken_back_shows_the_week_again(course: Desk) -> None:
    course.date(2, release=NOON)
    course.publish(BEFORE)
    course.date(2)
    course.publish(BEFORE)
    assert (course.current / "week2").is_dir()


def test_solutions_come_after_the_deadline_and_go_when_it_is_moved(course: Desk) -> None:
    course.date(1, due=NOON)
    assert not course.publish(BEFORE).changed
    course.publish(NOON)
    solutions = course.current / "week1/solutions"
    # Of the instructors' notebooks those that say more, and none of their other files.
    assert names(solutions) == {"lab.ipynb"}
    assert "jack plane" in (solutions / "lab.ipynb").read_text()
    assert course.record()["solutions"] == [1]
    assert not (course.current / "week2/solutions").exists()
    course.date(1, due=AFTER)
    course.publish(NOON)
    assert not {place for place in reach(course) if "solutions" in place}
    course.publish(AFTER)
    assert (course.current / "week1/solutions/lab.ipynb").is_file()


def test_a_notebook_without_answers_is_no_solution(desk: Desk) -> None:
    desk.choose(desk.make({"week1/run.ipynb": notebook("1 + 1")}))
    desk.date(1, due=BEFORE)
    desk.publish()
    assert names(desk.current.resolve()) == {"week1/run.ipynb"}


def test_each_week_has_its_own_release(course: Desk) -> None:
    course.choose(course.make(week(1, "a") | week(2, "b")), 2)
    course.publish()
    assert course.record()["weeks"] == {"1": 1, "2": 2}
    assert '"b"' in (course.current / "week2/lab.ipynb").read_text()
    assert '"1 + 1"' in (course.current / "week1/lab.ipynb").read_text()


def test_what_belongs_to_no_week_comes_from_the_newest_release_that_has_some(desk: Desk) -> None:
    desk.choose(desk.make(dict(FILES), name="ours"))
    desk.choose(desk.make(week(5), name="plain"))
    desk.publish()
    found = names(desk.current.resolve())
    assert {"README.md", "apps/gradio_app.py", "week5/lab.ipynb", "week2/lab.ipynb"} <= found


def test_students_read_copies_that_they_may_read(course: Desk) -> None:
    for path in course.current.resolve().rglob("*"):
        mode = path.lstat().st_mode
        assert not stat.S_ISLNK(mode)
        assert mode & 0o777 == (0o755 if stat.S_ISDIR(mode) else 0o644), path
        if stat.S_ISREG(mode):
            assert path.stat().st_nlink == 1
    # Whoever can open the lock can hold it for ever.
    assert (course.layout.course / ".lock").stat().st_mode & 0o777 == 0o600


def test_what_an_older_hub_has_published_stays_until_something_is_chosen(desk: Desk) -> None:
    publish_of_old(desk.layout.course, lambda tree: write(tree, {"week1/lab.md": "old"}))
    assert (desk.publish().number, desk.publish().changed) == (1, False)
    desk.choose(desk.make(week(1)))
    assert desk.publish().number == 2
    desk.date(1, release=AFTER)
    desk.publish()
    assert not {place for place in reach(desk) if "week1" in place}


def test_before_any_release_there_is_nothing_to_publish(desk: Desk) -> None:
    assert (desk.publish().number, desk.publish().changed) == (0, False)
    assert not desk.current.exists()


def refuse(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "somewhere")


def missing(*_: object) -> None:
    raise ClassroomError("no-such-release", "There is no release 7.", 404)


@pytest.mark.parametrize(("fail", "code"), [(refuse, "release-disk"), (missing, "no-such-release")])
def test_hiding_works_when_publishing_does_not(
    course: Desk, monkeypatch: pytest.MonkeyPatch, fail: Callable[..., None], code: str
) -> None:
    course.date(2, release=NOON)
    with monkeypatch.context() as broken:
        broken.setattr(publication, "_compose", fail)
        broken.setattr(withdrawal, "_write_record", refuse)
        with pytest.raises(ClassroomError) as caught:
            course.publish(BEFORE)
    assert caught.value.code == code
    assert reach(course) == {"0001", "0001/week1"}
    assert course.current.exists()
    # The publication that lost a week is not taken for one that has it.
    course.publish(NOON)
    assert (course.current / "week2/lab.ipynb").is_file()


def test_a_link_in_a_publication_is_removed_and_not_followed(course: Desk, tmp_path: Path) -> None:
    elsewhere = write(tmp_path / "elsewhere", {"kept.md": "x"})
    elsewhere.chmod(0o755)
    (course.layout.course / "releases/0001/week7").symlink_to(elsewhere)
    course.date(7, release=NOON)
    course.publish(BEFORE)
    assert not os.path.lexists(course.layout.course / "releases/0001/week7")
    assert names(elsewhere) == {"kept.md"}
    assert elsewhere.stat().st_mode & 0o777 == 0o755


def test_a_release_that_lost_its_week_is_named(course: Desk) -> None:
    course.choose(course.make(week(1), name="another"), 2)
    with pytest.raises(ClassroomError, match="Release 2 has no week 2"):
        course.publish()
    assert course.record()["weeks"] == {"1": 1, "2": 1}
