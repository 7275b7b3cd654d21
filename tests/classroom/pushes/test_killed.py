"""Killed at any moment: a push is whole or not there, and each order reaches the hub once."""

from __future__ import annotations

import tempfile

import pytest

from tests.probes import FAST, said_by


@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", ["push", "undo"])
def test_a_push_that_is_killed_at_every_step(kind: str) -> None:
    with tempfile.TemporaryDirectory(dir=FAST) as folder:
        found = said_by("tests.classroom.pushes.kill_probe", kind, folder, room="hub")
    assert found["wrong"] == []
    assert found["steps"] > found["whole"] > 35
