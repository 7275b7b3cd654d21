"""`make users`: what is sent, what is written, who may read it."""

from __future__ import annotations

import csv
from argparse import Namespace
from pathlib import Path

import pytest

from llmhub.errors import LabError, RosterError
from llmhub.layout import StateLayout
from llmhub.ops import people
from llmhub.ops.context import Context
from llmhub.settings import Settings
from tests.fakes.operators_hub import OperatorsHub

ADA = {"name": "ada", "invite_url": "http://hub.test/hub/invite?token=x", "expires": "2026-05-01"}
APPLIED = {"added": [ADA], "updated": [], "unchanged": ["bob"]}


@pytest.fixture
def hub() -> OperatorsHub:
    return OperatorsHub({("POST", "/llmhub/roster"): (200, APPLIED)})


def roster(folder: Path, text: str) -> Path:
    path = folder / "roster.csv"
    path.write_text(text)
    return path


def test_a_roster_is_sent_whole(hub: OperatorsHub, tmp_path: Path) -> None:
    path = roster(tmp_path, "name,role,group\nada,student,\nbob,admin,red\n")
    people.enrol(hub.api(), path, tmp_path / "invites.csv", update=True)
    rows = [
        {"name": "ada", "role": "student", "group": ""},
        {"name": "bob", "role": "admin", "group": "red"},
    ]
    assert hub.requests == [("POST", "/llmhub/roster", {"rows": rows, "update": True})]


def test_a_bad_row_is_named_and_nothing_is_sent(hub: OperatorsHub, tmp_path: Path) -> None:
    path = roster(tmp_path, "name,role,group\nada,student,\nada,student,\n")
    with pytest.raises(RosterError, match="Line 3"):
        people.enrol(hub.api(), path, tmp_path / "invites.csv", update=False)
    assert hub.requests == []


def test_a_missing_roster_is_named(hub: OperatorsHub, tmp_path: Path) -> None:
    with pytest.raises(LabError) as caught:
        people.enrol(hub.api(), tmp_path / "none.csv", tmp_path / "out.csv", update=False)
    assert caught.value.code == "roster-unreadable"


def test_invites_are_for_the_operator_alone(hub: OperatorsHub, tmp_path: Path) -> None:
    out = tmp_path / "invites.csv"
    people.enrol(hub.api(), roster(tmp_path, "name,role,group\nada,student,\n"), out, update=False)
    assert out.stat().st_mode & 0o777 == 0o600
    assert list(csv.DictReader(out.read_text().splitlines())) == [ADA]


def test_older_invites_are_kept(tmp_path: Path) -> None:
    out = tmp_path / "invites.csv"
    for name in ("ada", "bob", "eve"):
        people.write_invites(out, [{**ADA, "name": name}])
    kept = {path.name: path.read_text().splitlines()[1][:3] for path in tmp_path.glob("*.csv")}
    assert kept == {"invites-1.csv": "ada", "invites-2.csv": "bob", "invites.csv": "eve"}


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(LabError) as caught:
        people.write_invites(tmp_path / "nowhere" / "invites.csv", [ADA])
    assert caught.value.code == "not-written"


def test_users_without_a_word_says_which_there_are(tmp_path: Path) -> None:
    context = Context(Settings(state_dir=tmp_path), StateLayout(tmp_path))
    with pytest.raises(LabError, match=r"ROSTER=.*INVITE=.*REMOVE=.*EXPORT="):
        people.run(context, Namespace(roster=None, invite=None, remove=None, export=None))
