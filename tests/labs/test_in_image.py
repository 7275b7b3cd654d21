"""The course in the students' image: notebooks and apps against a real model server, offline."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.utils import determine_grade

from labs.build.notebooks import read_notebook, to_text
from labs.build.student import student_notebook
from tests.labs.student_lab import ROOT, StudentLab

pytestmark = [pytest.mark.docker, pytest.mark.timeout(600)]

LAB = ROOT / "labs/week1/lab.py"
LECTURE = ROOT / "content/week1/03-first-local-llm.py"
GRADIO = ["apps/gradio_app.py", "labs/week7/04-chatbot/app_gradio.py"]
STREAMLIT = ["apps/streamlit_app.py", "labs/week7/04-chatbot/app_streamlit.py"]
NOBODY = {"OLLAMA_HOST": "127.0.0.1:1"}


def run_notebook(lab: StudentLab, notebook: NotebookNode, name: str) -> NotebookNode:
    """Run a notebook in week 1's folder and return it with its outputs."""
    path = lab.home / "labs/week1" / f"{name}.ipynb"
    path.write_text(to_text(notebook), encoding="utf-8")
    lab.run(
        "/opt/server/bin/python",
        "/opt/bench/run_notebook.py",
        f"/home/student/labs/week1/{name}.ipynb",
    )
    found: NotebookNode = nbformat.read(path.with_suffix(".run.ipynb"), as_version=4)
    return found


def errors_of(notebook: NotebookNode) -> list[str]:
    """Return `cell: error` for every cell that failed."""
    return [
        f"{cell.id}: {output.ename}: {output.evalue}"
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "error"
    ]


def automatic_points(notebook: NotebookNode) -> dict[str, float]:
    """Return the points of the cells that are marked by running them, as nbgrader counts."""
    return {
        cell.id: determine_grade(cell)[0]
        for cell in notebook.cells
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade")
    }


def printed(notebook: NotebookNode) -> str:
    """Return everything the cells printed."""
    outputs = [out for cell in notebook.cells for out in cell.get("outputs", [])]
    return "".join(out.text for out in outputs if out.output_type == "stream")


@pytest.mark.parametrize("source", [LECTURE], ids=lambda path: path.stem)
def test_every_cell_of_the_lecture_runs(lab: StudentLab, source: Path) -> None:
    assert errors_of(run_notebook(lab, read_notebook(source), source.stem)) == []


def test_the_labs_solution_runs_and_gets_full_marks(lab: StudentLab) -> None:
    notebook = run_notebook(lab, read_notebook(LAB), "solution")
    assert errors_of(notebook) == []
    assert sum(automatic_points(notebook).values()) == 10
    assert "[FAIL]" not in printed(notebook)
    assert "Everything is ready" in printed(notebook)


def test_an_untouched_lab_gets_nothing(lab: StudentLab) -> None:
    source = read_notebook(LAB)
    blank = student_notebook(source)
    with_hidden_tests = {cell.id: cell.source for cell in source.cells}
    for cell in blank.cells:
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade"):
            cell.source = with_hidden_tests[cell.id]
    notebook = run_notebook(lab, blank, "blank")
    assert set(automatic_points(notebook).values()) == {0}
    failed = {line.split(":")[0] for line in errors_of(notebook)}
    # What comes before the first task works for everybody.
    assert failed.isdisjoint({cell.id for cell in blank.cells[:6]})


@pytest.mark.parametrize("app", GRADIO)
def test_a_gradio_app_streams_its_answer(lab: StudentLab, app: str) -> None:
    states = ask_gradio(lab, app, "What is the late fee?")
    assert len(states) > 2, states
    assert all(after.startswith(before) for before, after in pairwise(states))
    assert "LAB-" not in states[-1]


@pytest.mark.parametrize("app", GRADIO)
def test_a_gradio_app_says_what_is_wrong(lab: StudentLab, app: str) -> None:
    assert "LAB-SERVER-DOWN" in ask_gradio(lab, app, "Hello", environ=NOBODY)[-1]
    assert ask_gradio(lab, app, "   ") == ["Please type a question first."]


@pytest.mark.parametrize("app", STREAMLIT)
def test_a_streamlit_app_answers_and_remembers(lab: StudentLab, app: str) -> None:
    page = ask_streamlit(lab, app, "What is the late fee?", "Which tool is borrowed most?")
    assert page["exceptions"] == []
    assert len(page["messages"]) == 4
    assert all(text and text[0].strip() for text in page["messages"])
    assert "LAB-" not in str(page)


@pytest.mark.parametrize("app", STREAMLIT)
def test_a_streamlit_app_says_what_is_wrong(lab: StudentLab, app: str) -> None:
    assert "LAB-SERVER-DOWN" in str(ask_streamlit(lab, app, "Hello", environ=NOBODY)["messages"])
    empty = ask_streamlit(lab, app, "   ")
    assert "Please type a question first." in str(empty)
    assert empty["exceptions"] == []


def ask_gradio(
    lab: StudentLab, app: str, question: str, environ: dict[str, str] | None = None
) -> list[str]:
    """Return the states of the answer."""
    said = lab.run(
        "python", "/opt/tests/ask_gradio.py", f"/home/student/{app}", question, environ=environ
    )
    found: list[str] = json.loads(said.splitlines()[-1])
    return found


def ask_streamlit(
    lab: StudentLab, app: str, *questions: str, environ: dict[str, str] | None = None
) -> dict[str, list[str]]:
    """Return what the page shows after the questions."""
    said = lab.run(
        "python", "/opt/tests/ask_streamlit.py", f"/home/student/{app}", *questions, environ=environ
    )
    found: dict[str, list[str]] = json.loads(said.splitlines()[-1])
    return found
