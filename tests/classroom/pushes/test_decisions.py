"""Small decisions about pushes."""

from pathlib import Path

import pytest

from classroom.pushes import cells, rows
from classroom.pushes.changes import changes
from classroom.pushes.rows import Step, Where, of_order, place, unknown_to_hub
from classroom.pushes.tables import RowState
from tests.fakes.course_state import notebook

WHERE = Where({"ada", "bob"}, {("bob", 3)}, {(7, 3)})


@pytest.mark.parametrize(
    ("shown", "step"),
    [({3: 9}, Step(RowState.NEW)), ({}, Step(RowState.HELD)), ({3: 8}, rows.ANOTHER)],
)
def test_where_a_row_goes(shown: dict[int, int], step: Step) -> None:
    assert place(3, 9, shown) == step


@pytest.mark.parametrize(
    ("user", "week", "publication", "step"),
    [
        ("ada", 3, 7, None),
        ("eve", 3, 7, rows.GONE),
        ("bob", 3, 7, rows.OVERTAKEN),
        ("ada", 3, 6, rows.HIDDEN),
    ],
)
def test_what_is_not_sent(user: str, week: int, publication: int, step: Step | None) -> None:
    assert unknown_to_hub(user, week, publication, WHERE) == step


@pytest.mark.parametrize("state", ["held", "gone", "new", "odd", None, 3])
def test_states_that_the_hub_cannot_say_are_passed_over(state: object) -> None:
    assert of_order({"state": state}) is None


def test_long_words_of_the_hub_are_cut() -> None:
    step = of_order({"state": "failed", "code": "c" * 99, "message": "m" * 999})
    assert step is not None
    assert (len(step.code), len(step.message)) == (64, 500)


def test_what_a_release_changes() -> None:
    before = {"week3/a.py": "1", "week3/b.py": "1", "week3/c.py": "1", "week33/a.py": "1"}
    after = {"week3/a.py": "1", "week3/b.py": "2", "week3/d.py": "1"}
    found = [(one.path, one.what) for one in changes(3, before, after)]
    assert found == [("b.py", "changed"), ("c.py", "removed"), ("d.py", "new")]


def test_cells_are_named_by_place_and_first_line(tmp_path: Path) -> None:
    (tmp_path / "lab.ipynb").write_text(notebook(a="\nimport math\n", b="", c="x" * 60))
    (tmp_path / "bad.ipynb").write_text("[1, 2]")
    found = cells.labels(tmp_path)
    assert found["lab.ipynb"] == {
        "a": "cell 1 “import math”",
        "b": "cell 2",
        "c": f"cell 3 “{'x' * 39}…”",
    }
    assert found["bad.ipynb"] == {}
