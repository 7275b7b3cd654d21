"""The course service beside a real hub: who comes to it, with which token, from which address."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import requests

from tests.fakes.course_service import CourseService, course_service
from tests.fakes.enrolled_hub import Enrolled, enrolled_hub
from tests.fakes.running_hub import TIMEOUT, Browser

PAGES = "/services/course/"


@dataclass(frozen=True)
class Course:
    """A hub with its people, and the service beside it."""

    lab: Enrolled
    service: CourseService

    @property
    def staff(self) -> str:
        return self.lab.hub.staff

    def server_token(self, name: str) -> str:
        """Start somebody's lab and return the token that lies in it."""
        students = self.lab.hub.students
        self.lab.at_students(name).fetch("POST", f"{students}/hub/api/users/{name}/server", {})
        return (self.lab.hub.state / "pages" / f"{name}.token").read_text()


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    with (
        enrolled_hub(tmp_path_factory.mktemp("hub")) as lab,
        course_service(lab.hub) as service,
    ):
        yield Course(lab, service)


@pytest.mark.parametrize("name", ["tina", "boss"])
def test_who_teaches_sees_the_pages_at_the_staff_address(course: Course, name: str) -> None:
    page = course.lab.at_staff(name).navigate(course.staff + PAGES)
    assert page.status_code == 200
    assert page.url == course.staff + PAGES
    for title in ("Releases", "Pushes", "Hand-ins", "Marks", "Help", "Dates", "Audit"):
        assert f">{title}</a>" in page.text


def test_hubs_pages_lead_there_for_those_who_teach(course: Course) -> None:
    link = f'href="{PAGES}"'
    assert link in course.lab.at_staff("tina").navigate(f"{course.staff}/hub/home").text
    for name in ("tina", "ada"):
        home = course.lab.at_students(name).navigate(f"{course.lab.hub.students}/hub/home")
        assert PAGES not in home.text


def test_student_at_the_staff_address_is_refused(course: Course) -> None:
    ada = Browser()
    ada.log_in(course.staff, "ada", "three unrelated words")
    page = ada.navigate(course.staff + PAGES)
    assert page.status_code == 403
    assert "Releases" not in page.text


def test_nobody_in_particular_has_to_log_in(course: Course) -> None:
    page = Browser().navigate(course.staff + PAGES)
    assert page.url.startswith(f"{course.staff}/hub/login")


@pytest.mark.parametrize("name", ["ada", "tina", "boss"])
def test_nobody_comes_there_from_the_students_address(course: Course, name: str) -> None:
    students = course.lab.hub.students
    browser = course.lab.at_students(name)
    assert browser.navigate(students + PAGES).status_code == 404
    query = "client_id=service-course&response_type=code&state=x&redirect_uri=" + (
        f"{PAGES}oauth_callback".replace("/", "%2F")
    )
    answer = browser.fetch("GET", f"{students}/hub/api/oauth2/authorize?{query}")
    assert answer.status_code == 403
    assert "Location" not in answer.headers


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
        "tina": ["instructors"],
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


def test_page_of_the_api_needs_the_pages_own_token(course: Course) -> None:
    tina = course.lab.at_staff("tina")
    tina.navigate(course.staff + PAGES)
    script = {
        "Sec-Fetch-Site": "same-origin",
        "Sec-Fetch-Mode": "cors",
        "Sec-Fetch-Dest": "empty",
        "Origin": course.staff,
    }
    url = f"{course.staff}{PAGES}api/audit"
    answer = tina.get(url, headers=script, timeout=TIMEOUT)
    assert (answer.status_code, answer.json()["code"]) == (403, "stale-page")
    found = tina.cookies.get("llmhub-staff-_xsrf", path=PAGES)
    assert found is not None
    answer = tina.get(url, headers={**script, "X-XSRFToken": found}, timeout=TIMEOUT)
    assert answer.json() == {"audit": []}


def test_log_holds_no_token_and_no_code_of_a_login(course: Course) -> None:
    course.service.call("GET", "audit", "telltale")
    course.lab.at_staff("boss").navigate(course.staff + PAGES)
    log = course.service.log.read_text()
    assert "GET /services/course/api/audit" in log
    assert "oauth_callback" in log
    token = (course.lab.hub.state / "secrets" / "course_token").read_text()
    assert all(word not in log for word in ("telltale", "code=", token, "xsrf"))


def test_hub_works_while_the_service_is_down(tmp_path_factory: pytest.TempPathFactory) -> None:
    with enrolled_hub(tmp_path_factory.mktemp("alone")) as lab:
        tina = lab.at_staff("tina")
        page = tina.navigate(lab.hub.staff + PAGES)
        assert page.status_code == 503
        assert "The service course does not answer. Labs go on without it." in page.text
        assert "This page has no answer" in page.text
        answer = tina.get(f"{lab.hub.staff}{PAGES}api/audit", timeout=TIMEOUT)
        assert (answer.status_code, answer.json()["code"]) == (503, "service-down")
        assert tina.navigate(f"{lab.hub.staff}/hub/home").status_code == 200
        students = lab.hub.students
        started = lab.at_students("ada").fetch("POST", f"{students}/hub/api/users/ada/server", {})
        assert started.status_code in (201, 202)
        with course_service(lab.hub):
            assert tina.navigate(lab.hub.staff + PAGES).status_code == 200
