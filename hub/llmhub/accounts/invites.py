"""Invite links: one use, two weeks, and only their fingerprint is stored."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from llmhub.accounts import people
from llmhub.accounts.links import fingerprint, new_token
from llmhub.accounts.tables import Person

LIFETIME = timedelta(days=14)


def issue(person: Person, at: datetime) -> str:
    """Return a new token; an older link of the same person ends. The caller commits."""
    token = new_token()
    open_for(person, fingerprint(token), at)
    return token


def open_for(person: Person, fingerprint: str, at: datetime) -> None:
    """Make the link with that key's fingerprint good, and no older one. The caller commits."""
    person.invite_hash, person.invite_expires = fingerprint, at + LIFETIME


def is_open(person: Person, at: datetime) -> bool:
    """Tell whether an unused link is still good."""
    return person.invite_expires is not None and at < person.invite_expires


def holder(db: Session, token: str, at: datetime) -> Person | None:
    """Return whom a token was issued to, unless it is used up, replaced or too old."""
    query = select(Person).where(Person.invite_hash == fingerprint(token), Person.removed.is_(None))
    person = db.execute(query).scalar_one_or_none()
    return person if person is not None and is_open(person, at) else None


def holder_now(db: Session, token: str) -> Person | None:
    """Return whom a token is good for at this moment."""
    return holder(db, token, people.now())


def use_up(person: Person) -> None:
    """End the link; the caller commits together with what it was good for."""
    person.invite_hash = person.invite_expires = None
