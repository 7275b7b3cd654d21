"""The operators' client: every failure is a code and a sentence, never a traceback."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import httpx
import pytest

from llmhub.errors import LabError, RosterError
from llmhub.ops.hub_api import PAGE, READINGS, HubApi, explain
from tests.fakes.operators_hub import OperatorsHub


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (403, {"status": 403, "message": "no"}, "hub-refused-token"),
        (404, {"status": 404, "message": "no"}, "not-found"),
        (500, {"message": "oops"}, "hub-refused"),
        (409, {"code": "last-admin", "message": "Make another one.", "line": None}, "last-admin"),
    ],
)
def test_an_error_keeps_the_hubs_own_code(status: int, body: dict[str, Any], code: str) -> None:
    assert explain(httpx.Response(status, json=body)).code == code


def test_an_answer_that_is_no_json_is_explained_too() -> None:
    assert explain(httpx.Response(502, text="<html>")).code == "hub-refused"


@pytest.mark.parametrize("message", ["unknown role.", "Line 7: unknown role."])
def test_a_line_number_is_told_once(message: str) -> None:
    error = explain(
        httpx.Response(400, json={"code": "roster-role", "message": message, "line": 7})
    )
    assert str(error) == "Line 7: unknown role. [roster-role]"


def test_a_hub_that_is_down_is_told() -> None:
    with HubApi("http://127.0.0.1:9/hub/api", "secret") as api, pytest.raises(LabError) as caught:
        api.active_users()
    assert caught.value.code == "hub-down"
    assert "secret" not in str(caught.value)


def test_a_page_of_users_that_is_not_full_is_the_last() -> None:
    hub = OperatorsHub({("GET", "/users"): (200, [{"name": "ada"}])})
    assert hub.api().active_users() == [{"name": "ada"}]
    assert PAGE > 1
    assert len(hub.requests) == 1


def test_stopping_what_does_not_run_is_told() -> None:
    with pytest.raises(LabError) as caught:
        OperatorsHub({}).api().stop_server("ada")
    assert not isinstance(caught.value, RosterError)
    assert caught.value.code == "not-found"


class Stopping:
    """A hub at which servers start (`+name`, in front) and stop after a page was told."""

    def __init__(self, many: int, steps: Iterable[str]) -> None:
        self.people = [f"s{number}" for number in range(many)]
        self.steps = iter(steps)
        self.asked = 0

    def users(self) -> set[str]:
        with HubApi("http://hub.test", "token", httpx.MockTransport(self._answer)) as api:
            return {one["name"] for one in api.active_users()}

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        assert request.url.params["state"] == "active"
        first, many = (int(request.url.params[name]) for name in ("offset", "limit"))
        told = [{"name": name} for name in self.people[first : first + many]]
        for step in next(self.steps, "").split():
            if step.startswith("+"):
                self.people.insert(0, step[1:])
            else:
                self.people.remove(step)
        return httpx.Response(200, json=told)


@pytest.mark.parametrize("many", [0, 1, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE - 1, 2 * PAGE])
def test_every_number_of_users_is_read_whole_and_once(many: int) -> None:
    hub = Stopping(many, [])
    assert hub.users() == {f"s{number}" for number in range(many)}
    assert hub.asked <= 3


@pytest.mark.parametrize(
    "steps", [["s0"], [f"s{PAGE - 1}"], ["", "s5"], ["s0", "s1"], ["s1 +a"], ["+a +b"]], ids=str
)
def test_nobody_is_skipped_whose_server_runs_while_others_stop(steps: list[str]) -> None:
    hub = Stopping(2 * PAGE + 50, steps)
    assert hub.users() >= {one for one in hub.people if one.startswith("s")}


def test_a_hub_that_never_stands_still_is_not_asked_for_ever_and_nobody_is_missing() -> None:
    hub = Stopping(3 * PAGE, (f"s{number}" for number in range(2 * PAGE)))
    assert hub.users() >= set(hub.people)
    assert hub.asked <= READINGS * 5
