"""A marker finds what a student wrote apart from what the course gave along."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from classroom.layout import ClassroomLayout
from tests.classroom.handins.sent import sent
from tests.classroom.marking.small_release import as_bytes, handed_in, write_release
from tests.classroom.marking.test_runs import well
from tests.classroom.web.test_handins_api import PEOPLE
from tests.fakes.marking_hub import MarkingService, marking_service


@pytest.fixture
def service(tmp_path: Path) -> Iterator[MarkingService]:
    write_release(ClassroomLayout(tmp_path))
    with marking_service(tmp_path, PEOPLE, well) as running:
        yield running


def test_files_that_are_just_as_the_course_gave_them_stand_apart(
    service: MarkingService, tmp_path: Path
) -> None:
    given = ClassroomLayout(tmp_path).releases / "0007/student/week1"
    files = {"report.md": b"Mine.", "data/words.txt": (given / "data/words.txt").read_bytes()}
    everything = {"files": sent(files, as_bytes(handed_in()))}
    assert service.call("ada-lab", "POST", "handins/1", everything).status_code == 201
    told = service.call("ines-teach", "GET", "marking/1/ada").json()
    assert told["own"] == ["assignment.ipynb", "report.md"]
    page = service.request("ines-teach", "GET", "marks/1/ada").text
    assert "1 as the course gave them" in page
    assert "data/words.txt" in page.partition("<details>")[2]
