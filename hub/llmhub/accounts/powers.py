"""What JupyterHub lets an account do: admin flag, roles, groups. The caller commits."""

from __future__ import annotations

from jupyterhub import orm, roles
from sqlalchemy.orm import Session

from llmhub.accounts.roles import (
    Role,
    derived,
    group_changes,
    groups_for,
    is_derived,
    is_ours,
    read_groups,
    role_over,
    sections_of,
)


def give(db: Session, user: orm.User, role: Role, section: str) -> None:
    """Give an account what belongs to a role and a group of the roster, and nothing else of it."""
    user.admin = role is Role.ADMIN
    roles.grant_role(db, user, "user", commit=False)
    change = roles.grant_role if user.admin else roles.strip_role
    change(db, user, "admin", commit=False)
    join, leave = group_changes(group_names(user), groups_for(role, section))
    user.groups = [group for group in user.groups if group.name not in leave]
    user.groups += [ensure_group(db, name) for name in sorted(join)]
    if section:
        ensure_role(db, section)


def ensure_role(db: Session, section: str) -> None:
    """Make the role of a section's instructors; JupyterHub forgets it at each start."""
    spec = role_over(section)
    role = roles.create_role(db, spec, commit=False)
    role.groups = [ensure_group(db, name) for name in spec["groups"]]


def bring_up_to_date(db: Session) -> set[str]:
    """Put everybody into the groups that follow from theirs; return all sections. Commits.

    For accounts of an older version, and for groups that were changed on the admin page.
    """
    sections: set[str] = set()
    for user in db.query(orm.User):
        names = group_names(user)
        sections |= sections_of(names)
        right = derived(names)
        if right != {name for name in names if is_derived(name)}:
            user.groups = [group for group in user.groups if not is_derived(group.name)]
            user.groups += [ensure_group(db, name) for name in sorted(right)]
    db.commit()
    return sections


def fit(user: orm.User, role: Role, section: str) -> bool:
    """Tell whether an account has just what belongs to a role and a group of the roster."""
    ours = {name for name in group_names(user) if is_ours(name)}
    return bool(user.admin) is (role is Role.ADMIN) and ours == groups_for(role, section)


def read(user: orm.User) -> tuple[Role, str]:
    """Return the role and group that an account not made by a roster comes nearest to."""
    role, section = read_groups(group_names(user))
    return (Role.ADMIN if user.admin else role), section


def group_names(user: orm.User) -> set[str]:
    """Return the names of all groups of an account."""
    return {group.name for group in user.groups}


def ensure_account(db: Session, name: str) -> orm.User:
    """Return JupyterHub's account of that name, made if needed."""
    user = orm.User.find(db, name)
    if user is None:
        user = orm.User(name=name)
        db.add(user)
        db.flush()
    return user


def ensure_group(db: Session, name: str) -> orm.Group:
    """Return JupyterHub's group of that name, made if needed."""
    group = orm.Group.find(db, name)
    if group is None:
        group = orm.Group(name=name)
        db.add(group)
        db.flush()
    return group
