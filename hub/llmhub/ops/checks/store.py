"""The model store: is every file of the newest release there and unharmed?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from llmhub.layout import StateLayout
from llmhub.ops.checks.finding import Finding, fail, ok

Entry = Mapping[str, Any]
CHUNK = 2**22


def damaged(folder: Path, manifest: Mapping[str, Entry]) -> list[str]:
    """Return the names whose file or link is missing or is not what the manifest says."""
    return [name for name, entry in sorted(manifest.items()) if not is_right(folder / name, entry)]


def is_right(path: Path, entry: Entry) -> bool:
    """Compare one file with its SHA-256, or one link with what it should point to."""
    if "link" in entry:
        return path.is_symlink() and str(path.readlink()) == entry["link"]
    return not path.is_symlink() and sha256(path) == entry["sha256"]


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal, "" if it cannot be read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
    except OSError:
        return ""
    return digest.hexdigest()


def read_manifest(folder: Path) -> dict[str, Entry]:
    """Return name -> what the release's manifest says of it; ValueError, KeyError or OSError."""
    files: dict[str, Entry] = json.loads((folder / "manifest.json").read_bytes())["files"]
    for entry in files.values():
        if not {"link", "sha256"} & entry.keys():
            raise ValueError("an entry has neither digest nor link")
    return files


def check(layout: StateLayout) -> Iterator[Finding]:
    """Compare the newest release with its manifest."""
    release = layout.newest_release()
    if not release:
        yield fail("store-empty", "There is no model release", "`make models` makes one.")
        return
    folder = layout.model_release(release)
    try:
        manifest = read_manifest(folder)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        yield fail(
            "store-damaged", f"{folder}/manifest.json cannot be read", "`make models` makes anew."
        )
        return
    bad = damaged(folder, manifest)
    if bad:
        models = sorted({str(one) for name in bad for one in manifest[name].get("models", ())})
        text = f"{len(bad)} of {len(manifest)} files of the models are damaged, e.g. {bad[0]}"
        text += f" ({', '.join(models)})" if models else ""
        yield fail("store-damaged", text, "`make models` makes a new release; look at the disk.")
    else:
        yield ok("store", f"All {len(manifest)} files of model release {release:04d} are right")
