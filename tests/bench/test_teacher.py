"""The benchmark's instructor, at a real hub with the course service beside it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from bench.teacher import Teacher, make_token
from llmhub.errors import LabError
from tests.fakes.course_service import Course, course_beside_hub
from tests.fakes.running_hub import PASSWORD


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    with course_beside_hub(tmp_path_factory.mktemp("hub")) as course:
        yield course


@pytest.fixture
def teacher(course: Course) -> Iterator[Teacher]:
    token = make_token(course.staff, True, "tina", PASSWORD)
    headers = {"Authorization": f"token {token}"}
    with httpx.Client(base_url=course.staff, headers=headers, trust_env=False) as client:
        yield Teacher(client)


def test_the_token_teaches(teacher: Teacher) -> None:
    assert teacher.call("GET", "pushes") == {"pushes": []}


def test_what_the_service_refuses_is_told(teacher: Teacher) -> None:
    with pytest.raises(LabError, match="no-such-push"):
        teacher.call("GET", "pushes/7")


def test_a_wrong_password_makes_no_token(course: Course) -> None:
    with pytest.raises((LabError, httpx.HTTPStatusError)):
        make_token(course.staff, True, "tina", "not the one")
