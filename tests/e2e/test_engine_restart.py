"""Docker is restarted while students work: their servers go on, and the hub knows them still."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import docker
import pytest

from llmhub.ops.context import Context
from llmhub.ops.hub_api import HubApi
from scripts.stages import ROOT
from tests.e2e.operator import words
from tests.e2e.people import Student
from tests.e2e.test_lifecycle import both_run, check_work, hub_answers, until, work

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

PID = Path("/var/run/docker.pid")
HAS_SYSTEMD = Path("/run/systemd/system").is_dir()


def engine_is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def restart_engine(context: Context) -> None:
    """Restart it as an upgrade of its package would; without systemd `make deploy` starts it."""
    if HAS_SYSTEMD:
        subprocess.run(["systemctl", "restart", "docker"], check=True, timeout=120)
        return
    pid = int(PID.read_text())
    os.kill(pid, signal.SIGTERM)
    until(lambda: engine_is_gone(pid), "Docker has ended")
    command = ["make", "--no-print-directory", "deploy", "TAGS=docker", *words(context)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=300, capture_output=True)


def test_servers_survive_a_restart_of_docker(
    student: Student, context: Context, api: HubApi
) -> None:
    student.open_lab()
    work(student)
    student.cell(
        "import subprocess, sys\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(900)'])"
    )
    engine = docker.APIClient(version="auto")
    since = engine.inspect_container(student.unit)["State"]["StartedAt"]
    engine.close()
    restart_engine(context)
    engine = docker.APIClient(version="auto")
    try:
        until(lambda: hub_answers(api), "the hub answers")
        assert engine.inspect_container(student.unit)["State"]["StartedAt"] == since
        assert both_run(engine, student)
        assert student.is_running()
        counted = student.cell("import subprocess; print(subprocess.getoutput('pgrep -fc sleep'))")
        assert int(counted.split()[-1]) >= 1
        check_work(student, engine)
    finally:
        engine.close()
