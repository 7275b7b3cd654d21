"""Who did what, and when: written in the same transaction as the deed itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from classroom.ledger import Base, now

PAGE = 200
"""Deeds in one answer."""
SCHEDULE = "schedule"
"""Who does what happens by itself at a date."""
LOOK = timedelta(hours=1)
"""For so long one entry tells of all looks at one thing."""


class Entry(Base):
    """One deed."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(64), index=True)
    action: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(128))
    detail: Mapped[str] = mapped_column(String(500), default="")


def record(session: Session, who: str, action: str, subject: str, detail: str = "") -> None:
    """Note a deed such as ("ines", "push", "week3", "release 7 to section:tue").

    Too long words are cut: a note must never stop the deed.
    """
    entry = Entry(
        at=now(), who=who[:64], action=action[:32], subject=subject[:128], detail=detail[:500]
    )
    session.add(entry)


def is_told(last: datetime | None, at: datetime) -> bool:
    """Tell whether an earlier look speaks for one at this moment too."""
    return last is not None and last <= at < last + LOOK


def record_look(session: Session, who: str, subject: str, detail: str) -> None:
    """Note that somebody looked at what is a student's: the same thing once an hour."""
    same = (Entry.action == "look", Entry.subject == subject[:128], Entry.detail == detail[:500])
    last = session.scalar(select(func.max(Entry.at)).where(Entry.who == who[:64], *same))
    if not is_told(last, now()):
        record(session, who, "look", subject, detail)


def newest(
    session: Session, limit: int = PAGE, who: str | None = None, before: int | None = None
) -> Sequence[Entry]:
    """Return the last deeds, the newest first; those of one person with `who`.

    `before` is the number of a deed: only what was done earlier is returned.
    """
    deeds = select(Entry).order_by(Entry.id.desc()).limit(limit)
    deeds = deeds if who is None else deeds.where(Entry.who == who)
    return session.scalars(deeds if before is None else deeds.where(Entry.id < before)).all()
