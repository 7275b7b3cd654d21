"""The students' address of a real hub: a cookie there is worth a student, whoever has it."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.fakes.enrolled_hub import Enrolled, enrolled_hub
from tests.fakes.running_hub import PASSWORD, TIMEOUT


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Enrolled]:
    with enrolled_hub(tmp_path_factory.mktemp("hub")) as lab:
        yield lab


STAFF_ONLY: list[tuple[str, str, Any]] = [
    ("GET", "/hub/api/users", None),
    ("GET", "/hub/api/users/ada", None),
    ("GET", "/hub/api/groups", None),
    ("GET", "/hub/api/services", None),
    ("GET", "/hub/api/proxy", None),
    ("GET", "/hub/api/llmhub/people", None),
    ("GET", "/hub/admin", None),
    ("GET", "/hub/metrics", None),
    ("POST", "/hub/api/users/eve", {}),
    ("PATCH", "/hub/api/users/ada", {"admin": True}),
    ("POST", "/hub/api/users/ada/server", {}),
    ("POST", "/hub/api/users/ada/tokens", {}),
    ("POST", "/hub/api/users/boss/tokens", {}),
    ("POST", "/hub/api/users/boss/tokens", {"scopes": ["inherit"]}),
    ("POST", "/hub/api/users/boss/tokens", {"scopes": ["access:servers"]}),
    ("POST", "/hub/api/groups/staff", {}),
    ("POST", "/hub/api/llmhub/invites/ada", {}),
    ("POST", "/hub/api/shutdown", {}),
    ("GET", "/hub/spawn/ada", None),
    ("GET", "/hub/user/ada/lab", None),
]


@pytest.mark.parametrize("name", ["boss", "tina"])
@pytest.mark.parametrize(("method", "path", "body"), STAFF_ONLY)
def test_staff_have_no_staff_powers_at_the_students_address(
    lab: Enrolled, name: str, method: str, path: str, body: Any
) -> None:
    answer = lab.at_students(name).fetch(method, lab.hub.students + path, body)
    assert answer.status_code in (403, 404), answer.text


@pytest.mark.parametrize("name", ["boss", "tina", "ada"])
def test_everybody_has_an_own_lab_at_the_students_address(lab: Enrolled, name: str) -> None:
    browser = lab.at_students(name)
    me = browser.fetch("GET", f"{lab.hub.students}/hub/api/user").json()
    assert all(scope.endswith(f"!user={name}") for scope in me["scopes"])
    started = browser.fetch("POST", f"{lab.hub.students}/hub/api/users/{name}/server", {})
    assert started.status_code in (201, 202, 400)


def test_page_tells_staff_what_is_lost_and_where_it_is(lab: Enrolled) -> None:
    notice = "You are on the students' address"
    page = lab.at_students("boss").navigate(f"{lab.hub.students}/hub/home").text
    assert notice in page.replace("&#39;", "'")
    assert f'href="{lab.hub.staff}/hub/home"' in page
    page = lab.at_students("ada").navigate(f"{lab.hub.students}/hub/home").text
    assert notice not in page.replace("&#39;", "'")


def test_students_token_is_worth_a_student(lab: Enrolled) -> None:
    ada = lab.at_students("ada")
    token = ada.fetch("POST", f"{lab.hub.students}/hub/api/users/ada/tokens", {}).json()["token"]
    headers = {"Authorization": f"token {token}"}
    users = requests.get(f"{lab.hub.students}/hub/api/users", headers=headers, timeout=TIMEOUT)
    assert users.status_code == 403


def test_tokens_work_the_same_at_every_address(lab: Enrolled) -> None:
    headers = {"Authorization": f"token {lab.hub.token}"}
    for address in (lab.hub.students, lab.hub.staff, lab.hub.api):
        answer = requests.get(f"{address}/hub/api/users", headers=headers, timeout=TIMEOUT)
        assert answer.status_code == 200


def test_password_in_a_request_gives_no_wider_token_at_the_students_address(lab: Enrolled) -> None:
    body = {"auth": {"username": "boss", "password": PASSWORD}}
    url = "/hub/api/users/boss/tokens"
    assert requests.post(lab.hub.students + url, json=body, timeout=TIMEOUT).status_code == 403


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_staff_authorize_nobody_elses_lab_from_the_students_address(
    lab: Enrolled, method: str
) -> None:
    boss = lab.at_students("boss")
    query = (
        "client_id=jupyterhub-user-ada&response_type=code&state=x"
        "&redirect_uri=%2Fuser%2Fada%2Foauth_callback"
    )
    lab.at_staff("boss").fetch("POST", f"{lab.hub.staff}/hub/api/users/ada/server", {})
    url = f"{lab.hub.students}/hub/api/oauth2/authorize?{query}"
    answer = boss.fetch(method, url)
    assert answer.status_code == 403
    assert "Location" not in answer.headers
