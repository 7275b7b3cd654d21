"""`content/models.yml`: the models of the course and the roles they play."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from models.errors import ModelError
from models.yamltree import Tree, read_tree

Kind: TypeAlias = Literal["ollama", "huggingface"]
Source: TypeAlias = Literal["registry", "embedded"]
Roles: TypeAlias = dict[str, dict[str, str]]

KINDS: tuple[Kind, ...] = ("ollama", "huggingface")
SOURCES: tuple[Source, ...] = ("registry", "embedded")
PARTS = frozenset({"chat", "chat-small", "embedder", "sentiment-2", "sentiment-3", "tuning-base"})
_NAME: dict[str, re.Pattern[str]] = {
    # Ollama: [host/][owner/]name:tag ; the tag is asked for, so that a release says what it holds.
    "ollama": re.compile(r"^([a-z0-9.:-]+/)?([\w.-]+/)?[a-z0-9][\w.-]*:[\w.-]+$"),
    "huggingface": re.compile(r"^[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*$"),
}


@dataclass(frozen=True)
class Model:
    """One model of a source. `part` is set for embedded models only, `revision` for Hugging Face
    ones.
    """

    kind: Kind
    name: str
    licence: str = ""
    size_mb: int = 0
    revision: str = "main"
    part: str | None = None

    @property
    def key(self) -> str:
        """Return `kind/name`, unique in a release."""
        return f"{self.kind}/{self.name}"


@dataclass(frozen=True)
class Cast:
    """All models of one source and the roles they play."""

    source: Source
    models: tuple[Model, ...]
    roles: Roles


@dataclass(frozen=True)
class Catalogue:
    """Both casts of `content/models.yml`."""

    casts: dict[Source, Cast]


def check_name(kind: Kind, name: str) -> str:
    """Return the name, an Ollama one with its tag; raises `catalogue.bad-name`."""
    full = f"{name}:latest" if kind == "ollama" and ":" not in name.rpartition("/")[2] else name
    if ".." in full or not _NAME[kind].match(full):
        raise ModelError("catalogue.bad-name", f"'{name}' is not a {kind} model name.")
    return full


def read_catalogue(path: Path) -> Catalogue:
    """Read and check `content/models.yml`; a `ModelError` names the line and the key."""
    top = read_tree(path).keys({"schema", "sources"})
    if top["schema"].integer() != 1:
        raise top["schema"].fail("wrong-schema", "this version of the store reads schema 1.")
    sources = top["sources"].keys(set(SOURCES))
    casts = {source: _read_cast(source, sources[source]) for source in SOURCES}
    _check_same_roles(casts, sources["embedded"])
    return Catalogue(casts)


def _read_cast(source: Source, tree: Tree) -> Cast:
    parts = tree.keys({"models", "roles"})
    found: dict[str, Model] = {}
    for item in parts["models"].items():
        model = _read_model(source, item)
        if model.key in found:
            raise item.fail("duplicate-model", f"'{model.name}' is listed twice.")
        found[model.key] = model
    roles = {name: _read_role(role, found) for name, role in parts["roles"].mapping().items()}
    if not roles:
        raise parts["roles"].fail("missing-key", "no role is cast.")
    return Cast(source, tuple(found.values()), roles)


def _read_model(source: Source, item: Tree) -> Model:
    embedded = source == "embedded"
    optional = frozenset() if embedded else frozenset({"revision"})
    required = {"kind", "name", "licence", "size_mb"} | ({"part"} if embedded else set())
    keys = item.keys(required, optional)
    kind = keys["kind"].text()
    if kind not in KINDS:
        raise keys["kind"].fail("unknown-kind", f"'{kind}' is neither ollama nor huggingface.")
    name = keys["name"].text()
    if not _NAME[kind].match(name) or ".." in name:
        form = "name:tag" if kind == "ollama" else "owner/name"
        raise keys["name"].fail("bad-name", f"'{name}' is not a {kind} model name ({form}).")
    part = keys["part"].text() if embedded else None
    if embedded and part not in PARTS:
        raise keys["part"].fail(
            "unknown-part", f"'{part}' is not one of {', '.join(sorted(PARTS))}."
        )
    if "revision" in keys and kind != "huggingface":
        raise keys["revision"].fail("unknown-key", "only huggingface models have a revision.")
    revision = keys["revision"].text() if "revision" in keys else "main"
    return Model(kind, name, keys["licence"].text(), keys["size_mb"].integer(), revision, part)


def _read_role(role: Tree, found: dict[str, Model]) -> dict[str, str]:
    keys = role.keys(set(), frozenset(KINDS))
    if not keys:
        raise role.fail("missing-key", "the role names no model.")
    for kind, name in keys.items():
        if f"{kind}/{name.text()}" not in found:
            raise name.fail(
                "unknown-model", f"no {kind} model '{name.text()}' is listed in models."
            )
    return {kind: name.text() for kind, name in keys.items()}


def _check_same_roles(casts: dict[Source, Cast], place: Tree) -> None:
    """Refuse a role, or a kind of model in a role, that only one of the sources has."""
    forms = {
        source: {(role, kind) for role, names in one.roles.items() for kind in names}
        for source, one in casts.items()
    }
    for role, kind in sorted(forms["registry"] ^ forms["embedded"]):
        raise place.fail("roles-differ", f"role '{role}' has a {kind} model in one source only.")
