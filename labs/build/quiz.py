"""A week's quiz as its author wrote it: read from `quiz.yml`, and refused when it is not right."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from labs.build.errors import BuildError
from labs.build.text import read_text

# Students type it in `quiz.answer("one-step", 2)`.
_ID = re.compile(r"[a-z][a-z0-9-]*")
_CHOICES = range(2, 10)


@dataclass(frozen=True)
class Choice:
    """One answer to choose, and what is said of it; `right` for exactly one of a question."""

    text: str
    why: str
    right: bool


@dataclass(frozen=True)
class Question:
    """One question; `id` names it within its quiz."""

    id: str
    text: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Quiz:
    """The questions of one week, in their order."""

    title: str
    questions: tuple[Question, ...]


def read_quiz(path: Path) -> Quiz:
    """Return the quiz of a `quiz.yml`.

    Raises:
        BuildError: `COURSE-QUIZ` with the file, the question and what is wrong with it.
    """
    try:
        found = yaml.safe_load(read_text(path))
        return _quiz(found)
    except yaml.YAMLError as error:
        raise BuildError("COURSE-QUIZ", f"{path} is not YAML: {error}") from error
    except ValueError as error:
        raise BuildError("COURSE-QUIZ", f"{path}: {error}") from error


def _quiz(found: Any) -> Quiz:
    """Return the quiz; a ValueError says what is wrong."""
    _fields(found, "the top", {"title", "questions"}, set())
    questions = tuple(_question(one) for one in _list(found["questions"], "questions"))
    if not questions:
        raise ValueError("there is no question.")
    _different([one.id for one in questions], "two questions are called")
    return Quiz(_text(found["title"], "the title"), questions)


def _question(found: Any) -> Question:
    """Return one question; a ValueError names it."""
    _fields(found, "a question", {"id", "question", "choices"}, set())
    name = str(found["id"])
    if not _ID.fullmatch(name):
        raise ValueError(f"the id '{name}' has other signs than a-z, 0-9 and -.")
    choices = tuple(_choice(one, name) for one in _list(found["choices"], f"choices of {name}"))
    if len(choices) not in _CHOICES:
        raise ValueError(f"{name}: 2 to 9 choices, not {len(choices)}.")
    _different([one.text for one in choices], f"{name}: two choices say")
    if sum(one.right for one in choices) != 1:
        raise ValueError(f"{name}: exactly one choice has `right: true`.")
    return Question(name, _text(found["question"], f"{name}: the question"), choices)


def _choice(found: Any, name: str) -> Choice:
    """Return one choice of the question `name`."""
    _fields(found, f"{name}: a choice", {"text", "why"}, {"right"})
    right = found.get("right", False)
    if not isinstance(right, bool):
        raise ValueError(f"{name}: `right` is true, or left out.")
    text, why = (_text(found[key], f"{name}: `{key}`") for key in ("text", "why"))
    return Choice(text, why, right)


def _fields(found: Any, what: str, needed: set[str], more: set[str]) -> None:
    """Check that a mapping has the fields it needs, and none that nobody knows."""
    if not isinstance(found, dict) or not needed <= set(found) <= needed | more:
        names = ", ".join(f"`{name}`" for name in sorted(needed | more))
        raise ValueError(f"{what} has these fields: {names}. A text with a comma is in quotes.")


def _list(found: Any, what: str) -> list[Any]:
    if not isinstance(found, list):
        raise ValueError(f"{what}: write a list.")
    return found


def _text(found: Any, what: str) -> str:
    """Return a text on one line; YAML takes a bare `yes` or `0.5` for something else."""
    if not isinstance(found, str) or not found.strip():
        raise ValueError(f"{what} is no text. Put it into quotes.")
    return " ".join(found.split())


def _different(names: list[str], what: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"{what} '{name}'.")
