"""Accounts by invitation: NativeAuthenticator's passwords without its sign-up."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyterhub import orm
from nativeauthenticator import NativeAuthenticator
from nativeauthenticator.orm import UserInfo
from sqlalchemy.orm import Session
from tornado import web
from traitlets import Integer, Unicode, default

from llmhub.accounts import leaving, passwords, people, sessions
from llmhub.accounts.tables import Person, create_tables
from llmhub.delivery import book
from llmhub.layout import StateLayout

if TYPE_CHECKING:
    from jupyterhub.handlers import BaseHandler
    from jupyterhub.user import User


class InviteAuthenticator(NativeAuthenticator):
    """Names and passwords; an account begins with a roster and a one-time link."""

    uid_first = Integer(20000, config=True, help="First Unix user id given to accounts.")
    state_dir = Unicode("/srv/llmhub", config=True, help="Where homes lie.")

    @default("db")
    def _db(self) -> Session:
        session: Session = self._deprecated_db_session  # the hub's own, without the warning
        return session

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        create_tables(self.db)

    def get_handlers(self, app: Any) -> list[tuple[str, type[BaseHandler]]]:
        """Return our pages only: no sign-up, no authorization area."""
        from llmhub.accounts import pages  # handlers need this module

        return pages.handlers()

    async def authenticate(self, handler: Any, data: dict[str, str]) -> str | None:
        """Return the name if the password is right, off the event loop for it takes long."""
        name: str = self.normalize_username(data.get("username", ""))
        if self.allowed_failed_logins and self.is_blocked(name):
            raise web.HTTPError(403, "Too many wrong passwords. Wait a minute, then try again.")
        info = self.get_user(name)
        stored = info.password if info is not None else None
        if info is not None:
            # Counted before the comparison, which takes long: a burst would all be let past.
            self.add_login_attempt(name)
        if not await asyncio.to_thread(passwords.matches, data.get("password", ""), stored):
            return None
        self.successful_login(name)
        if self.must_change(name):
            # A one-time password opens nothing but the page where it is replaced.
            handler.must_change_name = name
            return None
        return name

    def must_change(self, name: str) -> bool:
        """Tell whether somebody's password is a one-time one."""
        person = people.find(self.db, name)
        return person is not None and person.must_change

    def check_password(self, name: str, password: str, repeated: str) -> None:
        """Raise LabError with a plain sentence if this cannot be somebody's password."""
        common = self.is_password_common(password)
        passwords.check(password, repeated, name, self.minimum_password_length, common)

    def set_password(self, name: str, hashed: bytes, must_change: bool = False) -> None:
        """Store a password and end all sessions that the old one opened; the caller commits."""
        info = self.get_user(name)
        if info is None:
            info = UserInfo(username=name, password=hashed)
            self.db.add(info)
        info.password, info.is_authorized = hashed, True
        person: Person = people.ensure(self.db, name, self.uid_first)
        person.must_change = must_change
        account = orm.User.find(self.db, name)
        if account is not None:
            sessions.end_all(self.db, account)
        self.login_attempts.pop(name, None)

    def add_user(self, user: User) -> None:
        """Give every account a uid, however it was made."""
        super().add_user(user)
        people.uid_of(self.db, user.name, self.uid_first)

    def delete_user(self, user: User) -> None:
        """Forget the password, retire the uid, and put the home where no namesake gets it."""
        person = people.find(self.db, user.name)
        if person is not None:
            layout = StateLayout(Path(self.state_dir))
            leaving.set_aside(layout, user.name, person.uid, people.now())
            leaving.set_feedback_aside(layout, user.name, person.uid, people.now())
            book.forget(self.db, user.name)
            people.mark_removed(person)
            self.db.commit()
        super().delete_user(user)
