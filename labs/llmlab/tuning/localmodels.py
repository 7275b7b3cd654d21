"""Which Hugging Face models are on this machine, and where."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
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
    """Return the names of the models in a cache that have weights and can chat."""
    found = []
    for folder in sorted(cache.glob(f"{_MARK}*")):
        name = folder.name.removeprefix(_MARK).replace("--", "/")
        path = _snapshot(cache, name)
        if path and can_chat(path, _read(path / "config.json")):
            found.append(name)
    return found


def can_chat(path: Path, config: Any) -> bool:
    """Tell whether a model writes text and knows how a conversation is written for it."""
    kinds = config.get("architectures") if isinstance(config, Mapping) else None
    writes = any(str(kind).endswith("ForCausalLM") for kind in kinds or ())
    settings = _read(path / "tokenizer_config.json")
    inside = isinstance(settings, Mapping) and bool(settings.get("chat_template"))
    return writes and (inside or (path / "chat_template.jinja").is_file())


def _read(path: Path) -> Any:
    """Return what a JSON file holds; None for one that cannot be read."""
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def find_model(wanted: str = "", preferred: Iterable[str] = ()) -> LocalModel:
    """Return the model `wanted` (a name or a folder), else the first of `preferred` that is here,
    else the one that plays the role `tuning`.

    Raises:
        LabError: `TUNE-MODEL-UNKNOWN` with the names there are, `TUNE-MODEL-UNFIT` for one that
            cannot chat, `TUNE-MODEL-DAMAGED` for a folder without a readable config.json or
            without weights.
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
    if not isinstance(config, Mapping) or not config.get("architectures"):
        raise _damaged(name, path, "its config.json describes no model")
    if not any(path.glob("*.safetensors")):
        raise _damaged(name, path, "it has no weights in *.safetensors")
    if not can_chat(path, config):
        known = ", ".join(names_in(cache_folder(os.environ))) or "none"
        raise LabError(
            "TUNE-MODEL-UNFIT",
            f"The model {name} cannot chat: it has no chat template, or is of a kind that writes "
            f"no text. You can take: {known}.",
        )
    return LocalModel(name, path, config)


@contextmanager
def whole_model(model: LocalModel) -> Iterator[None]:
    """Say what is wrong with a model whose files cannot be loaded in the block.

    Raises:
        LabError: `TUNE-MODEL-DAMAGED`.
    """
    try:
        yield
    except Exception as error:  # json, safetensors and transformers each have their own
        if isinstance(error, LabError | MemoryError) or "memory" in str(error).lower():
            raise
        reason = str(error).strip().splitlines()[0][:200] if str(error).strip() else repr(error)
        raise _damaged(model.name, model.path, reason) from error


def _damaged(name: str, path: Path, reason: str) -> LabError:
    return LabError(
        "TUNE-MODEL-DAMAGED",
        f"The model {name} in {path} cannot be used ({reason}). Take another one, or tell your "
        "instructor that `make models` repairs those of the course.",
    )
