"""An instructor with a token, as one who pushes from a laptop: nothing but the staff address."""

from __future__ import annotations

import re
import secrets
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx

from bench.our_hub import OurHub, take_up
from bench.student import LOGIN
from llmhub.errors import LabError
from llmhub.ops.browser import HEADERS, trust

PATIENCE = 60  # seconds for one answer


class Teacher:
    """Talks to the course service."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Return the service's answer; LabError `bench-course` with what it said otherwise."""
        answer = self._client.request(method, f"/services/course/api/{path}", json=body)
        if answer.is_error:
            said = f"{answer.status_code} {answer.text[:500]}"
            raise LabError("bench-course", f"{method} {path}: {said}")
        return answer.json()


@contextmanager
def a_teacher(hub: OurHub) -> Iterator[Teacher]:
    """Give an instructor of the course with a token of their own, for as long as it takes."""
    settings = hub.context.settings
    name, password = f"t{secrets.token_hex(4)}", secrets.token_urlsafe(15)
    invited = hub.invite(name, role="instructor")
    try:
        take_up(invited[name], password, trust(settings))
        token = make_token(settings.staff_url, trust(settings), name, password)
        headers = {"Authorization": f"token {token}"}
        with _client(settings.staff_url, trust(settings), headers) as client:
            yield Teacher(client)
    finally:
        hub.remove(name)


def make_token(url: str, verify: ssl.SSLContext | bool, name: str, password: str) -> str:
    """Log in at the staff address and make a token there, as its page does."""
    with _client(url, verify, HEADERS) as browser:
        browser.follow_redirects = True
        form = {"username": name, "password": password}
        form["_xsrf"] = found(r'name="_xsrf" value="([^"]*)"', browser.get(LOGIN).text)
        browser.post(LOGIN, data=form).raise_for_status()
        xsrf = found(r'xsrf_token: "([^"]*)"', browser.get("/hub/home").text)
        headers = {"X-XSRFToken": xsrf, "Sec-Fetch-Mode": "cors", "Origin": url}
        made = browser.post(f"/hub/api/users/{name}/tokens", json={}, headers=headers)
        return str(made.raise_for_status().json()["token"])


def found(pattern: str, page: str) -> str:
    """Return what a page says there; LabError `bench-course` if it does not."""
    match = re.search(pattern, page)
    if match is None:
        raise LabError("bench-course", "The staff address did not show the page that was expected.")
    return match[1]


def _client(url: str, verify: ssl.SSLContext | bool, headers: Mapping[str, str]) -> httpx.Client:
    # trust_env off: the hub is on this host, a proxy for the world must not be asked for it
    return httpx.Client(
        base_url=url, verify=verify, headers=dict(headers), trust_env=False, timeout=PATIENCE
    )
