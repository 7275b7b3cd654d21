"""Made-up classes: a notebook, what a student made of it, and what the instructor changed."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.labsync.books import Book, Cell, book, code, run, text

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


# -- the instructor --------------------------------------------------------------------------------


def fix_code(case: Case) -> None:
    cell = case.theirs["cells"][case.focus]
    cell["source"] = cell["source"].replace("ask(", "ask_again(")
    case.news.append(("code", cell["source"]))
    case.changed.add(cell["id"])


def fix_text(case: Case) -> None:
    cell = case.theirs["cells"][case.focus - 1]
    cell["source"] = cell["source"].replace("Now look at", "Please look closely at")
    case.news.append(("markdown", cell["source"]))
    case.changed.add(cell["id"])


def new_text(case: Case) -> None:
    case.theirs["cells"].insert(case.focus + 1, text("new-text", "A hint from the course."))
    case.news.append(("markdown", "A hint from the course."))
    case.changed.add("new-text")


def new_code(case: Case) -> None:
    case.theirs["cells"].insert(case.focus + 1, code("new-code", "hint = course.hint()"))
    case.news.append(("code", "hint = course.hint()"))
    case.changed.add("new-code")


def turn_to_text(case: Case) -> None:
    cell = case.theirs["cells"][case.focus]
    source = f"Do this later:\n\n{cell['source']}"
    case.theirs["cells"][case.focus] = text(cell["id"], source)
    case.news.append(("markdown", source))
    case.changed.add(cell["id"])


def commit_outputs(case: Case) -> None:
    fix_code(case)
    for position in range(1, 2 * PAIRS, 2):
        cell = case.theirs["cells"][position]
        case.theirs["cells"][position] = run(cell, f"the course's output {position}\n", position)


def remove_cell(case: Case) -> None:
    case.changed.add(case.theirs["cells"].pop(case.focus)["id"])


# -- the student -----------------------------------------------------------------------------------


def ran_nothing(case: Case, dice: random.Random) -> None:
    pass


def _run(case: Case, share: float) -> None:
    codes = range(1, 2 * PAIRS, 2)
    for count, position in enumerate(list(codes)[: round(PAIRS * share)], start=1):
        printed = f"my output {case.name} {position}\n"
        case.mine["cells"][position] = run(case.mine["cells"][position], printed, count)
        case.results.append(printed)


def _write(case: Case, position: int, source: str) -> None:
    case.mine["cells"][position]["source"] = source
    case.written.append(source)


def ran_half(case: Case, dice: random.Random) -> None:
    _run(case, 0.5)


def ran_all(case: Case, dice: random.Random) -> None:
    _run(case, 1)


def ran_all_and_edited_one(case: Case, dice: random.Random) -> None:
    _run(case, 1)
    position = dice.randrange(1, 2 * PAIRS, 2)
    _write(case, position, case.mine["cells"][position]["source"] + f"\n# mine {case.name}")


def edited_that_cell(case: Case, dice: random.Random) -> None:
    _run(case, 1)
    source = case.mine["cells"][case.focus]["source"]
    _write(case, case.focus, source.replace("print(", f"print('mine {case.name}', "))


def inserted_there(case: Case, dice: random.Random) -> None:
    _run(case, 1)
    source = f"mine = '{case.name}'"
    case.mine["cells"].insert(case.focus + 1, code(f"{dice.getrandbits(32):08x}", source))
    case.written.append(source)


def _near(case: Case, dice: random.Random) -> int:
    """Return a cell: every other time the one that the course changes, or its text above."""
    there = (case.focus, case.focus - 1, *(dice.randrange(2 * PAIRS) for _ in range(2)))
    return dice.choice(there)


def deleted_one(case: Case, dice: random.Random) -> None:
    _run(case, 0.5)
    gone = case.mine["cells"].pop(_near(case, dice))
    lost = [output["text"] for output in gone.get("outputs", [])]
    case.results = [one for one in case.results if one not in lost]


def moved_one(case: Case, dice: random.Random) -> None:
    _run(case, 0.5)
    cell = case.mine["cells"].pop(_near(case, dice))
    case.mine["cells"].insert(dice.randrange(2 * PAIRS), cell)


def split_that_cell(case: Case, dice: random.Random) -> None:
    whole = case.mine["cells"][case.focus]
    first, _, rest = whole["source"].partition("\n")
    parts = code(f"{dice.getrandbits(32):08x}", first), {**whole, "source": rest}
    case.mine["cells"][case.focus : case.focus + 1] = parts
    case.written += [first, rest]


COURSE: tuple[Callable[[Case], None], ...] = (
    *(fix_code, fix_text, new_text, new_code, turn_to_text, commit_outputs, remove_cell),
)
STUDENTS: tuple[Callable[[Case, random.Random], None], ...] = (
    *(ran_nothing, ran_half, ran_all, ran_all_and_edited_one, edited_that_cell),
    *(inserted_there, deleted_one, moved_one, split_that_cell),
)


def cases(seeds: int) -> list[Case]:
    """Return every setting of the course with every one of the students, `seeds` times."""
    made = []
    for seed in range(seeds):
        for change in COURSE:
            for work in STUDENTS:
                name = f"{change.__name__}-{work.__name__}-{seed}"
                dice = random.Random(name)
                base = lesson(dice)
                mine, theirs = copy.deepcopy(base), copy.deepcopy(base)
                focus = dice.randrange(1, 2 * PAIRS, 2)
                case = Case(name, change.__name__, work.__name__, base, mine, theirs, focus)
                change(case)
                work(case, dice)
                made.append(case)
    return made
