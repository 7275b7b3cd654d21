"""The spawner's image: asked for at each start, told to the student, replaced where missing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jupyterhub.spawner import SpawnException

from llmhub.image_choice import INSTEAD, OWN, USUAL, YOUR_GROUP
from llmhub.settings import Settings
from llmhub.spawner import LabSpawner
from tests.fakes.lab_spawner import lab_spawner, make_release
from tests.fakes.pairs import FakePairs

BASE, GPU = "llmhub/base:0.1.0", "llmhub/gpu:0.1.0"


@pytest.fixture
async def pairs() -> AsyncIterator[FakePairs]:
    """An engine whose pairs all listen."""
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0)
    yield FakePairs(server.sockets[0].getsockname()[1])
    server.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    make_release(tmp_path)
    return Settings.model_validate(
        {"state_dir": tmp_path, "start_reserve": 2**24, "gpu_image_groups": "tuned"}
    )


async def start(spawner: LabSpawner) -> list[Any]:
    """Start, and return what the start page was told meanwhile."""

    async def collect() -> list[Any]:
        return [event async for event in spawner.progress()]

    seen = asyncio.ensure_future(collect())
    await spawner.start()
    return await seen


@pytest.mark.parametrize(
    ("groups", "image", "words"),
    [(["section-tuned"], GPU, YOUR_GROUP), (["section-other"], BASE, USUAL), ([], BASE, USUAL)],
)
async def test_the_group_decides_and_the_student_is_told(
    settings: Settings,
    pairs: FakePairs,
    monkeypatch: pytest.MonkeyPatch,
    groups: list[str],
    image: str,
    words: str,
) -> None:
    with lab_spawner(settings, pairs, monkeypatch, *groups) as spawner:
        events = await start(spawner)
    (spec,) = pairs.started
    assert spec.notebook.image == image
    assert spec.notebook.environment["LLMHUB_IMAGE_WHY"] == words
    assert spec.notebook.environment["JUPYTER_IMAGE_SPEC"] == image
    assert events[-1]["note"] == words


@pytest.mark.parametrize(
    ("groups", "writable"),
    [
        (["students", "section-a"], False),
        ([], False),
        (["instructors", "section-a"], True),
        (["admins"], True),
    ],
)
async def test_class_folder_is_writable_for_those_who_teach(
    settings: Settings,
    pairs: FakePairs,
    monkeypatch: pytest.MonkeyPatch,
    groups: list[str],
    writable: bool,
) -> None:
    with lab_spawner(settings, pairs, monkeypatch, *groups) as spawner:
        await start(spawner)
    (spec,) = pairs.started
    (mount,) = (one for one in spec.notebook.mounts if one.target == "/opt/class")
    assert mount.read_only is not writable


async def test_another_group_counts_at_the_next_start(
    settings: Settings, pairs: FakePairs, monkeypatch: pytest.MonkeyPatch
) -> None:
    with lab_spawner(settings, pairs, monkeypatch) as spawner:
        await start(spawner)
        spawner.user.groups = [SimpleNamespace(name="section-tuned")]
        await start(spawner)
        spawner.user.groups = []
        await start(spawner)
    assert [spec.notebook.image for spec in pairs.started] == [BASE, GPU, BASE]


async def test_a_missing_image_breaks_no_class(
    settings: Settings,
    pairs: FakePairs,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    pairs.missing_images = {GPU}
    with lab_spawner(settings, pairs, monkeypatch, "section-tuned") as spawner:
        events = await start(spawner)
    (spec,) = pairs.started
    assert spec.notebook.image == BASE
    assert spec.notebook.environment["LLMHUB_IMAGE_WHY"] == INSTEAD == events[-1]["note"]
    (told,) = [record.getMessage() for record in caplog.records if "ada" in record.getMessage()]
    assert GPU in told
    assert "make doctor" in told


@pytest.mark.parametrize("missing", [{BASE}, {GPU, BASE}, {"llmhub/ollama:0.1.0"}])
async def test_without_the_usual_image_nothing_starts(
    settings: Settings, pairs: FakePairs, monkeypatch: pytest.MonkeyPatch, missing: set[str]
) -> None:
    pairs.missing_images = missing
    group = "section-tuned" if GPU in missing else "section-other"
    with (
        lab_spawner(settings, pairs, monkeypatch, group) as spawner,
        pytest.raises(SpawnException) as caught,
    ):
        await spawner.start()
    assert caught.value.reason == "image-missing"
    assert pairs.started == []


@pytest.mark.parametrize("is_missing", [False, True])
async def test_an_admins_own_override_goes_before_the_rule(
    settings: Settings, pairs: FakePairs, monkeypatch: pytest.MonkeyPatch, is_missing: bool
) -> None:
    """As `group_overrides` sets it before each start; nothing else is put in its place."""
    pairs.missing_images = {"own:1"} if is_missing else set()
    with lab_spawner(settings, pairs, monkeypatch, "section-tuned") as spawner:
        spawner.image = "own:1"
        if is_missing:
            with pytest.raises(SpawnException, match="image-missing"):
                await spawner.start()
            return
        events = await start(spawner)
    assert [spec.notebook.image for spec in pairs.started] == ["own:1"]
    assert events[-1]["note"] == OWN


@pytest.mark.parametrize("image", [BASE, GPU])
async def test_an_override_may_name_the_rules_own_images(
    settings: Settings, pairs: FakePairs, monkeypatch: pytest.MonkeyPatch, image: str
) -> None:
    group = "section-tuned" if image == BASE else "section-other"
    with lab_spawner(settings, pairs, monkeypatch, group) as spawner:
        spawner.image = image
        events = await start(spawner)
        assert events[-1]["note"] == OWN
        pairs.missing_images = {image}
        with pytest.raises(SpawnException, match="image-missing"):
            await spawner.start()
    assert [spec.notebook.image for spec in pairs.started] == [image]
