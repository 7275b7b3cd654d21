"""People and their uids. Functions over the hub's database session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

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
    """Return the person of that name, added as a student if unknown; the caller commits.

    Accounts can also be made on the admin page or by another authenticator.
    """
    return find(db, name) or add(db, name, Role.STUDENT, "", uid_first)


def uid_of(db: Session, name: str, uid_first: int) -> int:
    """Return the Unix user id of an account, given at the first call and never to another."""
    person = find(db, name)
    if person is None:
        person = ensure(db, name, uid_first)
        db.commit()
    return person.uid


def mark_removed(person: Person) -> None:
    """Take somebody off the list; the row stays, so that the uid is never given again."""
    person.removed = now()
    person.invite_hash = person.invite_expires = None
