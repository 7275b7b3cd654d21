"""The book of orders: written once, replaced, retried, cancelled, taken up again."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from llmhub.delivery import book, decisions
from llmhub.delivery.book import Wish
from llmhub.delivery.decisions import Result
from llmhub.delivery.report import Report
from llmhub.delivery.state import State
from llmhub.delivery.tables import Order
from tests.fakes.orders import orders_db, states

DONE = Result(State.DONE, Report(format=1, week=3, release="0001", dry_run=False, seconds=1))
FAILED = Result(State.FAILED, code="bad-report", message="No report.")


@pytest.fixture
def db() -> Iterator[Session]:
    with orders_db() as session:
        yield session


def order(db: Session, push: str, user: str = "ada", week: int = 3, dry_run: bool = False) -> Order:
    """Write down one order; the push's number is the publication's."""
    wish = Wish(user, week, int(push.removeprefix("p")))
    return book.add(db, push, [wish], dry_run)[0]


def ended(db: Session, given: Order, result: Result) -> Order:
    book.begin(db, given)
    book.finish(db, given, result)
    return given


def test_orders_come_in_the_order_of_the_weeks(db: Session) -> None:
    wishes = [Wish("ada", week, 1) for week in (5, 2, 4)] + [Wish("bob", 1, 1)]
    book.add(db, "p1", wishes, dry_run=False)
    assert [one.week for one in book.waiting(db, "ada")] == [2, 4, 5]
    assert book.with_work(db) == ["ada", "bob"]


def test_asking_again_doubles_nothing(db: Session) -> None:
    first = ended(db, order(db, "p1"), DONE)
    assert order(db, "p1") is first
    assert states(book.of_push(db, "p1")) == ["done"]


def test_trial_and_update_of_one_push_are_two_orders(db: Session) -> None:
    order(db, "p1", dry_run=True)
    order(db, "p1")
    assert states(book.of_push(db, "p1")) == ["waiting", "waiting"]


def test_newer_order_replaces_a_waiting_one(db: Session) -> None:
    old, other = order(db, "p1"), order(db, "p1", week=4)
    new = order(db, "p2")
    assert states([old, other, new]) == ["replaced", "waiting", "waiting"]


def test_an_older_publication_replaces_too(db: Session) -> None:
    """An undo is an order like others."""
    new = order(db, "p2")
    undo = book.add(db, "undo-p2", [Wish("ada", 3, 1)], dry_run=False)[0]
    assert states([new, undo]) == ["replaced", "waiting"]


def test_report_and_reason_are_kept(db: Session) -> None:
    done, failed = ended(db, order(db, "p1"), DONE), ended(db, order(db, "p2"), FAILED)
    assert json.loads(done.report or "")["release"] == "0001"
    assert (failed.report, failed.code, failed.message) == (None, "bad-report", "No report.")


def test_failed_ones_are_tried_again_and_nothing_else(db: Session) -> None:
    failed = ended(db, order(db, "p1", user="ada"), FAILED)
    done = ended(db, order(db, "p1", user="bob"), DONE)
    elsewhere = ended(db, order(db, "p2", user="eve"), FAILED)
    assert book.retry(db, "p1") == [failed]
    assert states([failed, done, elsewhere]) == ["waiting", "done", "failed"]
    assert (failed.code, failed.message) == ("", "")


@pytest.mark.parametrize("newer", [DONE, FAILED])
def test_failed_one_is_not_tried_again_over_a_newer_push(db: Session, newer: Result) -> None:
    old = ended(db, order(db, "p1"), FAILED)
    ended(db, order(db, "p2"), newer)
    book.retry(db, "p1")
    assert old.state == "replaced"


def test_waiting_ones_are_cancelled_and_what_runs_runs(db: Session) -> None:
    waiting, running = order(db, "p1", user="ada"), order(db, "p1", user="bob")
    other = order(db, "p2", user="eve")
    book.begin(db, running)
    assert book.cancel(db, "p1") == [waiting]
    assert states([waiting, running, other]) == ["cancelled", "running", "waiting"]


def test_orders_of_somebody_who_leaves_are_cancelled(db: Session) -> None:
    hers, his = order(db, "p1", user="ada"), order(db, "p1", user="bob")
    book.forget(db, "ada")
    assert states([hers, his]) == ["cancelled", "waiting"]


def test_what_ran_when_the_hub_ended_waits_again(db: Session) -> None:
    running, done = order(db, "p1"), ended(db, order(db, "p1", week=4), DONE)
    book.begin(db, running)
    book.resume(db)
    assert states([running, done]) == ["waiting", "done"]


@pytest.mark.parametrize("through", ["resume", "finish"])
def test_what_waits_again_may_be_out_of_date_by_then(db: Session, through: str) -> None:
    old = order(db, "p1")
    book.begin(db, old)
    new = order(db, "p2")
    if through == "resume":
        book.resume(db)
    else:
        book.finish(db, old, decisions.WAITS)
    assert states([old, new]) == ["replaced", "waiting"]


def test_what_is_over_cannot_be_begun(db: Session) -> None:
    done = ended(db, order(db, "p1"), DONE)
    with pytest.raises(ValueError, match="cannot become"):
        book.begin(db, done)
