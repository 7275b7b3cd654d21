"""The staff address of a real hub: staff alone, no lab, nothing asked for by another origin."""

import socket
import subprocess
from collections.abc import Iterator

import pytest
import requests

from tests.fakes.enrolled_hub import Enrolled, enrolled_hub
from tests.fakes.running_hub import PASSWORD, TIMEOUT, Browser, running_hub


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Enrolled]:
    with enrolled_hub(tmp_path_factory.mktemp("hub")) as lab:
        yield lab


def test_staff_powers_exist_at_the_staff_address(lab: Enrolled) -> None:
    boss = lab.at_staff("boss")
    for method, path in (("GET", "users"), ("GET", "llmhub/people"), ("POST", "users/ada/server")):
        assert boss.fetch(method, f"{lab.hub.staff}/hub/api/{path}").status_code in (200, 201, 202)
    assert boss.navigate(f"{lab.hub.staff}/hub/admin").status_code == 200
    assert boss.fetch("POST", f"{lab.hub.staff}/hub/api/users/boss/tokens", {}).status_code == 201


def test_instructor_sees_students_alone(lab: Enrolled) -> None:
    tina = lab.at_staff("tina")
    users = tina.fetch("GET", f"{lab.hub.staff}/hub/api/users").json()
    assert [user["name"] for user in users] == ["ada"]
    assert tina.fetch("POST", f"{lab.hub.staff}/hub/api/users/boss/server", {}).status_code in (
        403,
        404,
    )
    assert tina.fetch("DELETE", f"{lab.hub.staff}/hub/api/users/ada").status_code == 403
    assert tina.navigate(f"{lab.hub.staff}/hub/admin").status_code == 200


def test_cookie_of_the_students_address_is_nothing_at_the_staff_address(lab: Enrolled) -> None:
    cookies = lab.at_students("boss").cookies
    as_they_are = "; ".join(f"{cookie.name}={cookie.value}" for cookie in cookies)
    renamed = "; ".join(f"llmhub-staff-{cookie.name}={cookie.value}" for cookie in cookies)
    for header in (as_they_are, renamed, f"{as_they_are}; {renamed}"):
        page = Browser().navigate(f"{lab.hub.staff}/hub/home", headers={"Cookie": header})
        assert page.url.startswith(f"{lab.hub.staff}/hub/login")


def test_cookie_of_the_staff_address_is_nothing_at_the_students_address(lab: Enrolled) -> None:
    cookies = lab.at_staff("boss").cookies
    assert all(cookie.name.startswith("llmhub-staff-") for cookie in cookies)
    bare = "; ".join(
        f"{cookie.name.removeprefix('llmhub-staff-')}={cookie.value}" for cookie in cookies
    )
    page = Browser().navigate(f"{lab.hub.students}/hub/home", headers={"Cookie": bare})
    assert page.url.startswith(f"{lab.hub.students}/hub/login")


def test_students_find_nothing_at_the_staff_address(lab: Enrolled) -> None:
    ada = Browser()
    page = ada.log_in(lab.hub.staff, "ada", PASSWORD)
    assert page.status_code == 403
    assert lab.hub.students in page.text
    assert ada.fetch("GET", f"{lab.hub.staff}/hub/api/user").status_code == 403
    assert ada.navigate(f"{lab.hub.staff}/hub/logout").status_code == 200


FORGED = [
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"},
    {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
    {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
    {"Origin": "http://localhost:8000"},
    {"Origin": "null"},
]


@pytest.mark.parametrize("forged", FORGED)
@pytest.mark.parametrize(("method", "path"), [("GET", "users"), ("POST", "users/boss/tokens")])
def test_request_of_another_origin_is_refused(
    lab: Enrolled, forged: dict[str, str], method: str, path: str
) -> None:
    boss = lab.at_staff("boss")
    headers = {"Sec-Fetch-Site": "", "Sec-Fetch-Mode": "", "Sec-Fetch-Dest": "", **forged}
    headers = {name.replace("-", "_"): value for name, value in headers.items()}
    answer = boss.fetch(method, f"{lab.hub.staff}/hub/api/{path}", {}, **headers)
    assert answer.status_code == 403
    assert "other-origin" in answer.text


def test_staff_address_cannot_be_framed_or_held_by_its_opener(lab: Enrolled) -> None:
    headers = lab.at_staff("boss").navigate(f"{lab.hub.staff}/hub/home").headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("path", ["/user/ada/lab", "/hub/user/ada/lab", "/hub/spawn/ada"])
def test_no_lab_opens_at_the_staff_address(lab: Enrolled, path: str) -> None:
    boss = lab.at_staff("boss")
    answer = boss.navigate(lab.hub.staff + path, allow_redirects=False)
    assert answer.headers["Location"] == lab.hub.students + path
    assert boss.fetch("GET", lab.hub.staff + path).status_code == 404


def test_staff_address_answers_to_its_own_name_alone(lab: Enrolled) -> None:
    port = lab.hub.staff.rpartition(":")[2]
    assert Browser().navigate(f"http://localhost:{port}/hub/login").status_code == 421


def test_services_live_at_the_staff_address_alone(lab: Enrolled) -> None:
    boss = lab.at_staff("boss")
    page = boss.navigate(f"{lab.hub.staff}/services/grades/list?week=1")
    assert page.text == "everybody's grades"
    assert page.cookies["llmhub-staff-visited"] == "yes"
    assert "llmhub-staff" not in page.headers["X-Seen-Cookies"]
    again = boss.navigate(f"{lab.hub.staff}/services/grades/")
    assert "visited=yes" in again.headers["X-Seen-Cookies"]
    forged = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    answer = requests.get(f"{lab.hub.staff}/services/grades/", headers=forged, timeout=TIMEOUT)
    assert answer.status_code == 403
    assert "grades" not in boss.navigate(f"{lab.hub.students}/services/grades/").text
    assert boss.navigate(f"{lab.hub.staff}/services/nothing/").status_code == 404
    routes = boss.fetch("GET", f"{lab.hub.staff}/hub/api/proxy").json()
    assert list(routes) == [route for route in routes if "services" not in route]
    assert routes


def test_answer_of_a_service_may_be_larger_than_the_hub_holds(lab: Enrolled) -> None:
    """An archive of all hand-ins is."""
    page = lab.hub.state / "grades.html"
    before = page.read_bytes()
    try:
        with page.open("r+b") as file:
            file.truncate(101 * 2**20)
        answer = lab.at_staff("boss").navigate(f"{lab.hub.staff}/services/grades/")
        assert (answer.status_code, len(answer.content)) == (200, 101 * 2**20)
    finally:
        page.write_bytes(before)


def test_port_in_use_is_said_with_a_code(
    lab: Enrolled, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        state = tmp_path_factory.mktemp("second")
        with (
            pytest.raises((AssertionError, subprocess.TimeoutExpired), match="port-in-use"),
            running_hub(state, staff_port=port),
        ):
            pass
