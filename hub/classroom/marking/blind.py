"""Names that hide who somebody is: the same for one student and week, for nobody to compute."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Collection, Iterable
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from classroom.audit import record
from classroom.marking.tables import Blind

_BEGINNING = "Student-"  # no user's name has a capital letter
_SUBJECT = re.compile(r"week(\d+) (\S+)")  # of a deed on one student's hand-in


def key_of(own: Path) -> bytes:
    """Return the key of all such names; made when it is missing, for the service alone."""
    path = own / "blind.key"
    own.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
    except FileExistsError:
        pass
    return path.read_bytes()


def hidden_name(key: bytes, week: int, user: str) -> str:
    """Return what a student is called in a week whose names are hidden."""
    digest = hmac.digest(key, f"{week} {user}".encode(), hashlib.sha256)
    return _BEGINNING + base64.b32encode(digest)[:6].decode("ascii")


def real_name(key: bytes, week: int, shown: str, users: Iterable[str]) -> str | None:
    """Return whose hidden name this is, None if it is nobody's."""
    return next((user for user in users if hidden_name(key, week, user) == shown), None)


def veiled(key: bytes, weeks: Collection[int], subject: str) -> str:
    """Return what a deed is about, without the student's name in weeks whose names are hidden."""
    found = _SUBJECT.fullmatch(subject)
    if found is None or int(found[1]) not in weeks:
        return subject
    return f"week{found[1]} {hidden_name(key, int(found[1]), found[2])}"


def blind_weeks(session: Session, who: str) -> frozenset[int]:
    """Return the weeks in which somebody wants no names."""
    return frozenset(session.scalars(select(Blind.week).where(Blind.who == who)))


def is_blind(session: Session, who: str, week: int) -> bool:
    """Tell whether somebody wants no names in a week."""
    return session.get(Blind, (who, week)) is not None


def set_blind(session: Session, who: str, week: int, blind: bool) -> None:
    """Hide names from somebody in a week, or show them again; who looks is noted."""
    found = session.get(Blind, (who, week))
    if blind and found is None:
        session.add(Blind(who=who, week=week))
    elif not blind and found is not None:
        session.delete(found)
    else:
        return
    record(session, who, "names", f"week{week}", "hidden" if blind else "shown")
