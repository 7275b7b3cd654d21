"""Help as the lab's pages ask for it, through a real notebook server."""

from __future__ import annotations

import base64
import os

import pytest

from tests.fakes.course_api import ATTEND, Answer, error
from tests.images.course_lab import CourseLab

UNTIL = "2026-05-04T09:00:00Z"


def test_help_is_asked_for_and_ended(lab: CourseLab) -> None:
    body = {"path": "labs/week3/assignment.ipynb", "words": "It says:\nno"}
    lab.service.say("POST", "help/4/consent", Answer(body=body | {"until": UNTIL}))
    made = lab.good("POST", "help", body)
    assert made == {"id": 4, "state": "open", "until": UNTIL} | body
    asked = [f"{one.method} {one.path}" for one in lab.service.asked]
    assert asked == ["POST help", "POST help/4/consent", "PUT help/4/copy"]
    data = (lab.home / body["path"]).read_bytes()
    sent = lab.service.last("PUT")
    assert (sent.token, base64.b64decode(sent.body["content"])) == (ATTEND, data)
    lab.service.data["help"] = {
        "help": [{"id": 4}, {"id": 5, "state": "ended"}, {"id": 6, "state": "expired"}]
    }
    lab.service.say("DELETE", "help/6", error(404, "no-such-request"))
    assert lab.good("DELETE", "help") == {"ended": ["4", "6"]}
    assert len(lab.good("GET", "help")["help"]) == 3


def test_who_may_not_look_gets_nothing_of_the_file(lab: CourseLab) -> None:
    body = {"path": "labs/week3/assignment.ipynb", "words": "", "allow": False}
    lab.good("POST", "help", body)
    assert [f"{one.method} {one.path}" for one in lab.service.asked] == ["POST help"]
    assert "content" not in lab.service.last("POST").body


def test_a_newer_copy_is_of_the_file_that_the_service_names(lab: CourseLab) -> None:
    (lab.home / "apps/logs").mkdir(parents=True, exist_ok=True)
    (lab.home / "apps/gradio_app.py").write_text("print(1)")
    (lab.home / "apps/logs/gradio.log").write_text("x" * 200_000 + "the end")
    lab.service.data["help/4"] = {"id": 4, "path": "apps/gradio_app.py"}
    lab.good("POST", "help/copy", {"id": 4, "path": "labs/week3/a.txt"})
    sent = lab.service.last("PUT").body
    assert base64.b64decode(sent["content"]) == b"print(1)"
    log = base64.b64decode(sent["log"])
    assert (len(log), log[-7:]) == (100_000, b"the end")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("labs/week3/nothing.py", "no-file"),
        ("labs/week3", "no-file"),
        ("help-link.py", "no-file"),
        ("help-folder/a.txt", "no-file"),
        ("help-pipe.py", "no-file"),
        (".llmhub/seen.json", "no-file"),
        ("../outside.py", "no-file"),
        ("/etc/passwd", "no-file"),
        ("help-large.bin", "too-large"),
    ],
)
def test_what_cannot_be_looked_at_is_said_before_anybody_is_asked(
    lab: CourseLab, path: str, code: str
) -> None:
    home = lab.home
    (home.parent / "outside.py").write_text("")
    for name, target in (("help-link.py", "labs/week3/a.txt"), ("help-folder", "labs/week3")):
        if not os.path.lexists(home / name):
            (home / name).symlink_to(target)
    if not (home / "help-pipe.py").exists():
        os.mkfifo(home / "help-pipe.py")
    with (home / "help-large.bin").open("wb") as file:
        file.truncate(5_000_001)
    status, told = lab.ask("POST", "help", {"path": path, "words": ""})
    assert (status, told["code"]) == (400, code)
    assert lab.service.asked == []


def test_a_copy_that_does_not_go_is_said_beside_the_consent(lab: CourseLab) -> None:
    body = {"path": "labs/week3/a.txt", "words": ""}
    lab.service.say("POST", "help/4/consent", Answer(body=body | {"until": UNTIL}))
    lab.service.say("PUT", "help/4/copy", error(507, "help-not-kept"))
    told = lab.good("POST", "help", body)
    assert (told["until"], told["copy_error"]["code"]) == (UNTIL, "help-not-kept")


def test_an_answer_is_told_until_it_was_seen(lab: CourseLab) -> None:
    lab.service.data["notices"] = {"help": [{"id": 4, "by": "tom", "words": "Cell 3."}]}
    assert [one["seen"] for one in lab.good("GET", "notices")["help"]] == [False]
    assert lab.ask("POST", "notices/seen", {"help": "../x"})[1]["code"] == "bad-input"
    lab.good("POST", "notices/seen", {"help": 4})
    assert [one["seen"] for one in lab.good("GET", "notices")["help"]] == [True]
