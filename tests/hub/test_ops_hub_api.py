"""The operators' client: every failure is a code and a sentence, never a traceback."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from llmhub.errors import LabError, RosterError
from llmhub.ops.hub_api import PAGE, HubApi, explain
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
