from pathlib import Path

import pytest

from bench.meters import TICKS, engine_seconds, machine_seconds


def process(proc: Path, pid: int, name: str, times: str) -> None:
    folder = proc / str(pid)
    folder.mkdir()
    (folder / "stat").write_text(f"{pid} ({name}) S 1 1 1 0 -1 4194560 0 0 0 0 {times} 20 0 1 0\n")


def test_engine_counts_its_processes_and_their_ended_children(tmp_path: Path) -> None:
    process(tmp_path, 10, "dockerd", "1 2 30 40")
    process(tmp_path, 11, "containerd-shim", "5 5 0 0")
    process(tmp_path, 12, "python (dockerd)", "9 9 9 9")
    assert engine_seconds(tmp_path) == {
        "10": pytest.approx(73 / TICKS),
        "11": pytest.approx(10 / TICKS),
    }


def test_machine_leaves_idle_and_waiting_out(tmp_path: Path) -> None:
    (tmp_path / "stat").write_text("cpu  10 20 30 4000 500 6 7 8 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n")
    assert machine_seconds(tmp_path) == pytest.approx(81 / TICKS)
