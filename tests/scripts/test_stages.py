"""Stages: what a run tells, and that nothing below an interrupted one goes on."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from scripts.stages import Result, Stage, descendants, duration, run, stop_tree, summary


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0.04, "0.0 s"), (8.3, "8.3 s"), (60.0, "1 min 00 s"), (725.4, "12 min 05 s")],
)
def test_duration_is_for_people(seconds: float, shown: str) -> None:
    assert duration(seconds) == shown


def test_output_of_both_streams_is_kept() -> None:
    script = "import sys; print('out', flush=True); print('err', file=sys.stderr); sys.exit(3)"
    result = run(Stage("both", [sys.executable, "-c", script]), keep_output=True)
    assert (result.status, result.ok) == (3, False)
    assert result.output == "out\nerr\n"


def test_environment_is_added_to_what_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRST", "1")
    script = "import os; print(os.environ['FIRST'], os.environ['SECOND'])"
    stage = Stage("env", [sys.executable, "-c", script], {"SECOND": "2"})
    assert run(stage, keep_output=True).output == "1 2\n"


def test_a_missing_command_is_a_failure_with_its_name() -> None:
    result = run(Stage("gone", ["no-such-command"]), keep_output=True)
    assert not result.ok
    assert "no-such-command" in result.output


def test_an_interrupted_stage_takes_its_children_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pid_file = tmp_path / "pid"
    # A shell between us and the sleeper, as make is between us and Ansible.
    stage = Stage("long", ["sh", "-c", f"sleep 60 & echo $! > {pid_file}; wait"])
    waiting, communicate = threading.Event(), subprocess.Popen.communicate

    def told(*arguments: Any) -> Any:
        waiting.set()  # a signal any earlier would end the tests, not the stage
        return communicate(*arguments)

    def interrupt() -> None:
        waiting.wait()
        while not pid_file.exists() or not pid_file.read_text().strip():
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(subprocess.Popen, "communicate", told)
    # Whoever started the tests in the background has had the signal ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=interrupt).start()
    try:
        result = run(stage, keep_output=True)
    finally:
        signal.signal(signal.SIGINT, before)
    assert result.interrupted
    assert has_ended(int(pid_file.read_text()))


def has_ended(pid: int, patience: float = 5) -> bool:
    """Return whether process `pid` ends; one that nobody has waited for counts as ended."""
    stat = Path(f"/proc/{pid}/stat")
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            if stat.read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.02)
    return False


def test_descendants_are_children_and_theirs() -> None:
    process = subprocess.Popen(["sh", "-c", "sh -c 'sleep 60; :' & wait"], text=True)
    try:
        end = time.monotonic() + 5
        while len(descendants(process.pid)) < 2 and time.monotonic() < end:
            time.sleep(0.02)
        assert len(descendants(process.pid)) == 2
    finally:
        stop_tree(process)


def test_summary_names_what_failed_and_only_that() -> None:
    told = summary("make check", [Result("ruff", 0, 1.0), Result("mypy", 1, 2.0)], 2.5)
    assert told.splitlines()[-1] == "make check: failed: mypy (2.5 s)"
    assert "everything passed" in summary("make check", [Result("ruff", 0, 1.0)], 1.0)
