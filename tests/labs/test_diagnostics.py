"""The diagnosis names what is wrong and what to do, and never raises."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from llmlab import diagnostics
from llmlab.diagnostics import examine
from llmlab.machine import read_machine
from tests.fakes.ollama_server import OllamaServer


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "home"
    (path / "labs" / "week1").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(path))
    return path


def test_all_is_well(
    ollama_server: OllamaServer, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    diagnostics()
    said = capsys.readouterr().out
    assert "[FAIL]" not in said
    assert "Ollama 0.24.0 answers" in said
    assert "tiny-chat:4m (8 MB) is here" in said
    assert "week1 in" in said
    assert said.rstrip().endswith("Have fun!")


@pytest.mark.usefixtures("nobody_listens")
def test_a_server_that_is_down_is_the_first_line(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    diagnostics()
    said = capsys.readouterr().out
    assert said.startswith("[FAIL] Model server: nothing usable at http://127.0.0.1:1.")
    assert "LAB-SERVER-DOWN" in said
    assert "1 thing needs attention" in said


def test_a_missing_model_is_named(ollama_server: OllamaServer, home: Path) -> None:
    del ollama_server.models["tiny-chat:1m"]
    failed = [str(line) for line in examine(os.environ, home, home) if not line.ok]
    assert failed == [
        "[FAIL] Model for 'chat-small': tiny-chat:1m is missing. "
        "Run `ollama pull tiny-chat:1m` in a terminal."
    ]


def test_missing_week_files_are_named(ollama_server: OllamaServer, tmp_path: Path) -> None:
    failed = [line.what for line in examine(os.environ, tmp_path, tmp_path) if not line.ok]
    assert failed == ["Week files"]


def test_a_laptop_may_keep_its_notebooks_anywhere(
    ollama_server: OllamaServer, tmp_path: Path
) -> None:
    (tmp_path / "lab.ipynb").touch()
    assert all(line.ok for line in examine(os.environ, tmp_path, tmp_path))
    hub = {**os.environ, "JUPYTERHUB_SERVICE_PREFIX": "/user/ada/"}
    assert not all(line.ok for line in examine(hub, tmp_path, tmp_path))


def test_little_memory_left_is_a_finding(ollama_server: OllamaServer, home: Path) -> None:
    used = read_machine({}, home).memory_used or 1
    environ = {**os.environ, "MEM_LIMIT": str(used + 1000)}
    failed = [str(line) for line in examine(environ, home, home) if not line.ok]
    assert len(failed) == 1
    assert "Shut down notebooks" in failed[0]


@pytest.mark.parametrize(
    ("files", "memory", "used"),
    [
        (
            {
                "memory.max": "2000000000\n",
                "memory.current": "700000000\n",
                "memory.stat": "anon 5\ninactive_file 200000000\n",
            },
            2_000_000_000,
            500_000_000,
        ),
        (
            {
                "memory.max": "2000000000\n",
                "memory.current": "700000000\n",
                "memory.stat": "inactive_file 200000000\nactive_file 150000000\n",
            },
            2_000_000_000,
            350_000_000,
        ),
        (
            {
                "memory/memory.limit_in_bytes": "3000000000",
                "memory/memory.usage_in_bytes": "900000000",
                "memory/memory.stat": "inactive_file 1\ntotal_inactive_file 100000000\n",
            },
            3_000_000_000,
            800_000_000,
        ),
    ],
)
def test_memory_of_a_container_is_its_limit(
    tmp_path: Path, files: dict[str, str], memory: int, used: int
) -> None:
    for name, text in files.items():
        path = tmp_path / "sys/fs/cgroup" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    machine = read_machine({"CPU_LIMIT": "1.5"}, tmp_path, root=tmp_path)
    assert (machine.cpus, machine.memory, machine.memory_used) == (1.5, memory, used)


def test_without_a_limit_the_computer_counts(tmp_path: Path) -> None:
    group = tmp_path / "sys/fs/cgroup"
    group.mkdir(parents=True)
    (group / "memory.max").write_text("max\n")
    (group / "memory.current").write_text("5\n")
    assert read_machine({}, tmp_path, root=tmp_path).memory > 100_000_000
