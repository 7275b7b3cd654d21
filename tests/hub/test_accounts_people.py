"""People, uids, invitations and rosters in the hub's database."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from jupyterhub import orm, roles
from sqlalchemy.orm import Session

from llmhub.accounts import enrolment, invites, passwords, people
from llmhub.accounts.enrolment import plan
from llmhub.accounts.roles import Role
from llmhub.accounts.roster import Row
from llmhub.accounts.tables import create_tables
from llmhub.errors import LabError

FIRST = 20000
ADA, BOB = Row("ada", Role.STUDENT, "a"), Row("bob", Role.STUDENT)
ADMIN = Row("root1", Role.ADMIN)


@pytest.fixture
def db() -> Iterator[Session]:
    session: Session = orm.new_session_factory("sqlite:///:memory:")()
    create_tables(session)
    for role in roles.get_default_roles():
        roles.create_role(session, role)
    yield session
    session.close()


def enrol(db: Session, *rows: Row, update: bool = False) -> enrolment.Plan:
    wanted = plan(rows, enrolment.known_rows(db), update)
    enrolment.apply(db, wanted, FIRST)
    return wanted


def groups(db: Session, name: str) -> set[str]:
    return {group.name for group in orm.User.find(db, name).groups}


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


def test_second_time_adds_the_new_and_changes_nobody(db: Session) -> None:
    enrol(db, ADA)
    again = enrol(db, Row("ada", Role.INSTRUCTOR, "b"), BOB)
    assert (again.added, again.updated, [row.name for row in again.unchanged]) == (
        (BOB,),
        (),
        ["ada"],
    )
    assert groups(db, "ada") == {"students", "section-a"}


def test_update_moves_between_roles_and_groups(db: Session) -> None:
    enrol(db, ADMIN, ADA)
    db.add(orm.Group(name="club", users=[orm.User.find(db, "ada")]))
    assert enrol(db, Row("ada", Role.ADMIN, "b"), update=True).updated
    ada = orm.User.find(db, "ada")
    assert ada.admin
    assert {role.name for role in ada.roles} == {"user", "admin"}
    assert groups(db, "ada") == {"admins", "section-b", "club"}
    enrol(db, ADA, update=True)
    assert not ada.admin
    assert {role.name for role in ada.roles} == {"user"}
    assert groups(db, "ada") == {"students", "section-a", "club"}


def test_last_admin_keeps_the_powers(db: Session) -> None:
    enrol(db, ADMIN)
    with pytest.raises(LabError, match="last-admin"):
        enrol(db, Row("root1", Role.STUDENT), update=True)
    assert orm.User.find(db, "root1").admin


def test_failure_in_the_middle_leaves_nothing(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    real = enrolment.set_powers

    def fails_for_bob(session: Session, user: orm.User, row: Row) -> None:
        if row.name == "bob":
            raise OSError("disk full")
        real(session, user, row)

    monkeypatch.setattr(enrolment, "set_powers", fails_for_bob)
    with pytest.raises(OSError, match="disk full"):
        enrol(db, ADA, BOB)
    assert not people.present(db)
    assert orm.User.find(db, "ada") is None


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
