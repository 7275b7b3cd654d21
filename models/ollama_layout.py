"""The folder of Ollama's models (OLLAMA_MODELS): manifests/<host>/<owner>/<model>/<tag> and
blobs/sha256-<hex>.
"""

import hashlib
import json
from pathlib import Path

from models.errors import ModelError

HOST = "registry.ollama.ai"  # the host and the owner that a short name stands for
OWNER = "library"
FOLDER = "ollama"  # inside a release


def manifest_name(name: str) -> str:
    """Return where a model's manifest lies, relative to the folder of models (`qwen3:0.6b` has a
    short name).
    """
    path, _, tag = name.rpartition(":")
    parts = path.split("/")
    full = (
        [HOST, OWNER, *parts] if len(parts) == 1 else [HOST, *parts] if len(parts) == 2 else parts
    )
    return "/".join(["manifests", *full, tag])


def model_name(manifest: str) -> str:
    """Return the shortest name of the model with this manifest; the opposite of `manifest_name`."""
    _, host, owner, model, tag = manifest.split("/")
    prefix = f"{owner}/" if (host, owner) != (HOST, OWNER) else ""
    return f"{host + '/' if host != HOST else ''}{prefix}{model}:{tag}"


def files_of(folder: Path, name: str) -> list[str]:
    """Return the names of a model's manifest and blobs; raises `store.missing-model` or
    `store.bad-manifest`.
    """
    manifest = manifest_name(name)
    try:
        content = json.loads((folder / manifest).read_bytes())
        digests = [layer["digest"] for layer in [content["config"], *content["layers"]]]
    except FileNotFoundError as error:
        raise ModelError(
            "store.missing-model", f"Ollama has no model '{name}' in {folder}."
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(
            "store.bad-manifest", f"The manifest of '{name}' is damaged: {folder / manifest}."
        ) from error
    return [manifest, *dict.fromkeys("blobs/" + digest.replace(":", "-") for digest in digests)]


def names(folder: Path) -> list[str]:
    """Return the names of all models in a folder, in alphabetical order."""
    root = folder / "manifests"
    return sorted(
        model_name(str(path.relative_to(folder))) for path in root.rglob("*") if path.is_file()
    )


def digest(folder: Path, name: str) -> str:
    """Return the model's digest as `ollama list` shows its beginning: the SHA-256 of its
    manifest.
    """
    return hashlib.sha256((folder / manifest_name(name)).read_bytes()).hexdigest()
