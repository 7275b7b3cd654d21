"""A ledger, a release of one week, and hand-ins, for the tests of marking."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from nbformat import NotebookNode
from sqlalchemy.orm import Session, sessionmaker

from classroom.handins.receive import Desk, Week, receive
from classroom.handins.tables import HandIn, newest
from classroom.layout import ClassroomLayout
from classroom.marking.material import Material
from tests.classroom.handins.sent import desk, sent
from tests.classroom.marking.small_release import as_bytes, handed_in, write_release


@dataclass(frozen=True)
class Room:
    """What the tests of marking share."""

    layout: ClassroomLayout
    desk: Desk
    material: Material

    @property
    def sessions(self) -> sessionmaker[Session]:
        return self.desk.sessions

    def hand_in(
        self, user: str = "ada", book: NotebookNode | None = None, **files: bytes
    ) -> HandIn:
        """Hand in, `report` as report.md, and return the row."""
        named = {f"{name}.md": data for name, data in files.items()}
        receive(self.desk, Week(1, None), user, sent(named, as_bytes(book or handed_in())))
        with self.sessions() as session:
            found = newest(session, user, 1)
        assert found
        return found


@pytest.fixture
def room(tmp_path: Path) -> Room:
    layout = ClassroomLayout(tmp_path)
    material = write_release(layout)
    return Room(layout, desk(tmp_path), material)
