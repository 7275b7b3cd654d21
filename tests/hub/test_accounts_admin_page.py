"""What the admin page does to an account: its requests, on a real hub."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.fakes.running_hub import PASSWORD, Browser, Hub, running_hub


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with running_hub(tmp_path_factory.mktemp("hub")) as hub:
        yield hub


@pytest.fixture(scope="module")
def boss(hub: Hub) -> Browser:
    """An admin at the staff address."""
    Browser().accept(hub.enrol("boss", "admin"))
    browser = Browser()
    browser.log_in(hub.staff, "boss", PASSWORD)
    return browser


def change(hub: Hub, boss: Browser, who: str, /, **changes: Any) -> requests.Response:
    return boss.fetch("PATCH", f"{hub.staff}/hub/api/users/{who}", changes)


def groups(hub: Hub, name: str) -> set[str]:
    return set(hub.operator("GET", f"/users/{name}").json()["groups"])


def role(hub: Hub, name: str) -> str:
    people = hub.operator("GET", "/llmhub/people").json()
    found: str = next(person["role"] for person in people if person["name"] == name)
    return found


def test_account_keeps_its_name(hub: Hub, boss: Browser) -> None:
    hub.enrol("ada")
    refused = change(hub, boss, "ada", name="grace", admin=False)
    assert (refused.status_code, refused.json()["code"]) == (400, "name-fixed")
    assert hub.operator("GET", "/users/grace").status_code == 404
    assert change(hub, boss, "ada", name="ada", admin=False).status_code == 200


def test_groups_follow_the_admin_flag(hub: Hub, boss: Browser) -> None:
    hub.enrol("bob")
    assert change(hub, boss, "bob", admin=True).status_code == 200
    assert (role(hub, "bob"), groups(hub, "bob")) == ("admin", {"admins"})
    assert change(hub, boss, "bob", admin=False).status_code == 200
    assert (role(hub, "bob"), groups(hub, "bob")) == ("student", {"students"})


def test_account_made_there_has_the_groups_of_its_role(hub: Hub, boss: Browser) -> None:
    for name, admin, group in (("carl", False, "students"), ("cleo", True, "admins")):
        made = boss.fetch("POST", f"{hub.staff}/hub/api/users/{name}", {"admin": admin})
        assert made.status_code == 201
        assert groups(hub, name) == {group}


def test_endpoint_is_still_for_admins(hub: Hub) -> None:
    student = Browser()
    student.accept(hub.enrol("dora"))
    url = f"{hub.students}/hub/api/users/dora"
    assert student.fetch("PATCH", url, {"admin": True}).status_code == 403
    assert student.fetch("GET", url).status_code == 200
