"""Run Ansible as `make deploy` does, without its playbook: tasks, or one of a role's values."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
ANSIBLE = ROOT / "ansible"
PLAYBOOK = Path(sys.executable).with_name("ansible-playbook")

Task = dict[str, Any]
Variables = dict[str, Any]


def play(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run ansible-playbook; what it keeps for itself goes below `home`."""
    return subprocess.run(
        [str(PLAYBOOK), "-i", str(ANSIBLE / "inventory/localhost.yml"), *words],
        cwd=ROOT,
        env={
            "ANSIBLE_CONFIG": str(ANSIBLE / "ansible.cfg"),
            "PATH": "/usr/bin:/bin:/usr/sbin:/sbin",
            "HOME": str(home),
            "LC_ALL": "C.UTF-8",
        },
        check=False,
        capture_output=True,
        text=True,
    )


def run_tasks(
    folder: Path, *tasks: Task, variables: Variables | None = None, **play_words: Any
) -> subprocess.CompletedProcess[str]:
    """Run tasks as a play of their own, without facts; `variables` win over all others."""
    book = {"hosts": "localhost", "gather_facts": False, **play_words, "tasks": list(tasks)}
    (folder / "book.yml").write_text(yaml.safe_dump([book], sort_keys=False))
    (folder / "variables.json").write_text(json.dumps(variables or {}))
    return play(folder, "-e", f"@{folder / 'variables.json'}", str(folder / "book.yml"))


def files_of(role: str) -> list[str]:
    """Return a role's files of variables: its defaults first, as Ansible reads them."""
    files = [ANSIBLE / "roles" / role / kind / "main.yml" for kind in ("defaults", "vars")]
    return [str(path) for path in files if path.is_file()]


def evaluated(folder: Path, role: str, value: str, **variables: Any) -> Any:
    """Let Ansible itself evaluate the expression `value` with a role's variables."""
    out = folder / "value.json"
    task = {"ansible.builtin.copy": {"dest": str(out), "content": f"{{{{ {value} | to_json }}}}"}}
    done = run_tasks(folder, task, variables=variables, vars_files=files_of(role))
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(out.read_text())
