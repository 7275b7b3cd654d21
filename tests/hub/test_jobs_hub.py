"""The course service's endpoint for jobs on a real hub: who may use it, and what it answers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.fakes.running_hub import TIMEOUT, Browser, Hub, running_hub

FETCH = {"kind": "fetch", "id": "job-at-the-hub", "url": "https://example.org/a.git"}


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with running_hub(tmp_path_factory.mktemp("hub")) as hub:
        yield hub


def course(hub: Hub, method: str, path: str = "", body: Any = None) -> requests.Response:
    """Ask as the course service does."""
    token = (hub.state / "secrets" / "course_token").read_text()
    return requests.request(
        method,
        f"{hub.api}/hub/api/llmhub/jobs{path}",
        json=body,
        headers={"Authorization": f"token {token}"},
        timeout=TIMEOUT,
    )


def ended(hub: Hub, job: str) -> dict[str, str]:
    """Return how a job stands when it has ended."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        told: dict[str, str] = course(hub, "GET", f"/{job}").json()
        if told["state"] not in ("waiting", "running"):
            return told
        time.sleep(0.05)
    raise AssertionError(f"{job} does not end")


def test_a_job_is_taken_and_its_end_told(hub: Hub) -> None:
    answer = course(hub, "POST", body=FETCH)
    assert (answer.status_code, answer.json()["id"]) == (202, FETCH["id"])
    assert ended(hub, FETCH["id"]) == {
        "id": FETCH["id"],
        "state": "done",
        "code": "",
        "message": "",
    }


def test_a_failure_is_told_by_code_and_sentence(hub: Hub) -> None:
    course(hub, "POST", body={**FETCH, "id": "job-that-fails", "ref": "nowhere"})
    told = ended(hub, "job-that-fails")
    assert (told["state"], told["code"]) == ("failed", "fetch-no-ref")
    assert told["message"]


def test_a_job_of_an_earlier_hub_was_interrupted(hub: Hub) -> None:
    (hub.state / "classroom/jobs/job-of-before/in").mkdir(parents=True)
    told = course(hub, "GET", "/job-of-before").json()
    assert (told["state"], told["code"]) == ("failed", "interrupted")


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "", {**FETCH, "id": "../../secrets"}, 400, "bad-job"),
        ("POST", "", {**FETCH, "url": "file:///etc/passwd"}, 400, "bad-job"),
        ("POST", "", {"kind": "mark", "id": "job-to-mark", "week": 9}, 400, "bad-job"),
        ("POST", "", [], 400, "bad-request"),
        ("GET", "/job-of-nobody", None, 404, "no-such-job"),
        ("GET", "/..%2f..%2fsecrets", None, 400, "bad-job"),
    ],
)
def test_what_is_refused(
    hub: Hub, method: str, path: str, body: Any, status: int, code: str
) -> None:
    answer = course(hub, method, path, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_only_the_course_service_may_ask(hub: Hub, tmp_path: Path) -> None:
    browser = Browser()
    browser.accept(hub.enrol("zoe", "admin"))
    url = f"{hub.students}/hub/api/llmhub/jobs"
    answers = [
        browser.fetch("POST", url, FETCH),
        browser.fetch("GET", f"{url}/{FETCH['id']}"),
        hub.operator("POST", "/llmhub/jobs", FETCH),
        requests.post(url, json=FETCH, timeout=TIMEOUT),
    ]
    assert [one.status_code for one in answers] == [403] * 4
