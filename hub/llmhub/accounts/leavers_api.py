"""Endpoints for those who leave, and for taking one's work along."""

from __future__ import annotations

import asyncio
from pathlib import Path

from jupyterhub.user import User
from jupyterhub.utils import maybe_future

from llmhub.accounts import enrolment, leaving, people
from llmhub.accounts.endpoint import Endpoint, for_operators, for_the_course
from llmhub.accounts.tables import Person
from llmhub.delivery import book
from llmhub.errors import LabError


class PersonHandler(Endpoint):
    """One person."""

    @for_operators
    async def delete(self, name: str) -> None:
        """Stop, archive, check, and only then remove."""
        person = people.get(self.db, name)
        known = enrolment.known_people(self.db)
        others = [one for key, one in known.items() if key != name]
        if enrolment.has_admin(known.values()) and not enrolment.has_admin(others):
            raise LabError("last-admin", f"{name} is the last admin: make another one first.")
        with leaving.departure(name):
            self.answer({"archive": str(await self.let_go(person))})

    async def let_go(self, person: Person) -> Path:
        """Remove everything of a person for whom nothing can start any more; return the archive."""
        user = self.find_user(person.name)
        if user is not None:
            await self.stop_all(user)
        book.forget(self.db, person.name)
        target = await asyncio.to_thread(
            leaving.archive_home, self.layout, person.name, person.uid, people.now()
        )
        if user is not None and user.active:
            raise LabError("server-busy", f"{person.name} has just started a server. Try again.")
        await asyncio.to_thread(leaving.remove_folders, self.layout, person.name)
        leaving.set_feedback_aside(self.layout, person.name, person.uid, people.now())
        if user is not None:
            await maybe_future(self.authenticator.delete_user(user))
            await user.delete_spawners()
            self.users.delete(user)
        if person.removed is None:  # another authenticator knows nothing of our table
            people.mark_removed(person)
            self.db.commit()
        return target

    async def stop_all(self, user: User) -> None:
        """Stop every server of a person and wait until they are gone."""
        for name, spawner in list(user.spawners.items()):
            if spawner.pending == "stop" and spawner._stop_future is not None:
                await spawner._stop_future
                continue
            if spawner.pending:
                raise LabError(
                    "server-busy", f"A server of {user.name} is starting or stopping. Try again."
                )
            if spawner.active:
                stopping = await self.stop_single_user(user, name)
                if stopping is not None:
                    await stopping


class LeaversHandler(Endpoint):
    """Who has left, for the course service: what it keeps of them must not go to a namesake."""

    @for_the_course
    async def get(self) -> None:
        """Tell names, with a number that nobody else has, and since when they are gone."""
        found = [(one.name, one.uid, one.removed) for one in people.removed(self.db)]
        self.answer(
            {
                "leavers": [
                    {"name": name, "uid": uid, "removed": f"{at.isoformat()}Z"}
                    for name, uid, at in found
                    if at is not None
                ]
            }
        )


class ExportHandler(Endpoint):
    """Everything somebody has, to take along."""

    @for_operators
    async def post(self, name: str) -> None:
        """Archive the home as it is now, whether a server runs or not."""
        person = people.get(self.db, name)
        leaving.check_staying(name)
        target = await asyncio.to_thread(
            leaving.archive_home, self.layout, name, person.uid, people.now()
        )
        self.answer({"archive": str(target)})
