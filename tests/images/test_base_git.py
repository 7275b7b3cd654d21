"""A link that fetches an instructor's own repository: nbgitpuller really pulls."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest

from tests.images.base_container import Notebook

pytestmark = [pytest.mark.docker, pytest.mark.timeout(300)]

UPSTREAM = "/tmp/upstream.git"
# An instructor's clone, and how they publish: `publish FILE TEXT`.
PUBLISH = f"""
set -eu
export GIT_AUTHOR_NAME=Ina GIT_AUTHOR_EMAIL=ina@school GIT_COMMITTER_NAME=Ina
export GIT_COMMITTER_EMAIL=ina@school
test -d {UPSTREAM} || git init --quiet --bare --initial-branch=main {UPSTREAM}
test -d /tmp/ina || git clone --quiet {UPSTREAM} /tmp/ina
cd /tmp/ina
git checkout --quiet -B main
echo "$2" > "$1"
git add . && git commit --quiet --message "$1" && git push --quiet origin main
"""


def publish(running: Notebook, file: str, text: str) -> None:
    running.run("bash", "-c", PUBLISH, "publish", file, text)


def pull(running: Notebook, repository: str = UPSTREAM) -> dict[str, object]:
    """Do what the page behind a link does; return the last event."""
    query = urlencode({"repo": repository, "branch": "main", "targetpath": "handout"})
    status, _, body = running.ask(f"git-pull/api?{query}")
    assert status == 200, body
    events = [json.loads(line[6:]) for line in body.splitlines() if line.startswith("data: ")]
    return dict(events[-1])


def read(running: Notebook, file: str) -> str:
    return running.run("cat", f"/home/student/handout/{file}").strip()


def test_repository_arrives_and_changes_follow(running: Notebook) -> None:
    publish(running, "lesson.md", "first edition")
    assert pull(running)["phase"] == "finished"
    assert read(running, "lesson.md") == "first edition"
    running.write("handout/notes.md", "the student's own\n")
    running.write("handout/lesson.md", "the student's version\n")
    publish(running, "more.md", "a second file")
    assert pull(running)["phase"] == "finished"
    assert read(running, "more.md") == "a second file"
    assert read(running, "lesson.md") == "the student's version"
    assert read(running, "notes.md") == "the student's own"


def test_repository_that_is_not_there_is_said_to_be_missing(running: Notebook) -> None:
    last = pull(running, "/tmp/never.git")
    assert last["phase"] == "error"
    assert last["message"]


def test_page_behind_a_link_needs_a_login(running: Notebook) -> None:
    assert running.ask("git-pull/api?repo=x", token="")[0] == 403
    status, _, body = running.ask(f"git-pull?repo={UPSTREAM}&branch=main")
    assert status == 200
    assert "git-pull" in body
