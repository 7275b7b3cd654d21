"""The service's database: one SQLite file, and what every table of it shares."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

_WAIT = 10_000  # milliseconds to wait for somebody else's write


class Base(DeclarativeBase):
    """The tables' metadata; every module with a table has to be imported before `open_ledger`."""


def now() -> datetime:
    """Return the time as the ledger keeps it: UTC, without a zone, to the second."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def open_ledger(path: Path) -> sessionmaker[Session]:
    """Open the database, made with mode 0600 when it is not there; tables are added as needed."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=True)
    engine = create_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", _prepare)
    Base.metadata.create_all(engine)
    return sessionmaker(engine, expire_on_commit=False)


def _prepare(connection: Any, record: object) -> None:
    """Let readers and a writer go side by side, and have SQLite watch over references."""
    for line in ("journal_mode=WAL", "foreign_keys=ON", f"busy_timeout={_WAIT}"):
        connection.execute(f"PRAGMA {line}")
