"""The hub as the course service asks it, in memory: orders are carried out when a test says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from classroom.errors import ClassroomError
from classroom.hub_api import HubApi, Json
from classroom.ledger import now
from classroom.people import Member, Role

Outcome = Callable[[Json], Json]
"""From an order to what becomes of it: {"state", "report", "code", "message"}."""


def people(*students: str, sections: dict[str, str] | None = None) -> dict[str, Member]:
    """Return students, an instructor `ines` for all, and an admin `root`."""
    groups = sections or {}
    found = [Member("root", Role.ADMIN), Member("ines", Role.INSTRUCTOR)]
    for name in students:
        found.append(Member(name, sections=frozenset(groups.get(name, "").split())))
    return {one.name: one for one in found}


def report(order: Json, *files: Json) -> Json:
    """Return what the update in a lab says of some files."""
    release = f"{order['release']:04d}"
    said = {"format": 1, "week": order["week"], "release": release, "dry_run": order["dry_run"]}
    return said | {"complete": True, "seconds": 0.1, "files": list(files)}


def delivered(order: Json) -> Json:
    """Let everything arrive."""
    file = {"path": "lab.ipynb", "state": "delivered"}
    return {"state": "done", "report": report(order, file)}


class FakeHub(HubApi):
    """The same calls as the real client's.

    Attributes:
        people: who is in the course.
        running: whose lab runs.
        outcomes: by student, what becomes of an order; others' arrive.
        book: all orders, by push.
        down: it does not answer.
        lose_answers: it does what is asked, and the answer never comes.
    """

    def __init__(self, members: dict[str, Member], running: Sequence[str] = ()) -> None:
        self.people, self.running = members, set(running)
        self.outcomes: dict[str, Outcome] = {}
        self.book: dict[str, list[Json]] = {}
        self.down = self.lose_answers = False
        self._ids = count(1)

    def work(self) -> None:
        """Carry out what waits in labs that run."""
        for order in [one for orders in self.book.values() for one in orders]:
            if order["state"] == "waiting" and order["user"] in self.running:
                done = self.outcomes.get(order["user"], delivered)(order)
                changed = f"{now().isoformat()}Z"
                order.update({"code": "", "message": "", "report": None} | done)
                order["changed"] = changed

    def order(self, user: str, push: str = "") -> Json:
        """Return the last order of a student, of the pushes whose names begin so."""
        named = [orders for name, orders in self.book.items() if name.startswith(push)]
        return [one for orders in named for one in orders if one["user"] == user][-1]

    async def close(self) -> None:
        """Do nothing."""

    async def members(self) -> dict[str, Member]:
        """Return everybody."""
        self._answer()
        return dict(self.people)

    async def send_orders(
        self, push: str, orders: Sequence[Json], *, dry_run: bool = False
    ) -> list[Json]:
        """Take orders down, each once."""
        self._answer()
        if unknown := [one["user"] for one in orders if one["user"] not in self.people]:
            raise ClassroomError("no-such-person", f"There is nobody called {unknown[0]}.", 404)
        mine = self.book.setdefault(push, [])
        for one in orders:
            same = {"dry_run": dry_run, **one}.items()
            if not any(same <= known.items() for known in mine):
                self._replace(one, dry_run)
                mine.append(self._new(one, dry_run))
        if self.lose_answers:
            raise ClassroomError("hub-down", "The hub does not answer.", 503)
        return [dict(one) for one in mine]

    def _new(self, order: Json, dry_run: bool) -> Json:
        stopped = dry_run and order["user"] not in self.running
        told: dict[str, Any] = {"id": next(self._ids), "state": "waiting", "report": None}
        told |= {"code": "", "message": "", "changed": f"{now().isoformat()}Z", "dry_run": dry_run}
        if stopped:
            told |= {"state": "failed", "code": "not-running", "message": "It does not run."}
        return told | dict(order)

    def _replace(self, order: Json, dry_run: bool) -> None:
        for old in [one for orders in self.book.values() for one in orders if not dry_run]:
            same = (old["user"], old["week"]) == (order["user"], order["week"])
            if same and old["state"] in ("waiting", "failed") and not old["dry_run"]:
                old["state"] = "replaced"

    async def orders(self, push: str) -> list[Json]:
        """Return the orders of a push."""
        self._answer()
        return [dict(one) for one in self.book.get(push, [])]

    async def retry(self, push: str) -> list[Json]:
        """Let the failed ones wait again."""
        self._answer()
        failed = [one for one in self.book.get(push, []) if one["state"] == "failed"]
        for one in failed:
            one.update(state="waiting", code="", message="", changed=f"{now().isoformat()}Z")
        return failed

    async def cancel(self, push: str) -> list[Json]:
        """Call off those that wait."""
        self._answer()
        found = [one for one in self.book.get(push, []) if one["state"] == "waiting"]
        for one in found:
            one["state"] = "cancelled"
        return [{key: one[key] for key in ("id", "user", "week", "state")} for one in found]

    def _answer(self) -> None:
        if self.down:
            raise ClassroomError("hub-down", "The hub does not answer.", 503)
