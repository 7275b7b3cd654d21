"""Every cell of the course, run in the image of its week beside a real model server, offline."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from labs.build.frontmatter import split_front_matter
from labs.build.notebooks import read_notebook, to_text
from labs.build.sources import Source
from labs.build.student import student_notebook
from labs.build.tree import Options, build_tree
from labs.marking.sample import FULL
from labs.marking.submission import automatic_points, errors_of, with_answers, with_tests
from tests.labs.course_cases import Part, image_of, notebooks, parts, quizzes, wrong_samples
from tests.labs.student_lab import ROOT, UID, StudentLab, find_store, student_lab

pytestmark = [pytest.mark.docker, pytest.mark.timeout(900)]

DEPRECATED = re.compile(r"DeprecationWarning|FutureWarning|is deprecated|are deprecated")
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


def run(lab: StudentLab, path: Path) -> tuple[NotebookNode, dict[str, float]]:
    """Run a notebook of the home; return it with its outputs, and what it took."""
    inside = f"/home/student/{path.relative_to(lab.home).as_posix()}"
    said = lab.run("/opt/server/bin/python", "/opt/bench/run_notebook.py", inside)
    done: NotebookNode = nbformat.read(path.with_suffix(".run.ipynb"), as_version=4)
    return done, json.loads(said.splitlines()[-1])


def outputs_of(notebook: NotebookNode) -> str:
    """Return everything that the cells printed or showed as text."""
    outputs = [out for cell in notebook.cells for out in cell.get("outputs", [])]
    return "\n".join(str(out.get("text", out.get("data", ""))) for out in outputs)


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("source", notebooks(), ids=lambda source: str(source.target))
def test_every_cell_runs_within_what_is_stated(
    lab_of: LabOf, trees: dict[str, Path], source: Source
) -> None:
    lab = lab_of(source.target.parts[0])
    top = f"run-{source.target.stem}"
    week = lab.put(trees["instructor"] / source.target.parts[0], f"{top}/{source.target.parts[0]}")
    full = source.path.parent / "samples" / FULL
    if source.path.stem == "assignment" and full.exists():
        part = next(part for part in parts() if part.source == source.path)
        hand_in(week, part.samples[FULL].files)
    before = size_of(lab.home)
    done, took = run(lab, lab.home / top / source.target)
    grown = size_of(lab.home) - before
    shutil.rmtree(lab.home / top)
    assert errors_of(done) == []
    said = outputs_of(done)
    assert "[FAIL]" not in said
    assert DEPRECATED.search(said) is None, said
    needs = split_front_matter(source.path.read_text(), source.path)[0]["needs"]
    print(f"{source.target}: {took}, {grown / 1e6:.1f} MB of disk")
    assert took["memory_gb"] <= needs["memory_gb"], took
    assert took["cpu_minutes"] <= needs["cpu_minutes"], took
    assert grown <= needs["disk_gb"] * 1e9


@pytest.mark.parametrize("source", quizzes(), ids=lambda source: str(source.target))
def test_a_quiz_is_drawn(lab_of: LabOf, trees: dict[str, Path], source: Source) -> None:
    lab = lab_of(source.target.parts[0])
    week = lab.put(trees["student"] / source.target.parts[0], f"quiz/{source.target.parts[0]}")
    done, _ = run(lab, week / "quiz.ipynb")
    shutil.rmtree(lab.home / "quiz")
    assert errors_of(done) == []
    said = outputs_of(done)
    assert "application/vnd.jupyter.widget-view+json" in said
    assert "Question 1 of" in said, "nothing to read where widgets are not shown"


def hand_in(week: Path, files: dict[str, str]) -> None:
    """Write files into a week's folder, as a student would have."""
    for name, text in files.items():
        path = week / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        for made in (path.parent, path):
            os.chown(made, UID, UID)


def marked(
    lab_of: LabOf, tree: Path, part: Part, notebook: NotebookNode, files: dict[str, str]
) -> dict[str, float]:
    """Hand in a notebook and files, run the tests, and return test -> points."""
    lab = lab_of(part.week)
    place = lab.put(tree / part.week, f"marking/{part.week}")
    hand_in(place, {f"{part.name}.ipynb": to_text(notebook), **files})
    done, _ = run(lab, place / f"{part.name}.ipynb")
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
