"""A state folder for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.classroom.releases.course import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A course service's files, with nothing in them."""
    return Desk.at(tmp_path / "state")
