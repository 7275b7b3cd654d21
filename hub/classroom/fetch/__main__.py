"""`python -m classroom.fetch URL REF OUT`: REF "" is what the repository itself begins with."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from classroom.fetch.address import find
from classroom.fetch.repository import Repository
from classroom.fetch.trouble import FetchFailed, Trouble


def main(words: list[str]) -> int:
    """Fetch, and return the exit code."""
    try:
        url, ref, out = words
        if ref.startswith("-"):
            raise FetchFailed(Trouble.NO_REF, "no ref begins with '-'")
        fetch(url, ref, Path(out))
    except FetchFailed as error:
        print(error, file=sys.stderr)
        return error.trouble
    return 0


def fetch(url: str, ref: str, out: Path) -> None:
    """Fetch into the empty folder `out`; raises FetchFailed."""
    place = find(url)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        repository = Repository(Path(folder))
        repository.fetch(place, ref)
        repository.check()
        repository.lay_down(out)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
