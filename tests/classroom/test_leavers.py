"""What leavers left behind is kept, and is no namesake's."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from classroom import leavers
from classroom.errors import ClassroomError
from classroom.handins import shelf
from classroom.handins.receive import Desk, Week, receive
from classroom.handins.tables import newest_of_each, of_user
from classroom.help.desk import HelpDesk
from classroom.help.shelf import Shelf
from classroom.leavers import Leaver, part, read
from classroom.ledger import now
from classroom.marking.returning import last_return
from classroom.marking.tables import Return
from classroom.pushes.tables import PushRow
from tests.classroom.handins.sent import desk, sent
from tests.classroom.pushes.conftest import Room, room

__all__ = ["room"]
WEEK = Week(3, None)


def gone(name: str = "ada", uid: int = 20003) -> Leaver:
    return Leaver(name, uid, now() + timedelta(seconds=1))


@pytest.fixture
def at(tmp_path: Path) -> Desk:
    return desk(tmp_path)


def test_a_namesake_finds_nothing_of_a_leaver(at: Desk, tmp_path: Path) -> None:
    receive(at, WEEK, "ada", sent({"old": b"1"}))
    receive(at, WEEK, "bob", sent())
    helping = HelpDesk(at.sessions, Shelf(tmp_path / "help"))
    helping.ask("ada", "labs/a.py", "why?")
    with at.sessions.begin() as session:
        handin = of_user(session, "ada")[0]
        session.add(
            Return(handin_id=handin.id, week=3, user="ada", number=1, total=5, digest="", by="ines",
                   at=now())
        )  # fmt: skip
    assert part(at.sessions, at.handins, gone())
    with at.sessions() as session:
        assert of_user(session, "ada") == []
        assert last_return(session, 3, "ada") is None
        assert [one.user for one in newest_of_each(session, 3)] == ["ada-20003", "bob"]
        kept = of_user(session, "ada-20003")[0]
    assert helping.own("ada") == []
    assert shelf.read(at.handins, kept, "old") == b"1", "it is lost"
    assert receive(at, WEEK, "ada", sent())["number"] == 1


def test_what_a_namesake_does_afterwards_stays_theirs(at: Desk) -> None:
    receive(at, WEEK, "ada", sent())
    assert part(at.sessions, at.handins, gone())
    receive(at, WEEK, "ada", sent({"new": b"2"}))
    before = Leaver("ada", 20003, now() - timedelta(minutes=1))
    assert not part(at.sessions, at.handins, before)
    with at.sessions() as session:
        assert len(of_user(session, "ada")) == 1


def test_it_is_finished_after_a_cut_between_files_and_ledger(at: Desk) -> None:
    receive(at, WEEK, "ada", sent())
    with at.sessions() as session:
        shelf.hand_over(at.handins, of_user(session, "ada")[0], "ada-20003")
    assert part(at.sessions, at.handins, gone())
    with at.sessions() as session:
        kept = of_user(session, "ada-20003")[0]
    assert shelf.read(at.handins, kept, "assignment.ipynb")


async def test_rows_of_pushes_go_too(room: Room) -> None:
    number = await room.arrived(room.first)
    part(room.course.sessions, room.course.layout.handins, gone())
    rows: dict[str, PushRow] = room.rows(number)
    assert "ada-20003" in rows
    assert "ada" not in rows


@pytest.mark.parametrize(
    "one",
    [
        {},
        {"name": "../x", "uid": 1, "removed": "2026-01-01T00:00:00Z"},
        {"name": "ada", "uid": "one", "removed": "2026-01-01T00:00:00Z"},
        {"name": "ada", "uid": 1, "removed": None},
    ],
)
def test_what_is_no_leaver_is_left_out(one: dict[str, Any]) -> None:
    good = {"name": "bob", "uid": 2, "removed": "2026-01-01T00:00:00.5Z"}
    assert [leaver.kept_as for leaver in read([one, good])] == ["bob-2"]


async def test_a_hub_that_is_down_is_asked_again(at: Desk) -> None:
    receive(at, WEEK, "ada", sent())
    asked = 0

    async def ask() -> Sequence[dict[str, Any]]:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise ClassroomError("hub-down", "It is down.", 503)
        return [{"name": "ada", "uid": 20003, "removed": f"{gone().removed.isoformat()}Z"}]

    task = asyncio.create_task(leavers.keep_parting(at.sessions, at.handins, ask, pause=0.01))
    async with asyncio.timeout(10):
        while True:
            with at.sessions() as session:
                if of_user(session, "ada-20003"):
                    break
            await asyncio.sleep(0.01)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
