"""Which Hugging Face models are on this machine, and where."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llmlab.backend import model_name
from llmlab.errors import LabError

_MARK = "models--"


@dataclass(frozen=True)
class LocalModel:
    """A model that can be loaded without a network.

    Attributes:
        name: `owner/name`, or the path of a folder.
        path: the folder with config.json and the weights.
        config: what config.json says.
    """

    name: str
    path: Path
    config: Mapping[str, Any]

    @property
    def ollama_template(self) -> str | None:
        """Return the chat template in Ollama's language, which a home-made model brings along.

        Ollama knows those of published models by itself.
        """
        file = self.path / "ollama_template.txt"
        return file.read_text("utf-8") if file.is_file() else None


def cache_folder(environ: Mapping[str, str]) -> Path:
    """Return the folder of the Hugging Face cache (its documentation: HF_HUB_CACHE, HF_HOME)."""
    if cache := environ.get("HF_HUB_CACHE"):
        return Path(cache)
    home = environ.get("HF_HOME") or str(Path.home() / ".cache" / "huggingface")
    return Path(home) / "hub"


def names_in(cache: Path) -> list[str]:
    """Return the names of the models in a cache that have weights."""
    found = []
    for folder in sorted(cache.glob(f"{_MARK}*")):
        name = folder.name.removeprefix(_MARK).replace("--", "/")
        if _snapshot(cache, name):
            found.append(name)
    return found


def find_model(wanted: str = "", preferred: Iterable[str] = ()) -> LocalModel:
    """Return the model `wanted` (a name or a folder), else the first of `preferred` that is here,
    else the one that plays the role `tuning`.

    Raises:
        LabError: `TUNE-MODEL-UNKNOWN` with the names there are, `TUNE-MODEL-DAMAGED` for a folder
            without a readable config.json or without weights.
    """
    cache = cache_folder(os.environ)
    if wanted:
        return _load(wanted, _folder(cache, wanted))
    for name in preferred:
        if path := _snapshot(cache, name):
            return _load(name, path)
    name = model_name("tuning", "huggingface")
    return _load(name, _folder(cache, name))


def _folder(cache: Path, wanted: str) -> Path:
    """Return the folder of a model by its name or path."""
    as_folder = Path(wanted).expanduser()
    if (as_folder / "config.json").is_file():
        return as_folder
    found = _snapshot(cache, wanted)
    if found is None:
        known = ", ".join(names_in(cache)) or "none"
        raise LabError(
            "TUNE-MODEL-UNKNOWN",
            f"There is no model '{wanted}' on this machine. You can take: {known}. An instructor "
            f"can add others: `make models ADD={wanted} KIND=huggingface`.",
        )
    return found


def _snapshot(cache: Path, name: str) -> Path | None:
    """Return the newest snapshot of a model that has a configuration and weights."""
    folder = cache / f"{_MARK}{name.replace('/', '--')}"
    main = folder / "refs" / "main"
    commits = [main.read_text("ascii").strip()] if main.is_file() else []
    commits += [path.name for path in sorted(folder.glob("snapshots/*"))]
    for commit in commits:
        path = folder / "snapshots" / commit
        if (path / "config.json").is_file() and any(path.glob("*.safetensors")):
            return path
    return None


def _load(name: str, path: Path) -> LocalModel:
    try:
        config = json.loads((path / "config.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise _damaged(name, path, str(error)) from error
    if not any(path.glob("*.safetensors")):
        raise _damaged(name, path, "it has no weights in *.safetensors")
    return LocalModel(name, path, config)


def _damaged(name: str, path: Path, reason: str) -> LabError:
    return LabError(
        "TUNE-MODEL-DAMAGED",
        f"The model {name} in {path} cannot be used ({reason}). Take another one, or tell your "
        "instructor that `make models` repairs those of the course.",
    )
