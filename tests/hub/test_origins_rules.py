"""The decisions about origins, as tables."""

import pytest

from llmhub.origins import cookies
from llmhub.origins.rules import Arrival, Verdict, is_host_of, staff_verdict, students_powers

STAFF = "http://127.0.0.1:8010"
HOST = "127.0.0.1:8010"
OWN = {"Sec": "same-origin"}


def arrival(text: str, site: str = "", mode: str = "", dest: str = "", origin: str = "") -> Arrival:
    method, path = text.split()
    return Arrival(method, path, HOST, site, mode, dest, origin)


TOP = {"mode": "navigate", "dest": "document"}
SCRIPT = {"mode": "cors", "dest": "empty"}

TABLE = [
    # typed, or followed inside the staff address
    (arrival("GET /hub/admin", "none", **TOP), Verdict.ALLOW),
    (arrival("GET /hub/api/users", "same-origin", **SCRIPT), Verdict.ALLOW),
    (arrival("POST /hub/login", "same-origin", origin=STAFF, **TOP), Verdict.ALLOW),
    (arrival("GET /services/grades/", "same-origin", **TOP), Verdict.ALLOW),
    # an operator's command: no browser, no headers
    (arrival("POST /hub/api/llmhub/roster"), Verdict.ALLOW),
    # a link from the students' address, from mail: landings only
    (arrival("GET /hub/home", "cross-site", **TOP), Verdict.ALLOW),
    (arrival("GET /hub/home", "same-site", **TOP), Verdict.ALLOW),
    (arrival("GET /hub/invite", "cross-site", **TOP), Verdict.ALLOW),
    (arrival("GET /hub/invite/abc", "cross-site", **TOP), Verdict.ALLOW),
    (arrival("POST /hub/invite", "cross-site", **TOP), Verdict.OTHER_ORIGIN),
    (arrival("GET /hub/logout", "cross-site", **TOP), Verdict.OTHER_ORIGIN),
    (arrival("GET /hub/api/users", "cross-site", **TOP), Verdict.OTHER_ORIGIN),
    (arrival("GET /services/grades/", "cross-site", **TOP), Verdict.OTHER_ORIGIN),
    (arrival("GET /services/course/", "cross-site", **TOP), Verdict.ALLOW),
    (arrival("GET /services/course/", "cross-site", **SCRIPT), Verdict.OTHER_ORIGIN),
    (arrival("POST /services/course/", "cross-site", **TOP), Verdict.OTHER_ORIGIN),
    (arrival("GET /services/course/api/audit", "cross-site", **TOP), Verdict.OTHER_ORIGIN),
    # a script, frame, picture or form of a student's page
    (arrival("GET /hub/home", "cross-site", **SCRIPT), Verdict.OTHER_ORIGIN),
    (arrival("GET /hub/home", "same-site", **SCRIPT), Verdict.OTHER_ORIGIN),
    (arrival("GET /hub/home", "same-site", "navigate", "iframe"), Verdict.OTHER_ORIGIN),
    (arrival("GET /hub/home", "cross-site", "no-cors", "image"), Verdict.OTHER_ORIGIN),
    (arrival("POST /hub/login", "cross-site", **TOP), Verdict.OTHER_ORIGIN),
    (arrival("POST /hub/login", "same-site", **TOP), Verdict.OTHER_ORIGIN),
    (arrival("GET /user/ada/", "cross-site", **SCRIPT), Verdict.OTHER_ORIGIN),
    # plain HTTP, no Sec-Fetch headers: Origin tells
    (arrival("POST /hub/login", origin="http://localhost:8000"), Verdict.OTHER_ORIGIN),
    (arrival("POST /hub/login", origin="http://127.0.0.1:8000"), Verdict.OTHER_ORIGIN),
    (arrival("POST /hub/login", origin="null"), Verdict.OTHER_ORIGIN),
    (arrival("POST /hub/login", origin=STAFF), Verdict.ALLOW),
    (arrival("GET /hub/api/users", origin="http://localhost:8000"), Verdict.OTHER_ORIGIN),
    # no lab lives here
    (arrival("GET /user/ada/lab", "none", **TOP), Verdict.TO_STUDENTS),
    (arrival("GET /hub/user/ada/lab", "same-origin", **TOP), Verdict.TO_STUDENTS),
    (arrival("GET /hub/spawn/ada", "cross-site", **TOP), Verdict.TO_STUDENTS),
    (arrival("GET /hub/spawn-pending/ada", "same-origin", **TOP), Verdict.TO_STUDENTS),
    (arrival("POST /hub/spawn", "same-origin", **TOP), Verdict.NO_LAB_HERE),
    (arrival("GET /user/ada/api", "same-origin", **SCRIPT), Verdict.NO_LAB_HERE),
    (arrival("GET /", "none", **TOP), Verdict.TO_HOME),
    (arrival("GET /elsewhere", "same-origin", **SCRIPT), Verdict.NO_LAB_HERE),
]


@pytest.mark.parametrize(("request_", "verdict"), TABLE)
def test_verdict_at_the_staff_address(request_: Arrival, verdict: Verdict) -> None:
    assert staff_verdict(request_, STAFF) is verdict


@pytest.mark.parametrize(
    "host", ["localhost:8010", "127.0.0.1", "127.0.0.1:8000", "evil.example:8010", "", "x:y"]
)
def test_another_name_for_the_staff_address_is_refused(host: str) -> None:
    request_ = Arrival("GET", "/hub/home", host, "none", "navigate", "document")
    assert staff_verdict(request_, STAFF) is Verdict.WRONG_HOST


def test_port_may_be_left_out_where_the_scheme_implies_it() -> None:
    assert is_host_of("Staff.example.edu", "https://staff.example.edu")
    assert is_host_of("staff.example.edu:443", "https://staff.example.edu")
    assert not is_host_of("staff.example.edu:80", "https://staff.example.edu")


COMMON = {"servers!user=ada", "read:users!user=ada", "tokens!user=ada"}


@pytest.mark.parametrize(
    ("full", "powers"),
    [
        (COMMON, COMMON),
        (COMMON | {"access:services!service=grades"}, COMMON),
        (COMMON | {"access:services!service=course", "custom:course:attend"}, COMMON),
        (COMMON | {"custom:course:teach"}, COMMON - {"tokens!user=ada"}),
        (COMMON | {"custom:course:attend:all"}, COMMON - {"tokens!user=ada"}),
        (COMMON | {"admin:users"}, COMMON - {"tokens!user=ada"}),
        (COMMON | {"access:servers!group=students"}, COMMON - {"tokens!user=ada"}),
        (set(), set()),
    ],
)
def test_powers_at_the_students_address(full: set[str], powers: set[str]) -> None:
    assert students_powers(full, COMMON & full) == powers


def test_staff_cookies_have_names_and_signatures_of_their_own() -> None:
    header = f"hub=student; {cookies.to_staff('hub')}=staff; other=1"
    assert cookies.from_staff(header) == "hub=staff"
    assert cookies.from_staff("hub=student") == ""
    assert cookies.staff_secret(b"a" * 32) not in (b"a" * 32, cookies.staff_secret(b"b" * 32))
