"""A supplier of tiny made-up models, laid out as the real tools lay them out."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models import huggingface_layout, ollama_layout
from models.catalogue import Model
from models.errors import ModelError

MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"


@dataclass
class FakeSupplier:
    """Makes models of a few bytes that hold its `version`; `missing` it cannot supply."""

    version: str = "one"
    missing: str = ""
    asked: list[str] = field(default_factory=list)

    def origin(self, model: Model) -> str:
        """Return the version."""
        return self.version

    def supply(self, models: list[Model], into: Path) -> None:
        """Write the models."""
        self.asked += [model.key for model in models]
        for model in models:
            if model.name == self.missing:
                raise ModelError("source.not-found", f"There is no {model.name}.")
            weights = f"weights of {model.name}, {self.version}".encode()
            if model.kind == "ollama":
                write_ollama(into / ollama_layout.FOLDER, model.name, weights)
            else:
                write_huggingface(into / huggingface_layout.FOLDER, model.name, weights)


def write_ollama(folder: Path, name: str, weights: bytes) -> None:
    """Write a model whose licence blob is the same for all, as it is in real life."""
    layers = [
        _blob(folder, weights, "application/vnd.ollama.image.model"),
        _blob(folder, b"the licence", "application/vnd.ollama.image.license"),
    ]
    config = _blob(folder, b"{}", "application/vnd.docker.container.image.v1+json")
    manifest = folder / ollama_layout.manifest_name(name)
    manifest.parent.mkdir(parents=True, exist_ok=True)
    content = {"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": layers}
    manifest.write_text(json.dumps(content))


def write_huggingface(home: Path, name: str, weights: bytes) -> None:
    """Write a model as the hub's own library does: a blob and a link to it."""
    folder = home / huggingface_layout.folder_name(name)
    digest = hashlib.sha256(weights).hexdigest()
    for part in ("blobs", "refs", "snapshots/0123"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    (folder / "blobs" / digest).write_bytes(weights)
    (folder / "snapshots/0123/model.safetensors").symlink_to(f"../../blobs/{digest}")
    (folder / "refs/main").write_text("0123")


def _blob(folder: Path, content: bytes, kind: str) -> dict[str, Any]:
    digest = hashlib.sha256(content).hexdigest()
    blobs = folder / "blobs"
    blobs.mkdir(parents=True, exist_ok=True)
    (blobs / f"sha256-{digest}").write_bytes(content)
    return {"mediaType": kind, "digest": f"sha256:{digest}", "size": len(content)}
