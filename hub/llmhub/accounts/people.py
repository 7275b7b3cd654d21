"""People and their uids. Functions over the hub's database session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from jupyterhub import orm
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from llmhub.accounts import powers
from llmhub.accounts.roles import Role
from llmhub.accounts.tables import Person
from llmhub.errors import LabError


def now() -> datetime:
    """Return the time as the database keeps it: UTC without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def find(db: Session, name: str) -> Person | None:
    """Return the person of that name who is present."""
    query = select(Person).where(Person.name == name, Person.removed.is_(None))
    return db.execute(query).scalar_one_or_none()


def get(db: Session, name: str) -> Person:
    """Return the person of that name, or raise LabError `no-such-person`."""
    person = find(db, name)
    if person is None:
        raise LabError("no-such-person", f"There is nobody called {name!r}.")
    return person


def present(db: Session) -> Sequence[Person]:
    """Return everybody who is present, by name."""
    query = select(Person).where(Person.removed.is_(None)).order_by(Person.name)
    return db.execute(query).scalars().all()


def removed(db: Session) -> Sequence[Person]:
    """Return everybody who is not present any more, the first one to leave first."""
    query = select(Person).where(Person.removed.is_not(None)).order_by(Person.removed)
    return db.execute(query).scalars().all()


def next_uid(db: Session, first: int) -> int:
    """Return a uid that nobody has or ever had: files of somebody removed may still lie about."""
    highest = db.execute(select(func.max(Person.uid))).scalar()
    return first if highest is None else max(first, highest + 1)


def add(db: Session, name: str, role: Role, group: str, uid_first: int) -> Person:
    """Add a person with a uid of their own; the caller commits."""
    person = Person(
        name=name, role=role.value, group=group, uid=next_uid(db, uid_first), created=now()
    )
    db.add(person)
    db.flush()
    return person


def ensure(db: Session, name: str, uid_first: int) -> Person:
    """Return the person of that name, added if unknown; the caller commits.

    Accounts can also be made on the admin page or by another authenticator. Such a one becomes
    what its admin flag and groups say, a student as a rule, with all that belongs to it: staff
    find students by their group.
    """
    person = find(db, name)
    if person is None:
        user = orm.User.find(db, name)
        role, section = (Role.STUDENT, "") if user is None else powers.read(user)
        person = add(db, name, role, section, uid_first)
        if user is not None:
            powers.give(db, user, role, section)
    return person


def uid_of(db: Session, name: str, uid_first: int) -> int:
    """Return the Unix user id of an account, given at the first call and never to another."""
    person = find(db, name)
    if person is None:
        person = ensure(db, name, uid_first)
        db.commit()
    return person.uid


def follow(db: Session, user: orm.User) -> None:
    """Let role and groups follow an admin flag that the admin page has changed; commits.

    An admin who stayed in the students' group could be looked into by every instructor.
    """
    person = find(db, user.name)
    if person is not None and bool(user.admin) is not (person.role == Role.ADMIN):
        person.role = (Role.ADMIN if user.admin else Role.STUDENT).value
        powers.give(db, user, Role(person.role), person.group)
        db.commit()


def mark_removed(person: Person) -> None:
    """Take somebody off the list; the row stays, so that the uid is never given again."""
    person.removed = now()
    person.invite_hash = person.invite_expires = None
