"""What a student makes of a notebook."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.labsync.books import code, run
from tests.labsync.simulation.case import PAIRS, Case


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


STUDENTS: tuple[Callable[[Case, random.Random], None], ...] = (
    *(ran_nothing, ran_half, ran_all, ran_all_and_edited_one, edited_that_cell),
    *(inserted_there, deleted_one, moved_one, split_that_cell),
)
