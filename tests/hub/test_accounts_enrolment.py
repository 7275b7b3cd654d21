"""Rosters and accounts: who is added, who differs, and what belongs to each role."""

from collections.abc import Callable, Iterator

import pytest
from jupyterhub import orm
from sqlalchemy.orm import Session

from llmhub.accounts import enrolment, people, powers
from llmhub.accounts.roles import Role, groups_for
from llmhub.accounts.roster import Row
from llmhub.errors import LabError
from tests.fakes.accounts_db import FIRST, accounts_db, enrol, groups

ADA, BOB = Row("ada", Role.STUDENT, "a"), Row("bob", Role.STUDENT)
ADMIN = Row("root1", Role.ADMIN)


@pytest.fixture
def db() -> Iterator[Session]:
    with accounts_db() as session:
        yield session


def test_second_time_adds_the_new_and_changes_nobody(db: Session) -> None:
    enrol(db, ADA)
    changed = Row("ada", Role.INSTRUCTOR, "b")
    assert enrol(db, changed, BOB) == enrolment.Plan((BOB,), (), (changed,), ())
    assert enrol(db, ADA, BOB) == enrolment.Plan((), (), (), (ADA, BOB))
    assert groups(db, "ada") == {"students", "section-a", "students-of-a"}


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
    assert groups(db, "ada") == {"students", "section-a", "students-of-a", "club"}


def test_last_admin_keeps_the_powers(db: Session) -> None:
    enrol(db, ADMIN)
    with pytest.raises(LabError, match="last-admin"):
        enrol(db, Row("root1", Role.STUDENT), update=True)
    assert orm.User.find(db, "root1").admin


ELSEWHERE: list[tuple[bool, list[str], Row]] = [
    (False, [], Row("ada", Role.STUDENT)),
    (True, [], Row("ada", Role.ADMIN)),
    (False, ["instructors", "section-b", "club"], Row("ada", Role.INSTRUCTOR, "b")),
]


@pytest.mark.parametrize(("admin", "joined", "row"), ELSEWHERE)
def test_account_made_elsewhere_gets_what_belongs_to_its_role(
    db: Session, admin: bool, joined: list[str], row: Row
) -> None:
    ada = orm.User(name="ada", admin=admin)
    ada.groups = [powers.ensure_group(db, name) for name in joined]
    db.add(ada)
    people.uid_of(db, "ada", FIRST)
    person = people.get(db, "ada")
    assert (person.role, person.group) == (row.role.value, row.group)
    assert groups(db, "ada") == set(joined) | groups_for(row.role, row.group)
    assert enrol(db, row).unchanged == (row,)


def demote(db: Session, ada: orm.User) -> None:
    ada.admin = False


def promote(db: Session, ada: orm.User) -> None:
    ada.admin = True


def take_out(db: Session, ada: orm.User) -> None:
    ada.groups = []


def put_in(db: Session, ada: orm.User) -> None:
    ada.groups.append(powers.ensure_group(db, "instructors"))


def forget_person(db: Session, ada: orm.User) -> None:
    db.delete(people.get(db, "ada"))
    ada.admin = True


@pytest.mark.parametrize(
    ("row", "change"),
    [
        (Row("ada", Role.ADMIN), demote),
        (ADA, promote),
        (ADA, take_out),
        (ADA, put_in),
        (ADA, forget_person),
    ],
)
def test_roster_is_compared_with_what_the_account_may_do(
    db: Session, row: Row, change: Callable[[Session, orm.User], None]
) -> None:
    enrol(db, ADMIN, row)
    ada = orm.User.find(db, "ada")
    change(db, ada)
    db.commit()
    told = enrol(db, row)
    assert (told.added, told.differing) == ((), (row,))
    assert enrol(db, row, update=True).updated == (row,)
    assert ada.admin is (row.role is Role.ADMIN)
    assert groups(db, "ada") == groups_for(row.role, row.group)
    assert enrol(db, row).unchanged == (row,)


def test_admin_whom_no_roster_named_is_an_admin_too(db: Session) -> None:
    enrol(db, ADA)
    db.add(orm.User(name="boss", admin=True))
    with pytest.raises(LabError, match="last-admin"):
        enrol(db, Row("boss", Role.STUDENT), update=True)
    orm.User.find(db, "boss").admin = False
    orm.User.find(db, "ada").admin = True
    with pytest.raises(LabError, match="last-admin"):
        enrol(db, ADA, update=True)


def test_failure_in_the_middle_leaves_nothing(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    real = powers.give

    def fails_for_bob(session: Session, user: orm.User, role: Role, section: str) -> None:
        if user.name == "bob":
            raise OSError("disk full")
        real(session, user, role, section)

    monkeypatch.setattr(powers, "give", fails_for_bob)
    with pytest.raises(OSError, match="disk full"):
        enrol(db, ADA, BOB)
    assert not people.present(db)
    assert orm.User.find(db, "ada") is None
