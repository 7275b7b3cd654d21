"""A student's folders: no link is followed, /tmp is fresh at once, a full disk is a sentence."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
import yaml

from llmhub import folders
from llmhub.errors import PairError
from llmhub.layout import StateLayout
from llmhub.settings import Settings
from tests.fakes.running_hub import ROOT


@pytest.fixture
def layout(tmp_path: Path) -> StateLayout:
    """A state folder with one model release."""
    layout = StateLayout(tmp_path)
    for kind in ("ollama/manifests/library/shared", "huggingface/hub"):
        (layout.model_release(1) / kind).mkdir(parents=True)
    layout.students.mkdir()
    return layout


@pytest.fixture
def settings(layout: StateLayout) -> Settings:
    return Settings(state_dir=layout.state_dir)


def test_hostile_link_in_overlay_is_not_followed(settings: Settings, tmp_path: Path) -> None:
    target = tmp_path / "outside"
    target.mkdir()
    made = folders.prepare(settings, "eve", "", 21001, 1)
    manifests = made.upper("ollama") / "manifests"
    for folder in sorted(manifests.rglob("*"), reverse=True):
        folder.rmdir()
    manifests.rmdir()
    manifests.symlink_to(target)
    folders.prepare(settings, "eve", "", 21001, 1)
    assert list(target.iterdir()) == []
    assert target.stat().st_uid == 0


def test_tmp_is_fresh_at_once_and_the_old_one_is_swept_later(settings: Settings) -> None:
    made = folders.prepare(settings, "ada", "", 21001, 1)
    (made.tmp() / "left").write_text("behind")
    folders.prepare(settings, "ada", "", 21001, 1)
    assert list(made.tmp().iterdir()) == []
    assert list(made.tmp().parent.glob("*/left"))
    folders.sweep(made)
    assert {path.name for path in made.tmp().parent.iterdir()} == {"_", "_.ollama"}


def test_no_server_shares_the_first_ones_tmp(settings: Settings) -> None:
    made = folders.prepare(settings, "ada", "", 21001, 1)
    (made.tmp() / "left").write_text("behind")
    folders.prepare(settings, "ada", "default", 21001, 1)
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
    settings: Settings, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(PairError) as caught:
        folders.prepare(settings, "ada", "", 21001, 1)
    assert caught.value.code == code


def modes(*paths: Path) -> list[tuple[int, int]]:
    return [(path.stat().st_mode & 0o7777, path.stat().st_uid) for path in paths]


def test_feedback_is_the_services_and_the_class_folder_everybodys(
    layout: StateLayout, settings: Settings
) -> None:
    folders.prepare(settings, "ada", "", 21001, 1)
    feedback = layout.feedback("ada")
    assert modes(feedback.parent, feedback, layout.class_folder) == [
        (0o711, settings.course_uid),
        (0o755, settings.course_uid),
        (0o1777, 0),
    ]


def test_a_deployment_makes_them_as_the_hub_does(layout: StateLayout, settings: Settings) -> None:
    """The deployment comes first, so its modes count: no instructor removes another's files."""
    folders.prepare(settings, "ada", "", 21001, 1)
    told = yaml.safe_load((ROOT / "ansible/roles/hub/defaults/main.yml").read_text())
    made = {one["name"]: int(one["mode"], 8) for one in told["hub_folders"]}
    ours = [mode for mode, _ in modes(layout.feedback("ada").parent, layout.class_folder)]
    assert [made["feedback"], made["class"]] == ours


def test_what_is_there_for_the_course_stays(layout: StateLayout, settings: Settings) -> None:
    layout.class_folder.mkdir(mode=0o700)
    layout.feedback("ada").mkdir(parents=True)
    (layout.feedback("ada") / "week1.html").write_text("well done")
    folders.prepare(settings, "ada", "", 21001, 1)
    assert (layout.feedback("ada") / "week1.html").read_text() == "well done"
    assert modes(layout.class_folder) == [(0o700, 0)]


def test_a_link_for_feedback_leads_no_mount_elsewhere(
    layout: StateLayout, settings: Settings
) -> None:
    layout.feedback("ada").parent.mkdir()
    layout.feedback("ada").symlink_to(layout.students)
    folders.prepare(settings, "ada", "", 21001, 1)
    assert layout.feedback("ada").is_dir()
    assert not layout.feedback("ada").is_symlink()
