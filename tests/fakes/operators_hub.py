"""A hub as the operators' commands see it: answers from a table, requests remembered."""

from __future__ import annotations

import json
from typing import Any

import httpx

from llmhub.ops.hub_api import HubApi

Answers = dict[tuple[str, str], tuple[int, Any]]


class OperatorsHub:
    """Give answers by method and path; anything else is a 404 as JupyterHub gives it.

    Status 0 is an answer that never arrives; `waits` is how long the client would wait for each.
    """

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.requests: list[tuple[str, str, Any]] = []
        self.waits: list[float | None] = []

    def api(self) -> HubApi:
        """Return a client of this hub."""
        return HubApi("http://hub.test/hub/api", "token", httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/hub/api")
        body = json.loads(request.content) if request.content else None
        self.requests.append((request.method, path, body))
        self.waits.append(request.extensions["timeout"]["read"])
        missing = (404, {"status": 404, "message": "Not Found"})
        status, content = self.answers.get((request.method, path), missing)
        if not status:
            raise httpx.ReadTimeout("no answer", request=request)
        return httpx.Response(status, json=content)
