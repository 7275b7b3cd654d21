"""The notebook that the merge's tests begin with, in its versions."""

from __future__ import annotations

from labsync.offers import TAG
from labsync.outcome import CellOutcome

from tests.labsync.books import Book, Cell, book, code, text


def told(cells: tuple[CellOutcome, ...]) -> list[tuple[str, str, str]]:
    """Return cell, state and reason of each outcome."""
    return [(one.cell, str(one.state), one.why) for one in cells]


def edited(cell: Cell, source: str) -> Cell:
    """Return the cell with another text."""
    return cell | {"source": source}


def offers(notebook: Book) -> list[Cell]:
    """Return the cells that show what the course has."""
    return [c for c in notebook["cells"] if TAG in c["metadata"].get("tags", [])]


ASK = code("ask", "print('hello')")
INTRO = text("intro", "# Week 3\n\nWelcome.")
GRADED = {"grade": True, "solution": False, "locked": True, "grade_id": "t", "points": 2}
TEST = code("t", "assert answer == 42", nbgrader=GRADED)
BASE = book(INTRO, ASK, TEST)
MINE = book(INTRO, edited(ASK, "print('mine')"), TEST)
THEIRS = book(INTRO, edited(ASK, "print('fixed')"), TEST)
LATER = book(INTRO, edited(ASK, "print('fixed again')"), TEST)
TURNED = book(INTRO, text("ask", "Say hello."), TEST)
A, B, C = (text(name, f"The text of cell {name}.") for name in "abc")
