"""Sources, releases and a state folder to publish in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from classroom.layout import ClassroomLayout
from classroom.ledger import open_ledger
from classroom.releases import choice, dates, sources
from classroom.releases.dates import WeekDates
from classroom.releases.making import Outcome, make
from classroom.releases.publication import publish
from labs.build.numbered import Numbered

NOON = datetime(2026, 3, 30, 12)
ANSWER = "### BEGIN SOLUTION\nanswer = 'the wooden jack plane'\n### END SOLUTION\n"
GRADED = {"grade_id": "a", "solution": True, "grade": False, "locked": False, "task": False}
ANSWER_CELL = {**GRADED, "schema_version": 3, "cell_type": "code"}


def quietly(line: str) -> None:
    """Say nothing."""


def notebook(*texts: str, ids: list[str] | None = None, **metadata: Any) -> dict[str, Any]:
    """Return a notebook with a cell for each text; its metadata is the first cell's."""
    cells: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "id": ids[number] if ids else f"cell-{number}",
            "metadata": {},
            "execution_count": None,
            "outputs": [],
            "source": text,
        }
        for number, text in enumerate(texts)
    ]
    cells[0]["metadata"] = metadata
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": kernel},
        "cells": cells,
    }


def write(root: Path, files: dict[str, Any]) -> Path:
    """Write files below `root`: texts, bytes, and notebooks as JSON."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content))
    return root


def week(number: int, text: str = "1 + 1") -> dict[str, Any]:
    """Return the files of a plain week with one answer in it."""
    answer = notebook(ANSWER, text, nbgrader=ANSWER_CELL)
    return {f"week{number}/lab.ipynb": answer, f"week{number}/notes.md": f"# Week {number}\n"}


def names(tree: Path) -> set[str]:
    """Return the names of all files below `tree`, less records and locks."""
    files = (path for path in tree.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(tree).as_posix() for path in files}


@dataclass
class Desk:
    """A state folder with its ledger."""

    layout: ClassroomLayout
    ledgers: sessionmaker[Session]

    @classmethod
    def at(cls, state: Path) -> Desk:
        layout = ClassroomLayout(state)
        return cls(layout, open_ledger(layout.ledger))

    def offer(self, name: str, files: dict[str, Any]) -> sources.Source:
        write(self.layout.sources / name, files)
        return sources.folder(self.layout, name)

    def make(self, files: dict[str, Any], name: str = "algebra") -> Outcome:
        return make(self.layout, self.offer(name, files), "ines", quietly)

    def choose(self, made: Outcome, *weeks: int) -> None:
        with self.ledgers.begin() as session:
            choice.choose(session, made.release, weeks or made.release.weeks)

    def date(self, week: int, **moments: datetime | None) -> None:
        with self.ledgers.begin() as session:
            dates.set_dates(session, week, WeekDates(**moments))

    def publish(self, at: datetime = NOON) -> Numbered:
        return publish(self.layout, self.ledgers, at)

    @property
    def current(self) -> Path:
        return self.layout.course / "current"

    def record(self) -> dict[str, Any]:
        return json.loads((self.current / ".release.json").read_text())  # type: ignore[no-any-return]
