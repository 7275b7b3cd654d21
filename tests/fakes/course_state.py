"""A course on the disk: releases with files of a test's own, and the ledger beside them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from classroom import ledger
from classroom.layout import ClassroomLayout
from classroom.ledger import open_ledger
from classroom.releases.dates import WeekDates, set_dates
from classroom.releases.sources import Kind
from classroom.releases.store import Made, Store

# Imported before the ledger is opened, so that their tables are there.
from classroom.pushes import tables as tables  # isort: skip


def notebook(**cells: str) -> str:
    """Return a notebook with these cells, by their ids."""
    told = [
        {"id": key, "cell_type": "code", "source": text, "metadata": {}, "outputs": []}
        | {"execution_count": None}
        for key, text in cells.items()
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": told})


@dataclass(frozen=True)
class Course:
    """The state folder and the ledger."""

    layout: ClassroomLayout
    sessions: sessionmaker[Session]

    def release(self, **files: str) -> int:
        """Keep a release; `week3_lab_ipynb="…"` is the file week3/lab.ipynb."""
        named = {_path(name): text for name, text in files.items()}

        def fill(tree: Path) -> list[str]:
            for part in ("student", "instructor"):
                for name, text in named.items():
                    path = tree / part / name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_text(text)
            return []

        made = Made(Kind.FOLDER, f"folder of {len(files)}", "root", datetime.now(UTC))
        return Store(self.layout.releases).add(made, fill).number

    def dates(self, week: int, **dates: datetime) -> None:
        """Set the dates of a week."""
        with self.sessions.begin() as session:
            set_dates(session, week, WeekDates(**dates))

    def shown(self, file: str) -> str | None:
        """Return a file as students see it in ~/course."""
        path = self.layout.course / "current" / file
        return path.read_text() if path.is_file() else None


def _path(name: str) -> str:
    week, _, rest = name.partition("_")
    stem, _, suffix = rest.rpartition("_")
    return f"{week}/{stem}.{suffix}"


def open_course(folder: Path) -> Course:
    """Make an empty course."""
    layout = ClassroomLayout(folder)
    return Course(layout, open_ledger(layout.ledger))


NOW = ledger.now
