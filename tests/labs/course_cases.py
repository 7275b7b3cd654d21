"""What of the course is run in the students' image, and where its parts lie."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from labs.build.sources import Kind, Source, find_sources
from labs.marking.rubric import Rubric, read_rubrics
from labs.marking.sample import FULL, Sample, read_sample
from tests.labs.student_lab import ROOT, VERSION

# Week 4 has tools that only the image for fine-tuning has.
IMAGES = {"week4": f"llmhub/gpu:{VERSION}"}
BASE_IMAGE = os.environ.get("LLMHUB_TEST_COURSE_IMAGE", f"llmhub/base:{VERSION}")


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
    """Return the image that students have in that week."""
    return IMAGES.get(week, BASE_IMAGE)


def notebooks() -> list[Source]:
    """Return every notebook of the course; week 4's demo has tests of its own."""
    found = [source for source in find_sources(ROOT) if source.kind is Kind.NOTEBOOK]
    return [source for source in found if source.target.name != "demo.ipynb"]


def quizzes() -> list[Source]:
    """Return the quiz of every week that has one."""
    return [source for source in find_sources(ROOT) if source.kind is Kind.QUIZ]


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
