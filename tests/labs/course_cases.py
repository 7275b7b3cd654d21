"""What of the course is run in the students' image, and where its parts lie."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from bench.course import cases
from labs.build.sources import Source
from labs.marking.rubric import Rubric, read_rubrics
from labs.marking.sample import FULL, Sample, read_sample
from tests.labs.student_lab import ROOT

# Another image instead of base, while one is being made.
INSTEAD = os.environ.get("LLMHUB_TEST_COURSE_IMAGE", "")


@dataclass(frozen=True)
class Part:
    """A lab or assignment that is marked: its source and its rubric."""

    week: str
    name: str
    source: Path
    rubric: Rubric

    def __str__(self) -> str:
        return f"{self.week}-{self.name}"

    @property
    def samples(self) -> dict[str, Sample]:
        """Return name -> sample answer; only assignments have some."""
        folder = self.source.parent / "samples"
        paths = sorted(folder.glob("*.yml")) if self.name == "assignment" else []
        return {path.name: read_sample(path, self.rubric) for path in paths}


def image_of(week: str) -> str:
    """Return the image that students have in that week, or the one that was named instead."""
    image = cases.image_of(week)
    return INSTEAD if INSTEAD and image == cases.BASE_IMAGE else image


def notebooks() -> list[Source]:
    """Return every notebook of the course; week 4's demo has tests of its own."""
    return [source for source in cases.notebooks() if source.target.name != "demo.ipynb"]


def parts() -> list[Part]:
    """Return every lab and assignment that has a rubric."""
    found = []
    for path in sorted(ROOT.glob("labs/week*/rubric.yml")):
        for name, rubric in read_rubrics(path).items():
            found.append(Part(path.parent.name, name, path.with_name(f"{name}.py"), rubric))
    return found


def wrong_samples() -> list[tuple[Part, str]]:
    """Return (assignment, file name) of the samples that do not get full marks."""
    return [(part, name) for part in parts() for name in part.samples if name != FULL]
