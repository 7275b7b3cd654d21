"""The table of people, in the hub's own database beside JupyterHub's tables."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Engine, Index, String, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    """Metadata of our own, so that JupyterHub's schema checks and upgrades never see it."""


class Person(Base):
    """A person, present or removed; the row of a removed one keeps the uid from being reused."""

    __tablename__ = "llmhub_people"
    __table_args__ = (
        Index(
            "llmhub_people_present",
            "name",
            unique=True,
            sqlite_where=text("removed IS NULL"),
            postgresql_where=text("removed IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(31))
    role: Mapped[str] = mapped_column(String(16))
    group: Mapped[str] = mapped_column("section", String(31), default="")
    uid: Mapped[int] = mapped_column(unique=True)
    created: Mapped[datetime]
    removed: Mapped[datetime | None]
    invite_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    invite_expires: Mapped[datetime | None]
    must_change: Mapped[bool] = mapped_column(default=False)
    """Whether the password is a one-time one that has to be replaced before anything else."""


def create_tables(db: Session) -> None:
    """Create the table if it is not there yet."""
    bind: Engine | Connection = db.get_bind()
    Base.metadata.create_all(bind)
