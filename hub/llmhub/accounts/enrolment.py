"""From a roster to accounts: a pure plan first, then one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jupyterhub import orm, roles
from sqlalchemy.orm import Session

from llmhub.accounts import people
from llmhub.accounts.roles import Role, group_changes, groups_for
from llmhub.accounts.roster import Row
from llmhub.errors import LabError


@dataclass(frozen=True)
class Plan:
    """What a roster would do."""

    added: tuple[Row, ...]
    updated: tuple[Row, ...]
    unchanged: tuple[Row, ...]


def plan(rows: Iterable[Row], known: Mapping[str, Row], update: bool) -> Plan:
    """Sort the rows; who is known and differs is changed only if `update`.

    Raises LabError `last-admin` where nobody would be left to run the hub.
    """
    rows = tuple(rows)
    added = tuple(row for row in rows if row.name not in known)
    differing = {row.name for row in rows if row.name in known and row != known[row.name]}
    updated = tuple(row for row in rows if update and row.name in differing)
    done = {row.name for row in added + updated}
    unchanged = tuple(row for row in rows if row.name not in done)
    after = {**known, **{row.name: row for row in added + updated}}
    if has_admin(known.values()) and not has_admin(after.values()):
        raise LabError("last-admin", "The roster would take the last admin's powers away.")
    return Plan(added, updated, unchanged)


def has_admin(rows: Iterable[Row]) -> bool:
    """Tell whether anybody there is an admin."""
    return any(row.role is Role.ADMIN for row in rows)


def known_rows(db: Session) -> dict[str, Row]:
    """Return everybody present as rows of a roster."""
    return {
        person.name: Row(person.name, Role(person.role), person.group)
        for person in people.present(db)
    }


def apply(db: Session, wanted: Plan, uid_first: int) -> None:
    """Carry a plan out in one transaction: all of it, or nothing and the error."""
    try:
        for row in wanted.added:
            people.add(db, row.name, row.role, row.group, uid_first)
            set_powers(db, ensure_account(db, row.name), row)
        for row in wanted.updated:
            person = people.get(db, row.name)
            person.role, person.group = row.role.value, row.group
            set_powers(db, ensure_account(db, row.name), row)
        db.commit()
    except BaseException:
        db.rollback()
        raise


def ensure_account(db: Session, name: str) -> orm.User:
    """Return JupyterHub's account of that name, made if needed; the caller commits."""
    user = orm.User.find(db, name)
    if user is None:
        user = orm.User(name=name)
        db.add(user)
        db.flush()
    return user


def set_powers(db: Session, user: orm.User, row: Row) -> None:
    """Give an account the groups and the admin role of its row; the caller commits."""
    user.admin = row.role is Role.ADMIN
    roles.grant_role(db, user, "user", commit=False)
    change = roles.grant_role if user.admin else roles.strip_role
    change(db, user, "admin", commit=False)
    have = [group.name for group in user.groups]
    join, leave = group_changes(have, groups_for(row.role, row.group))
    user.groups = [group for group in user.groups if group.name not in leave]
    user.groups += [ensure_group(db, name) for name in sorted(join)]


def ensure_group(db: Session, name: str) -> orm.Group:
    """Return JupyterHub's group of that name, made if needed."""
    group = orm.Group.find(db, name)
    if group is None:
        group = orm.Group(name=name)
        db.add(group)
        db.flush()
    return group
