"""Room on the host, and the last lines of crashed containers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from llmhub import capacity, crash_logs
from llmhub.errors import PairError
from llmhub.layout import StateLayout
from llmhub.pair import PairKey, Part


def test_available_memory_is_read(tmp_path: Path) -> None:
    meminfo = tmp_path / "meminfo"
    meminfo.write_text("MemTotal: 100 kB\nMemAvailable:     2048 kB\n")
    assert capacity.available_memory(meminfo) == 2 * 2**20


def test_no_memory_says_so() -> None:
    capacity.check_memory(100, 100)
    with pytest.raises(PairError, match="No memory is left") as caught:
        capacity.check_memory(99, 100)
    assert caught.value.code == "no-memory"


def test_crash_logs_are_private_and_few(tmp_path: Path) -> None:
    layout, now = StateLayout(tmp_path), datetime(2026, 11, 24, tzinfo=UTC)
    for hour in range(8):
        path = crash_logs.write(
            layout, PairKey("ada", "gpu"), Part.NOTEBOOK, str(hour), now + timedelta(hours=hour)
        )
        assert path.stat().st_mode & 0o777 == 0o600
    kept = crash_logs.kept(layout, "ada")
    assert [file.read_text() for file in kept] == ["3", "4", "5", "6", "7"]
