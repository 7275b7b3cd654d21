"""One push: what it would change, how it goes on, and the buttons that follow."""

from __future__ import annotations

from classroom.errors import ClassroomError
from classroom.pushes.table import Line, others
from classroom.pushes.wanted import Wanted
from classroom.web.page import PageHandler
from classroom.web.pushes_api import look, pushes_of
from classroom.web.pushes_page import new_key

_OFTEN, _SELDOM = 1500, 15_000  # milliseconds


class PushPage(PageHandler):
    """A push, or a trial of one."""

    async def get(self, number: str) -> None:
        """Show how it stands."""
        await self.show(int(number))

    async def show(self, number: int, problem: ClassroomError | None = None) -> None:
        """Show it, with what was wrong about the button that was pressed."""
        found, trouble = await look(self.classroom, self.member, number)
        if problem:
            self.set_status(problem.status)
        head, lines = found.head, sorted(found.lines, key=urgency)
        rest = [others(line, found.columns) for line in lines]
        self.page(
            "push.html",
            head=head,
            push=head.push,
            view=found,
            lines=list(zip(lines, rest, strict=True)),
            any_rest=any(rest),
            number=sum(head.counts.values()),
            every=pause(head.state),
            trouble=trouble,
            problem=problem,
            key=new_key(),
        )


def urgency(line: Line) -> tuple[bool, bool, str, int]:
    """Return what puts lines in order: what needs a look comes first."""
    return (
        line.state not in ("failed", "skipped"),
        line.state != "kept-own",
        line.student,
        line.week,
    )


def pause(state: str) -> int:
    """Return after how many milliseconds a page asks again, 0 for never."""
    if state in ("new", "running", "pending"):
        return _OFTEN
    return _SELDOM if state == "waiting" else 0


class ReallyPushPage(PushPage):
    """The button below a trial."""

    async def post(self, number: str) -> None:
        """Push what was tried."""
        found, _ = await look(self.classroom, self.member, int(number))
        tried = found.head.push
        key = self.get_body_argument("key", "")[:64] or None
        wanted = Wanted(tried.release, tuple(tried.weeks), tuple(tried.targets), key)
        try:
            pushed = await pushes_of(self.classroom).start(self.member, wanted)
        except ClassroomError as error:
            await self.show(int(number), error)
        else:
            self.redirect(f"../p{pushed}", status=303)


class UndoPage(PushPage):
    """Ask before a push is taken back."""

    async def get(self, number: str) -> None:
        """Say what an undo does, and ask."""
        found, _ = await look(self.classroom, self.member, int(number))
        self.page("push_undo.html", head=found.head, push=found.head.push)

    async def post(self, number: str) -> None:
        """Take it back."""
        try:
            undo = await pushes_of(self.classroom).undo(self.member, int(number))
        except ClassroomError as error:
            await self.show(int(number), error)
        else:
            self.redirect(f"../p{undo}", status=303)


class RetryPage(PushPage):
    """The button for what failed."""

    async def post(self, number: str) -> None:
        """Try again."""
        try:
            await pushes_of(self.classroom).retry(self.member, int(number))
        except ClassroomError as error:
            await self.show(int(number), error)
        else:
            self.redirect(f"../p{number}", status=303)


def handlers() -> list[tuple[str, type]]:
    """Return the handlers, by patterns below the service's prefix."""
    one = r"pushes/p(\d{1,9})"
    return [
        (one, PushPage),
        (f"{one}/push", ReallyPushPage),
        (f"{one}/undo", UndoPage),
        (f"{one}/retry", RetryPage),
    ]
