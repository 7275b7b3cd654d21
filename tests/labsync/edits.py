"""What students and instructors do to a notebook, as hypothesis makes it up."""

from __future__ import annotations

import copy
from collections.abc import Callable
from itertools import count

from hypothesis import strategies as st

from tests.labsync.books import Book, Cell, book, code, run, text, without_ids

WORDS = ("token", "model", "prompt", "vector", "layer", "sample", "loss", "query", "chunk")
_fresh = count()


def _mark() -> str:
    """Return a word that nothing else has."""
    return f"w{next(_fresh)}"


def _prose(draw: st.DrawFn) -> str:
    words = draw(st.lists(st.sampled_from(WORDS), min_size=0, max_size=6))
    return " ".join(words)


def _new_cell(draw: st.DrawFn, name: str) -> Cell:
    source = f"{_prose(draw)} {_mark()}"
    return code(name, source) if draw(st.booleans()) else text(name, source)


@st.composite
def bases(draw: st.DrawFn) -> Book:
    """Return a notebook as the course first had it; some cells say the same, some say nothing."""
    cells = []
    grand = draw(st.booleans())
    for number in range(draw(st.integers(0, 7))):
        name = f"cell-{number:03d}" if grand else f"w1-{number}-{draw(st.sampled_from(WORDS))}"
        kind = draw(st.sampled_from(("own", "own", "own", "same", "empty")))
        source = {"own": f"{_prose(draw)} {_mark()}", "same": "# your answer", "empty": ""}[kind]
        cells.append(draw(st.sampled_from((code, text)))(name, source))
    return book(*cells, kernelspec={"name": "python3", "display_name": "Python 3"})


def _edit(draw: st.DrawFn, cells: list[Cell], at: int) -> None:
    replaced = draw(st.booleans())
    cells[at]["source"] = _mark() if replaced else f"{cells[at]['source']}\n{_mark()}"


def _run(draw: st.DrawFn, cells: list[Cell], at: int) -> None:
    if cells[at]["cell_type"] == "code":
        cells[at] = run(cells[at], f"out {_mark()}", draw(st.integers(1, 9)))


def _delete(draw: st.DrawFn, cells: list[Cell], at: int) -> None:
    del cells[at]


def _move(draw: st.DrawFn, cells: list[Cell], at: int) -> None:
    cell = cells.pop(at)
    if draw(st.booleans()):  # cut and pasted: another id
        cell["id"] = _mark()
    cells.insert(draw(st.integers(0, len(cells))), cell)


def _insert(draw: st.DrawFn, cells: list[Cell], at: int) -> None:
    cells.insert(at + draw(st.integers(0, 1)), _new_cell(draw, _mark()))


def _split(draw: st.DrawFn, cells: list[Cell], at: int) -> None:
    whole = cells[at]
    half = len(whole["source"]) // 2
    first, second = copy.deepcopy(whole), copy.deepcopy(whole)
    first["source"], second["source"] = whole["source"][:half], whole["source"][half:]
    draw(st.sampled_from((first, second)))["id"] = _mark()
    cells[at : at + 1] = [first, second]


def _turn(draw: st.DrawFn, cells: list[Cell], at: int) -> None:
    cell = cells[at]
    name = cell["id"] if draw(st.booleans()) else _mark()
    make = text if cell["cell_type"] == "code" else code
    cells[at] = make(name, cell["source"], **cell["metadata"])


def _copy(draw: st.DrawFn, cells: list[Cell], at: int) -> None:
    cells.insert(at + 1, copy.deepcopy(cells[at]))  # with its id, as some editors do


def _note(draw: st.DrawFn, cells: list[Cell], at: int) -> None:
    cells[at]["metadata"]["tags"] = [_mark()]


Edit = Callable[[st.DrawFn, list[Cell], int], None]
EDITS: tuple[Edit, ...] = (
    *(_edit, _edit, _run, _delete, _move, _insert, _insert, _split, _turn, _copy, _note),
)
COURSE_EDITS: tuple[Edit, ...] = tuple(one for one in EDITS if one is not _copy)


def _edited(draw: st.DrawFn, notebook: Book, edits: tuple[Edit, ...], most: int) -> Book:
    new = copy.deepcopy(notebook)
    for _ in range(draw(st.integers(0, most))):
        if not new["cells"]:
            new["cells"].append(_new_cell(draw, _mark()))
        else:
            position = draw(st.integers(0, len(new["cells"]) - 1))
            draw(st.sampled_from(edits))(draw, new["cells"], position)
    return new


@st.composite
def students(draw: st.DrawFn, base: Book) -> Book:
    """Return what a student made of a notebook; some editors leave the ids out."""
    mine = _edited(draw, base, EDITS, 6)
    return without_ids(mine) if draw(st.integers(0, 9)) == 0 else mine


@st.composite
def releases(draw: st.DrawFn, base: Book) -> Book:
    """Return the course's next version; where ids are positions, they are counted anew."""
    theirs = _edited(draw, base, COURSE_EDITS, 4)
    if base["cells"] and base["cells"][0]["id"] == "cell-000":
        for number, cell in enumerate(theirs["cells"]):
            cell["id"] = f"cell-{number:03d}"
    return theirs
