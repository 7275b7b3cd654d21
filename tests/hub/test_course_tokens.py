"""Tokens of the course service's callers and of its own: what each opens, and what not."""

from collections.abc import Iterator

import pytest
import requests

from tests.fakes.course_service import Course, course_beside_hub
from tests.fakes.running_hub import TIMEOUT

PAGES = "/services/course/"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    with course_beside_hub(tmp_path_factory.mktemp("hub")) as course:
        yield course


@pytest.mark.parametrize("name", ["ada", "tina", "boss"])
def test_token_of_a_lab_attends_and_does_not_teach(course: Course, name: str) -> None:
    token = course.server_token(name)
    model = requests.get(
        f"{course.lab.hub.api}/hub/api/user",
        headers={"Authorization": f"token {token}"},
        timeout=TIMEOUT,
    ).json()
    assert {one for one in model["scopes"] if one.startswith(("custom:", "access:services"))} == {
        "access:services!service=course",
        "custom:course:attend",
    }
    answer = course.service.call("GET", "audit", token)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-a-teacher")


@pytest.mark.parametrize("name", ["tina", "boss"])
def test_token_of_a_lab_cannot_be_made_into_one_that_teaches(course: Course, name: str) -> None:
    """By logging in to the service with it, as a browser does with a cookie."""
    token = course.server_token(name)
    headers = {"Authorization": f"token {token}"}
    program = requests.Session()
    begun = program.get(
        course.service.labs + "/", headers={}, timeout=TIMEOUT, allow_redirects=False
    )
    asked = program.get(
        course.lab.hub.api + begun.headers["Location"],
        headers=headers,
        timeout=TIMEOUT,
        allow_redirects=False,
    )
    assert "/hub/login" in asked.headers.get("Location", "/hub/login")
    assert "code=" not in asked.headers.get("Location", "")
    made = requests.post(
        f"{course.lab.hub.api}/hub/api/users/{name}/tokens",
        json={"scopes": ["custom:course:teach"]},
        headers=headers,
        timeout=TIMEOUT,
    )
    assert made.status_code in (403, 404)


@pytest.mark.parametrize(
    "scopes", [None, ["access:services!service=course", "custom:course:teach"]]
)
def test_token_made_at_the_staff_address_teaches(course: Course, scopes: list[str] | None) -> None:
    tina = course.lab.at_staff("tina")
    body = {} if scopes is None else {"scopes": scopes}
    made = tina.fetch("POST", f"{course.staff}/hub/api/users/tina/tokens", body)
    token = made.json()["token"]
    assert course.service.call("GET", "audit", token).json() == {"audit": []}
    at_staff = requests.get(
        f"{course.staff}{PAGES}api/audit",
        headers={"Authorization": f"token {token}"},
        timeout=TIMEOUT,
    )
    assert at_staff.json() == {"audit": []}


def test_students_own_token_does_not_teach(course: Course) -> None:
    students = course.lab.hub.students
    made = course.lab.at_students("ada").fetch("POST", f"{students}/hub/api/users/ada/tokens", {})
    answer = course.service.call("GET", "audit", made.json()["token"])
    assert answer.json()["code"] == "not-a-teacher"


@pytest.mark.parametrize("token", ["", "nonsense"])
def test_without_a_token_nothing_opens(course: Course, token: str) -> None:
    answer = course.service.call("GET", "audit", token)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-logged-in")


def test_services_are_no_people(course: Course) -> None:
    answer = course.service.call("GET", "audit", course.lab.hub.token)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-a-person")


def test_service_may_list_people_and_nothing_else(course: Course) -> None:
    token = (course.lab.hub.state / "secrets" / "course_token").read_text()
    headers = {"Authorization": f"token {token}"}
    api = f"{course.lab.hub.api}/hub/api"
    users = requests.get(f"{api}/users", headers=headers, timeout=TIMEOUT).json()
    assert {user["name"]: user["groups"] for user in users} == {
        "ada": ["students"],
        "tina": ["instructors", "instructors-at-large"],
        "boss": ["admins"],
    }
    assert all("servers" not in user and "last_activity" not in user for user in users)
    for method, path in (
        ("POST", "users/ada/server"),
        ("POST", "users/ada/tokens"),
        ("PATCH", "users/ada"),
        ("GET", "llmhub/people"),
        ("GET", "services"),
        ("GET", "proxy"),
    ):
        answer = requests.request(
            method, f"{api}/{path}", json={}, headers=headers, timeout=TIMEOUT
        )
        assert answer.status_code in (403, 404), f"{method} {path}"
