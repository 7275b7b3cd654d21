"""The smoke check where students have a host of their own, or no password to log in with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import httpx
import pytest

from llmhub.errors import LabError
from llmhub.layout import StateLayout
from llmhub.ops import kernel, people, smoke
from llmhub.ops.browser import Browser
from llmhub.ops.context import Context
from llmhub.ops.hub_api import HubApi
from llmhub.settings import Settings
from tests.fakes.kernel_socket import Socket
from tests.fakes.running_hub import Hub, running_hub

HOST = "https://lab.test"
OWN_HOST = "https://smoketest.lab.test"
LINK = f"{HOST}/hub/invite/secret"
READY = {"ready": True, "url": f"{OWN_HOST}/user/smoketest/"}
SAID = Socket(
    ("stream", {"text": "tiny said: Hi"}), ("status", {"execution_state": "idle"})
).answers


def answer(request: httpx.Request) -> httpx.Response:
    """Answer as a hub with subdomains: labs are at their students' hosts and nowhere else."""
    path = request.url.path
    at_own_host = str(request.url).startswith(OWN_HOST)
    if path.endswith("/progress"):
        return httpx.Response(200, text=f"data: {json.dumps(READY)}\n\n")
    if path.startswith("/user/") is not at_own_host:
        return httpx.Response(404)
    root = path[: path.index("/", 1) + 1] if not at_own_host else "/user/smoketest/"
    headers = {"Set-Cookie": f"_xsrf=of{root.replace('/', '-')}; Path={root}"}
    return httpx.Response(200, json={"id": "k1"}, headers=headers)


class Connections:
    """What is opened by websocket."""

    def __init__(self) -> None:
        self.opened: list[tuple[str, str, dict[str, str]]] = []

    def __call__(self, url: str, **more: Any) -> Any:
        self.opened.append((url, more["origin"], more["additional_headers"]))
        return nullcontext(Socket(*SAID))


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> Connections:
    found = Connections()
    monkeypatch.setattr(kernel, "connect", found)
    return found


@pytest.mark.parametrize(("link", "bearer"), [(LINK, ""), ("", "secret")])
def test_the_check_follows_the_student_to_a_host_of_their_own(
    connections: Connections, link: str, bearer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    browser = Browser(HOST, bearer=bearer, transport=httpx.MockTransport(answer))
    smoke.visit(browser, link, patience=5)
    browser.close()
    url, origin, headers = connections.opened[0]
    assert url.startswith(
        "wss://smoketest.lab.test/user/smoketest/api/kernels/k1/channels?_xsrf=of-user"
    )
    assert origin == OWN_HOST
    assert headers.get("Authorization") == (f"token {bearer}" if bearer else None)
    told = capsys.readouterr().out
    assert "tiny said: Hi" in told
    assert ("[SKIP]" in told) is not bool(link)
    assert "secret" not in told


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A hub whose authenticator keeps no passwords."""
    name = "jupyterhub.auth.DummyAuthenticator"
    with running_hub(tmp_path_factory.mktemp("hub"), authenticator=name) as hub:
        yield hub


@pytest.fixture
def context(hub: Hub) -> Context:
    """The hub as the operators' commands find it."""
    layout = StateLayout(hub.state)
    layout.secret("ops_token").parent.mkdir(exist_ok=True)
    layout.secret("ops_token").write_text(hub.token)
    port = int(hub.api.rpartition(":")[2])
    settings = Settings(
        state_dir=hub.state, public_url=hub.students, hub_port=port, subnet="127.0.0.0/29"
    )
    return Context(settings, layout)


def test_without_passwords_no_admin_is_made_and_it_is_said_why(
    context: Context, capsys: pytest.CaptureFixture[str]
) -> None:
    people.first_admin(context, "ada")
    said, report = capsys.readouterr().out.splitlines()
    assert "keeps no passwords" in said
    assert json.loads(report) == {"changed": False}
    assert not context.layout.secret("admin_password").exists()


def test_without_passwords_people_are_added_and_get_no_links(
    context: Context, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "roster.csv").write_text("name,role,group\neve,student,\n")
    with HubApi.of(context) as api:
        people.enrol(api, tmp_path / "roster.csv", tmp_path / "out.csv", update=False)
        with pytest.raises(LabError) as caught:
            api.call("POST", "/llmhub/invites/eve")
    assert caught.value.code == "no-passwords"
    assert not (tmp_path / "out.csv").exists()
    assert capsys.readouterr().out.splitlines() == [
        "No links were made: this hub's authenticator keeps no passwords.",
        "1 added, 0 updated, 0 unchanged",
    ]


def test_without_passwords_the_check_goes_on_with_a_token(
    context: Context, hub: Hub, capsys: pytest.CaptureFixture[str]
) -> None:
    """As far as this hub goes: it has no proxy, so no lab can be opened."""
    with pytest.raises(LabError) as caught:
        smoke.run(context)
    assert caught.value.code == "smoke-lab"
    account, skipped, started = capsys.readouterr().out.splitlines()
    assert account.startswith("[OK]   A student is invited")
    assert skipped == smoke.NO_PASSWORDS
    assert started.startswith("[OK]   The server is started")
    left = [one["name"] for one in hub.operator("GET", "/llmhub/people").json()]
    assert smoke.STUDENT not in left


def test_who_is_interrupted_leaves_no_account_behind(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A busy kernel is never culled: a lab that is forgotten would keep its card."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(smoke, "visit", interrupt)
    with pytest.raises(KeyboardInterrupt):
        smoke.run(context)
    with HubApi.of(context) as api:
        assert smoke.STUDENT not in [one["name"] for one in api.call("GET", "/llmhub/people")]


def test_the_token_lives_as_long_as_the_work_may_take(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    real = HubApi.call

    def call(self: HubApi, method: str, path: str, body: Any = None, **more: Any) -> Any:
        asked.extend([body] if path.endswith("/tokens") else [])
        return real(self, method, path, body, **more)

    monkeypatch.setattr(HubApi, "call", call)
    monkeypatch.setattr(smoke, "visit", lambda *_: None)
    smoke.run(context, seconds=7200)
    assert [one["expires_in"] for one in asked if isinstance(one, dict)] == [3600 + 7200]


def test_code_that_never_ends_has_the_code_of_its_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "connect", lambda *_, **__: nullcontext(Socket()))
    browser = Browser(HOST, transport=httpx.MockTransport(answer))
    with pytest.raises(LabError) as caught:
        kernel.run_cell(browser, f"{OWN_HOST}/user/smoketest/", "x", 60, late="rehearsal-tuning")
    assert caught.value.code == "rehearsal-tuning"
    assert "after 1 minutes" in caught.value.message
