"""A room for every test."""

from pathlib import Path

import pytest

from tests.classroom.help.room import Room, open_room


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return open_room(tmp_path)
