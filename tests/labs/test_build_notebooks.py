"""Percent sources become the same notebooks every time, and students' versions without answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from nbformat import NotebookNode

from labs.build.errors import BuildError
from labs.build.frontmatter import split_front_matter
from labs.build.notebooks import complete, execute, read_notebook, to_text
from labs.build.student import TEXT_STUB, student_notebook, student_script

SOURCE = '''\
# ---
# title: A lab
# minutes: 5
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # A lab

# %% [markdown] tags=["instructor"]
# Secret hint for the person in front.

# %% nbgrader={"grade_id": "w9-double", "solution": true}
def double(x):
    """Return twice x."""
    ### BEGIN SOLUTION
    return x + x
    ### END SOLUTION

# %% nbgrader={"grade_id": "w9-double-test", "grade": true, "points": 2}
assert double(2) == 4, "double(2) should be 4"
### BEGIN HIDDEN TESTS
assert double(21) == 42
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "w9-why", "grade": true, "solution": true, "points": 3}
# ### BEGIN SOLUTION
# Because adding is doubling.
# ### END SOLUTION
'''


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "lab.py"
    path.write_text(SOURCE)
    return path


def sources_of(notebook: NotebookNode) -> str:
    return "\n".join(cell.source for cell in notebook.cells)


def test_two_conversions_are_the_same_bytes(source: Path) -> None:
    assert to_text(read_notebook(source)) == to_text(read_notebook(source))
    once, again = (to_text(student_notebook(read_notebook(source))) for _ in range(2))
    assert once == again


def test_cells_are_named_after_their_grade_id_or_text(source: Path) -> None:
    ids = [cell.id for cell in read_notebook(source).cells]
    assert ids[2:] == ["w9-double", "w9-double-test", "w9-why"]
    assert all(one.startswith("markdown-") for one in ids[:2])


def test_a_grade_id_used_twice_is_an_error(source: Path) -> None:
    source.write_text(SOURCE.replace("w9-double-test", "w9-double"))
    with pytest.raises(BuildError, match="w9-double") as caught:
        read_notebook(source)
    assert caught.value.code == "COURSE-NOTEBOOK"


def test_front_matter_is_read_and_left_out(source: Path) -> None:
    facts, _ = split_front_matter(SOURCE, source)
    assert facts["minutes"] == 5
    assert "minutes" not in sources_of(read_notebook(source))


@pytest.mark.parametrize("text", ["---\ntitle: x\n", "---\n- a\n---\n", "---\na: [\n---\n"])
def test_broken_front_matter_names_the_file(text: str) -> None:
    with pytest.raises(BuildError, match=r"page\.md") as caught:
        split_front_matter(text, Path("page.md"))
    assert caught.value.code == "COURSE-FRONT-MATTER"


def test_complete_locks_tests_and_leaves_answers_open() -> None:
    assert complete({"grade_id": "a", "grade": True, "points": 1}, "code")["locked"]
    assert not complete({"grade_id": "a", "solution": True}, "code")["locked"]
    assert not complete({"grade_id": "a", "solution": True, "grade": True}, "markdown")["locked"]


def test_students_get_no_answer_no_hidden_test_and_no_instructors_cell(source: Path) -> None:
    student = student_notebook(read_notebook(source))
    text = sources_of(student)
    for secret in ("return x + x", "21", "Secret hint", "adding is doubling", "BEGIN"):
        assert secret not in text
    assert 'raise NotImplementedError("Replace this line with your answer.")' in text
    assert 'assert double(2) == 4, "double(2) should be 4"' in text
    assert TEXT_STUB in text
    json.loads(to_text(student))


def test_the_students_notebook_cleared_again_stays_as_it_is(source: Path) -> None:
    once = student_notebook(read_notebook(source))
    assert "def double(x):" in sources_of(once)
    assert to_text(student_notebook(once)) == to_text(once)


@pytest.mark.parametrize(
    "beside", ["\nanswer = 21", "\n### BEGIN SOLUTION\nanswer = 21\n### END SOLUTION"]
)
def test_an_answer_beside_a_stub_is_taken_out(source: Path, beside: str) -> None:
    notebook = student_notebook(read_notebook(source))
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source += beside
    student = sources_of(student_notebook(notebook))
    assert "21" not in student
    assert "BEGIN" not in student
    assert TEXT_STUB in student


def test_without_its_checksum_a_stub_is_an_answer_like_any_other(source: Path) -> None:
    notebook = student_notebook(read_notebook(source))
    for cell in notebook.cells:
        cell.metadata.get("nbgrader", {}).pop("checksum", None)
    assert "def double" not in sources_of(student_notebook(notebook))


def test_the_instructors_notebook_runs_and_keeps_its_solution(source: Path) -> None:
    notebook = read_notebook(source)
    assert "return x + x" in sources_of(notebook)
    execute(notebook, source.parent, seconds_per_cell=60)


def test_a_failing_cell_stops_the_build(source: Path) -> None:
    source.write_text(SOURCE.replace("return x + x", "return x"))
    with pytest.raises(BuildError, match=r"double\(2\) should be 4") as caught:
        execute(read_notebook(source), source.parent, seconds_per_cell=60)
    assert caught.value.code == "COURSE-EXECUTE"


def test_a_script_loses_its_solution_and_stays_python() -> None:
    script = (
        "def f(x):\n    ### BEGIN SOLUTION\n    return x * 3\n    ### END SOLUTION\n\n"
        "### BEGIN HIDDEN TESTS\nassert f(1) == 3\n### END HIDDEN TESTS\n"
    )
    student = student_script(script)
    assert "x * 3" not in student
    assert "f(1)" not in student
    compile(student, "script.py", "exec")
