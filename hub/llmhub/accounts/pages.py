"""Pages of one's own account: log in, take up an invitation, change the password."""

from __future__ import annotations

import asyncio
from typing import Any

from jupyterhub import orm
from jupyterhub.handlers import BaseHandler
from jupyterhub.handlers.login import LoginHandler as HubLoginHandler
from jupyterhub.handlers.login import LogoutHandler
from jupyterhub.user import User
from tornado import web

from llmhub.accounts import invites, passwords, people
from llmhub.accounts.tables import Person
from llmhub.errors import LabError

GONE = (
    "This link has been used already, is older than two weeks, or was replaced by a newer one. "
    "Log in if you have set a password; otherwise ask your instructor for a new link."
)


def handlers() -> list[tuple[str, type[BaseHandler]]]:
    """Return the pages below /hub."""
    return [
        (r"/login", LoginHandler),
        (r"/logout", LogoutHandler),
        (r"/invite(?:/([A-Za-z0-9_-]{20,100}))?", InviteHandler),
        (r"/change-password", ChangePasswordHandler),
    ]


class LoginHandler(HubLoginHandler):
    """JupyterHub's login; a one-time password leads to the page where it is replaced."""

    must_change_name = ""

    async def post(self) -> None:
        """Log in, or show what is wrong."""
        data = {
            name: self.get_body_argument(name, "", strip=name == "username")
            for name in ("username", "password")
        }
        user = await self.login_user(data)
        if user:
            self._jupyterhub_user = user
            self.redirect(self.get_next_url(user))
        elif self.must_change_name:
            person = people.get(self.db, self.must_change_name)
            token = invites.issue(person, people.now())
            self.db.commit()
            self.redirect(f"{self.hub.base_url}invite?token={token}")
        else:
            self.set_status(403)
            error = "That name and password do not belong together. Try again."
            self.finish(await self._render(login_error=error, username=data["username"][:31]))


class PasswordPage(BaseHandler):
    """A page with a form that sets a password."""

    template = ""

    def set_default_headers(self) -> None:
        """Let nobody learn the whole address, for it may hold a key, and no cache keep the page."""
        super().set_default_headers()
        self.set_header("Referrer-Policy", "strict-origin")
        self.set_header("Cache-Control", "no-store")

    async def show(self, error: LabError | None = None, **values: Any) -> None:
        """Render the form, with the error read out first if there is one."""
        if error is not None:
            self.set_status(400)
        minimum = self.authenticator.minimum_password_length
        self.finish(
            await self.render_template(self.template, error=error, minimum=minimum, **values)
        )

    def check_new(self, name: str) -> str:
        """Return the new password of the form, or raise LabError."""
        password: str = self.get_body_argument("password", "", strip=False)
        repeated = self.get_body_argument("repeated", "", strip=False)
        self.authenticator.check_password(name, password, repeated)
        return password

    def store(self, name: str, hashed: bytes) -> User:
        """Set the password, end older sessions and give this browser a new one."""
        self.authenticator.set_password(name, hashed)
        self.db.commit()
        user = self.find_user(name)
        self.set_session_cookie()
        self.set_login_cookie(user)
        return user


class InviteHandler(PasswordPage):
    """A one-time link: choose a password, and be logged in."""

    template = "invite.html"

    def initialize(self, **values: Any) -> None:
        """Take the key out of what is logged: errors are logged with the whole address."""
        super().initialize(**values)
        self.request.uri = f"{self.hub.base_url}invite..."

    def append_query_parameters(self, url: str, exclude: Any = None) -> str:
        """Return the address that follows as it is: JupyterHub would take the key along."""
        return url

    def holder(self, in_path: str | None) -> Person:
        """Return whom the link belongs to; 410 where it is of no use."""
        person = invites.holder_now(self.db, in_path or self.get_query_argument("token", ""))
        if person is None or orm.User.find(self.db, person.name) is None:
            raise web.HTTPError(410, GONE)
        return person

    async def get(self, in_path: str | None) -> None:
        """Show the form; opening the link does not use it up."""
        await self.show(who=self.holder(in_path).name)

    async def post(self, in_path: str | None) -> None:
        """Set the password and go to the start page."""
        name = self.holder(in_path).name
        try:
            password = self.check_new(name)
        except LabError as error:
            await self.show(error, who=name)
            return
        hashed = await asyncio.to_thread(passwords.hashed, password)
        # Once more: a second click may have used it up while this one was hashing.
        invites.use_up(self.holder(in_path))
        user = self.store(name, hashed)
        self.log.info("%s has taken up the invitation", name)
        self.redirect(self.get_next_url(user))


class ChangePasswordHandler(PasswordPage):
    """Change one's own password."""

    template = "change-password.html"

    @web.authenticated
    async def get(self) -> None:
        """Show the form."""
        await self.show(done=self.get_query_argument("done", "") == "1")

    @web.authenticated
    async def post(self) -> None:
        """Check the old password, set the new one, and log out everywhere else."""
        name = self.current_user.name
        old = self.get_body_argument("old", "", strip=False)
        try:
            given = {"username": name, "password": old}
            if await self.authenticator.authenticate(self, given) is None:
                raise LabError("password-wrong", "The old password is not right.")
            password = self.check_new(name)
        except web.HTTPError as refused:
            await self.show(LabError("password-wrong", refused.log_message or ""), done=False)
            return
        except LabError as error:
            await self.show(error, done=False)
            return
        self.store(name, await asyncio.to_thread(passwords.hashed, password))
        self.redirect(f"{self.hub.base_url}change-password?done=1")
