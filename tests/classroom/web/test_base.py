"""Who is let in, with which powers, and how errors are told."""

from __future__ import annotations

import asyncio
import logging

import pytest

from classroom.settings import PREFIX
from classroom.web import body
from tests.classroom.web.conftest import Service


@pytest.mark.parametrize(
    ("token", "path", "code"),
    [
        ("", "api/echo", "not-logged-in"),
        ("unknown", "api/echo", "not-logged-in"),
        ("stranger", "api/echo", "not-allowed"),
        ("elsewhere", "api/echo", "not-allowed"),
        ("machine", "api/echo", "not-a-person"),
        ("ada", "api/audit", "not-a-teacher"),
        ("tinas-lab", "api/audit", "not-a-teacher"),
        ("machine", "api/audit", "not-a-person"),
    ],
)
async def test_refused(service: Service, token: str, path: str, code: str) -> None:
    answer = await service.call("GET", path, token)
    assert answer.status_code == 403
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.json()["code"] == code
    assert answer.json()["message"].endswith(".")


@pytest.mark.parametrize(
    ("token", "role"),
    [("ada", "student"), ("tina", "instructor"), ("boss", "admin"), ("tinas-lab", "student")],
)
async def test_role_is_what_the_token_may_do(service: Service, token: str, role: str) -> None:
    """What runs in an instructor's lab may be a student's: its token makes no instructor."""
    told = (await service.call("GET", "api/echo", token)).json()
    assert told["role"] == role
    assert told["sections"] == ([] if token == "boss" else ["a"])


async def test_hubs_word_is_remembered_for_seconds_only(service: Service) -> None:
    for _ in range(3):
        await service.call("GET", "api/echo", "ada")
    assert service.asked == ["ada"]
    assert service.application.settings["hub_auth"].cache.max_age <= 10


async def test_token_in_the_address_is_none(service: Service) -> None:
    answer = await service.call("GET", "api/echo?token=ada")
    assert answer.json()["code"] == "not-logged-in"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"{", "must be a JSON object"),
        (b"[1]", "must be a JSON object"),
        (b"\xff\xfe", "must be a JSON object"),
        (b"[" * 100_000, "must be a JSON object"),
        (b"", "week: Field required"),
        (b'{"week": "three"}', "week: "),
        (b'{"week": 3, "targets": [1]}', "targets.0: "),
    ],
)
async def test_bad_body(service: Service, body: bytes, says: str) -> None:
    answer = await service.call("POST", "api/echo", "ada", content=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-request")
    assert says in answer.json()["message"]


async def test_good_body(service: Service) -> None:
    answer = await service.call("POST", "api/echo", "ada", json={"week": 3})
    assert answer.json() == {"week": 3, "targets": []}


async def announce(service: Service, path: str, size: int) -> str:
    """Announce a body, send nothing of it, and return the answer's first line."""
    url = service.client.base_url
    reader, writer = await asyncio.open_connection(url.host, url.port)
    lines = (f"POST {PREFIX}{path} HTTP/1.1", "Host: x", f"Content-Length: {size}", "", "")
    writer.write("\r\n".join(lines).encode())
    answer = await asyncio.wait_for(reader.readline(), 10)
    writer.close()
    await writer.wait_closed()
    return answer.decode().strip()


@pytest.mark.parametrize(
    ("path", "size"),
    [("api/echo", body.SMALL), ("api/large", body.LARGE), ("nowhere", body.SMALL)],
)
async def test_body_that_is_too_large_is_not_read(service: Service, path: str, size: int) -> None:
    assert await announce(service, path, size + 1) == "HTTP/1.1 400 Bad Request"


async def test_handler_may_take_more_than_others(service: Service) -> None:
    content = b"x" * (body.SMALL + 1)
    answer = await service.call("POST", "api/large", "tina", content=content)
    assert answer.json() == len(content)


@pytest.mark.parametrize("query", ["", "?code=1", "?code=1&state=x", "?error=access_denied"])
async def test_login_that_was_not_begun_here(service: Service, query: str) -> None:
    answer = await service.call("GET", f"oauth_callback{query}")
    assert answer.status_code == 403
    assert "login-failed" in answer.text


async def test_page_tells_a_known_error_and_hides_another(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    known = await service.call("GET", "broken/known", "tina")
    assert known.status_code == 404
    assert "There is no week &lt;b&gt;9&lt;/b&gt;." in known.text
    with caplog.at_level(logging.ERROR):
        other = await service.call("GET", "broken/otherwise", "tina")
    assert other.status_code == 500
    assert "Something went wrong" in other.text
    assert "secret" not in other.text
    assert "the secret of the database" in caplog.text


async def test_hub_that_is_down_is_said(service: Service) -> None:
    service.application.settings["hub_auth"].api_url = "http://127.0.0.1:9/hub/api"
    answer = await service.call("GET", "api/echo", "ada")
    assert (answer.status_code, answer.json()["code"]) == (503, "hub-down")


async def test_page_sends_who_is_not_known_to_the_hub(service: Service) -> None:
    answer = await service.call("GET", "")
    assert answer.status_code == 302
    where = answer.headers["Location"]
    assert where.startswith("/hub/api/oauth2/authorize?client_id=service-course&")
    assert "code_challenge_method=S256" in where
    assert (await service.call("POST", "audit")).status_code == 403


async def test_every_answer_keeps_other_sites_out(service: Service) -> None:
    for path, token in (("", "tina"), ("api/audit", "tina"), ("api/audit", ""), ("nowhere", "")):
        headers = (await service.call("GET", path, token)).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"


async def test_health_says_nothing_and_asks_nobody(service: Service) -> None:
    answer = await service.call("GET", "health")
    assert (answer.status_code, answer.text) == (200, "ok")
    assert service.asked == []


@pytest.mark.parametrize("path", ["nowhere", "api/nowhere", "../hub/api/users", "static/nothing"])
async def test_nothing_here(service: Service, path: str) -> None:
    assert (await service.call("GET", path, "tina")).status_code == 404
