"""A database in memory with JupyterHub's tables and ours, and rosters applied to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from jupyterhub import orm, roles
from sqlalchemy.orm import Session

from llmhub.accounts import enrolment
from llmhub.accounts.roster import Row
from llmhub.accounts.tables import create_tables

FIRST = 20000
"""The first uid that is given."""


@contextmanager
def accounts_db() -> Iterator[Session]:
    """Open a database in which JupyterHub's own roles are known."""
    session: Session = orm.new_session_factory("sqlite:///:memory:")()
    create_tables(session)
    for role in roles.get_default_roles():
        roles.create_role(session, role)
    yield session
    session.close()


def enrol(db: Session, *rows: Row, update: bool = False) -> enrolment.Plan:
    """Apply a roster; return what it did."""
    wanted = enrolment.plan(rows, enrolment.known_people(db), update)
    enrolment.apply(db, wanted, FIRST)
    return wanted


def groups(db: Session, name: str) -> set[str]:
    """Return the names of somebody's groups."""
    return {group.name for group in orm.User.find(db, name).groups}
