"""People, uids, invitations and passwords in the hub's database."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from llmhub.accounts import invites, passwords, people
from llmhub.accounts.roles import Role
from llmhub.accounts.roster import Row
from llmhub.errors import LabError
from tests.fakes.accounts_db import FIRST, accounts_db, enrol

ADA, BOB = Row("ada", Role.STUDENT, "a"), Row("bob", Role.STUDENT)


@pytest.fixture
def db() -> Iterator[Session]:
    with accounts_db() as session:
        yield session


def test_everybody_has_a_uid_of_their_own(db: Session) -> None:
    enrol(db, ADA, BOB)
    assert [people.get(db, name).uid for name in ("ada", "bob")] == [FIRST, FIRST + 1]
    assert people.uid_of(db, "bob", FIRST) == FIRST + 1
    assert people.uid_of(db, "made-elsewhere"[:4], FIRST) == FIRST + 2


def test_uid_of_somebody_removed_is_never_given_again(db: Session) -> None:
    enrol(db, ADA, BOB)
    people.mark_removed(people.get(db, "bob"))
    db.commit()
    assert people.find(db, "bob") is None
    assert people.uid_of(db, "bob", FIRST) == FIRST + 2
    assert people.uid_of(db, "eve", FIRST) == FIRST + 3


def test_invitation_ends_by_use_by_time_and_by_a_newer_one(db: Session) -> None:
    enrol(db, ADA)
    person, at = people.get(db, "ada"), people.now()
    token = invites.issue(person, at)
    db.commit()
    assert token not in repr(person.invite_hash)
    assert invites.holder(db, token, at) is person
    assert invites.holder(db, token, at + invites.LIFETIME) is None
    assert invites.holder(db, token, at + invites.LIFETIME - timedelta(seconds=1)) is person
    newer = invites.issue(person, at)
    assert invites.holder(db, token, at) is None
    invites.use_up(person)
    assert invites.holder(db, newer, at) is None


@pytest.mark.parametrize(
    ("password", "repeated", "common", "code"),
    [
        ("three words here", "three words", False, "password-differs"),
        ("short12", "short12", False, "password-short"),
        ("ä" * 37, "ä" * 37, False, "password-long"),
        ("password1", "password1", True, "password-common"),
        ("adalovelace", "adalovelace", False, "password-common"),
    ],
)
def test_bad_password_is_refused(password: str, repeated: str, common: bool, code: str) -> None:
    with pytest.raises(LabError) as refused:
        passwords.check(password, repeated, "adalovelace", 8, common)
    assert refused.value.code == code


def test_password_matches_itself_alone() -> None:
    stored = passwords.hashed("three words here")
    assert passwords.matches("three words here", stored)
    for wrong in ("", "three words her", "x" * 100):
        assert not passwords.matches(wrong, stored)
    assert not passwords.matches("anything", None)
    assert not passwords.matches("anything", b"damaged")
