"""Who is told to stop while a container trains ends it, and gives the lock back."""

import os
import shlex
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from models.catalogue import Cast
from models.containers import attached, name_for
from models.embedded import Embedded
from models.errors import ModelError
from scripts.stages import ROOT

TRAINER = """
import sys
from pathlib import Path
from models.containers import attached
from models.locking import locked
from models.stopping import stop_politely
stop_politely()
with locked(Path(sys.argv[1]), lambda: sys.exit("locked")):
    sys.exit(attached("llmhub-one", ["image"]))
"""
FAKE = '#!/bin/sh\necho "$*" >>{log}\n[ "$1" != run ] || {{ {does}; }}\n'
REMOVED = "rm --force --volumes llmhub-one"


@dataclass
class Docker:
    """A docker command that notes what it was asked; `run` does as it is told."""

    folder: Path

    def does(self, shell: str) -> None:
        (self.folder / "docker").write_text(
            FAKE.format(log=shlex.quote(str(self.folder / "log")), does=shell)
        )
        (self.folder / "docker").chmod(0o755)

    def asked(self) -> list[str]:
        log = self.folder / "log"
        return log.read_text().splitlines() if log.exists() else []


@pytest.fixture
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Docker:
    fake = Docker(tmp_path / "bin")
    fake.folder.mkdir()
    monkeypatch.setenv("PATH", f"{fake.folder}:{os.environ['PATH']}")
    return fake


def begin(docker: Docker, folder: Path, *before: str) -> subprocess.Popen[str]:
    """Start a training; return when its container runs."""
    count = len(docker.asked())
    process = subprocess.Popen(
        [*before, sys.executable, "-c", TRAINER, str(folder)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    end = time.monotonic() + 60
    while not any(line.startswith("run") for line in docker.asked()[count:]):
        assert process.poll() is None
        assert time.monotonic() < end
        time.sleep(0.02)
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_container_and_the_lock(
    docker: Docker, tmp_path: Path, number: signal.Signals
) -> None:
    docker.does("exec sleep 60")
    with begin(docker, tmp_path / "cache") as process:
        process.send_signal(number)
        assert process.wait(timeout=30) == 128 + number
    assert docker.asked() == [REMOVED, "run --rm --init --name llmhub-one image", REMOVED]
    docker.does("exit 0")
    done = subprocess.run(
        [sys.executable, "-c", TRAINER, str(tmp_path / "cache")], cwd=ROOT, check=False
    )
    assert done.returncode == 0, "the lock is free again"


def test_under_nohup_a_closed_terminal_ends_nothing(docker: Docker, tmp_path: Path) -> None:
    docker.does(f"while [ ! -e {shlex.quote(str(tmp_path / 'go'))} ]; do sleep 0.02; done")
    with begin(docker, tmp_path / "cache", "nohup") as process:
        process.send_signal(signal.SIGHUP)
        (tmp_path / "go").touch()
        assert process.wait(timeout=30) == 0


def test_a_container_that_takes_too_long_is_ended(docker: Docker) -> None:
    docker.does("exec sleep 60")
    with pytest.raises(subprocess.TimeoutExpired):
        attached("llmhub-one", ["image"], timeout=0.2)
    assert docker.asked()[-1] == REMOVED


def test_training_removes_what_an_earlier_one_left_and_says_how_it_failed(
    docker: Docker, tmp_path: Path
) -> None:
    docker.does("exit 3")
    family = Embedded(ROOT, tmp_path / "cache", Cast("embedded", (), {}), "base", "ollama")
    with pytest.raises(ModelError, match=r"status 3.*\[tiny\.training\]"):
        family._run_trainer(tmp_path / "out")
    name = name_for("training", family.cache)
    left, run = docker.asked()
    assert left == f"rm --force --volumes {name}"
    assert run.startswith(f"run --rm --init --name {name} --network none ")


def test_two_caches_have_two_names(tmp_path: Path) -> None:
    one, same, other = tmp_path / "one", tmp_path / "two/../one", tmp_path / "two"
    names = [name_for("training", folder) for folder in (one, same, other)]
    assert names[0] == names[1] != names[2]
