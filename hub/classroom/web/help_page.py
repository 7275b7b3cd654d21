"""Help for browsers: who waits, and one question with the copy that may be looked at."""

from __future__ import annotations

from dataclasses import dataclass

from classroom.errors import ClassroomError
from classroom.help.looking import Watch
from classroom.help.rendering import log_html, rendered
from classroom.help.state import TIME, State, over, state_of
from classroom.help.tables import HelpRequest
from classroom.help.telling import waits
from classroom.ledger import now
from classroom.web.frame import STYLE_HASH, framed
from classroom.web.help_api import watch_of
from classroom.web.page import PageHandler


@dataclass(frozen=True)
class Shown:
    """A copy as pages for frames, and a sentence where something has to be said about it."""

    html: str = ""
    note: str = ""
    log: str = ""


def look(watch: Watch, number: int) -> tuple[HelpRequest, Shown]:
    """Look at a copy; raises ClassroomError as `Watch.look` does."""
    request, copy = watch.look(number)
    if copy is None:
        return request, Shown(note="The file has not come from the student's lab yet.")
    html, note = rendered(request.path, copy.data)
    log = log_html(copy.log) if copy.log else ""
    return request, Shown(framed(html), note, framed(log))


class ListPage(PageHandler):
    """Who waits."""

    async def get(self) -> None:
        """Show the list."""
        watch, at = await watch_of(self), now()
        waiting, ended = await self.in_thread(lambda: (watch.waiting(), watch.ended()))
        self.page(
            "help_list.html",
            waiting=[(one, waits(one.asked_at, at), state_of(one, at)) for one in waiting],
            ended=ended,
            time_limit=TIME,
        )


class QuestionPage(PageHandler):
    """One question: what the student says, and the copy in a frame that may do nothing."""

    # A frame without an address of its own has this page's policy.
    csp = (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; frame-src 'none'; "
        f"style-src 'self' 'sha256-{STYLE_HASH}'; "
        "frame-ancestors 'none'; form-action 'self'; base-uri 'none'"
    )

    async def get(self, number: str) -> None:
        """Show it."""
        await self.show(int(number))

    async def show(self, number: int, problem: ClassroomError | None = None) -> None:
        """Show it, with what was wrong about the button that was pressed.

        Before consent, and when its time is over, the words alone are shown, and the refusal.
        """
        watch = await watch_of(self)
        request, shown = await self.in_thread(watch.one, number), Shown()
        state = state_of(request, now())
        if state is State.ENDED:
            raise over()
        try:
            request, shown = await self.in_thread(look, watch, number)
        except ClassroomError as error:
            problem = problem or error
        if problem:
            self.set_status(problem.status)
        self.page(
            "help.html",
            one=request,
            state=state,
            shown=shown,
            problem=problem,
            waited=waits(request.asked_at, now()),
        )


class WantPage(QuestionPage):
    """The button for a newer copy."""

    async def post(self, number: str) -> None:
        """Ask for it."""
        watch = await watch_of(self)
        await self.in_thread(watch.want_newer, int(number))
        self.redirect(f"../{number}", status=303)


class AnswerPage(QuestionPage):
    """The button that ends a question."""

    async def post(self, number: str) -> None:
        """Answer."""
        watch, words = await watch_of(self), self.get_body_argument("words", "")
        try:
            await self.in_thread(watch.answer, int(number), words.replace("\r\n", "\n"))
        except ClassroomError as error:
            await self.show(int(number), error)
        else:
            self.redirect("../../help", status=303)


def handlers() -> list[tuple[str, type]]:
    """Return the handlers, by patterns below the service's prefix."""
    one = r"help/([1-9]\d{0,8})"
    return [
        (r"help", ListPage),
        (one, QuestionPage),
        (f"{one}/want", WantPage),
        (f"{one}/answer", AnswerPage),
    ]
