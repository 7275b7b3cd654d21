"""The instructors' side: who of their own students waits, look at a copy, answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from classroom.audit import record
from classroom.help.asked import check_words
from classroom.help.desk import close, name_of, no_such_help
from classroom.help.sent import Copy
from classroom.help.shelf import Shelf
from classroom.help.state import State, check_allowed, over, state_of
from classroom.help.tables import HelpLook, HelpRequest, ended_since, open_requests
from classroom.ledger import now
from classroom.people import Member, teaches

_ONE_LOOK = timedelta(minutes=1)
_SHOWN = timedelta(days=2)  # for which ended questions stay on the list


@dataclass(frozen=True)
class Watch:
    """What one teacher sees of the questions: those of own students, never another's."""

    teacher: Member
    members: Mapping[str, Member]
    sessions: sessionmaker[Session]
    shelf: Shelf
    clock: Callable[[], datetime] = now

    def waiting(self) -> list[HelpRequest]:
        """Return the open questions, who waits longest first."""
        with self.sessions() as session:
            return [one for one in open_requests(session) if self._may_see(one)]

    def ended(self) -> list[HelpRequest]:
        """Return what was ended in the last days, the last one first."""
        with self.sessions() as session:
            found = ended_since(session, self.clock() - _SHOWN)
            return [one for one in found if self._may_see(one)]

    def one(self, number: int) -> HelpRequest:
        """Return a question; raises ClassroomError `no-such-help`."""
        with self.sessions() as session:
            return self._find(session, number)

    def look(self, number: int) -> tuple[HelpRequest, Copy | None]:
        """Return a question and the copy, None before it has come; the look is noted.

        Raises:
            ClassroomError: `no-such-help`, `help-not-allowed` or `help-over`.
        """
        with self.sessions.begin() as session:
            request = self._find(session, number)
            check_allowed(request, self.clock())
            copy = self.shelf.get(number) if request.copy_at else None
            if copy is not None:
                self._note(session, request)
        return request, copy

    def want_newer(self, number: int) -> HelpRequest:
        """Ask the lab for a newer copy, or the student for consent.

        Raises:
            ClassroomError: `no-such-help` or `help-over`.
        """
        with self.sessions.begin() as session:
            request = self._find(session, number)
            if state_of(request, self.clock()) is State.ENDED:
                raise over()
            request.wanted_at, request.wanted_by = self.clock(), self.teacher.name
            record(session, self.teacher.name, "help-want", name_of(request), request.user)
        return request

    def answer(self, number: int, words: object) -> HelpRequest:
        """End a question with some words to the student; the copy is gone.

        Raises:
            ClassroomError: `no-such-help`, `help-over` or `help-words`.
        """
        said = check_words(words)
        with self.sessions.begin() as session:
            request = self._find(session, number)
            if not close(session, request, self.teacher.name, self.clock(), said):
                raise over()
        self.shelf.remove(number)
        return request

    def _find(self, session: Session, number: int) -> HelpRequest:
        request = session.get(HelpRequest, number)
        if request is None or not self._may_see(request):
            raise no_such_help()
        return request

    def _may_see(self, request: HelpRequest) -> bool:
        # Who has left the course is in no section.
        return teaches(self.teacher, self.members.get(request.user, Member(request.user)))

    def _note(self, session: Session, request: HelpRequest) -> None:
        """Note a look, once a minute at most."""
        who, at = self.teacher.name, self.clock()
        recent = select(HelpLook.id).where(
            HelpLook.request_id == request.id, HelpLook.who == who, HelpLook.at > at - _ONE_LOOK
        )
        if session.scalar(recent.limit(1)) is None:
            session.add(HelpLook(request_id=request.id, who=who, at=at))
            record(session, who, "help-look", name_of(request), f"{request.user}: {request.path}")
