"""A build tells of each week, and ends with a table of what the course consists of."""

from __future__ import annotations

from pathlib import Path

from labs.build.sources import find_sources
from labs.build.summary import Row, summarise, table
from labs.build.tree import Options, build_tree
from tests.labs.small_course import write_course

LECTURE = "---\ntitle: Words\nminutes: 25\n---\n\n# Words\n"
ROWS = [
    Row("week2", 6, 2, 25),
    Row("week10", 1, 0, 0),
    Row("all weeks", 2, 0, 0),
    Row("together", 9, 2, 25),
]


def course(folder: Path) -> Path:
    root = write_course(folder / "course")
    (root / "content/week2/01-words.md").write_text(LECTURE)
    (root / "labs/week10").mkdir()
    (root / "labs/week10/README.md").write_text("# Week 10\n")
    return root


def test_a_week_is_counted_in_files_notebooks_and_minutes(tmp_path: Path) -> None:
    assert summarise(find_sources(course(tmp_path))) == ROWS


def test_the_table_says_nothing_where_no_minutes_are_stated() -> None:
    assert table(ROWS) == [
        "             files  notebooks  minutes",
        "week2            6          2       25",
        "week10           1          0         ",
        "all weeks        2          0         ",
        "together         9          2       25",
    ]


def test_a_build_says_which_week_it_is_at_and_the_table_at_the_end(tmp_path: Path) -> None:
    said: list[str] = []
    (tmp_path / "out").mkdir()
    build_tree(course(tmp_path), tmp_path / "out", Options(), said.append)
    assert said[:3] == ["[1/3] all weeks: 2 files", "[2/3] week10: 1 file", "[3/3] week2: 6 files"]
    assert said[3:] == table(ROWS)
