"""Fills a folder of models with the real Ollama server, run in a container for the purpose."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from models.containers import docker, hardening, running, trust
from models.errors import ModelError
from models.failures import pull_error
from models.progress import say

READY_SECONDS = 60
CREATE_SECONDS = 600
PULL_SECONDS = 4 * 3600  # gigabytes over a school's line

Run = Callable[..., str]


@contextmanager
def server(image: str, models: Path, inputs: Path, network: str) -> Iterator[Run]:
    """Start a server on the folder `models` and yield a function that runs `ollama <words>` in it.

    `inputs` is seen as /in, read-only. `network` is docker's name; "none" leaves the loopback only.
    Raises `ollama.not-ready` when the server does not answer in time.
    """
    models.mkdir(parents=True, exist_ok=True)
    options = [
        *hardening(network),
        *trust(),
        *("--env", "OLLAMA_HOST=127.0.0.1:11434", "--env", "OLLAMA_MODELS=/models"),
        *("--env", "OLLAMA_NOPRUNE=1", "--workdir", "/in"),
        *("--volume", f"{models}:/models", "--volume", f"{inputs}:/in:ro"),
    ]
    with running(image, options) as container:

        def ollama(*words: str, timeout: float = 60) -> str:
            return docker("exec", container, "ollama", *words, timeout=timeout)

        _wait(ollama)
        yield ollama


def _wait(ollama: Run) -> None:
    end = time.monotonic() + READY_SECONDS
    while True:
        try:
            ollama("list")
            return
        except ModelError as error:
            if time.monotonic() > end:
                sentence = (
                    f"The model server did not answer within {READY_SECONDS} s: {error.message}"
                )
                raise ModelError("ollama.not-ready", sentence) from error
        time.sleep(0.3)


def create(image: str, models: Path, inputs: Path, modelfiles: dict[str, str]) -> None:
    """Create models (name -> Modelfile in `inputs`), without any network; raises
    `ollama.create`.
    """
    with server(image, models, inputs, "none") as ollama:
        for name, modelfile in modelfiles.items():
            try:
                ollama("create", name, "-f", modelfile, timeout=CREATE_SECONDS)
            except ModelError as error:
                sentence = f"Ollama refused to create '{name}' from {modelfile}: {error.message}"
                raise ModelError("ollama.create", sentence) from error


def pull(image: str, models: Path, names: list[str], network: str = "bridge") -> None:
    """Pull models from their registry; raises what `models.failures` makes of a failure."""
    with server(image, models, models, network) as ollama:
        for name in names:
            say(f"pulling {name} ...")
            try:
                ollama("pull", name, timeout=PULL_SECONDS)
            except ModelError as error:
                raise pull_error(name, error.message) from error
