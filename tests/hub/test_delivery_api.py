"""Orders on a real hub: who may bring them, what is refused, and what becomes of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from tests.fakes.delivering_hub import Course, delivering_hub
from tests.fakes.running_hub import PASSWORD, TIMEOUT, Browser


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    with delivering_hub(tmp_path_factory.mktemp("hub")) as course:
        for name in ("ada", "bob", "carl", "dora"):
            course.hub.enrol(name)
        start(course, "ada")
        start(course, "bob")
        yield course


def until(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + TIMEOUT
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def start(course: Course, name: str) -> None:
    course.hub.operator("POST", f"/users/{name}/server")
    assert until(lambda: server(course, name).get("ready") is True)


def server(course: Course, name: str) -> dict[str, Any]:
    servers: dict[str, Any] = course.hub.operator("GET", f"/users/{name}").json()["servers"]
    found: dict[str, Any] = servers.get("", {})
    return found


def ends(course: Course, push: str, *expected: str) -> list[dict[str, Any]]:
    """Wait until a push's orders have these states; return them."""

    def states() -> list[str]:
        return [one["state"] for one in course.told(push)]

    assert until(lambda: states() == list(expected)), course.told(push)
    return course.told(push)


def test_orders_of_running_servers_are_carried_out_and_told(course: Course) -> None:
    brought = course.order("p1", "ada", "carl")
    assert [(one["user"], one["week"], one["state"]) for one in brought] == [
        ("ada", 3, "waiting"),
        ("carl", 3, "waiting"),
    ]
    began = time.monotonic()
    done, waits = ends(course, "p1", "done", "waiting")
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
    ends(course, "p2", "done", "waiting")
    answer = course.call("DELETE", push="p2")
    assert [one["user"] for one in answer.json()["orders"]] == ["carl"]
    ends(course, "p2", "done", "cancelled")


def test_trial_tells_who_is_not_there(course: Course) -> None:
    course.order("p3", "ada", "carl", dry_run=True)
    done, away = ends(course, "p3", "done", "failed")
    assert done["report"]["dry_run"] is True
    assert away["code"] == "not-running"
    assert away["message"]


def test_failed_orders_are_tried_again(course: Course) -> None:
    course.says("bob", "I am no report \x1b[2J")
    course.order("p4", "ada", "bob")
    assert ends(course, "p4", "done", "failed")[1]["code"] == "bad-report"
    course.says("bob", "report")
    again = course.call("POST", "/retry", {"push": "p4"})
    assert [one["user"] for one in again.json()["orders"]] == ["bob"]
    assert ends(course, "p4", "done", "done")[1]["code"] == ""


def test_newer_order_replaces_one_that_waits(course: Course) -> None:
    course.order("p5", "carl")
    course.order("p6", "carl")
    ends(course, "p5", "replaced")
    ends(course, "p6", "waiting")


def test_order_waits_until_the_server_runs(course: Course) -> None:
    course.order("p7", "dora")
    start(course, "dora")
    course.order("p7-others", "ada")  # or the hub looks some seconds later
    ends(course, "p7", "done")
    course.hub.operator("DELETE", "/users/dora/server")


def test_orders_of_somebody_who_leaves_are_cancelled(course: Course) -> None:
    course.hub.enrol("eve")
    course.order("p8", "eve")
    assert course.hub.operator("DELETE", "/llmhub/people/eve").status_code == 200
    ends(course, "p8", "cancelled")


def test_push_that_nobody_knows_has_no_orders(course: Course) -> None:
    assert course.told("never-there") == []


GOOD: dict[str, Any] = {"user": "ada", "week": 3, "release": 1}
WHOLE: dict[str, Any] = {"push": "bad", "orders": [GOOD], "dry_run": False}


def with_order(**more: Any) -> dict[str, Any]:
    return WHOLE | {"orders": [GOOD | {"user": "bob"}, GOOD | more]}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ([], 400, "bad-request"),
        ({}, 400, "bad-request"),
        (WHOLE | {"push": ""}, 400, "bad-request"),
        (WHOLE | {"push": "a b"}, 400, "bad-request"),
        (WHOLE | {"push": "p\n"}, 400, "bad-request"),
        (WHOLE | {"push": "p" * 33}, 400, "bad-request"),
        (WHOLE | {"push": 12}, 400, "bad-request"),
        (WHOLE | {"orders": []}, 400, "bad-request"),
        (WHOLE | {"orders": {"ada": 3}}, 400, "bad-request"),
        (WHOLE | {"orders": [GOOD] * 2001}, 400, "bad-request"),
        (WHOLE | {"orders": [GOOD, GOOD | {"release": 2}]}, 400, "bad-request"),
        (WHOLE | {"dry_run": "yes"}, 400, "bad-request"),
        (WHOLE | {"image": "mine"}, 400, "bad-request"),
        (with_order(week=0), 400, "bad-request"),
        (with_order(week=100), 400, "bad-request"),
        (with_order(week="3"), 400, "bad-request"),
        (with_order(week=True), 400, "bad-request"),
        (with_order(week=3.5), 400, "bad-request"),
        (with_order(release=0), 400, "bad-request"),
        (with_order(release="../0001"), 400, "bad-request"),
        (with_order(command="sh"), 400, "bad-request"),
        (with_order(user=None), 400, "bad-request"),
        (with_order(user="../ada"), 400, "bad-username"),
        (with_order(user="ada/gpu"), 400, "bad-username"),
        (with_order(user="ada\n"), 400, "bad-username"),
        (with_order(user="zoe"), 404, "no-such-person"),
        (with_order(release=3), 404, "no-such-release"),
        (with_order(week=5), 404, "no-such-release"),
    ],
)
def test_bad_request_is_refused_as_a_whole(
    course: Course, body: Any, status: int, code: str
) -> None:
    answer = course.call("POST", body=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["message"]
    assert course.told("bad") == []


def test_refusal_names_the_place(course: Course) -> None:
    assert "`orders.1.week`" in course.call("POST", body=with_order(week=0)).json()["message"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("GET", "", None), ("DELETE", "", None), ("POST", "/retry", {}), ("POST", "/retry", [])],
)
def test_push_must_be_named(course: Course, method: str, path: str, body: Any) -> None:
    answer = course.call(method, path, body)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-request")


CALLS = [
    ("POST", "", WHOLE | {"push": "theirs"}),
    ("GET", "?push=p1", None),
    ("DELETE", "?push=p1", None),
    ("POST", "/retry", {"push": "p1"}),
]


@dataclass
class Person:
    """Somebody logged in at an address, with a token of their own."""

    address: str
    browser: Browser
    token: str


@pytest.fixture(scope="module")
def people(course: Course) -> dict[str, Person]:
    return {role: person(course, role) for role in ("student", "instructor", "admin")}


def person(course: Course, role: str) -> Person:
    name, browser = f"the{role}", Browser()
    address = course.hub.students if role == "student" else course.hub.staff
    Browser().accept(course.hub.enrol(name, role))
    assert browser.log_in(address, name, PASSWORD).status_code == 200
    made = browser.fetch("POST", f"{address}/hub/api/users/{name}/tokens", {})
    return Person(address, browser, made.json()["token"])


@pytest.mark.parametrize("role", ["student", "instructor", "admin"])
@pytest.mark.parametrize(("method", "path", "body"), CALLS)
def test_people_may_not_bring_orders(
    course: Course, people: dict[str, Person], role: str, method: str, path: str, body: Any
) -> None:
    who = people[role]
    url = f"{who.address}/hub/api/llmhub/orders{path}"
    by_page = who.browser.fetch(method, url, body)
    by_token = Course(course.hub, who.token).call(method, path, body)
    assert [by_page.status_code, by_token.status_code] == [403, 403], by_page.text
    assert course.told("theirs") == []


@pytest.mark.parametrize(("method", "path", "body"), CALLS)
@pytest.mark.parametrize("who", ["operator", "nobody"])
def test_operators_token_and_none_are_refused(
    course: Course, who: str, method: str, path: str, body: Any
) -> None:
    token = course.hub.token if who == "operator" else "wrong"
    answer = Course(course.hub, token).call(method, path, body)
    assert answer.status_code == 403
    assert course.told("theirs") == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/users"),
        ("GET", "/llmhub/people"),
        ("POST", "/users/ada/server"),
        ("DELETE", "/users/ada/server"),
    ],
)
def test_service_may_bring_orders_and_nothing_else(course: Course, method: str, path: str) -> None:
    as_service = replace(course.hub, token=course.token)
    assert as_service.operator(method, path).status_code in (403, 404)


def test_hub_that_ends_in_the_middle_takes_its_work_up_again(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    state = tmp_path_factory.mktemp("twice")
    with delivering_hub(state) as first:
        first.hub.enrol("ada")
        start(first, "ada")
        first.says("ada", "hold")
        first.order("p1", "ada")
        ends(first, "p1", "running")
    with delivering_hub(state) as second:
        ends(second, "p1", "waiting")  # a test's servers end with their hub
        second.says("ada", "report")
        start(second, "ada")
        second.order("p2", "ada", week=4)
        ends(second, "p1", "done")
