"""The spawner above a fake engine: stages, refusals, patience, clean-up in every case."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from jupyterhub.spawner import SpawnException

from llmhub import arrival, capacity, crash_logs
from llmhub.errors import PairError
from llmhub.layout import StateLayout
from llmhub.pair import Health, PairKey, PairState, PartState
from llmhub.settings import Settings
from llmhub.spawner import LabSpawner
from llmhub.start_queue import Ticket
from tests.fakes.lab_spawner import lab_spawner, make_release
from tests.fakes.pairs import FakePairs


@pytest.fixture
def pairs() -> FakePairs:
    return FakePairs()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    make_release(tmp_path)
    return Settings(state_dir=tmp_path, start_timeout=0.5, queue_timeout=0.5, start_reserve=2**24)


@pytest.fixture
def spawner(
    settings: Settings, pairs: FakePairs, monkeypatch: pytest.MonkeyPatch
) -> Iterator[LabSpawner]:
    with lab_spawner(settings, pairs, monkeypatch) as made:
        yield made


async def test_start_returns_where_the_notebook_listens(
    spawner: LabSpawner, pairs: FakePairs
) -> None:
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0)
    pairs.port = server.sockets[0].getsockname()[1]
    assert await spawner.start() == ("127.0.0.1", pairs.port)
    assert [event["stage"] async for event in spawner.progress()] == ["ready"]
    server.close()


@pytest.mark.parametrize(
    "error",
    [
        PairError("disk-full", "The disk is full."),
        PairError("image-missing", "An image is missing."),
        PairError("docker-down", "Docker does not answer."),
    ],
)
async def test_engines_errors_reach_the_student_as_a_sentence(
    spawner: LabSpawner, pairs: FakePairs, error: PairError
) -> None:
    pairs.errors = [error]
    with pytest.raises(SpawnException) as caught:
        await spawner.start()
    assert caught.value.message == f"{error.message} [{error.code}]"
    assert caught.value.reason == error.code
    assert [event async for event in spawner.progress()] == []


async def test_no_memory_refuses_before_anything_is_made(
    spawner: LabSpawner, pairs: FakePairs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capacity, "available_memory", lambda: 1)
    with pytest.raises(SpawnException, match="No memory is left"):
        await spawner.start()


async def test_empty_store_is_told(spawner: LabSpawner, settings: Settings) -> None:
    (settings.state_dir / "models" / "current").unlink()
    with pytest.raises(SpawnException, match="make models"):
        await spawner.start()


async def test_slow_start_is_ended_and_its_last_words_are_kept(
    spawner: LabSpawner, pairs: FakePairs, settings: Settings
) -> None:
    pairs.answer = PairState(PairKey("ada"), notebook=PartState(Health.RUNNING))
    with pytest.raises(SpawnException, match="did not start within") as caught:
        await spawner.start()
    assert caught.value.reason == "start-timeout"
    assert pairs.stopped == [PairKey("ada")]
    kept = crash_logs.kept(StateLayout(settings.state_dir), "ada")
    assert "last words of the notebook" in [path.read_text() for path in kept]


async def test_full_queue_is_told(spawner: LabSpawner) -> None:
    async with spawner.lab.queue.turn(Ticket("other"), 1):
        with pytest.raises(SpawnException) as caught:
            await spawner.start()
    assert caught.value.reason == "queue-timeout"


async def test_notebook_that_ends_at_once_is_told(
    spawner: LabSpawner, pairs: FakePairs, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = PartState(Health.EXITED, exit_code=1)
    pairs.answer = PairState(PairKey("ada"), notebook=ended)
    monkeypatch.setattr(arrival, "ALIVE_INTERVAL", 0.01)
    with pytest.raises(SpawnException) as caught:
        await spawner.start()
    assert caught.value.reason == "notebook-ended"


async def test_silent_engine_does_not_mean_stopped(spawner: LabSpawner, pairs: FakePairs) -> None:
    running = PartState(Health.RUNNING)
    pairs.answer = PairState(PairKey("ada"), notebook=running, sidecar=running)
    pairs.errors = [PairError("docker-down", "no answer")] * 3
    assert await spawner.poll() is None


async def test_an_engine_that_refuses_to_tell_is_asked_once(
    spawner: LabSpawner, pairs: FakePairs
) -> None:
    """Or the server could never be stopped: JupyterHub polls before it stops."""
    pairs.errors = [PairError("docker-refused", "no")] * 2
    assert await spawner.poll() is None
    assert len(pairs.errors) == 1


@pytest.mark.parametrize("pending", ["_spawn_pending", "_stop_pending"])
async def test_nothing_is_revived_while_the_server_starts_or_stops(
    spawner: LabSpawner, pairs: FakePairs, pending: str
) -> None:
    setattr(spawner, pending, True)
    spawner.revive_soon(1)
    await asyncio.sleep(0.01)
    assert pairs.revived == []


async def test_dead_sidecar_is_revived_and_the_notebook_called_well(
    spawner: LabSpawner, pairs: FakePairs
) -> None:
    running, dead = PartState(Health.RUNNING), PartState(Health.EXITED, exit_code=1)
    pairs.answer = PairState(PairKey("ada"), notebook=running, sidecar=dead, release=1)
    assert await spawner.poll() is None
    await asyncio.sleep(0.01)
    assert [spec.release for spec in pairs.revived] == [1]


async def test_clean_up_happens_without_stop(spawner: LabSpawner, pairs: FakePairs) -> None:
    await spawner.run_post_stop_hook()
    assert pairs.stopped == [PairKey("ada")]


@pytest.mark.parametrize(
    ("running", "url"),
    [(True, "http://127.0.0.1:8888/user/ada/"), (False, "http://127.0.0.1:1/user/ada/")],
)
async def test_a_hub_that_ended_during_a_start_finds_the_notebook(
    spawner: LabSpawner, pairs: FakePairs, running: bool, url: str
) -> None:
    """What the database knows by then is a port that nobody listens on."""
    known = SimpleNamespace(base_url="/user/ada/", url="http://127.0.0.1:1/user/ada/")
    spawner.__dict__["_server"] = known
    pairs.port = 8888 if running else 0
    assert await spawner.get_url() == url


async def test_an_engine_that_refuses_to_tell_where_ends_no_hub(
    spawner: LabSpawner, pairs: FakePairs
) -> None:
    """JupyterHub asks at its own start, and an error there would end it again and again."""
    known = SimpleNamespace(base_url="/user/ada/", url="http://127.0.0.1:1/user/ada/")
    spawner.__dict__["_server"] = known
    pairs.errors = [PairError("docker-refused", "no")]
    assert await spawner.get_url() == known.url
