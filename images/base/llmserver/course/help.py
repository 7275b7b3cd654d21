"""Ask for help, let the instructors look at a copy of the file, and take both back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tornado import web

from coursectl import one_file
from coursectl.client import Client, path_of
from coursectl.errors import CourseError
from llmserver.course import words
from llmserver.course.base import CourseHandler

OVER = frozenset({"ended"})


class Help(CourseHandler):
    """A request for help."""

    @web.authenticated
    async def get(self) -> None:
        """Return the student's own requests."""
        self.finish({"help": await self.ask(requests)})

    @web.authenticated
    async def post(self) -> None:
        """Ask, and let the instructors look: {"path", "words"}; the page has said so before.

        The file is sent as it is now. With {"allow": false} they are asked, may not look yet, and
        nothing of the file is sent.
        """
        told = self.told()
        body = {
            "path": words.text(told, "path", 500),
            "words": words.text(told, "words", 2000, lines=True),
        }
        allow = told.get("allow") is not False
        home = self.desk.home
        self.finish(await self.ask(lambda client: ask(client, home, body, allow=allow)))

    @web.authenticated
    async def delete(self) -> None:
        """End one request, `?id=…`, or all that are open."""
        name = self.get_query_argument("id", "")
        ended = [words.identity(name)] if name else None
        self.finish({"ended": await self.ask(lambda client: end(client, ended))})


class Consent(CourseHandler):
    """The student lets the instructors look, for an hour from now: {"id"}."""

    @web.authenticated
    async def post(self) -> None:
        """Return until when."""
        name = words.identity(self.told().get("id"))
        home = self.desk.home
        self.finish(await self.ask(lambda client: allow_to_look(client, home, name)))


class Copy(CourseHandler):
    """The file as it is now goes to the instructors, who may look already: {"id"}."""

    @web.authenticated
    async def post(self) -> None:
        """Return the request as it is then; which file it is, the service knows."""
        name = words.identity(self.told().get("id"))
        home = self.desk.home
        self.finish(await self.ask(lambda client: send_again(client, home, name)))


def requests(client: Client) -> list[dict[str, Any]]:
    """Return the student's own requests. Raises CourseError."""
    answer = client.get("help")
    listed = answer.get("help") if isinstance(answer, dict) else answer
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def ask(client: Client, home: Path, body: dict[str, str], *, allow: bool) -> dict[str, Any]:
    """Ask; return the request as it is then. Raises CourseError."""
    if allow and body["path"]:
        one_file.take(home, body["path"])  # what cannot be sent is said before anybody is asked
    made = _object(client.post("help", body))
    if allow and made.get("id") and body["path"]:
        made |= allow_to_look(client, home, str(made["id"]))
    return made


def allow_to_look(client: Client, home: Path, name: str) -> dict[str, Any]:
    """Let the instructors look, and send the file; `copy_error` says why it did not go.

    Raises CourseError where they may not look.
    """
    told = _object(client.post(path_of("help", name, "consent")))
    try:
        return told | send(client, home, name, told.get("path"))
    except CourseError as error:
        return told | {"copy_error": error.told()}


def send_again(client: Client, home: Path, name: str) -> dict[str, Any]:
    """Send the file of a request once more. Raises CourseError."""
    told = _object(client.get(path_of("help", name)))
    return send(client, home, name, told.get("path"))


def send(client: Client, home: Path, name: str, path: object) -> dict[str, Any]:
    """Send a file of the home. Raises CourseError."""
    copy = one_file.take(home, path if isinstance(path, str) else "")
    return _object(client.put(path_of("help", name, "copy"), copy))


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
