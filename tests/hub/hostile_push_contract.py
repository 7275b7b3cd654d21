"""One push to a whole class in which some homes are traps: what holds on whatever runs the labs.

A test module subclasses `HostilePushContract` and gives the fixture `labs`.
"""

from __future__ import annotations

import asyncio
import json
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from llmhub.delivery import runner
from llmhub.delivery.tables import Order
from llmhub.delivery.work import Limits
from llmhub.pair import Pairs
from tests.fakes.klass import Class
from tests.fakes.orders import orders_db
from tests.hub import traps
from tests.labsync.homes import Content, write
from tests.labsync.lesson import BASE, THEIRS

FINE, TRAPS = ("ada", "bob"), ("lea", "pip", "sue", "tom")
NAMES = ("ask.py", "shut/data.txt", "sub/data.txt")
OLD: dict[str, Content] = {"lab.ipynb": BASE, **dict.fromkeys(NAMES, "one\n")}
NEW: dict[str, Content] = {"lab.ipynb": THEIRS, **dict.fromkeys(NAMES, "two\n")}
LIMITS = Limits(whole=12, update=9, wait=2)
SPARE = 6  # seconds, after which something hangs
SECRET = "somebody else's\n"


class Labs(ABC):
    """The class's labs.

    Attributes:
        pairs: runs commands in them.
        releases: the folder of releases that all of them see.
        rights: whether a closed folder is closed to its own student, as it is not to root.
    """

    pairs: Pairs
    releases: Path
    rights: bool

    @abstractmethod
    def home(self, user: str) -> Path:
        """Return a home, as the host sees it."""

    @abstractmethod
    def outside(self, user: str) -> Path:
        """Return a folder outside of the home that the student may write into."""

    @abstractmethod
    def seen(self, user: str) -> str:
        """Return the same folder's path in the lab."""

    @abstractmethod
    def give(self, user: str) -> None:
        """Let all of it belong to the student."""

    @abstractmethod
    async def leave(self, user: str, program: str, *words: str) -> None:
        """Start a program of Python in the lab; its first word is the home; leave it running."""

    def publish(self, number: int, files: Mapping[str, Content]) -> None:
        """Add a release."""
        folder = self.releases / f"{number:04d}"
        write(folder / "week3", files)
        told = {"release": number, "weeks": {"3": number}, "digest": ""}
        (folder / ".release.json").write_text(json.dumps(told))


def everything(folder: Path) -> dict[str, bytes | None]:
    """Return all that is below a folder, with the content of what is a plain file."""
    found = {}
    for path in sorted(folder.rglob("*")):
        plain = path.is_file() and not path.is_symlink()
        found[str(path.relative_to(folder))] = path.read_bytes() if plain else None
    return found


async def push(labs: Labs, release: int) -> dict[str, Order]:
    """Have the hub's delivery bring the class to a release; return the ended orders by name."""
    with orders_db() as db:
        klass = Class(db, labs.pairs)
        async with klass.at_work():
            orders = klass.order(*FINE, *TRAPS, release=release)
            async with asyncio.timeout(LIMITS.whole + SPARE):
                while any(one.state in ("waiting", "running") for one in orders):
                    await asyncio.sleep(0.05)
        return {one.user: one for one in orders}


async def lay_traps(labs: Labs) -> None:
    """Turn four of the homes against the next push."""
    for user in TRAPS:
        traps.outside(labs.outside(user), SECRET)
    traps.link_labs_out(labs.home("lea"), labs.seen("lea"), labs.outside("lea"))
    traps.pipes_and_closed_doors(labs.home("pip"), closed=labs.rights)
    for user in TRAPS:
        labs.give(user)
    for user, program in (("sue", traps.SWAP), ("tom", traps.STOP)):
        await labs.leave(user, program, labs.seen(user))
        ready = labs.home(user) / "ready"
        async with asyncio.timeout(SPARE):
            while not ready.exists():
                await asyncio.sleep(0.02)


def files_of(order: Order) -> dict[str, tuple[str, str]]:
    """Return state and code of each file in an order's report."""
    report: dict[str, Any] = json.loads(order.report or "{}")
    return {one["path"]: (one["state"], one.get("code", "")) for one in report["files"]}


class HostilePushContract:
    """What holds wherever the labs are."""

    async def test_traps_end_with_a_code_and_everybody_else_is_served(
        self, labs: Labs, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(runner, "LIMITS", LIMITS)
        labs.publish(1, OLD)
        labs.publish(2, NEW)
        first = await push(labs, 1)
        ended = {name: (one.state, one.code) for name, one in first.items()}
        assert ended == dict.fromkeys((*FINE, *TRAPS), ("done", ""))
        await lay_traps(labs)
        around = [labs.releases, *(labs.outside(user) for user in TRAPS)]
        before = [everything(folder) for folder in around]

        began = time.monotonic()
        orders = await push(labs, 2)
        assert time.monotonic() - began < LIMITS.whole + SPARE

        assert [everything(folder) for folder in around] == before
        self.check_the_fine(labs, orders)
        self.check_the_traps(labs, orders)

    def check_the_fine(self, labs: Labs, orders: Mapping[str, Order]) -> None:
        for user in FINE:
            assert (orders[user].state, orders[user].code) == ("done", "")
            lab = labs.home(user) / "labs/week3"
            assert everything(lab) == everything(labs.releases / "0002/week3")

    def check_the_traps(self, labs: Labs, orders: Mapping[str, Order]) -> None:
        ended = {user: (orders[user].state, orders[user].code) for user in TRAPS}
        assert ended["lea"] == ("failed", "SYNC-FOLDER")
        assert ended["pip"] == ("failed", "update-incomplete")
        shut = ("failed", "SYNC-UNREADABLE") if labs.rights else ("delivered", "")
        assert files_of(orders["pip"]) == {
            "lab.ipynb": ("kept-own", "SYNC-NOT-PLAIN"),
            "sub/data.txt": ("failed", "SYNC-WAY"),
            "shut/data.txt": shut,
            "ask.py": ("delivered", ""),
        }
        state, code = ended["sue"]  # who wins the race is open, who loses nothing is not
        assert (state, bool(code)) in (("done", False), ("failed", True))
        assert (labs.home("sue") / "labs/week3/ask.py").read_text() == "two\n"
        assert ended["tom"] == ("failed", "exec-too-long")
        assert all(orders[user].message for user in TRAPS if orders[user].state == "failed")
