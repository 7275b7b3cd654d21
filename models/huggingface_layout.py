"""The Hugging Face cache (HF_HOME):
hub/models--<owner>--<name>/{refs/main,snapshots/<commit>/...}.
"""

import hashlib
from pathlib import Path

from models import tree
from models.errors import ModelError

FOLDER = "huggingface"  # inside a release


def folder_name(name: str) -> str:
    """Return the model's folder, relative to HF_HOME."""
    return "hub/models--" + name.replace("/", "--")


def files_of(home: Path, name: str) -> list[str]:
    """Return the names of all files of a model, relative to HF_HOME; raises
    `store.missing-model`.
    """
    folder = home / folder_name(name)
    found = [str(path.relative_to(home)) for path in tree.files(folder)] if folder.is_dir() else []
    if not found:
        raise ModelError(
            "store.missing-model", f"The Hugging Face cache has no model '{name}' in {home}."
        )
    return found


def names(home: Path) -> list[str]:
    """Return the ids of all models in a cache, in alphabetical order."""
    folders = (path.name for path in (home / "hub").glob("models--*--*") if path.is_dir())
    return sorted(name.removeprefix("models--").replace("--", "/", 1) for name in folders)


def digest(home: Path, name: str) -> str:
    """Return the commit that `main` (or the only other reference) stands for."""
    references = home / folder_name(name) / "refs"
    found = sorted(references.rglob("*"), key=lambda path: path.name != "main")
    commits = [path.read_text(encoding="ascii").strip() for path in found if path.is_file()]
    if not commits:
        raise ModelError("store.bad-manifest", f"'{name}' has no reference in {references}.")
    return commits[0]


def write_snapshot(home: Path, name: str, source: Path) -> None:
    """Put the files of `source` into the cache as the model `name`, `main` being their own hash."""
    members = {str(path.relative_to(source)): path for path in tree.files(source)}
    summary = hashlib.sha256()
    for member, path in members.items():
        summary.update(member.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    commit = summary.hexdigest()[
        :40
    ]  # as long as a git commit: the libraries tell it from a branch by that
    folder = home / folder_name(name)
    for member, path in members.items():
        tree.link(path, folder / "snapshots" / commit / member)
    (folder / "refs").mkdir(parents=True, exist_ok=True)
    (folder / "refs" / "main").write_text(commit, encoding="ascii")
