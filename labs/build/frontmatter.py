"""Front matter: the facts about a text that stand above it, between two `---` lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from labs.build.errors import BuildError

_FENCE = "---"


def split_front_matter(text: str, path: Path) -> tuple[dict[str, Any], str]:
    """Return (facts, text below) of a Markdown or percent file; no facts give an empty dict.

    In a percent file every line of the block starts with `# `. Jupytext's own part (`jupyter:`) is
    among the facts.

    Raises:
        BuildError: `COURSE-FRONT-MATTER` when the block is not closed or is not YAML.
    """
    lines = text.splitlines(keepends=True)
    comment = "# " if path.suffix == ".py" else ""
    if not lines or lines[0].rstrip() != comment + _FENCE:
        return {}, text
    fences = [n for n, line in enumerate(lines) if line.rstrip() == comment + _FENCE]
    if len(fences) < 2:
        raise BuildError("COURSE-FRONT-MATTER", f"{path}: the front matter has no closing `---`.")
    end = fences[1]
    block = "".join(
        line.removeprefix(comment.rstrip()).removeprefix(" ") if comment else line
        for line in lines[1:end]
    )
    try:
        facts = yaml.safe_load(block) or {}
    except yaml.YAMLError as error:
        raise BuildError("COURSE-FRONT-MATTER", f"{path}: {error}") from error
    if not isinstance(facts, dict):
        raise BuildError("COURSE-FRONT-MATTER", f"{path}: the front matter is not `name: value`.")
    return facts, "".join(lines[end + 1 :]).lstrip("\n")
