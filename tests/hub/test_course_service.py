"""The course service beside a real hub: who comes to its pages, from which address."""

from collections.abc import Iterator

import pytest

from tests.fakes.course_service import Course, course_beside_hub, course_service
from tests.fakes.enrolled_hub import enrolled_hub
from tests.fakes.running_hub import TIMEOUT, Browser

PAGES = "/services/course/"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    with course_beside_hub(tmp_path_factory.mktemp("hub")) as course:
        yield course


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
