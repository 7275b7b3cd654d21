"""A run that is killed at any step: no file is torn, and the next run finishes it."""

from __future__ import annotations

import hashlib
import tempfile
from typing import Any

import pytest
from labsync import journal, record
from labsync.journal import Entry, Operation
from labsync.record import FileRecord

from tests.labsync.homes import World
from tests.labsync.states import NEW, OLD
from tests.probes import FAST, said_by


def probe(state: str, *words: str) -> Any:
    """Return what `kill_probe` found."""
    with tempfile.TemporaryDirectory(dir=FAST) as folder:
        place = f"{folder}/world"
        return said_by("tests.labsync.kill_probe", state, place, *words, room="images/base")


def test_an_update_killed_at_every_step() -> None:
    found = probe("edit")
    assert found["wrong"] == []
    assert found["steps"] > 50


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("words", [(), ("old-kernel",)])
@pytest.mark.parametrize("state", ["nothing", "edit", "conflict", "renamed", "fresh", "afresh"])
def test_every_kind_of_run_killed_at_every_step(state: str, words: tuple[str, ...]) -> None:
    found = probe(state, *words)
    assert found["wrong"] == []
    assert found["steps"] > 30


def half_done(world: World, entry: Entry) -> None:
    """Leave a journal as a run has it that was killed right after `entry`."""
    (world.store / "journal.json").write_bytes(journal.dump("0002", [entry]))


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def killed(world: World) -> World:
    """A home in which a run was killed after it had exchanged ask.py."""
    world.begin({"ask.py": "one\n"})
    world.release({"ask.py": "two\n"})
    (world.store / "stage/0-0").write_text("one\n")
    (world.store / "base" / sha(b"two\n")).write_text("two\n")
    world.write({"ask.py": "two\n"})
    change = {"ask.py": FileRecord(sha(b"two\n"))}
    half_done(
        world, Entry(Operation.REPLACE, "0-0", "ask.py", sha(b"one\n"), sha(b"two\n"), change)
    )
    return world


def test_the_next_run_remembers_what_was_done(killed: World) -> None:
    # The next release: had the second not been remembered, this would look like an edit.
    killed.release({"ask.py": "three\n"})
    assert [str(one.state) for one in killed.update().files] == ["delivered"]
    assert killed.read("ask.py") == "three\n"


def test_edits_after_the_kill_stay(killed: World) -> None:
    killed.write({"ask.py": "two\n\nmine\n"})
    killed.release({"ask.py": "zero\ntwo\n"})
    killed.update()
    assert killed.read("ask.py") == "zero\ntwo\n\nmine\n"


def test_a_save_that_fell_into_the_exchange_is_put_beside(killed: World) -> None:
    (killed.store / "stage/0-0").write_text("saved in that moment\n")
    killed.update()
    assert killed.read("ask.rescued-1.py") == "saved in that moment\n"
    assert killed.read("ask.py") == "two\n"


def test_a_save_is_kept_though_the_lab_is_gone(killed: World) -> None:
    (killed.store / "stage/0-0").write_text("saved in that moment\n")
    killed.lab.rename(killed.home / "elsewhere")
    killed.update()
    assert [p.read_text() for p in killed.store.glob("lost-*")] == ["saved in that moment\n"]


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff", b"[" * 100_000])
def test_a_damaged_journal_loses_nothing(killed: World, damage: bytes) -> None:
    (killed.store / "journal.json").write_bytes(damage)
    (killed.store / "stage/0-0").write_text("saved in that moment\n")
    killed.update()
    assert [p.read_text() for p in killed.store.glob("lost-*")] == ["saved in that moment\n"]
    assert not (killed.store / "journal.json").exists()


def test_a_journal_that_names_a_way_out_is_not_followed(killed: World) -> None:
    (killed.store / "stage/0-0").write_text("mine\n")
    half_done(killed, Entry(Operation.REPLACE, "0-0", "../../../out.py", "a", "b"))
    killed.update()
    assert not (killed.root / "out.rescued-1.py").exists()


def test_a_journal_with_a_way_for_a_name_is_not_believed(killed: World) -> None:
    half_done(killed, Entry(Operation.REPLACE, "../../../../labs/week3/ask.py", "x", "a", "b"))
    killed.update()
    assert killed.read("ask.py") == "two\n"


def test_journals_and_records_survive_being_written() -> None:
    change = {"a": FileRecord("s", "at", "b", "c"), "gone": None}
    entries = (Entry(Operation.CREATE, "0-0", "a", "", "n", change), Entry(Operation.TREE, "tree"))
    assert journal.load(journal.dump("0002", entries)) == journal.Journal("0002", entries)
    kept = record.Record("0002", {"\udcff": FileRecord("s")})
    assert record.load(record.dump(kept)) == kept


def test_the_stories_are_told_of_the_same_course() -> None:
    assert OLD.keys() - NEW.keys() == {"gone.txt"}
