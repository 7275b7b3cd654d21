"""The save of an open editor, asked for over HTTP in a student's container."""

from __future__ import annotations

import http.client
import json
from typing import Any

import pytest
from llmserver.saving import Refused, read_wanted

from tests.images.base_container import PREFIX, Notebook
from tests.labsync.books import book, code, sources

PATH = "labs/week1/lab.ipynb"
FIRST = book(code("a", "first"))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (None, "bad-request"),
        ([], "bad-request"),
        ({"path": PATH}, "bad-request"),
        ({"path": PATH, "content": "text"}, "bad-request"),
        ({"path": "labs/week1/a.py", "content": {}}, "bad-request"),
        ({"path": 3, "content": "text"}, "bad-request"),
        ({"path": "mine.py", "content": "text"}, "not-a-lab"),
        ({"path": "labs/week1/../../mine.py", "content": "text"}, "not-a-lab"),
    ],
)
def test_bad_requests(body: object, code: str) -> None:
    with pytest.raises(Refused) as error:
        read_wanted(body)
    assert (error.value.status, error.value.code) == (400, code)
    assert error.value.message.endswith(".")


def post(notebook: Notebook, token: str = "ada-token", **body: Any) -> tuple[int, Any]:
    """Ask for a save; return status and answer."""
    connection = http.client.HTTPConnection(notebook.address, 8888, timeout=60)
    headers = {"Authorization": f"token {token}"} if token else {}
    connection.request("POST", f"{PREFIX}llmhub/course/save", json.dumps(body), headers)
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer.status, json.loads(text) if answer.status != 403 else None


@pytest.mark.docker
class TestInAContainer:
    @pytest.fixture
    def saved(self, running: Notebook) -> str:
        """Save a notebook that is not there yet; return its hash."""
        running.run("rm", "-f", f"/home/student/{PATH}")
        status, said = post(running, path=PATH, content=FIRST)
        assert status == 200
        return str(said["model"]["hash"])

    def test_a_stranger_cannot_save(self, running: Notebook) -> None:
        for token in ("", "ben-token"):
            assert post(running, token, path=PATH, content=FIRST)[0] == 403

    def test_an_editor_that_knows_the_file_replaces_it(self, running: Notebook, saved: str) -> None:
        mine = book(code("a", "mine"))
        assert post(running, path=PATH, content=mine, hash=saved)[0] == 200
        assert sources(json.loads(running.run("cat", f"/home/student/{PATH}"))) == ["mine"]

    @pytest.mark.usefixtures("saved")
    def test_an_editor_that_does_not_is_asked_for_its_beginning(self, running: Notebook) -> None:
        mine = book(code("a", "mine"))
        status, said = post(running, path=PATH, content=mine, hash="another")
        assert (status, said["code"]) == (409, "changed-on-disk")
        assert sources(json.loads(running.run("cat", f"/home/student/{PATH}"))) == ["first"]

    @pytest.mark.usefixtures("saved")
    def test_both_are_merged_then(self, running: Notebook) -> None:
        base = book(code("a", "older"))
        mine = book(code("a", "older"), code("b", "mine"))
        status, said = post(running, path=PATH, content=mine, base=base)
        assert status == 200
        assert sources(said["content"]) == ["first", "mine"]
        assert sources(json.loads(running.run("cat", f"/home/student/{PATH}"))) == ["first", "mine"]
        assert said["same"] == ["b"]

    def test_what_cannot_be_merged_lies_beside(self, running: Notebook) -> None:
        path = "labs/week1/notes.md"
        running.write(path, "the disk's\n")
        status, said = post(running, path=path, content="mine\n", base="older\n")
        assert (status, said["aside"]) == (200, "labs/week1/notes.other.md")
        assert running.run("cat", f"/home/student/{said['aside']}") == "the disk's\n"
        assert running.run("cat", f"/home/student/{path}") == "mine\n"
