"""A class in which somebody asks: two sections, a clock that a test turns, a copy to send."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

from classroom import audit
from classroom.errors import ClassroomError
from classroom.help.desk import HelpDesk
from classroom.help.forgetting import forget
from classroom.help.looking import Watch
from classroom.help.shelf import Shelf
from classroom.layout import ClassroomLayout
from classroom.ledger import open_ledger
from classroom.people import Member, Role

LAB = "labs/week3/lab.ipynb"
CANARY = "canary-in-the-notebook"
PEOPLE = {
    one.name: one
    for one in (
        Member("ada", sections=frozenset({"tue"})),
        Member("bob", sections=frozenset({"wed"})),
        Member("tom", Role.INSTRUCTOR, frozenset({"tue"})),
        Member("wes", Role.INSTRUCTOR, frozenset({"wed"})),
        Member("ines", Role.INSTRUCTOR),
        Member("root", Role.ADMIN),
    )
}


def notebook(source: str = f"x = '{CANARY}'", **cell: Any) -> bytes:
    """Return a notebook with one cell."""
    code = {"id": "a", "cell_type": "code", "source": source, "metadata": {}, "outputs": []}
    code |= {"execution_count": None} | cell
    told = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [code]}
    return json.dumps(told).encode()


def sent(data: bytes, log: bytes | None = None) -> dict[str, Any]:
    """Return a copy as a lab sends it."""
    told = {"content": base64.b64encode(data).decode()}
    return told if log is None else told | {"log": base64.b64encode(log).decode()}


def refused(work: Any, *words: Any) -> str:
    """Return the code with which something is refused."""
    with pytest.raises(ClassroomError) as caught:
        work(*words)
    assert caught.value.message.endswith(".")
    return caught.value.code


@dataclass
class Room:
    """The desk, the shelf, and the time."""

    layout: ClassroomLayout
    sessions: sessionmaker[Session]
    at: datetime = datetime(2026, 5, 4, 7)
    members: dict[str, Member] = field(default_factory=lambda: dict(PEOPLE))

    @property
    def shelf(self) -> Shelf:
        return Shelf(self.layout.help)

    @property
    def desk(self) -> HelpDesk:
        return HelpDesk(self.sessions, self.shelf, self.time)

    def watch(self, who: str) -> Watch:
        return Watch(PEOPLE[who], self.members, self.sessions, self.shelf, self.time)

    def time(self) -> datetime:
        return self.at

    def later(self, **time: float) -> None:
        self.at += timedelta(**time)

    def allowed(self, user: str = "ada", path: str = LAB, data: bytes = b"") -> int:
        """Ask, let them look, and send a copy."""
        number = self.desk.ask(user, path, "Why?").id
        self.desk.consent(user, number)
        self.desk.receive(user, number, sent(data or notebook(), b"log"))
        return number

    def forget(self) -> list[int]:
        return forget(self.sessions, self.shelf, self.time)

    def kept(self, word: str) -> list[str]:
        """Return the files of the service that hold a word, in the ledger and beside it too."""
        files = [one for one in self.layout.own.rglob("*") if one.is_file()]
        return [one.name for one in files if word.encode() in one.read_bytes()]

    def deeds(self) -> list[tuple[str, str]]:
        """Return the audit, the oldest first."""
        with self.sessions() as session:
            return [(one.who, one.action) for one in reversed(audit.newest(session))]


def open_room(folder: Path) -> Room:
    """Open it."""
    layout = ClassroomLayout(folder)
    return Room(layout, open_ledger(layout.ledger))
