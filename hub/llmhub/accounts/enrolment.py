"""From a roster to accounts: a pure plan first, then one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jupyterhub import orm
from sqlalchemy.orm import Session

from llmhub.accounts import people, powers
from llmhub.accounts.roles import Role
from llmhub.accounts.roster import Row
from llmhub.errors import LabError


@dataclass(frozen=True)
class Known:
    """Somebody who has an account: their row, and what the account may really do.

    The two differ where the admin page changed the account; then the account counts.
    """

    row: Row
    is_admin: bool
    fits: bool = True


@dataclass(frozen=True)
class Plan:
    """What a roster would do; `differing` is who differs and is not changed."""

    added: tuple[Row, ...]
    updated: tuple[Row, ...]
    differing: tuple[Row, ...]
    unchanged: tuple[Row, ...]


def plan(rows: Iterable[Row], known: Mapping[str, Known], update: bool) -> Plan:
    """Sort the rows; who is known and differs is changed only if `update`.

    Raises LabError `last-admin` where nobody would be left to run the hub.
    """
    rows = tuple(rows)
    added = tuple(row for row in rows if row.name not in known)
    old = [row for row in rows if row.name in known]
    same = tuple(row for row in old if known[row.name].fits and known[row.name].row == row)
    others = tuple(row for row in old if row not in same)
    updated, differing = (others, ()) if update else ((), others)
    before = {name: one.is_admin for name, one in known.items()}
    after = before | {row.name: row.role is Role.ADMIN for row in added + updated}
    if any(before.values()) and not any(after.values()):
        raise LabError("last-admin", "The roster would take the last admin's powers away.")
    return Plan(added, updated, differing, same)


def has_admin(known: Iterable[Known]) -> bool:
    """Tell whether anybody there is an admin."""
    return any(one.is_admin for one in known)


def known_people(db: Session) -> dict[str, Known]:
    """Return everybody who has an account, however it was made."""
    listed = {person.name: person for person in people.present(db)}
    known = {}
    for user in db.query(orm.User):
        person = listed.get(user.name)
        role, section = (
            (Role(person.role), person.group) if person is not None else powers.read(user)
        )
        row = Row(user.name, role, section)
        known[user.name] = Known(row, bool(user.admin), powers.fit(user, role, section))
    return known


def apply(db: Session, wanted: Plan, uid_first: int) -> None:
    """Carry a plan out in one transaction: all of it, or nothing and the error."""
    try:
        for row in wanted.added + wanted.updated:
            user = powers.ensure_account(db, row.name)
            person = people.ensure(db, row.name, uid_first)
            person.role, person.group = row.role.value, row.group
            powers.give(db, user, row.role, row.group)
        db.commit()
    except BaseException:
        db.rollback()
        raise
