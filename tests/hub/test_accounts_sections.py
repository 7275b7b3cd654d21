"""Instructors of a section: their own students, no way into a lab, and after a restart too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from jupyterhub import orm

from llmhub.accounts import powers
from llmhub.accounts.roles import Role, role_over
from llmhub.accounts.roster import Row
from tests.fakes.accounts_db import accounts_db, enrol, groups
from tests.fakes.running_hub import PASSWORD, TIMEOUT, Browser, Hub, running_hub

PEOPLE = [
    ("tom", "instructor", "a"),
    ("tina", "instructor", ""),
    ("tim", "instructor", "c"),
    ("ann", "student", "a"),
    ("ben", "student", "b"),
]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A hub that was started again since everybody was enrolled."""
    state: Path = tmp_path_factory.mktemp("hub")
    with running_hub(state) as first:
        for person in PEOPLE:
            Browser().accept(first.enrol(*person))
    with running_hub(state) as hub:
        yield hub


def at_staff(hub: Hub, name: str) -> Browser:
    browser = Browser()
    assert browser.log_in(hub.staff, name, PASSWORD).status_code == 200
    return browser


@pytest.mark.parametrize(
    ("teacher", "students"), [("tom", ["ann"]), ("tina", ["ann", "ben"]), ("tim", [])]
)
def test_an_instructor_sees_their_own_students(hub: Hub, teacher: str, students: list[str]) -> None:
    browser = at_staff(hub, teacher)
    users = browser.fetch("GET", f"{hub.staff}/hub/api/users").json()
    assert [user["name"] for user in users] == students
    assert browser.navigate(f"{hub.staff}/hub/admin").status_code == 200
    for name in ("ann", "ben", "tom", "tina", "tim"):
        done = browser.fetch("DELETE", f"{hub.staff}/hub/api/users/{name}/server")
        mine = name in students or name == teacher
        assert (done.status_code < 300 or done.status_code == 400) is mine, (name, done.text)


@pytest.mark.parametrize("teacher", ["tom", "tina"])
def test_no_token_of_an_instructor_opens_a_students_lab(hub: Hub, teacher: str) -> None:
    browser = at_staff(hub, teacher)
    url = f"{hub.staff}/hub/api/users/{teacher}/tokens"
    assert browser.fetch("POST", url, {"scopes": ["access:servers"]}).status_code == 400
    token = browser.fetch("POST", url, {}).json()["token"]
    headers = {"Authorization": f"token {token}"}
    model = requests.get(f"{hub.api}/hub/api/user", headers=headers, timeout=TIMEOUT).json()
    entered = [scope for scope in model["scopes"] if scope.startswith("access:servers")]
    assert entered == [f"access:servers!user={teacher}"]


def test_accounts_of_an_older_version_get_their_groups() -> None:
    with accounts_db() as db:
        enrol(db, Row("tom", Role.INSTRUCTOR, "a"), Row("ann", Role.STUDENT, "a"))
        for name in ("tom", "ann"):
            user = orm.User.find(db, name)
            user.groups = [one for one in user.groups if "-of-" not in one.name]
        assert powers.bring_up_to_date(db) == {"a"}
        assert groups(db, "tom") == {"instructors", "section-a", "instructors-of-a"}
        assert groups(db, "ann") == {"students", "section-a", "students-of-a"}


def test_who_changes_the_section_changes_whom_they_look_after() -> None:
    with accounts_db() as db:
        enrol(db, Row("tom", Role.INSTRUCTOR, "a"))
        enrol(db, Row("tom", Role.INSTRUCTOR, "b"), update=True)
        assert groups(db, "tom") == {"instructors", "section-b", "instructors-of-b"}
        role = orm.Role.find(db, role_over("b")["name"])
        assert [group.name for group in role.groups] == ["instructors-of-b"]
        enrol(db, Row("tom", Role.INSTRUCTOR), update=True)
        assert groups(db, "tom") == {"instructors", "instructors-at-large"}
