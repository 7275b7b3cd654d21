"""Which models a run of the course takes, and what is said where there are none."""

from __future__ import annotations

import json
import subprocess
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from bench import student_lab
from bench.course import __main__ as program
from bench.course import stores
from llmhub.errors import LabError


def release(state: Path, source: str) -> Path:
    """Write a release of models from that source, and return it."""
    made = state / "models/releases/0001"
    made.mkdir(parents=True)
    (made / "models.json").write_text(json.dumps({"source": source}))
    (state / "models/current").symlink_to("releases/0001")
    return made


def test_the_hubs_own_models_are_its_current_release(tmp_path: Path) -> None:
    made = release(tmp_path / "state", "embedded")
    assert stores.hubs_own(tmp_path / "state") == made


def test_a_hub_without_models_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="make models") as caught:
        stores.hubs_own(tmp_path)
    assert caught.value.code == "course-no-models"


def test_a_hub_that_has_the_published_models_needs_no_download(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "both_answer", lambda: pytest.fail("nobody was to be asked"))
    made = release(tmp_path, "registry")
    assert stores.published(tmp_path) == made


def test_where_no_model_hub_answers_it_is_said_and_nothing_is_released(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    release(tmp_path, "embedded")
    monkeypatch.setattr(stores, "both_answer", lambda: False)
    assert program.main(["--models", "real", "--state", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert said.startswith("[FAIL] No model hub answers, so the notebooks did not run")
    assert said.endswith("[course-no-model-hub]\n")


@pytest.mark.parametrize("status", [0, 1])
def test_published_models_are_downloaded_beside_the_hubs_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    called: list[list[str]] = []

    def run(command: list[str], **_: object) -> Namespace:
        called.append(command)
        return Namespace(returncode=status)

    monkeypatch.setattr(stores, "both_answer", lambda: True)
    monkeypatch.setattr(stores, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(subprocess, "run", run)
    made = release(tmp_path / "cache", "registry")
    release(tmp_path / "state", "embedded")
    if status:
        with pytest.raises(LabError, match="did not arrive"):
            stores.published(tmp_path / "state")
    else:
        assert stores.published(tmp_path / "state") == made
    assert called[0][2:] == [
        *("models", "build", "--state", str(tmp_path / "cache"), "--source", "registry")
    ]


@pytest.mark.parametrize(("owner", "expected"), [(19998, 19998), (0, student_lab.UID)])
def test_the_model_server_is_the_owner_of_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: int, expected: int
) -> None:
    blob = tmp_path / "ollama/blobs/sha256-1"
    blob.parent.mkdir(parents=True)
    blob.write_text("weights")
    stat = Path.stat

    def owned(path: Path, **words: Any) -> Namespace:
        return Namespace(st_uid=owner, st_mode=stat(path, **words).st_mode)

    monkeypatch.setattr(Path, "stat", owned)
    assert student_lab.owner_of(tmp_path) == expected
