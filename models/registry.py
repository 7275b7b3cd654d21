"""Supplies published models: from Ollama's registry and from the Hugging Face hub."""

import os
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from models import failures, hub_download, huggingface_layout, ollama_layout, ollama_server
from models.catalogue import Model
from models.containers import attached, hardening, name_for, trust
from models.embedded import PYTHON
from models.errors import ModelError
from models.progress import say

PROBE_SECONDS = 8.0
HUB_VARIABLE = "HF_ENDPOINT"  # as the hub's own library names a mirror
HUB = "https://huggingface.co"
REGISTRY = f"https://{ollama_layout.HOST}/v2/"


def answers(address: str) -> bool:
    """Return whether a server is there. A refusal counts as an answer, a gateway's failure does
    not.
    """
    try:
        urllib.request.urlopen(address, timeout=PROBE_SECONDS).close()
    except urllib.error.HTTPError as error:
        error.close()
        return not failures.is_gateway(error.code)
    except OSError:
        return False
    return True


def both_answer() -> bool:
    """Return whether the model registry and the hub are there: a cast needs both."""
    return answers(REGISTRY) and answers(os.environ.get(HUB_VARIABLE, HUB))


@dataclass(frozen=True)
class Registry:
    """Pulls with the real tools, in containers that may reach the network."""

    tree_root: Path
    base_image: str
    ollama_image: str

    def origin(self, model: Model) -> str:
        """Return `registry`, for Hugging Face models with the revision asked for."""
        return "registry" if model.kind == "ollama" else f"registry:{model.revision}"

    def supply(self, models: list[Model], into: Path) -> None:
        """Pull every model; raises what `models.failures` makes of a failure."""
        names = [model.name for model in models if model.kind == "ollama"]
        if names:
            ollama_server.pull(self.ollama_image, into / ollama_layout.FOLDER, names)
        for model in models:
            if model.kind == "huggingface":
                self._download(model, into / huggingface_layout.FOLDER)

    def _download(self, model: Model, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        say(f"downloading {model.name} ...")
        status = attached(name_for("download", home), self._words(model, home))
        error = download_error(model, status)
        if error:
            raise error

    def _words(self, model: Model, home: Path) -> list[str]:
        cache = ("--env", "HF_HOME=/home/hf", "--env", "HF_XET_CACHE=/tmp/xet")
        return [
            *(*hardening("bridge"), *trust(), "--entrypoint", PYTHON),
            *(*cache, "--env", "HF_HUB_OFFLINE=0", "--env", HUB_VARIABLE),
            *("--env", "PYTHONPATH=/src", "--env", "PYTHONDONTWRITEBYTECODE=1"),
            *("--volume", f"{self.tree_root / 'models'}:/src/models:ro"),
            *("--volume", f"{home}:/home/hf"),
            *(self.base_image, "-m", "models.hub_download"),
            *(model.name, "--revision", model.revision),
        ]


def download_error(model: Model, status: int) -> ModelError | None:
    """Return the error for the exit status of a download; None for a good one."""
    if status == 0:
        return None
    if status == hub_download.NOT_FOUND:
        return failures.not_found(f"{model.name} ({model.revision})")
    if status == hub_download.UNREACHABLE:
        return failures.unreachable(model.name, "the hub does not answer; see above")
    if status == hub_download.WRONG_CONTENT:
        return failures.wrong_digest(model.name)
    if status == hub_download.NO_ROOM:
        return failures.disk_full(model.name)
    return failures.failed(model.name, f"the download ended with {status}; see above")
