"""Docker without systemd, where a pid file may name anybody."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ansible.playbook import ANSIBLE, evaluated, files_of, run_tasks

FAKE = Path(__file__).parents[1] / "fakes/fake_dockerd.sh"
COMMANDS = ("docker_start_alone", "docker_stop_alone", "docker_reload")


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The role's command lines, with PLACE for the folder of everything."""
    names = ", ".join(f"{name!r}: {name}" for name in COMMANDS)
    found: dict[str, list[str]] = evaluated(
        tmp_path_factory.mktemp("commands"),
        "docker",
        f"{{{names}}}",
        docker_pid_file="PLACE/docker.pid",
        docker_log="PLACE/log",
        docker_binary={"stdout": "PLACE/dockerd"},
    )
    return found


@dataclass
class Host:
    """A folder with a fake daemon, its pid file and its log."""

    folder: Path
    templates: dict[str, list[str]]

    @property
    def pid_file(self) -> Path:
        return self.folder / "docker.pid"

    def run(self, name: str) -> int:
        words = [word.replace("PLACE", str(self.folder)) for word in self.templates[name]]
        return subprocess.run(words, check=False, capture_output=True, timeout=30).returncode

    def says(self, word: str, patience: float = 20) -> bool:
        """Wait until the daemon has said `word`."""
        end = time.monotonic() + patience
        log = self.folder / "log"
        while not (log.is_file() and word in log.read_text()):
            if time.monotonic() > end:
                return False
            time.sleep(0.05)
        return True


@pytest.fixture
def host(tmp_path: Path, templates: dict[str, list[str]]) -> Iterator[Host]:
    shutil.copy(FAKE, tmp_path / "dockerd")
    host = Host(tmp_path, templates)
    yield host
    host.run("docker_stop_alone")


@pytest.fixture
def stranger() -> Iterator[subprocess.Popen[bytes]]:
    """A process of somebody else's, whose number a left pid file names."""
    process = subprocess.Popen(["sleep", "60"])
    yield process
    process.kill()
    process.wait()


def test_the_daemon_starts_beside_a_stranger_with_its_number(
    host: Host, stranger: subprocess.Popen[bytes]
) -> None:
    host.pid_file.write_text(f"{stranger.pid}\n")
    assert host.run("docker_start_alone") == 0
    assert host.says("started")


@pytest.mark.parametrize("command", ["docker_stop_alone", "docker_reload"])
def test_a_stranger_with_its_number_is_left_alone(
    host: Host, stranger: subprocess.Popen[bytes], command: str
) -> None:
    host.pid_file.write_text(f"{stranger.pid}\n")
    assert host.run(command) == 0
    time.sleep(0.2)
    assert stranger.poll() is None


def test_the_daemon_itself_is_reloaded_and_stopped(host: Host) -> None:
    assert host.run("docker_start_alone") == 0
    assert host.says("started")
    assert host.run("docker_start_alone") == 0  # it runs: nothing to do
    assert host.run("docker_reload") == 0
    assert host.says("reloaded")
    pid = int(host.pid_file.read_text())
    assert host.run("docker_stop_alone") == 0
    assert not Path(f"/proc/{pid}").exists()
    assert (host.folder / "log").read_text().count("started") == 1


def nobodys(host: Host, stranger: int) -> None:
    """Leave no pid file."""


def the_deads(host: Host, stranger: int) -> None:
    """Leave the number of a process that has ended."""
    process = subprocess.Popen(["true"])
    process.wait()
    host.pid_file.write_text(f"{process.pid}\n")


def the_strangers(host: Host, stranger: int) -> None:
    """Leave the number of a process that is none of Docker's."""
    host.pid_file.write_text(f"{stranger}\n")


def its_own(host: Host, stranger: int) -> None:
    """Let it be the daemon's."""
    host.run("docker_start_alone")
    assert host.says("started")


@pytest.mark.parametrize(
    ("whose", "kept"),
    [(nobodys, False), (the_deads, False), (the_strangers, False), (its_own, True)],
)
def test_a_pid_file_of_others_is_removed(
    host: Host, stranger: subprocess.Popen[bytes], whose: Callable[[Host, int], None], kept: bool
) -> None:
    whose(host, stranger.pid)
    containerd = host.folder / "containerd.pid"
    containerd.write_text(f"{stranger.pid}\n")
    done = run_tasks(
        host.folder,
        {"ansible.builtin.include_tasks": str(ANSIBLE / "roles/docker/tasks/pids.yml")},
        variables={
            "docker_pid_file": str(host.pid_file),
            "docker_containerd_pid_file": str(containerd),
        },
        vars_files=files_of("docker"),
    )
    assert done.returncode == 0, done.stdout
    assert (host.pid_file.exists(), containerd.exists()) == (kept, False)
