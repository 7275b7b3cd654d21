"""The table of orders, in the hub's own database beside JupyterHub's tables."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from llmhub.delivery.state import State


class Base(DeclarativeBase):
    """Metadata of our own, so that JupyterHub's schema checks and upgrades never see it."""


class Order(Base):
    """Bring one week of one student's lab to one publication of the course."""

    __tablename__ = "llmhub_orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    push: Mapped[str] = mapped_column(String(32), index=True)
    user: Mapped[str] = mapped_column(String(31), index=True)
    week: Mapped[int]
    release: Mapped[int]
    dry_run: Mapped[bool]
    state: Mapped[str] = mapped_column(String(16), index=True, default=State.WAITING.value)
    report: Mapped[str | None] = mapped_column(Text)
    code: Mapped[str] = mapped_column(String(64), default="")
    message: Mapped[str] = mapped_column(String(500), default="")
    changed: Mapped[datetime]


def create_tables(db: Session) -> None:
    """Create the table if it is not there yet."""
    Base.metadata.create_all(db.get_bind())
