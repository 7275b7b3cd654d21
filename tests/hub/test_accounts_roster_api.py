"""Rosters and links on a real hub: what the operators' commands are told, and what they may not."""

from collections.abc import Iterator
from typing import Any

import pytest

from llmhub.accounts.links import fingerprint, new_token
from llmhub.course_service import ACCESS, ATTEND
from llmhub.ops import smoke
from tests.fakes.running_hub import Browser, Hub, running_hub


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with running_hub(tmp_path_factory.mktemp("hub")) as hub:
        yield hub


def apply(hub: Hub, *names: str) -> dict[str, Any]:
    """Apply a roster without asking for links."""
    rows = [{"name": name, "role": "student", "group": ""} for name in names]
    body = {"rows": rows, "update": False, "invite": False}
    told: dict[str, Any] = hub.operator("POST", "/llmhub/roster", body).json()
    return told


def open_links(hub: Hub, **keys: str) -> int:
    """Make links with these keys good; return the answer's status."""
    given = {name: fingerprint(key) for name, key in keys.items()}
    answer = hub.operator("PUT", "/llmhub/invites", {"fingerprints": given})
    return answer.status_code


def groups(hub: Hub, name: str) -> set[str]:
    return set(hub.operator("GET", f"/users/{name}").json()["groups"])


def test_link_is_good_with_a_key_that_the_hub_never_saw(hub: Hub) -> None:
    told = apply(hub, "ada")
    assert told["added"] == [{"name": "ada"}]
    (lacking,) = told["uninvited"]
    assert lacking["invite_url"] == f"{hub.students}/hub/invite?token="
    key = new_token()
    assert Browser().navigate(lacking["invite_url"] + key).status_code == 410
    assert open_links(hub, ada=key) == 200
    assert Browser().accept(lacking["invite_url"] + key).status_code == 302


def test_whoever_lacks_a_link_is_told_again_until_there_is_one(hub: Hub) -> None:
    for _ in range(2):  # the first answer may have been lost
        assert [one["name"] for one in apply(hub, "bob", "bea")["uninvited"]] == ["bob", "bea"]
    key = new_token()
    open_links(hub, bob=key)
    assert [one["name"] for one in apply(hub, "bob", "bea")["uninvited"]] == ["bea"]
    Browser().accept(f"{hub.students}/hub/invite?token={key}")
    assert [one["name"] for one in apply(hub, "bob")["uninvited"]] == []


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"carl": fingerprint("a"), "nobody2": fingerprint("b")}, "no-such-person"),
        ({"carl": "no sum"}, "bad-request"),
        ({"carl": None}, "bad-request"),
        (["carl"], "bad-request"),
        (None, "bad-request"),
    ],
)
def test_links_are_made_for_all_or_for_nobody(hub: Hub, given: object, code: str) -> None:
    apply(hub, "carl")
    answer = hub.operator("PUT", "/llmhub/invites", {"fingerprints": given})
    assert answer.json()["code"] == code
    assert [one["name"] for one in apply(hub, "carl")["uninvited"]] == ["carl"]


def test_account_of_the_admin_page_is_a_student_like_others(hub: Hub) -> None:
    assert hub.operator("POST", "/users/dora").status_code == 201
    assert groups(hub, "dora") == {"students"}
    assert apply(hub, "dora")["unchanged"] == ["dora"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/users/ella/tokens", {}),
        ("POST", "/users/ella/tokens", {"scopes": ["access:servers"]}),
        ("GET", "/users/ella/tokens", None),
        ("PATCH", "/users/ella", {"admin": True}),
        ("GET", "/services", None),
        ("POST", "/shutdown", {}),
    ],
)
def test_operators_token_is_good_for_their_commands_alone(
    hub: Hub, method: str, path: str, body: Any
) -> None:
    apply(hub, "ella")
    answer = hub.operator(method, path, body)
    assert answer.status_code in (403, 404), answer.text


def test_operators_token_makes_one_for_the_account_of_the_check(hub: Hub) -> None:
    apply(hub, smoke.STUDENT)
    made = hub.operator("POST", f"/users/{smoke.STUDENT}/tokens", {})
    assert made.status_code == 201
    own = set(made.json()["scopes"]) - {ACCESS, ATTEND}  # of the course, as any student's
    assert all(scope.endswith(f"!user={smoke.STUDENT}") for scope in own)


def test_operators_token_sees_and_stops_servers(hub: Hub) -> None:
    apply(hub, "finn")
    assert hub.operator("POST", "/users/finn/server").status_code in (201, 202)
    (active,) = hub.operator("GET", "/users?state=active").json()
    assert "started" in active["servers"][""]
    assert "state" not in active["servers"][""]
    assert hub.operator("DELETE", "/users/finn/server").status_code in (202, 204)


def test_name_of_the_system_is_refused_on_every_way(hub: Hub) -> None:
    rows = [{"name": "root", "role": "student", "group": ""}]
    answer = hub.operator("POST", "/llmhub/roster", {"rows": rows})
    assert answer.json()["code"] == "roster-name"
    answer = hub.operator("POST", "/llmhub/first-admin", {"name": "nobody"})
    assert answer.json()["code"] == "bad-username"
    assert hub.operator("POST", "/users/daemon").status_code == 400
