"""Marks, who marked, what the tests did, and what was given back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from classroom.ledger import Base

TESTS = ""
"""Stands for the tests where a marker's name stands otherwise."""
FIRST, SECOND = 1, 2


class Mark(Base):
    """What one marker, or the tests, gave for one task of one hand-in.

    Attributes:
        marker: an instructor, or TESTS.
        criteria: the points of each criterion, in the rubric's order; empty without any.
        automatic: whether the tests gave it.
    """

    __tablename__ = "marks"
    __table_args__ = (UniqueConstraint("handin_id", "task", "marker"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    handin_id: Mapped[int] = mapped_column(ForeignKey("handins.id"), index=True)
    task: Mapped[str] = mapped_column(String(64))
    marker: Mapped[str] = mapped_column(String(64))
    points: Mapped[float]
    criteria: Mapped[list[float]] = mapped_column(JSON, default=list)
    comment: Mapped[str] = mapped_column(Text, default="")
    automatic: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]


class Marker(Base):
    """Who marks a hand-in first, and who second.

    Attributes:
        place: FIRST or SECOND.
        comment: about the whole; what the first one writes goes to the student.
    """

    __tablename__ = "markers"
    __table_args__ = (UniqueConstraint("handin_id", "place"), UniqueConstraint("handin_id", "who"))

    id: Mapped[int] = mapped_column(primary_key=True)
    handin_id: Mapped[int] = mapped_column(ForeignKey("handins.id"), index=True)
    place: Mapped[int]
    who: Mapped[str] = mapped_column(String(64))
    comment: Mapped[str] = mapped_column(Text, default="")


class TestRun(Base):
    """One run of the tests over one hand-in.

    Attributes:
        release: whose tests; 0 before the run began.
        state: queued, running, done or failed; `code` and `message` say why it failed.
        said: task -> what its test said, for teachers alone: a hostile hand-in writes into it
            what it likes, hidden tests among it.
    """

    __test__ = False
    __tablename__ = "test_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    handin_id: Mapped[int] = mapped_column(ForeignKey("handins.id"), index=True)
    release: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(16), index=True)
    code: Mapped[str] = mapped_column(String(64), default="")
    message: Mapped[str] = mapped_column(String(500), default="")
    said: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    asked_by: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    changed: Mapped[datetime]


class Return(Base):
    """One time that feedback went to a student.

    Attributes:
        number: counts the times of a student and week from 1; names the folder.
        digest: of what was said: the same is not given back twice.
    """

    __tablename__ = "returns"
    __table_args__ = (UniqueConstraint("week", "user", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    handin_id: Mapped[int] = mapped_column(ForeignKey("handins.id"), index=True)
    week: Mapped[int]
    user: Mapped[str] = mapped_column(String(64), index=True)
    number: Mapped[int]
    total: Mapped[float]
    digest: Mapped[str] = mapped_column(String(64))
    by: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class Blind(Base):
    """Who wants to mark a week without seeing names."""

    __tablename__ = "blind"

    who: Mapped[str] = mapped_column(String(64), primary_key=True)
    week: Mapped[int] = mapped_column(primary_key=True)
