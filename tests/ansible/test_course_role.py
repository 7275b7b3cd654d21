"""`make course` releases the sources as they are now, and shows what the build says."""

from __future__ import annotations

from pathlib import Path

from tests.ansible.playbook import ANSIBLE, ROOT, run_tasks

# Says what it was called with, takes long enough to be followed, and ends as the builder does.
DOCKER = """#!/bin/sh
echo "$*" > {folder}/called
echo '[1/1] week1: 14 files' >&2
sleep 2
echo '{{"status": "changed"}}'
"""


def test_the_course_is_built_from_the_source_tree(tmp_path: Path) -> None:
    docker = tmp_path / "docker"
    docker.write_text(DOCKER.format(folder=tmp_path))
    docker.chmod(0o755)
    done = run_tasks(
        tmp_path,
        {"ansible.builtin.include_role": {"name": str(ANSIBLE / "roles/course")}},
        variables={
            "llmhub_state": str(tmp_path / "state"),
            "llmhub_logs": str(tmp_path),
            "llmhub_source": str(ROOT),
            "llmhub_settings_env": {"PATH": f"{tmp_path}:/usr/bin:/bin"},
        },
    )
    assert done.returncode == 0, done.stdout + done.stderr
    called = (tmp_path / "called").read_text()
    for part in ("labs", "content"):
        assert f"--volume={ROOT}/{part}:/srv/course/{part}:ro" in called
    assert called.endswith(f"release --out={tmp_path}/state/course\n")
    assert "| [1/1] week1: 14 files" in done.stdout
