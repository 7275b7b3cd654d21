"""The student's side: ask, allow for an hour, send the file, take it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from classroom.audit import record
from classroom.errors import ClassroomError
from classroom.help.asked import check_question
from classroom.help.sent import unpack
from classroom.help.shelf import Shelf
from classroom.help.state import (
    A_DAY,
    CONSENT,
    MOST_A_DAY,
    MOST_OPEN,
    TOLD,
    State,
    check_allowed,
    over,
    state_of,
)
from classroom.help.tables import HelpRequest, asked_since, ended_since, open_requests
from classroom.ledger import now


@dataclass(frozen=True)
class HelpDesk:
    """Where students ask."""

    sessions: sessionmaker[Session]
    shelf: Shelf
    clock: Callable[[], datetime] = now

    def ask(self, user: str, path: object, words: object) -> HelpRequest:
        """Take a question down; nobody may look yet.

        Raises:
            ClassroomError: `help-path`, `help-words`, `help-asked-already` or `help-too-many`.
        """
        named, said = check_question(path, words)
        request = HelpRequest(user=user, path=named, words=said, asked_at=self.clock())
        with self.sessions.begin() as session:
            # Written first: from here on nobody else writes, so what is counted stays true.
            session.add(request)
            try:
                session.flush()
            except IntegrityError:
                raise ClassroomError(
                    "help-asked-already",
                    "You have asked about this already: wait for the answer, or take that "
                    "question back first.",
                    409,
                ) from None
            if len(open_requests(session, user)) > MOST_OPEN:
                raise ClassroomError(
                    "help-too-many",
                    f"You have {MOST_OPEN} open questions: take one back first.",
                    409,
                )
            if asked_since(session, self.clock() - A_DAY, user) > MOST_A_DAY:
                raise ClassroomError(
                    "help-too-many",
                    f"You have asked {MOST_A_DAY} questions in a day: speak to your instructor.",
                    409,
                )
            record(session, user, "help-ask", name_of(request), named)
        return request

    def consent(self, user: str, number: int) -> HelpRequest:
        """Let the instructors look for an hour from now, also once more.

        Raises:
            ClassroomError: `no-such-help`, `help-over` or `help-no-file`.
        """
        with self.sessions.begin() as session:
            request = self._open(session, user, number)
            if not request.path:
                raise ClassroomError(
                    "help-no-file", "This question is about no file: ask about one.", 409
                )
            request.consent_until = self.clock() + CONSENT
            until = f"until {request.consent_until.isoformat()}Z"
            record(session, user, "help-allow", name_of(request), f"{request.path} {until}")
        return request

    def receive(self, user: str, number: int, sent: dict[str, Any]) -> HelpRequest:
        """Keep a copy that the student's lab sends.

        Raises:
            ClassroomError: `no-such-help`, `help-over`, `help-not-allowed`, or what `unpack` and
                `Shelf.put` raise.
        """
        with self.sessions() as session:
            request = find_own(session, user, number)
            check_allowed(request, self.clock())
        self.shelf.put(number, unpack(request.path, sent))
        try:
            with self.sessions.begin() as session:
                request = find_own(session, user, number)
                # Taken back while the file was being written: then it goes again.
                check_allowed(request, self.clock())
                request.copy_at, request.wanted_at, request.wanted_by = self.clock(), None, ""
        except ClassroomError:
            self.shelf.remove(number)
            raise
        return request

    def end(self, user: str, number: int) -> HelpRequest:
        """Take a question back; the copy is gone. Raises ClassroomError `no-such-help`."""
        with self.sessions.begin() as session:
            request = find_own(session, user, number)
            close(session, request, user, self.clock())
        self.shelf.remove(number)
        return request

    def own(self, user: str) -> list[HelpRequest]:
        """Return a student's questions, the open ones first, then those ended not long ago."""
        with self.sessions() as session:
            ended = ended_since(session, self.clock() - TOLD, user)
            return [*open_requests(session, user), *ended]

    def one(self, user: str, number: int) -> HelpRequest:
        """Return one question of a student's; raises ClassroomError `no-such-help`."""
        with self.sessions() as session:
            return find_own(session, user, number)

    def _open(self, session: Session, user: str, number: int) -> HelpRequest:
        request = find_own(session, user, number)
        if state_of(request, self.clock()) is State.ENDED:
            raise over()
        return request


def find_own(session: Session, user: str, number: int) -> HelpRequest:
    """Return a student's own question; another's is not told from one that is not there."""
    request = session.get(HelpRequest, number)
    if request is None or request.user != user:
        raise no_such_help()
    return request


def close(session: Session, request: HelpRequest, who: str, at: datetime, answer: str = "") -> bool:
    """End a question, unless it is ended already; whoever calls removes the copy afterwards."""
    if request.ended_at is not None:
        return False
    request.ended_at, request.ended_by, request.answer = at, who, answer
    request.copy_at = request.wanted_at = None
    record(session, who, "help-end", name_of(request), f"{request.user}: {request.path}")
    return True


def name_of(request: HelpRequest) -> str:
    """Return how the audit names a question."""
    return f"help {request.id}"


def no_such_help() -> ClassroomError:
    """Return the refusal of a question that is not there, or not for who asks."""
    return ClassroomError("no-such-help", "There is no such question.", 404)
