"""What the service asks the hub, and what becomes of each kind of answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from classroom.errors import ClassroomError
from classroom.hub_api import HubApi, read_token

Answer = Callable[[httpx.Request], httpx.Response]


def hub(answer: Answer) -> HubApi:
    return HubApi("http://hub.test/hub/api", "secret", httpx.MockTransport(answer))


def answering(status: int, body: object) -> Answer:
    return lambda request: httpx.Response(status, json=body)


CALLS: list[tuple[Callable[[HubApi], Any], str, str, object]] = [
    (
        lambda api: api.send_orders(
            "p12", [{"user": "ada", "week": 3, "release": 7}], dry_run=True
        ),
        "POST",
        "/hub/api/llmhub/orders",
        {
            "push": "p12",
            "orders": [{"user": "ada", "week": 3, "release": 7}],
            "dry_run": True,
        },
    ),
    (lambda api: api.orders("p1&x=2"), "GET", "/hub/api/llmhub/orders?push=p1%26x%3D2", None),
    (lambda api: api.retry("p12"), "POST", "/hub/api/llmhub/orders/retry", {"push": "p12"}),
    (lambda api: api.cancel("p12"), "DELETE", "/hub/api/llmhub/orders?push=p12", None),
    (
        lambda api: api.start_job("fetch", url="https://git.test/x", ref="main"),
        "POST",
        "/hub/api/llmhub/jobs",
        {"kind": "fetch", "url": "https://git.test/x", "ref": "main"},
    ),
    (lambda api: api.job("../users"), "GET", "/hub/api/llmhub/jobs/..%2Fusers", None),
]


@pytest.mark.parametrize(("call", "method", "path", "body"), CALLS)
async def test_calls(call: Callable[[HubApi], Any], method: str, path: str, body: object) -> None:
    seen = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent = json.loads(request.content) if request.content else None
        seen.append((request.method, request.url.raw_path.decode(), sent))
        return httpx.Response(202, json={"orders": [{"id": 1}], "id": "j1", "state": "running"})

    told = await call(hub(answer))
    assert seen == [(method, path, body)]
    assert told in ([{"id": 1}], "j1") or told["state"] == "running"


def unreachable(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("secret is not to be told")


@pytest.mark.parametrize(
    ("answer", "code", "status"),
    [
        (unreachable, "hub-down", 503),
        (answering(400, {"code": "no-such-push", "message": "No."}), "no-such-push", 400),
        (answering(500, {"code": "no-such-push", "message": "No."}), "no-such-push", 502),
        (answering(404, {"code": "Not A Code", "message": "No."}), "hub-refused", 502),
        (answering(404, {"status": 404, "message": "No."}), "hub-refused", 502),
        (answering(403, {"status": 403}), "hub-refused-token", 502),
        (answering(401, None), "hub-refused-token", 502),
        (lambda request: httpx.Response(502, text="<html>"), "hub-refused", 502),
        (lambda request: httpx.Response(200, text="<html>"), "hub-strange", 502),
        (answering(200, []), "hub-strange", 502),
        (answering(200, {"orders": "many"}), "hub-strange", 502),
        (answering(200, {"orders": [1]}), "hub-strange", 502),
    ],
)
async def test_failures(answer: Answer, code: str, status: int) -> None:
    with pytest.raises(ClassroomError) as caught:
        await hub(answer).orders("p12")
    assert (caught.value.code, caught.value.status) == (code, status)
    assert "secret" not in caught.value.message


def test_token_is_in_no_repr() -> None:
    api = hub(answering(200, []))
    assert "secret" not in repr(api) + repr(vars(api))


@pytest.mark.parametrize("content", [None, "", "\n", "\N{SNOWMAN}"])
def test_token_that_cannot_be_read(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "token"
    if content is not None:
        file.write_text(content)
    with pytest.raises(ClassroomError) as caught:
        read_token(file)
    assert caught.value.code == "no-token"
    assert "make deploy" in caught.value.message
