"""`python -m models.hub_download`: fetch one model into a Hugging Face cache. Runs in the
students' image.

The exit status says what went wrong: see the constants.
"""

import argparse
import errno
import hashlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from models.failures import is_gateway

FAILED, NOT_FOUND, UNREACHABLE, WRONG_CONTENT, NO_ROOM = 1, 3, 4, 5, 6
# One form of the weights is enough; the old pickle form is taken only where there is no other.
SMALL = ["*.json", "*.txt", "*.model", "*.jinja", "*.md", "LICENSE*"]
SAFE = [*SMALL, "*.safetensors"]
OLD = [*SMALL, "pytorch_model*.bin"]
NEVER = ["onnx/*", "openvino/*", "*.onnx"]
# Classes by name: this module is imported where their libraries are not installed.
_MISSING = {"RepositoryNotFoundError", "RevisionNotFoundError"}
_NO_CONNECTION = {"TransportError", "ConnectionError", "TimeoutError", "gaierror"}
_WEIGHTS = re.compile("[0-9a-f]{64}")


def fetch(name: str, revision: str) -> Path:
    """Download a model; return the folder of its snapshot, which is called after the commit."""
    from huggingface_hub import HfApi, snapshot_download

    files = HfApi().list_repo_files(name, revision=revision)
    patterns = SAFE if any(one.endswith(".safetensors") for one in files) else OLD
    return Path(
        snapshot_download(name, revision=revision, allow_patterns=patterns, ignore_patterns=NEVER)
    )


def point_main(snapshot: Path) -> None:
    """Let `main` be this snapshot: who names no revision asks for that, offline too."""
    reference = snapshot.parent.parent / "refs" / "main"
    reference.parent.mkdir(exist_ok=True)
    reference.write_text(snapshot.name, encoding="ascii")


def wrong_files(snapshot: Path) -> list[str]:
    """Return the names of weights that do not hash to what the hub called them by.

    Weights are called by their SHA-256; the library itself compares no more than sizes.
    """
    found = []
    for path in sorted(snapshot.rglob("*")):
        blob = path.resolve()
        if path.is_file() and _WEIGHTS.fullmatch(blob.name):
            with blob.open("rb") as stream:
                if hashlib.file_digest(stream, "sha256").hexdigest() != blob.name:
                    found.append(path.name)
    return found


def status_of(error: BaseException) -> int:
    """Return the exit status for an error of the library, by what caused it."""
    for one in _causes(error):
        names = {parent.__name__ for parent in type(one).__mro__}
        if isinstance(one, OSError) and one.errno in (errno.ENOSPC, errno.EDQUOT):
            return NO_ROOM
        if "GatedRepoError" in names:  # it is there, but asks for an account
            return FAILED
        if names & _MISSING:
            return NOT_FOUND
        status = getattr(getattr(one, "response", None), "status_code", 0)
        if status:
            return UNREACHABLE if is_gateway(status) else FAILED
        if "Consistency check failed" in str(one):
            return WRONG_CONTENT
        if names & _NO_CONNECTION:
            return UNREACHABLE
    return FAILED


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def main() -> int:
    """Download the model; return the exit status."""
    parser = argparse.ArgumentParser(prog="models.hub_download")
    parser.add_argument("name")
    parser.add_argument("--revision", default="main")
    options = parser.parse_args()
    try:
        snapshot = fetch(options.name, options.revision)
        wrong = wrong_files(snapshot)
        if wrong:
            print(f"not what the hub calls them: {', '.join(wrong)}", file=sys.stderr)
            return WRONG_CONTENT
        point_main(snapshot)
    except Exception as error:  # its status must be one of ours, whatever a library raises
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return status_of(error)
    return 0


if __name__ == "__main__":
    sys.exit(main())
