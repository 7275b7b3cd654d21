"""`images.lock`: the digests under which images of others were first pulled, one a line.

A digest enters this file only from a pull that succeeded; from then on every pull is by digest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from images.build.errors import BuildError

HEADER = """\
# Digests of images that others publish, recorded at the first pull by `make lock-images`.
# From then on each pull is checked against them. One line each: name:tag sha256:…
"""
LINE = re.compile(r"(?P<name>[a-z0-9][a-z0-9._/-]*:[\w.-]+) (?P<digest>sha256:[0-9a-f]{64})")


def read(path: Path) -> dict[str, str]:
    """Return name:tag → digest; a file that is not there is empty, a bad line is `bad-lock`."""
    if not path.is_file():
        return {}
    digests: dict[str, str] = {}
    for number, line in enumerate(path.read_text(errors="replace").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        match = LINE.fullmatch(line.strip())
        if match is None or match["name"] in digests:
            raise BuildError(
                "bad-lock",
                f"{path.name} line {number} is not `name:tag sha256:<64 hex digits>`, or names an"
                " image twice: restore the file, or remove the line and run `make lock-images`.",
            )
        digests[match["name"]] = match["digest"]
    return digests


def write(path: Path, digests: Mapping[str, str]) -> None:
    """Replace the file as a whole, in name order."""
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(HEADER + "".join(f"{name} {digests[name]}\n" for name in sorted(digests)))
    fresh.replace(path)
