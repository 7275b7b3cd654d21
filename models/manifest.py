"""`manifest.json` of a release: every file with its SHA-256, its size and the models it
belongs to.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models import tree
from models.errors import ModelError

NAME = "manifest.json"


@dataclass(frozen=True)
class Problem:
    """Something is wrong with one file. `code` is `store.missing-file`, `.corrupt-file` or
    `.unexpected-file`.
    """

    code: str
    file: str
    models: tuple[str, ...]

    def __str__(self) -> str:
        what = self.code.removeprefix("store.").replace("-", " ")
        of = f" of {', '.join(self.models)}" if self.models else ""
        return f"{what}: {self.file}{of} [{self.code}]"


def write_manifest(folder: Path, owners: dict[str, set[str]]) -> None:
    """Write the manifest of a complete folder. `owners`: file -> keys of the models that
    need it.
    """
    entries: dict[str, dict[str, Any]] = {}
    for path in tree.files(folder):
        name = str(path.relative_to(folder))
        if name != NAME:
            entries[name] = {**_facts(path), "models": sorted(owners.get(name, ()))}
    text = json.dumps({"files": entries}, indent=1, sort_keys=True) + "\n"
    (folder / NAME).write_text(text, encoding="utf-8")


def check_manifest(folder: Path) -> list[Problem]:
    """Compare a folder with its manifest; raises `store.bad-release` where there is none to compare
    with.
    """
    try:
        entries = json.loads((folder / NAME).read_bytes())["files"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        sentence = f"{folder / NAME} is missing or damaged; build a new release."
        raise ModelError("store.bad-release", sentence) from error
    problems: list[Problem] = []
    for name, entry in entries.items():
        code = _compare(folder / name, entry)
        if code:
            problems.append(Problem(code, name, tuple(entry["models"])))
    present = {str(path.relative_to(folder)) for path in tree.files(folder)} - {NAME}
    return problems + [
        Problem("store.unexpected-file", name, ()) for name in sorted(present - entries.keys())
    ]


def sha256(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file's content."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _facts(path: Path) -> dict[str, Any]:
    if path.is_symlink():
        return {"link": str(path.readlink())}
    return {"sha256": sha256(path), "bytes": path.stat().st_size}


def _compare(path: Path, entry: dict[str, Any]) -> str | None:
    if not path.is_symlink() and not path.exists():
        return "store.missing-file"
    if path.is_symlink() or "link" in entry:
        same = path.is_symlink() and str(path.readlink()) == entry.get("link")
    else:  # the size first: it costs nothing
        same = path.stat().st_size == entry["bytes"] and sha256(path) == entry["sha256"]
    return None if same else "store.corrupt-file"
