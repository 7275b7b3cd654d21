"""Browser sessions of an account."""

from __future__ import annotations

from jupyterhub import orm
from sqlalchemy import select
from sqlalchemy.orm import Session


def end_all(db: Session, account: orm.User) -> None:
    """Log an account out everywhere; tokens made by hand stay. The caller commits."""
    account.cookie_id = orm.new_token()
    opened = select(orm.APIToken).where(
        orm.APIToken.user_id == account.id, orm.APIToken.session_id.is_not(None)
    )
    for token in db.execute(opened).scalars():
        db.delete(token)
