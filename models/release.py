"""`models.json` of a release: what it holds and who plays which role. Labs and the hub read it."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from models.catalogue import Kind, Model, Roles, Source
from models.errors import ModelError

NAME = "models.json"
# Suppliers begin an origin with one of these words; people are told the sentence.
SOURCES = {
    "embedded ollama": "trained here from the course's texts",
    "embedded huggingface": "trained here from the course's texts",
    "registry ollama": "from Ollama's registry",
    "registry huggingface": "from the Hugging Face hub",
    "file ollama": "from a file of the operator's",
}


@dataclass(frozen=True)
class Held:
    """A model in a release. `origin` says where it came from; `added`: by an operator, not by the
    catalogue.
    """

    kind: Kind
    name: str
    origin: str
    licence: str = ""
    added: bool = False
    digest: str = ""
    bytes: int = 0

    @property
    def key(self) -> str:
        """Return `kind/name`."""
        return f"{self.kind}/{self.name}"

    @property
    def model(self) -> Model:
        """Return the model as a catalogue names it."""
        return Model(self.kind, self.name, self.licence)


@dataclass(frozen=True)
class Release:
    """The content of `models.json`. `removed`: models of the catalogue that an operator
    took out.
    """

    release: int
    source: Source
    roles: Roles
    models: tuple[Held, ...] = ()
    removed: tuple[str, ...] = field(default=())

    def held(self) -> dict[str, Held]:
        """Return the models by their keys."""
        return {one.key: one for one in self.models}

    def sources(self) -> dict[str, list[str]]:
        """Return, in words for people, where the models come from, with the names of each."""
        told: dict[str, list[str]] = {}
        for one in self.models:
            word = one.origin.partition(":")[0]
            told.setdefault(SOURCES.get(f"{word} {one.kind}", word), []).append(one.name)
        return told

    def same_content(self, other: "Release") -> bool:
        """Return whether both hold the same, whatever their numbers, digests and sizes."""
        return _essence(self) == _essence(other)


def _essence(release: Release) -> tuple[object, ...]:
    models = sorted((one.key, one.origin, one.added) for one in release.models)
    return release.source, release.roles, models, sorted(release.removed)


def write_release(folder: Path, release: Release) -> None:
    """Write `models.json`."""
    text = json.dumps(asdict(release), indent=1, ensure_ascii=False) + "\n"
    (folder / NAME).write_text(text, encoding="utf-8")


def read_release(folder: Path) -> Release:
    """Read `models.json`; raises `store.bad-release`."""
    try:
        raw = json.loads((folder / NAME).read_bytes())
        models = tuple(Held(**one) for one in raw["models"])
        return Release(raw["release"], raw["source"], raw["roles"], models, tuple(raw["removed"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        sentence = f"{folder / NAME} is missing or damaged; build a new release."
        raise ModelError("store.bad-release", sentence) from error
