"""`make course` releases the sources as they are now, and shows what the build says."""

from __future__ import annotations

import os
from pathlib import Path

from tests.ansible.playbook import ANSIBLE, evaluated, run_tasks

# Says what it was called with, takes long enough to be followed, and ends as the builder does.
DOCKER = """#!/bin/sh
echo "$*" > {folder}/called
echo '[1/1] week1: 14 files' >&2
sleep 2
echo '{{"status": "changed"}}'
"""


FOLDERS = ("labs", "content", "hub/classroom")


def test_the_course_is_built_from_the_source_tree(tmp_path: Path) -> None:
    source, course = tmp_path / "source", tmp_path / "state/course"
    for part in FOLDERS:
        (source / part).mkdir(parents=True)
        (source / part / "file").touch(mode=0o600)
    (course / "releases/0001").mkdir(parents=True)
    (course / "current").symlink_to("releases/0001")
    docker = tmp_path / "docker"
    docker.write_text(DOCKER.format(folder=tmp_path))
    docker.chmod(0o755)
    done = run_tasks(
        tmp_path,
        {"ansible.builtin.include_role": {"name": str(ANSIBLE / "roles/course")}},
        variables={
            "llmhub_state": str(tmp_path / "state"),
            "llmhub_logs": str(tmp_path),
            "llmhub_source": str(source),
            "llmhub_version": "1.2.3",
            # Only root may give files to another user.
            "hub_course_uid": os.getuid(),
            "hub_folders": [{"name": "releases", "mode": "0700", "owner": os.getuid()}],
            "llmhub_settings_env": {"PATH": f"{tmp_path}:/usr/bin:/bin"},
        },
    )
    assert done.returncode == 0, done.stdout + done.stderr
    called = (tmp_path / "called").read_text()
    mounted = (source / part for part in FOLDERS)
    places = ("/srv/course/labs", "/srv/course/content", "/opt/classroom/classroom")
    for folder, place in zip(mounted, places, strict=True):
        assert f"--volume={folder}:{place}:ro" in called
        assert (folder / "file").stat().st_mode & 0o777 == 0o644
    assert f"--user={os.getuid()}:{os.getuid()} " in called
    for part in ("releases", "course", "classroom"):
        assert f"--volume={tmp_path}/state/{part}:{tmp_path}/state/{part} " in called
    ending = f"python -m classroom release --state={tmp_path}/state --source=/srv/course\n"
    assert called.endswith(f"llmhub/course:1.2.3 {ending}")
    assert (tmp_path / "state/releases").stat().st_mode & 0o777 == 0o700
    assert (course / "current").readlink() == Path("releases/0001")
    assert "| [1/1] week1: 14 files" in done.stdout


def test_nobody_but_the_course_service_enters_full_releases_and_hand_ins(tmp_path: Path) -> None:
    folders = {one["name"]: one for one in evaluated(tmp_path, "hub", "hub_folders")}
    uid = evaluated(tmp_path, "hub", "hub_course_uid")
    for name, mode in {"releases": "0700", "classroom": "0700", "feedback": "0711"}.items():
        assert (folders[name]["mode"], folders[name]["owner"]) == (mode, uid)
    assert (folders["course"]["mode"], folders["course"]["owner"]) == ("0755", uid)
    assert (folders["sources"]["mode"], "owner" in folders["sources"]) == ("0755", False)
