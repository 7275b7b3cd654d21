"""Which release of each week students see."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from classroom.ledger import Base
from classroom.releases.sources import Kind
from classroom.releases.store import Release, Store


class _Published(Base):
    __tablename__ = "published"

    week: Mapped[int] = mapped_column(primary_key=True)
    release: Mapped[int]


class _Followed(Base):
    """The newest release of this hub's own course that the weeks were set to."""

    __tablename__ = "followed"

    id: Mapped[int] = mapped_column(primary_key=True)
    release: Mapped[int]


def chosen(session: Session) -> dict[int, int]:
    """Return week -> release of what students see."""
    return {one.week: one.release for one in session.scalars(select(_Published)).all()}


def choose(session: Session, release: Release, weeks: Iterable[int]) -> None:
    """Let students see these weeks of a release; the caller publishes after its transaction."""
    for week in weeks:
        session.merge(_Published(week=week, release=release.number))


def follow(session: Session, store: Store, release: Release) -> bool:
    """Let every week follow a new release of this hub's own course; tell whether that was new.

    So a deployment with a changed course shows the change in `~/course` at once, whatever was
    pushed from other sources before; a deployment without one leaves all as it is. Working copies
    change by a push alone. Weeks that the course has no more vanish; those that came from another
    source stay.
    """
    last = session.get(_Followed, 1)
    if last and last.release >= release.number:
        return False
    own = {one.number for one in store.all() if one.kind is Kind.COURSE}
    for row in session.scalars(select(_Published)).all():
        if row.release in own and row.week not in release.weeks:
            session.delete(row)
    choose(session, release, release.weeks)
    session.merge(_Followed(id=1, release=release.number))
    return True
