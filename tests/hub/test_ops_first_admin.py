"""The first admin: a one-time password in a file of root's, and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from llmhub.errors import LabError
from llmhub.layout import StateLayout
from llmhub.ops import people
from llmhub.ops.context import Context
from llmhub.ops.hub_api import HubApi
from llmhub.settings import Settings
from tests.fakes.operators_hub import OperatorsHub

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
        first_admin(context, monkeypatch, 400, {"code": "bad-username", "message": "No name."})
    assert caught.value.code == "bad-username"
