"""Every endpoint of the service, whom it is for, and what it leaves in the audit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tornado import web

from classroom.web.app import MODULES
from tests.classroom.handins.sent import sent
from tests.classroom.help.room import sent as copy_of
from tests.classroom.web.rights_room import MARKS
from tests.fakes.course_state import notebook


@dataclass(frozen=True)
class Endpoint:
    """One endpoint with a request that works.

    Attributes:
        call: method and path.
        body: JSON for the API, a form for a page.
        leaves: action and subject of the deed in the audit; None for none.
        because: why a request that changes something needs no deed in the audit.
        students: whether it is for students.
    """

    call: str
    body: Any = None
    leaves: tuple[str, str] | None = None
    because: str = ""
    students: bool = False

    @property
    def method(self) -> str:
        return self.call.split(" ")[0]

    @property
    def path(self) -> str:
        return self.call.split(" ")[1] if " " in self.call else ""

    @property
    def changes(self) -> bool:
        return self.method not in ("GET", "HEAD", "OPTIONS")

    @property
    def rule(self) -> tuple[str, str]:
        """The method, and the pattern of the handler that answers."""
        path = self.path.partition("?")[0]
        return self.method, next(one for one, _ in rules() if re.fullmatch(one, path))


def rules() -> list[tuple[str, Any]]:
    """Return the patterns of all handlers, the first match counts."""
    every = [rule for module in MODULES for rule in module.handlers()]
    return [(pattern, handler) for pattern, handler, *_ in every]


def served() -> set[tuple[str, str]]:
    """Return each method that the service knows, with the pattern of its address."""
    return {
        (method, pattern)
        for pattern, handler in rules()
        for method in handler.SUPPORTED_METHODS
        if getattr(handler, method.lower()) is not getattr(web.RequestHandler, method.lower())
    }


PUSH = {"release": 2, "weeks": [1], "targets": ["everyone"]}
FORM = {"release": "2", "week": "1", "whom": "everyone"}
FOLDER = {"kind": "folder", "name": "draft"}
ANSWER = {"words": "Cell 3."}

ENDPOINTS = [
    Endpoint("GET "),
    Endpoint("GET api/audit"),
    Endpoint("GET audit"),
    Endpoint("GET api/releases"),
    Endpoint("POST api/releases", {"source": FOLDER}, ("release", "release 3")),
    Endpoint("GET api/releases/1"),
    Endpoint("GET releases"),
    Endpoint("POST releases", FOLDER, ("release", "release 3")),
    Endpoint("GET api/dates"),
    Endpoint("PUT api/dates/3", {"due": "2030-01-01 09:00"}, ("dates", "week3")),
    Endpoint("GET dates"),
    Endpoint("POST dates", {"week": "3", "due": "2030-01-01 09:00"}, ("dates", "week3")),
    Endpoint("GET api/pushes"),
    Endpoint("POST api/pushes", PUSH, ("push", "p5")),
    Endpoint("POST api/pushes", PUSH | {"dry_run": True}, ("try-push", "p5")),
    Endpoint("GET api/pushes/p2"),
    Endpoint("POST api/pushes/p2/undo", {}, ("undo", "p2")),
    Endpoint("POST api/pushes/p2/retry", {}, ("retry", "p2")),
    Endpoint("GET pushes"),
    Endpoint("GET pushes/new"),
    Endpoint("POST pushes/new", FORM, ("try-push", "p5")),
    Endpoint("GET pushes/p2"),
    Endpoint("POST pushes/p3/push", {"key": "12345678"}, ("push", "p5")),
    Endpoint("GET pushes/p2/undo"),
    Endpoint("POST pushes/p2/undo", {}, ("undo", "p2")),
    # Whoever only opens the address of a button sees the push.
    Endpoint("GET pushes/p2/push"),
    Endpoint("GET pushes/p2/retry"),
    Endpoint("POST pushes/p2/retry", {}, ("retry", "p2")),
    Endpoint("GET api/handins", students=True),
    Endpoint("POST api/handins/1", {"files": sent()}, ("hand-in", "week1"), students=True),
    Endpoint("GET api/handins/1"),
    Endpoint("GET api/handins/1/archive", None, ("archive", "week1")),
    Endpoint("GET handins"),
    Endpoint("GET handins/1"),
    Endpoint("GET api/marking/1"),
    Endpoint("PUT api/marking/1", {"blind": True}, ("names", "week1")),
    Endpoint("GET api/marking/1/marks.csv", None, ("marks-csv", "week1")),
    Endpoint("GET api/marking/1/ada", None, ("look", "week1 ada")),
    Endpoint("PUT api/marking/1/ada", MARKS, ("mark", "week1 ada")),
    Endpoint("POST api/marking/1/run", {}, ("run-tests", "week1")),
    Endpoint("POST api/marking/1/return", {}, ("return", "week1")),
    Endpoint("GET marks"),
    Endpoint("GET marks/1"),
    Endpoint("GET marks/1/ada", None, ("look", "week1 ada")),
    Endpoint("GET marks/1/ada/file?path=report.md", None, ("look", "week1 ada")),
    Endpoint("GET api/help", students=True),
    Endpoint("POST api/help", {"path": "", "words": "How?"}, ("help-ask", "help 3"), students=True),
    Endpoint("GET api/help/1", students=True),
    Endpoint("DELETE api/help/1", None, ("help-end", "help 1"), students=True),
    Endpoint("POST api/help/1/consent", {}, ("help-allow", "help 1"), students=True),
    Endpoint(
        "PUT api/help/1/copy",
        copy_of(notebook(a="1").encode()),
        because="it is the file for which the student's consent is noted, and looks are noted",
        students=True,
    ),
    Endpoint("POST api/help/1/want", {}, ("help-want", "help 1")),
    Endpoint("POST api/help/1/answer", ANSWER, ("help-end", "help 1")),
    Endpoint("GET help"),
    Endpoint("GET help/1", None, ("help-look", "help 1")),
    Endpoint("GET help/1/want", None, ("help-look", "help 1")),
    Endpoint("POST help/1/want", {}, ("help-want", "help 1")),
    Endpoint("GET help/1/answer", None, ("help-look", "help 1")),
    Endpoint("POST help/1/answer", ANSWER, ("help-end", "help 1")),
    Endpoint("GET api/notices", students=True),
]
