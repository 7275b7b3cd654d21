"""Orders on a real hub: what becomes of them."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import requests

from tests.fakes.delivering_hub import Course, delivering_hub
from tests.fakes.running_hub import TIMEOUT


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    with delivering_hub(tmp_path_factory.mktemp("hub")) as course:
        for name in ("ada", "bob", "carl", "dora"):
            course.hub.enrol(name)
        course.start("ada")
        course.start("bob")
        yield course


def test_orders_of_running_servers_are_carried_out_and_told(course: Course) -> None:
    brought = course.order("p1", "ada", "carl")
    assert [(one["user"], one["week"], one["state"]) for one in brought] == [
        ("ada", 3, "waiting"),
        ("carl", 3, "waiting"),
    ]
    began = time.monotonic()
    done, waits = course.ends("p1", "done", "waiting")
    assert time.monotonic() - began < 5  # rung for, not found at the next look
    assert [one["id"] for one in brought] == [done["id"], waits["id"]]
    assert set(done) == {
        *("id", "user", "week", "state", "release", "dry_run"),
        *("report", "code", "message", "changed"),
    }
    assert (done["release"], done["dry_run"], waits["report"]) == (1, False, None)
    assert done["report"]["files"] == [{"path": "lab.ipynb", "state": "delivered"}]
    assert done["report"]["complete"] is True
    assert done["changed"].endswith("Z")


def test_waiting_orders_are_cancelled_and_the_others_stay(course: Course) -> None:
    course.order("p2", "ada", "carl")
    course.ends("p2", "done", "waiting")
    answer = course.call("DELETE", push="p2")
    assert [one["user"] for one in answer.json()["orders"]] == ["carl"]
    course.ends("p2", "done", "cancelled")


def test_trial_tells_who_is_not_there(course: Course) -> None:
    course.order("p3", "ada", "carl", dry_run=True)
    done, away = course.ends("p3", "done", "failed")
    assert done["report"]["dry_run"] is True
    assert away["code"] == "not-running"
    assert away["message"]


def test_failed_orders_are_tried_again(course: Course) -> None:
    course.says("bob", "I am no report \x1b[2J")
    course.order("p4", "ada", "bob")
    assert course.ends("p4", "done", "failed")[1]["code"] == "bad-report"
    course.says("bob", "report")
    again = course.call("POST", "/retry", {"push": "p4"})
    assert [one["user"] for one in again.json()["orders"]] == ["bob"]
    assert course.ends("p4", "done", "done")[1]["code"] == ""


def test_newer_order_replaces_one_that_waits(course: Course) -> None:
    course.order("p5", "carl")
    course.order("p6", "carl")
    course.ends("p5", "replaced")
    course.ends("p6", "waiting")


def test_order_waits_until_the_server_runs(course: Course) -> None:
    course.order("p7", "dora")
    course.start("dora")
    course.order("p7-others", "ada")  # or the hub looks some seconds later
    course.ends("p7", "done")
    course.hub.operator("DELETE", "/users/dora/server")


def test_orders_of_somebody_who_leaves_are_cancelled(course: Course) -> None:
    course.hub.enrol("eve")
    course.order("p8", "eve")
    assert course.hub.operator("DELETE", "/llmhub/people/eve").status_code == 200
    course.ends("p8", "cancelled")


def test_the_service_learns_who_left_and_when(course: Course) -> None:
    course.hub.enrol("fay")
    feedback = course.hub.state / "feedback" / "fay"
    feedback.mkdir(parents=True, exist_ok=True)
    assert course.hub.operator("DELETE", "/llmhub/people/fay").status_code == 200
    assert not feedback.exists()
    url = f"{course.hub.api}/hub/api/llmhub/leavers"
    for token, status in ((course.token, 200), ("nobodys", 403)):
        headers = {"Authorization": f"token {token}"}
        answer = requests.get(url, headers=headers, timeout=TIMEOUT)
        assert answer.status_code == status
        if status == 200:
            last = answer.json()["leavers"][-1]
            assert (last["name"], last["removed"][-1:]) == ("fay", "Z")


def test_push_that_nobody_knows_has_no_orders(course: Course) -> None:
    assert course.told("never-there") == []


def test_hub_that_ends_in_the_middle_takes_its_work_up_again(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    state = tmp_path_factory.mktemp("twice")
    with delivering_hub(state) as first:
        first.hub.enrol("ada")
        first.start("ada")
        first.says("ada", "hold")
        first.order("p1", "ada")
        first.ends("p1", "running")
    with delivering_hub(state) as second:
        second.ends("p1", "waiting")  # a test's servers end with their hub
        second.says("ada", "report")
        second.start("ada")
        second.order("p2", "ada", week=4)
        second.ends("p1", "done")
