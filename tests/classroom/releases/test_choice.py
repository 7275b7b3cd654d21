"""Which release of each week students see after a deployment and after a push."""

from __future__ import annotations

from typing import Any

from classroom.releases import choice, sources
from classroom.releases.making import make
from classroom.releases.store import Store
from tests.classroom.releases.course import Desk, quietly, week, write


def deploy(desk: Desk, files: dict[str, Any]) -> bool:
    """Release the course as a deployment does."""
    folder = desk.layout.state_dir / f"course{len(list(desk.layout.state_dir.iterdir()))}"
    made = make(desk.layout, sources.course(write(folder, files)), "deploy", quietly)
    with desk.ledgers.begin() as session:
        return choice.follow(session, Store(desk.layout.releases), made.release)


def chosen(desk: Desk) -> dict[int, int]:
    with desk.ledgers() as session:
        return choice.chosen(session)


def test_every_week_follows_a_new_release_of_the_course(desk: Desk) -> None:
    assert deploy(desk, week(1) | week(2))
    assert chosen(desk) == {1: 1, 2: 1}
    assert deploy(desk, week(1) | week(2, "new"))
    assert chosen(desk) == {1: 2, 2: 2}


def test_a_deployment_without_a_change_leaves_what_was_pushed(desk: Desk) -> None:
    deploy(desk, week(1) | week(2))
    desk.choose(desk.make(week(2, "pushed")))
    assert not deploy(desk, week(1) | week(2))
    assert chosen(desk) == {1: 1, 2: 2}


def test_a_changed_course_wins_over_what_was_pushed(desk: Desk) -> None:
    deploy(desk, week(1) | week(2))
    desk.choose(desk.make(week(2, "pushed")))
    deploy(desk, week(1, "new") | week(2))
    assert chosen(desk) == {1: 3, 2: 3}


def test_a_week_that_the_course_has_no_more_vanishes_and_a_foreign_one_stays(desk: Desk) -> None:
    deploy(desk, week(1) | week(2))
    desk.choose(desk.make(week(9)))
    deploy(desk, week(1, "new"))
    assert chosen(desk) == {1: 3, 9: 2}


def test_a_deployment_that_was_killed_after_its_release_is_finished(desk: Desk) -> None:
    folder = write(desk.layout.state_dir / "killed", week(1))
    make(desk.layout, sources.course(folder), "deploy", quietly)
    assert chosen(desk) == {}
    assert deploy(desk, week(1))
    assert chosen(desk) == {1: 1}
