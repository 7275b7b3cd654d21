"""Accounts on a real hub: invitations and passwords."""

from collections.abc import Iterator

import pytest

from tests.fakes.running_hub import PASSWORD, Browser, Hub, running_hub


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with running_hub(tmp_path_factory.mktemp("hub")) as hub:
        yield hub


def listed(hub: Hub) -> dict[str, dict[str, object]]:
    return {person["name"]: person for person in hub.operator("GET", "/llmhub/people").json()}


def key_of(link: str) -> str:
    assert link.count("/hub/invite?token=") == 1
    return link.partition("?token=")[2]


def test_student_takes_up_an_invitation_once(hub: Hub) -> None:
    link = hub.enrol("ada")
    assert listed(hub)["ada"]["invite_open"] is True
    first, second = Browser(), Browser()
    answer = first.accept(link)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/hub/spawn")
    assert "Hello, ada" in first.navigate(f"{hub.students}/hub/home").text
    used = second.navigate(link)
    assert used.status_code == 410
    assert "ask your instructor for a new link" in used.text
    assert listed(hub)["ada"] | {"invite_open": False, "has_password": True} == listed(hub)["ada"]
    assert "Hello, ada" in second.log_in(hub.students, "ada", PASSWORD).text


def test_link_stays_good_until_a_password_is_accepted(hub: Hub) -> None:
    link = hub.enrol("bob")
    for password, repeated, sentence in (
        ("short", "short", "at least 8 characters"),
        ("password1", "password1", "easy to guess"),
        (PASSWORD, PASSWORD + "x", "not the same"),
    ):
        refused = Browser().submit(link, {"password": password, "repeated": repeated})
        assert refused.status_code == 400
        assert sentence in refused.text
    assert Browser().accept(link).status_code == 302


def test_invitation_needs_the_form_of_this_hub(hub: Hub) -> None:
    link = hub.enrol("carl")
    forged = Browser().post(link, data={"password": PASSWORD, "repeated": PASSWORD}, timeout=30)
    assert forged.status_code == 403
    assert listed(hub)["carl"]["has_password"] is False
    assert key_of(link) not in hub.log.read_text()


@pytest.mark.parametrize(("name", "form"), [("dora", "?token={}"), ("dirk", "/{}")])
def test_no_link_stands_in_the_log(hub: Hub, name: str, form: str) -> None:
    key = key_of(hub.enrol(name))
    used = f"{hub.students}/hub/invite{form.format(key)}"  # the second one as links once were
    misled = f"{hub.staff.replace('127.0.0.1', 'localhost')}/hub/invite{form.format(key)}"
    assert Browser().navigate(misled).status_code == 421
    page = Browser().navigate(used)
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert Browser().accept(used).status_code == 302
    log = hub.log.read_text()
    assert "/hub/invite" in log
    assert key not in log


def test_link_without_a_key_is_told_to_be_of_no_use(hub: Hub) -> None:
    for end in ("", "?token=", "?token=x", "?other=1"):
        assert Browser().navigate(f"{hub.students}/hub/invite{end}").status_code == 410


def test_reset_ends_older_sessions(hub: Hub) -> None:
    browser = Browser()
    browser.accept(hub.enrol("emil"))
    reset = hub.operator("POST", "/llmhub/invites/emil").json()
    assert browser.navigate(f"{hub.students}/hub/home").url.endswith("/hub/home")
    Browser().accept(reset["invite_url"])
    assert "/hub/login" in browser.navigate(f"{hub.students}/hub/home").url


def test_password_is_changed_by_who_knows_the_old_one(hub: Hub) -> None:
    browser = Browser()
    browser.accept(hub.enrol("fay"))
    page, new = f"{hub.students}/hub/change-password", "another three words"
    fields = {"password": new, "repeated": new}
    assert "old password is not right" in browser.submit(page, {"old": "wrong", **fields}).text
    assert "Done." in browser.submit(page, {"old": PASSWORD, **fields}).text
    assert browser.navigate(f"{hub.students}/hub/home").status_code == 200
    assert Browser().log_in(hub.students, "fay", PASSWORD).status_code == 403
    assert Browser().log_in(hub.students, "fay", new).status_code == 200


def test_wrong_passwords_slow_down(hub: Hub) -> None:
    Browser().accept(hub.enrol("gus"))
    browser = Browser()
    answers = [browser.log_in(hub.students, "gus", "wrong").text for _ in range(11)]
    assert "do not belong together" in answers[9]
    assert "Wait a minute" in answers[10]
    assert "Wait a minute" in browser.log_in(hub.students, "gus", PASSWORD).text


@pytest.mark.parametrize("path", ["signup", "authorize", "confirm/x", "change-password/ada"])
def test_pages_of_the_library_that_we_do_not_offer(hub: Hub, path: str) -> None:
    assert Browser().navigate(f"{hub.students}/hub/{path}").status_code == 404
