"""What people read: figures, the table of who runs, the progress of a smoke check."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from llmhub.errors import LabError
from llmhub.ops import kernel, smoke, status, text, up
from llmhub.ops.browser import Browser
from llmhub.ops.checks.engine import ServiceState
from llmhub.pair import Health, PairKey, PairState, Part, PartState
from tests.fakes.kernel_socket import Socket
from tests.fakes.operators_hub import OperatorsHub

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("number", "wanted"),
    [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (21 * 2**20, "21 MiB"), (2**42, "4.0 TiB")],
)
def test_size(number: int, wanted: str) -> None:
    assert text.size(number) == wanted


@pytest.mark.parametrize(
    ("seconds", "wanted"), [(5, "5 s"), (61, "1 min 1 s"), (3700, "1 h 1 min"), (90000, "1 d 1 h")]
)
def test_duration(seconds: float, wanted: str) -> None:
    assert text.duration(seconds) == wanted


def test_status_shows_both_parts() -> None:
    state = PairState(
        PairKey("ada", "gpu"),
        PartState(Health.RUNNING, since=NOW - timedelta(minutes=5)),
        PartState(Health.EXITED, out_of_memory=True),
        release=3,
    )
    told = status.render([state], {("ada/gpu", Part.NOTEBOOK): status.Load(0.5, 2**26)}, NOW)
    assert told.splitlines()[1].split("  ") == [
        "ada/gpu", "5 min 0 s", "50 %, 64 MiB", "out of memory", "0003",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("course", "line"),
    [
        (ServiceState("running", "healthy", 4), "Services: hub, proxy, guard, course run"),
        (
            ServiceState("running", "unhealthy", 4),
            "Services: The course is unhealthy (`make doctor`)",
        ),
        (ServiceState("exited", "", 0), "Services: The course is exited (`make doctor`)"),
    ],
)
def test_status_says_which_service_is_not_well(course: ServiceState, line: str) -> None:
    well = dict.fromkeys(("hub", "proxy", "guard"), ServiceState("running", "healthy", 1))
    assert status.services_line({**well, "course": course}) == line


def test_status_of_nobody() -> None:
    assert status.render([], {}, NOW) == "Nobody runs a server."


IDLE = ("status", {"execution_state": "idle"})


def talk(socket: Socket) -> str:
    return kernel.talk(socket, kernel.request("1"), deadline=0)  # type: ignore[arg-type]


def test_a_cell_returns_what_it_printed() -> None:
    assert talk(Socket(("stream", {"text": "a"}), ("stream", {"text": "b"}), IDLE)) == "ab"


def test_what_a_cell_prints_is_told_as_it_comes() -> None:
    told: list[str] = []
    socket: Any = Socket(("stream", {"text": "a"}), ("error", {"ename": "E", "evalue": "no"}), IDLE)
    with pytest.raises(LabError):
        kernel.talk(socket, kernel.request("1"), 0, told.append)
    assert told == ["a"]


def test_a_cell_that_fails_says_why() -> None:
    with pytest.raises(LabError, match="ValueError: no") as caught:
        talk(Socket(("error", {"ename": "ValueError", "evalue": "no"}), IDLE))
    assert caught.value.code == "smoke-cell"


def test_answers_to_others_do_not_count() -> None:
    with pytest.raises(kernel.Late):
        talk(Socket(("stream", {"text": "a"}), IDLE, to="other"))


def test_the_token_of_the_server_is_not_the_hubs() -> None:
    browser = Browser("http://lab.test")
    browser._client.cookies.set("_xsrf", "of-hub", domain="lab.test", path="/hub/")
    browser._client.cookies.set("_xsrf", "of-ada", domain="lab.test", path="/user/ada/")
    assert browser.token("/hub/login") == "of-hub"
    assert browser.token("/user/ada/api/kernels") == "of-ada"
    assert browser.token("/") == ""
    browser.close()


def test_a_failed_step_carries_its_code_and_no_secret() -> None:
    answer = httpx.Response(500, request=httpx.Request("GET", "http://x/hub/invite/secret"))
    with pytest.raises(LabError) as caught, smoke.step("smoke-login", "The link is opened"):
        answer.raise_for_status()
    assert str(caught.value) == "The link is opened: the invite link answered 500. [smoke-login]"


@pytest.mark.parametrize(("group", "removed"), [(smoke.GROUP, True), ("tuesday", False)])
def test_only_its_own_account_is_removed(group: str, removed: bool) -> None:
    path = f"/llmhub/people/{smoke.STUDENT}"
    hub = OperatorsHub(
        {
            ("GET", "/llmhub/people"): (200, [{"name": smoke.STUDENT, "group": group}]),
            ("DELETE", f"/users/{smoke.STUDENT}/server"): (204, None),
            ("DELETE", path): (200, {"archive": "/nonexistent/archive"}),
        }
    )
    if removed:
        smoke.forget(hub.api())
    else:
        with pytest.raises(LabError, match="smoke-name-taken"):
            smoke.forget(hub.api())
    assert (("DELETE", path, None) in hub.requests) is removed


BOSS = {"name": "boss", "role": "admin", "has_password": True, "must_change": False}


@pytest.mark.parametrize(
    ("person", "there", "told"),
    [
        ({"must_change": True}, True, "boss, one-time password in"),
        ({"must_change": True}, False, "is gone: `make users INVITE=boss` gives a link"),
        ({}, True, "boss, with the password that boss has set"),
        ({"has_password": False}, False, "boss, has set no password yet: `make users INVITE=boss`"),
        ({"has_password": None}, False, "boss, logs in as the authenticator has it"),
        ({"role": "student"}, False, "none on this hub's list of people"),
    ],
)
def test_where_says_how_the_admin_really_logs_in(
    tmp_path: Path, person: dict[str, object], there: bool, told: str
) -> None:
    file = tmp_path / "admin_password"
    if there:
        file.write_text("once")
    (line,) = up.admins([{**BOSS, **person}], file)
    assert told in line
    assert (str(file) in line) is bool(person.get("must_change"))
