"""What an instructor changes."""

from __future__ import annotations

from collections.abc import Callable

from tests.labsync.books import code, run, text
from tests.labsync.simulation.case import PAIRS, Case


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


COURSE: tuple[Callable[[Case], None], ...] = (
    *(fix_code, fix_text, new_text, new_code, turn_to_text, commit_outputs, remove_cell),
)
