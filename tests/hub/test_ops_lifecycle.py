"""`make destroy`: what it asks, what it keeps, and that it can be given again."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from llmhub.errors import LabError
from llmhub.layout import StateLayout
from llmhub.ops import cli, compose, envfile, lifecycle
from llmhub.ops.context import Context, open_context
from llmhub.settings import Settings

OF_PEOPLE = {"students", "archive", "hub", "classroom", "feedback", "class"}
OF_THE_COURSE = {"releases", "course", "sources"}
KEPT = {*OF_PEOPLE, *OF_THE_COURSE, "hub.env"}


def nobody(question: str) -> str:
    """Answer as /dev/null does."""
    raise EOFError


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a hub whose containers are none of this test's business."""
    folder = tmp_path / "state"
    for name in (*OF_PEOPLE, *OF_THE_COURSE, "models", "secrets", "logs", "deploy"):
        (folder / name).mkdir(parents=True)
    (folder / "models" / "current").symlink_to("releases/0001")
    more = {"TLS_DIGEST": ""}
    text = envfile.render(Settings(name="lab", state_dir=folder), "1.2.3", more)
    envfile.write(folder / "hub.env", text)
    for work in ("stop_everything", "remove_rules", "remove_labelled"):
        monkeypatch.setattr(lifecycle, work, lambda *_: None)
    return folder


def left(folder: Path) -> set[str]:
    return {item.name for item in folder.iterdir()}


@pytest.mark.parametrize("ask", [lambda question: "yes", lambda question: "", nobody])
def test_destroy_without_the_name_touches_nothing(state: Path, ask: lifecycle.Ask) -> None:
    before = left(state)
    with pytest.raises(LabError) as caught:
        lifecycle.destroy(open_context(state), force=False, homes=True, ask=ask)
    assert caught.value.code == "not-confirmed"
    assert left(state) == before


def test_destroy_keeps_homes_and_can_remove_them_later(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lifecycle.destroy(open_context(state), force=False, homes=False, ask=lambda question: "lab")
    assert left(state) == KEPT
    assert "HOMES=1" in capsys.readouterr().out
    assert cli.main(["destroy", "--state", str(state), "--force", "--homes"]) == 0
    assert not state.exists()


def test_a_destroy_that_fails_half_way_can_be_given_again(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError

    with monkeypatch.context() as broken:
        broken.setattr(shutil, "rmtree", refuse)
        with pytest.raises(PermissionError):
            lifecycle.remove_files(StateLayout(state), homes=True)
    lifecycle.remove_files(open_context(state).layout, homes=True)
    assert not state.exists()


def test_the_packet_filter_goes_by_words_that_older_kernels_know(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Sequence[str]] = []
    monkeypatch.setattr(compose, "run", lambda context, *words: asked.append(words))
    settings = Settings(name="lab-2")
    lifecycle.remove_rules(Context(settings, StateLayout(settings.state_dir)))
    assert asked[0][-2:] == ("nft", "add table inet lab_2; delete table inet lab_2")
