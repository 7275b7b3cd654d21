"""A hand-in is kept as it came, with a receipt, and never changes again."""

from __future__ import annotations

import shutil
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from classroom.audit import newest as audit
from classroom.errors import ClassroomError
from classroom.handins import receive, shelf
from classroom.handins.receive import Desk, Week, known_week
from classroom.handins.tables import HandIn, newest, newest_of_each, of_user
from classroom.ledger import now
from tests.classroom.handins.sent import desk, sent

WEEK = Week(3, None)


def hand_in(at: Desk, user: str = "ada", week: Week = WEEK, **files: bytes) -> dict[str, Any]:
    return receive.receive(at, week, user, sent(files))


@pytest.fixture
def at(tmp_path: Path) -> Desk:
    return desk(tmp_path)


def test_a_receipt_says_what_came_and_when(at: Desk) -> None:
    got = hand_in(at, notes=b"hello")
    assert (got["week"], got["number"], got["late"], got["due"]) == (3, 1, False, None)
    assert [one["path"] for one in got["files"]] == ["assignment.ipynb", "notes"]
    assert got["bytes"] == sum(one["bytes"] for one in got["files"])
    assert got["at"].endswith("Z")
    assert " CE" in got["at_local"]
    with at.sessions() as session:
        (entry,) = audit(session)
        assert (entry.who, entry.action, entry.subject) == ("ada", "hand-in", "week3")
        assert got["sha256"][:12] in entry.detail


@pytest.mark.parametrize(("hours", "late"), [(-1, True), (1, False)])
def test_late_is_what_comes_after_the_deadline(at: Desk, hours: int, late: bool) -> None:
    got = hand_in(at, week=Week(3, now() + timedelta(hours=hours)))
    assert (got["late"], bool(got["late_by"])) == (late, late)


def test_files_are_kept_as_they_came_and_closed(at: Desk) -> None:
    receive.receive(at, WEEK, "ada", sent({"data/x": b"\0\xff"}))
    place = at.handins / "week3/ada/0001"
    assert (place / "data/x").read_bytes() == b"\0\xff"
    modes = {stat.S_IMODE(p.stat().st_mode) for p in (place, *place.rglob("*"))}
    assert modes == {0o400, 0o500}


def test_again_is_a_new_one_and_the_old_one_stays(at: Desk) -> None:
    assert [hand_in(at, a=data)["number"] for data in (b"1", b"2", b"1")] == [1, 2, 3]
    assert (at.handins / "week3/ada/0001/a").read_bytes() == b"1"
    with at.sessions() as session:
        assert [one.number for one in of_user(session, "ada", 3)] == [3, 2, 1]


def test_the_same_once_more_gives_the_first_receipt_even_after_the_deadline(at: Desk) -> None:
    first = hand_in(at, week=Week(3, now() + timedelta(hours=1)))
    again = hand_in(at, week=Week(3, now() - timedelta(hours=1)))
    assert (again["number"], again["at"], again["late"]) == (1, first["at"], False)
    assert len(list((at.handins / "week3/ada").iterdir())) == 1


def test_weeks_and_people_are_counted_apart(at: Desk) -> None:
    numbers = [hand_in(at, u, Week(w, None))["number"] for u in ("ada", "bo") for w in (1, 2)]
    assert numbers == [1, 1, 1, 1]
    hand_in(at, "bo", Week(1, None), new=b"1")
    with at.sessions() as session:
        last = [(one.user, one.number) for one in newest_of_each(session, 1)]
        assert last == [("ada", 1), ("bo", 2)]
        assert newest(session, "ada", 7) is None


@pytest.mark.parametrize("week", [0, -1, 4, 99])
def test_a_week_that_students_do_not_have_is_refused(week: int) -> None:
    with pytest.raises(ClassroomError, match="no-such-week"):
        known_week(week, {3: 7}, None)
    assert known_week(3, {3: 7}, None) == WEEK


@pytest.mark.parametrize("user", ["..", "a/b", "", "../ada", ".x", "A\n"])
def test_a_user_who_is_no_folder_name_gets_no_folder(at: Desk, user: str) -> None:
    with pytest.raises(ClassroomError, match="no-such-user"):
        hand_in(at, user)
    assert not at.handins.exists()


def test_nothing_is_kept_of_a_hand_in_that_the_disk_refuses(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(opened: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("classroom.handins.shelf.os.fsync", full)
    with pytest.raises(ClassroomError, match="handin-not-kept"):
        hand_in(at)
    assert list((at.handins / "week3/ada").iterdir()) == []
    with at.sessions() as session:
        assert session.query(HandIn).count() == 0


def test_a_folder_without_a_row_is_never_written_over(at: Desk) -> None:
    left = at.handins / "week3/ada/0001"
    left.mkdir(parents=True)
    (left / "x").write_text("of a service that was killed")
    assert hand_in(at)["number"] == 2
    assert (left / "x").exists()


def test_a_number_of_the_ledger_is_not_given_twice_when_its_folder_is_lost(at: Desk) -> None:
    hand_in(at, a=b"1")
    shutil.rmtree(at.handins / "week3")
    assert hand_in(at, a=b"2")["number"] == 2


def test_half_written_ones_are_swept_away_and_nothing_else(at: Desk) -> None:
    hand_in(at)
    draft = at.handins / "week3/ada/.incoming-x"
    (draft / "deep").mkdir(parents=True)
    (draft / "deep").chmod(0o500)
    shelf.sweep(at.handins)
    assert [p.name for p in (at.handins / "week3/ada").iterdir()] == ["0001"]


@pytest.mark.parametrize(("limit", "value"), [("MOST_NUMBER", 1), ("MOST_BYTES", 1_000_000)])
def test_one_student_cannot_fill_the_disk(
    at: Desk, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    monkeypatch.setattr(receive, limit, value)
    hand_in(at, a=bytes(600_000))
    with pytest.raises(ClassroomError, match="handin-space"):
        hand_in(at, b=bytes(600_000))
    assert len(list((at.handins / "week3/ada").iterdir())) == 1
    assert hand_in(at, "bo", a=bytes(600_000))["number"] == 1


def test_what_was_changed_on_the_disk_is_not_given_out(at: Desk) -> None:
    hand_in(at, a=b"1")
    with at.sessions() as session:
        handin = newest(session, "ada", 3)
    assert handin
    assert shelf.read(at.handins, handin, "a") == b"1"
    with pytest.raises(ClassroomError, match="no-such-file"):
        shelf.read(at.handins, handin, "../0001/a")
    place = at.handins / "week3/ada/0001"
    place.chmod(0o700)
    (place / "a").unlink()
    with pytest.raises(ClassroomError, match="handin-damaged") as damaged:
        shelf.read(at.handins, handin, "a")
    assert "ada" not in damaged.value.message  # whoever marks may have hidden the names
    elsewhere = at.handins / "same"
    elsewhere.write_bytes(b"1")
    (place / "a").symlink_to(elsewhere)
    with pytest.raises(ClassroomError, match="handin-damaged"):
        shelf.read(at.handins, handin, "a")
