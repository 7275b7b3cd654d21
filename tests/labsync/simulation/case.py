"""One merge that is tried, and the notebook that it begins with."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from tests.labsync.books import Book, Cell, book, code, text

PAIRS = 8  # of a text and a code cell


@dataclass
class Case:
    """One merge that is tried.

    Attributes:
        name: unique; the two settings and the seed.
        course, student: names of the settings.
        base, mine, theirs: the notebooks.
        focus: the position of the cell that the instructor changes.
        written: the texts that are the student's, each as a cell has it.
        results: what the student's runs have printed.
        news: the instructor's new texts, with their cells' types.
        changed: the ids of the cells that the instructor changed, added or removed.
        names: other names of these, where a build has named each version by itself.
    """

    name: str
    course: str
    student: str
    base: Book
    mine: Book
    theirs: Book
    focus: int
    written: list[str] = field(default_factory=list)
    results: list[str] = field(default_factory=list)
    news: list[tuple[str, str]] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)
    names: dict[str, set[str]] = field(default_factory=dict)

    def is_told(self, named: frozenset[str]) -> bool:
        """Tell whether a report names every cell that the instructor changed."""
        return all(named & self.names.get(one, {one}) for one in self.changed)


def lesson(dice: random.Random) -> Book:
    """Return a notebook of 16 cells as Jupyter makes them, with ids by chance."""
    cells: list[Cell] = []
    for number in range(PAIRS):
        words = " ".join(dice.choices(("model", "token", "prompt", "layer", "vector"), k=8))
        names = [f"{dice.getrandbits(32):08x}" for _ in range(2)]
        cells.append(text(names[0], f"## Step {number}\n\nNow look at: {words}.\n\nThen go on."))
        source = f"# step {number}\nvalue_{number} = ask('{words}')\nprint(value_{number})"
        cells.append(code(names[1], source))
    return book(*cells, kernelspec={"name": "python3", "display_name": "Python 3"})
