"""The service's database: one SQLite file, and what every table of it shares."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from classroom.errors import ClassroomError

_WAIT = 10_000  # milliseconds to wait for somebody else's write
_WRITES = "writes"


class Base(DeclarativeBase):
    """The tables' metadata; every module with a table has to be imported before `open_ledger`."""


class Sessions(sessionmaker[Session]):
    """Gives sessions: `sessions()` to read in, `sessions.begin()` to write in."""

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """Give a session in which nobody else writes: what was read in it stays true to its end.

        Nobody waits in it for anything that writes, or both would wait for each other.

        Raises:
            ClassroomError: `ledger-busy` when others write for so long that it does not come to be.
        """
        with self(bind=_for_writing(self.kw["bind"])) as session, session.begin():
            _wait_for_turn(session)
            yield session


def now() -> datetime:
    """Return the time as the ledger keeps it: UTC, without a zone, to the second."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def open_ledger(path: Path) -> sessionmaker[Session]:
    """Open the database, made with mode 0600 when it is not there; tables are added as needed."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=True)
    engine = create_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    Base.metadata.create_all(_for_writing(engine))
    return Sessions(engine, expire_on_commit=False)


def _for_writing(engine: Engine) -> Engine:
    return engine.execution_options(**{_WRITES: True})


def _prepare(connection: Any, record: object) -> None:
    """Let readers and a writer go side by side, and have SQLite watch over references."""
    connection.isolation_level = None  # or the driver would begin as it likes: see `_begin`
    for line in (f"busy_timeout={_WAIT}", "journal_mode=WAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {line}")


def _wait_for_turn(session: Session) -> None:
    try:
        session.connection()
    except OperationalError as error:
        if getattr(error.orig, "sqlite_errorname", "") != "SQLITE_BUSY":
            raise
        raise ClassroomError(
            "ledger-busy", "The course service has too much to do: try again in a minute.", 503
        ) from error


def _begin(connection: Connection) -> None:
    """Begin: who may write waits for the turn now, since after a read it would be too late."""
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
