"""Every step of a build that asks a package index asks the one that the host names."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from images.build.catalog import IMAGES
from scripts.stages import ROOT

DOCKERFILES = sorted({image.dockerfile for image in IMAGES.values()})
ASKS = re.compile(r"apt-get (update|install)|pip install|npm ci|go install|install-kernel\.sh /")
SECRET = "--mount=type=secret,id=host-env"
READ_FIRST = "ARG BASH_ENV=/run/secrets/host-env"


def steps(text: str) -> Iterator[tuple[str, str, bool]]:
    """Yield stage, RUN instruction, and whether bash reads the host's settings first there."""
    stages: dict[str, bool] = {}
    stage, reads = "", False
    joined = re.sub(r"\\\n(\s*#.*\n)*", " ", text)
    for line in joined.splitlines():
        if found := re.match(r"FROM (\S+)(?: AS (\S+))?", line):
            # A stage has the ARGs of the stage that it starts from.
            stage, reads = found[2] or "last", stages.get(found[1], False)
        elif line.startswith(READ_FIRST):
            reads = True
        elif line.startswith("RUN "):
            yield stage, line, reads
        stages[stage] = reads


@pytest.mark.parametrize("name", DOCKERFILES)
def test_steps_that_ask_an_index_know_the_hosts(name: str) -> None:
    found = list(steps((ROOT / name).read_text(encoding="utf-8")))
    asking = [(stage, step, reads) for stage, step, reads in found if ASKS.search(step)]
    for stage, step, reads in asking:
        assert SECRET in step, f"{name}, stage {stage}: {step[:60]} ..."
        assert reads or ". /run/secrets/host-env" in step, f"{name}, stage {stage}"


def test_there_is_something_to_look_at() -> None:
    assert len(DOCKERFILES) >= 6
