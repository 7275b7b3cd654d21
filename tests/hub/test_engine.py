"""Calls to Docker over connections that died with an older daemon."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from llmhub.docker.engine import Engine
from llmhub.errors import PairError


class Flaky:
    """A function that fails a given number of times as a dead connection does."""

    def __init__(self, failures: int) -> None:
        self.failures, self.calls = failures, 0

    def __call__(self, client: object) -> str:
        self.calls += 1
        if self.calls <= self.failures:
            raise requests.exceptions.ConnectionError("gone")
        return "done"


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    engine = Engine(1)

    def client() -> object:
        engine._local.client = object()
        return engine._local.client

    monkeypatch.setattr(engine, "client", client)
    yield engine
    engine.close()


async def test_dead_connection_is_made_anew(engine: Engine) -> None:
    flaky = Flaky(1)
    assert await engine.call(flaky) == "done"
    assert flaky.calls == 2


@pytest.mark.parametrize(("failures", "again", "calls"), [(2, True, 2), (1, False, 1)])
async def test_no_answer_is_told(engine: Engine, failures: int, again: bool, calls: int) -> None:
    flaky = Flaky(failures)
    with pytest.raises(PairError) as caught:
        await engine.call(flaky, again)
    assert caught.value.code == "docker-down"
    assert flaky.calls == calls
