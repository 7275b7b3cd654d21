"""Rubrics and sample answers are read, and refused with file and reason when they do not add up."""

from __future__ import annotations

from pathlib import Path

import pytest

from labs.marking.errors import MarkingError
from labs.marking.rubric import Criterion, Rubric, Task, read_rubrics
from labs.marking.sample import read_sample

RUBRIC = """\
lab:
  points: 2
  tasks:
    - {id: w9-ask-test, points: 2, looks_at: it answers}
assignment:
  points: 5
  tasks:
    - {id: w9-run-test, points: 1.5, looks_at: it runs}
    - id: w9-essay
      points: 3.5
      looks_at: the essay
      file: essay.md
      criteria:
        - {points: 2, text: "Has a number."}
        - {points: 1.5, text: "Has a reason."}
"""
SAMPLE = """\
summary: Somebody in a hurry.
answers: {w9-run: "x = 1"}
files: {essay.md: "Short."}
marks: {w9-run-test: 1.5, w9-essay: 0}
comment: Say more.
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "rubric.yml"


@pytest.fixture
def rubric(path: Path) -> Rubric:
    path.write_text(RUBRIC)
    return read_rubrics(path)["assignment"]


def test_a_rubric_is_read_as_it_stands(path: Path) -> None:
    path.write_text(RUBRIC)
    found = read_rubrics(path)
    assert list(found) == ["lab", "assignment"]
    assert found["lab"] == Rubric((Task("w9-ask-test", 2, "it answers"),))
    run, essay = found["assignment"].tasks
    assert (run.automatic, essay.automatic) == (True, False)
    assert essay.criteria == (Criterion(2, "Has a number."), Criterion(1.5, "Has a reason."))
    assert (essay.file, found["assignment"].points) == ("essay.md", 5)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (RUBRIC, "", "write `lab:` and `assignment:`"),
        (RUBRIC, "- lab\n", "write `lab:` and `assignment:`"),
        (RUBRIC, "lab: [\n", "is not YAML"),
        (RUBRIC, "lab:\n", "lab: `points` and `tasks` are needed"),
        (RUBRIC, "lab: {points: 2}\n", "`points` and `tasks` are needed"),
        (RUBRIC, "lab: {points: 0, tasks: 7}\n", "`points` and `tasks` are needed"),
        ("assignment:", "homework:", "write `lab:` and `assignment:`"),
        ("points: 5", "points: 6", "the tasks add up to 5, not 6"),
        ("points: 5\n", "points: five\n", "'five' is no number of points"),
        ("points: 3.5", "points: 4", "w9-essay: its criteria do not add up to 4"),
        ("points: 1.5, looks_at", 'points: "1.5", looks_at', "'1.5' is no number of points"),
        ("points: 1.5, looks_at", "points: true, looks_at", "True is no number of points"),
        ("points: 1.5, looks_at", "points: -1, looks_at", "-1 is no number of points"),
        ("points: 1.5, looks_at", "points: .nan, looks_at", "nan is no number of points"),
        ("points: 1.5, text", "points: 0, text", "0 is no number of points"),
        ("looks_at: it runs", "look_at: it runs", "'looks_at'"),
        ("{id: w9-run-test", "{idd: w9-run-test", "'id'"),
        ('text: "Has a reason."', 'say: "Has a reason."', "'text'"),
        ("id: w9-essay", "id: w9-run-test", "w9-run-test stands there twice"),
    ],
)
def test_a_bad_rubric_is_refused_with_the_reason(
    path: Path, old: str, new: str, reason: str
) -> None:
    assert old in RUBRIC
    path.write_text(RUBRIC.replace(old, new))
    with pytest.raises(MarkingError) as caught:
        read_rubrics(path)
    assert caught.value.code == "MARK-RUBRIC"
    assert str(path) in str(caught.value)
    assert reason in str(caught.value)


def test_a_rubric_that_is_not_utf8_is_refused(path: Path) -> None:
    path.write_bytes(b"lab: \xff\n")
    with pytest.raises(MarkingError, match="MARK-RUBRIC"):
        read_rubrics(path)


def test_a_sample_is_read_as_it_stands(tmp_path: Path, rubric: Rubric) -> None:
    (tmp_path / "hasty.yml").write_text(SAMPLE)
    sample = read_sample(tmp_path / "hasty.yml", rubric)
    assert (sample.name, sample.total) == ("hasty", 1.5)
    assert sample.answers == {"w9-run": "x = 1"}
    assert sample.files == {"essay.md": "Short."}


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (SAMPLE, "", "summary is needed"),
        (SAMPLE, "- summary\n", "summary is needed"),
        (SAMPLE, "summary: [\n", "is not YAML"),
        ("summary: ", "sumary: ", "the fields are"),
        ("comment: ", "name: ", "the fields are"),
        (", w9-essay: 0", "", "differ in w9-essay"),
        ("w9-essay: 0", "w9-essay: 0, w9-more: 1", "differ in w9-more"),
        ("w9-run-test: 1.5", "w9-run-test: 2", "w9-run-test gives 0 to 1.5 points"),
        ("w9-essay: 0", "w9-essay: -1", "w9-essay gives 0 to 3.5 points"),
        ("w9-essay: 0", 'w9-essay: "0"', "marks: write"),
        ("w9-essay: 0", "w9-essay: true", "marks: write"),
        ("marks: {w9-run-test: 1.5, w9-essay: 0}", "marks: [1.5, 0]", "marks: write"),
        ('answers: {w9-run: "x = 1"}', "answers: {w9-run: 1}", "answers: write"),
        ('answers: {w9-run: "x = 1"}', "answers: none", "answers: write"),
        ('files: {essay.md: "Short."}', "files: {7: Short.}", "files: write"),
        ("comment: Say more.", "comment: 3", "comment: write"),
        ("comment: Say more.", "comment:", "comment: write"),
    ],
)
def test_a_bad_sample_is_refused_with_the_reason(
    tmp_path: Path, rubric: Rubric, old: str, new: str, reason: str
) -> None:
    assert old in SAMPLE
    path = tmp_path / "hasty.yml"
    path.write_text(SAMPLE.replace(old, new))
    with pytest.raises(MarkingError) as caught:
        read_sample(path, rubric)
    assert caught.value.code == "MARK-SAMPLE"
    assert str(path) in str(caught.value)
    assert reason in str(caught.value)
