"""The operator's endpoints on a real hub: rosters, leavers, export, the first admin."""

import json
import tarfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.fakes.running_hub import PASSWORD, Browser, Hub, running_hub


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with running_hub(tmp_path_factory.mktemp("hub")) as hub:
        yield hub


def rows(*lines: str) -> list[dict[str, str]]:
    return [dict(zip(("name", "role", "group"), line.split(","), strict=True)) for line in lines]


def listed(hub: Hub) -> dict[str, dict[str, object]]:
    return {person["name"]: person for person in hub.operator("GET", "/llmhub/people").json()}


def test_roster_with_one_bad_row_changes_nothing(hub: Hub) -> None:
    before = listed(hub)
    bad = rows("harry,student,", "iris,teacher,")
    answer = hub.operator("POST", "/llmhub/roster", {"rows": bad, "update": True})
    assert answer.status_code == 400
    assert (answer.json()["code"], answer.json()["line"]) == ("roster-role", 3)
    assert listed(hub) == before


def test_roster_again_adds_the_new_and_updates_when_told(hub: Hub) -> None:
    first = {"rows": rows("jan,student,a"), "update": False}
    hub.operator("POST", "/llmhub/roster", first)
    uid = listed(hub)["jan"]["uid"]
    changed = {"rows": rows("jan,instructor,b", "kim,student,"), "update": False}
    answer = hub.operator("POST", "/llmhub/roster", changed).json()
    assert [person["name"] for person in answer["added"]] == ["kim"]
    assert (answer["updated"], answer["differing"], answer["unchanged"]) == ([], ["jan"], [])
    answer = hub.operator("POST", "/llmhub/roster", {**changed, "update": True}).json()
    assert (answer["updated"], answer["unchanged"]) == (["jan"], ["kim"])
    assert (
        listed(hub)["jan"] | {"role": "instructor", "group": "b", "uid": uid} == listed(hub)["jan"]
    )


def test_endpoints_are_for_operators(hub: Hub) -> None:
    browser = Browser()
    browser.accept(hub.enrol("lea"))
    for method, path in (
        ("GET", "people"),
        ("POST", "roster"),
        ("POST", "invites/lea"),
        ("POST", "first-admin"),
        ("DELETE", "people/lea"),
        ("POST", "people/lea/export"),
    ):
        answer = browser.fetch(method, f"{hub.students}/hub/api/llmhub/{path}", {})
        assert answer.status_code == 403, path
    assert "lea" in listed(hub)


def test_leaver_is_archived_then_removed(hub: Hub) -> None:
    browser = Browser()
    browser.accept(hub.enrol("mia"))
    home = hub.state / "students" / "mia" / "home"
    home.mkdir(parents=True)
    (home / "work.txt").write_text("mine")
    browser.navigate(f"{hub.students}/hub/spawn", allow_redirects=False)
    answer = hub.operator("DELETE", "/llmhub/people/mia")
    while answer.status_code == 409:  # the server is still starting
        answer = hub.operator("DELETE", "/llmhub/people/mia")
    archived = Path(answer.json()["archive"])
    with tarfile.open(archived) as tar:
        assert tar.getnames() == ["home", "home/work.txt"]
    assert archived.stat().st_mode & 0o777 == 0o600
    assert not home.parent.exists()
    assert hub.operator("GET", "/users/mia").status_code == 404
    assert Browser().log_in(hub.students, "mia", PASSWORD).status_code == 403
    uid = json.loads(hub.operator("GET", "/llmhub/people").text)
    hub.enrol("mia")
    assert listed(hub)["mia"]["uid"] not in {person["uid"] for person in uid}


def test_nothing_of_a_leaver_can_be_started(hub: Hub) -> None:
    hub.enrol("mick")
    home = hub.state / "students" / "mick" / "home"
    home.mkdir(parents=True)
    (home / "slow").touch()
    with ThreadPoolExecutor() as pool:
        removal = pool.submit(hub.operator, "DELETE", "/llmhub/people/mick")
        time.sleep(0.7)
        start = hub.operator("POST", "/users/mick/server")
        again = hub.operator("DELETE", "/llmhub/people/mick")
        export = hub.operator("POST", "/llmhub/people/mick/export")
        assert not removal.done()
        assert (start.status_code, "[leaving]" in start.text) == (503, True)
        assert [one.status_code for one in (again, export)] == [409, 409]
        assert removal.result().status_code == 200
    assert not home.parent.exists()
    assert hub.operator("GET", "/users/mick").status_code == 404


def test_nothing_is_removed_when_the_archive_fails(hub: Hub) -> None:
    hub.enrol("nora")
    home = hub.state / "students" / "nora" / "home"
    home.parent.mkdir(parents=True)
    home.write_text("not a folder")
    answer = hub.operator("DELETE", "/llmhub/people/nora")
    assert (answer.status_code, answer.json()["code"]) == (400, "archive-failed")
    assert home.exists()
    assert "nora" in listed(hub)


def test_export_leaves_everything_in_place(hub: Hub) -> None:
    hub.enrol("otto")
    home = hub.state / "students" / "otto" / "home"
    home.mkdir(parents=True)
    (home / "work.txt").write_text("mine")
    archived = Path(hub.operator("POST", "/llmhub/people/otto/export").json()["archive"])
    assert archived.is_file()
    assert (home / "work.txt").is_file()


def test_nobody_of_that_name(hub: Hub) -> None:
    for method, path in (("POST", "invites/zoe"), ("DELETE", "people/zoe")):
        answer = hub.operator(method, f"/llmhub/{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "no-such-person")


def test_account_deleted_by_hand_leaves_no_password_and_no_home(hub: Hub) -> None:
    Browser().accept(hub.enrol("paul"))
    home = hub.state / "students" / "paul" / "home"
    home.mkdir(parents=True)
    assert hub.operator("DELETE", "/users/paul").status_code == 204
    assert not home.exists()
    assert "paul" not in listed(hub)
    hub.enrol("paul")
    assert Browser().log_in(hub.students, "paul", PASSWORD).status_code == 403


def test_first_admin_begins_with_a_one_time_password(hub: Hub) -> None:
    answer = hub.operator("POST", "/llmhub/first-admin", {"name": "boss"})
    once = answer.json()["password"]
    again = hub.operator("POST", "/llmhub/first-admin", {"name": "other"})
    assert (again.status_code, again.json()["code"]) == (409, "has-admin")
    body = {"auth": {"username": "boss", "password": once}}
    assert Browser().post(f"{hub.api}/hub/api/users/boss/tokens", json=body).status_code == 403
    browser = Browser()
    page = browser.log_in(hub.staff, "boss", once)
    assert "Hello, boss" in page.text
    assert "Choose a password" in page.text
    assert "/hub/invite?token=" in page.url
    assert "/hub/login" in browser.navigate(f"{hub.staff}/hub/admin").url
    assert listed(hub)["boss"]["must_change"] is True
    assert browser.accept(page.url).status_code == 302
    assert listed(hub)["boss"]["must_change"] is False
    assert browser.navigate(f"{hub.staff}/hub/admin").status_code == 200
    assert Browser().log_in(hub.staff, "boss", once).status_code == 403
    assert page.url.partition("?token=")[2] not in hub.log.read_text()
    last = hub.operator("DELETE", "/llmhub/people/boss")
    assert (last.status_code, last.json()["code"]) == (409, "last-admin")
