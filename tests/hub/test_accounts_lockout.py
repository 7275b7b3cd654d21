"""Wrong passwords are counted before they are compared, which takes long: a burst gains nothing."""

import asyncio
import time
from collections.abc import Iterator

import pytest
from jupyterhub import orm
from nativeauthenticator.orm import UserInfo
from tornado import web

from llmhub.accounts import ALLOWED_FAILURES, passwords
from llmhub.accounts.authenticator import InviteAuthenticator

RIGHT = "three unrelated words"


@pytest.fixture
def compared() -> list[str]:
    """The passwords that were compared with ada's."""
    return []


@pytest.fixture
def authenticator(
    compared: list[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[InviteAuthenticator]:
    def compare(given: str, stored: bytes | None) -> bool:
        time.sleep(0.05)
        compared.append(given)
        return given == RIGHT and stored is not None

    monkeypatch.setattr(passwords, "matches", compare)
    session = orm.new_session_factory("sqlite:///:memory:")()
    made = InviteAuthenticator(db=session, allowed_failed_logins=ALLOWED_FAILURES)
    session.add(UserInfo(username="ada", password=b"hash"))
    session.commit()
    yield made
    session.close()


async def log_in(authenticator: InviteAuthenticator, name: str, password: str) -> str | None:
    """Return who is in, None for a wrong password, "blocked" where none is looked at."""
    try:
        return await authenticator.authenticate(None, {"username": name, "password": password})
    except web.HTTPError:
        return "blocked"


async def test_burst_is_blocked_like_one_after_the_other(
    authenticator: InviteAuthenticator, compared: list[str]
) -> None:
    guesses = [log_in(authenticator, "ada", f"guess {number}") for number in range(40)]
    answers = await asyncio.gather(*guesses)
    assert len(compared) == ALLOWED_FAILURES
    assert (answers.count(None), answers.count("blocked")) == (ALLOWED_FAILURES, 30)
    assert await log_in(authenticator, "ada", RIGHT) == "blocked"


async def test_right_password_begins_to_count_anew(authenticator: InviteAuthenticator) -> None:
    for _ in range(ALLOWED_FAILURES - 1):
        assert await log_in(authenticator, "ada", "guess") is None
    assert await log_in(authenticator, "ada", RIGHT) == "ada"
    assert authenticator.login_attempts == {}


async def test_names_of_nobody_fill_no_memory(authenticator: InviteAuthenticator) -> None:
    for name in ("eve", "x" * 1000):
        assert await log_in(authenticator, name, "guess") is None
    assert authenticator.login_attempts == {}
