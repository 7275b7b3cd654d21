"""The course service's API as its clients see it, over HTTP, in memory.

Tokens: `teach-token-1` for instructors, `attend-token` for a student. `say` puts any other answer
in the place of one, such as those of a service that is broken or is none.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

PREFIX = "/services/course"
TEACH, ATTEND = "teach-token-1", "attend-token"
LOGIN = "lab-login"
"""Of a student's own notebook server; see `course_lab`."""
FOR_STUDENTS = ("notices", "handins", "help")
AT = "2026-05-04T07:00:00Z"


@dataclass
class Request:
    """One request as it came."""

    method: str
    path: str
    token: str
    body: Any


@dataclass
class Answer:
    """One answer: JSON, or bytes as they are."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


def error(status: int, code: str, message: str = "No.") -> Answer:
    return Answer(status, {"code": code, "message": message})


@dataclass
class CourseService:
    """What the service knows, and what it was asked.

    Attributes:
        url: its address.
        asked: all requests, the oldest first.
        said: "GET path" -> answers in the place of the service's own; the last one stays.
        data: path of a GET -> what it answers.
        students: their tokens.
        gate: a hand-in is answered when it is set, and `waits` is set meanwhile.
    """

    url: str = ""
    asked: list[Request] = field(default_factory=list)
    said: dict[str, list[Answer]] = field(default_factory=dict)
    data: dict[str, Any] = field(
        default_factory=lambda: {
            "releases": {"releases": [{"release": 7, "weeks": [1, 2, 3]}, {"release": 6}]},
            "dates": {"dates": [{"week": 3, "release": AT, "due": None, "solutions": None}]},
            "pushes": {"pushes": []},
            "handins": {"handins": []},
            "handins/3": {"handins": [{"user": "ada", "number": 1, "at": AT, "late": True}]},
            "marking/3": {"state": "done", "marking": [{"user": "ada", "points": 7.5}]},
            "help": {"help": []},
            "audit": {"audit": [{"at": AT, "who": "ines", "action": "push", "subject": "p1"}]},
            "notices": {"feedback": [{"week": 2, "at": AT}]},
        }
    )

    students: frozenset[str] = frozenset({ATTEND})
    gate: Event | None = None
    waits: Event = field(default_factory=Event)

    def say(self, method: str, path: str, *answers: Answer) -> None:
        self.said[f"{method} {path}"] = list(answers)

    def last(self, method: str) -> Request:
        return next(one for one in reversed(self.asked) if one.method == method)

    def answer(self, request: Request) -> Answer:
        self.asked.append(request)
        if self.gate is not None and request.path.startswith("handins/"):
            self.waits.set()
            assert self.gate.wait(30)
        planned = self.said.get(f"{request.method} {request.path}")
        if planned:
            return planned.pop(0) if len(planned) > 1 else planned[0]
        if request.token not in (TEACH, *self.students):
            return error(403, "not-logged-in")
        parts = request.path.split("/")
        own = (request.method == "POST" and parts[0] == "handins") or request.path in FOR_STUDENTS
        if request.token != TEACH and not own and parts[0] != "help":
            return error(403, "not-a-teacher", "This is for instructors.")
        if request.method == "GET":
            known = request.path in self.data
            return Answer(body=self.data[request.path]) if known else error(404, "not-found")
        return self.change(request, parts)

    def change(self, request: Request, parts: list[str]) -> Answer:
        match request.method, parts:
            case "POST", ["releases"]:
                made = {"id": "m1", "state": "made", "release": 8}
                return Answer(201, made | {"warnings": ["Week 2 has no assignment."]})
            case "PUT", ["dates", week]:
                self.data["dates"] = {"dates": [{"week": int(week)} | request.body]}
                return Answer(body=self.data["dates"]["dates"][0])
            case "POST", ["pushes"]:
                return self.push("p1", request.body)
            case "POST", ["pushes", push, "undo" | "retry" as what]:
                return self.push("p2" if what == "undo" else push, {"weeks": [3], "release": 7})
            case "POST", ["handins", week]:
                files = [one["path"] for one in request.body["files"]]
                told = {"week": int(week), "number": 1, "at": AT, "late": False}
                return Answer(201, told | {"sha256": "ab" * 32, "files": files})
            case "POST", ["help"]:
                return Answer(201, {"id": 4, "state": "open"} | request.body)
            case "POST", ["help", _, "consent"]:
                return Answer(body={"until": "2026-05-04T09:00:00Z"})
            case "POST", ["marking", _, "return"]:
                gone, left = (
                    {"user": "ada"},
                    {"user": "bob", "state": "incomplete", "message": "No."},
                )
                return Answer(202, {"returned": [gone], "left": [left]})
            case _:
                return Answer(body={})

    def push(self, name: str, body: dict[str, Any]) -> Answer:
        """Keep a push of which everything is done."""
        rows = [
            {"user": "ada", "week": week, "state": "done", "says": "arrived", "files": []}
            for week in body["weeks"]
        ]
        told = {"id": name, "state": "done", "summary": "1 of 1 student has it.", "orders": rows}
        self.data[f"pushes/{name}"] = body | told
        return Answer(202, self.data[f"pushes/{name}"])


def archive(files: dict[str, bytes]) -> bytes:
    """Return a zip."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        for name, data in files.items():
            zipped.writestr(name, data)
    return packed.getvalue()


def _handler(service: CourseService) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _reply(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length) or b"null")
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            path = self.path.removeprefix(f"{PREFIX}/api/")
            answer = service.answer(Request(self.command, path, token, body))
            self.send_response(answer.status)
            for name, value in ({"Content-Length": str(len(answer.data))} | answer.headers).items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(ConnectionError):  # more than the client takes
                self.wfile.write(answer.data)

        do_GET = do_POST = do_PUT = do_DELETE = _reply  # noqa: N815 - http.server's names

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def serve(host: str = "127.0.0.1") -> Iterator[CourseService]:
    """Serve it on a free port."""
    service = CourseService()
    server = ThreadingHTTPServer((host, 0), _handler(service))
    service.url = f"http://{host}:{server.server_address[1]}{PREFIX}"
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
