"""Calls to Docker over connections that died with an older daemon."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from docker.errors import APIError

from llmhub.docker.engine import Engine, explain
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


UNKNOWN_DEVICE = "CDI device injection failed: unresolvable CDI devices nvidia.com/gpu=7"


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        (UNKNOWN_DEVICE, "device-missing", "nvidia.com/gpu=7"),
        (
            'could not select device driver "cdi" with capabilities: []',
            "no-cdi",
            "Tell your instructor",
        ),
        ("no space left on device", "disk-full", "make doctor"),
        # somebody's name has the three letters too
        ("the container name /llmhub-mcdie is taken", "docker-refused", "mcdie"),
    ],
)
def test_dockers_own_words_become_a_code_and_a_sentence(text: str, code: str, says: str) -> None:
    told = explain(APIError("500 Server Error", explanation=text))
    assert told.code == code
    assert says in told.message
