"""`make users`: what is sent, what is written, who may read it."""

from __future__ import annotations

import csv
import json
from argparse import Namespace
from pathlib import Path

import pytest

from llmhub.errors import LabError, RosterError
from llmhub.layout import StateLayout
from llmhub.ops import people
from llmhub.ops.context import Context
from llmhub.ops.hub_api import HubApi
from llmhub.settings import Settings
from tests.fakes.operators_hub import OperatorsHub

ADA = {"name": "ada", "invite_url": "http://hub.test/hub/invite/x", "expires": "2026-05-01"}
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


PASSWORD = "a-one-time-password"


@pytest.fixture
def context(tmp_path: Path) -> Context:
    layout = StateLayout(tmp_path)
    layout.secret("x").parent.mkdir()
    return Context(Settings(state_dir=tmp_path), layout)


def first_admin(
    context: Context, monkeypatch: pytest.MonkeyPatch, status: int, answer: object
) -> OperatorsHub:
    """Make the first admin on a hub that answers so."""
    hub = OperatorsHub({("POST", "/llmhub/first-admin"): (status, answer)})
    monkeypatch.setattr(HubApi, "of", lambda _: hub.api())
    people.first_admin(context, "ada")
    return hub


def test_the_one_time_password_is_for_root_alone_and_told_nobody(
    context: Context,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    hub = first_admin(context, monkeypatch, 201, {"name": "ada", "password": PASSWORD})
    assert hub.requests == [("POST", "/llmhub/first-admin", {"name": "ada"})]
    path = context.layout.secret("admin_password")
    assert path.read_text() == f"{PASSWORD}\n"
    assert path.stat().st_mode & 0o777 == 0o600
    told = capfd.readouterr()
    assert json.loads(told.out) == {"changed": True}
    assert PASSWORD not in told.out + told.err + caplog.text
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_hub_with_an_admin_gets_no_other_one(
    context: Context, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    refusal = {"code": "has-admin", "message": "There is an admin."}
    first_admin(context, monkeypatch, 409, refusal)
    assert json.loads(capsys.readouterr().out) == {"changed": False}
    assert not context.layout.secret("admin_password").exists()


def test_a_hub_that_refuses_is_heard(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LabError) as caught:
        first_admin(context, monkeypatch, 400, {"code": "no-passwords", "message": "None here."})
    assert caught.value.code == "no-passwords"


def test_users_without_a_word_says_which_there_are(tmp_path: Path) -> None:
    context = Context(Settings(state_dir=tmp_path), StateLayout(tmp_path))
    with pytest.raises(LabError, match=r"ROSTER=.*INVITE=.*REMOVE=.*EXPORT="):
        people.run(context, Namespace(roster=None, invite=None, remove=None, export=None))
