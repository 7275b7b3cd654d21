"""Killed at any moment: `current` stays whole, and the next run finishes the work."""

from __future__ import annotations

import tempfile

import pytest

from tests.probes import FAST, said_by


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("kind", "steps"), [("release", 60), ("hide", 20), ("forget", 20)])
def test_a_run_that_is_killed_at_every_step(kind: str, steps: int) -> None:
    with tempfile.TemporaryDirectory(dir=FAST) as folder:
        found = said_by("tests.classroom.releases.kill_probe", kind, folder, room="hub")
    assert found["wrong"] == []
    assert found["steps"] > steps
