"""Every cell of the course, run in the image of its week beside a real model server, offline."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from bench.course.cases import needs_of, quizzes, week_of
from bench.course.outcome import complaints
from bench.course.playing import hand_in, play, run
from labs.build.notebooks import read_notebook, to_text
from labs.build.sources import Source
from labs.build.student import student_notebook
from labs.build.tree import Options, build_tree
from labs.marking.sample import FULL
from labs.marking.submission import automatic_points, errors_of, with_answers, with_tests
from tests.labs.course_cases import Part, image_of, notebooks, parts, wrong_samples
from tests.labs.student_lab import ROOT, StudentLab, find_store, student_lab

pytestmark = [pytest.mark.docker, pytest.mark.timeout(900)]

LabOf = Callable[[str], StudentLab]


@pytest.fixture(scope="session")
def trees(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Give both versions of the course."""
    found = {name: tmp_path_factory.mktemp(name) for name in ("student", "instructor")}
    for name, tree in found.items():
        build_tree(ROOT, tree, Options(instructor=name == "instructor"), lambda _: None)
    return found


@pytest.fixture(scope="session")
def lab_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabOf]:
    """Give a function that returns the lab of a week; one for each image is started."""
    store = find_store()
    if store is None:
        pytest.skip("no model store: set LLMHUB_TEST_STORE to a release, or run `make deploy`")
    running: dict[str, StudentLab] = {}
    with ExitStack() as stack:

        def lab_of(week: str) -> StudentLab:
            image = image_of(week)
            if image not in running:
                home = tmp_path_factory.mktemp("course") / "home"
                running[image] = stack.enter_context(student_lab(home, store, image))
            return running[image]

        yield lab_of


@pytest.mark.parametrize("source", notebooks(), ids=lambda source: str(source.target))
def test_every_cell_runs_within_what_is_stated(
    lab_of: LabOf, trees: dict[str, Path], source: Source
) -> None:
    outcome = play(lab_of(week_of(source)), trees["instructor"], source)
    print(f"{source.target}: {outcome.took}")
    assert complaints(outcome, needs_of(source)) == []


@pytest.mark.parametrize("source", quizzes(), ids=lambda source: str(source.target))
def test_a_quiz_is_drawn(lab_of: LabOf, trees: dict[str, Path], source: Source) -> None:
    outcome = play(lab_of(week_of(source)), trees["student"], source)
    assert complaints(outcome, {}) == []
    assert "Question 1 of" in outcome.said, "nothing to read where widgets are not shown"
    assert "VBox" not in outcome.said


def marked(
    lab_of: LabOf, tree: Path, part: Part, notebook: NotebookNode, files: dict[str, str]
) -> dict[str, float]:
    """Hand in a notebook and files, run the tests, and return test -> points."""
    lab = lab_of(part.week)
    place = lab.put(tree / part.week, f"marking/{part.week}")
    hand_in(place, {f"{part.name}.ipynb": to_text(notebook), **files})
    path = place / f"{part.name}.ipynb"
    run(lab, path)
    done: NotebookNode = nbformat.read(path.with_suffix(".run.ipynb"), as_version=4)
    shutil.rmtree(lab.home / "marking")
    print("\n".join(errors_of(done)))  # pytest shows it when the points are not what they should be
    return automatic_points(done)


@pytest.mark.parametrize("part", parts(), ids=str)
def test_the_model_solution_gets_full_marks(
    lab_of: LabOf, trees: dict[str, Path], part: Part
) -> None:
    full = part.samples.get(FULL)
    files = full.files if full else {}
    points = marked(lab_of, trees["instructor"], part, read_notebook(part.source), files)
    assert points == {task.id: task.points for task in part.rubric.tasks if task.automatic}
    assert full is None or full.total == part.rubric.points


@pytest.mark.parametrize("part", parts(), ids=str)
def test_what_students_get_gets_nothing(lab_of: LabOf, trees: dict[str, Path], part: Part) -> None:
    source = read_notebook(part.source)
    blank = with_tests(student_notebook(source), source)
    points = marked(lab_of, trees["student"], part, blank, {})
    assert points == dict.fromkeys((t.id for t in part.rubric.tasks if t.automatic), 0)


@pytest.mark.parametrize(("part", "name"), wrong_samples(), ids=str)
def test_a_sample_answer_gets_the_marks_it_states(
    lab_of: LabOf, trees: dict[str, Path], part: Part, name: str
) -> None:
    source, sample = read_notebook(part.source), part.samples[name]
    notebook = with_tests(with_answers(student_notebook(source), sample.answers), source)
    points = marked(lab_of, trees["student"], part, notebook, sample.files)
    stated = {t.id: sample.marks[t.id] for t in part.rubric.tasks if t.automatic}
    assert points == stated
    assert sample.total < part.rubric.points
