"""Which notebooks of the course are run, in which image, and what is handed in beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bench.student_lab import VERSION
from labs.build.frontmatter import split_front_matter
from labs.build.sources import Kind, Source, find_sources
from labs.marking.rubric import read_rubrics
from labs.marking.sample import FULL, read_sample
from scripts.stages import ROOT

BASE_IMAGE = f"llmhub/base:{VERSION}"
GPU_IMAGE = f"llmhub/gpu:{VERSION}"
# Week 4 has tools that only the image for fine-tuning has.
IMAGES = {"week4": GPU_IMAGE}


def notebooks() -> list[Source]:
    """Return every lecture, lab, assignment and demo that runs."""
    return [source for source in find_sources(ROOT) if source.kind is Kind.NOTEBOOK]


def quizzes() -> list[Source]:
    """Return the quiz of every week that has one."""
    return [source for source in find_sources(ROOT) if source.kind is Kind.QUIZ]


def week_of(source: Source) -> str:
    """Return the week's folder, such as `week1`."""
    return source.target.parts[0]


def image_of(week: str) -> str:
    """Return the image that students have in that week."""
    return IMAGES.get(week, BASE_IMAGE)


def needs_of(source: Source) -> Mapping[str, Any]:
    """Return what a notebook says that it needs; nothing for a quiz."""
    if source.kind is not Kind.NOTEBOOK:
        return {}
    facts, _ = split_front_matter(source.path.read_text(encoding="utf-8"), source.path)
    needs: Mapping[str, Any] = facts.get("needs", {})
    return needs


def handed_in(source: Source) -> Mapping[str, str]:
    """Return the files that a full answer to an assignment has beside its notebook."""
    full = source.path.parent / "samples" / FULL
    if source.path.stem != "assignment" or not full.exists():
        return {}
    rubric = read_rubrics(source.path.with_name("rubric.yml"))["assignment"]
    return read_sample(full, rubric).files
