"""`make users`: what is sent, what is written, who may read it."""

from __future__ import annotations

import csv
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from llmhub.accounts.links import fingerprint
from llmhub.errors import LabError, RosterError
from llmhub.layout import StateLayout
from llmhub.ops import people
from llmhub.ops.context import Context
from llmhub.ops.hub_api import TIMEOUT, HubApi
from llmhub.settings import Settings
from tests.fakes.operators_hub import OperatorsHub

LINK = "http://hub.test/hub/invite?token="
ADA = {"name": "ada", "invite_url": LINK, "expires": "2026-05-01"}
APPLIED: dict[str, list[Any]] = {
    "added": [{"name": "ada"}],
    "updated": [],
    "differing": [],
    "unchanged": ["bob"],
    "uninvited": [ADA],
}
ROSTER, INVITES = ("POST", "/llmhub/roster"), ("PUT", "/llmhub/invites")


@pytest.fixture
def hub() -> OperatorsHub:
    return OperatorsHub({ROSTER: (200, APPLIED), INVITES: (200, {"invited": ["ada"]})})


def roster(folder: Path, text: str = "name,role,group\nada,student,\n") -> Path:
    path = folder / "roster.csv"
    path.write_text(text)
    return path


def read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text().splitlines()))


def csv_files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"roster.csv"}


def test_a_roster_is_sent_whole(hub: OperatorsHub, tmp_path: Path) -> None:
    path = roster(tmp_path, "name,role,group\nada,student,\nbob,admin,red\n")
    people.enrol(hub.api(), path, tmp_path / "invites.csv", update=True)
    rows = [
        {"name": "ada", "role": "student", "group": ""},
        {"name": "bob", "role": "admin", "group": "red"},
    ]
    assert hub.requests[0] == (*ROSTER, {"rows": rows, "update": True, "invite": False})


def test_a_bad_row_is_named_and_nothing_is_sent(hub: OperatorsHub, tmp_path: Path) -> None:
    path = roster(tmp_path, "name,role,group\nada,student,\nada,student,\n")
    with pytest.raises(RosterError, match="Line 3"):
        people.enrol(hub.api(), path, tmp_path / "invites.csv", update=False)
    assert hub.requests == []


def test_a_missing_roster_is_named(hub: OperatorsHub, tmp_path: Path) -> None:
    with pytest.raises(LabError) as caught:
        people.enrol(hub.api(), tmp_path / "none.csv", tmp_path / "out.csv", update=False)
    assert caught.value.code == "roster-unreadable"


def test_links_are_for_the_operator_alone(hub: OperatorsHub, tmp_path: Path) -> None:
    out = tmp_path / "invites.csv"
    people.enrol(hub.api(), roster(tmp_path), out, update=False)
    assert out.stat().st_mode & 0o777 == 0o600
    (written,) = read(out)
    key = written.pop("invite_url").removeprefix(LINK)
    assert written == {"name": "ada", "expires": "2026-05-01"}
    assert hub.requests[1] == (*INVITES, {"fingerprints": {"ada": fingerprint(key)}})
    assert csv_files(tmp_path) == {"invites.csv"}


def test_whoever_has_a_link_or_password_gets_no_other(hub: OperatorsHub, tmp_path: Path) -> None:
    hub.answers[ROSTER] = (200, {**APPLIED, "uninvited": []})
    people.enrol(hub.api(), roster(tmp_path), tmp_path / "invites.csv", update=False)
    assert [(method, path) for method, path, _ in hub.requests] == [ROSTER]
    assert csv_files(tmp_path) == set()


@pytest.mark.parametrize(
    ("lost", "files"), [(ROSTER, set()), (INVITES, {"invites.csv"})], ids=["roster", "invites"]
)
def test_an_answer_that_is_lost_loses_no_link(
    hub: OperatorsHub, tmp_path: Path, lost: tuple[str, str], files: set[str]
) -> None:
    whole = hub.answers[lost]
    hub.answers[lost] = (0, None)
    with pytest.raises(LabError) as caught:
        people.enrol(hub.api(), roster(tmp_path), tmp_path / "invites.csv", update=False)
    assert caught.value.code == "hub-down"
    assert csv_files(tmp_path) == files
    hub.answers[lost] = whole
    people.enrol(hub.api(), roster(tmp_path), tmp_path / "invites.csv", update=False)
    (written,) = read(tmp_path / "invites.csv")
    key = written["invite_url"].removeprefix(LINK)
    assert hub.requests[-1][2] == {"fingerprints": {"ada": fingerprint(key)}}


def test_links_that_are_refused_are_not_left(hub: OperatorsHub, tmp_path: Path) -> None:
    hub.answers[INVITES] = (404, {"code": "no-such-person", "message": "x", "line": None})
    with pytest.raises(LabError, match="no-such-person"):
        people.enrol(hub.api(), roster(tmp_path), tmp_path / "invites.csv", update=False)
    assert csv_files(tmp_path) == set()


@pytest.mark.parametrize("name", ["nowhere/invites.csv", "."])
def test_a_file_that_cannot_be_written_is_named_before_anything_is_applied(
    hub: OperatorsHub, tmp_path: Path, name: str
) -> None:
    actions: list[Callable[[HubApi, Path], None]] = [
        lambda api, out: people.enrol(api, roster(tmp_path), out, update=False),
        lambda api, out: people.invite(api, "ada", out),
    ]
    for action in actions:
        with pytest.raises(LabError) as caught:
            action(hub.api(), tmp_path / name)
        assert caught.value.code == "not-written"
    assert hub.requests == []
    assert csv_files(tmp_path) == set()


def test_older_links_are_kept(tmp_path: Path) -> None:
    names = ("ada", "bob", "eve")
    hub = OperatorsHub(
        {("POST", f"/llmhub/invites/{name}"): (200, {**ADA, "name": name}) for name in names}
    )
    for name in names:
        people.invite(hub.api(), name, tmp_path / "invites.csv")
    kept = {path.name: read(path)[0]["name"] for path in tmp_path.iterdir()}
    assert kept == {"invites-1.csv": "ada", "invites-2.csv": "bob", "invites.csv": "eve"}


def test_who_differs_is_named_with_the_word_that_changes_them() -> None:
    told = {**APPLIED, "differing": ["eve", "mallory"]}
    line = "1 added, 0 updated, 1 unchanged"
    assert people.summary(APPLIED) == line
    assert people.summary(told) == f"{line}, 2 differ (UPDATE=1 changes them): eve, mallory"


@pytest.mark.parametrize(
    ("action", "request_"),
    [
        (people.remove, ("DELETE", "/llmhub/people/ada")),
        (people.export, ("POST", "/llmhub/people/ada/export")),
    ],
)
def test_a_large_home_is_waited_for_and_that_is_said(
    action: Callable[[HubApi, str], None],
    request_: tuple[str, str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    hub = OperatorsHub({request_: (200, {"archive": "/srv/x.tar.gz"}), ("GET", "/x"): (200, {})})
    action(hub.api(), "ada")
    hub.api().call("GET", "/x")
    assert hub.waits == [None, TIMEOUT]
    first, last = capsys.readouterr().out.splitlines()
    assert "takes minutes" in first
    assert "/srv/x.tar.gz" in last


def test_users_without_a_word_says_which_there_are(tmp_path: Path) -> None:
    context = Context(Settings(state_dir=tmp_path), StateLayout(tmp_path))
    with pytest.raises(LabError, match=r"ROSTER=.*INVITE=.*REMOVE=.*EXPORT="):
        people.run(context, Namespace(roster=None, invite=None, remove=None, export=None))
