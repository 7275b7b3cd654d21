"""A store of models of a few bytes: what it is built from, and how to find what to harm."""

from pathlib import Path

from models import building
from models.catalogue import Cast, Model
from models.release import Release
from models.store import Store
from tests.fakes.supplier import FakeSupplier

CHAT = Model("ollama", "tiny:1m")
SPARE = Model("ollama", "spare:latest")
EMBED = Model("huggingface", "llmhub/embed")
CAST = Cast(
    "embedded",
    (CHAT, SPARE, EMBED),
    {"chat": {"ollama": "tiny:1m"}, "embedding": {"huggingface": "llmhub/embed"}},
)


def build(store: Store, supplier: FakeSupplier, cast: Cast = CAST) -> tuple[Release, bool]:
    with store.lock():
        target = building.wanted(cast, supplier, store.read_current())
        return building.update(store, target, supplier)


def blob(store: Store, number: int, text: str) -> Path:
    """Return the blob that holds this text."""
    folder = store.folder(number) / "ollama" / "blobs"
    return next(path for path in folder.iterdir() if text.encode() in path.read_bytes())
