"""The playbook as it is written: what every role must have, and what it decides."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ANSIBLE = ROOT / "ansible"
ROLES = sorted(path for path in (ANSIBLE / "roles").iterdir() if path.is_dir())
PLAYBOOK = Path(sys.executable).with_name("ansible-playbook")


def play(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(PLAYBOOK), "-i", str(ANSIBLE / "inventory/localhost.yml"), *words],
        cwd=ROOT,
        env={
            "ANSIBLE_CONFIG": str(ANSIBLE / "ansible.cfg"),
            "PATH": "/usr/bin:/bin",
            "HOME": "/root",
        },
        check=False,
        capture_output=True,
        text=True,
    )


def test_the_playbook_parses() -> None:
    done = play("--syntax-check", str(ANSIBLE / "site.yml"))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("role", ROLES, ids=lambda path: path.name)
def test_a_role_declares_its_arguments(role: Path) -> None:
    specs = yaml.safe_load((role / "meta/argument_specs.yml").read_text())["argument_specs"]["main"]
    assert specs["short_description"]
    assert all(option.get("description") for option in specs["options"].values())
    defaults = role / "defaults/main.yml"
    if defaults.is_file():
        assert set(yaml.safe_load(defaults.read_text())) <= set(specs["options"])


def test_the_site_names_every_role_that_is_not_called_by_another() -> None:
    named = {
        item["role"] for item in yaml.safe_load((ANSIBLE / "site.yml").read_text())[0]["roles"]
    }
    assert named == {role.name for role in ROLES} - {"builder"}


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
    told = wanted_daemon_json(tmp_path, has)
    assert {**told, **wants} == told
    assert told["live-restore"] is True
    assert told["features"] == {**has.get("features", {}), "cdi": True, "buildkit": True}
    assert wanted_daemon_json(tmp_path, told) == told


def wanted_daemon_json(folder: Path, has: dict[str, Any]) -> dict[str, Any]:
    """Let Ansible itself evaluate the role's decision."""
    out = folder / "daemon.json"
    docker = ANSIBLE / "roles/docker"
    task = {"ansible.builtin.copy": {"dest": str(out), "content": "{{ docker_wants | to_json }}"}}
    book = {
        "hosts": "localhost",
        "gather_facts": False,
        "vars": {"docker_has": has, "ansible_facts": {"distribution": "Debian"}},
        "vars_files": [str(docker / "defaults/main.yml"), str(docker / "vars/main.yml")],
        "tasks": [task],
    }
    (folder / "book.yml").write_text(yaml.safe_dump([book]))
    done = play(str(folder / "book.yml"))
    assert done.returncode == 0, done.stdout + done.stderr
    result: dict[str, Any] = json.loads(out.read_text())
    return result
