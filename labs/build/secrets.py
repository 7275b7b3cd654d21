"""What students must not see, and the search for it in what they get."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from labs.build.glossary import find_terms
from labs.build.quiz import read_quiz
from labs.build.sources import QUIZ_ENDING, Kind, Source
from labs.build.student import INSTRUCTOR_TAG
from labs.build.text import read_text

_REGION = re.compile(
    r"BEGIN (?P<kind>SOLUTION|HIDDEN TESTS|MARK SCHEME)(?P<body>.*?)END (?P=kind)", re.DOTALL
)
MARKERS = ("BEGIN SOLUTION", "BEGIN HIDDEN TESTS", "BEGIN MARK SCHEME")
"""What stands before a part that students never get."""
_INSTRUCTOR_CELL = re.compile(
    rf'^# %%[^\n]*tags=\[[^\]]*"{INSTRUCTOR_TAG}"[^\]]*\][^\n]*\n(?P<body>.*?)(?=^# %%|\Z)',
    re.DOTALL | re.MULTILINE,
)
# Shorter lines (`else:`, `return answer`) say nothing and stand everywhere.
_TELLING = 16
_SENTENCE_ENDS = re.compile(r"(?<=[.!?]) +")


def secrets_of(sources: Iterable[Source]) -> set[str]:
    """Return what students must not read: solutions, and the answers of the quizzes."""
    found = list(sources)
    texts = [_shown(one) for one in found if one.kind not in (Kind.QUIZ, Kind.QUIZ_DATA)]
    return secret_lines(texts, quiz_answers(one.path for one in found if one.kind is Kind.QUIZ))


def _shown(source: Source) -> str:
    """Return the text that becomes a page, a notebook or a file."""
    paths = find_terms(source.path) if source.kind is Kind.GLOSSARY else [source.path]
    return "\n".join(read_text(path) for path in paths)


def quiz_answers(quizzes: Iterable[Path]) -> set[str]:
    """Return the right choices of all quizzes, and every sentence that explains a choice."""
    hidden: set[str] = set()
    for path in quizzes:
        choices = [one for question in read_quiz(path).questions for one in question.choices]
        said = [sentence for one in choices for sentence in _SENTENCE_ENDS.split(one.why)]
        hidden |= {one for one in said if len(one) >= _TELLING}
        hidden |= {one.text for one in choices if one.right and len(one.text) >= _TELLING}
    return hidden


def secret_lines(texts: Iterable[str], answers: Iterable[str] = ()) -> set[str]:
    """Return the telling lines that are for instructors, less those that students are shown anyway.

    Args:
        texts: the texts of all sources; a line that is public in one of them is no secret.
        answers: what else is secret.
    """
    hidden = set(answers)
    shown = ""
    for text in texts:
        for pattern in (_REGION, _INSTRUCTOR_CELL):
            for match in pattern.finditer(text):
                hidden |= set(_telling(match["body"]))
        shown += _INSTRUCTOR_CELL.sub("", _REGION.sub("", text)) + "\n"
    return {line for line in hidden if line not in shown}


def _telling(text: str) -> Iterator[str]:
    """Yield lines without indentation, comment signs and quotes; short ones are left out."""
    for line in text.splitlines():
        bare = line.strip().removeprefix("#").strip()
        if len(bare) >= _TELLING:
            yield bare


def find_leaks(tree: Path, secrets: Iterable[str]) -> list[str]:
    """Return one sentence for each secret line, marker or instructors' cell found below `tree`."""
    wanted = sorted(secrets)
    leaks = []
    for path in sorted(p for p in tree.rglob("*") if p.is_file()):
        name = path.relative_to(tree).as_posix()
        text = _plain_text(path)
        leaks += [f"{name}: marker '{marker}'" for marker in MARKERS if marker in text]
        leaks += [f"{name}: '{line[:60]}'" for line in wanted if line in text]
        if path.suffix == ".ipynb" and f'"{INSTRUCTOR_TAG}"' in path.read_text(encoding="utf-8"):
            leaks.append(f"{name}: a cell with the tag '{INSTRUCTOR_TAG}'")
        if path.suffix == QUIZ_ENDING:
            beside = set(_beside_choices(json.loads(path.read_text(encoding="utf-8"))))
            leaks += [f"{name}: '{key}' beside a choice" for key in sorted(beside - {"sealed"})]
    return leaks


def _beside_choices(quiz: dict[str, Any]) -> dict[str, list[Any]]:
    """Return what stands beside the choices' texts: name -> all its values."""
    beside: dict[str, list[Any]] = {}
    for question in quiz["questions"]:
        for choice in question["choices"]:
            for key in set(choice) - {"text"}:
                beside.setdefault(key, []).append(choice[key])
    return beside


def _plain_text(path: Path) -> str:
    """Return a file's text; what JSON holds is unpacked, for its escapes would hide quotes.

    Of a quiz's questions the choices are left out: they all stand there, the right one too. What
    must not be there is anything else that tells which it is.
    """
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        return "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
    if path.suffix == QUIZ_ENDING:
        quiz = json.loads(text)
        told = [quiz["title"], *(one["question"] for one in quiz["questions"])]
        return "\n".join([*told, *(str(one) for one in _beside_choices(quiz).values())])
    return text
