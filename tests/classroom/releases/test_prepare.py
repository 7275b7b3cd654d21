"""A publication that is only tried out."""

from datetime import timedelta
from pathlib import Path

import pytest

from classroom.ledger import now
from classroom.releases.choice import choose
from classroom.releases.publication import prepare, publish
from classroom.releases.store import Store
from tests.fakes.course_state import Course, open_course


@pytest.fixture
def course(tmp_path: Path) -> Course:
    course = open_course(tmp_path)
    course.release(week3_a_py="1")
    course.release(week3_a_py="2", week4_b_py="2")
    choose_and_publish(course, 1)
    return course


def choose_and_publish(course: Course, release: int) -> int:
    with course.sessions.begin() as session:
        choose(session, Store(course.layout.releases).get(release), [3])
    return publish(course.layout, course.sessions).number


def test_what_students_see_stays(course: Course) -> None:
    tried = prepare(course.layout, course.sessions, 2, [3])
    assert (course.layout.course / "releases" / tried.name / "week3/a.py").read_text() == "2"
    assert course.shown("week3/a.py") == "1"
    assert publish(course.layout, course.sessions).number == 1
    assert course.shown("week3/a.py") == "1"


def test_the_same_again_makes_nothing_new(course: Course) -> None:
    first = prepare(course.layout, course.sessions, 2, [3])
    prepare(course.layout, course.sessions, 2, [3, 4])
    assert prepare(course.layout, course.sessions, 2, [3]).number == first.number


def test_a_publication_after_it_is_the_tried_one(course: Course) -> None:
    tried = prepare(course.layout, course.sessions, 2, [3])
    assert choose_and_publish(course, 2) == tried.number
    assert course.shown("week3/a.py") == "2"


def test_a_week_that_students_do_not_see_stays_out_of_their_reach(course: Course) -> None:
    tried = prepare(course.layout, course.sessions, 2, [3, 4])
    folder = course.layout.course / "releases" / tried.name
    assert (folder / "week3/a.py").read_text() == "2"
    assert not (folder / "week4").exists()


def test_a_hidden_week_is_not_laid_where_students_can_look(course: Course) -> None:
    course.dates(3, release=now() + timedelta(days=1))
    tried = prepare(course.layout, course.sessions, 2, [3])
    assert not (course.layout.course / "releases" / tried.name / "week3").exists()
