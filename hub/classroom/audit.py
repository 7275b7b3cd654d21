"""Who did what, and when: written in the same transaction as the deed itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from classroom.ledger import Base, now

PAGE = 200
"""Deeds in one answer."""


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


def newest(
    session: Session, limit: int = PAGE, who: str | None = None, before: int | None = None
) -> Sequence[Entry]:
    """Return the last deeds, the newest first; those of one person with `who`.

    `before` is the number of a deed: only what was done earlier is returned.
    """
    deeds = select(Entry).order_by(Entry.id.desc()).limit(limit)
    deeds = deeds if who is None else deeds.where(Entry.who == who)
    return session.scalars(deeds if before is None else deeds.where(Entry.id < before)).all()
