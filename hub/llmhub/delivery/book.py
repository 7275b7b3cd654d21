"""The book of orders. Functions over the hub's database session; each that writes commits."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from llmhub.delivery import decisions
from llmhub.delivery.decisions import Result, Standing
from llmhub.delivery.state import State, check_step
from llmhub.delivery.tables import Order
from llmhub.errors import LabError


@dataclass(frozen=True)
class Wish:
    """What the course service asks for."""

    user: str
    week: int
    release: int


def add(db: Session, push: str, wishes: Iterable[Wish], dry_run: bool) -> Sequence[Order]:
    """Write orders down; those of the same push that are there already are not doubled.

    So whoever did not hear the answer can simply ask again.
    """
    known = {
        (one.user, one.week, one.release): one
        for one in of_push(db, push)
        if one.dry_run is dry_run
    }
    orders = []
    for wish in wishes:
        place = (wish.user, wish.week, wish.release)
        if place not in known:
            known[place] = _new(push, wish, dry_run)
            db.add(known[place])
        orders.append(known[place])
    db.flush()
    _replace(db, {one.user for one in orders})
    db.commit()
    return orders


def _new(push: str, wish: Wish, dry_run: bool) -> Order:
    return Order(
        push=push,
        user=wish.user,
        week=wish.week,
        release=wish.release,
        dry_run=dry_run,
        state=State.WAITING.value,
        code="",
        message="",
        changed=_now(),
    )


def of_push(db: Session, push: str) -> Sequence[Order]:
    """Return all orders of a push, the oldest first."""
    return db.scalars(select(Order).where(Order.push == push).order_by(Order.id)).all()


def with_work(db: Session) -> Sequence[str]:
    """Return who has orders that wait."""
    query = select(Order.user).where(Order.state == State.WAITING.value).distinct()
    return db.scalars(query.order_by(Order.user)).all()


def all_waiting(db: Session) -> Sequence[Order]:
    """Return everybody's waiting orders, the oldest first."""
    query = select(Order).where(Order.state == State.WAITING.value)
    return db.scalars(query.order_by(Order.id)).all()


def waiting(db: Session, user: str) -> Sequence[Order]:
    """Return somebody's waiting orders, in the order of the weeks."""
    query = select(Order).where(Order.user == user, Order.state == State.WAITING.value)
    return db.scalars(query.order_by(Order.week, Order.id)).all()


def begin(db: Session, order: Order) -> None:
    """Note that an order is being carried out."""
    _step(order, State.RUNNING)
    db.commit()


def finish(db: Session, order: Order, result: Result) -> None:
    """Note what came of an order; one that waits again may be out of date by now."""
    order.report = json.dumps(result.report.told(), ensure_ascii=False) if result.report else None
    _step(order, result.state, result.code, result.message)
    db.flush()
    _replace(db, {order.user})
    db.commit()


def resume(db: Session) -> None:
    """Let wait again what was being carried out when the hub ended."""
    running = select(Order).where(Order.state == State.RUNNING.value)
    orders = db.scalars(running).all()
    for order in orders:
        _step(order, State.WAITING)
    db.flush()
    _replace(db, {one.user for one in orders})
    db.commit()


def retry(db: Session, push: str) -> Sequence[Order]:
    """Let a push's failed orders wait again, but for those out of date; return them all."""
    failed = [one for one in of_push(db, push) if one.state == State.FAILED]
    old = _outdated(db, {one.user for one in failed})
    for order in failed:
        _step(order, State.REPLACED if order.id in old else State.WAITING)
    db.commit()
    return failed


def cancel(db: Session, push: str) -> Sequence[Order]:
    """Cancel a push's waiting orders and return them."""
    found = [one for one in of_push(db, push) if one.state == State.WAITING]
    return _cancel(db, found)


def forget(db: Session, user: str) -> None:
    """Cancel the waiting orders of somebody who leaves: a namesake must not get them."""
    _cancel(db, waiting(db, user))


def call_off(db: Session, orders: Sequence[Order], why: LabError) -> None:
    """Cancel waiting orders for a reason that is told."""
    _cancel(db, orders, why.code, why.message)


def _cancel(
    db: Session, orders: Sequence[Order], code: str = "", message: str = ""
) -> Sequence[Order]:
    for order in orders:
        _step(order, State.CANCELLED, code, message)
    db.commit()
    return orders


def _replace(db: Session, users: Collection[str]) -> None:
    """Take the waiting orders of some people off the list that a newer one makes out of date."""
    old = _outdated(db, users)
    for user in sorted(users):
        for order in waiting(db, user):
            if order.id in old:
                _step(order, State.REPLACED)


def _outdated(db: Session, users: Collection[str]) -> set[int]:
    standing = select(Order.id, Order.user, Order.week, Order.state, Order.dry_run)
    found = db.execute(standing.where(Order.user.in_(users)))
    return decisions.outdated(Standing(*one) for one in found)


def _step(order: Order, state: State, code: str = "", message: str = "") -> None:
    check_step(State(order.state), state)
    order.state, order.code, order.message = state.value, code[:64], message[:500]
    order.changed = _now()


def _now() -> datetime:
    """Return the time as the database keeps it: UTC without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)
