"""daemon.json: what is there is kept, what cannot be read stops the deploy with a sentence."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.ansible.playbook import ANSIBLE, evaluated, files_of, run_tasks

TASKS = ANSIBLE / "roles/docker/tasks/daemon.yml"
NO_HANDLERS = [
    {"name": name, "ansible.builtin.meta": "noop"} for name in ("Reload Docker", "Restart Docker")
]


def set_up(folder: Path, content: bytes | None) -> subprocess.CompletedProcess[str]:
    """Run the role's own tasks on a file of the test's."""
    path = folder / "etc" / "daemon.json"
    path.parent.mkdir(exist_ok=True)
    if content is not None:
        path.write_bytes(content)
    return run_tasks(
        folder,
        {"ansible.builtin.include_tasks": str(TASKS)},
        variables={"docker_daemon_json": str(path)},
        vars_files=files_of("docker"),
        handlers=NO_HANDLERS,
    )


def result(folder: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((folder / "etc" / "daemon.json").read_text())
    return read


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        (None, {}),
        (b"", {}),
        (b" \n", {}),
        (b"{}", {}),
        (b'{"data-root": "/data"}', {"data-root": "/data"}),
    ],
    ids=["absent", "empty", "blank", "no-keys", "own-root"],
)
def test_a_file_that_says_little_is_completed(
    tmp_path: Path, content: bytes | None, kept: dict[str, Any]
) -> None:
    done = set_up(tmp_path, content)
    assert done.returncode == 0, done.stdout
    assert {**result(tmp_path), "live-restore": True, **kept} == result(tmp_path)


def test_a_file_that_says_all_is_left_alone(tmp_path: Path) -> None:
    set_up(tmp_path, None)
    assert "changed=0" in set_up(tmp_path, None).stdout


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"data-root": "/data",}', "line 1"),
        (b'{\n "live-restore": yes\n}', "line 2"),
        (b'["live-restore"]', "object"),
        (b'{"data-root": "/d\xff"}', "utf-8"),
    ],
    ids=["comma", "word", "list", "bytes"],
)
def test_a_file_that_cannot_be_read_is_named_and_left_alone(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    done = set_up(tmp_path, content)
    assert done.returncode != 0
    assert "[daemon-json]" in done.stdout
    assert reason in done.stdout
    assert str(tmp_path / "etc/daemon.json") in done.stdout
    assert "Traceback" not in done.stdout
    assert "changed=0" in done.stdout
    assert (tmp_path / "etc/daemon.json").read_bytes() == content


@pytest.mark.parametrize(
    ("has", "wants"),
    [
        ({}, {"log-driver": "json-file", "log-opts": {"max-size": "10m", "max-file": "3"}}),
        ({"log-driver": "journald", "log-opts": {}}, {"log-driver": "journald", "log-opts": {}}),
        ({"data-root": "/data", "live-restore": False}, {"data-root": "/data"}),
        ({"features": {"containerd-snapshotter": True}}, {}),
    ],
    ids=["nothing", "own-log", "own-root", "own-feature"],
)
def test_daemon_json_keeps_what_the_admin_set(
    tmp_path: Path, has: dict[str, Any], wants: dict[str, Any]
) -> None:
    told = evaluated(tmp_path, "docker", "docker_wants", docker_has=has)
    assert {**told, **wants} == told
    assert told["live-restore"] is True
    assert told["features"] == {**has.get("features", {}), "cdi": True, "buildkit": True}
    assert evaluated(tmp_path, "docker", "docker_wants", docker_has=told) == told
