"""A student's folders: no link is followed, /tmp is fresh at once, a full disk is a sentence."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from llmhub import folders
from llmhub.errors import PairError
from llmhub.layout import StateLayout


@pytest.fixture
def layout(tmp_path: Path) -> StateLayout:
    """A state folder with one model release."""
    layout = StateLayout(tmp_path)
    for kind in ("ollama/manifests/library/shared", "huggingface/hub"):
        (layout.model_release(1) / kind).mkdir(parents=True)
    layout.students.mkdir()
    return layout


def test_hostile_link_in_overlay_is_not_followed(layout: StateLayout, tmp_path: Path) -> None:
    target = tmp_path / "outside"
    target.mkdir()
    made = folders.prepare(layout, "eve", "", 21001, 19998, 1)
    manifests = made.upper("ollama") / "manifests"
    for folder in sorted(manifests.rglob("*"), reverse=True):
        folder.rmdir()
    manifests.rmdir()
    manifests.symlink_to(target)
    folders.prepare(layout, "eve", "", 21001, 19998, 1)
    assert list(target.iterdir()) == []
    assert target.stat().st_uid == 0


def test_tmp_is_fresh_at_once_and_the_old_one_is_swept_later(layout: StateLayout) -> None:
    made = folders.prepare(layout, "ada", "", 21001, 19998, 1)
    (made.tmp() / "left").write_text("behind")
    folders.prepare(layout, "ada", "", 21001, 19998, 1)
    assert list(made.tmp().iterdir()) == []
    assert list(made.tmp().parent.glob("*/left"))
    folders.sweep(made)
    assert {path.name for path in made.tmp().parent.iterdir()} == {"_", "_.ollama"}


def test_no_server_shares_the_first_ones_tmp(layout: StateLayout) -> None:
    made = folders.prepare(layout, "ada", "", 21001, 19998, 1)
    (made.tmp() / "left").write_text("behind")
    folders.prepare(layout, "ada", "default", 21001, 19998, 1)
    assert (made.tmp() / "left").exists()


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EDQUOT, "disk-full"),
        (errno.EROFS, "folders-refused"),
        (errno.EACCES, "folders-refused"),
    ],
)
def test_what_the_disk_refuses_is_a_sentence(
    layout: StateLayout, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(PairError) as caught:
        folders.prepare(layout, "ada", "", 21001, 19998, 1)
    assert caught.value.code == code
