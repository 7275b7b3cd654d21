"""Which release a week is marked by."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from classroom.errors import ClassroomError
from classroom.layout import ClassroomLayout
from classroom.marking.material import Material, material_of
from tests.classroom.marking.small_release import write_release

RUBRIC, ASSIGNMENT = "instructor/week1/rubric.yml", "instructor/week1/assignment.ipynb"


@pytest.fixture
def layout(tmp_path: Path) -> ClassroomLayout:
    """Releases 6 to 9 with all that is needed; students see release 8."""
    layout = ClassroomLayout(tmp_path)
    write_release(layout)
    for number in (6, 8, 9):
        shutil.copytree(layout.releases / "0007", layout.releases / f"{number:04d}")
    (layout.course / "current/.release.json").write_text(json.dumps({"weeks": {"1": 8}}))
    return layout


def spoil(layout: ClassroomLayout, number: int, file: str, text: str | None = None) -> None:
    path = layout.releases / f"{number:04d}" / file
    path.unlink()
    if text is not None:
        path.write_text(text)


def test_it_is_the_release_that_students_see(layout: ClassroomLayout) -> None:
    found = material_of(layout, 1)
    assert found.release == 8
    assert found.student == layout.releases / "0008/student/week1"


@pytest.mark.parametrize(
    ("file", "text"), [(RUBRIC, None), (RUBRIC, "points: ["), (ASSIGNMENT, None), (ASSIGNMENT, "x")]
)
def test_a_release_that_cannot_be_marked_by_leaves_it_to_an_earlier_one(
    layout: ClassroomLayout, file: str, text: str | None
) -> None:
    spoil(layout, 8, file, text)
    assert material_of(layout, 1).release == 7
    spoil(layout, 7, RUBRIC)
    found = material_of(layout, 1)
    assert found.release == 6
    assert found.student == layout.releases / "0006/student/week1"
    assert found.rubric().tasks


def test_a_week_that_an_earlier_release_does_not_have(layout: ClassroomLayout) -> None:
    spoil(layout, 8, RUBRIC)
    shutil.rmtree(layout.releases / "0007/instructor/week1")
    assert material_of(layout, 1).release == 6


@pytest.mark.parametrize(
    ("file", "read", "code"),
    [(RUBRIC, Material.rubric, "no-rubric"), (ASSIGNMENT, Material.source, "no-assignment")],
)
def test_a_later_release_is_none_to_mark_by(
    layout: ClassroomLayout, file: str, read: Callable[[Material], object], code: str
) -> None:
    for number in (6, 7, 8):
        spoil(layout, number, file)
    found = material_of(layout, 1)
    assert found.release == 8
    with pytest.raises(ClassroomError, match=code):
        read(found)
