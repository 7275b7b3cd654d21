"""Ask for help, let the instructors look, and take both back."""

from __future__ import annotations

from typing import Any

from tornado import web

from coursectl.client import Client, path_of
from coursectl.errors import CourseError
from llmserver.course import words
from llmserver.course.base import CourseHandler

OVER = frozenset({"closed", "done", "ended", "over", "expired", "withdrawn"})


class Help(CourseHandler):
    """A request for help."""

    @web.authenticated
    async def get(self) -> None:
        """Return the student's own requests."""
        self.finish({"help": await self.ask(requests)})

    @web.authenticated
    async def post(self) -> None:
        """Ask, and let the instructors look: {"path", "words"}; the page has said so before.

        With {"allow": false} they are asked and may not look yet.
        """
        told = self.told()
        body = {
            "path": words.text(told, "path", 500),
            "words": words.text(told, "words", 2000, lines=True),
        }
        allow = told.get("allow") is not False
        self.finish(await self.ask(lambda client: ask(client, body, allow=allow)))

    @web.authenticated
    async def delete(self) -> None:
        """End one request, `?id=…`, or all that are open."""
        name = self.get_query_argument("id", "")
        ended = [words.identity(name)] if name else None
        self.finish({"ended": await self.ask(lambda client: end(client, ended))})


class Consent(CourseHandler):
    """The student lets the instructors look: {"id"}."""

    @web.authenticated
    async def post(self) -> None:
        """Return until when."""
        path = path_of("help", words.identity(self.told().get("id")), "consent")
        self.finish(_object(await self.ask(lambda client: client.post(path))))


def requests(client: Client) -> list[dict[str, Any]]:
    """Return the student's own requests. Raises CourseError."""
    answer = client.get("help")
    listed = answer.get("help") if isinstance(answer, dict) else answer
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def ask(client: Client, body: dict[str, str], *, allow: bool) -> dict[str, Any]:
    """Ask; return the request as it is then. Raises CourseError."""
    made = _object(client.post("help", body))
    if allow and made.get("id"):
        made |= _object(client.post(path_of("help", made["id"], "consent")))
    return made


def end(client: Client, names: list[str] | None) -> list[str]:
    """End these requests, or all that are open; return which. Raises CourseError."""
    if names is None:
        names = [str(one["id"]) for one in requests(client) if is_open(one)]
    for name in names:
        try:
            client.delete(path_of("help", name))
        except CourseError as error:
            if error.status != 404:  # over already
                raise
    return names


def is_open(request: dict[str, Any]) -> bool:
    """Say whether a request is not over yet."""
    return bool(request.get("id")) and request.get("state") not in OVER


def _object(answer: Any) -> dict[str, Any]:
    return answer if isinstance(answer, dict) else {}
