"""What was handed in, as the ledger knows it; the files lie on the shelf."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from classroom.ledger import Base


class HandIn(Base):
    """One hand-in. Rows are added and never changed.

    Attributes:
        number: counts a student's hand-ins of a week from 1.
        at: UTC.
        sha256: over all files; `parcel.digest` says how.
        late: as the deadline was when it came.
        files: `{"path", "bytes", "sha256"}` of each.
    """

    __tablename__ = "handins"
    __table_args__ = (UniqueConstraint("week", "user", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    week: Mapped[int] = mapped_column(index=True)
    user: Mapped[str] = mapped_column(String(64), index=True)
    number: Mapped[int]
    at: Mapped[datetime]
    sha256: Mapped[str] = mapped_column(String(64))
    late: Mapped[bool]
    bytes: Mapped[int]
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


def of_user(session: Session, user: str, week: int | None = None) -> Sequence[HandIn]:
    """Return a student's hand-ins, of one week or all, the newest first."""
    query = select(HandIn).where(HandIn.user == user)
    if week is not None:
        query = query.where(HandIn.week == week)
    return session.scalars(query.order_by(HandIn.id.desc())).all()


def newest(session: Session, user: str, week: int) -> HandIn | None:
    """Return a student's last hand-in of a week."""
    return next(iter(of_user(session, user, week)), None)


def newest_of_each(session: Session, week: int) -> Sequence[HandIn]:
    """Return everybody's last hand-in of a week, by name."""
    last = select(func.max(HandIn.id)).where(HandIn.week == week).group_by(HandIn.user)
    return session.scalars(select(HandIn).where(HandIn.id.in_(last)).order_by(HandIn.user)).all()
