"""daemon.json: what is there is kept, what cannot be read stops the deploy with a sentence."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.ansible.playbook import ANSIBLE, Task, files_of, run_tasks

TASKS = ANSIBLE / "roles/docker/tasks/daemon.yml"
NO_HANDLERS = [
    {"name": name, "ansible.builtin.meta": "noop"} for name in ("Reload Docker", "Restart Docker")
]
LOG = {"log-driver": "json-file", "log-opts": {"max-size": "10m", "max-file": "3"}}

# Name of a case: the file (None: there is none), and what must be in it afterwards.
GOOD: dict[str, tuple[str | None, dict[str, Any]]] = {
    "absent": (None, LOG),
    "empty": ("", LOG),
    "blank": (" \n", LOG),
    "no-keys": ("{}", LOG),
    "own-log": (
        '{"log-driver": "journald", "log-opts": {}}',
        {"log-driver": "journald", "log-opts": {}},
    ),
    "own-root": ('{"data-root": "/data", "live-restore": false}', {**LOG, "data-root": "/data"}),
    "own-feature": ('{"features": {"containerd-snapshotter": true}}', LOG),
}
# The file, and a word of the reason.
BAD = {
    "comma": (b'{"data-root": "/data",}', "line 1"),
    "word": (b'{\n "live-restore": yes\n}', "line 2"),
    "list": (b'["live-restore"]', "object"),
    "bytes": (b'{"data-root": "/d\xff"}', "utf-8"),
}


def set_up(folder: Path, names: list[str]) -> subprocess.CompletedProcess[str]:
    """Run the role's own tasks on the file of each case; one that fails stops no other."""

    def one(name: str) -> Task:
        included = {
            "ansible.builtin.include_tasks": str(TASKS),
            "vars": {"docker_daemon_json": str(folder / name / "daemon.json")},
        }
        return {"block": [included], "rescue": [{"ansible.builtin.meta": "noop"}]}

    tasks = [one(name) for name in names]
    return run_tasks(folder, *tasks, vars_files=files_of("docker"), handlers=NO_HANDLERS)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files of all good cases, set up."""
    folder = tmp_path_factory.mktemp("good")
    for name, (content, _) in GOOD.items():
        (folder / name).mkdir()
        if content is not None:
            (folder / name / "daemon.json").write_text(content)
    done = set_up(folder, list(GOOD))
    assert "FAILED" not in done.stdout, done.stdout
    return folder


@pytest.mark.parametrize("name", GOOD)
def test_what_the_admin_set_is_kept_and_what_is_missing_added(good: Path, name: str) -> None:
    content, wants = GOOD[name]
    had = json.loads((content or "").strip() or "{}")
    told = json.loads((good / name / "daemon.json").read_text())
    assert {**told, **wants} == told
    assert told["live-restore"] is True
    assert told["features"] == {**had.get("features", {}), "cdi": True, "buildkit": True}


def test_a_file_that_says_all_is_left_alone(good: Path) -> None:
    assert "changed=0" in set_up(good, list(GOOD)).stdout


@pytest.fixture(scope="module")
def refusals(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder with the files of all bad cases, and what was said about them."""
    folder = tmp_path_factory.mktemp("bad")
    for name, (content, _) in BAD.items():
        (folder / name).mkdir()
        (folder / name / "daemon.json").write_bytes(content)
    return folder, set_up(folder, list(BAD)).stdout


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_cannot_be_read_is_named_and_left_alone(
    refusals: tuple[Path, str], name: str
) -> None:
    content, reason = BAD[name]
    folder, told = refusals
    path = folder / name / "daemon.json"
    said = next(line for line in told.splitlines() if str(path) in line)
    assert reason in said
    assert "[daemon-json]" in said
    assert "changed=0" in told
    assert path.read_bytes() == content
