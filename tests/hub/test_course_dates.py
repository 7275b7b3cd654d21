"""The running service keeps the dates: what waits for one goes out by itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from classroom.ledger import now, open_ledger
from classroom.releases.dates import WeekDates, set_dates
from tests.fakes.course_service import CourseService, course_service
from tests.fakes.course_state import notebook
from tests.fakes.enrolled_hub import Enrolled, enrolled_hub
from tests.fakes.running_hub import TIMEOUT

WAIT = 40.0  # seconds; pushes that wait are looked at every five


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Enrolled]:
    with enrolled_hub(tmp_path_factory.mktemp("hub")) as lab:
        yield lab


def token_of(lab: Enrolled, name: str) -> str:
    url = f"{lab.hub.staff}/hub/api/users/{name}/tokens"
    token: str = lab.at_staff(name).fetch("POST", url, {}).json()["token"]
    return token


def push_held(service: CourseService, state: Path, token: str) -> Any:
    """Make a release, set the week's date to tomorrow, and push; returns the push."""
    folder = state / "sources" / "algebra" / "week3"
    folder.mkdir(parents=True)
    (folder / "lab.ipynb").write_text(notebook(a="1"))
    source = {"kind": "folder", "name": "algebra"}
    made = service.call("POST", "releases", token, {"source": source})
    assert made.status_code in (200, 201), made.text
    tomorrow = f"{(now() + timedelta(days=1)).isoformat()}+00:00"
    dated = service.call("PUT", "dates/3", token, {"release": tomorrow})
    assert dated.status_code == 200, dated.text
    wanted = {"release": 1, "weeks": [3], "targets": ["everyone"]}
    return service.call("POST", "pushes", token, wanted).json()


def orders_of(lab: Enrolled, push: str) -> list[dict[str, Any]]:
    """Return what the hub itself has of a push."""
    token = (lab.hub.state / "secrets" / "course_token").read_text()
    answer = requests.get(
        f"{lab.hub.api}/hub/api/llmhub/orders?push={push}",
        headers={"Authorization": f"token {token}"},
        timeout=TIMEOUT,
    )
    found: list[dict[str, Any]] = answer.json().get("orders", [])
    return found


def wait_for(what: str, condition: Callable[[], object], service: CourseService) -> None:
    deadline = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < deadline, f"{what}:\n{service.log.read_text()[-2000:]}"
        time.sleep(0.1)


def hub_name(state: Path) -> str:
    with open_ledger(state / "classroom" / "ledger.sqlite")() as session:
        name: str = (
            session.connection()
            .exec_driver_sql("SELECT 'p' || id || '-' || mark FROM pushes")
            .scalar_one()
        )
        return name


def test_a_week_and_its_push_go_out_at_their_date_by_themselves(lab: Enrolled) -> None:
    state, token = lab.hub.state, token_of(lab, "boss")
    week = state / "course" / "current" / "week3"
    with course_service(lab.hub) as service:
        push_held(service, state, token)
    push = hub_name(state)
    assert not week.exists()
    assert orders_of(lab, push) == []
    # Set while the service is away: it reads dates once a minute, and at its start.
    with open_ledger(state / "classroom" / "ledger.sqlite").begin() as session:
        set_dates(session, 3, WeekDates(release=now() + timedelta(seconds=2)))
    with course_service(lab.hub) as service:
        wait_for("the week does not appear", week.exists, service)
        wait_for("the hub has no order", lambda: orders_of(lab, push), service)
        told = service.call("GET", "audit", token).json()["audit"]
    assert [(one["user"], one["week"]) for one in orders_of(lab, push)] == [("ada", 3)]
    by_itself = [(one["action"], one["subject"]) for one in told if one["who"] == "schedule"]
    assert sorted(by_itself) == [("publish", "week3"), ("push", "p1")]
