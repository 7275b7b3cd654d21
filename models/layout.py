"""Both kinds of models in one folder: `ollama/` and `huggingface/` side by side."""

from pathlib import Path
from types import ModuleType

from models import huggingface_layout, ollama_layout, tree
from models.catalogue import Kind, Model

SERVER_UID = 19998
"""The students' model servers run as this user. It owns the weights, for Ollama sets the times of
a file that it uses again, which only an owner may; the folders stay root's.
"""

_KINDS: dict[Kind, ModuleType] = {"ollama": ollama_layout, "huggingface": huggingface_layout}


def part(kind: Kind, root: Path) -> Path:
    """Return the folder of one kind below the root of a release."""
    return root / str(_KINDS[kind].FOLDER)


def files_of(root: Path, model: Model) -> list[str]:
    """Return the model's files relative to the root; raises `store.missing-model` or
    `store.bad-manifest`.
    """
    module = _KINDS[model.kind]
    return [f"{module.FOLDER}/{name}" for name in module.files_of(root / module.FOLDER, model.name)]


def digest(root: Path, model: Model) -> str:
    """Return what identifies the exact weights: Ollama's manifest digest, or the
    snapshot's commit.
    """
    module = _KINDS[model.kind]
    return str(module.digest(root / module.FOLDER, model.name))


def bytes_of(root: Path, model: Model) -> int:
    """Return the model's size on disk (blobs shared with another model count for both)."""
    return sum((root / name).lstat().st_size for name in files_of(root, model))


def link_model(source: Path, target: Path, model: Model) -> None:
    """Give the model's files a second name below `target`."""
    tree.link_files(source, target, files_of(source, model))
