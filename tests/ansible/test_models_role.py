"""What is said about the models: where they come from, each time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.ansible.playbook import ANSIBLE, run_tasks

SOURCES = {
    "from Ollama's registry": ["big:7b", "bigger:70b"],
    "from the Hugging Face hub": ["who/big"],
}


@pytest.mark.parametrize("changed", [True, False], ids=["first", "later"])
def test_each_model_is_said_to_come_from_somewhere(tmp_path: Path, changed: bool) -> None:
    (tmp_path / "told").write_text(
        json.dumps({"changed": changed, "release": 3, "sources": SOURCES})
    )
    python = tmp_path / "python"  # prints what a build of the models would have printed
    python.write_text(f"#!/bin/sh\ncat {tmp_path}/told\n")
    python.chmod(0o755)
    done = run_tasks(
        tmp_path,
        {"ansible.builtin.include_role": {"name": str(ANSIBLE / "roles/models")}},
        variables={
            "llmhub_python": str(python),
            "llmhub_state": str(tmp_path),
            "llmhub_logs": str(tmp_path),
        },
    )
    assert f"changed={changed:d}" in done.stdout
    assert "models, release 3: big:7b, bigger:70b from Ollama's registry" in done.stdout
    assert "models, release 3: who/big from the Hugging Face hub" in done.stdout
