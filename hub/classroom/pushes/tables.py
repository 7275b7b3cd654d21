"""Pushes in the ledger, and what is known of each student and week of one."""

from __future__ import annotations

import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from classroom.ledger import Base


class Kind(StrEnum):
    """What a push does."""

    UPDATE = "update"
    UNDO = "undo"
    TRIAL = "trial"  # changes nothing, and says what would be


class RowState(StrEnum):
    """How far a student's week is; most are the hub's own words for its orders."""

    NEW = "new"  # the hub does not know of it yet
    HELD = "held"  # the week's date has not come
    WAITING = "waiting"  # for its turn, or for the next start of the lab
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    REPLACED = "replaced"  # by a newer push
    CANCELLED = "cancelled"
    GONE = "gone"  # the student is not in the course any more


UNSENT = frozenset({RowState.NEW, RowState.HELD})
FINAL = frozenset(
    {RowState.DONE, RowState.FAILED, RowState.REPLACED, RowState.CANCELLED, RowState.GONE}
)


class Push(Base):
    """One push, undo or trial."""

    __tablename__ = "pushes"
    # A number is never given twice, also when the newest push is removed.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(String(8), default=lambda: secrets.token_hex(3))
    """Tells it from a push of the same number in a ledger that was lost."""
    key: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Of whoever asked, so that asking twice makes one."""
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(8), index=True)
    release: Mapped[int]
    weeks: Mapped[list[int]] = mapped_column(JSON)
    targets: Mapped[list[str]] = mapped_column(JSON)
    whole: Mapped[bool]
    """Whether it went to every student there was."""
    shown_before: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """Week -> release that was chosen before."""
    publication: Mapped[int | None]
    """What was published for it; None until that is done."""
    undo_of: Mapped[int | None] = mapped_column(ForeignKey("pushes.id"), unique=True)

    @property
    def name(self) -> str:
        """Return what people call it."""
        return f"p{self.id}"

    @property
    def hub_name(self) -> str:
        """Return what the hub calls it."""
        return f"{self.name}-{self.mark}"

    @property
    def is_trial(self) -> bool:
        """Tell whether it changes nothing."""
        return self.kind == Kind.TRIAL


class PushRow(Base):
    """One week of one student in a push."""

    __tablename__ = "push_rows"
    __table_args__ = (UniqueConstraint("push_id", "user", "week"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    push_id: Mapped[int] = mapped_column(ForeignKey("pushes.id", ondelete="CASCADE"), index=True)
    user: Mapped[str] = mapped_column(String(64), index=True)
    week: Mapped[int]
    before: Mapped[int | None]
    """The publication that an undo goes back to; None where the week was new."""
    publication: Mapped[int | None]
    """The publication that the lab is brought to; None until it is known."""
    state: Mapped[str] = mapped_column(String(12), index=True)
    code: Mapped[str] = mapped_column(String(64), default="")
    message: Mapped[str] = mapped_column(String(500), default="")
    report: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    changed: Mapped[datetime | None]
