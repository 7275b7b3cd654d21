"""Orders in a database in memory, and labs that answer them as the update program does."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from llmhub.delivery.tables import Order, create_tables
from llmhub.pair import PairKey


@contextmanager
def orders_db() -> Iterator[Session]:
    """Open a database with an empty book."""
    engine = create_engine("sqlite://")
    with Session(engine, expire_on_commit=False) as session:  # as JupyterHub's
        create_tables(session)
        yield session
    engine.dispose()


def asked(command: Sequence[str], name: str) -> str:
    """Return the value of one option of a command."""
    return command[command.index(name) + 1]


def report(command: Sequence[str], *files: dict[str, Any], **more: Any) -> str:
    """Return the report of the update that the command asks for."""
    said = {
        "format": 1,
        "week": int(asked(command, "--week")),
        "release": asked(command, "--release").rpartition("/")[2],
        "before": "",
        "dry_run": "--dry-run" in command,
        "complete": True,
        "seconds": 0.2,
        "files": list(files) or [{"path": "lab.ipynb", "state": "delivered"}],
    }
    return json.dumps(said | more)


async def obedient(key: PairKey, command: Sequence[str]) -> str:
    """A lab in which every update succeeds at once."""
    return report(command)


def states(orders: Sequence[Order]) -> list[str]:
    """Return how far each is."""
    return [one.state for one in orders]
