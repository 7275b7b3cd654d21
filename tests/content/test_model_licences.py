"""The table of models and licences is what content/models.yml says, for both casts."""

from __future__ import annotations

import re

import pytest

from models.catalogue import Cast, Source, read_catalogue
from tests.content.conftest import ROOT

PAGE = (ROOT / "content/model-licences.md").read_text()
CATALOGUE = read_catalogue(ROOT / "content/models.yml")
HEADINGS: dict[Source, str] = {
    "embedded": "## The hub's own tiny models",
    "registry": "## Published models",
}
KINDS = {"ollama": "Ollama", "huggingface": "Hugging Face"}
LICENCE = re.compile(r"^- \*\*(?P<name>[^*]+)\*\* lets you .*<https://[^>]+>\.$", re.MULTILINE)


def rows(source: Source) -> set[tuple[str, ...]]:
    """Return (model, for, role, licence, MB) of each row; the makers stand nowhere else."""
    section = PAGE.split(HEADINGS[source])[1].split("\n## ")[0]
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in section.splitlines()
        if line.startswith("| `")
    ]
    assert all(maker for _, _, _, maker, _, _ in cells)
    return {(model, kind, role, licence, mb) for model, kind, role, _, licence, mb in cells}


def wanted(cast: Cast) -> set[tuple[str, ...]]:
    """Return the same as the catalogue has it."""
    found: set[tuple[str, ...]] = set()
    for model in cast.models:
        played = [
            f"`{role}`" for role, by in cast.roles.items() if by.get(model.kind) == model.name
        ]
        role = ", ".join(played) or "none"
        size = str(model.size_mb)
        found.add((f"`{model.name}`", KINDS[model.kind], role, model.licence, size))
    return found


@pytest.mark.parametrize("source", HEADINGS)
def test_the_table_is_the_catalogue(source: Source) -> None:
    assert rows(source) == wanted(CATALOGUE.casts[source])


def test_every_licence_is_explained_and_no_other() -> None:
    used = {model.licence for cast in CATALOGUE.casts.values() for model in cast.models}
    assert {match["name"] for match in LICENCE.finditer(PAGE)} == used
