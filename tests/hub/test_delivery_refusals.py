"""Orders on a real hub: who may bring them, and which are refused as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from tests.fakes.delivering_hub import Course, delivering_hub
from tests.fakes.running_hub import PASSWORD, Browser


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    with delivering_hub(tmp_path_factory.mktemp("hub")) as course:
        for name in ("ada", "bob"):
            course.hub.enrol(name)
        yield course


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
        ("GET", "/llmhub/people"),
        ("POST", "/users/ada/server"),
        ("DELETE", "/users/ada/server"),
    ],
)
def test_service_may_bring_orders_and_nothing_else(course: Course, method: str, path: str) -> None:
    as_service = replace(course.hub, token=course.token)
    assert as_service.operator(method, path).status_code in (403, 404)
