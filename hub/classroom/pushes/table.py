"""The table of a push: for each student what became of each file. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from classroom.pushes import words

_MOST_COLUMNS = 8
CALM = frozenset({"unchanged", "delivered"})


@dataclass(frozen=True)
class Entry:
    """One file in one lab.

    Attributes:
        path: of the file, below the week's folder.
        state: a word of `classroom.pushes.words.FILES`.
        says: the same for people.
        notes: more about it: which cells, where the new text lies, why.
    """

    path: str
    state: str
    says: str
    notes: tuple[str, ...] = ()

    @property
    def sign(self) -> str:
        """A sign for the state."""
        return words.SIGNS.get(self.state, "·")


@dataclass(frozen=True)
class Line:
    """One week of one student.

    Attributes:
        student, week: whose.
        state: a word of `classroom.pushes.words.STATES`.
        says: the same for people.
        message: why, where that is to be said.
        entries: the files, by path.
    """

    student: str
    week: int
    state: str
    says: str
    message: str = ""
    entries: Mapping[str, Entry] = field(default_factory=dict)

    @property
    def sign(self) -> str:
        """A sign for the state."""
        return words.SIGNS.get(self.state, "·")


@dataclass(frozen=True)
class Known:
    """What the course knows of a week, to read the report of a lab by.

    Attributes:
        files: of the week; a lab may name others, which are not believed to be the course's.
        cells: file -> id of a cell -> its name.
    """

    files: frozenset[str] = frozenset()
    cells: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Said:
    """A row of the ledger, as far as the table goes."""

    student: str
    week: int
    state: str
    code: str = ""
    message: str = ""
    report: Mapping[str, Any] | None = None


def line(said: Said, known: Known, trial: bool = False, turn_to_come: bool = False) -> Line:
    """Return the line for one row; with `turn_to_come` one that waits is not yet for long."""
    entries = {
        one.path: one
        for one in (_entry(file, known, trial) for file in _list(said.report, "files"))
        if one.path in known.files
    }
    state = words.shown_state(said.state, said.code)
    if state == "done":
        state = _done(entries.values())
    elif state == "waiting" and turn_to_come:
        state = "pending"
    message = "" if state == "not-running" else said.message
    if said.code.startswith("SYNC-"):
        message = words.why(said.code, said.message).capitalize() + "."
    says = words.file_state("kept-own", True) if trial and state == "kept-own" else None
    if trial and state == "done":
        says = "can be updated"
    return Line(said.student, said.week, state, says or words.state(state), message, entries)


def _done(entries: Iterable[Entry]) -> str:
    """Return how an update ended: a trial ends well also where files could not be updated."""
    states = {one.state for one in entries}
    if states & {"skipped", "failed"}:
        return "skipped"
    return "kept-own" if "kept-own" in states else "done"


def _entry(file: Mapping[str, Any], known: Known, trial: bool) -> Entry:
    path, state = str(file.get("path") or ""), str(file.get("state") or "")
    cells = known.cells.get(path, {})
    notes = [note for cell in _list(file, "cells") if (note := _cell(cell, cells))]
    if state in ("skipped", "failed") or (file.get("code") and not notes):
        notes.insert(0, words.why(file.get("code"), file.get("sentence")))
    if file.get("beside"):
        notes.append(f"the new version lies beside it: {file['beside']}")
    if file.get("at"):
        notes.append(f"the student calls it {file['at']}")
    return Entry(path, state, words.file_state(state, trial), tuple(note for note in notes if note))


def _cell(cell: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return what there is to say of a cell: nothing where the course's change arrived."""
    number = str(cell.get("id") or "")
    name = names.get(number) or (f"cell {number}" if number else "the notebook's settings")
    if cell.get("state") == "left-deleted":
        return f"{name}: deleted by the student"
    if cell.get("state") != "kept-own":
        return ""
    if cell.get("why") == "removed":
        return f"{name}: the course removed it, the student's stays"
    if cell.get("offered"):
        return f"{name}: the new text is right below it"
    return f"{name}: the student's stays"


def columns(lines: Iterable[Line]) -> list[str]:
    """Return the files that get a column: those with news, the ones to look at first."""
    calm: dict[str, int] = {}
    for entry in (entry for one in lines for entry in one.entries.values()):
        if entry.state != "unchanged":
            calm[entry.path] = calm.get(entry.path, 0) + (entry.state not in CALM)
    chosen = sorted(calm, key=lambda path: (-calm[path], path))[:_MOST_COLUMNS]
    return sorted(chosen)


def others(one: Line, shown: Sequence[str]) -> str:
    """Return in words what became of a line's files without a column."""
    counts: dict[str, int] = {}
    for path, entry in sorted(one.entries.items()):
        if path not in shown and entry.state != "unchanged":
            counts[entry.says] = counts.get(entry.says, 0) + 1
    return ", ".join(f"{number} {says}" for says, number in counts.items())


def _list(report: Mapping[str, Any] | None, key: str) -> list[Mapping[str, Any]]:
    found = (report or {}).get(key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
