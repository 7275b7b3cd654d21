"""Who asks for help with what, and who has looked. Nothing of a file is in the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from classroom.ledger import Base


class HelpRequest(Base):
    """One question.

    Attributes:
        path: of the file in the student's home; "" for a question about none.
        consent_until: until when instructors may look; None as long as they never might.
        wanted_at: when `wanted_by` asked to see the file, or a newer copy; None: nobody does.
        copy_at: when the copy that is there came; None: there is none.
        ended_by: the student, an instructor, or TIME.
        answer: an instructor's words to the student.
    """

    __tablename__ = "help_requests"
    __table_args__ = (
        # Of two questions about one file that come at once, the second is refused.
        Index("help_open_once", "user", "path", unique=True, sqlite_where=text("ended_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user: Mapped[str] = mapped_column(String(64), index=True)
    path: Mapped[str] = mapped_column(String(1000))
    words: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    consent_until: Mapped[datetime | None]
    wanted_at: Mapped[datetime | None]
    wanted_by: Mapped[str] = mapped_column(String(64), default="")
    copy_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(String(64), default="")
    answer: Mapped[str] = mapped_column(Text, default="")


class HelpLook(Base):
    """One time that an instructor saw the copy; looks within a minute are one."""

    __tablename__ = "help_looks"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("help_requests.id"), index=True)
    who: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


def open_requests(session: Session, user: str | None = None) -> Sequence[HelpRequest]:
    """Return the requests that are not ended, the oldest first; those of one student or all."""
    query = select(HelpRequest).where(HelpRequest.ended_at.is_(None)).order_by(HelpRequest.id)
    return session.scalars(query if user is None else query.where(HelpRequest.user == user)).all()


def ended_since(
    session: Session, moment: datetime, user: str | None = None
) -> Sequence[HelpRequest]:
    """Return the requests that were ended after a moment, the last ones first, 200 at most."""
    query = select(HelpRequest).where(HelpRequest.ended_at > moment)
    if user is not None:
        query = query.where(HelpRequest.user == user)
    return session.scalars(query.order_by(HelpRequest.ended_at.desc()).limit(200)).all()


def asked_since(session: Session, moment: datetime, user: str) -> int:
    """Return how many questions a student has asked after a moment, ended ones too."""
    mine = (HelpRequest.user == user, HelpRequest.asked_at > moment)
    return session.scalar(select(func.count(HelpRequest.id)).where(*mine)) or 0


def looks(session: Session, request: HelpRequest) -> Sequence[HelpLook]:
    """Return who looked, the first look first."""
    query = select(HelpLook).where(HelpLook.request_id == request.id)
    return session.scalars(query.order_by(HelpLook.id)).all()
