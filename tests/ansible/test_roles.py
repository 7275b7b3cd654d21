"""The playbook as it is written: what every role must have."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.ansible.playbook import ANSIBLE, play

ROLES = sorted(path for path in (ANSIBLE / "roles").iterdir() if path.is_dir())


def test_the_playbook_parses(tmp_path: Path) -> None:
    done = play(tmp_path, "--syntax-check", str(ANSIBLE / "site.yml"))
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


def included(tasks: Path) -> set[str]:
    """Return the files that a file of tasks includes or imports."""
    words = ("ansible.builtin.include_tasks", "ansible.builtin.import_tasks")
    found = [task.get(word) for task in yaml.safe_load(tasks.read_text()) for word in words]
    return {Path(name).name for name in found if name}


@pytest.mark.parametrize("role", ROLES, ids=lambda path: path.name)
def test_a_role_uses_all_its_tasks(role: Path) -> None:
    files = [*role.glob("tasks/*.yml"), *role.glob("handlers/*.yml")]
    used = {"main.yml"}.union(*(included(path) for path in files))
    assert {path.name for path in role.glob("tasks/*.yml")} == used
