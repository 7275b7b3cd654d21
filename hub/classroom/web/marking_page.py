"""Marking for browsers: a week's list, and one hand-in beside its rubric, by keyboard."""

from __future__ import annotations

from classroom.handins.notebooks import Unreadable, read_notebook
from classroom.handins.shelf import read
from classroom.marking.desk import row_of
from classroom.marking.written import cell_html, file_html
from classroom.web.frame import STYLE_HASH, STYLE_TAG, framed
from classroom.web.handins_page import weeks_of
from classroom.web.marking_api import desk_of, look_at, note_look, overview_for
from classroom.web.marking_view import overview_told
from classroom.web.page import PageHandler


class WeeksPage(PageHandler):
    """All weeks."""

    async def get(self) -> None:
        """Show them."""
        weeks = await self.in_thread(weeks_of, self.classroom)
        self.page("weeks.html", weeks=weeks, title="Marks", path="marks")


class MarksPage(PageHandler):
    """One week."""

    async def get(self, week: str) -> None:
        """Show the list, or go on to the next hand-in that waits."""
        overview = await overview_for(self, int(week))
        told = overview_told(overview, self.member)
        wanted = {"first": "next", "second": "next_second"}.get(self.get_argument("next", ""))
        if wanted and told[wanted]:
            self.redirect(f"{week}/{told[wanted]}")
        else:
            self.page("marks.html", told=told, rows=overview.rows)


class PaperPage(PageHandler):
    """One hand-in: what was written on the left, what is looked for on the right."""

    # What a student wrote stands in frames that may do nothing; their policy is this page's.
    csp = (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; frame-src 'none'; "
        f"style-src 'self' 'sha256-{STYLE_HASH}'; "
        "frame-ancestors 'none'; form-action 'self'; base-uri 'none'"
    )

    async def get(self, week: str, name: str) -> None:
        """Show it."""
        told = await look_at(self, int(week), name)
        self.page("paper.html", told=told, week=int(week), framed=framed)


class FilePage(PageHandler):
    """One file of a hand-in, as harmless HTML in a page without any rights."""

    csp = (
        f"sandbox; default-src 'none'; img-src data:; style-src 'sha256-{STYLE_HASH}'; "
        "frame-ancestors 'none'"
    )

    async def get(self, week: str, name: str) -> None:
        """Show it."""
        handin = row_of(await overview_for(self, int(week)), name).handin
        path = self.get_argument("path")
        place = desk_of(self.classroom).layout.handins
        data = await self.in_thread(read, place, handin, path)
        await self.in_thread(note_look, self.classroom, self.member.name, handin, path)
        html, note = await self.in_thread(shown, path, data)
        self.page("handed_in.html", path=path, html=html, note=note, style=STYLE_TAG)


def shown(path: str, data: bytes) -> tuple[str, str]:
    """Return a file as harmless HTML, and a sentence; of a notebook only the cells."""
    if not path.endswith(".ipynb"):
        return file_html(path, data)
    try:
        notebook = read_notebook(data)
    except Unreadable as error:
        return "", f"{path} cannot be shown: {error}."
    return "\n".join(cell_html(cell) for cell in notebook.cells[:300]), ""


def handlers() -> list[tuple[str, type]]:
    """Return the handlers, by patterns below the service's prefix."""
    name = r"([A-Za-z0-9-]{1,64})"
    return [
        (r"marks", WeeksPage),
        (r"marks/([1-9]\d?)", MarksPage),
        (rf"marks/([1-9]\d?)/{name}", PaperPage),
        (rf"marks/([1-9]\d?)/{name}/file", FilePage),
    ]
